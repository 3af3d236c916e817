"""Arithmetic of intervals with a null flag: each function gives the hull of its image.

An end may be INF; it is compared with exact numbers but never added to or multiplied with them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product

from policy_rules.values import days as dates
from policy_rules.values import workdays
from policy_rules.values.calendar import Calendar
from policy_rules.values.exact import rounded
from policy_rules.values.known import INF, MAYBE, NEVER, NULL_NUM, ONLY, End, Labels, Num, join, join_all


def lifted(ends: Callable[..., Num]) -> Callable[..., Num]:
    """An operator on intervals that gives null where an argument is null."""

    def on_values(*args: Num) -> Num:
        if any(a.null == ONLY for a in args):
            return NULL_NUM
        result = ends(*args)
        maybe = any(a.null == MAYBE for a in args) and result.null == NEVER
        return Num(result.lo, result.hi, MAYBE) if maybe else result

    return on_values


def plus(a: End, b: End) -> End:
    return a if a in (INF, -INF) else b if b in (INF, -INF) else whole(a + b)


def times(a: End, b: End) -> End:
    """A product of ends, where 0 times no end is 0."""
    if 0 in (a, b):
        return 0
    return (INF if (a > 0) == (b > 0) else -INF) if INF in (abs(a), abs(b)) else whole(a * b)


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
    return a if a.lo >= 0 else opposite(a) if a.hi <= 0 else Num(0, max(-a.lo, a.hi))


def monotone(f: Callable[..., End]) -> Callable[..., Num]:
    """An operator that maps ends to ends; without an end, none."""

    def on_ends(*args: Num) -> Num:
        los, his = [a.lo for a in args], [a.hi for a in args]
        return Num(-INF if -INF in los else f(*los), INF if INF in his else f(*his))

    return lifted(on_ends)


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
    total, count = sum((whole(lo * v) for lo, v in sure), start=0), sum(lo for lo, _ in sure)
    for lo, hi, v in sorted(parts, key=lambda p: p[2]):
        if hi > lo and v * count < total:
            if hi == INF:
                return v
            total, count = total + v * int(hi - lo), count + int(hi - lo)
    return whole(Fraction(total) / count) if total != INF else INF


def least(*args: Num) -> Num:
    return Num(min(a.lo for a in args), min(a.hi for a in args))


def cap(a: Num, b: Num) -> Num:
    """a, but no more than b where b is not null."""
    lower = a if b.null == ONLY else least(a, b)
    return join(a, lower) if b.null == MAYBE else lower  # type: ignore[return-value]


@lru_cache(maxsize=4096)
def place(a: Labels, *order: Labels) -> Num:
    """The place of a grade on its scale, from 0; scales are few, so their places are kept."""
    names = [next(iter(label.members or ())) for label in order]
    at = [n for n, name in enumerate(names) if a.members is None or name in a.members]
    return Num(min(at), max(at), a.null) if at else NULL_NUM


def rounding(how: str) -> Callable[..., Num]:
    return monotone(lambda x, places: whole(rounded(Fraction(x), int(places), how)))


NUMERIC: Mapping[str, Callable[..., Num]] = {
    "+": lifted(lambda a, b: Num(plus(a.lo, b.lo), plus(a.hi, b.hi))),
    "-": lifted(lambda a, b: Num(plus(a.lo, -b.hi), plus(a.hi, -b.lo))),
    "*": lifted(by_corners),
    "/": lifted(quotient),
    "/ integer": lifted(lambda a, b: quotient(a, b, integer=True)),
    "negate": lifted(opposite),
    "abs": lifted(magnitude),
    "floor": rounding("floor"),
    "ceiling": rounding("ceiling"),
    "round up": rounding("up"),
    "round down": rounding("down"),
    "round half up": rounding("half up"),
    "round half down": rounding("half down"),
    "decimal": rounding("half even"),
    "least": lifted(least),
    "greatest": lifted(lambda *a: opposite(least(*map(opposite, a)))),
    "place": place,
    "add months": monotone(dates.add_months),
    "year": monotone(dates.year_of),
    "month": within_cycle(dates.month_of, dates.year_of, 12),
    "day": within_cycle(dates.day_of, lambda d: (dates.year_of(d), dates.month_of(d)), 31),
    "year start": monotone(dates.year_start),
    "year end": monotone(dates.year_end),
    "working days after": by_calendar(workdays.after),
    "working days between": by_calendar(workdays.between),
    "cap": cap,
}
"""The core operators on numbers and dates."""
