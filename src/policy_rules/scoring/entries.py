"""What persons enter on a sheet: bounded records, checked against the sheet's bounds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from policy_rules.domain import INF, Num
from policy_rules.errors import FactsError, Fault, near_miss
from policy_rules.facts.model import EntryRecord
from policy_rules.quantities import plain
from policy_rules.scoring.model import Given, Sheet


def entered(sheet: Sheet, records: Iterable[EntryRecord]) -> Mapping[str, Num]:
    """The entries of the sheet's year by name; raises `FactsError` with all faults."""
    known = sheet.entries()
    faults: list[Fault] = []
    found: dict[str, Num] = {}
    for record in records:
        if record.year not in (None, sheet.year):
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
            found[name] = record.value
    if faults:
        raise FactsError(faults)
    return found


def _outside(asked: Given, value: Num) -> str:
    """What is wrong with a value for an entry, or an empty text."""
    if value.null:
        return "may be null, and an entry is a number"
    if value.lo < asked.low or value.hi > asked.high or INF in (abs(value.lo), abs(value.hi)):
        return "lies outside its bounds"
    off = asked.by is not None and (Fraction(value.lo) - asked.low) % asked.by
    return "lies off its grid" if off and value.settled else ""
