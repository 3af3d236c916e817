"""What to find out next, as lines of text and as data: the points at stake, the rules that it settles."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from typing import Any

from policy_rules.documents import from_data
from policy_rules.facts.raw_trees import tree_of, tree_text
from policy_rules.report.fact_names import FactNames
from policy_rules.report.html_elements import STYLE, table, tag
from policy_rules.report.output_head import head_data
from policy_rules.report.phrases import banners, phrase, year_said
from policy_rules.results.assessment import Assessment
from policy_rules.results.fragments import BLANK
from policy_rules.results.next_facts import By, NextFact, NextFactRows, usual_order
from policy_rules.values.exact import plain
from policy_rules.wording import Language, decimal_text

MOST_RULES = 6
WORDS = {
    "settles grade": ("可定等次", "settles the grade"),
    "narrows": ("总分区间至少收窄", "narrows the total by"),
    "narrows at most": ("总分区间至多收窄", "narrows the total by at most"),
    "at stake": ("涉及", "at stake"),
    "about": ("约", "about"),
    "unbounded": ("不限", "without bound"),
    "excludes": ("答案之一可排除", "one answer rules out"),
    "by": ("最近期限", "soonest due day"),
    "write": ("写入", "write"),
    "fact": ("事实", "fact"),
    "register": ("登记资料", "register"),
    "can settle": ("可定规则", "settles"),
    "rules": ("有关规则", "rules"),
    "points": ("按涉及分数排序", "by points at stake"),
    "findings": ("按可定规则数排序", "by rules settled"),
}
"""The fixed words of this list, in Chinese and English."""


def next_facts_text(
    assessment: Assessment, language: Language = "zh", *, most: int = 20, by: By | None = None
) -> str:
    """The list on a page of its own, `most` facts of it."""
    lines = [f"*** {label} ***" for label in banners(assessment, language)]
    year = year_said(assessment.model, assessment.year, language)
    told = f"{phrase('as of', language)} {assessment.as_of}  {year}"
    lines += [f"{assessment.unit.name}  {told}", "", f"== {next_heading(assessment, language, by)} =="]
    lines += list(next_lines(assessment, language, most=most, by=by, paste=True)) or [
        phrase("nothing missing", language)
    ]
    return "\n".join(lines) + "\n"


def next_heading(assessment: Assessment, language: Language, by: By | None = None) -> str:
    """What stands over the list: what it is, and by what it is ordered."""
    found, told = assessment.next_facts(), phrase("next", language)
    if not found:
        return told
    order = _say(by or usual_order(found), language)
    return f"{told}（{order}）" if language == "zh" else f"{told} ({order})"


def next_lines(
    assessment: Assessment, language: Language, *, most: int, by: By | None = None, paste: bool = False
) -> Iterator[str]:
    """A line for each fact, those first that matter most; with `paste` what a facts file says it by too."""
    rows, more = next_parts(assessment, language, most=most, by=by)
    for number, (line, written) in enumerate(rows, 1):
        yield f"{number}. {line}"
        if paste and written:
            yield f"   {_say('write', language)}  {written}"
    if more:
        yield f"… {more}"


def next_parts(
    assessment: Assessment, language: Language, *, most: int, by: By | None = None
) -> tuple[list[tuple[str, str]], int]:
    """The first facts, each as a line and what a facts file says it by ("": nothing); how many are left."""
    names = FactNames(assessment.model, language)
    found = assessment.next_facts(by)
    rows = [(next_line(f, assessment, names), written_text(f) if f.written else "") for f in found[:most]]
    return rows, len(found) - len(rows)


def next_line(fact: NextFact, assessment: Assessment, names: FactNames) -> str:
    """A fact, the register that has it, and what knowing it does."""
    language = names.language
    register = f" ({phrase('from', language)} {names.register(fact.register)})" if fact.register else ""
    return f"{names.say(fact.name)}{register}: {'; '.join(_effects(fact, assessment, language))}"


def _effects(fact: NextFact, assessment: Assessment, language: Language) -> Iterator[str]:
    """What knowing the fact does to the score, then to rules."""
    where = _title(fact.items[0], assessment, language) if fact.items else ""
    if fact.settles_grade:
        yield _say("settles grade", language)
    if fact.points != 0:
        word = "narrows" if fact.exact else "narrows at most"
        yield f"{_say(word, language)} {_points(fact.points, language)}"
    if fact.at_stake != 0:
        about = "" if fact.exact else f"{_say('about', language)} "
        yield f"{_say('at stake', language)} {about}{_points(fact.at_stake, language)} ({where})"
    if fact.excludes:
        yield f"{_say('excludes', language)} {_some(fact.excludes)}"
    rules = fact.settles or (() if fact.excludes else fact.rules)
    if rules:
        word = phrase("settles" if fact.settles else "helps", language)
        yield f"{word} {_some(rules)}"
    elif fact.points == fact.at_stake == 0 and not fact.excludes:
        yield f"{phrase('helps', language)} {where}"
    if fact.due is not None:
        yield f"{_say('by', language)} {fact.due}"


def _some(rules: tuple[str, ...]) -> str:
    """The first rules, and how many there are where these are not all."""
    more = f" … {len(rules)}" if len(rules) > MOST_RULES else ""
    return ", ".join(rules[:MOST_RULES]) + more


def written_text(fact: NextFact) -> str:
    """What a facts file says the fact by, on one line, with a mark where the answer goes."""
    node, _ = from_data(fact.written, "next")
    tree = {} if node is None else tree_of(node)
    return ", ".join(f"{key}: {tree_text(value)}" for key, value in tree.items()).replace(f'"{BLANK}"', BLANK)


def _title(name: str, assessment: Assessment, language: Language) -> str:
    item = assessment.score.sheet.items.get(name) if assessment.score else None
    return (item.titles.get(language) if item else None) or name


def _points(points: Fraction | None, language: Language) -> str:
    if points is None:
        return _say("unbounded", language)
    told = decimal_text(points)
    space = "" if language == "zh" else " "
    return f"{told}{space}{'point' if language == 'en' and told == '1' else phrase('points', language)}"


def _say(key: str, language: Language) -> str:
    return WORDS[key][language == "en"]


def next_facts_data(assessment: Assessment, by: By | None = None) -> list[dict[str, Any]]:
    """The list as data; a number of points is exact, None where it is without bound."""
    return [next_fact_data(n) for n in assessment.next_facts(by)]


def next_page_data(assessment: Assessment, most: int | None = None, by: By | None = None) -> dict[str, Any]:
    """The list with what stands at its top, `most` facts of it; `more` are left out."""
    found = next_facts_data(assessment, by)
    told, order = found[:most], by or usual_order(assessment.next_facts())
    return {**head_data(assessment), "by": order, "next_facts": told, "more": len(found) - len(told)}


def next_fact_data(fact: NextFact) -> dict[str, Any]:
    """One fact of the list."""
    return {
        "fact": fact.name,
        "settles": list(fact.settles),
        "rules": list(fact.rules),
        "register": fact.register or None,
        "items": list(fact.items),
        "points": None if fact.points is None else plain(fact.points),
        "at_stake": None if fact.at_stake is None else plain(fact.at_stake),
        "settles_grade": fact.settles_grade,
        "exact": fact.exact,
        "excludes": list(fact.excludes),
        "due": None if fact.due is None else fact.due.isoformat(),
        "write": dict(fact.written),
    }


def next_fact_html(fact: NextFact, language: Language = "zh") -> str:
    """One fact of the list as a table."""
    rows = [
        (_say("fact", language), f"{escape(_named(fact, language))} {tag('code', escape(fact.name))}"),
        (_say("register", language), escape(_register(fact, language))),
        (_say("can settle", language), escape(", ".join(fact.settles))),
        (_say("excludes", language), escape(", ".join(fact.excludes))),
        (phrase("helps", language), escape(", ".join(fact.rules))),
        (_say("at stake", language), escape(_cell(fact.at_stake))),
        (_say("by", language), _day(fact)),
        (_say("write", language), tag("code", escape(written_text(fact))) if fact.written else ""),
    ]
    return tag("div", table((), [row for row in rows if row[1]]), STYLE, lang=language)


def next_facts_html(facts: NextFactRows, language: Language = "zh") -> str:
    """The list as a table, those first that matter most."""
    rows = [
        (
            escape(_named(f, language)),
            escape(_register(f, language)),
            str(len(f.settles)),
            str(len(f.rules)),
            _cell(f.at_stake),
            _day(f),
        )
        for f in facts
    ]
    heads = ("fact", "register", "can settle", "rules", "at stake", "by")
    return tag("div", table((_say(head, language) for head in heads), rows), STYLE, lang=language)


def _named(fact: NextFact, language: Language) -> str:
    return fact.name if fact.model is None else FactNames(fact.model, language).say(fact.name)


def _register(fact: NextFact, language: Language) -> str:
    return fact.register if fact.model is None else FactNames(fact.model, language).register(fact.register)


def _cell(points: Fraction | None) -> str:
    return "∞" if points is None else decimal_text(points) if points else ""


def _day(fact: NextFact) -> str:
    return "" if fact.due is None else fact.due.isoformat()
