"""Columns of whole numbers with proven bounds: nothing that is built here can wrap.

Polars wraps silently, so each result gets the least integer type that its bounds need, and its
arguments are widened to that type first. A null cell means that there is no number (an interval
without an end); `gaps` tells whether there may be such cells.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import polars as pl

from policy_rules.attributes import frozen
from policy_rules.engines.columnar.flags import NO, NOTHING, YES, Flag, Uses, any_of

LADDER: tuple[tuple[int, Any], ...] = (
    (2**7 - 1, pl.Int8),
    (2**31 - 1, pl.Int32),
    (2**63 - 1, pl.Int64),
    (2**127 - 1, pl.Int128),
)


def literal(number: int | None, dtype: Any) -> pl.Expr:
    """The number of that type in every row."""
    if number is None or abs(number) >= 2**63:
        return pl.lit(number, dtype=dtype)
    return pl.lit(number).cast(dtype)  # with a type of its own Polars would make a column of it first


class Lack(Exception):
    """What keeps the engine from carrying a rule exactly."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def dtype_for(low: int, high: int) -> Any:
    """The least integer type that holds the bounds; raises Lack beyond 128 bits."""
    largest = max(abs(low), abs(high))
    for limit, dtype in LADDER:
        if largest <= limit:
            return dtype
    raise Lack("may exceed 128 bits")


@frozen(eq=False)
class Int:
    """A whole number in each row, between `low` and `high`; `expr` is an int where all rows agree.

    An `expr` of None is a column of null cells only.
    """

    expr: pl.Expr | int | None
    low: int
    high: int
    gaps: bool = False
    uses: Uses = NOTHING
    dtype: Any = None
    name: str = ""
    """The column that this is, where it is just that."""

    @property
    def constant(self) -> int | None:
        """The number that stands in every row, or None."""
        return self.expr if isinstance(self.expr, int) else None

    def cast(self, dtype: Any) -> pl.Expr:
        """The column in an integer type that is wide enough for it."""
        if self.expr is None or isinstance(self.expr, int):
            return literal(self.expr, dtype)
        return self.expr if self.dtype is dtype else self.expr.cast(dtype)

    @property
    def column(self) -> pl.Expr:
        """The number as an expression, of the least type that holds it."""
        return self.cast(dtype_for(self.low, self.high))


def whole(number: int) -> Int:
    """The same number in every row."""
    dtype_for(number, number)
    return Int(number, number, number)


NO_END = Int(None, 0, 0, gaps=True)
"""Null in every row."""


def _made(low: int, high: int, args: tuple[Int, ...], build: Callable[..., Any], gaps: bool) -> Int:
    """A column computed from others in a type that holds the arguments and the result."""
    dtype = widest(min(low, *(a.low for a in args)), max(high, *(a.high for a in args)), args)
    uses = NOTHING.union(*(a.uses for a in args))
    return Int(build(*(a.cast(dtype) for a in args)), low, high, gaps, uses, dtype)


def widest(low: int, high: int, args: Iterable[Int]) -> Any:
    """A type that holds the bounds and is as wide as the arguments are.

    No column is narrowed inside an expression: Polars computes a branch of `when` on rows whose cells
    it has made null, where a `min_horizontal` gives what no row holds, and the narrowing fails.
    """
    held = dtype_for(low, high)
    ranks = [dtype for _, dtype in LADDER]
    return ranks[max(ranks.index(held), *(ranks.index(a.dtype) for a in args if a.dtype is not None), 0)]


def _gaps(*args: Int) -> bool:
    return any(a.gaps for a in args)


def add(a: Int, b: Int) -> Int:
    """`a + b`."""
    if a.constant is not None and b.constant is not None:
        return whole(a.constant + b.constant)
    if a.constant == 0 or b.constant == 0:
        return b if a.constant == 0 else a
    if a.expr is None or b.expr is None:
        return NO_END
    return _made(a.low + b.low, a.high + b.high, (a, b), lambda x, y: x + y, _gaps(a, b))


def opposite(a: Int) -> Int:
    """`-a`."""
    if a.constant is not None:
        return whole(-a.constant)
    return a if a.expr is None else _made(-a.high, -a.low, (a,), lambda x: 0 - x, a.gaps)


def subtract(a: Int, b: Int) -> Int:
    """`a - b`."""
    if a.constant is not None or b.constant is not None or a.expr is None or b.expr is None:
        return add(a, opposite(b))
    return _made(a.low - b.high, a.high - b.low, (a, b), lambda x, y: x - y, _gaps(a, b))


def multiply(a: Int, b: Int) -> Int:
    """`a * b`."""
    if a.constant is not None and b.constant is not None:
        return whole(a.constant * b.constant)
    if a.constant == 1 or b.constant == 1:
        return b if a.constant == 1 else a
    if a.expr is None or b.expr is None:
        return NO_END
    corners = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return _made(min(corners), max(corners), (a, b), lambda x, y: x * y, _gaps(a, b))


def divide_down(a: Int, b: Int) -> Int:
    """The greatest whole number not above a / b, for b of at least 1."""
    assert b.low >= 1, b
    if b.constant == 1 or a.expr is None:
        return a
    if a.constant is not None and b.constant is not None:
        return whole(a.constant // b.constant)
    corners = [x // y for x in (a.low, a.high) for y in (b.low, b.high)]
    return _made(min(corners), max(corners), (a, b), lambda x, y: x // y, _gaps(a, b))


def remainder(a: Int, b: Int) -> Int:
    """What is left of a after `divide_down`."""
    return subtract(a, multiply(divide_down(a, b), b))


def pick(flag: Flag, then: Int, otherwise: Int) -> Int:
    """`then` where the flag is set, else `otherwise`."""
    if flag.always or then is otherwise:
        return then
    if flag.never:
        return otherwise
    if then.constant is not None and then.constant == otherwise.constant:
        return then
    kept = [a for a in (then, otherwise) if a.expr is not None]
    if not kept:
        return NO_END
    low, high = min(a.low for a in kept), max(a.high for a in kept)
    made = _made(
        low,
        high,
        (then, otherwise),
        lambda x, y: pl.when(flag.column).then(x).otherwise(y),
        _gaps(then, otherwise),
    )
    return Int(made.expr, low, high, made.gaps, made.uses | flag.uses, made.dtype)


def number_of(flag: Flag, then: int, otherwise: int) -> Int:
    """One of two numbers."""
    return pick(flag, whole(then), whole(otherwise))


def smallest(args: list[Int], *, skip: bool) -> Int:
    """The least in each row; a null cell is left out with `skip`, and else makes the result null."""
    return _extreme(args, skip, pl.min_horizontal, min)


def largest(args: list[Int], *, skip: bool) -> Int:
    """The greatest in each row; null cells as for `smallest`."""
    return _extreme(args, skip, pl.max_horizontal, max)


def _extreme(args: list[Int], skip: bool, horizontal: Callable[..., pl.Expr], of: Callable[..., int]) -> Int:
    args = list({id(a): a for a in args}.values())
    if any(a.expr is None for a in args):
        kept = [a for a in args if a.expr is not None]
        return _extreme(kept, skip, horizontal, of) if skip and kept else NO_END
    constants = [a.constant for a in args if a.constant is not None]
    others = [a for a in args if a.constant is None]
    args = [*([whole(of(constants))] if constants else []), *others]
    if len(args) == 1:
        return args[0]
    low, high = of(a.low for a in args), of(a.high for a in args)
    if not _gaps(*args):
        return _made(low, high, tuple(args), horizontal, False)
    # Polars leaves null cells out, so any of the others may come out where one stands; the bounds
    # cover it also where it is blanked, since Polars moves casts to before the blanking
    low, high = min(a.low for a in args), max(a.high for a in args)
    made = _made(low, high, tuple(args), horizontal, all(a.gaps for a in args))
    return made if skip else blank(any_of(*(is_open(a) for a in args)), made)


def blank(where: Flag, a: Int) -> Int:
    """The number, null where the flag is set."""
    return pick(where, NO_END, a)


def filled(a: Int, number: int) -> Int:
    """The number, with another in place of null cells."""
    if not a.gaps:
        return a
    if a.expr is None:
        return whole(number)
    low, high = min(a.low, number), max(a.high, number)
    dtype = widest(low, high, (a,))
    return Int(a.cast(dtype).fill_null(literal(number, dtype)), low, high, False, a.uses, dtype)


def is_open(a: Int) -> Flag:
    """Where there is no number."""
    if not a.gaps:
        return NO
    return Flag(a.expr.is_null(), a.uses) if isinstance(a.expr, pl.Expr) else YES


def less(a: Int, b: Int, if_open: bool, *, or_equal: bool = False) -> Flag:
    """Where a < b (or a <= b); `if_open` where one of them is null."""
    if a.expr is None or b.expr is None:
        return YES if if_open else NO
    gaps = _gaps(a, b)
    below = a.high <= b.low if or_equal else a.high < b.low
    above = a.low > b.high if or_equal else a.low >= b.high
    if (below or above) and (not gaps or below == if_open):
        return YES if below else NO
    return _compared(a, b, if_open, (lambda x, y: x <= y) if or_equal else (lambda x, y: x < y))


def same(a: Int, b: Int) -> Flag:
    """Where both are the same number; null is no number."""
    if a.expr is None or b.expr is None or a.high < b.low or b.high < a.low:
        return NO
    if a is b and not a.gaps:
        return YES
    if a.constant is not None and a.constant == b.constant:
        return YES
    return _compared(a, b, False, lambda x, y: x == y)


def _compared(a: Int, b: Int, if_open: bool, test: Callable[[pl.Expr, pl.Expr], pl.Expr]) -> Flag:
    dtype = widest(min(a.low, b.low), max(a.high, b.high), (a, b))
    found = test(a.cast(dtype), b.cast(dtype))
    return Flag(found.fill_null(pl.lit(if_open)) if _gaps(a, b) else found, a.uses | b.uses)


def is_number(a: Int, number: int) -> Flag:
    """Where it is this number."""
    return same(a, whole(number))


def bits_in_both(a: Int, b: Int) -> Int:
    """The bits set in both; neither is negative."""
    if a.constant is not None and b.constant is not None:
        return whole(a.constant & b.constant)
    if a.expr is None or b.expr is None:
        return NO_END
    if 0 in (a.constant, b.constant) and not _gaps(a, b):
        return whole(0)
    return _made(0, min(a.high, b.high), (a, b), lambda x, y: x & y, _gaps(a, b))


def bits_in_either(a: Int, b: Int) -> Int:
    """The bits set in one of them; neither is negative."""
    if a.constant is not None and b.constant is not None:
        return whole(a.constant | b.constant)
    if a.expr is None or b.expr is None:
        return NO_END
    if 0 in (a.constant, b.constant):
        return b if a.constant == 0 else a
    top = (1 << max(a.high, b.high).bit_length()) - 1
    return _made(0, top, (a, b), lambda x, y: x | y, _gaps(a, b))
