"""Fact columns of frames as users have them: what the columns say, as facts of units and of their records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

import polars as pl

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.columnar import dated_columns, ratios
from policy_rules.engines.columnar.aggregates import Members
from policy_rules.engines.columnar.columns import (
    Columns,
    LabelColumns,
    NumberColumns,
    TruthColumns,
    constant,
)
from policy_rules.engines.columnar.dated_columns import ALWAYS, NEVER_ENDS, DatedColumns, DatedValue
from policy_rules.engines.columnar.fact_columns import LISTED, OF_NO_UNIT, listed_items, universe_of
from policy_rules.engines.columnar.flags import NO, YES, Flag
from policy_rules.engines.columnar.integer_cells import (
    IntegerCells,
    filtered,
    integer_cells,
    joined,
    repeated,
)
from policy_rules.engines.columnar.integers import NO_END, Int, dtype_for, whole
from policy_rules.engines.columnar.plan import ROW, UNIT, UNITS, Frame, column, flag_column
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.facts.bound import Completeness, Facts, UnitFacts
from policy_rules.facts.timeline import anything
from policy_rules.facts.view import Member, UnitView, begins, field_value
from policy_rules.values.known import FALSE, Labels, Value
from policy_rules.vocabulary import Attribute, Entity, Type, Vocabulary

Found = TypeVar("Found")


@frozen(eq=False)
class FrameList:
    """The records of a list: the row of each record's unit, its facts, and what is complete.

    `whole` tells of each unit whether the list is complete at all times, `years` in which years.
    """

    units: pl.Series
    facts: Mapping[str, IntegerCells]
    whole: pl.Series
    years: Mapping[int, pl.Series]


@frozen(eq=False)
class FrameFacts:
    """All that the frames say: facts of units by name (`path`, `reported:measure`) and year."""

    rows: int
    units: Mapping[tuple[str, int | None], IntegerCells]
    flags: Mapping[str, pl.Series]
    lists: Mapping[str, FrameList]
    constructed: tuple[Any, ...] = ()
    """The ids of units that are invented."""
    named: frozenset[str] = frozenset()
    """All facts of units that have a column, free texts among them, which are only looked at."""


class SeriesStore:
    """Lays series down as columns of one frame, with their bounds."""

    def __init__(self, name: str, units: pl.Series) -> None:
        self._name = name
        self.series = [pl.int_range(len(units), eager=True).alias(ROW), units.cast(pl.Int64).alias(UNIT)]

    def _named(self, series: pl.Series) -> str:
        name = f"{self._name}:{len(self.series)}"
        self.series.append(series.alias(name))
        return name

    def integers(self, series: pl.Series) -> Int:
        """A column of whole numbers."""
        low, high = series.min(), series.max()
        if low is None or high is None:
            return NO_END if len(series) else whole(0)
        assert isinstance(low, int) and isinstance(high, int)
        gaps = series.null_count() > 0
        if low == high and not gaps:
            return whole(low)
        return column(self._named(series.cast(dtype_for(low, high))), low, high, gaps)

    def flags(self, series: pl.Series) -> Flag:
        """A column of yes and no."""
        if series.all() or not series.any():
            return Flag(bool(series.all()))
        return flag_column(self._named(series))

    def values(self, laid: IntegerCells) -> Columns:
        """A column of abstract values."""
        first = self.integers(laid.first)
        if laid.type.kind == "boolean":
            settled = bool((laid.first == laid.second).all())
            return TruthColumns(first, first if settled else self.integers(laid.second))
        null = self.integers(laid.null)
        if laid.type.kind == "label":
            words = (first, *map(self.integers, laid.more))
            return LabelColumns(words, universe_of(laid.type), null, _all_single(laid))
        low = Ratio(first, whole(laid.over))
        known = (laid.null == 2) | ((laid.null == 0) & (laid.first == laid.second).fill_null(value=False))
        high = low if bool(known.all()) else Ratio(self.integers(laid.second), whole(laid.over))
        return NumberColumns(low, high, null)


def _all_single(laid: IntegerCells) -> bool:
    bits = pl.DataFrame([w.bitwise_count_ones().alias(str(n)) for n, w in enumerate(laid.words)])
    one = bits.sum_horizontal(ignore_nulls=False) == 1
    return bool(((laid.null == 2) | ((laid.null == 0) & one)).all())


class FrameFactColumns:
    """The facts of frames in columns, as of a day."""

    def __init__(
        self, facts: FrameFacts, vocabulary: Vocabulary, as_of: int, year: int, *, given: bool
    ) -> None:
        nobody = UnitFacts("", "")
        self.facts = facts
        self.constants = UnitView(Facts({"": nobody}), nobody, vocabulary, as_of, year, given)
        rows = pl.int_range(facts.rows, eager=True)
        self._frames = {UNITS: SeriesStore(UNITS, rows)}
        self._generic: dict[str, list[Member]] = {}
        self._kept: dict[str, pl.Series] = {}
        self._known: dict[tuple[object, ...], object] = {}

    def frames(self, wanted: Iterable[str]) -> dict[str, Frame]:
        """The frames with the wanted columns."""
        names = {ROW, UNIT, *wanted}
        return {
            name: pl.DataFrame([s for s in held.series if s.name in names])
            for name, held in self._frames.items()
        }

    def _once(self, key: tuple[object, ...], make: Callable[[], Found]) -> Found:
        if key not in self._known:
            self._known[key] = make()
        return self._known[key]  # type: ignore[return-value]

    # -- facts of units ----------------------------------------------------------------------------

    def told(self, node: core.Node) -> bool:
        """Whether a frame tells what the node itself reads."""
        match node:
            case core.Read(unit="", path=name):
                return name in self.facts.named
            case core.Reported(unit="", measure=name):
                return f"reported:{name}" in self.facts.named
            case core.Graded(rule=rule, vars=vars_):
                return not vars_ and f"graded:{rule}" in self.facts.named
            case core.Excepted(rule=rule, vars=vars_, instance=instance):
                return not vars_ and not instance and f"excepted:{rule}" in self.facts.flags
            case core.Records(entity=entity, var=""):
                return entity in self.facts.lists
            case core.Records() | core.Replaced():  # the list around is told or not; numbers have no column
                return False
        return not isinstance(node, OF_NO_UNIT)

    def read(self, path: str) -> DatedColumns:
        """The attribute of the units."""
        attribute = self.constants.vocabulary.attribute(path)
        assert attribute is not None, path
        universe_of(attribute.type)
        return self._once(("unit", path), lambda: self._dated(path, attribute.type.missing()))

    def reported(self, measure: str) -> DatedColumns:
        """The published figures of a measure."""
        declared = self.constants.vocabulary.measures[measure]
        missing = declared.type.missing() if declared.derived is None else anything(declared.type)
        return self._once(("unit", measure), lambda: self._dated(f"reported:{measure}", missing))

    def graded(self, rule: str, scale: Type, frame: str) -> DatedColumns:
        """The gradings of a rule; those of single records have no column."""
        missing = scale.missing()
        if frame:
            return DatedColumns(constant(missing), (), constant(missing), in_units=False)
        return self._once(("grading", rule), lambda: self._dated(f"graded:{rule}", missing))

    def _dated(self, name: str, missing: Value) -> DatedColumns:
        blank, held = constant(missing), self._frames[UNITS]
        years = sorted(year for fact, year in self.facts.units if fact == name and year is not None)
        always = self.facts.units.get((name, None))
        if always is not None:
            return DatedColumns(held.values(always), (), blank)
        spans = tuple(self._year(year, self.facts.units[name, year]) for year in years)
        return DatedColumns(None if spans else blank, spans, blank)

    def _year(self, year: int, laid: IntegerCells) -> DatedValue:
        held = self._frames[UNITS]
        years = self.constants.vocabulary.year
        first, last = years.first_day(year), years.last_day(year)
        return DatedValue(
            whole(first), whole(last), whole(last + 1), held.flags(laid.given), held.values(laid)
        )

    def excepted(self, rule: str, instance: str, frame: str) -> tuple[DatedValue, ...]:
        """The exceptions to a rule as a whole; those of single records have no column."""
        given = self.facts.flags.get(f"excepted:{rule}")
        if given is None or frame or instance:
            return ()
        present = self._once(("excepted", rule), lambda: self._frames[UNITS].flags(given))
        return (DatedValue(whole(-NEVER_ENDS), whole(NEVER_ENDS), whole(ALWAYS), present, constant(FALSE)),)

    def replaced(self, rule: str) -> tuple[DatedValue, ...]:
        """Numbers that exceptions replace have no column."""
        return ()

    # -- lists -------------------------------------------------------------------------------------

    def members(self, frame: str) -> Members:
        """The records of a list that may be there, with the generic ones of incomplete lists."""
        return self._once(("members", frame), lambda: self._laid_down(frame))

    def _laid_down(self, frame: str) -> Members:
        if frame.startswith(LISTED):
            return self._written_out(frame)
        entity = self.constants.vocabulary.entities[frame]
        given = self.facts.lists.get(frame) or _nothing_given(self.facts.rows)
        there, sure = self._begun(entity, given)
        self._kept[frame] = there
        units = [given.units.filter(there)]
        generic: list[Member] = []
        for members, rows in self._open(entity, given):
            for member in members:
                units.append(rows)
                generic += [member] * len(rows)
        self._generic[frame] = generic
        held = self._frames[frame] = SeriesStore(frame, pl.concat([u.cast(pl.Int64) for u in units]))
        known, more = int(there.sum()), len(generic)
        surely = pl.concat([sure.filter(there), _constant(value=False, rows=more)])
        unbounded = pl.concat([_constant(value=False, rows=known), _constant(value=True, rows=more)])
        return Members(frame, YES, held.flags(surely), held.flags(unbounded), _most(held.series[1]))

    def _written_out(self, frame: str) -> Members:
        items, rows = len(listed_items(frame)), self.facts.rows
        units = pl.DataFrame({"u": range(rows)}).select(pl.col("u").repeat_by(items).explode()).to_series()
        self._frames[frame] = SeriesStore(frame, units)
        return Members(frame, YES, YES, NO, items)

    def _begun(self, entity: Entity, given: FrameList) -> tuple[pl.Series, pl.Series]:
        """Which records may have begun on the day of assessment, and which surely have."""
        as_of = self.constants.as_of
        there = sure = _constant(value=True, rows=len(given.units))
        for attribute in entity.attributes.values():
            if attribute.derived is None and begins(entity, attribute):
                laid = given.facts.get(attribute.name)
                if laid is None:
                    sure = _constant(value=False, rows=len(sure))
                    continue
                there = there & (laid.first <= as_of).fill_null(value=True)
                sure = sure & (laid.second <= as_of).fill_null(value=False)
        return there, sure

    def _open(self, entity: Entity, given: FrameList) -> list[tuple[list[Member], pl.Series]]:
        """The generic records of each way in which the list is incomplete, with the units concerned."""
        years = sorted(given.years)
        data = pl.DataFrame({"whole": given.whole, **{str(y): given.years[y] for y in years}})
        groups = data.with_row_index("row").group_by(data.columns, maintain_order=True).agg("row")
        found = []
        for group in groups.iter_rows(named=True):
            covered = tuple(y for y in years if group[str(y)])
            complete = [Completeness(entity.name)] if group["whole"] else []
            complete += [Completeness(entity.name, years=covered)] if covered else []
            unit = UnitFacts("", "", complete=tuple(complete))
            of = self.constants
            view = UnitView(Facts({"": unit}), unit, of.vocabulary, of.as_of, of.year, of.year_given)
            found.append((list(view.records(entity.name)), pl.Series(group["row"], dtype=pl.Int64)))
        return found

    def field(self, frame: str, attribute: Attribute) -> Columns:
        """An attribute of the records."""
        return self._once(("field", frame, attribute.name), lambda: self._field(frame, attribute))

    def _field(self, frame: str, attribute: Attribute) -> Columns:
        self.members(frame)
        universe_of(attribute.type)
        if frame.startswith(LISTED):
            return self._item(frame, attribute)
        entity = self.constants.vocabulary.entities[frame]
        given = self.facts.lists.get(frame) or _nothing_given(self.facts.rows)
        there = self._kept[frame]
        laid = given.facts.get(attribute.name)
        missing = integer_cells([attribute.type.missing()], attribute.type)
        rows = [repeated(missing, int(there.sum())) if laid is None else filtered(laid, there)]
        as_of = self.constants.as_of
        generic = [field_value(m.record, attribute, as_of) for m in self._generic[frame]]
        rows += [integer_cells(generic, attribute.type)] if generic else []
        value = self._frames[frame].values(joined(rows))
        if attribute.type.kind == "date" and not attribute.planned:
            value = self._happened(value, entity, attribute)
        return value

    def _happened(self, value: Columns, entity: Entity, attribute: Attribute) -> Columns:
        """A date as it stands on the day of assessment."""
        assert isinstance(value, NumberColumns)
        if begins(entity, attribute) and not value.settled:
            today = Ratio(whole(self.constants.as_of))
            return NumberColumns(value.lo, ratios.least([value.hi, today], skip=True), value.null)
        return dated_columns.as_known(value, self.constants.as_of) if attribute.type.nullable else value

    def _item(self, frame: str, attribute: Attribute) -> Columns:
        items = [Labels(frozenset((i,))) for i in listed_items(frame)]
        once = integer_cells(items, attribute.type)
        return self._frames[frame].values(joined([once] * self.facts.rows))


def _nothing_given(rows: int) -> FrameList:
    return FrameList(pl.Series([], dtype=pl.Int64), {}, _constant(value=False, rows=rows), {})


def _constant(*, value: bool, rows: int) -> pl.Series:
    return pl.Series([value], dtype=pl.Boolean).new_from_index(0, rows)


def _most(units: pl.Series) -> int:
    """The greatest number of rows of one unit."""
    found = units.value_counts()["count"].max() if len(units) else 0
    assert isinstance(found, int)
    return found
