"""What persons put on file about a sheet: their entries, and the corrections that follow.

Both are bounded by the sheet and checked against it. What is dated after the day of assessment is not
on file yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import groupby

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError, Fault, near_miss
from policy_rules.facts.bound import CorrectionRecord, EntryRecord
from policy_rules.facts.corrections_in_order import before, item_of, of_the_year
from policy_rules.facts.view import UnitView
from policy_rules.scoring.by_whom import of_gradings
from policy_rules.scoring.corrected import MOST_OF_A_DAY, day_made
from policy_rules.scoring.entered_values import EnteredValues
from policy_rules.scoring.said_on_file import said_of_corrections
from policy_rules.scoring.sheet import Item, Remark, Sheet
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, End, Num


@frozen
class OnFile:
    """Entries by name, as they stand (`entries`) and as first made, where replaced since (`first`).

    `of_item`: the corrections of each item in the order of their days. `approvals`: those of the
    result. `undecided`: objections that no decision answers. `late`: the decisions that came after an
    approval, no approval taking them up, `maybe_late` those that may have; `answers`: those on objections.
    `records`: all corrections in the order of their days, `items`: by their ids what they are about.
    `said`: what a reader must know of all this, but of objections.
    """

    entries: Mapping[str, Num] = field(factory=dict)
    first: Mapping[str, Num] = field(factory=dict)
    of_item: Mapping[str, tuple[CorrectionRecord, ...]] = field(factory=dict)
    approvals: tuple[CorrectionRecord, ...] = ()
    undecided: tuple[CorrectionRecord, ...] = ()
    late: frozenset[str] = frozenset()
    maybe_late: frozenset[str] = frozenset()
    answers: frozenset[str] = frozenset()
    records: tuple[CorrectionRecord, ...] = ()
    items: Mapping[str, str] = field(factory=dict)
    said: tuple[Remark, ...] = ()


NOTHING = OnFile()


def on_file(
    sheet: Sheet,
    entries: Iterable[EntryRecord],
    corrections: Iterable[CorrectionRecord],
    as_of: int,
    view: UnitView | None = None,
) -> OnFile:
    """What is on file for the sheet's year as of a day (ordinal); raises `FactsError` with all faults.

    `view` is that of the unit that is assessed: for what is said of who made an entry or a grading, and
    for what the total can be with the parameters as they are set.
    """
    unit = None if view is None else view.unit
    faults: list[Fault] = []
    day = datetime.date.fromordinal(as_of)
    entered = EnteredValues(sheet, entries, day, unit)
    faults += entered.faults
    graded = [] if view is None else [*of_gradings(sheet, view)]
    faults += (told for told in graded if isinstance(told, Fault))
    records = of_the_year(corrections, sheet.year, day)
    records.sort(key=lambda c: (day_made(c), c.order is None, c.order or 0))
    by_id = {c.id: c for c in records}
    items = {c.id: item_of(c, by_id) for c in records}
    for c in records:
        faults += _faults_of(sheet, c, items, view)
    faults += _crowded(records, items)
    if faults:
        raise FactsError(faults)
    answered = {c.about for c in records if c.kind == "decision"}
    objections = {c.id for c in records if c.kind == "objection"}
    approvals = tuple(c for c in records if c.kind == "approval")
    decisions = [c for c in records if c.kind == "decision"]
    late, maybe = _after(decisions, approvals)
    undecided = tuple(c for c in records if c.kind == "objection" and c.id not in answered)
    return OnFile(
        entered.now,
        entered.first,
        {
            i: tuple(c for c in records if c.kind != "approval" and items[c.id] == i)
            for i in items.values()
            if i
        },
        approvals,
        undecided,
        late,
        maybe,
        frozenset(c.id for c in decisions if c.about in objections),
        tuple(records),
        items,
        (
            *entered.said,
            *(told for told in graded if isinstance(told, Remark)),
            *said_of_corrections(sheet, records, items, late | maybe),
        ),
    )


def _after(
    decisions: Iterable[CorrectionRecord], approvals: tuple[CorrectionRecord, ...]
) -> tuple[frozenset[str], frozenset[str]]:
    """The decisions that came after an approval and that none takes up; those of which this is not known."""
    left = [d for d in decisions if all(a.about != d.id for a in approvals)]
    late = frozenset(d.id for d in left if any(before(a, d) for a in approvals))
    maybe = (d.id for d in left if any(not before(d, a) and not before(a, d) for a in approvals))
    return late, frozenset(maybe) - late


def _crowded(records: Iterable[CorrectionRecord], items: Mapping[str, str]) -> Iterator[Fault]:
    """More decisions of one day on one item than orders can be tried of."""

    def day_and_item(c: CorrectionRecord) -> tuple[datetime.date, str]:
        return day_made(c), items[c.id]

    decisions = sorted((c for c in records if c.kind == "decision"), key=day_and_item)
    for (day, item), of_day in groupby(decisions, day_and_item):
        free = [c for c in of_day if c.order is None]
        if len(free) > MOST_OF_A_DAY:
            told = f"{len(free)} decisions on `{item}` of {day} have no `order`"
            hint = f"order: the place of each; at most {MOST_OF_A_DAY} can do without"
            yield Fault(f"{told}, the first is at {free[0].place}", free[-1].place, hint)


def _faults_of(
    sheet: Sheet, record: CorrectionRecord, items: Mapping[str, str], view: UnitView | None
) -> list[Fault]:
    """What is wrong with a correction for this sheet."""

    def fault(told: str, hint: str = "") -> list[Fault]:
        return [Fault(f"the correction `{record.id}` {told}", record.place, hint)]

    if record.about and "[" not in record.about and record.about not in items:
        return fault(f"answers `{record.about}`, and there is none", near_miss(record.about, items))
    if record.kind == "approval":
        if sheet.approval is None:
            hint = "the sheet's key `approval` tells when it may: a condition, or an open parameter"
            return fault(f"is an approval, and `{sheet.name}` does not say whether it may change", hint)
        if record.grade and record.grade not in sheet.scale:
            told = f"gives the grade `{record.grade}`, which is none of the sheet's scale"
            return fault(told, near_miss(record.grade, sheet.scale) or f"grades: {', '.join(sheet.scale)}")
        if record.value is not None and sheet.possible is not None:
            now = sheet.possible(sheet, view)
            if _beyond(record.value, now):
                room = sheet.possible(sheet, None)
                hint = f"with the parameters as they are set it goes from {_end(now.lo)} to {_end(now.hi)}"
                if _beyond(record.value, room):
                    hint = f"it goes from {_end(room.lo)} to {_end(room.hi)}"
                return fault(f"gives points that the total `{sheet.total}` can't have", hint)
        return []
    name = items[record.id]
    if name not in sheet.items:
        told = f"is about `{name}`, no item of `{sheet.name}`" if name else "names no item"
        return fault(told, near_miss(name, sheet.items) or "say `item: …`")
    item = sheet.items[name]
    for value, told in (
        (record.value, _unbounded(item, record.value)),
        (record.change, _too_far(item, record.change)),
    ):
        if value is not None and told:
            return fault(told, f"the item goes from {_end(item.low)} to {_end(item.high)}")
    return []


def _beyond(value: Num, room: Num) -> bool:
    return bool(value.null or value.lo < room.lo or value.hi > room.hi)


def _unbounded(item: Item, value: Num | None) -> str:
    """Points beyond floor and cap; beyond the item's points where one of them is open."""
    low = -item.points if item.low is None else item.low
    high = item.points if item.high is None else item.high
    outside = value is not None and (value.null or value.lo < low or value.hi > high)
    return f"gives points that `{item.id}` can't have" if outside else ""


def _too_far(item: Item, change: Num | None) -> str:
    """A move by more than lies between floor and cap, or than the item's points where one of them is open."""
    if change is None:
        return ""
    room = item.points if item.low is None or item.high is None else item.high - item.low
    too_far = max(-change.lo, change.hi) > room or change.null
    return f"moves `{item.id}` by more than it holds" if too_far else ""


def _end(end: End | None) -> str:
    return "open" if end is None or abs(end) == INF else plain(Fraction(end))
