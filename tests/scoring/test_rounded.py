"""Numbers made whole, in steps and by places: each way, at the ends, and where the places are open."""

from __future__ import annotations

from fractions import Fraction as Fr
from itertools import islice

import pytest

from policy_rules.scoring.amounts.chosen import counted, roundings
from policy_rules.scoring.amounts.curves import CurvePiece
from policy_rules.scoring.number_intervals import Interval
from policy_rules.values.known import INF, Num

COUNTED = [
    (7, 2, "", Fr(7, 2)),
    (7, 2, "floor", 3),
    (7, 2, "ceiling", 4),
    (7, 2, "half up", 4),
    (Fr(20, 3), 2, "half up", 3),
    (-7, 2, "floor", -4),
    (6, 2, "", 3),
    (0, 2, "ceiling", 0),
    (0, 0, "", 0),
    (0, INF, "", 0),
    # in steps of nothing there is no end of them, on the side of the number
    (Fr(1, 2), 0, "", INF),
    (Fr(-1, 2), 0, "floor", -INF),
    (INF, 2, "", INF),
    (-INF, 2, "floor", -INF),
    (5, INF, "ceiling", 0),
    (INF, INF, "", 0),
]


@pytest.mark.parametrize(("x", "step", "way", "steps"), COUNTED)
def test_a_number_of_steps(x, step, way, steps):
    found = counted(x, step, way)
    assert found == steps
    assert isinstance(found, type(steps))


ROUNDED = [
    # not rounded, or nothing to round
    (Fr(1, 3), Num(0, 2), "", [Fr(1, 3)]),
    (INF, Num(0, 2), "floor", [INF]),
    (-INF, Num(0, 2), "floor", [-INF]),
    # to each of the places
    (Fr(1, 3), Num(0, 2), "half up", [0, Fr(3, 10), Fr(33, 100)]),
    (Fr(1, 3), Num(0, 1), "ceiling", [1, Fr(2, 5)]),
    (Fr(2, 3), Num(2, 2), "half up", [Fr(67, 100)]),
    (15, Num(-2, 1), "half up", [0, 20, 15]),
    (Fr(5, 4), Num(Fr(1, 2), 2), "half up", [Fr(13, 10), Fr(5, 4)]),
    (Fr(5, 4), Num(Fr(-3, 2), 0), "ceiling", [10, 2]),
    # no further than it is exact
    (Fr(1, 8), Num(0, 9), "half up", [0, Fr(1, 10), Fr(13, 100), Fr(1, 8)]),
    # without an end: up to where the decimals come again, and the number itself
    (Fr(1, 3), Num(0, INF), "half up", [0, Fr(3, 10), Fr(1, 3)]),
    (Fr(1, 6), Num(0, INF), "floor", [0, Fr(1, 10), Fr(4, 25), Fr(1, 6)]),
    (Fr(1, 4), Num(1, INF), "floor", [Fr(1, 5), Fr(1, 4), Fr(1, 4), Fr(1, 4)]),
]


@pytest.mark.parametrize(("x", "places", "way", "expected"), ROUNDED)
def test_all_that_a_number_may_be_rounded_to(x, places, way, expected):
    assert [*roundings(x, places, way)] == expected


def test_of_decimals_that_come_again_too_late_what_lies_around_is_taken():
    """The decimals of 1/1019 come again after 1018."""
    for whole, places, around in ((0, 1, (0, Fr(1, 10))), (12, -1, (10, 20)), (0, 3, (0, Fr(1, 1000)))):
        found = [*islice(roundings(whole + Fr(1, 1019), Num(places, INF), "half up"), 1000)]
        assert tuple(found[-2:]) == around
        assert 100 < len(found) < 1000
        assert all(around[0] <= each <= around[1] for each in found)


PIECES = [
    (CurvePiece(Interval(None, None), Fr(3)), (3, 3, 3, 3)),
    (CurvePiece(Interval(None, None), Fr(3), Fr(2)), (-INF, 3, 6, INF)),
    (CurvePiece(Interval(None, None), Fr(3), Fr(-2)), (INF, 3, 0, -INF)),
    (CurvePiece(Interval(None, None), Fr(3), Fr(2), Fr(1)), (-INF, 1, 4, INF)),
    (CurvePiece(Interval(None, None), Fr(3), Fr(2), Fr(1), Fr(1, 2)), (-INF, -1, 5, INF)),
    (CurvePiece(Interval(None, None), Fr(3), Fr(2), Fr(0), Fr(1), "floor"), (-INF, 3, 5, INF)),
    (CurvePiece(Interval(None, None), Fr(3), Fr(2), Fr(0), Fr(1), "ceiling"), (-INF, 3, 7, INF)),
]


@pytest.mark.parametrize(("piece", "values"), PIECES)
def test_a_piece_at_its_numbers_and_its_ends(piece, values):
    assert tuple(piece.at(x) for x in (-INF, 0, Fr(3, 2), INF)) == values
