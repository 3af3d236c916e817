"""Fact columns of unit views: their facts laid down in frames, once, fact by fact as rules ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TypeVar

from policy_rules.core import nodes as core
from policy_rules.engines.columnar.aggregates import Members
from policy_rules.engines.columnar.column_store import ColumnStore
from policy_rules.engines.columnar.columns import Columns, constant
from policy_rules.engines.columnar.dated_columns import ALWAYS, NEVER_ENDS, DatedColumns, DatedValue
from policy_rules.engines.columnar.fact_columns import LISTED, OF_NO_UNIT, listed_items, universe_of
from policy_rules.engines.columnar.plan import UNITS, Frame
from policy_rules.facts.bound import Entry, ExceptionRecord
from policy_rules.facts.in_place import in_place
from policy_rules.facts.timeline import agreed, anything
from policy_rules.facts.view import Member, Record, UnitView, field_value
from policy_rules.values.known import FALSE, INF, Value, label, point
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import Attribute, Type

Found = TypeVar("Found")
Held = tuple[float, float, Value]
"""A value with the first and the last day on which it stands."""


class ViewFactColumns:
    """The facts of views that share a vocabulary, a day of assessment and a year."""

    def __init__(self, views: Sequence[UnitView]) -> None:
        self.views, self.constants = views, views[0]
        self.stores = {UNITS: ColumnStore(UNITS, range(len(views)))}
        self.records: dict[str, list[tuple[int, Member]]] = {}
        """The rows of each list's frame: the row of the unit, and the record."""
        self._known: dict[tuple[object, ...], object] = {}

    def frames(self, wanted: Iterable[str]) -> dict[str, Frame]:
        """The frames with the wanted columns."""
        names = set(wanted)
        return {name: store.frame(names) for name, store in self.stores.items()}

    def _once(self, key: tuple[object, ...], make: Callable[[], Found]) -> Found:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]  # type: ignore[return-value]

    # -- facts of units ----------------------------------------------------------------------------

    def told(self, node: core.Node) -> bool:
        """Whether a unit tells what the node itself reads."""
        match node:
            case core.Graded(rule=of) | core.Excepted(rule=of) | core.Replaced(rule=of):
                return f"on {of}" in self._told
            case core.Read(unit="", path=name) | core.Reported(unit="", measure=name):
                return name in self._told
            case core.Records(entity=entity):
                return f"list {entity}" in self._told
        return not isinstance(node, OF_NO_UNIT)

    @cached_property
    def _told(self) -> frozenset[str]:
        """What some unit tells: paths, measures, rules that are graded or excepted, lists and inner lists."""
        told = set[str]()
        for view in self.views:
            unit = view.unit
            told.update(unit.values, view.scored, (r.measure for r in unit.reported))
            told.update(f"on {g.rule}" for g in unit.gradings)
            told.update(f"on {e.rule}" for e in unit.exceptions)
            told.update(f"list {name}" for name in unit.lists)
            told.update(f"list {c.list.rpartition('.')[2]}" for c in unit.complete)
        return frozenset(told)

    def read(self, path: str) -> DatedColumns:
        """The attribute of the units."""
        return self._once(("read", path), lambda: self._read(path))

    def _read(self, path: str) -> DatedColumns:
        attribute = self.constants.vocabulary.attribute(path)
        assert attribute is not None, path
        entries = [v.unit.values.get(path, ()) for v in self.views]
        universe = universe_of(attribute.type) if attribute.type.kind in ("label", "text") else ()
        if not any(dated(found) for found in entries):
            today = point(self.constants.as_of)
            values = [v.read(path, today) for v in self.views]
            return _always(self.stores[UNITS].values(values, universe))
        return self._dated(UNITS, [self._spans(e) for e in entries], attribute.type.missing(), universe)

    def _spans(self, entries: Iterable[Entry]) -> list[Held]:
        return spans(entries, self.constants.vocabulary.year)

    def reported(self, measure: str) -> DatedColumns:
        """The published figures of a measure."""
        return self._once(("reported", measure), lambda: self._reported(measure))

    def _reported(self, measure: str) -> DatedColumns:
        declared = self.constants.vocabulary.measures[measure]
        missing = declared.type.missing() if declared.derived is None else anything(declared.type)
        kept = [
            [
                *(Entry(r.value, year=r.year) for r in v.unit.reported if r.measure == measure),
                *([Entry(v.scored[measure], year=v.year)] if measure in v.scored else []),
            ]
            for v in self.views
        ]
        universe = universe_of(declared.type) if declared.type.kind in ("label", "text") else ()
        return self._dated(UNITS, [self._spans(e) for e in kept], missing, universe)

    def graded(self, rule: str, scale: Type, frame: str) -> DatedColumns:
        """The gradings of a rule: of the unit, or of each record of a frame."""
        return self._once(("graded", rule, frame, scale), lambda: self._graded(rule, scale, frame))

    def _graded(self, rule: str, scale: Type, frame: str) -> DatedColumns:
        kept = [
            [Entry(g.value, year=g.year) for g in view.unit.gradings if g.rule == rule and g.instance == name]
            for view, name in self._named(frame)
        ]
        where = frame or UNITS
        return self._dated(where, [self._spans(e) for e in kept], scale.missing(), universe_of(scale))

    def _named(self, frame: str) -> list[tuple[UnitView, str]]:
        """For each row its unit and the name of the instance."""
        if not frame:
            return [(view, "") for view in self.views]
        self.members(frame)
        return [(self.views[unit], member.record.id) for unit, member in self.records[frame]]

    def excepted(self, rule: str, instance: str, frame: str) -> tuple[DatedValue, ...]:
        """The exceptions to a rule: of the unit, or of each record of a frame."""
        return self._once(("excepted", rule, instance, frame), lambda: self._excepted(rule, instance, frame))

    def _excepted(self, rule: str, instance: str, frame: str) -> tuple[DatedValue, ...]:
        kept = [
            [
                _span_of(e)
                for e in view.unit.exceptions
                if e.rule == rule and e.instance == (instance or name) and e.lifts
            ]
            for view, name in self._named(frame)
        ]
        return self._slots(frame or UNITS, kept, FALSE, ())

    def replaced(self, rule: str) -> tuple[DatedValue, ...]:
        """What recorded exceptions put in the place of a number that the rule defines."""
        return self._once(("replaced", rule), lambda: self._replaced(rule))

    def _replaced(self, rule: str) -> tuple[DatedValue, ...]:
        kept = [
            [
                (start, end, e.value)
                for e in in_place(view.unit.exceptions, rule)
                if e.value is not None
                for start, end, _ in (_span_of(e),)
            ]
            for view in self.views
        ]
        return self._slots(UNITS, kept, point(0), ())

    # -- values by day -----------------------------------------------------------------------------

    def _dated(
        self, frame: str, held: list[list[Held]], missing: Value, universe: tuple[str, ...]
    ) -> DatedColumns:
        blank = constant(missing)
        slots = self._slots(frame, held, missing, universe)
        return DatedColumns(None if slots else blank, slots, blank, in_units=frame == UNITS)

    def _slots(
        self, frame: str, held: list[list[Held]], filler: Value, universe: tuple[str, ...]
    ) -> tuple[DatedValue, ...]:
        """The n-th span of every row together, for each n."""
        store = self.stores[frame]
        found = []
        for n in range(max(map(len, held), default=0)):
            row = [h[n] if n < len(h) else None for h in held]
            start = store.integers([0 if h is None else _day(h[0]) for h in row])
            end = store.integers([0 if h is None else _day(h[1]) for h in row])
            reach = store.integers([0 if h is None else _reach(h) for h in row])
            present = store.flags([h is not None for h in row])
            value = store.values([filler if h is None else h[2] for h in row], universe)
            found.append(DatedValue(start, end, reach, present, value))
        return tuple(found)

    # -- lists -------------------------------------------------------------------------------------

    def members(self, frame: str) -> Members:
        """The records of a list that may be there."""
        return self._once(("members", frame), lambda: self._laid_down(frame))

    def _laid_down(self, frame: str) -> Members:
        rows = [(n, m) for n, view in enumerate(self.views) for m in _records(view, frame) if m.hi]
        self.records[frame] = rows
        store = self.stores[frame] = ColumnStore(frame, [n for n, _ in rows])
        sizes: dict[int, int] = {}
        for n, _ in rows:
            sizes[n] = sizes.get(n, 0) + 1
        kept = store.flags([True] * len(rows))
        sure = store.flags([m.lo > 0 for _, m in rows])
        unbounded = store.flags([m.hi == INF for _, m in rows])
        return Members(frame, kept, sure, unbounded, max(sizes.values(), default=0))

    def field(self, frame: str, attribute: Attribute) -> Columns:
        """An attribute of the records."""
        return self._once(("field", frame, attribute.name), lambda: self._field(frame, attribute))

    def _field(self, frame: str, attribute: Attribute) -> Columns:
        self.members(frame)
        values = [field_value(m.record, attribute, self.constants.as_of) for _, m in self.records[frame]]
        if not values:
            return constant(attribute.type.missing())
        universe = universe_of(attribute.type) if attribute.type.kind in ("label", "text") else ()
        return self.stores[frame].values(values, universe)


def _always(value: Columns) -> DatedColumns:
    return DatedColumns(value, (), value)


def _records(view: UnitView, frame: str) -> Iterable[Member]:
    if frame.startswith(LISTED):
        return [Member(Record(i, i, {"value": label(i)}), 1, 1) for i in listed_items(frame)]
    return view.records(frame)


def dated(entries: Iterable[Entry]) -> bool:
    """Whether the value differs from day to day."""
    entries = tuple(entries)
    return bool(entries) and all(e.year is not None or e.start is not None for e in entries)


def spans(entries: Iterable[Entry], years: Periods) -> list[Held]:
    """When each value stands, in order; values that are not dated stand alone, and always."""
    entries = tuple(entries)
    undated = [e for e in entries if e.year is None and e.start is None]
    if undated:
        return [(-INF, ALWAYS, e.value) for e in undated]
    starts = sorted((e for e in entries if e.start is not None), key=lambda e: e.start or 0)
    ends: list[float] = [(e.start or 0) - 1 for e in starts[1:]]
    held: list[Held] = [(e.start or 0, end, e.value) for e, end in zip(starts, [*ends, INF], strict=False)]
    held += [
        (years.first_day(e.year), years.last_day(e.year), e.value) for e in entries if e.year is not None
    ]
    return agreed(sorted(held, key=lambda s: s[0]))


def _span_of(record: ExceptionRecord) -> Held:
    return (record.start, INF if record.until is None else record.until, FALSE)


def _day(day: float) -> int:
    return int(max(-NEVER_ENDS, min(day, NEVER_ENDS)))


def _reach(held: Held) -> int:
    return ALWAYS if held[1] == ALWAYS else int(min(held[1] + 1, NEVER_ENDS))
