"""Remarks on what is on file, in both languages, with the places of the records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from policy_rules.core import nodes as core
from policy_rules.facts.bound import CorrectionRecord, EntryRecord, GradingRecord
from policy_rules.facts.corrections_in_order import before, year_answered
from policy_rules.scoring.corrected import day_made
from policy_rules.scoring.points import Amounted, Grade, ends
from policy_rules.scoring.sheet import Remark, Sheet
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, TRUE
from policy_rules.vocabulary import BOOLEAN
from policy_rules.wording import in_either

Words = str | Mapping[str, str]
"""A name or a value as it is told: the same in each language, or by language."""
Record = CorrectionRecord | EntryRecord | GradingRecord
_MOVING = ("objection", "decision", "approval")
"""The kinds of corrections by which points, total or grade may be others."""
_ALWAYS = core.Const(BOOLEAN, TRUE)
_WORDS = {
    "entries without order": (
        "评分“{name}”同一日（或未记日期）有多条更替记录（{places}），先后不明，各值均有可能；以 `order` 注明",
        "nothing says which of the entries {name} came last ({places}): any may stand; `order` tells",
    ),
    "several graders": (
        "评分“{name}”由多人作出（{places}），如何取用未定：各值均有可能",
        "the entry {name} was made by several ({places}), and the sheet does not say which counts: any may",
    ),
    "entry: own_unit": (
        "评分“{name}”由被考核单位自己作出（{places}）",
        "the entry {name} was made by the assessed unit itself ({places})",
    ),
    "entry: nobody": (
        "评分“{name}”未写明评分人（{places}）",
        "nobody is said to have made the entry {name} ({places})",
    ),
    "entry: before_year": (
        "评分“{name}”的日期早于考核年度（{places}）",
        "the entry {name} is dated before the year that is assessed ({places})",
    ),
    "entry: other_assessor": (
        "评分“{name}”由“{told[0]}”作出（{places}），该项的考核主体为“{told[1]}”",
        "the entry {name} was made by {told[0]} ({places}), and the assessor of its item is {told[1]}",
    ),
    "entry: perhaps another": (
        "评分“{name}”由“{told[0]}”作出（{places}），未写明代表何者（role）；该项的考核主体为“{told[1]}”",
        (
            "the entry {name} was made by {told[0]} ({places}), who does not say for whom (`role`); the "
            "assessor of its item is {told[1]}"
        ),
    ),
    "entry: no record": (
        "评分“{name}”所指明的记录不在所给事实之中（{places}）：未计入",
        "the entry {name} names a record that is not among the facts ({places}): it is not read",
    ),
    "entry: perhaps a share": (
        "评分“{name}”为{told[0]}（{places}），而分值上限为{told[1]}：如为占比，应填{told[2]}",
        (
            "the entry {name} is {told[0]} ({places}), and its scale goes to {told[1]}: if it is a share, "
            "enter {told[2]}"
        ),
    ),
    "grading: own_unit": (
        "对“{name}”的评定由被考核单位自己作出（{places}）",
        "the grading of {name} was made by the assessed unit itself ({places})",
    ),
    "grading: nobody": (
        "对“{name}”的评定未写明评定人（{places}）",
        "nobody is said to have made the grading of {name} ({places})",
    ),
    "grading: before_year": (
        "对“{name}”的评定日期早于考核年度（{places}）",
        "the grading of {name} is dated before the year that is assessed ({places})",
    ),
    "without year": (
        "{ids}未写明属于哪一年度（{places}），各年度均计入；以 `for` 注明",
        "no year is told of {ids} ({places}), and the sheet of every year counts the same; `for` tells",
    ),
    "decision on another item": (
        "决定{ids}改变的是“{name}”的得分，而它所针对的异议是就“{told[0]}”提出的（{places}）",
        "the decision {ids} is on {name}, and the objection that it answers is on {told[0]} ({places})",
    ),
    "decisions without order": (
        "对“{name}”的决定{ids}同一日作出（{places}），先后不明，各种次序的结果均有可能；以 `order` 注明",
        (
            "nothing says which of the decisions {ids} on {name} came first ({places}): what any order "
            "gives may stand; `order` tells, or `supersedes`"
        ),
    ),
    "decision after approval": (
        (
            "对“{name}”的决定{ids}在审定之后作出（{places}）：经审定写明（about）或者审定不得变更结果的，计入；"
            "审定得变更结果的，以审定为准；能否变更未定的，两者均有可能"
        ),
        (
            "the decision {ids} on {name} came after the approval ({places}): it counts where an approval "
            "takes it up (`about`) or may not change the result; where one may, what was approved "
            "holds, and where that is open either may"
        ),
    ),
    "approvals without order": (
        "同一日有多条审定{ids}（{places}），先后不明，各项均有可能；以 `order` 注明",
        "nothing says which of the approvals {ids} came last ({places}): any may stand; `order` tells",
    ),
    "approval differs": (
        "审定{ids}（{places}）给出的“{name}”为{told[0]}，计算所得为{told[1]}",
        "the approval {ids} ({places}) gives {told[0]} for {name}, and {told[1]} was computed",
    ),
    "computed with": ("计入审定之后的决定{ids}，计算结果：{name}", "computed with {ids}: {name}"),
    "computed without": ("不计入审定之后的决定{ids}，计算结果：{name}", "computed without {ids}: {name}"),
    "objection open": (
        "对“{name}”的异议{ids}尚无决定（{places}）：该项得分为决定可能给出的范围",
        "the objection {ids} to {name} has no decision yet ({places}): the item is all that one could give",
    ),
    "objection late, open": (
        "对“{name}”的异议{ids}逾期提出（{places}）：对其作出的决定是否仍计入未定，两种结果均有可能",
        (
            "the objection {ids} to {name} came late ({places}): it is open whether a decision on it still "
            "counts, and either may be"
        ),
    ),
    "objection late, counts": (
        "对“{name}”的异议{ids}逾期提出（{places}），对其作出的决定仍计入",
        "the objection {ids} to {name} came late ({places}), and a decision on it counts all the same",
    ),
    "objection late, nothing": (
        "对“{name}”的异议{ids}逾期提出（{places}）：不再改变得分",
        "the objection {ids} to {name} came late ({places}): it changes no points any more",
    ),
    "objection perhaps late": (
        "对“{name}”的异议{ids}是否逾期未明（{places}）：对其作出的决定可能计入，也可能不计入",
        (
            "it is not known whether the objection {ids} to {name} came in time ({places}): a decision on "
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
    kind: str,
    name: Words,
    records: Sequence[Record] = (),
    told: Sequence[Words] = (),
    *,
    ids: Sequence[str] = (),
) -> Remark:
    """A remark of a kind on records about one thing; `told` are values that it tells besides."""
    ids = ids or [r.id for r in records if isinstance(r, CorrectionRecord)]
    name = {"zh": name, "en": f"`{name}`"} if isinstance(name, str) else name
    named = {"zh": "、".join(ids), "en": ", ".join(f"`{each}`" for each in ids)}
    places = "; ".join(str(r.place) for r in records)
    says, placeless = {}, {}
    for language, words in zip(("zh", "en"), _WORDS[kind], strict=True):
        values = [value if isinstance(value, str) else value[language] for value in told]
        given = {"name": name[language], "ids": named[language], "places": places, "told": values}
        says[language] = words.format(**given)
        bare = words.replace("（{places}）", "").replace(" ({places})", "")
        placeless[language] = bare.format(**given)
    return Remark(_ALWAYS, says, placeless=placeless)


def titled(sheet: Sheet, name: str) -> Mapping[str, str]:
    """What an item or a step is called; its name where nothing says."""
    item = sheet.items.get(name)
    steps = (step.titles for step in sheet.steps if step.name == name)
    titles = item.titles if item is not None else next(steps, {})
    told = {language: in_either(titles, language) for language in ("zh", "en")}
    return {"zh": told["zh"] or name, "en": f"“{told['en']}”" if told["en"] else f"`{name}`"}


def in_words(amount: Amounted, sheet: Sheet) -> Words:
    """An amount as a reader reads it: its ends, or its grades."""
    if isinstance(amount, Grade):
        grades = [sheet.scale[place] for place in sorted(amount.places)]
        zh = (sheet.scale_zh.get(grade, grade) for grade in grades)
        return {"zh": "/".join(zh) or "-", "en": "/".join(grades) or "-"}
    low, high = (plain(Fraction(end)) if abs(end) != INF else "…" for end in ends(amount))
    return low if low == high else f"{low}..{high}"


def said_of_computed(
    sheet: Sheet, kind: str, values: Mapping[str, Amounted], decisions: Iterable[str]
) -> Remark:
    """What total and grade are computed to be `with` or `without` decisions."""
    found: dict[str, list[str]] = {"zh": [], "en": []}
    for step in (name for name in (sheet.total, sheet.grade) if name):
        name, value = titled(sheet, step), in_words(values[step], sheet)
        for language, told in found.items():
            told.append(f"{name[language]} {value if isinstance(value, str) else value[language]}")
    told_of = {"zh": "、".join(found["zh"]), "en": ", ".join(found["en"])}
    return remark(f"computed {kind}", told_of, ids=sorted(decisions))


def said_of_corrections(
    sheet: Sheet,
    records: Sequence[CorrectionRecord],
    items: Mapping[str, str],
    late: frozenset[str],
) -> Iterator[Remark]:
    """What a reader must know of decisions and approvals, in the order of the records."""
    known = {c.id: c for c in records}
    if of_any := [c for c in records if c.kind in _MOVING and year_answered(c, known) is None]:
        yield remark("without year", "", of_any)
    decisions = [c for c in records if c.kind == "decision"]
    approvals = [c for c in records if c.kind == "approval"]
    for a, b in combinations(decisions, 2):
        if (
            items[a.id] == items[b.id]
            and _unordered(a, b)
            and not {a.id, b.id} & {*a.supersedes, *b.supersedes}
        ):
            yield remark("decisions without order", titled(sheet, items[a.id]), (a, b))
    for d in decisions:
        answered = known.get(d.about)
        if answered is not None and answered.kind == "objection":
            item, own = items[answered.id], titled(sheet, items[d.id])
            if all(items[each.id] != item for each in decisions if each.about == d.about):
                told = (titled(sheet, item),)
                yield remark("decision on another item", own, (d, answered), told, ids=[d.id])
        if d.id in late:
            earlier = [a for a in approvals if not before(d, a)]
            name = titled(sheet, items[d.id])
            yield remark("decision after approval", name, (d, *earlier), ids=[d.id])
    for a, b in combinations(approvals, 2):
        if _unordered(a, b):
            yield remark("approvals without order", titled(sheet, sheet.total or sheet.grade), (a, b))


def said_of_objections(
    sheet: Sheet,
    records: Sequence[CorrectionRecord],
    items: Mapping[str, str],
    undecided: Iterable[CorrectionRecord],
) -> Iterator[Remark]:
    """What a reader must know of objections that no decision answers, in the order of the records."""
    approvals = [c for c in records if c.kind == "approval"]
    feedback = {c.id for c in records if c.kind == "feedback"}
    for o in undecided:
        yield remark("objection open", titled(sheet, items[o.id]), (o,))
        if o.about not in feedback:
            yield remark("objection without feedback", titled(sheet, items[o.id]), (o,))
        if earlier := [a for a in approvals if before(a, o)]:
            name = titled(sheet, items[o.id])
            yield remark("objection after approval", name, (o, *earlier), ids=[o.id])


def _unordered(a: CorrectionRecord, b: CorrectionRecord) -> bool:
    return day_made(a) == day_made(b) and not before(a, b) and not before(b, a)
