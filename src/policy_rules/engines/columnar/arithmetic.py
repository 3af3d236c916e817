"""Exact arithmetic of intervals in columns, operator by operator as `values.intervals` has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import gcd

from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar import ratios
from policy_rules.engines.columnar.columns import Columns, NumberColumns, join, pick
from policy_rules.engines.columnar.flags import Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import Int, Lack, whole
from policy_rules.engines.columnar.logic import nulls, of_kind
from policy_rules.engines.columnar.ratios import UNIT, ZERO, Ratio
from policy_rules.values.known import MAYBE, NEVER, ONLY


def lifted(args: tuple[NumberColumns, ...], lo: Ratio, hi: Ratio, own: Int | None = None) -> NumberColumns:
    """The result with the null flag that its arguments and its own give it."""
    only, maybe = nulls(args)
    null = whole(NEVER) if own is None else own
    null = ints.pick(all_of(maybe, ints.is_number(null, NEVER)), whole(MAYBE), null)
    null = ints.pick(only, whole(ONLY), null)
    gone = ints.is_number(null, ONLY)
    low = ratios.blank(gone, lo)
    return NumberColumns(low, low if lo is hi else ratios.blank(gone, hi), null)


def numbers(args: tuple[Columns, ...]) -> tuple[NumberColumns, ...]:
    """The arguments as numbers."""
    return tuple(of_kind(a, NumberColumns) for a in args)


def plus(*args: Columns) -> NumberColumns:
    """`a + b`."""
    a, b = numbers(args)
    lo = ratios.add(a.lo, b.lo)
    return lifted((a, b), lo, lo if a.settled and b.settled else ratios.add(a.hi, b.hi))


def minus(*args: Columns) -> NumberColumns:
    """`a - b`."""
    a, b = numbers(args)
    lo = ratios.add(a.lo, ratios.opposite(b.hi))
    hi = lo if a.settled and b.settled else ratios.add(a.hi, ratios.opposite(b.lo))
    return lifted((a, b), lo, hi)


def negate(*args: Columns) -> NumberColumns:
    """`-a`."""
    (a,) = numbers(args)
    return lifted((a,), *_turned(a))


def _turned(a: NumberColumns) -> tuple[Ratio, Ratio]:
    lo = ratios.opposite(a.hi)
    return lo, lo if a.settled else ratios.opposite(a.lo)


def product(*args: Columns) -> NumberColumns:
    """`a * b`."""
    a, b = numbers(args)
    if a.settled and b.settled:
        lo = ratios.multiply(a.lo, b.lo)
        return lifted((a, b), lo, lo)
    return lifted((a, b), *corners(a, b))


def never_below_zero(a: NumberColumns) -> bool:
    """Whether all rows are known not to be negative."""
    return not a.lo.num.gaps and a.lo.num.low >= 0


def corners(a: NumberColumns, b: NumberColumns) -> tuple[Ratio, Ratio]:
    """The hull of the products, where 0 times no end is 0."""
    if never_below_zero(a) and never_below_zero(b):
        return ratios.multiply(a.lo, b.lo), _times(a.hi, b.hi)
    for x, y in ((a, b), (b, a)):
        factor = y.lo.num.constant
        if y.settled and factor is not None:
            if factor == 0:
                return ZERO, ZERO
            ends = (ratios.multiply(x.lo, y.lo), ratios.multiply(x.hi, y.lo))
            return ends if factor > 0 else (ends[1], ends[0])
    below = any_of(
        all_of(a.hi.open, ratios.negative(b.lo, True)),
        all_of(a.lo.open, ratios.positive(b.hi, True)),
        all_of(b.hi.open, ratios.negative(a.lo, True)),
        all_of(b.lo.open, ratios.positive(a.hi, True)),
    )
    above = any_of(
        all_of(a.hi.open, ratios.positive(b.hi, True)),
        all_of(a.lo.open, ratios.negative(b.lo, True)),
        all_of(b.hi.open, ratios.positive(a.hi, True)),
        all_of(b.lo.open, ratios.negative(a.lo, True)),
    )
    found = [_times(x, y) for x in (a.lo, a.hi) for y in (b.lo, b.hi)]
    return (
        ratios.blank(below, ratios.least(found, skip=True)),
        ratios.blank(above, ratios.greatest(found, skip=True)),
    )


def _times(a: Ratio, b: Ratio) -> Ratio:
    """The product, 0 where one factor is 0, whatever the other."""
    if not a.num.gaps and not b.num.gaps:
        return ratios.multiply(a, b)
    return ratios.pick(any_of(ratios.is_zero(a), ratios.is_zero(b)), ZERO, ratios.multiply(a, b))


# -- division --------------------------------------------------------------------------------------


def quotient(integer: bool) -> Callable[..., Columns]:
    """`a / b`, for a divisor that is a whole number or any."""

    def on_columns(*args: Columns) -> Columns:
        a, b = numbers(args)
        return lifted_quotient(a, b, integer)

    return on_columns


def lifted_quotient(a: NumberColumns, b: NumberColumns, integer: bool) -> NumberColumns:
    """A / b, null where b is 0; an integer divisor leaves out the open (-1, 1)."""
    zero = all_of(ratios.is_zero(b.lo), ratios.is_zero(b.hi))
    if a.settled and b.settled:
        exact = _divided(a.lo, b.lo)
        return lifted((a, b), exact, exact, ints.number_of(zero, ONLY, NEVER))
    if never_below_zero(b):
        lo, hi = over(a, b, integer)
    else:
        up = NumberColumns(*over(a, b, integer), whole(NEVER))
        turned = NumberColumns(*_turned(b), whole(NEVER))
        down = NumberColumns(*_turned(NumberColumns(*over(a, turned, integer), whole(NEVER))), whole(NEVER))
        has_down, has_up = ratios.negative(b.lo, True), ratios.positive(b.hi, True)
        hull = pick(has_up, pick(has_down, join(up, down), up), down)
        assert isinstance(hull, NumberColumns)
        lo, hi = hull.lo, hull.hi
    through = no(any_of(ratios.positive(b.lo, False), ratios.negative(b.hi, False)))
    null = ints.pick(zero, whole(ONLY), ints.number_of(through, MAYBE, NEVER))
    return lifted((a, b), lo, hi, null)


def _divided(a: Ratio, b: Ratio) -> Ratio:
    """The quotient of settled numbers; 0 where the divisor is 0 or has no value."""
    above, below = _reduced(b.den, a.den)
    num, den = ints.multiply(a.num, above), ints.multiply(below, b.num)
    if b.num.low < 0:
        turned = ints.less(b.num, whole(0), False)
        num, den = ints.pick(turned, ints.opposite(num), num), ints.pick(turned, ints.opposite(den), den)
    return Ratio(num, at_least_one(den))


def _reduced(a: Int, b: Int) -> tuple[Int, Int]:
    """Two denominators without what they have in common, where they are known before any row is."""
    if a.constant is None or b.constant is None:
        return a, b
    common = gcd(a.constant, b.constant)
    return whole(a.constant // common), whole(b.constant // common)


def at_least_one(den: Int) -> Int:
    """A denominator that is surely not 0, for rows where it will not be looked at."""
    if den.low >= 1 and not den.gaps:
        return den
    if den.high < 1:
        return whole(1)
    made = ints.largest([ints.filled(den, 1), whole(1)], skip=False)
    return Int(made.expr, 1, max(made.high, 1), False, made.uses, made.dtype)


def over(a: NumberColumns, b: NumberColumns, integer: bool) -> tuple[Ratio, Ratio]:
    """A / b for the positive part of b; without meaning where it has none."""
    least = ratios.greatest([b.lo, UNIT if integer else ZERO], skip=True)
    return _low_over(a.lo, least, b.hi), ratios.opposite(_low_over(ratios.opposite(a.hi), least, b.hi))


def _low_over(end: Ratio, least: Ratio, most: Ratio) -> Ratio:
    """The lower end of a / [least, most], the lower end of a being `end`."""
    small, large = _divided(end, most), _divided(end, least)
    if most.num.gaps:
        small = ratios.pick(most.open, ZERO, small)
    large = ratios.blank(ratios.is_zero(least), large)
    found = ratios.pick(ratios.negative(end, True), large, small)
    return ratios.pick(ratios.is_zero(end), ZERO, found)


# -- the rest --------------------------------------------------------------------------------------


def magnitude(*args: Columns) -> NumberColumns:
    """`abs(a)`."""
    (a,) = numbers(args)
    if never_below_zero(a):
        return a
    above, below = no(ratios.negative(a.lo, True)), no(ratios.positive(a.hi, True))
    low, high = _turned(a)
    lo = ratios.pick(above, a.lo, ratios.pick(below, low, ZERO))
    if a.settled:
        return lifted((a,), lo, lo)
    hi = ratios.pick(above, a.hi, ratios.pick(below, high, ratios.greatest([low_up(a), a.hi], skip=False)))
    return lifted((a,), lo, hi)


def low_up(a: NumberColumns) -> Ratio:
    """How far the interval reaches below 0."""
    return ratios.opposite(a.lo)


def least(*args: Columns) -> NumberColumns:
    """The least of the numbers, null where one is."""
    parts = numbers(args)
    lo = ratios.least([p.lo for p in parts], skip=False)
    if all(p.settled for p in parts):
        return lifted(parts, lo, lo)
    return lifted(parts, lo, ratios.least([p.hi for p in parts], skip=True))


def greatest(*args: Columns) -> NumberColumns:
    """The greatest of the numbers, null where one is."""
    return negate(least(*map(negate, args)))


def cap(*args: Columns) -> Columns:
    """a, but no more than b where b is not null."""
    a, b = numbers(args)
    lo, hi = ratios.least([a.lo, b.lo], skip=False), ratios.least([a.hi, b.hi], skip=True)
    points = a.settled and b.settled and a.null.constant == NEVER
    lower = NumberColumns(lo, lo if points else hi, whole(NEVER))
    b_only, b_maybe = ints.is_number(b.null, ONLY), ints.is_number(b.null, MAYBE)
    return pick(b_only, a, pick(b_maybe, join(a, lower), lower))


def rounding(how: str) -> Callable[..., Columns]:
    """Rounding to a number of places that the rule writes out."""

    def on_columns(*args: Columns) -> Columns:
        a, places = numbers(args)
        number = places.lo.num.constant
        if number is None or not places.settled or places.lo.den.constant != 1:
            raise Lack("a number of decimal places that is not written out")
        lo = _rounded(a.lo, number, how)
        return lifted((a, places), lo, lo if a.settled else _rounded(a.hi, number, how))

    return on_columns


def _rounded(a: Ratio, places: int, how: str) -> Ratio:
    up, down = whole(10 ** max(places, 0)), whole(10 ** max(-places, 0))
    units = ROUNDINGS[how](ints.multiply(a.num, up), ints.multiply(a.den, down))
    return Ratio(ints.multiply(units, down), up)


def _ceiling(a: Int, b: Int) -> Int:
    return ints.opposite(ints.divide_down(ints.opposite(a), b))


def _by_sign(a: Int, above: Int, below: Int) -> Int:
    negative: Flag = ints.less(a, whole(0), False)
    return ints.pick(negative, below, above)


def _half(a: Int, b: Int, sign: int) -> tuple[Int, Int]:
    """Numerator and denominator of a / b moved half a unit up (or down)."""
    twice, two = ints.multiply(a, whole(2)), ints.multiply(b, whole(2))
    return ints.add(twice, ints.multiply(b, whole(sign))), two


def _half_even(a: Int, b: Int) -> Int:
    num, den = _half(a, b, 1)
    up = ints.divide_down(num, den)
    tie = ints.is_number(ints.remainder(num, den), 0)
    odd = ints.is_number(ints.remainder(up, whole(2)), 1)
    return ints.subtract(up, ints.number_of(all_of(tie, odd), 1, 0))


ROUNDINGS: Mapping[str, Callable[[Int, Int], Int]] = {
    "floor": ints.divide_down,
    "ceiling": _ceiling,
    "up": lambda a, b: _by_sign(a, _ceiling(a, b), ints.divide_down(a, b)),
    "down": lambda a, b: _by_sign(a, ints.divide_down(a, b), _ceiling(a, b)),
    "half up": lambda a, b: _by_sign(a, ints.divide_down(*_half(a, b, 1)), _ceiling(*_half(a, b, -1))),
    "half down": lambda a, b: _by_sign(a, _ceiling(*_half(a, b, -1)), ints.divide_down(*_half(a, b, 1))),
    "half even": _half_even,
}

ARITHMETIC: Mapping[str, Callable[..., Columns]] = {
    "+": plus,
    "-": minus,
    "*": product,
    "/": quotient(integer=False),
    "/ integer": quotient(integer=True),
    "negate": negate,
    "abs": magnitude,
    "floor": rounding("floor"),
    "ceiling": rounding("ceiling"),
    "round up": rounding("up"),
    "round down": rounding("down"),
    "round half up": rounding("half up"),
    "round half down": rounding("half down"),
    "decimal": rounding("half even"),
    "least": least,
    "greatest": greatest,
    "cap": cap,
}
