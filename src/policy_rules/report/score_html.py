"""A score as HTML: every point possible, got and lost, with why, item by item and step by step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from html import escape

from policy_rules.report.consequence_names import addressee_told
from policy_rules.report.fact_names import FactNames
from policy_rules.report.html_elements import CELL, STYLE, banner, bullets, heads, table, tag
from policy_rules.report.phrases import phrase
from policy_rules.report.score_account import (
    ItemAccount,
    StepAccount,
    items_of,
    sheet_title,
    step_title,
    steps_of,
    title_of,
)
from policy_rules.report.score_phrases import (
    change,
    decided_names,
    ends_text,
    held_by,
    item_condition,
    item_facts,
    item_points,
    open_names,
    provisional,
    remarks,
    step_value,
    total_and_grade,
    touching,
    word,
)
from policy_rules.report.score_reasons import Reasons
from policy_rules.report.score_words import bare, points
from policy_rules.results.assessment import Assessment
from policy_rules.scoring.consequences import Consequence
from policy_rules.scoring.ledger import Line, Score
from policy_rules.values.known import ONLY, Num
from policy_rules.wording import OUTCOMES, Language

LOST, WON = "#b42318", "#1a7f37"
HEAD = "background:#f0f3f6;vertical-align:top;text-align:left;padding:.2em 1em .2em 0"
WHY = "margin:0;padding-left:1.2em"
FIXED = "white-space:nowrap"


def ledger_part(
    assessment: Assessment, language: Language, heading: str = "h4", *, linked: bool = False
) -> str:
    """The score of one unit, to stand inside an assessment; `linked` to the rules on the same page."""
    score = assessment.score
    if score is None:
        return tag("p", escape(phrase("no sheet", language)))
    return "".join(_parts(score, Reasons(assessment, score, language), heading, linked))


def _parts(score: Score, reasons: Reasons, heading: str, linked: bool) -> Iterator[str]:
    language = reasons.language
    first, *objections = [*provisional(reasons)] or [""]
    if first:
        yield tag(
            "div",
            tag("strong", escape(first)) + bullets(objections),
            f"border-left:4px solid {LOST};padding-left:.6em",
        )
    if said := [*remarks(reasons)]:
        yield bullets(said)
    yield tag("p", tag("strong", "<br>".join(escape(line) for line in total_and_grade(reasons))))
    if decided := decided_names(reasons):
        yield tag(heading, escape(phrase("decisions", language)))
        yield bullets(touching(said, where, reasons) for said, where in decided)
    items, steps = items_of(score), steps_of(score)
    yield _index(items, reasons)
    moves = ("before", "change", "after", "why", "clause")
    bodies = "".join(_item(item, reasons, linked) for item in items)
    yield tag(heading, escape(phrase("items", language)))
    yield tag("table", _heads(("item", "points possible", *moves), language) + bodies)
    bodies = "".join(_step(step, reasons, linked) for step in steps)
    yield tag(heading, escape(phrase("steps", language)))
    yield tag("table", _heads(("step", *moves), language) + bodies)
    for told, held in open_names(reasons):
        yield tag(heading, escape(told))
        yield bullets(f"{said} ({phrase('touches', language)}: {where})" for said, where in held)


def _heads(names: Iterable[str], language: Language) -> str:
    return heads((phrase(name, language) for name in names), f";{FIXED}")


def _index(items: Iterable[ItemAccount], reasons: Reasons) -> str:
    """Links to the items that have, or may have, lost points."""
    links = [
        tag("a", escape(title_of(i.item, reasons.language)), href=f"#{item_anchor(i.item.id, reasons)}")
        + f" ({escape(phrase('points lost', reasons.language))} {escape(bare(i.lost))})"
        for i in items
        if any(i.lost)
    ]
    if not links:
        return ""
    return tag("p", escape(phrase("lost items", reasons.language)) + ": " + " · ".join(links))


def item_anchor(name: str, reasons: Reasons) -> str:
    """The id of an item's row, its own among the units of a page."""
    return ledger_anchor(reasons.assessment.unit.id, reasons.score.sheet.name, name)


def ledger_anchor(unit: str, sheet: str, item: str) -> str:
    """The same by the names of unit, sheet and item."""
    parts = (unit, sheet, item)
    return "ledger-" + "-".join(re.sub(r"[^\w.-]+", "_", part) for part in parts)


def _item(account: ItemAccount, reasons: Reasons, linked: bool) -> str:
    """An item's row, then a row for each of its lines."""
    item = account.item
    title = tag("strong", escape(title_of(item, reasons.language))) + " " + tag("code", escape(item.id))
    about = [*item_facts(account, reasons), *filter(None, [item_condition(account, reasons)])]
    told = escape(item_points(account, reasons)) + ("<br>" + escape("; ".join(about)) if about else "")
    cells = tag("td", title, HEAD) + tag("td", escape(bare((account.possible, account.possible))), HEAD)
    top = tag("tr", cells + tag("td", told, HEAD, colspan="5"), id=item_anchor(item.id, reasons))
    return tag("tbody", top + "".join(_row(line, reasons, ("",), linked) for line in account.lines))


def _step(account: StepAccount, reasons: Reasons, linked: bool) -> str:
    """A step's row with its value, then a row for each of its lines."""
    title = tag("strong", escape(step_title(account.name, reasons.score.sheet, reasons.language)))
    cells = tag("td", title, HEAD) + tag("td", escape(step_value(account, reasons)), HEAD, colspan="5")
    return tag("tbody", tag("tr", cells) + "".join(_row(line, reasons, (), linked) for line in account.lines))


def _row(line: Line, reasons: Reasons, between: tuple[str, ...], linked: bool) -> str:
    moved = change(line)
    colour = LOST if "−" in moved else WON if "+" in moved else ""
    what = f"{line.seq}. {word(line, reasons)}{held_by(line, reasons)}"
    shown = [
        tag("td", escape(what), CELL),
        *(tag("td", cell, CELL) for cell in between),
        tag("td", escape(ends_text(line, "before", reasons)), f"{CELL};{FIXED}"),
        tag("td", escape(moved), f"{CELL};{FIXED}" + (f";color:{colour}" if colour else "")),
        tag("td", escape(ends_text(line, "after", reasons)), f"{CELL};{FIXED}"),
        tag("td", bullets(reasons.of(line), WHY), CELL),
        tag("td", escape(", ".join(reasons.clauses(line))) + (_rules(line) if linked else ""), CELL),
    ]
    return tag("tr", "".join(shown))


def _rules(line: Line) -> str:
    """Links to the rules on which a line stands, where their words and facts are told."""
    rules = dict.fromkeys(rule for key in ("findings", "rules") for rule in line.because.get(key, ()))
    return "".join(f" {tag('a', escape(rule), href=f'#rule-{rule}')}" for rule in rules)


def score_html(score: Score, language: Language = "zh") -> str:
    """A score by itself: what each item and each step came to; the assessment knows why."""
    top = banner(phrase("illustrative", language)) if score.sheet.illustrative else ""
    items = [
        (escape(title_of(i.item, language)), escape(bare((i.possible, i.possible))), _got(i, language))
        for i in items_of(score)
    ]
    steps = [
        (escape(step_title(s.name, score.sheet, language)), escape(_value(s, score, language)))
        for s in steps_of(score)
    ]
    names = ("item", "points possible", "points got")
    parts = [
        top,
        tag("h3", escape(f"{phrase('score', language)}: {sheet_title(score.sheet, language)}")),
        tag("p", tag("strong", escape(points(score.lo, score.hi, language)))),
        table((phrase(n, language) for n in names), items),
        table((phrase(n, language) for n in ("step", "value")), steps),
    ]
    return tag("div", "".join(parts), STYLE, lang=language)


def _got(account: ItemAccount, language: Language) -> str:
    return escape(phrase("item does not apply", language) if account.got is None else bare(account.got))


def _value(account: StepAccount, score: Score, language: Language) -> str:
    value = account.value
    if not isinstance(value, Num):
        told = score.sheet.scale_zh if language == "zh" else {}
        grades = (score.sheet.scale[p] for p in sorted(value.places, reverse=True))
        return phrase("or", language).join(told.get(grade, grade) for grade in grades)
    return phrase("no amount", language) if value.null == ONLY else bare((value.lo, value.hi))


def consequence_html(found: Consequence, language: Language = "zh") -> str:
    """A consequence by itself."""
    carried = OUTCOMES[found.carried_out][language == "zh"]
    names = None if found.model is None else FactNames(found.model, language)
    missing = found.missing if names is None else map(names.say, found.missing)
    rows = (
        (phrase("consequences", language), f"{tag('code', escape(found.rule))} “{escape(found.words)}”"),
        (phrase(found.status, language), escape(carried)),
        (phrase("addressee", language), escape(addressee_told(found, language))),
        (phrase("missing", language), escape("; ".join(missing))),
    )
    return tag("div", table((), [row for row in rows if row[1]]), STYLE, lang=language)
