"""Arithmetic of intervals with a null flag: each function gives the hull of its image.

An end may be INF, the only float that is one; it is compared with exact numbers but never added to or
multiplied with them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from fractions import Fraction
from itertools import accumulate, product

from policy_rules.values.calendar import Calendar
from policy_rules.values.known import (
    INF,
    MAYBE,
    NEVER,
    NULL_NUM,
    NULL_TRUTH,
    ONLY,
    End,
    F,
    N,
    Num,
    T,
    Truth,
    join,
    join_all,
)


def lifted(ends: Callable[..., Num]) -> Callable[..., Num]:
    """An operator on intervals that gives null where an argument is null."""

    def on_values(*args: Num) -> Num:
        nulls = [a.null for a in args]
        if ONLY in nulls:
            return NULL_NUM
        result = ends(*args)
        maybe = MAYBE in nulls and result.null == NEVER
        return Num(result.lo, result.hi, MAYBE) if maybe else result

    return on_values


def plus(a: End, b: End) -> End:
    return a if isinstance(a, float) else b if isinstance(b, float) else whole(a + b)


def added(a: Num, b: Num) -> Num:
    return Num(plus(a.lo, b.lo), plus(a.hi, b.hi))


def times(a: End, b: End) -> End:
    """A product of ends, where 0 times no end is 0."""
    if 0 in (a, b):
        return 0
    if isinstance(a, float) or isinstance(b, float):
        return INF if (a > 0) == (b > 0) else -INF
    return whole(a * b)


def whole(a: End) -> End:
    return a.numerator if isinstance(a, Fraction) and a.denominator == 1 else a


def by_corners(a: Num, b: Num) -> Num:
    if a.lo == a.hi and b.lo == b.hi:
        only = times(a.lo, b.lo)
        return Num(only, only)
    corners = [times(x, y) for x, y in product((a.lo, a.hi), (b.lo, b.hi))]
    return Num(min(corners), max(corners))


def opposite(a: Num) -> Num:
    return Num(-a.hi, -a.lo)


def quotient(a: Num, b: Num, integer: bool = False) -> Num:
    """A / b, null where b is 0. Only an integer divisor leaves out the open (-1, 1)."""
    if b.lo == b.hi == 0:
        return NULL_NUM
    parts = [opposite(over(a, opposite(b), integer))] if b.lo < 0 else []
    parts += [over(a, b, integer)] if b.hi > 0 else []
    hull = join_all(parts)
    return Num(hull.lo, hull.hi, MAYBE if b.lo <= 0 <= b.hi else NEVER)  # type: ignore[union-attr]


def over(a: Num, b: Num, integer: bool) -> Num:
    """A / b for the positive part of b."""
    least = max(b.lo, 1 if integer else 0)
    inverse = Num(0 if b.hi == INF else Fraction(1) / b.hi, INF if least == 0 else Fraction(1) / least)
    return by_corners(a, inverse)


def magnitude(a: Num) -> Num:
    return Num(max(a.lo, -a.hi, 0), max(-a.lo, a.hi))


def monotone(f: Callable[..., End]) -> Callable[..., Num]:
    """The hull of a function that rises in each argument; without an end of one, it has none."""

    def on_ends(*args: Num) -> Num:
        los, his = [a.lo for a in args], [a.hi for a in args]
        return Num(-INF if -INF in los else f(*los), INF if INF in his else f(*his))

    return lifted(on_ends)


def relation(holds: Callable[..., bool], signs: str) -> Callable[[Num, Num], Truth]:
    """The hull of a relation that comes to hold as an argument rises (+) or falls (-); null with null."""
    first, second = (s == "+" for s in signs)

    def on_ends(a: Num, b: Num) -> Truth:
        if a.null == ONLY or b.null == ONLY:
            return NULL_TRUTH
        lo = T if holds(a.lo if first else a.hi, b.lo if second else b.hi) else F
        hi = T if holds(a.hi if first else a.lo, b.hi if second else b.lo) else F
        return Truth(lo, hi) if a.null == b.null == NEVER else Truth(min(lo, N), max(hi, N))

    return on_ends


def within_cycle(part: Callable[[int], int], cycle: Callable[[int], object], top: int) -> Callable[..., Num]:
    """A part of a date that starts again with each year or month: exact only within one."""

    def on_interval(a: Num) -> Num:
        known = INF not in (-a.lo, a.hi) and cycle(int(a.lo)) == cycle(int(a.hi))
        return Num(part(int(a.lo)), part(int(a.hi))) if known else Num(1, top)

    return lifted(on_interval)


def by_calendar(ends: Callable[[Num, Num, Calendar], Num]) -> Callable[..., Num]:
    """An operator that counts by a calendar, its last argument, which is no value and never null."""
    return lambda a, b, calendar: lifted(lambda a, b: ends(a, b, calendar))(a, b)


def low_mean(parts: list[tuple[int, float, End]]) -> End:
    """The least mean of records (least and greatest number, lower end of the value).

    Every sure record counts, and the lowest possible ones as long as they lower the mean.
    """
    sure = [(lo, v) for lo, _, v in parts if lo]
    lowest = min(v for _, _, v in parts)
    if not sure or lowest == -INF:
        return lowest
    total, count = sum(whole(lo * v) for lo, v in sure), sum(lo for lo, _ in sure)
    for lo, hi, v in sorted(parts, key=lambda p: p[2]):
        if hi > lo and v * count < total:
            if hi == INF:
                return v
            total, count = total + v * int(hi - lo), count + int(hi - lo)
    return whole(Fraction(total) / count)


def low_median(parts: list[tuple[int, float, End]]) -> End:
    """The least median of records (least and greatest number, lower end of the value).

    As for the mean: a further record lowers the median as long as its value lies below it.
    """
    ordered = sorted(parts, key=lambda p: p[2])
    counted = [(v, lo) for lo, _, v in ordered if lo]
    if not counted:
        return ordered[0][2]
    found = median(counted)
    for lo, hi, v in ordered:
        if hi > lo and v < found:
            if hi == INF:
                return v
            counted = sorted([*counted, (v, int(hi) - lo)])
            found = median(counted)
    return found


def median(counted: list[tuple[End, int]]) -> End:
    """The median of values in ascending order, each with how often it is there."""
    ends, number = list(accumulate(n for _, n in counted)), sum(n for _, n in counted)
    low, high = (counted[bisect_right(ends, at)][0] for at in ((number - 1) // 2, number // 2))
    total = plus(low, high)
    return total if INF in (total, -total) else whole(Fraction(total) / 2)


def least(*args: Num) -> Num:
    return Num(min(a.lo for a in args), min(a.hi for a in args))


def cap(a: Num, b: Num) -> Num:
    """a, but no more than b where b is not null."""
    lower = a if b.null == ONLY else least(a, b)
    return join(a, lower) if b.null == MAYBE else lower  # type: ignore[return-value]
