"""Sums, best, least and weighted means of amounts that may or may not be there: exact hulls.

A part is (value, least weight, greatest weight). A part that may be absent has a weight from 0; the
weight of a record is how often it may be there. Source: effects, 2.6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from math import lcm

from policy_rules.scoring.points import Amounted, Grade, add
from policy_rules.values.intervals import plus, times, whole
from policy_rules.values.known import INF, MAYBE, NEVER, NULL_NUM, ONLY, End, Num

Weighted = tuple[Amounted, End, End]


def total(parts: Iterable[tuple[Num, bool]]) -> Num:
    """The sum of amounts, each with whether it surely is there; undefined where one that is there is.

    What is undefined stays so times 0 too: only what is not there leaves a sum defined.
    """
    result = Num(0, 0)
    for amount, sure in parts:
        result = add(result, amount if sure else _or_nothing(amount))
    return result


def _or_nothing(amount: Num) -> Num:
    """An amount that may not be there: then it adds 0."""
    if amount.null == ONLY:
        return Num(0, 0, MAYBE)
    return Num(min(amount.lo, 0), max(amount.hi, 0), amount.null)


def present(parts: Iterable[Weighted]) -> list[Weighted]:
    """The parts that may be there, an undefined value being absent."""
    kept: list[Weighted] = []
    for value, low, high in parts:
        if high > 0 and value.null != ONLY:
            kept.append((value, 0 if value.null == MAYBE else low, high))
    return kept


def least(parts: Iterable[Weighted]) -> Amounted:
    """The least of the parts; undefined where none is there."""
    there = present(parts)
    if not there:
        return NULL_NUM
    sure = [v for v, low, _ in there if low > 0]
    null = NEVER if sure else MAYBE
    if isinstance(there[0][0], Grade):
        limit = min((max(v.places) for v in sure if isinstance(v, Grade)), default=None)
        places = {p for v, _, _ in there if isinstance(v, Grade) for p in v.places}
        return Grade(frozenset(p for p in places if limit is None or p <= limit), null)
    values = [v for v, _, _ in there if isinstance(v, Num)]
    high = min(v.hi for v in sure if isinstance(v, Num)) if sure else max(v.hi for v in values)
    return Num(min(v.lo for v in values), high, null)


def mirrored(f: Callable[[list[Weighted]], Amounted]) -> Callable[[Iterable[Weighted]], Amounted]:
    """The same function seen from above."""
    return lambda parts: _turned(f([(_turned(v), low, high) for v, low, high in parts]))


def _turned(value: Amounted) -> Amounted:
    if isinstance(value, Grade):
        return Grade(frozenset(-p for p in value.places), value.null)
    return value if value.null == ONLY else Num(-value.hi, -value.lo, value.null)


best = mirrored(least)
"""The best of the parts; undefined where none is there."""


def mean(parts: Iterable[Weighted]) -> Num:
    """The weighted mean, exactly; undefined where all weights are 0."""
    there = [(v, low, high) for v, low, high in present(parts) if isinstance(v, Num)]
    if not there:
        return NULL_NUM
    low = _lowest_mean([(v.lo, a, b) for v, a, b in there])
    high = _lowest_mean([(-v.hi, a, b) for v, a, b in there])
    return Num(low, -high, NEVER if any(a > 0 for _, a, _ in there) else MAYBE)


def _lowest_mean(parts: list[tuple[End, End, End]]) -> End:
    """The least mean: for some k the k lowest values have their greatest weight, the rest their least.

    An infinite greatest weight pulls the mean all the way to its value. Values and weights are made whole
    by a common divisor, in which many are added much sooner than as fractions.
    """
    if any(value == -INF for value, _, _ in parts):
        return -INF
    scale = _divisor(value for value, _, _ in parts)
    weighed = _divisor(weight for _, low, high in parts for weight in (low, high))
    top, bottom, unbounded = 0, 0, False
    for value, low, _ in parts:
        if low > 0 and value == INF:
            unbounded = True
        elif low > 0:
            weight = int(low * weighed)
            top, bottom = top + weight * int(value * scale), bottom + weight
    found: list[End] = [whole(Fraction(top, bottom * scale))] if bottom and not unbounded else []
    for value, low, high in sorted((p for p in parts if p[1] != p[2]), key=lambda p: p[0]):
        if INF in (value, high):
            found.append(value)
            break
        extra = int((high - low) * weighed)
        top, bottom = top + extra * int(value * scale), bottom + extra
        if bottom and not unbounded:
            found.append(whole(Fraction(top, bottom * scale)))
    return min(found) if found else INF


def _divisor(ends: Iterable[End]) -> int:
    """The least number by which all finite ends are made whole."""
    return lcm(*(e.denominator for e in ends if not isinstance(e, float)))


def best_of_each_key(parts: Iterable[tuple[str | None, Num, int, float]]) -> Num:
    """The sum over keys of the best of each, absent being 0; amounts are at least 0.

    A part is (key or None where it is not known, value, least and greatest number of records).
    """
    low: dict[str, End] = {}
    high: dict[str, End] = {}
    loose_low: End = 0
    loose_high: End = 0
    for key, value, least_number, greatest_number in parts:
        if value.null == ONLY:
            continue
        sure = value.lo if least_number and value.null == NEVER else 0
        if key is None:
            loose_low = max(loose_low, sure)
            loose_high = plus(loose_high, times(value.hi, greatest_number))
        else:
            low[key] = max(low.get(key, 0), sure)
            high[key] = max(high.get(key, 0), value.hi)
    floor: End = 0
    for end in low.values():
        floor = plus(floor, end)
    top = loose_high
    for end in high.values():
        top = plus(top, end)
    return Num(max(floor, loose_low), top)
