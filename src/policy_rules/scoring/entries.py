"""What persons put on file about a sheet: their entries, and the corrections that follow.

Both are bounded by the sheet and checked against it. What is dated after the day of assessment is not
on file yet.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction

from attrs import field, frozen

from policy_rules.errors import FactsError, Fault, near_miss
from policy_rules.facts.bound import CorrectionRecord, EntryRecord
from policy_rules.scoring.amounts.entered import Entered
from policy_rules.scoring.sheet import Item, Sheet
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, Num


@frozen
class OnFile:
    """Entries by name, as they stand (`entries`) and as first made, where replaced since (`first`).

    `of_item`: the corrections of each item in the order of their days. `approvals`: those of the
    result. `undecided`: objections that no decision answers.
    """

    entries: Mapping[str, Num] = field(factory=dict)
    first: Mapping[str, Num] = field(factory=dict)
    of_item: Mapping[str, tuple[CorrectionRecord, ...]] = field(factory=dict)
    approvals: tuple[CorrectionRecord, ...] = ()
    undecided: tuple[CorrectionRecord, ...] = ()


NOTHING = OnFile()


def on_file(
    sheet: Sheet, entries: Iterable[EntryRecord], corrections: Iterable[CorrectionRecord], as_of: int
) -> OnFile:
    """What is on file for the sheet's year as of a day (ordinal); raises `FactsError` with all faults."""
    faults: list[Fault] = []
    day = datetime.date.fromordinal(as_of)
    now, first = _entered(sheet, entries, day, faults)
    records = [
        c
        for c in corrections
        if c.year in (None, sheet.year)
        and (c.date is None or c.date <= day)
        and (c.until is None or day <= c.until)
    ]
    records.sort(key=lambda c: c.date or datetime.date.min)
    items = {c.id: c.item for c in records}
    for c in records:
        items[c.id] = c.item or items.get(c.about, "")
    for c in records:
        faults += _faults_of(sheet, c, items)
    if faults:
        raise FactsError(faults)
    answered = {c.about for c in records if c.kind == "decision"}
    return OnFile(
        now,
        first,
        {
            i: tuple(c for c in records if c.kind != "approval" and items[c.id] == i)
            for i in items.values()
            if i
        },
        tuple(c for c in records if c.kind == "approval"),
        tuple(c for c in records if c.kind == "objection" and c.id not in answered),
    )


def _entered(
    sheet: Sheet, records: Iterable[EntryRecord], day: datetime.date, faults: list[Fault]
) -> tuple[dict[str, Num], dict[str, Num]]:
    known = sheet.entries()
    found: dict[str, Num] = {}
    first: dict[str, Num] = {}
    for record in records:
        if record.year not in (None, sheet.year) or (record.date is not None and record.date > day):
            continue
        asked = known.get(record.entry)
        name = f"{record.entry}({record.instance})" if record.instance else record.entry
        if asked is None:
            hint = near_miss(record.entry, known)
            faults.append(Fault(f"no item of `{sheet.name}` asks for `{record.entry}`", record.place, hint))
        elif told := _outside(asked, record.value):
            hint = f"between {plain(asked.low)} and {plain(asked.high)}"
            hint += f" in steps of {plain(asked.by)}" if asked.by else ""
            faults.append(Fault(f"the entry `{name}` {told}", record.place, hint))
        elif name in found and not record.replaces:
            told = f"the entry `{name}` stands twice"
            faults.append(Fault(told, record.place, "say `replaces: true` on the one that replaces"))
        else:
            if name in found:
                first.setdefault(name, found[name])
            found[name] = record.value
    return found, {name: value for name, value in first.items() if found[name] != value}


def _outside(asked: Entered, value: Num) -> str:
    """What is wrong with a value for an entry, or an empty text."""
    if value.null:
        return "may be null, and an entry is a number"
    if value.lo < asked.low or value.hi > asked.high or INF in (abs(value.lo), abs(value.hi)):
        return "lies outside its bounds"
    off = asked.by is not None and (Fraction(value.lo) - asked.low) % asked.by
    return "lies off its grid" if off and value.settled else ""


def _faults_of(sheet: Sheet, record: CorrectionRecord, items: Mapping[str, str]) -> list[Fault]:
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
            return fault(f"gives the grade `{record.grade}`", near_miss(record.grade, sheet.scale))
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


def _unbounded(item: Item, value: Num | None) -> str:
    outside = value is not None and (
        value.null
        or (item.low is not None and value.lo < item.low)
        or (item.high is not None and value.hi > item.high)
    )
    return f"gives points that `{item.id}` can't have" if outside else ""


def _too_far(item: Item, change: Num | None) -> str:
    if change is None or item.low is None or item.high is None:
        return ""
    room = item.high - item.low
    return (
        f"moves `{item.id}` by more than it holds" if max(-change.lo, change.hi) > room or change.null else ""
    )


def _end(end: Fraction | None) -> str:
    return "open" if end is None else plain(end)
