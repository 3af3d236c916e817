"""A plan: numbered columns of frames, each computed once in a named step and never inlined again.

There is a frame of units, with one row a unit, and one of each list, with one row a record; `UNIT`
is the row of the unit in both. Columns go from units to records by a join, and back by one grouping
of each frame and stage; a stage ends where a frame is read by another, and frames are settled there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any, Literal

import polars as pl

from policy_rules.attributes import frozen
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar.flags import Flag, Uses
from policy_rules.engines.columnar.integers import Int, dtype_for
from policy_rules.engines.columnar.workdays import Table

UNITS = "units"
UNIT, ROW = "unit row", "row"
Frame = pl.DataFrame
Kind = Literal["column", "lookup", "lift", "group"]


@frozen(eq=False)
class PlanStep:
    """One column of a frame: what it reads, and in which stage and at which depth it is computed."""

    name: str
    frame: str
    kind: Kind
    build: Callable[[], pl.Expr]
    uses: Uses
    stage: int
    depth: int
    source: str = ""
    """The list that is grouped."""
    key: str = ""
    table: Table | None = None
    """What is looked up by the key."""
    default: int | None = None
    dtype: Any = None


class Plan:
    """Collects steps; `run` carries them out on frames that hold the columns given."""

    def __init__(self) -> None:
        self.steps: dict[str, PlanStep] = {}
        self._lifted: dict[tuple[str, str], Int] = {}
        self._looked_up: dict[tuple[str, Table, str], Int] = {}

    # -- adding steps ------------------------------------------------------------------------------

    def keep(self, frame: str, a: Int) -> Int:
        """The number as a column of its own."""
        if a.expr is None or a.constant is not None or a.name:
            return a
        dtype = dtype_for(a.low, a.high)
        name = self._add(frame, "column", lambda: a.cast(dtype), a.uses)
        return column(name, a.low, a.high, a.gaps)

    def keep_flag(self, frame: str, a: Flag) -> Flag:
        """The flag as a column of its own."""
        if isinstance(a.expr, bool) or a.name:
            return a
        name = self._add(frame, "column", lambda: a.column, a.uses)
        return flag_column(name)

    def lift(self, frame: str, a: Int) -> Int:
        """The number of the unit in each row of its records."""
        a = self.keep(UNITS, a)
        if a.expr is None or a.constant is not None:
            return a
        source = a.name
        if (frame, source) not in self._lifted:
            name = self._add(frame, "lift", lambda: pl.col(source), a.uses, crossing=True)
            lifted = Int(pl.col(name), a.low, a.high, a.gaps, frozenset((name,)), a.dtype, name)
            self._lifted[frame, source] = lifted
        return self._lifted[frame, source]

    def lift_flag(self, frame: str, a: Flag) -> Flag:
        """The flag of the unit in each row of its records."""
        if isinstance(a.expr, bool):
            return a
        return ints.is_number(self.lift(frame, self.keep(UNITS, ints.number_of(a, 1, 0))), 1)

    def group(
        self, frame: str, a: Int, how: Literal["sum", "min", "max"], low: int, high: int, default: int | None
    ) -> Int:
        """One number a unit from its records; `default` where there are none (None: null)."""
        dtype = dtype_for(low, high)
        if a.expr is None:
            return ints.NO_END if default is None else ints.whole(default)
        assert default is None or how == "sum" or not a.gaps
        a = _in_each_row(a.constant) if a.constant is not None else a
        wide = ints.widest(low, high, (a,))
        name = self._add(
            UNITS,
            "group",
            lambda: _grouped(a.cast(wide), how),
            a.uses,
            crossing=True,
            source=frame,
            default=default,
            dtype=dtype,
        )
        return column(name, low, high, default is None)

    def some_row(self, frame: str, a: Flag) -> Flag:
        """Whether the flag is set in some record of the unit."""
        if a.never:
            return a
        return ints.is_number(self.group(frame, ints.number_of(a, 1, 0), "max", 0, 1, 0), 1)

    def window(self, frame: str, a: Int, rows: int, order: Int | None = None) -> Int:
        """The sum over all records of the unit, or, in the order of a column, up to each."""
        low, high = min(0, a.low) * rows, max(0, a.high) * rows
        dtype = dtype_for(low, high)
        a = _in_each_row(a.constant) if a.constant is not None else a
        if order is None or order.constant is not None:
            by = ROW if order is not None else None
        else:
            by = self.keep(frame, order).name

        def build() -> pl.Expr:
            wide = a.cast(ints.widest(low, high, (a,)))
            return (wide.sum().over(UNIT) if by is None else wide.cum_sum().over(UNIT, order_by=by)).cast(
                dtype
            )

        uses = a.uses | (frozenset((by,)) if by not in (None, ROW) else frozenset())
        return column(self._add(frame, "column", build, uses), low, high)

    def lookup(self, frame: str, table: Table, key: Int) -> Int:
        """What the table holds for the key."""
        values = table.values
        if key.constant is not None:
            return ints.whole(values[key.constant - table.first])
        key = self.keep(frame, key)
        known = (frame, table, key.name)
        if known not in self._looked_up:
            low, high = min(values), max(values)
            at = key.name
            new = self._add(frame, "lookup", lambda: pl.col(at), key.uses, key=at, table=table)
            self._looked_up[known] = column(new, low, high)
        return self._looked_up[known]

    def _add(
        self,
        frame: str,
        kind: Kind,
        build: Callable[[], pl.Expr],
        uses: Uses,
        *,
        crossing: bool = False,
        source: str = "",
        key: str = "",
        table: Table | None = None,
        default: int | None = None,
        dtype: Any = None,
    ) -> str:
        before = [self.steps[u] for u in uses if u in self.steps]
        stage = max((s.stage for s in before), default=0) + crossing
        depth = max((s.depth for s in before if s.stage == stage and s.frame == frame), default=0) + 1
        name = f"s{len(self.steps) + 1:05}"
        about = (source, key, table, default, dtype)
        self.steps[name] = PlanStep(name, frame, kind, build, uses, stage, depth, *about)
        return name

    # -- carrying them out -------------------------------------------------------------------------

    def run(self, frames: Mapping[str, Frame], wanted: Mapping[str, set[str]]) -> dict[str, Frame]:
        """The wanted columns of each frame, in the order of its rows."""
        return _Run(self, frames, wanted).frames


def _grouped(cells: pl.Expr, how: str) -> pl.Expr:
    found: pl.Expr = getattr(cells, how)()
    return found


def column(name: str, low: int, high: int, gaps: bool = False) -> Int:
    """The column of that name, of the type that its bounds ask for."""
    return Int(pl.col(name), low, high, gaps, frozenset((name,)), dtype_for(low, high), name)


def flag_column(name: str) -> Flag:
    """The column of that name, of yes and no."""
    return Flag(pl.col(name), frozenset((name,)), name)


def _in_each_row(number: int) -> Int:
    """The number as a value of each row, so that there is one a row to be counted."""
    dtype = dtype_for(number, number)
    expr = (
        pl.when(pl.col(ROW).is_null()).then(ints.literal(None, dtype)).otherwise(ints.literal(number, dtype))
    )
    return Int(expr, number, number, False, dtype=dtype)


class _Run:
    def __init__(self, plan: Plan, frames: Mapping[str, Frame], wanted: Mapping[str, set[str]]) -> None:
        self._wanted = wanted
        self._plan = plan
        self._steps = _needed(plan, set().union(*wanted.values()))
        last = max((s.stage for s in self._steps), default=0)
        self._last_use = self._ages(last)
        self.frames: dict[str, Frame] = dict(frames)
        for stage in range(last + 1):
            self.frames = {name: self._stage(stage, name) for name in self.frames}
        for name, columns in wanted.items():
            self.frames[name] = self.frames[name].select(ROW, *sorted(columns)).sort(ROW)

    def _ages(self, last: int) -> dict[str, int]:
        """The last stage in which each column is read."""
        ages: dict[str, int] = defaultdict(lambda: -1)
        for step in self._steps:
            for column in step.uses:
                ages[column] = max(ages[column], step.stage)
        for columns in self._wanted.values():
            ages.update(dict.fromkeys(columns, last + 1))
        return ages

    def _stage(self, stage: int, frame: str) -> Frame:
        steps = [s for s in self._steps if s.frame == frame and s.stage == stage]
        held = self.frames[frame]
        if not steps:
            return held
        lazy = self._crossed(held.lazy(), steps, frame)
        columns = set(held.columns) | {s.name for s in steps if s.kind in ("lift", "group")}
        by_depth: dict[int, list[PlanStep]] = defaultdict(list)
        for step in steps:
            if step.kind in ("column", "lookup"):
                by_depth[step.depth].append(step)
        last_read = {u: s.depth for s in sorted(steps, key=lambda s: s.depth) for u in s.uses}
        for depth in sorted(by_depth):
            lazy = self._looked_up(lazy, by_depth[depth])
            made = {s.name: s.build() for s in by_depth[depth] if s.kind == "column"}
            lazy = lazy.with_columns(**made) if made else lazy
            columns |= {s.name for s in by_depth[depth]}
            gone = {
                c
                for c in columns - {UNIT, ROW}
                if self._last_use[c] <= stage and last_read.get(c, 0) <= depth
            }
            if gone:
                lazy, columns = lazy.drop(*sorted(gone)), columns - gone
        return lazy.collect()

    def _crossed(self, lazy: pl.LazyFrame, steps: list[PlanStep], frame: str) -> pl.LazyFrame:
        lifts = [s for s in steps if s.kind == "lift"]
        if lifts:
            units = self.frames[UNITS].lazy().select(UNIT, **{s.name: s.build() for s in lifts})
            lazy = lazy.join(units, on=UNIT, how="left")
        groups: dict[str, list[PlanStep]] = defaultdict(list)
        for step in steps:
            if step.kind == "group":
                groups[step.source].append(step)
        for source, grouped in groups.items():
            found = self.frames[source].lazy().group_by(UNIT).agg(**{s.name: s.build() for s in grouped})
            lazy = lazy.join(found, on=UNIT, how="left")
            lazy = lazy.with_columns(**{s.name: _completed(s) for s in grouped})
        return lazy

    @staticmethod
    def _looked_up(lazy: pl.LazyFrame, steps: list[PlanStep]) -> pl.LazyFrame:
        for step in steps:
            if step.table is not None:
                values = step.table.values
                keys = range(step.table.first, step.table.first + len(values))
                data = pl.LazyFrame(
                    {step.key: keys, step.name: values}, schema={step.key: pl.Int32, step.name: pl.Int32}
                )
                lazy = lazy.join(data, on=step.key, how="left")
        return lazy


def _completed(step: PlanStep) -> pl.Expr:
    """The result of a grouping in its own type, also where a unit has no record."""
    found = pl.col(step.name).cast(step.dtype)
    return found if step.default is None else found.fill_null(ints.literal(step.default, step.dtype))


def _needed(plan: Plan, wanted: set[str]) -> list[PlanStep]:
    """The steps on which the wanted columns depend, in order."""
    reached: set[str] = set()
    stack = [w for w in wanted if w in plan.steps]
    while stack:
        name = stack.pop()
        if name not in reached:
            reached.add(name)
            stack.extend(u for u in plan.steps[name].uses if u in plan.steps)
    return [s for n, s in plan.steps.items() if n in reached]
