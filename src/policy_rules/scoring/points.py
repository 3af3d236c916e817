"""What an amount may be: points as intervals of exact numbers, grades as sets of places on a scale.

Points are `domain.Num`; its null flag says whether the amount is undefined (never, maybe, only). An
end may be infinite inside a step. A grade is a set of places, 0 being the lowest, which may leave the
scale while a shift is worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product

from policy_rules.attributes import frozen
from policy_rules.values.intervals import by_corners, lifted, plus
from policy_rules.values.known import INF, MAYBE, NEVER, ONLY, End, Labels, Num, Value, join, join_null


@frozen
class Grade:
    """The places on the scale that a grade may have; `null` as in `domain.Num`."""

    places: frozenset[int]
    null: int = NEVER

    @property
    def settled(self) -> bool:
        """Whether it can only be one thing."""
        return self.null == ONLY or (self.null == NEVER and len(self.places) == 1)


Amounted = Num | Grade
"""What an amount may be."""

NO_GRADE = Grade(frozenset(), ONLY)


def add(a: Num, b: Num) -> Num:
    """The sum, undefined where either is."""
    return _add(a, b)


_add = lifted(lambda a, b: Num(plus(a.lo, b.lo), plus(a.hi, b.hi)))


def product_of(a: Num, b: Num) -> Num:
    """The product, undefined where either is."""
    return _product(a, b)


_product = lifted(by_corners)


def hull(a: Amounted, b: Amounted) -> Amounted:
    """The least amount that holds everything that a or b could be."""
    if isinstance(a, Grade) and isinstance(b, Grade):
        return Grade(a.places | b.places, join_null(a.null, b.null))
    assert isinstance(a, Num)
    assert isinstance(b, Num)
    joined = join(a, b)
    assert isinstance(joined, Num)
    return joined


def hull_all(values: Iterable[Amounted]) -> Amounted:
    """The hull of one or more amounts."""
    first, *rest = values
    for value in rest:
        first = hull(first, value)
    return first


def maybe_undefined(value: Amounted) -> Amounted:
    """The amount where it may also be undefined."""
    null = ONLY if value.null == ONLY else MAYBE
    return Grade(value.places, null) if isinstance(value, Grade) else Num(value.lo, value.hi, null)


def defined(value: Amounted, otherwise: Amounted) -> Amounted:
    """The amount, or the other one where it is undefined."""
    if value.null == NEVER:
        return value
    if value.null == ONLY:
        return otherwise
    sure = Grade(value.places) if isinstance(value, Grade) else Num(value.lo, value.hi)
    return hull(sure, otherwise)


def pairwise(f: Callable[[int, int], int], a: Grade, b: Grade) -> Grade:
    """The image of two grades under a function of their places."""
    if ONLY in (a.null, b.null):
        return NO_GRADE
    null = MAYBE if MAYBE in (a.null, b.null) else NEVER
    return Grade(frozenset(f(x, y) for x, y in product(a.places, b.places)), null)


def shifted(grade: Grade, by: Num, size: int) -> Grade:
    """The grade moved up by a number of places (down, where negative), at most `size` either way."""
    if ONLY in (grade.null, by.null):
        return NO_GRADE
    low = -size if by.lo == -INF else max(-size, int(-(-by.lo // 1)))
    high = size if by.hi == INF else min(size, int(by.hi // 1))
    null = MAYBE if MAYBE in (grade.null, by.null) else NEVER
    return Grade(frozenset(p + k for p in grade.places for k in range(low, high + 1)), null)


def read_value(value: Value, scale: tuple[str, ...]) -> Amounted:
    """A value of the domain as an amount; labels are grades of the scale."""
    if isinstance(value, Num):
        return value
    assert isinstance(value, Labels)
    names = frozenset(scale) if value.members is None else value.members
    return Grade(frozenset(scale.index(n) for n in names), value.null)


def as_value(amount: Amounted, scale: tuple[str, ...]) -> Value:
    """An amount as a value of the domain, a grade by its labels."""
    if isinstance(amount, Num):
        return amount
    return Labels(frozenset(scale[p] for p in amount.places if 0 <= p < len(scale)), amount.null)


def ends(points: Num) -> tuple[End, End]:
    """Both ends, 0 and 0 where there are surely no points to speak of."""
    return (0, 0) if points.null == ONLY else (points.lo, points.hi)
