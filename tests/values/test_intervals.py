"""Arithmetic of intervals by hand, and the makers of operators, each on a function of its own.

The hull of every operator on small intervals is tried point by point in `operators/test_hulls_of_points.py`;
here stand what has no end, null, and the sides on which an end lies.
"""

from __future__ import annotations

import operator
from fractions import Fraction

import pytest

from policy_rules.values.calendar import Calendar, calendar_of
from policy_rules.values.intervals import (
    added,
    by_calendar,
    by_corners,
    cap,
    least,
    lifted,
    low_mean,
    low_median,
    magnitude,
    median,
    monotone,
    opposite,
    over,
    plus,
    quotient,
    relation,
    times,
    whole,
    within_cycle,
)
from policy_rules.values.known import (
    ANY_NUM,
    ANYTHING,
    FALSE,
    INF,
    MAYBE,
    NEVER,
    NULL_NUM,
    NULL_TRUTH,
    TRUE,
    UNDECIDED,
    End,
    F,
    N,
    Num,
    T,
    Truth,
    point,
)

HALF, HUGE = Fraction(1, 2), 10**400  # more than any float is


def above(end: int) -> Num:
    return Num(end, None)


def below(end: int) -> Num:
    return Num(None, end)


@pytest.mark.parametrize(
    ("a", "b", "total"),
    [(1, 2, 3), (HALF, HALF, 1), (INF, HUGE, INF), (HUGE, INF, INF), (-INF, HUGE, -INF), (HUGE, -INF, -INF)],
)
def test_a_sum_of_ends(a: End, b: End, total: End) -> None:
    assert plus(a, b) == total
    assert isinstance(plus(HALF, HALF), int)


@pytest.mark.parametrize(
    ("a", "b", "product"),
    [
        (3, -4, -12),
        (HALF, 4, 2),
        (0, INF, 0),
        (-INF, 0, 0),
        (HALF, INF, INF),
        (INF, HALF, INF),
        (HUGE, INF, INF),
        (-HALF, INF, -INF),
        (INF, -HALF, -INF),
        (-INF, -2, INF),
        (-INF, INF, -INF),
    ],
)
def test_a_product_of_ends(a: End, b: End, product: End) -> None:
    assert times(a, b) == product
    assert isinstance(times(HALF, 4), int)


def test_a_whole_ratio_is_an_integer() -> None:
    assert isinstance(whole(Fraction(6, 2)), int)
    assert whole(Fraction(6, 2)) == 3
    assert whole(HALF) == HALF
    assert whole(INF) == INF


def test_sums_opposites_the_least() -> None:
    assert added(Num(1, 2), Num(10, 30)) == Num(11, 32)
    assert added(above(1), Num(10, 30)) == above(11)
    assert opposite(Num(-1, 2)) == Num(-2, 1)
    assert opposite(above(1)) == below(-1)
    assert least(Num(1, 9), Num(3, 4)) == Num(1, 4)


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        (point(3), point(-4), point(-12)),
        (Num(2, 3), point(-4), Num(-12, -8)),
        (point(-4), Num(2, 3), Num(-12, -8)),
        (Num(-2, 3), Num(-5, 7), Num(-15, 21)),
        (Num(0, 3), above(0), above(0)),
        (Num(-1, 3), above(1), ANY_NUM),
        (point(0), ANY_NUM, point(0)),
    ],
)
def test_products(a: Num, b: Num, result: Num) -> None:
    assert by_corners(a, b) == result


@pytest.mark.parametrize(
    ("a", "b", "result", "of_integers"),
    [
        (point(8), point(4), point(2), point(2)),
        (point(8), point(-4), point(-2), point(-2)),
        (point(8), Num(2, 4), Num(2, 4), Num(2, 4)),
        (point(8), point(0), NULL_NUM, NULL_NUM),
        (point(8), Num(0, 4), Num(2, None, MAYBE), Num(2, 8, MAYBE)),
        (point(8), Num(-4, 0), Num(None, -2, MAYBE), Num(-8, -2, MAYBE)),
        (point(8), Num(-2, 4), ANYTHING, Num(-8, 8, MAYBE)),
        (point(8), above(2), Num(0, 4), Num(0, 4)),
        (point(8), below(-2), Num(-4, 0), Num(-4, 0)),
        (Num(-6, 8), Num(HALF, 2), Num(-12, 16), Num(-6, 8)),
        (Num(-6, 8), Num(-2, -HALF), Num(-16, 12), Num(-8, 6)),
        (above(8), Num(2, 4), above(2), above(2)),
    ],
)
def test_quotients(a: Num, b: Num, result: Num, of_integers: Num) -> None:
    assert quotient(a, b) == quotient(a, b, integer=False) == result
    assert quotient(a, b, integer=True) == of_integers


def test_a_quotient_by_the_positive_part() -> None:
    assert quotient(point(8), Num(HALF / 2, HALF)) == Num(16, 32)
    assert over(point(8), Num(-3, 4), False) == above(2)
    assert over(point(8), Num(-3, 4), True) == Num(2, 8)


@pytest.mark.parametrize(
    ("a", "result"),
    [
        (Num(2, 3), Num(2, 3)),
        (Num(-3, -2), Num(2, 3)),
        (Num(-3, 2), Num(0, 3)),
        (Num(-2, 3), Num(0, 3)),
        (Num(0, 3), Num(0, 3)),
        (Num(-3, 0), Num(0, 3)),
        (Num(-HALF, HALF), Num(0, HALF)),
        (below(-2), above(2)),
        (ANY_NUM, above(0)),
    ],
)
def test_magnitudes(a: Num, result: Num) -> None:
    assert magnitude(a) == result


@pytest.mark.parametrize(
    ("args", "result"),
    [
        ((Num(1, 2), Num(3, 4)), Num(4, 6)),
        ((Num(1, 2, MAYBE), Num(3, 4)), Num(4, 6, MAYBE)),
        ((Num(1, 2), Num(3, 4, MAYBE)), Num(4, 6, MAYBE)),
        ((NULL_NUM, Num(3, 4)), NULL_NUM),
        ((Num(1, 2), NULL_NUM), NULL_NUM),
        ((Num(1, 2, MAYBE), NULL_NUM), NULL_NUM),
    ],
)
def test_an_operator_gives_null_where_an_argument_is_null(args: tuple[Num, Num], result: Num) -> None:
    assert lifted(added)(*args) == result


def test_a_null_of_its_own_is_kept() -> None:
    by_zero = lifted(quotient)
    assert by_zero(point(8), Num(2, 4)) == Num(2, 4)
    assert by_zero(Num(8, 8, MAYBE), point(0)) == NULL_NUM
    assert by_zero(point(8), Num(0, 4)) == Num(2, None, MAYBE)


def test_a_rising_function() -> None:
    tens = monotone(lambda a, b: 10 * int(a) + int(b))
    assert tens(Num(1, 2), Num(3, 4)) == Num(13, 24)
    assert tens(below(2), Num(3, 4)) == below(24)
    assert tens(Num(1, 2), above(3)) == above(13)
    assert tens(above(1), below(4)) == ANY_NUM
    assert tens(Num(1, 2, MAYBE), Num(3, 4)) == Num(13, 24, MAYBE)
    assert tens(NULL_NUM, Num(3, 4)) == NULL_NUM


@pytest.mark.parametrize(
    ("a", "b", "less", "greater"),
    [
        (Num(1, 2), Num(3, 4), TRUE, FALSE),
        (Num(3, 4), Num(1, 2), FALSE, TRUE),
        (Num(1, 3), Num(2, 4), UNDECIDED, UNDECIDED),
        (Num(1, 2), Num(2, 4), UNDECIDED, FALSE),
        (Num(2, 4), Num(1, 2), FALSE, UNDECIDED),
        (above(1), below(5), UNDECIDED, UNDECIDED),
        (above(1), point(1), FALSE, UNDECIDED),
        (NULL_NUM, point(1), NULL_TRUTH, NULL_TRUTH),
        (point(1), NULL_NUM, NULL_TRUTH, NULL_TRUTH),
        (Num(1, 2, MAYBE), Num(3, 4), Truth(N, T), Truth(F, N)),
        (Num(1, 2), Num(3, 4, MAYBE), Truth(N, T), Truth(F, N)),
        (Num(1, 3, MAYBE), Num(2, 4, MAYBE), UNDECIDED, UNDECIDED),
    ],
)
def test_relations(a: Num, b: Num, less: Truth, greater: Truth) -> None:
    assert relation(operator.lt, "-+")(a, b) == less
    assert relation(operator.gt, "+-")(a, b) == greater


def test_a_relation_that_rises_in_both_or_falls_in_both() -> None:
    at_least_ten, less_than_ten = (lambda a, b: a + b >= 10), (lambda a, b: a + b < 10)
    for a, b, reached in (
        (Num(1, 2), Num(3, 7), FALSE),
        (Num(1, 3), Num(3, 7), UNDECIDED),
        (Num(3, 4), Num(6, 7), UNDECIDED),
        (Num(3, 4), Num(7, 8), TRUE),
    ):
        assert relation(at_least_ten, "++")(a, b) == reached
        assert relation(less_than_ten, "--")(a, b) == Truth(T - reached.hi, T - reached.lo)


def test_a_part_that_starts_again() -> None:
    digit = within_cycle(lambda n: n % 10, lambda n: n // 10, 9)
    assert digit(Num(23, 27)) == Num(3, 7)
    assert digit(Num(Fraction(47, 2), 27)) == Num(3, 7)
    assert digit(Num(23, 32)) == Num(1, 9)
    assert digit(above(23)) == Num(1, 9)
    assert digit(below(23)) == Num(1, 9)
    assert digit(Num(23, 27, MAYBE)) == Num(3, 7, MAYBE)
    assert digit(NULL_NUM) == NULL_NUM


def test_an_operator_that_counts_by_a_calendar() -> None:
    calendar = calendar_of("any", range(2024, 2025), ())

    def count(a: Num, b: Num, given: Calendar) -> Num:
        assert given is calendar
        return Num(a.lo, b.hi)

    on_values = by_calendar(count)
    assert on_values(Num(1, 2), Num(3, 4), calendar) == Num(1, 4)
    assert on_values(Num(1, 2, MAYBE), Num(3, 4), calendar) == Num(1, 4, MAYBE)
    assert on_values(Num(1, 2), NULL_NUM, calendar) == NULL_NUM


Parts = list[tuple[int, float, End]]


@pytest.mark.parametrize(
    ("parts", "mean", "middle"),
    [
        # records: at least, at most so many of this (least) value
        ([(1, 1, 3), (1, 1, 5)], 4, 4),
        ([(1, 1, 1), (1, 1, 2)], Fraction(3, 2), Fraction(3, 2)),
        ([(1, 1, 3), (0, 1, 1)], 2, 2),
        ([(1, 1, 3), (0, 1, 5)], 3, 3),
        ([(0, 1, 4), (0, 1, 2)], 2, 2),
        ([(2, 2, 3), (0, INF, 1)], 1, 1),
        ([(2, 2, 3), (0, INF, 3)], 3, 3),
        ([(2, INF, 3), (1, 1, 6)], 3, 3),
        ([(1, 3, 2), (1, 1, 7)], Fraction(13, 4), 2),
        ([(1, 1, 9), (0, 2, 3), (0, 1, 4), (0, 1, 8)], Fraction(19, 4), 3),
        ([(1, 1, 9), (0, 2, 1), (0, 1, 8)], Fraction(11, 3), 1),
        ([(2, 3, 2), (3, 3, 8)], 5, 5),
        ([(1, 1, -INF), (1, 1, 3)], -INF, -INF),
        ([(3, 3, 1), (1, 1, 9)], 3, 1),
        ([(1, 1, 1), (2, 2, 4)], 3, 4),
        ([(1, 1, -3), (0, 1, -5), (0, 1, 0)], -4, -4),
    ],
)
def test_the_least_mean_and_median_of_records(parts: Parts, mean: End, middle: End) -> None:
    assert low_mean(parts) == mean
    assert low_median(parts) == middle
    assert isinstance(low_mean([(1, 1, 3), (1, 1, 5)]), int)


@pytest.mark.parametrize(
    ("counted", "middle"),
    [
        ([(1, 1)], 1),
        ([(1, 1), (4, 1)], Fraction(5, 2)),
        ([(1, 1), (3, 1)], 2),
        ([(1, 2), (3, 1)], 1),
        ([(1, 1), (3, 2)], 3),
        ([(1, 2), (3, 2)], 2),
        ([(1, 1), (2, 1), (9, 1)], 2),
        ([(-INF, 1), (3, 1)], -INF),
        ([(3, 1), (INF, 1)], INF),
    ],
)
def test_the_median_of_values(counted: list[tuple[End, int]], middle: End) -> None:
    assert median(counted) == middle


@pytest.mark.parametrize(
    ("a", "b", "result"),
    [
        (Num(1, 9), point(5), Num(1, 5)),
        (Num(1, 9), Num(0, 20), Num(0, 9)),
        (Num(1, 9), NULL_NUM, Num(1, 9)),
        (Num(6, 9), Num(5, 5, MAYBE), Num(5, 9)),
        (Num(1, 2), Num(5, 5, MAYBE), Num(1, 2)),
    ],
)
def test_no_more_than_a_cap_where_there_is_one(a: Num, b: Num, result: Num) -> None:
    assert cap(a, b) == result
    assert cap(a, b).null == NEVER
