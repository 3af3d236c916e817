"""When a rule is due, in words: its time class, period and due day, and from which rule it has them."""

from __future__ import annotations

import datetime
import re
from html import escape

from policy_rules.core.nodes import RuleProgram
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import code
from policy_rules.report.pages.headings import TOLD
from policy_rules.report.pages.plain_words import PlainWords
from policy_rules.ruleset.model import Rule
from policy_rules.values.days import MONTHS


def due_words(catalogue: Catalogue, rule: Rule, program: RuleProgram) -> str:
    """The due day in words; that of the default rule where it is inherited."""
    if program.due_from:
        program = catalogue.program.by_id[program.due_from]
    parts = catalogue.of(rule).parts if "due" in rule.readings else program.parts if rule.in_versions else ()
    if days := [part.due for part in parts if part.due is not None]:
        words = PlainWords(catalogue.speaker)
        return " / ".join(dict.fromkeys(words.say(day) for day in days))
    if program.due is None:
        return catalogue.word(TOLD["no due"])
    if rule.due is not None and rule.due.text == "open":
        return catalogue.word(TOLD["due open"])
    if rule.due is None and rule.period is not None and rule.period.text in ("open", "year"):
        return catalogue.word(TOLD["period ends"])
    return PlainWords(catalogue.speaker).say(program.due)


def due_html(catalogue: Catalogue, rule: Rule, program: RuleProgram) -> str:
    """The due day with its FEEL text, and the rule that it is inherited from."""
    if program.due is None:
        return ""
    shown = escape(due_words(catalogue, rule, program))
    if rule.due is not None and rule.due.text == "open":
        return f"{catalogue.flag()} {shown}"
    if program.due_from:
        default = catalogue.model.rules[program.due_from]
        softened = f" ({catalogue.told('unless excepted')})" if default.force else ""
        return f"{shown}, {catalogue.told('inherited')} {catalogue.rule(default.id, titled=False)}{softened}"
    written = code(rule.due.text) if rule.due and not rule.due.text.strip('@"')[:4].isdigit() else ""
    return f"{shown} {written}".rstrip()


def readings_html(catalogue: Catalogue, rule: Rule, key: str) -> str:
    """The readings of a due day or a period, by the values of their parameter."""
    readings = rule.readings.get(key)
    if readings is None:
        return ""
    asked = catalogue.model.vocabulary.parameters.get(readings.by)
    kind = None if asked is None else asked.type
    told = (
        f"{escape(catalogue.speaker.label(name, kind))}: {written_day(text.text)}"
        for name, text in readings.options.items()
    )
    return f"{catalogue.flag()} {code(f'parameters.{readings.by}')}: {'; '.join(told)}"


def period_html(catalogue: Catalogue, rule: Rule) -> str:
    """The period of a rule; one that the ruleset declares with its names and its length."""
    if rule.period is None:
        return ""
    if rule.period.text == "open":
        return f"{catalogue.flag()} {catalogue.told('period open')}"
    vocabulary = catalogue.model.vocabulary
    kind = vocabulary.year if rule.period.text == "year" else vocabulary.periods.get(rule.period.text)
    if kind is None:
        return code(rule.period.text)
    if kind.calendar and rule.period.text == "year":
        return catalogue.told("year")
    first = datetime.date.fromordinal(kind.first)
    name = catalogue.either(kind.zh or kind.name, kind.en or kind.name)
    begins = f"{first:%m-%d}" if kind.months <= MONTHS else str(first)
    return f"{name} {code(kind.length)} {catalogue.told('from')} {begins}"


def written_day(text: str) -> str:
    """A day as people write it, anything else as the file has it."""
    day = _DAY.fullmatch(text)
    return day[1] if day else code(text)


_DAY = re.compile(r'@?"?(\d{4}-\d\d-\d\d)"?')
