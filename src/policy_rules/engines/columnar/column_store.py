"""Values laid down in columns: one list of abstract values becomes integer columns of a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from math import lcm
from typing import Any

import polars as pl

from policy_rules.engines.columnar.columns import (
    Columns,
    LabelColumns,
    NumberColumns,
    TruthColumns,
    constant,
    words_of,
)
from policy_rules.engines.columnar.flags import NO, YES, Flag
from policy_rules.engines.columnar.integers import NO_END, Int, Lack, dtype_for, whole
from policy_rules.engines.columnar.plan import ROW, UNIT, Frame, column, flag_column
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values.known import INF, Labels, Num, Truth, Value


class ColumnStore:
    """The columns of one frame, as they are laid down; `units` holds the row of each row's unit."""

    def __init__(self, name: str, units: Sequence[int]) -> None:
        self.name, self.rows = name, len(units)
        self._prefix = f"{name}:"
        self._series = [
            pl.Series(ROW, range(len(units)), dtype=pl.Int64),
            pl.Series(UNIT, units, dtype=pl.Int64),
        ]

    def frame(self, wanted: Iterable[str]) -> Frame:
        """The frame with the wanted columns."""
        names = {ROW, UNIT, *wanted}
        return pl.DataFrame([s for s in self._series if s.name in names])

    def integers(self, cells: Sequence[int | None]) -> Int:
        """A column of whole numbers; null for no number."""
        present = [c for c in cells if c is not None]
        if not present:
            return NO_END if self.rows else whole(0)
        low, high = min(present), max(present)
        name = f"{self._prefix}{len(self._series)}"
        self._series.append(pl.Series(name, cells, dtype=dtype_for(low, high)))
        return column(name, low, high, len(present) < len(cells))

    def small(self, cells: Sequence[int]) -> Int:
        """A column of codes, which is no column where all are the same."""
        kinds = set(cells)
        return whole(kinds.pop()) if len(kinds) == 1 else self.integers(cells)

    def flags(self, cells: Sequence[bool]) -> Flag:
        """A column of yes and no, which is no column where all are the same."""
        if len(set(cells)) <= 1:
            return YES if all(cells) else NO
        name = f"{self._prefix}{len(self._series)}"
        self._series.append(pl.Series(name, cells, dtype=pl.Boolean))
        return flag_column(name)

    def values(self, cells: Sequence[Value], universe: tuple[str, ...] = ()) -> Columns:
        """A column of abstract values of one kind; labels over a universe that holds them all."""
        if not cells:
            return constant(Truth(0, 0))
        if all(isinstance(c, Num) for c in cells):
            return self._numbers(list(cells))  # type: ignore[arg-type]
        if all(isinstance(c, Truth) for c in cells):
            return self._truths(list(cells))  # type: ignore[arg-type]
        if not all(isinstance(c, Labels) for c in cells):
            raise Lack("facts of different kinds under one name")
        return self._labels(list(cells), universe)  # type: ignore[arg-type]

    def _truths(self, cells: list[Truth]) -> TruthColumns:
        lo = self.integers([c.lo for c in cells])
        return TruthColumns(lo, lo if all(c.settled for c in cells) else self.integers([c.hi for c in cells]))

    def _numbers(self, cells: list[Num]) -> NumberColumns:
        ends = [Fraction(e) for c in cells for e in (c.lo, c.hi) if e not in (INF, -INF)]
        over = lcm(*{e.denominator for e in ends}) if ends else 1

        def laid(end: Callable[[Num], Any]) -> Int:
            found = [end(c) for c in cells]
            return self.integers([None if e in (INF, -INF) else int(Fraction(e) * over) for e in found])

        lo = Ratio(laid(lambda c: c.lo), whole(over))
        hi = lo if all(c.settled for c in cells) else Ratio(laid(lambda c: c.hi), whole(over))
        return NumberColumns(lo, hi, self.small([c.null for c in cells]))

    def _labels(self, cells: list[Labels], universe: tuple[str, ...]) -> LabelColumns:
        sets = dict.fromkeys(c.members for c in cells)
        known = tuple(dict.fromkeys((*universe, *(m for found in sets for m in sorted(found or ())))))
        bits = {name: 1 << bit for bit, name in enumerate(known)}
        cut = {
            found: words_of(None if found is None else sum(bits[m] for m in found), known) for found in sets
        }
        words = tuple(map(self.integers, zip(*(cut[c.members] for c in cells), strict=True)))
        settled = all(c.settled for c in cells)
        return LabelColumns(words, known, self.small([c.null for c in cells]), settled)
