"""What was known by a day: when a fact was true is one time, when it became known is another.

A statement was known by the day where its source was (`known_on`). Where no source tells, its own day
decides: that of a grading, entry, correction, search, exception or succession. None of those that a
person made on a day was known before that day, whatever its source says.

What bears no day at all can't be said to have been known. It is left out, and so is what could only be
said without it: that a list is whole, that an earlier value still stands, that an entry was not
replaced. What became known later is left out and nothing else: so it would have been said.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from attrs import evolve, field

from policy_rules.attributes import define
from policy_rules.facts.bound import (
    Completeness,
    CorrectionRecord,
    Entry,
    EntryRecord,
    ExceptionRecord,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    SampleRecord,
    SuccessionRecord,
    UnitFacts,
)
from policy_rules.facts.corrections_in_order import item_of
from policy_rules.facts.sources_that_differ import Ranking, Stated, settle
from policy_rules.facts.succession import with_succession, without_succession
from policy_rules.values.known import ANYTHING, MAYBE, UNDECIDED, Labels, Num, Truth, Value, join, join_all
from policy_rules.values.periods import CALENDAR_YEAR
from policy_rules.vocabulary import Vocabulary

ANY_LABEL = Labels(None, MAYBE)
_FEW = 6
"""Names told in the note before it says how many more there are."""

Statement = TypeVar(
    "Statement",
    bound=Completeness
    | CorrectionRecord
    | EntryRecord
    | ExceptionRecord
    | GradingRecord
    | ReportedFigure
    | SampleRecord
    | SuccessionRecord,
)


def known_by(facts: Facts, day: datetime.date, vocabulary: Vocabulary | None = None) -> Facts:
    """The facts that were known by the end of the day; one note counts and names what bears no day.

    Sources that differ are ranked among those known. Without a `vocabulary` a list that one of them calls
    whole for a year speaks of all records.
    """
    years = CALENDAR_YEAR if vocabulary is None else vocabulary.year
    units: dict[str, UnitFacts] = {}
    undated: list[str] = []
    for unit in facts.units.values():
        seen = _Seen(without_succession(unit), day.toordinal())
        units[unit.id] = settle(seen.facts(), vocabulary)
        undated += [f"`{unit.id}`: {name}" for name in seen.undated]
    notes = facts.notes
    if undated:
        told = "; ".join(undated[:_FEW])
        told += f"; and {len(undated) - _FEW} more" if len(undated) > _FEW else ""
        number = f"{len(undated)} facts are" if len(undated) > 1 else "1 fact is"
        why = "since nothing tells when they became known (`known_on` of a source)"
        notes = (*notes, f"as known by {day}, {number} left out, {why}: {told}")
    return with_succession(units, notes, years)[0]


@define
class _Seen:
    """One unit as it was known by a day (an ordinal); `undated` names what bears no day."""

    unit: UnitFacts
    day: int
    undated: list[str] = field(factory=list)
    unsure: set[tuple[str, str]] = field(factory=set)
    """Lists that hold a record without a day: the entity, and the id of the outer record or ""."""

    def known(self, source: str, made: int | None = None, begins: int | None = None) -> bool | None:
        """Whether it was known by the day; None where nothing tells.

        `made`: the day on which it was stated, if there is one; `begins`: a day that counts only where
        no source tells.
        """
        found = self.unit.sources.get(source)
        told = begins if found is None or found.known_on is None else found.known_on.toordinal()
        days = [since for since in (told, made) if since is not None]
        return max(days) <= self.day if days else None

    def facts(self) -> UnitFacts:
        """The unit."""
        unit = self.unit
        lists = {name: self._records(name, records, name, "") for name, records in unit.lists.items()}
        return evolve(
            unit,
            values={path: kept for path, e in unit.values.items() if (kept := self._values(path, e))},
            lists=lists,
            complete=self._complete(),
            reported=self._figures(unit.reported),
            exceptions=self._each(unit.exceptions, "exception to {0.rule}", begins=lambda e: e.start),
            gradings=self._stated(unit.gradings, "grading of {0.rule} for {0.year}", lambda g: g.date),
            entries=self._entries(),
            corrections=self._corrections(),
            succession=self._succession(),
            samples=self._each(unit.samples, "sample of organs for {0.year}", lambda s: s.date),
            sources={name: s for name, s in unit.sources.items() if self.known(name) is not False},
        )

    def _each(
        self,
        statements: Iterable[Statement],
        name: str,
        made: Callable[[Statement], int | None] = lambda _: None,
        begins: Callable[[Statement], int | None] = lambda _: None,
    ) -> tuple[Statement, ...]:
        """The statements known by the day; `name` says how one without a day is named."""
        kept = []
        for statement in statements:
            known = self.known(statement.source, made(statement), begins(statement))
            if known:
                kept.append(statement)
            elif known is None:
                self.undated.append(name.format(statement))
        return tuple(kept)

    def _figures(self, figures: Iterable[ReportedFigure]) -> tuple[ReportedFigure, ...]:
        return self._stated(figures, "figure of {0.measure} for {0.year}")

    def _stated(
        self, stated: Iterable[Stated], name: str, made: Callable[[Stated], int | None] = lambda _: None
    ) -> tuple[Stated, ...]:
        """Figures or gradings known by the day; of one that several sources told, what was known."""
        kept: list[Stated] = []
        for one in stated:
            by = [self.known(t.source, made(t)) for t in one.told or (one,)]
            found = self._of_several(one, by) if one.told else one if by[0] else None
            if found is not None:
                kept.append(found)
            if None in by:
                self.undated.append(name.format(one))
        return tuple(kept)

    def _of_several(self, one: Stated, known: Sequence[bool | None]) -> Stated | None:
        """What was known of several statements; one that bears no day may have been known, and counted.

        None where none of them surely was known.
        """
        sure = tuple(t for t, by in zip(one.told, known, strict=True) if by)
        if not sure:
            return None
        value = Ranking(self.unit.sources, self.unit.precedence).value(sure)
        also: list[Value] = [t.value for t, by in zip(one.told, known, strict=True) if by is None]
        if also:
            return evolve(one, value=join_all([value, *also]), source="", told=())
        return evolve(one, value=value, told=sure)

    def _succession(self) -> tuple[SuccessionRecord, ...]:
        kept = self._each(self.unit.succession, "succession of {0.predecessor}", begins=lambda s: s.on)
        return tuple(evolve(s, figures=self._figures(s.figures)) for s in kept)

    def _complete(self) -> tuple[Completeness, ...]:
        """Searches made by the day, but of no list that holds a record without a day."""
        found = self._each(self.unit.complete, "complete({0.list})", lambda c: c.date)
        return tuple(
            c
            for c in found
            if not any(
                entity == c.list.rpartition(".")[2] and (not c.of or not outer or c.of == outer)
                for entity, outer in self.unsure
            )
        )

    # -- values and records ------------------------------------------------------------------------

    def _values(self, path: str, entries: Iterable[Entry]) -> tuple[Entry, ...]:
        """The values known; where one without a day would end an earlier one, it is either of them."""
        kept: list[Entry] = []
        standing: Value | None = None
        for given in entries:
            name = path if given.year is None else f"{path} for {given.year}"
            entry, known = self._entry(given, name)
            if known is None:
                self.undated.append(name)
                if entry.start is not None and standing is not None:
                    standing = join(standing, entry.value)
                    kept.append(evolve(entry, value=standing, source=""))
            elif known:
                kept.append(entry)
                standing = entry.value if entry.start is not None else None
        return tuple(kept)

    def _entry(self, entry: Entry, name: str) -> tuple[Entry, bool | None]:
        """The entry as it was known, and whether it was; where nobody had told it, it may be anything."""
        if not entry.told:
            return entry, self.known(entry.source)
        by = [self.known(t.source) for t in entry.told]
        found = self._of_several(entry, by)
        if found is not None:
            self.undated += [name] if None in by else []
            return found, True
        if entry.start is not None and None not in by:  # what was told before it need not stand
            return evolve(entry, value=_anything_like(entry.value), told=()), True
        return evolve(entry, told=()), None if None in by else False

    def _records(
        self, entity: str, records: Iterable[RecordFacts], path: str, outer: str
    ) -> tuple[RecordFacts, ...]:
        kept = []
        for record in records:
            own, before = f"{path}[{record.id}]", len(self.undated)
            seen = self._record(record, own)
            if seen is not None:
                kept.append(seen)
            elif self._undated(record):
                self.undated[before:] = [own]
                self.unsure.add((entity, outer))
            else:
                del self.undated[before:]
        return tuple(kept)

    def _record(self, record: RecordFacts, own: str) -> RecordFacts | None:
        """The record where it, or anything in it, was known."""
        known = any(self.known(source) for source in record.sayers)
        values = {}
        for name, given in record.values.items():
            entry, told = self._entry(given, f"{own}.{name}")
            if told:
                values[name] = entry
            elif told is None:
                self.undated.append(f"{own}.{name}")
        lists = {n: self._records(n, inner, f"{own}.{n}", record.id) for n, inner in record.lists.items()}
        if not (known or values or any(lists.values())):
            return None
        said = tuple(source for source in record.said_in if self.known(source))
        source = record.source if self.known(record.source) else ""
        return evolve(record, values=values, lists=lists, source=source, said_in=said)

    def _undated(self, record: RecordFacts) -> bool:
        """Whether the record, not known as far as is told, could have been known all the same."""
        told = (one for entry in record.values.values() for one in entry.told or (entry,))
        sources = [*record.sayers, *(one.source for one in told)]
        inner = (each for records in record.lists.values() for each in records)
        return any(self.known(s) is None for s in sources) or any(map(self._undated, inner))

    # -- what is on file ---------------------------------------------------------------------------

    def _entries(self) -> tuple[EntryRecord, ...]:
        """Entries made by the day; one without a day that replaces others leaves none of them."""
        kept: list[EntryRecord] = []
        for entry in self.unit.entries:
            if self._each([entry], "entry {0.entry} for {0.year}", _dated):
                kept.append(entry)
            elif entry.replaces and self.known(entry.source, _dated(entry)) is None:
                same = (entry.entry, entry.instance, entry.year)
                kept = [e for e in kept if (e.entry, e.instance, e.year) != same]
        return tuple(kept)

    def _corrections(self) -> tuple[CorrectionRecord, ...]:
        """Corrections made by the day; one that answers a later one keeps the item that it is about."""
        every = {c.id: c for c in self.unit.corrections}
        kept = self._each(self.unit.corrections, "correction {0.id}", _dated)
        lost = every.keys() - {c.id for c in kept}
        kept = tuple(evolve(c, supersedes=tuple(s for s in c.supersedes if s not in lost)) for c in kept)
        return tuple(evolve(c, item=item_of(c, every), about="") if c.about in lost else c for c in kept)


def _anything_like(value: Value) -> Value:
    """Anything of the kind of a value."""
    return UNDECIDED if isinstance(value, Truth) else ANYTHING if isinstance(value, Num) else ANY_LABEL


def _dated(record: EntryRecord | CorrectionRecord) -> int | None:
    """The day of a record as an ordinal."""
    return None if record.date is None else record.date.toordinal()
