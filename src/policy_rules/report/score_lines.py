"""Score, grade and consequences as lines of text: every point lost and why, or the whole ledger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policy_rules.report.carried_over import left_out_words
from policy_rules.report.consequence_names import addressee_told
from policy_rules.report.differing_lines import differing_part
from policy_rules.report.phrases import banners, in_a_row, phrase, year_said
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
    joined_text,
    open_names,
    provisional,
    remarks,
    step_value,
    total_and_grade,
    touching,
    word,
)
from policy_rules.report.score_reasons import Reasons
from policy_rules.report.score_words import with_unit
from policy_rules.results.assessment import Assessment
from policy_rules.scoring.ledger import Line
from policy_rules.wording import OUTCOMES, Language

MOST_LISTED = 8


def ledger_text(assessment: Assessment, language: Language = "zh", *, full: bool = False) -> str:
    """The score of one unit as text: what was lost and why; `full` tells every line with what it rests on.

    At its top stand the labels of what decides nothing, and the objections not yet decided.
    """
    return "\n".join(_page(assessment, language, full=full)) + "\n"


def _page(assessment: Assessment, language: Language, *, full: bool) -> Iterator[str]:
    yield from (f"*** {label} ***" for label in banners(assessment, language))
    year = year_said(assessment.model, assessment.year, language)
    year += left_out_words(assessment.other_years_scored, language)
    told = f"{phrase('as of', language)} {assessment.as_of}  {year}"
    yield f"{assessment.unit.name}  {told}"
    yield from score_lines(assessment, language, full=full)
    yield from differing_part(assessment.differing_scored, assessment.model, language)


def score_lines(assessment: Assessment, language: Language, *, full: bool = False) -> Iterator[str]:
    """The score with its ledger, the grade, what is missing and what the text leaves open."""
    yield ""
    score = assessment.score
    if score is None:
        yield f"== {phrase('score', language)} =="
        yield phrase("no sheet", language)
        return
    reasons = Reasons(assessment, score, language)
    yield f"== {phrase('score', language)}: {sheet_title(score.sheet, language)} ({score.sheet.name}) =="
    for number, line in enumerate(provisional(reasons)):
        yield f"    {line}" if number else f"!!! {line} !!!"
    yield from (f"! {remark}" for remark in remarks(reasons))
    yield from total_and_grade(reasons)
    yield from _decided(reasons, full=full)
    yield from _items(items_of(score), reasons, full=full)
    yield ""
    yield f"== {phrase('steps', language)} =="
    for step in steps_of(score):
        yield from _step(step, reasons, full=full)
    for heading, names in open_names(reasons):
        yield ""
        yield f"== {heading} =="
        shown = names if full else names[:MOST_LISTED]
        yield from (f"- {said} ({phrase('touches', language)}: {where})" for said, where in shown)
        if len(names) > len(shown):
            yield f"… {len(names) - len(shown)}"


def _decided(reasons: Reasons, *, full: bool) -> Iterator[str]:
    """The decisions on readings that it rests on."""
    told = decided_names(reasons)
    shown = told if full else told[:MOST_LISTED]
    if told:
        yield from ("", f"== {phrase('decisions', reasons.language)} ==")
    for said, where in shown:
        yield f"- {touching(said, where, reasons, None if full else MOST_LISTED)}"
    if len(told) > len(shown):
        yield f"… {len(told) - len(shown)}"


# Items -----------------------------------------------------------------------------------------------


def _items(items: tuple[ItemAccount, ...], reasons: Reasons, *, full: bool) -> Iterator[str]:
    """All items, or those with something to tell and the names of the others."""
    language = reasons.language
    told = [i for i in items if full or (i.got is not None and (any(i.lost) or i.told))]
    if told:
        yield ""
        yield f"== {phrase('items' if full else 'lost items', language)} =="
    for account in told:
        yield from _item(account, reasons, full=full)
    rest = [i for i in items if i not in told]
    for key, held in (
        ("item does not apply", [i for i in rest if i.got is None]),
        ("nothing lost", [i for i in rest if i.got is not None]),
    ):
        if held:
            names = in_a_row((_named(i, reasons) for i in held), language)
            yield f"{phrase(key, language)}: {names}"


def _name(account: ItemAccount, reasons: Reasons) -> str:
    title = title_of(account.item, reasons.language)
    return title if title == account.item.id else f"{account.item.id}  {title}"


def _named(account: ItemAccount, reasons: Reasons) -> str:
    name, condition = _name(account, reasons), item_condition(account, reasons)
    return f"{name} ({condition})" if condition else name


def _item(account: ItemAccount, reasons: Reasons, *, full: bool) -> Iterator[str]:
    yield f"{_name(account, reasons)}: {item_points(account, reasons)}"
    about = [*item_facts(account, reasons), *filter(None, [item_condition(account, reasons)])]
    if about:
        yield f"    ({'; '.join(about)})"
    yield from _ledger(account.lines if full else account.told, reasons, full=full)


def _step(account: StepAccount, reasons: Reasons, *, full: bool) -> Iterator[str]:
    title = step_title(account.name, reasons.score.sheet, reasons.language)
    yield f"{title}: {step_value(account, reasons)}"
    yield from _ledger(account.lines if full else account.told, reasons, full=full)


def _ledger(lines: Iterable[Line], reasons: Reasons, *, full: bool) -> Iterator[str]:
    for line in lines:
        yield f"    {ledger_line(line, reasons)}{'' if full else _clauses(line, reasons)}"
        yield from (f"        {reason}" for reason in reasons.of(line, full=full))


def ledger_line(line: Line, reasons: Reasons) -> str:
    """One line of the ledger: its number, what was done, the change and what it left."""
    language = reasons.language
    before, after, moved = ends_text(line, "before", reasons), ends_text(line, "after", reasons), change(line)
    told = f"{before} → {after}" if before else after
    if moved:
        told = joined_text([with_unit(moved, language) if line.item else moved, told], reasons)
    return f"{line.seq}. {word(line, reasons)}: {told}{held_by(line, reasons)}"


def _clauses(line: Line, reasons: Reasons) -> str:
    """The clauses of a line whose reasons do not name them."""
    told = [] if line.because.get("findings") else reasons.clauses(line)
    return f" ({', '.join(told)})" if told else ""


# Consequences ----------------------------------------------------------------------------------------


def consequence_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """What follows: certain, possible or excluded, and whether it was carried out."""
    shown = [c for c in assessment.consequences if c.status != "excluded"]
    shut = [c.rule for c in assessment.consequences if c.status == "excluded"]
    if not assessment.consequences:
        return
    yield ""
    yield f"== {phrase('consequences', language)} =="
    for c in sorted(shown, key=lambda c: c.status):
        carried = phrase("carried out", language).format(OUTCOMES[c.carried_out][language == "zh"])
        to = addressee_told(c, language)
        yield f"[{phrase(c.status, language)}] {c.rule} “{c.words}”{f' → {to}' if to else ''}{carried}"
    if shut:
        yield f"{phrase('excluded', language)}: {', '.join(shut)}"
