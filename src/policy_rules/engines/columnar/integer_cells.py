"""Cells laid down as whole numbers: what a column says of a fact, row by row, before it is planned with."""

from __future__ import annotations

from collections.abc import Callable
from math import lcm
from typing import Any

import polars as pl
from attrs import frozen

from policy_rules.engines.columnar.columns import checked
from policy_rules.engines.columnar.fact_columns import universe_of
from policy_rules.values.known import INF, Labels, Truth
from policy_rules.vocabulary import Type


@frozen(eq=False)
class IntegerCells:
    """The cells of one fact as whole numbers.

    Of a number `first` and `second` are its ends times `over` (null: no end), of a truth its ends, of
    a label `first` is the mask. `null` is the null flag, `given` whether anything is known.
    """

    type: Type
    first: pl.Series
    second: pl.Series
    null: pl.Series
    given: pl.Series
    over: int = 1


def wide(number: int) -> pl.Series:
    """A whole number of 128 bits, to compute with a series."""
    return pl.Series([number], dtype=pl.Int128)


def integer_cells(values: list[Any], type: Type) -> IntegerCells:
    """Abstract values laid down as a user's columns are."""
    given = pl.Series([True] * len(values), dtype=pl.Boolean)
    null = pl.Series([0 if isinstance(v, Truth) else v.null for v in values], dtype=pl.Int8)
    if isinstance(values[0], Truth):
        ends = [pl.Series([getattr(v, e) for v in values], dtype=pl.Int8) for e in ("lo", "hi")]
        return IntegerCells(type, ends[0], ends[1], null, given)
    if isinstance(values[0], Labels):
        bits = {name: 1 << bit for bit, name in enumerate(checked(universe_of(type)))}
        masks = [None if v.members is None else sum(bits[m] for m in v.members) for v in values]
        mask = pl.Series(masks, dtype=pl.Int64)
        return IntegerCells(type, mask, mask, null, given)
    over = 1
    for value in values:
        for end in (value.lo, value.hi):
            over = over if end in (INF, -INF) else over * (end * over).denominator
    ends = [
        pl.Series([None if e in (INF, -INF) else int(e * over) for e in found], dtype=pl.Int128)
        for found in ([v.lo for v in values], [v.hi for v in values])
    ]
    return IntegerCells(type, ends[0], ends[1], null, given, over)


def _map(laid: IntegerCells, turn: Callable[[pl.Series], pl.Series]) -> IntegerCells:
    return IntegerCells(
        laid.type, turn(laid.first), turn(laid.second), turn(laid.null), turn(laid.given), laid.over
    )


def filtered(laid: IntegerCells, there: pl.Series) -> IntegerCells:
    """The rows for which the flag is set."""
    return _map(laid, lambda s: s.filter(there))


def repeated(laid: IntegerCells, rows: int) -> IntegerCells:
    """The first row, as often as told."""
    return _map(laid, lambda s: s.new_from_index(0, rows))


def joined(parts: list[IntegerCells]) -> IntegerCells:
    """The rows of several one below the other, over one denominator."""
    over = lcm(*(p.over for p in parts))

    def stacked(of: str) -> pl.Series:
        scaled = [
            getattr(p, of) * wide(over // p.over)
            if of in ("first", "second") and p.over != over
            else getattr(p, of)
            for p in parts
        ]
        found: pl.Series = pl.concat([s.cast(scaled[0].dtype) for s in scaled])
        return found

    return IntegerCells(
        parts[0].type, stacked("first"), stacked("second"), stacked("null"), stacked("given"), over
    )
