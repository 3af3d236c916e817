"""Remarks on what is on file, in both languages, with the places of the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from policy_rules.core import nodes as core
from policy_rules.facts.bound import CorrectionRecord, EntryRecord
from policy_rules.facts.corrections_in_order import before
from policy_rules.scoring.corrected import day_made
from policy_rules.scoring.points import Amounted, Grade, ends
from policy_rules.scoring.sheet import Remark, Sheet
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, TRUE
from policy_rules.vocabulary import BOOLEAN

Record = CorrectionRecord | EntryRecord
_ALWAYS = core.Const(BOOLEAN, TRUE)
_WORDS = {
    "entries without order": (
        "评分“{name}”同一日（或未记日期）有多条更替记录（{places}），先后不明，各值均有可能；以order注明先后",
        "nothing says which of the entries `{name}` came last ({places}): any may stand; `order` tells",
    ),
    "several graders": (
        "评分“{name}”由多人作出（{places}），如何取用未定：各值均有可能",
        "the entry `{name}` was made by several ({places}), and the sheet does not say which counts: any may",
    ),
    "entry: own_unit": (
        "评分“{name}”由被考核单位自己作出（{places}）",
        "the entry `{name}` was made by the assessed unit itself ({places})",
    ),
    "entry: nobody": (
        "评分“{name}”未写明评分人（{places}）",
        "nobody is said to have made the entry `{name}` ({places})",
    ),
    "entry: before_year": (
        "评分“{name}”的日期早于考核年度（{places}）",
        "the entry `{name}` is dated before the year that is assessed ({places})",
    ),
    "entry: other_assessor": (
        "评分“{name}”由“{told[0]}”作出（{places}），该项的考核主体为“{told[1]}”",
        "the entry `{name}` was made by {told[0]} ({places}), and the assessor of its item is {told[1]}",
    ),
    "decisions without order": (
        "对“{name}”的决定{ids}同一日作出（{places}），先后不明，各种次序的结果均有可能；以order注明先后",
        (
            "nothing says which of the decisions {ids} on `{name}` came first ({places}): what any order "
            "gives may stand; `order` tells, or `supersedes`"
        ),
    ),
    "decision after approval": (
        (
            "对“{name}”的决定{ids}在审定之后作出（{places}）：经审定写明（about）或者审定不得变更结果的，计入；"
            "审定得变更结果的，以审定为准；能否变更未定的，两者均有可能"
        ),
        (
            "the decision {ids} on `{name}` came after the approval ({places}): it counts where an approval "
            "takes it up (`about`) or may not change the result; where one may, what was approved "
            "holds, and where that is open either may"
        ),
    ),
    "approvals without order": (
        "同一日有多条审定{ids}（{places}），先后不明，各项均有可能；以order注明先后",
        "nothing says which of the approvals {ids} came last ({places}): any may stand; `order` tells",
    ),
    "approval differs": (
        "审定{ids}（{places}）给出的“{name}”为{told[0]}，计算所得为{told[1]}",
        "the approval {ids} ({places}) gives {told[0]} for `{name}`, and {told[1]} was computed",
    ),
    "computed with": ("计入审定之后的决定{ids}，计算结果：{name}", "computed with {ids}: {name}"),
    "computed without": ("不计入审定之后的决定{ids}，计算结果：{name}", "computed without {ids}: {name}"),
    "objection open": (
        "对“{name}”的异议{ids}尚无决定（{places}）：该项得分为决定可能给出的范围",
        "the objection {ids} to `{name}` has no decision yet ({places}): the item is all that one could give",
    ),
    "objection late, open": (
        "对“{name}”的异议{ids}逾期提出（{places}）：对其作出的决定是否仍计入未定，两种结果均有可能",
        (
            "the objection {ids} to `{name}` came late ({places}): it is open whether a decision on it still "
            "counts, and either may be"
        ),
    ),
    "objection late, counts": (
        "对“{name}”的异议{ids}逾期提出（{places}），对其作出的决定仍计入",
        "the objection {ids} to `{name}` came late ({places}), and a decision on it counts all the same",
    ),
    "objection late, nothing": (
        "对“{name}”的异议{ids}逾期提出（{places}）：不再改变得分",
        "the objection {ids} to `{name}` came late ({places}): it changes no points any more",
    ),
    "objection perhaps late": (
        "对“{name}”的异议{ids}是否逾期未明（{places}）：对其作出的决定可能计入，也可能不计入",
        (
            "it is not known whether the objection {ids} to `{name}` came in time ({places}): a decision on "
            "it may count or not"
        ),
    ),
    "objection without feedback": (
        "异议{ids}未指明所针对的反馈（{places}）",
        "the objection {ids} answers no feedback that is on file ({places})",
    ),
    "objection after approval": (
        "异议{ids}在审定之后提出（{places}）：对其作出的决定能否变更已审定的结果，同审定之后的决定",
        (
            "the objection {ids} came after the approval ({places}): a decision on it counts as far as one "
            "after an approval does"
        ),
    ),
}
"""The words of each kind: Chinese, then English."""


def remark(
    kind: str, name: str, records: Sequence[Record] = (), told: Sequence[str] = (), *, ids: Sequence[str] = ()
) -> Remark:
    """A remark of a kind on records about one thing; `told` are values that it tells besides."""
    zh, en = _WORDS[kind]
    ids = ids or [r.id for r in records if isinstance(r, CorrectionRecord)]
    given = {"name": name, "places": "; ".join(str(r.place) for r in records), "told": told}
    says = {
        "zh": zh.format(ids="、".join(ids), **given),
        "en": en.format(ids=", ".join(f"`{each}`" for each in ids), **given),
    }
    return Remark(_ALWAYS, says)


def in_words(amount: Amounted, sheet: Sheet) -> str:
    """An amount as a reader of either language reads it: its ends, or its grades."""
    if isinstance(amount, Grade):
        return "/".join(sheet.scale[place] for place in sorted(amount.places)) or "-"
    low, high = (plain(Fraction(end)) if abs(end) != INF else "…" for end in ends(amount))
    return low if low == high else f"{low}..{high}"


def said_of_corrections(
    sheet: Sheet,
    records: Sequence[CorrectionRecord],
    items: Mapping[str, str],
    late: frozenset[str],
) -> Iterator[Remark]:
    """What a reader must know of decisions and approvals, in the order of the records."""
    decisions = [c for c in records if c.kind == "decision"]
    approvals = [c for c in records if c.kind == "approval"]
    for a, b in combinations(decisions, 2):
        if (
            items[a.id] == items[b.id]
            and _unordered(a, b)
            and not {a.id, b.id} & {*a.supersedes, *b.supersedes}
        ):
            yield remark("decisions without order", items[a.id], (a, b))
    for d in decisions:
        if d.id in late:
            earlier = [a for a in approvals if not before(d, a)]
            yield remark("decision after approval", items[d.id], (d, *earlier), ids=[d.id])
    for a, b in combinations(approvals, 2):
        if _unordered(a, b):
            yield remark("approvals without order", sheet.total or sheet.grade, (a, b))


def said_of_objections(
    records: Sequence[CorrectionRecord], items: Mapping[str, str], undecided: Iterable[CorrectionRecord]
) -> Iterator[Remark]:
    """What a reader must know of objections that no decision answers, in the order of the records."""
    approvals = [c for c in records if c.kind == "approval"]
    feedback = {c.id for c in records if c.kind == "feedback"}
    for o in undecided:
        yield remark("objection open", items[o.id], (o,))
        if o.about not in feedback:
            yield remark("objection without feedback", items[o.id], (o,))
        if earlier := [a for a in approvals if before(a, o)]:
            yield remark("objection after approval", items[o.id], (o, *earlier))


def _unordered(a: CorrectionRecord, b: CorrectionRecord) -> bool:
    return day_made(a) == day_made(b) and not before(a, b) and not before(b, a)
