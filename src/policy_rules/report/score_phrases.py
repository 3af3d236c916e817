"""Parts of a score as short texts, the same in text and HTML: heads of items, values, grades, lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policy_rules.facts.bound import CorrectionRecord
from policy_rules.report.decision_words import DecisionWords
from policy_rules.report.phrases import in_a_row, phrase
from policy_rules.report.score_account import (
    ItemAccount,
    StepAccount,
    item_or_step_title,
    item_words,
    title_of,
)
from policy_rules.report.score_reasons import Reasons
from policy_rules.report.score_words import bare, kept, moved, points, rank_words, stage, undefined, with_unit
from policy_rules.scoring.ledger import Both, Line
from policy_rules.scoring.points import Amounted, Grade, add, product_of
from policy_rules.scoring.points import ends as ends_of
from policy_rules.values.known import INF, ONLY, Num
from policy_rules.wording import in_either

GIVES_BACK = "group cap"
"""A line of its own, in which a cap takes back some of what the line above has moved."""


def item_facts(account: ItemAccount, reasons: Reasons) -> Iterator[str]:
    """What `item_words` tells of the item."""
    language = reasons.language
    for key, text in item_words(account.item, reasons.assessment.model, language):
        yield f"{phrase(key, language)} {text}"


def item_points(account: ItemAccount, reasons: Reasons) -> str:
    """Points possible, got and lost."""
    language = reasons.language

    def told(key: str, ends: Both) -> str:
        return f"{phrase(key, language)} {with_unit(bare(ends), language)}"

    parts = [told("points possible", (account.possible, account.possible))]
    if account.got is None:
        parts.append(phrase("item does not apply", language))
    else:
        parts.append(told("points got", account.got))
        if any(account.lost):
            parts.append(told("points lost", account.lost))
        if account.may_apply:
            parts.append(phrase("item may apply", language))
    return joined_text(parts, reasons)


def item_condition(account: ItemAccount, reasons: Reasons) -> str:
    """The condition under which the item applies, where that is not plain; empty otherwise."""
    if account.item.applies is None or not (account.got is None or account.may_apply):
        return ""
    said = reasons.speaker.say(account.item.applies)
    return f"{phrase('item applies where', reasons.language)}: {said}"


def step_value(account: StepAccount, reasons: Reasons) -> str:
    """The value of a step: a number, an interval, or the grades possible; only the total is surely points."""
    if account.name == reasons.score.sheet.rank and isinstance(account.value, Num):
        return rank_words(account.value, reasons.language)
    return amount_text(account.value, reasons, unit=account.name == reasons.score.sheet.total)


def amount_text(value: Amounted, reasons: Reasons, *, unit: bool = True) -> str:
    """An amount: points, or the grades possible; with a word where there may be none."""
    if isinstance(value, Grade):
        scale = reasons.score.sheet.scale
        told = grades(frozenset(scale[p] for p in value.places), reasons)
    elif value.null == ONLY:
        return undefined(value.null, reasons.language)
    else:
        finite = INF not in (abs(value.lo), abs(value.hi))
        told = bare(ends_of(value)) if finite and not unit else points(value.lo, value.hi, reasons.language)
    if more := undefined(value.null, reasons.language):
        told += f" ({more})"
    return told


def grades(possible: frozenset[str], reasons: Reasons) -> str:
    """The grades possible, best first."""
    word = "或" if reasons.language == "zh" else " or "
    return word.join(reasons.grade(g) for g in reversed(reasons.score.sheet.scale) if g in possible)


def total_and_grade(reasons: Reasons) -> Iterator[str]:
    """The total, the rank, and the grade as it stands, with the one before approval and those excluded."""
    score, language = reasons.score, reasons.language
    if score.sheet.total or not score.sheet.grade:
        yield f"{phrase('score', language)} {points(score.lo, score.hi, language)}"
    rank = score.steps.get(score.sheet.rank)
    if isinstance(rank, Num):
        yield f"{phrase('rank', language)} {rank_words(rank, language)}"
    if not score.sheet.scale:
        return
    told = grades(score.grade, reasons)
    shut = [reasons.grade(g) for g in reversed(score.sheet.scale) if g not in score.grade]
    if shut and len(score.grade) > 1:
        told += f" ({phrase('excluded', language)}: {', '.join(shut)})"
    if score.before_approval is not None:
        before = amount_text(score.before_approval, reasons)
        yield f"{phrase('grade', language)} {phrase('before approval', language)}: {before}"
        told = f"{phrase('after approval', language)}: {told}"
    yield f"{phrase('grade', language)} {told}"


def remarks(reasons: Reasons, *, places: bool = True) -> Iterator[str]:
    """What the sheet says beside the result of the unit, with the question that the text leaves open.

    `places`: where the records stand in facts files is told too.
    """
    for remark, sure in reasons.score.remarks:
        says = in_either((not places and remark.placeless) or remark.says, reasons.language)
        question = f" [{remark.question}]" if remark.question else ""
        doubt = "" if sure else f" ({phrase('may concern', reasons.language)})"
        yield f"{says}{question}{_shown(remark.shows, reasons)}{doubt}"


def _shown(names: tuple[str, ...], reasons: Reasons) -> str:
    """The values that stand beside a remark, and by how much two of them differ."""
    score = reasons.score
    values = [score.steps.get(name, score.items.get(name)) for name in names]
    called = [item_or_step_title(name, score.sheet, reasons.language) for name in names]
    told = [f"{n} {amount_text(v, reasons)}" for n, v in zip(called, values, strict=True) if v is not None]
    first, second = values if len(values) == 2 else (None, None)
    if isinstance(first, Num) and isinstance(second, Num):
        apart = add(first, product_of(second, Num(-1, -1)))
        told.append(f"{phrase('difference', reasons.language)} {amount_text(apart, reasons)}")
    return f" ({'; '.join(told)})" if told else ""


def provisional(reasons: Reasons) -> Iterator[str]:
    """That the result is provisional, and the objections without a decision; nothing where there are none."""
    undecided = reasons.score.undecided
    if not undecided:
        return
    yield f"{phrase('provisional', reasons.language)}: {len(undecided)}"
    yield from (_objection(c, reasons) for c in undecided)


def _objection(record: CorrectionRecord, reasons: Reasons) -> str:
    where = f"{record.item}: " if record.item else ""
    return where + reasons.correction(record)


def ends_text(line: Line, which: str, reasons: Reasons) -> str:
    """`before` or `after` of a line."""
    value = line.before if which == "before" else line.after
    if isinstance(value, frozenset):
        return grades(value, reasons) if value else ""
    told = bare(value)
    if which == "after" and (more := undefined(line.undefined, reasons.language)):
        told += f" ({more})"
    return told


def change(line: Line) -> str:
    """The change of a line with its sign; empty for grades."""
    return "" if line.change is None else moved(line.change)


def word(line: Line, reasons: Reasons) -> str:
    """What the line did: its effect, the part whose points it adds, or the cap that gives back."""
    items = reasons.score.sheet.items
    whole = items.get(line.item)
    if whole is not None and line.effect in whole.children:
        return title_of(items[line.effect], reasons.language)
    return stage(line.kept if line.kept == GIVES_BACK else line.effect, reasons.language)


def held_by(line: Line, reasons: Reasons) -> str:
    """What kept the line from moving more, in brackets; empty where nothing did."""
    held = "" if line.kept == GIVES_BACK else kept(line, reasons.language)
    return f" [{held}]" if held else ""


def joined_text(parts: list[str], reasons: Reasons) -> str:
    """Parts of a sentence in a row."""
    return ("，" if reasons.language == "zh" else ", ").join(parts)


def decided_names(reasons: Reasons) -> list[tuple[str, list[str]]]:
    """The decisions on readings that the score rests on, in words, each with the items and steps that do."""
    words = DecisionWords(reasons.assessment.model, reasons.language)
    return [
        (words.told(found.reading), [*_titles((*found.items, *found.steps), reasons)])
        for found in reasons.assessment.decided_in_score
    ]


def touching(said: str, where: list[str], reasons: Reasons, most: int | None = None) -> str:
    """What is said, with the items and steps that it touches; `most` of them."""
    if not where:
        return said
    return f"{said} ({phrase('touches', reasons.language)}: {in_a_row(where, reasons.language, most)})"


def open_names(reasons: Reasons) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What is missing and what the text leaves open: a heading, and each name with what it touches."""
    score = reasons.score
    missing = [(reasons.missing(n), _called(where, reasons)) for n, where in score.missing.items()]
    needs = [(reasons.parameter(n), _called(where, reasons)) for n, where in score.needs.items()]
    for key, held in (("what is missing", missing), ("what is open", needs)):
        if held:
            yield phrase(key, reasons.language), held


def _called(names: Iterable[str], reasons: Reasons) -> str:
    """What items and steps are called, in a row."""
    return in_a_row(_titles(names, reasons), reasons.language)


def _titles(names: Iterable[str], reasons: Reasons) -> Iterator[str]:
    return (item_or_step_title(name, reasons.score.sheet, reasons.language) for name in names)
