"""What a missing fact may turn out to be: all of its values where they are few, else ends and thresholds."""

from __future__ import annotations

from fractions import Fraction as Fr

import pytest
from attrs import evolve

from policy_rules.scoring.possible_values import MOST_THRESHOLDS, MOST_VALUES, NearValues, possible
from policy_rules.values.known import (
    FALSE,
    MAYBE,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    ONLY,
    TRUE,
    UNDECIDED,
    F,
    Labels,
    N,
    Num,
    T,
    Truth,
    label,
    point,
)
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, NUMBER, TEXT, Type

NO_NEAR = NearValues()
NULLABLE = evolve(BOOLEAN, nullable=True)
PLEDGE = Type("label", labels=("none", "poor", "good"))
MANY = tuple(f"l{n:02}" for n in range(MOST_VALUES + 1))

TRUTHS = [
    (UNDECIDED, BOOLEAN, [FALSE, TRUE]),
    (UNDECIDED, NULLABLE, [FALSE, NULL_TRUTH, TRUE]),
    (Truth(F, N), BOOLEAN, [FALSE]),
    (Truth(N, T), BOOLEAN, [TRUE]),
    (Truth(N, T), NULLABLE, [NULL_TRUTH, TRUE]),
    (TRUE, NULLABLE, [TRUE]),
    (FALSE, BOOLEAN, [FALSE]),
    (NULL_TRUTH, BOOLEAN, [NULL_TRUTH]),  # told so: it is null, whatever was declared
]
LABELS = [
    (PLEDGE.missing(), PLEDGE, [*map(label, PLEDGE.labels)], True),
    (Labels(frozenset({"good", "poor"})), PLEDGE, [label("poor"), label("good")], True),
    (Labels(frozenset({"good"}), MAYBE), PLEDGE, [label("good"), NULL_LABEL], True),
    (NULL_LABEL, PLEDGE, [NULL_LABEL], True),
    (Labels(frozenset({"b", "c", "a"})), TEXT, [label("a"), label("b"), label("c")], True),
    (Labels(None), TEXT, [], False),
    (Labels(None, MAYBE), TEXT, [NULL_LABEL], False),
    (Labels(frozenset(MANY[:-1])), TEXT, [*map(label, MANY[:-1])], True),
    (Labels(frozenset(MANY)), TEXT, [*map(label, MANY[:-1])], False),
]
CLOSE = NearValues(numbers=(5,), days=(200,))
HALF = NearValues(numbers=(Fr(1, 2),))
TENTHS = evolve(NUMBER, places=1)
NUMBERS = [
    # few: each of them
    (Num(0, 23), INTEGER, CLOSE, [*range(24)], True),
    (Num(-2, 1), INTEGER, CLOSE, [-2, -1, 0, 1], True),
    (Num(3, 3), INTEGER, CLOSE, [3], True),
    (Num(Fr(1, 2), Fr(5, 2)), INTEGER, CLOSE, [1, 2], True),
    (Num(Fr(1, 20), Fr(7, 20)), TENTHS, HALF, [Fr(1, 10), Fr(1, 5), Fr(3, 10)], True),
    (Num(Fr(9, 10), 1), TENTHS, HALF, [Fr(9, 10), 1], True),
    (Num(100, 103), DATE, CLOSE, [100, 101, 102, 103], True),
    # one more is too many: the ends, and what lies at the thresholds and one step beside them
    (Num(0, 24), INTEGER, NO_NEAR, [0, 24], False),
    (Num(0, 24), INTEGER, CLOSE, [0, 4, 5, 6, 24], False),
    (Num(5, 50), INTEGER, CLOSE, [5, 6, 50], False),
    (Num(0, 24), INTEGER, NearValues(numbers=(24, 30)), [0, 23, 24], False),
    (Num(0, 3), TENTHS, HALF, [0, Fr(2, 5), Fr(1, 2), Fr(3, 5), 3], False),
    (Num(100, 300), DATE, CLOSE, [100, 199, 200, 201, 300], False),
    # without a number of places a thousandth stands for the least step
    (Num(0, 1), NUMBER, HALF, [0, Fr(499, 1000), Fr(1, 2), Fr(501, 1000), 1], False),
    # an end that is open is none
    (Num(0, None), INTEGER, CLOSE, [0, 4, 5, 6], False),
    (Num(None, 5), INTEGER, CLOSE, [4, 5], False),
    (Num(None, None), INTEGER, NO_NEAR, [], False),
]


@pytest.mark.parametrize(("value", "kind", "expected"), TRUTHS)
def test_truths(value, kind, expected):
    assert possible(value, kind, NO_NEAR) == (expected, True)


@pytest.mark.parametrize(("value", "kind", "expected", "every"), LABELS)
def test_labels(value, kind, expected, every):
    assert possible(value, kind, NO_NEAR) == (expected, every)


@pytest.mark.parametrize(("value", "kind", "near", "expected", "every"), NUMBERS)
def test_numbers(value, kind, near, expected, every):
    found, all_ = possible(value, kind, near)
    assert (found, all_) == ([*map(point, expected)], every)
    assert all(isinstance(n.lo, int) or n.lo.denominator > 1 for n in found)
    assert possible(or_null(value), kind, near) == ([*found, NULL_NUM], every)


def or_null(value):
    return Num(value.lo, value.hi, MAYBE)


def test_null_alone_is_all_there_is():
    assert possible(Num(None, None, ONLY), INTEGER, CLOSE) == ([NULL_NUM], True)


def test_of_many_thresholds_some_are_tried_with_both_ends():
    near = NearValues(numbers=(10, 20, 30, 1000))
    twelve = [0, 9, 10, 11, 19, 20, 21, 29, 30, 31, 999, 1000]
    assert len(twelve) == MOST_THRESHOLDS
    assert possible(Num(0, 1000), INTEGER, near) == ([*map(point, twelve)], False)
    near = NearValues(numbers=(10, 20, 30, 1000, 0))  # 1 besides: the last but one is left out
    thirteen = [*twelve[:1], 1, *twelve[1:]]
    assert possible(Num(0, 1000), INTEGER, near) == ([*map(point, thirteen[:11]), point(1000)], False)
