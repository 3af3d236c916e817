"""Means of values with weights that are known in part, at the edges: without weights, without ends."""

from __future__ import annotations

from fractions import Fraction as Fr

import pytest

from policy_rules.scoring.amounts.sums_and_means import _lowest_mean
from policy_rules.values.known import INF

LOWEST = [
    # value, least and greatest weight of each
    ([(2, 1, 1), (4, 1, 1)], 3),
    ([(2, 1, 1), (4, 3, 3)], Fr(7, 2)),
    # the lower value has its greatest weight, the other its least
    ([(2, 0, 1), (4, 1, 1)], 3),
    ([(2, 1, 1), (4, 0, 1)], 2),
    ([(4, 1, 2), (2, 1, 2), (3, 1, 2)], Fr(11, 4)),
    ([(Fr(1, 2), 1, 2), (Fr(1, 3), 1, 1)], Fr(5, 12)),
    ([(Fr(1, 2), Fr(1, 2), 2), (Fr(2, 3), 1, 1)], Fr(5, 9)),
    # what need not be there: alone it is the mean
    ([(2, 0, 3)], 2),
    ([(5, 0, 1), (2, 0, 1)], 2),
    # nothing that is there
    ([(2, 0, 0)], INF),
    ([], INF),
    # values and weights without an end
    ([(-INF, 0, 1), (2, 1, 1)], -INF),
    ([(INF, 1, 1), (3, 1, 1)], INF),
    ([(INF, 0, 1), (3, 1, 1)], 3),
    ([(3, 1, INF), (5, 1, 1)], 3),
    ([(5, 1, INF), (3, 1, 1)], 4),
    ([(INF, 1, 1), (3, 1, INF)], 3),
]


@pytest.mark.parametrize(("parts", "mean"), LOWEST)
def test_the_lowest_mean(parts, mean):
    assert _lowest_mean(parts) == mean
    assert _lowest_mean(parts[::-1]) == mean
