"""Cells laid down as whole numbers: what a column says of a fact, row by row, before it is planned with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import lcm
from typing import Any

import polars as pl

from policy_rules.attributes import frozen
from policy_rules.engines.columnar.columns import words_of
from policy_rules.engines.columnar.fact_columns import universe_of
from policy_rules.values.known import INF, Labels, Truth
from policy_rules.vocabulary import Type


@frozen(eq=False)
class IntegerCells:
    """The cells of one fact as whole numbers.

    Of a number `first` and `second` are its ends times `over` (null: no end), of a truth its ends, of
    a label they and `more` are the words of its mask. `null` is the null flag, `given` whether anything
    is known.
    """

    type: Type
    first: pl.Series
    second: pl.Series
    null: pl.Series
    given: pl.Series
    over: int = 1
    more: tuple[pl.Series, ...] = ()

    @property
    def words(self) -> tuple[pl.Series, ...]:
        """The words of a label's mask."""
        return self.first, *self.more


def labels_in_cells(
    type: Type, masks: Sequence[int | None], null: pl.Series, given: pl.Series, rows: pl.Series | None = None
) -> IntegerCells:
    """Sets of labels, by their masks; `rows`: of each row the place of its mask, where each stands once."""
    cut = zip(*(words_of(mask, universe_of(type)) for mask in masks), strict=True)
    words = [pl.Series(word, dtype=pl.Int64) for word in cut]
    first, *more = words if rows is None else [word.gather(rows) for word in words]
    return IntegerCells(type, first, first, null, given, more=tuple(more))


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
        bits = {name: 1 << bit for bit, name in enumerate(universe_of(type))}
        masks = [None if v.members is None else sum(bits[m] for m in v.members) for v in values]
        return labels_in_cells(type, masks, null, given)
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
    first, second, null, given, *more = map(
        turn, (laid.first, laid.second, laid.null, laid.given, *laid.more)
    )
    return IntegerCells(laid.type, first, second, null, given, laid.over, tuple(more))


def filtered(laid: IntegerCells, there: pl.Series) -> IntegerCells:
    """The rows for which the flag is set."""
    return _map(laid, lambda s: s.filter(there))


def repeated(laid: IntegerCells, rows: int) -> IntegerCells:
    """The first row, as often as told."""
    return _map(laid, lambda s: s.new_from_index(0, rows))


def joined(parts: list[IntegerCells]) -> IntegerCells:
    """The rows of several one below the other, over one denominator."""
    over = lcm(*(p.over for p in parts))

    def stacked(of: Callable[[IntegerCells], pl.Series], *, scaled: bool = False) -> pl.Series:
        found = [of(p) * wide(over // p.over) if scaled and p.over != over else of(p) for p in parts]
        joined: pl.Series = pl.concat([s.cast(found[0].dtype) for s in found])
        return joined

    more = [stacked(lambda p, n=n: p.more[n]) for n in range(len(parts[0].more))]  # type: ignore[misc]
    return IntegerCells(
        parts[0].type,
        stacked(lambda p: p.first, scaled=True),
        stacked(lambda p: p.second, scaled=True),
        stacked(lambda p: p.null),
        stacked(lambda p: p.given),
        over,
        tuple(more),
    )
