"""The double reading of a rule on its page: what the project takes the words to oblige."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from policy_rules.report.double_reading_words import NOTICE, OUTCOME_KEYS, READING
from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.example_text import example_html, named_part, outcome_html
from policy_rules.report.pages.frame import in_own_language, listed_items
from policy_rules.ruleset.double_reading import FirstReading, LeftOpen, SecondReading
from policy_rules.ruleset.languages import language_of
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.reading_standing import REASONS


def double_reading_part(catalogue: Catalogue, rule: Rule) -> str:
    """The reading of a rule with what it leaves open; nothing where the ruleset has no double readings."""
    read = catalogue.read.get(rule.id)
    if read is None:
        return ""
    head = tag("h4", _word(catalogue, "reading")) + tag("p", catalogue.said(NOTICE))
    head += "".join(tag("p", tag("strong", catalogue.said(REASONS[why]), class_="open")) for why in read.why)
    if read.reading is None:
        return tag("section", head, class_="reading")
    reading = read.reading.in_language(catalogue.language)
    written = language_of(reading.first.who)
    if written in catalogue.others:
        return tag("section", head + tag("p", catalogue.twin_of(rule.id, written)), class_="reading")
    said = list(_first(catalogue, reading.first))
    if reading.second is not None:
        said.append(("second", _second(catalogue, rule, reading.second)))
    if reading.settled is not None:
        said.append(("settled", "<br>".join(_said(text) for text in reading.settled if text)))
    terms = "".join(tag("dt", _word(catalogue, key)) + tag("dd", content) for key, content in said)
    return tag("section", head + tag("dl", terms), class_="reading")


def _first(catalogue: Catalogue, first: FirstReading) -> Iterator[tuple[str, str]]:
    yield "family", _family(catalogue, first.family)
    yield "who", _said(first.who)
    for key in OUTCOME_KEYS:
        text = getattr(first, key)
        yield key, _said(text) if text else _word(catalogue, "none")
    yield "when", _said(first.when)
    if first.left_open:
        yield "open", listed_items(_question(catalogue, question) for question in first.left_open)
    if first.dropped:
        yield "dropped", listed_items(f"{_said(words)}: {_said(why)}" for words, why in first.dropped)


def _family(catalogue: Catalogue, told: str) -> str:
    """The names of families that the ruleset declares, else the text as it is."""
    found = [(name.strip(), catalogue.families.get(name.strip())) for name in told.split("+")]
    return " + ".join(
        f"{escape(name)} {catalogue.either(family.zh, family.en)}" if family else escape(name)
        for name, family in found
    )


def _question(catalogue: Catalogue, question: LeftOpen) -> str:
    shared = question.shared_as
    named = catalogue.parameter(shared) if shared in catalogue.model.vocabulary.parameters else escape(shared)
    marked = f" [{named}]" if shared != "own" else ""
    return _said(question.asks) + marked + listed_items(map(_said, question.readings))


def _second(catalogue: Catalogue, rule: Rule, second: SecondReading) -> str:
    told = _word(catalogue, second.verdict) + (f"<br>{_said(second.note)}" if second.note else "")
    seen = second.witness
    if seen is None:
        return told
    words = [("", seen.words)] if isinstance(seen.words, str) else list(seen.words.items())
    says = ", ".join(
        (f"{escape(named_part(catalogue, rule, name))}: " if name else "") + outcome_html(catalogue, outcome)
        for name, outcome in words
    )
    landed = f"{_word(catalogue, 'landed')}: {example_html(catalogue, seen.case, rule)}"
    shown = f"{landed}{_word(catalogue, 'words')}: {says}"
    return f"{told}<br>{shown}" + (f"<br>{_said(seen.why)}" if seen.why else "")


def _word(catalogue: Catalogue, key: str) -> str:
    return catalogue.said(READING[key])


def _said(text: str) -> str:
    """A text in the language of most of it: readings in English quote Chinese words."""
    return in_own_language("span", text)
