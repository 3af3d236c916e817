"""The words of sheets and ledgers in Chinese and English, and points and their moves as text."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING

from policy_rules.report.phrases import SINGULAR, in_a_row, phrase
from policy_rules.values.known import INF, MAYBE, NEVER, ONLY, End, Num
from policy_rules.vocabulary import Type, Vocabulary
from policy_rules.wording import Language, decimal_text

if TYPE_CHECKING:
    from policy_rules.scoring.ledger import Both, Line
    from policy_rules.scoring.sheet import Sheet

STAGES: Mapping[str, tuple[str, str]] = {
    "start": ("起始得满分", "starts with all points"),
    "deduct": ("扣分", "deducted"),
    "add": ("得分", "earned"),
    "item floor": ("本项保底", "floor of the item"),
    "item cap": ("本项封顶", "cap of the item"),
    "group cap": ("同组扣分封顶", "cap of the group"),
    "children cap": ("分项合计封顶", "cap of the parts together"),
    "bounded by what the item can hold": ("以本项所能容纳为限", "no more than the item can hold"),
    "entry replaced": ("评分更替", "entry replaced"),
    "override": ("例外", "exception to a number"),
    "feedback": ("问题反馈", "issue put to the unit"),
    "delivery": ("反馈送达", "delivered to the unit"),
    "reading": ("反馈阅知", "read by the unit"),
    "verified": ("属实", "accepted by the unit"),
    "objection": ("异议", "objection"),
    "undecided": ("异议尚无决定", "what a decision on the objection could give"),
    "decision": ("复核决定", "decision on review"),
    "superseded": ("原决定不再计", "the earlier decision no longer counts"),
    "no order": ("同日先后不明", "of one day, in no known order"),
    "after approval": ("审定之后", "after the approval"),
    "review can't worsen": ("复核不得减分", "a review takes no points"),
    "late objection": ("异议逾期", "the objection came late"),
    "recusal": ("回避", "the assessor stood back"),
    "approval": ("审定", "approval"),
    "read": ("取值", "value read"),
    "given": ("人工评分", "entered by a person"),
    "each": ("按量计", "for each"),
    "table": ("查表", "from the table"),
    "tiers": ("分段计", "by tiers"),
    "round": ("舍入", "rounded"),
    "ratio": ("按比例折算", "in proportion"),
    "cases": ("分情形", "by cases"),
    "for": ("逐条计", "record by record"),
    "sum": ("相加", "added"),
    "best": ("取高", "the best of them"),
    "least": ("取低", "the least of them"),
    "mean": ("加权平均", "weighted mean"),
    "limit": ("限定", "limited"),
    "share_of": ("得分占应得分之比", "points got of points that apply"),
    "possible_of": ("应得分", "points that apply"),
    "times": ("换算", "rescaled"),
    "at_least": ("保底", "floor"),
    "at_most": ("封顶", "cap"),
    "undefined": ("无法计算时的取值", "what is taken where there is none"),
    "peers": ("与其他单位相比", "from other units"),
    "rank": ("排名", "rank"),
    "floor": ("保底", "floor"),
    "cap": ("封顶", "cap"),
    "rescale": ("换算", "rescaled"),
    "rounding": ("舍入", "rounding"),
    "band": ("划档", "band"),
    "bar": ("限等", "bar"),
}
"""What an effect of an item or a stage of a step does, and what kept it from doing more."""


def stage(word: str, language: Language) -> str:
    """The word of an effect or stage as it is told to people; a name of the sheet stays as it is."""
    told = STAGES.get(word)
    return word if told is None else told[language == "en"]


def kept(line: Line, language: Language) -> str:
    """What held the line, or the stages told together with it; empty where its own word says it."""
    names = [stage(word, language) for word in line.kept.split(", ") if word]
    own = stage(line.effect, language)
    return in_a_row((n for n in names if n != own), language)


def points(lo: End, hi: End, language: Language) -> str:
    """A number of points, or the interval in which it lies: `6..8 points`."""
    unit = phrase("points", language)
    if -INF in (lo, hi) or INF in (lo, hi):
        known = [f"≥ {decimal_text(Fraction(lo))}"] if lo != -INF else []
        known += [f"≤ {decimal_text(Fraction(hi))}"] if hi != INF else []
        return ", ".join([*known, phrase("undetermined", language)])
    if lo == hi and abs(lo) == 1 and language == "en":
        unit = SINGULAR["points"]
    low, high = decimal_text(Fraction(lo)), decimal_text(Fraction(hi))
    return f"{low} {unit}" if lo == hi else f"{low}..{high} {unit}"


def bare(ends: Both) -> str:
    """A number or interval without a word for its unit."""
    low, high = (_end(end) for end in ends)
    return low if low == high else f"{low}..{high}"


def moved(change: Both) -> str:
    """A change with its sign, the least move first: `−4..−2`, `+3`; no move is `0`."""
    low, high = sorted(change)
    return _signed(low) if low == high else f"{_signed(low)}..{_signed(high)}"


def _end(end: End) -> str:
    if abs(end) == INF:
        return "∞" if end > 0 else "−∞"
    return decimal_text(Fraction(end)).replace("-", "−")


def _signed(end: End) -> str:
    return f"+{_end(end)}" if end > 0 else _end(end)


def with_unit(number: str, language: Language) -> str:
    """A number with the word for points after it."""
    word = (
        SINGULAR["points"] if language == "en" and number.lstrip("+−") == "1" else phrase("points", language)
    )
    return f"{number} {word}"


def undefined(null: int, language: Language) -> str:
    """What to say of an amount that may be none, or is none; empty where there surely is one."""
    key = {NEVER: "", MAYBE: "maybe no amount", ONLY: "no amount"}[null]
    return phrase(key, language) if key else ""


def rank_words(rank: Num | None, language: Language) -> str:
    """`第3名`, `第3至7名`; `3rd`, `3rd to 7th`; whether there is one at all, where that is open."""
    if rank is None or rank.null == ONLY:
        return "—"
    if INF in (abs(rank.lo), abs(rank.hi)):
        return phrase("undetermined", language)
    low, high = int(rank.lo), int(rank.hi)
    if language == "zh":
        told = f"第{low}名" if low == high else f"第{low}至{high}名"
    else:
        told = ordinal_word(low) if low == high else f"{ordinal_word(low)} to {ordinal_word(high)}"
    return told if rank.null == NEVER else f"{told} ({phrase('maybe unranked', language)})"


def rank_ends(rank: Num | None) -> tuple[str, str]:
    """The best and the worst place that it may be, as numbers; "" for one that is not known or not there."""
    if rank is None or rank.null == ONLY:
        return "", ""
    best, worst = ("" if abs(end) == INF else str(int(end)) for end in (rank.lo, rank.hi))
    return best, worst


def ordinal_word(number: int) -> str:
    """`1st`, `2nd`, `11th`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def grade_type(sheet: Sheet, vocabulary: Vocabulary) -> Type | None:
    """The type of the measure that bears the grade step's name, else of the scale with these grades."""
    measure = vocabulary.measures.get(sheet.grade)
    if measure is not None:
        return measure.type
    for name, labels in vocabulary.scales.items():
        if tuple(labels) == sheet.scale:
            return Type("label", tuple(labels), ordered=True, name=name)
    return None
