"""Where a fact of a unit stands: what one path names, to be put there, changed or removed.

A slot writes its value as facts files do, so that one binding serves files, sessions and trials; it then
picks the bound piece out and puts it among the unit's facts.
"""
# ruff: noqa: D102 - `Slot` says what each method does

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError, Fault
from policy_rules.facts.bound import (
    Completeness,
    CorrectionRecord,
    Entry,
    EntryRecord,
    ExceptionRecord,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    SampleRecord,
    UnitFacts,
)
from policy_rules.values.known import Num
from policy_rules.vocabulary import Entity

Raw = Mapping[str, Any]
Piece = TypeVar("Piece")
At = tuple[str, str]
"""A record's list and id."""

Read = tuple[str, str]
"""A sort of fact (value, list, figure, grading, exception, entry, finding, below) and its name."""

ORGANS: Read = ("organs", "")
"""Of a place: which organs there are, which of them were drawn, and what was found of them."""
AS_A_PLACE: Raw = {"unit": {"place": True}}
"""What stands in a file beside what only a place has."""

ENTRIES: Read = ("entry", "")
"""What persons have put on file about the sheet: their entries and corrections."""


class Slot(ABC, Generic[Piece]):
    """The place of one fact."""

    @property
    @abstractmethod
    def reads(self) -> frozenset[Read]:
        """By which reads rules see the fact."""

    @abstractmethod
    def written(self, value: object) -> Raw:
        """The value as a facts file would have it."""

    @abstractmethod
    def find(self, unit: UnitFacts) -> Piece | None:
        """What stands there."""

    @abstractmethod
    def put(self, unit: UnitFacts, piece: Piece | None) -> UnitFacts:
        """The unit with the piece there, or with nothing."""


@frozen
class ValueSlot(Slot[tuple[Entry, ...]]):
    """An attribute of a single record, with all its dates."""

    entity: str
    attribute: str

    @property
    def path(self) -> str:
        return f"{self.entity}.{self.attribute}"

    @property
    def reads(self) -> frozenset[Read]:
        return frozenset({("value", self.path)})

    def written(self, value: object) -> Raw:
        return {self.entity: {self.attribute: value}}

    def find(self, unit: UnitFacts) -> tuple[Entry, ...] | None:
        return unit.values.get(self.path)

    def put(self, unit: UnitFacts, piece: tuple[Entry, ...] | None) -> UnitFacts:
        values = {path: entries for path, entries in unit.values.items() if path != self.path}
        return evolve(unit, values=values if piece is None else {**values, self.path: piece})


@frozen
class RecordSlot(Slot[RecordFacts]):
    """A record of a list, with the records around it, outermost first."""

    steps: tuple[At, ...]

    @property
    def reads(self) -> frozenset[Read]:
        return frozenset({("list", self.steps[-1][0])})

    def written(self, value: object) -> Raw:
        entity, own = self.steps[-1]
        if not isinstance(value, Mapping):
            raise FactsError(
                Fault(f"the record `{own}` of `{entity}` needs keys with values", hint="give a mapping")
            )
        if value.get("id", own) != own:
            raise FactsError(
                Fault(f"the record `{own}` of `{entity}` cannot have the id `{value['id']}` too")
            )
        return nested(self.steps, value)

    def find(self, unit: UnitFacts) -> RecordFacts | None:
        return record_at(unit.lists, self.steps)

    def put(self, unit: UnitFacts, piece: RecordFacts | None) -> UnitFacts:
        return evolve(unit, lists=_with(unit.lists, self.steps, piece))


@frozen
class FieldSlot(Slot[Entry]):
    """An attribute of a record of a list; `entity` is the record's."""

    steps: tuple[At, ...]
    attribute: str
    entity: Entity

    @property
    def reads(self) -> frozenset[Read]:
        return frozenset({("list", self.steps[-1][0])})

    def written(self, value: object) -> Raw:
        return nested(self.steps, {self.attribute: value})

    def find(self, unit: UnitFacts) -> Entry | None:
        record = record_at(unit.lists, self.steps)
        return None if record is None else record.values.get(self.attribute)

    def put(self, unit: UnitFacts, piece: Entry | None) -> UnitFacts:
        record = record_at(unit.lists, self.steps)
        assert record is not None
        values = {name: entry for name, entry in record.values.items() if name != self.attribute}
        record = evolve(record, values=values if piece is None else {**values, self.attribute: piece})
        self._check_order(record)
        return evolve(unit, lists=_with(unit.lists, self.steps, record))

    def _check_order(self, record: RecordFacts) -> None:
        """A record does not end before it begins, whichever of its dates is given last."""
        dates = [e.value for name in self.entity.dated_by if (e := record.values.get(name)) is not None]
        first, last = dates if len(dates) == 2 else (None, None)
        if isinstance(first, Num) and isinstance(last, Num) and first.lo > last.hi:
            begin, end = self.entity.dated_by
            raise FactsError(Fault(f"the record `{record.id}` ends (`{end}`) before it begins (`{begin}`)"))


# -- statements ------------------------------------------------------------------------------------


@frozen
class CompleteSlot(Slot[tuple[Completeness, ...]]):
    """Whether a list is whole, for a year or (year 0) where its records have no date."""

    path: str
    outer: tuple[At, ...]
    """The record whose inner list it is, where it is that of one record."""
    year: int = 0

    @property
    def of_organs(self) -> bool:
        """Whether it is the list of a place's organs."""
        return self.path == "organs"

    @property
    def reads(self) -> frozenset[Read]:
        entity = self.path.rpartition(".")[2]
        if self.of_organs:
            return frozenset({ORGANS})
        return frozenset({("list", entity), ("below", "")} if entity == "units_under" else {("list", entity)})

    def written(self, value: object) -> Raw:
        if value is not True and not isinstance(value, Mapping):
            told = f"that `{self.path}` is complete is said by `True`, or by keys such as `by` and `date`"
            raise FactsError(Fault(told, hint="retract it where it is not complete"))
        about: Raw = {"list": self.path, "of": self.outer and self.outer[-1][1], "for": self.year}
        statement = _agreed(about, value if isinstance(value, Mapping) else {})
        if not self.outer:
            return {**(AS_A_PLACE if self.of_organs else {}), "complete": [statement]}
        return {**nested(self.outer, {}), "complete": [statement]}

    def find(self, unit: UnitFacts) -> tuple[Completeness, ...] | None:
        return tuple(c for c in unit.complete if self._is(c)) or None

    def put(self, unit: UnitFacts, piece: tuple[Completeness, ...] | None) -> UnitFacts:
        kept: list[Completeness] = []
        for c in unit.complete:
            if not self._is(c):
                kept.append(c)
            elif len(c.years) > 1:
                kept.append(evolve(c, years=tuple(y for y in c.years if y != self.year)))
        return evolve(unit, complete=(*kept, *(piece or ())))

    def _is(self, c: Completeness) -> bool:
        of = self.outer[-1][1] if self.outer else ""
        when = self.year in c.years if self.year else not c.years
        return c.list == self.path and c.of == of and when


Statement = ReportedFigure | ExceptionRecord | GradingRecord | EntryRecord | CorrectionRecord | SampleRecord
_KEYS = {
    "exceptions": "an exception needs keys: reason, approved_by, date",
    "corrections": "a correction needs keys: kind, date, and what it changes",
}
"""The statements that no single value can say."""


@frozen
class StatementSlot(Slot[tuple[Any, ...]]):
    """Figures, exceptions, gradings, entries (`section`) of one rule or measure, a correction by its id.

    Or the sample of a place's organs for a year, whose value is the list of their ids.

    Entries and exceptions may be a list: the first one made, then those that take its place; gradings,
    what each of several persons gave.
    """

    section: str
    about: Mapping[str, str | int]

    @property
    def reads(self) -> frozenset[Read]:
        if self.section in ("entries", "corrections"):
            return frozenset({ENTRIES})
        if self.section == "samples":
            return frozenset({ORGANS})
        sort = {"reported": "figure", "exceptions": "exception", "gradings": "grading"}[self.section]
        return frozenset({(sort, str(self.about["measure" if sort == "figure" else "rule"]))})

    def written(self, value: object) -> Raw:
        several = self.section in ("entries", "exceptions", "gradings") and isinstance(value, list | tuple)
        values = value if several and isinstance(value, list | tuple) else (value,)
        place = AS_A_PLACE if self.section == "samples" else {}
        return {**place, self.section: [self._statement(each) for each in values]}

    def _statement(self, value: object) -> Raw:
        lacking = _KEYS.get(self.section)
        if lacking and not isinstance(value, Mapping):
            raise FactsError(Fault(lacking, hint="give a mapping with them"))
        key = "organs" if self.section == "samples" else "value"
        told: Raw = value if isinstance(value, Mapping) else {key: value}
        if not lacking and key not in told:
            told = {key: told}
        return _agreed(self.about, told)

    def find(self, unit: UnitFacts) -> tuple[Any, ...] | None:
        return tuple(s for s in getattr(unit, self.section) if self._is(s)) or None

    def put(self, unit: UnitFacts, piece: tuple[Any, ...] | None) -> UnitFacts:
        kept = tuple(s for s in getattr(unit, self.section) if not self._is(s))
        changed: dict[str, Any] = {self.section: (*kept, *(piece or ()))}
        return evolve(unit, **changed)

    def _is(self, statement: Statement) -> bool:
        return all(
            getattr(statement, "year" if key == "for" else key) == word for key, word in self.about.items()
        )


def _agreed(by_path: Raw, by_value: Raw) -> Raw:
    """What a path and a value tell of one statement; the value does not say otherwise than the path."""
    given = {key: word for key, word in by_path.items() if word}
    for key, word in given.items():
        if by_value.get(key, word) != word:
            told = f"`{key}` is `{word}` by the path, and `{by_value[key]}` by the value"
            raise FactsError(Fault(told))
    return {**given, **by_value}


# -- records ---------------------------------------------------------------------------------------


def nested(steps: tuple[At, ...], value: Raw) -> Raw:
    """A record as a facts file would have it, within the records around it."""
    (entity, own), *inner = steps
    within = nested(tuple(inner), value) if inner else value
    return {entity: [{**within, "id": own}]}


def record_at(lists: Mapping[str, tuple[RecordFacts, ...]], steps: tuple[At, ...]) -> RecordFacts | None:
    """The record that the steps lead to, or None."""
    record: RecordFacts | None = None
    for entity, own in steps:
        record = next((r for r in lists.get(entity, ()) if r.id == own), None)
        if record is None:
            return None
        lists = record.lists
    return record


def _with(
    lists: Mapping[str, tuple[RecordFacts, ...]], steps: tuple[At, ...], piece: RecordFacts | None
) -> Mapping[str, tuple[RecordFacts, ...]]:
    """The lists with the piece where the steps lead; the record stays where it was in its list."""
    (entity, own), *inner = steps
    records = list(lists.get(entity, ()))
    at = next((i for i, r in enumerate(records) if r.id == own), len(records))
    if inner:
        outer = records[at]
        records[at] = evolve(outer, lists=_with(outer.lists, tuple(inner), piece))
    else:
        records[at : at + 1] = [] if piece is None else [piece]
    left = {name: kept for name, kept in lists.items() if name != entity}
    return {**left, entity: tuple(records)} if records else left
