"""Abstract values at random, and values at least as well known as a given one."""

from __future__ import annotations

import math
from fractions import Fraction

from policy_rules.testing.choices import Choices, some_of
from policy_rules.values.known import (
    INF,
    MAYBE,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    ONLY,
    End,
    Exact,
    F,
    Labels,
    Num,
    T,
    Truth,
    Value,
)

NUMBERS: tuple[Exact, ...] = (
    0,
    1,
    2,
    -1,
    3,
    Fraction(1, 2),
    Fraction(1, 3),
    Fraction(4, 5),
    Fraction(-5, 2),
    Fraction(8 * 10**39 - 1, 10**40),
    -7,
    100,
    10**12,
    -(10**40),
)
"""Numbers on which operators turn: zero, the units, halves, a fraction that no decimal holds, the huge."""
WHOLE: tuple[Exact, ...] = (0, 1, 2, -1, 3, 5, -7, 100, 10**12, -(10**40))
MULTIPLICITIES: tuple[tuple[int, float], ...] = ((1, 1), (0, 1), (0, INF), (2, 3), (0, 2), (1, INF), (0, 0))


def number(
    choices: Choices, pool: tuple[Exact, ...] = NUMBERS, *, null: bool = True, open_ends: bool = True
) -> Num:
    """An interval with ends from the pool, sometimes open, sometimes with null possible or alone."""
    if null and choices.chance(8):
        return NULL_NUM
    flag = MAYBE if null and choices.chance(25) else NEVER
    low, high = sorted((choices.pick(pool), choices.pick(pool)))
    if choices.chance(30):
        high = low
    if open_ends and choices.chance(15):
        return Num(None, high, flag)
    if open_ends and choices.chance(15):
        return Num(low, None, flag)
    return Num(low, high, flag) if not (open_ends and choices.chance(5)) else Num(None, None, flag)


def truth(choices: Choices) -> Truth:
    """Any interval of truth values."""
    low, high = sorted((choices.integer(F, T), choices.integer(F, T)))
    return Truth(low, high)


def labels(choices: Choices, names: tuple[str, ...], *, null: bool = True) -> Labels:
    """A set of labels, sometimes with null possible or alone."""
    if null and choices.chance(8):
        return NULL_LABEL
    members = some_of(choices, names, 50) or [choices.pick(names)]
    return Labels(frozenset(members), MAYBE if null and choices.chance(25) else NEVER)


def narrower(choices: Choices, value: Value, *, whole: bool = False, settled: bool = False) -> Value:
    """A value within the given one: a single point where `settled`; whole numbers only where `whole`."""
    if isinstance(value, Truth):
        return _narrower_truth(choices, value, settled=settled)
    if isinstance(value, Labels):
        return _narrower_labels(choices, value, settled=settled)
    return _narrower_number(choices, value, whole=whole, settled=settled)


def _narrower_truth(choices: Choices, value: Truth, *, settled: bool) -> Truth:
    low, high = sorted((choices.integer(value.lo, value.hi), choices.integer(value.lo, value.hi)))
    return Truth(low, low if settled else high)


def _narrower_labels(choices: Choices, value: Labels, *, settled: bool) -> Labels:
    if value.null == ONLY or (value.null == MAYBE and choices.chance(25)):
        return NULL_LABEL
    members = sorted(value.members if value.members is not None else ("a", "b", "other"))
    if settled:
        return Labels(frozenset((choices.pick(members),)))
    kept = some_of(choices, members, 60) or [choices.pick(members)]
    return Labels(frozenset(kept), value.null if choices.chance(50) else NEVER)


def _narrower_number(choices: Choices, value: Num, *, whole: bool, settled: bool) -> Num:
    if value.null == ONLY or (value.null == MAYBE and choices.chance(25)):
        return NULL_NUM
    first = point_between(choices, value.lo, value.hi, whole=whole)
    if settled:
        return Num(first, first)
    second = point_between(choices, value.lo, value.hi, whole=whole)
    low, high = sorted((first, second))
    lo: End = value.lo if choices.chance(25) else low
    hi: End = value.hi if choices.chance(25) else high
    return Num(lo, hi, value.null if choices.chance(50) else NEVER)


def point_between(choices: Choices, low: End, high: End, *, whole: bool = False) -> Exact:
    """A number from low to high: often an end, one unit beside it, or far out where there is no end."""
    if isinstance(low, float) and isinstance(high, float):
        return choices.pick(WHOLE if whole else NUMBERS)
    if isinstance(low, float):
        far = choices.pick((0, 1, 7, 10**6, 10**41))
        return exact(high if not whole else math.floor(high)) - far
    if isinstance(high, float):
        far = choices.pick((0, 1, 7, 10**6, 10**41))
        return exact(low if not whole else math.ceil(low)) + far
    if whole:
        low, high = math.ceil(low), math.floor(high)
        beside = [x for x in (low, high, low + 1, high - 1) if low <= x <= high]
        return choices.pick(beside) if choices.chance(60) else choices.integer(low, high)
    steps = choices.pick((1, 2, 3, 10))
    return exact(low + (high - low) * Fraction(choices.integer(0, steps), steps))


def exact(value: End) -> Exact:
    """The number itself, whole where it is."""
    assert not isinstance(value, float), value
    return value.numerator if isinstance(value, Fraction) and value.denominator == 1 else value
