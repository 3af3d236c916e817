"""What persons entered on a sheet: which value stands where an entry was made more than once."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from policy_rules.errors import Fault, near_miss
from policy_rules.facts.bound import EntryRecord, RecordFacts, UnitFacts
from policy_rules.scoring.amounts.entered import Entered
from policy_rules.scoring.by_whom import of_entry
from policy_rules.scoring.said_on_file import in_words, remark
from policy_rules.scoring.sheet import Remark, Sheet
from policy_rules.values.exact import plain
from policy_rules.values.intervals import whole
from policy_rules.values.known import INF, Num, join_all

_WIDE = 10
"""The least top of a scale on which a number between 0 and 1 is more likely a share than points."""


class EnteredValues:
    """The entries of a sheet on a day: as they stand (`now`), as first made where replaced since (`first`).

    `faults`: what can't be on file. `said`: what a reader must know. `unit` is the one that is assessed.
    """

    def __init__(
        self,
        sheet: Sheet,
        records: Iterable[EntryRecord],
        day: datetime.date,
        unit: UnitFacts | None = None,
    ) -> None:
        self.sheet, self.known = sheet, sheet.entries()
        self.unit = unit
        self.now: dict[str, Num] = {}
        self.first: dict[str, Num] = {}
        self.faults: list[Fault] = []
        self.said: list[Remark] = []
        made: dict[str, list[EntryRecord]] = {}
        for record in records:
            late = record.date is not None and record.date > day
            if record.year in (None, sheet.year) and not late and self._fits(record):
                made.setdefault(record.name, []).append(record)
                for told in of_entry(sheet, record, unit):
                    if isinstance(told, Fault):
                        self.faults.append(told)
                    else:
                        self.said.append(told)
        for name, of_name in made.items():
            self._stands(name, of_name)
            own = of_name[0].instance
            # one in a list of a record, or of an organ, has the ids of both
            if unit is not None and own and "/" not in own and own not in _ids(unit.lists):
                self.said.append(remark("entry: no record", name, of_name))

    def _fits(self, record: EntryRecord) -> bool:
        asked = self.known.get(record.entry)
        if asked is None:
            hint = near_miss(record.entry, self.known)
            told = f"no item of `{self.sheet.name}` asks for `{record.entry}`"
            self.faults.append(Fault(told, record.place, hint))
        elif bool(record.instance) not in self.sheet.made_for_records[record.entry]:
            told, hint = "is made for each record, and names none", "instance: the `id` of the record"
            if record.instance:
                told, hint = "names a record, and is made once, for the unit", "leave out `instance`"
            self.faults.append(Fault(f"the entry `{record.name}` {told}", record.place, hint))
        elif told := _outside(asked, record.value):
            hint = f"between {plain(asked.low)} and {plain(asked.high)}"
            hint += f" in steps of {plain(asked.by)}" if asked.by else ""
            self.faults.append(Fault(f"the entry `{record.name}` {told}", record.place, hint))
        else:
            return True
        return False

    def _stands(self, name: str, made: Sequence[EntryRecord]) -> None:
        first = [e for e in made if not e.replaces]
        later = [e for e in made if e.replaces]
        faults = [*self._twice(name, first), *self._too_early(name, first, later)]
        self.faults += faults
        if faults:
            return
        if len(first) > 1:
            self._several(name, first, later)
            return
        last = _last(later) or first
        self._shares(name, last)
        self.now[name] = _joined(last)
        if first and later and _joined(first) != self.now[name]:
            self.first[name] = _joined(first)
        if len(last) > 1 and not self.now[name].settled:
            self.said.append(remark("entries without order", name, last))

    def _several(self, name: str, first: Sequence[EntryRecord], later: Sequence[EntryRecord]) -> None:
        """What several persons gave: by what the sheet says of it, else any of them."""
        own = {e.scorer for e in first}
        each = [
            _last([e for e in later if e.scorer == scorer]) or [e for e in first if e.scorer == scorer]
            for scorer in dict.fromkeys(e.scorer for e in first)
        ]
        thirds = _last([e for e in later if e.scorer not in own])
        how, standing = self.known[first[0].entry].several, [e for some in each for e in some]
        self._shares(name, standing)
        if how == ("mean",):
            parts = [_joined(some) for some in each]
            low, high = (
                sum((Fraction(e) for e in ends), Fraction(0)) / len(parts)
                for ends in zip(*((p.lo, p.hi) for p in parts), strict=True)
            )
            self.now[name] = Num(whole(low), whole(high))
            return
        if how == ("moderated",) and thirds:
            self.now[name] = _joined(thirds)
            return
        ranked = [role for role in how if any(e.role == role for e in standing)]
        chosen = [e for e in standing if ranked and e.role == ranked[0]]
        last = chosen or [*standing, *thirds]
        self.now[name] = _joined(last)
        if len({e.scorer for e in last}) > 1 and not self.now[name].settled:
            self.said.append(remark("several graders", name, last))

    def _shares(self, name: str, made: Sequence[EntryRecord]) -> None:
        """Remarks on entries that look like shares, where the item is entered on a wide scale."""
        top = self.known[made[0].entry].high
        for record in made:
            value = record.value
            if top >= _WIDE and 0 < value.lo <= value.hi < 1:
                meant = Num(whole(Fraction(value.lo) * top), whole(Fraction(value.hi) * top))
                told = (in_words(value, self.sheet), plain(top), in_words(meant, self.sheet))
                self.said.append(remark("entry: perhaps a share", name, (record,), told))

    def _twice(self, name: str, first: Sequence[EntryRecord]) -> Iterator[Fault]:
        """The same person's second entry that replaces none; one by nobody is nobody else's."""
        seen: dict[str, EntryRecord] = {}
        for record in first:
            other = seen.get(record.scorer) or (
                first[0] if "" in (record.scorer, first[0].scorer) else record
            )
            if other is not record:
                told = f"the entry `{name}` stands twice: the other is at {other.place}"
                yield Fault(told, record.place, "say `replaces: true` on the one that replaces")
            seen[record.scorer] = record

    def _too_early(
        self, name: str, first: Sequence[EntryRecord], later: Sequence[EntryRecord]
    ) -> Iterator[Fault]:
        for record in later:
            for replaced in first:
                if _before(record, replaced):
                    told = f"the entry `{name}` that replaces another comes before it (at {replaced.place})"
                    hint = f"their days are {record.date} and {replaced.date}"
                    if record.date == replaced.date:
                        hint = f"on {record.date} their `order` is {record.order} and {replaced.order}"
                    yield Fault(told, record.place, hint)


def _ids(lists: Mapping[str, tuple[RecordFacts, ...]]) -> Iterator[str]:
    """The ids of all records, those inside others too."""
    for records in lists.values():
        for record in records:
            yield record.id
            yield from _ids(record.lists)


def _last(later: Sequence[EntryRecord]) -> list[EntryRecord]:
    """Those of which none surely comes before another: any of them may be the last."""
    return [e for e in later if not any(_before(e, other) for other in later)]


def _before(one: EntryRecord, other: EntryRecord) -> bool:
    """Whether one is known to have been made before the other."""
    if one.date is not None and other.date is not None and one.date != other.date:
        return one.date < other.date
    told = one.order is not None and other.order is not None and one.order < other.order
    return one.date == other.date and told


def _joined(records: Sequence[EntryRecord]) -> Num:
    """All that the value may be, where any of them may stand."""
    found = join_all(e.value for e in records)
    assert isinstance(found, Num)
    return found


def _outside(asked: Entered, value: Num) -> str:
    """What is wrong with a value for an entry, or an empty text."""
    if value.null:
        return "may be null, and an entry is a number"
    if value.lo < asked.low or value.hi > asked.high or INF in (abs(value.lo), abs(value.hi)):
        return "lies outside its bounds"
    off = asked.by is not None and (Fraction(value.lo) - asked.low) % asked.by
    return "lies off its grid" if off and value.settled else ""
