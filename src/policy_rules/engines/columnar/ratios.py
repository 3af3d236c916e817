"""Ends of intervals as exact quotients of two columns, numerator and denominator.

The denominator is at least 1; where the numerator is null there is no end. A lower end without a
number is minus infinity, an upper one plus infinity, so comparisons take what holds then.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from functools import reduce
from math import lcm

from policy_rules.attributes import frozen
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar.flags import Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import NO_END, Int, whole
from policy_rules.values.known import INF, End

ONE = whole(1)


@frozen(eq=False)
class Ratio:
    """`num / den` in each row."""

    num: Int
    den: Int = ONE

    @property
    def open(self) -> Flag:
        """Where there is no end."""
        return ints.is_open(self.num)


OPEN, ZERO, UNIT = Ratio(NO_END), Ratio(whole(0)), Ratio(ONE)


def ratio(end: End) -> Ratio:
    """The same end in every row."""
    if end in (INF, -INF):
        return OPEN
    exact = Fraction(end)
    return Ratio(whole(exact.numerator), whole(exact.denominator))


def alike(parts: Sequence[Ratio]) -> tuple[list[Int], Int] | None:
    """The numerators over one denominator, where all denominators are known before any row is."""
    if all(p.den is parts[0].den for p in parts):
        return [p.num for p in parts], parts[0].den
    dens = [p.den.constant for p in parts]
    if any(d is None for d in dens):
        return None
    over = lcm(*(d or 1 for d in dens))
    nums = [ints.multiply(p.num, whole(over // (d or 1))) for p, d in zip(parts, dens, strict=True)]
    return nums, whole(over)


def crossed(a: Ratio, b: Ratio) -> tuple[Int, Int]:
    """Two whole numbers that compare as the quotients do."""
    same = alike((a, b))
    if same:
        return same[0][0], same[0][1]
    return ints.multiply(a.num, b.den), ints.multiply(b.num, a.den)


def less(a: Ratio, b: Ratio, if_open: bool, *, or_equal: bool = False) -> Flag:
    """Where a < b (or a <= b); `if_open` where one of them has no end."""
    return ints.less(*crossed(a, b), if_open, or_equal=or_equal)


def same(a: Ratio, b: Ratio) -> Flag:
    """Where both are ends, and equal."""
    return no(a.open) if a is b else ints.same(*crossed(a, b))


def negative(a: Ratio, if_open: bool) -> Flag:
    """Where a < 0."""
    return ints.less(a.num, whole(0), if_open)


def positive(a: Ratio, if_open: bool) -> Flag:
    """Where a > 0."""
    return ints.less(whole(0), a.num, if_open)


def is_zero(a: Ratio) -> Flag:
    """Where a is 0."""
    return ints.is_number(a.num, 0)


def add(a: Ratio, b: Ratio) -> Ratio:
    """`a + b`."""
    same = alike((a, b))
    if same:
        return Ratio(ints.add(*same[0]), same[1])
    num = ints.add(ints.multiply(a.num, b.den), ints.multiply(b.num, a.den))
    return Ratio(num, ints.multiply(a.den, b.den))


def opposite(a: Ratio) -> Ratio:
    """`-a`."""
    return Ratio(ints.opposite(a.num), a.den)


def multiply(a: Ratio, b: Ratio) -> Ratio:
    """The product, without an end where a factor has none."""
    return Ratio(ints.multiply(a.num, b.num), ints.multiply(a.den, b.den))


def pick(flag: Flag, then: Ratio, otherwise: Ratio) -> Ratio:
    """`then` where the flag is set, else `otherwise`."""
    if flag.always or then is otherwise:
        return then
    if flag.never:
        return otherwise
    if then.num.expr is None or otherwise.num.expr is None:
        den = otherwise.den if then.num.expr is None else then.den
        return Ratio(ints.pick(flag, then.num, otherwise.num), den)
    same = alike((then, otherwise))
    if same:
        return Ratio(ints.pick(flag, *same[0]), same[1])
    return Ratio(ints.pick(flag, then.num, otherwise.num), ints.pick(flag, then.den, otherwise.den))


def blank(where: Flag, a: Ratio) -> Ratio:
    """The end, taken away where the flag is set."""
    return Ratio(ints.blank(where, a.num), a.den)


def least(parts: Sequence[Ratio], *, skip: bool) -> Ratio:
    """The least; those without an end are left out with `skip`, and else leave the result open."""
    same = alike(parts)
    if same:
        return Ratio(ints.smallest(same[0], skip=skip), same[1])

    def lower(a: Ratio, b: Ratio) -> Ratio:
        first = less(a, b, False, or_equal=True)
        chosen = pick(any_of(first, all_of(b.open, no(a.open))), a, b)
        return chosen if skip else blank(any_of(a.open, b.open), chosen)

    return reduce(lower, parts)


def greatest(parts: Sequence[Ratio], *, skip: bool) -> Ratio:
    """The greatest, as `least`."""
    return opposite(least([opposite(p) for p in parts], skip=skip))
