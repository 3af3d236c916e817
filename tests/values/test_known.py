"""What can be known of a value: when it is settled, hulls, what two sources allow together."""

from __future__ import annotations

import pytest

from policy_rules.values.known import (
    ANY_NUM,
    ANYTHING,
    FALSE,
    INF,
    MAYBE,
    NEVER,
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
    Value,
    allowed_by_both,
    as_labels,
    join,
    join_all,
    label,
    meet,
    point,
    truth,
    within,
)


def labels(*members: str, null: int = NEVER) -> Labels:
    return Labels(frozenset(members), null)


ANY_LABEL = Labels(None)
SETTLED = [FALSE, TRUE, NULL_TRUTH, point(0), point(3), NULL_NUM, label("a"), NULL_LABEL, Labels(None, ONLY)]
OPEN = [
    UNDECIDED,
    Truth(F, N),
    Truth(N, T),
    Num(1, 2),
    Num(1, 1, MAYBE),
    ANY_NUM,
    ANYTHING,
    labels(),
    labels("a", "b"),
    labels("a", null=MAYBE),
    ANY_LABEL,
    Labels(None, MAYBE),
]


@pytest.mark.parametrize("value", SETTLED)
def test_settled(value: Value) -> None:
    assert value.settled


@pytest.mark.parametrize("value", OPEN)
def test_not_settled(value: Value) -> None:
    assert not value.settled


def test_settled_values_of_what_is_told() -> None:
    assert (truth(True), truth(False), truth(None)) == (Truth(T, T), Truth(F, F), Truth(N, N))
    assert (point(3), point(None)) == (Num(3, 3, NEVER), Num(None, None, ONLY))
    assert (label("a"), label(None)) == (Labels(frozenset({"a"}), NEVER), Labels(frozenset(), ONLY))


def test_an_end_that_is_not_given_is_no_bound_and_null_has_none() -> None:
    assert (Num(None, 3).lo, Num(None, 3).hi, Num(None, 3).null) == (-INF, 3, NEVER)
    assert (Num(3, None).lo, Num(3, None).hi) == (3, INF)
    assert Num(1, 2, ONLY) == NULL_NUM
    assert (NULL_NUM.lo, NULL_NUM.hi) == (-INF, INF)


@pytest.mark.parametrize(
    ("value", "result"),
    [
        (FALSE, labels("false")),
        (TRUE, labels("true")),
        (NULL_TRUTH, labels(null=ONLY)),
        (UNDECIDED, labels("false", "true", null=MAYBE)),
        (Truth(F, N), labels("false", null=MAYBE)),
        (Truth(N, T), labels("true", null=MAYBE)),
        (labels("x"), labels("x")),
    ],
)
def test_a_truth_as_labels(value: Truth | Labels, result: Labels) -> None:
    assert as_labels(value) == result


@pytest.mark.parametrize(
    ("a", "b", "hull"),
    [
        (FALSE, TRUE, UNDECIDED),
        (NULL_TRUTH, TRUE, Truth(N, T)),
        (Truth(F, N), NULL_TRUTH, Truth(F, N)),
        (Num(1, 2), Num(4, 5), Num(1, 5)),
        (Num(1, 9), Num(4, 5), Num(1, 9)),
        (Num(1, 2), Num(4, 5, MAYBE), Num(1, 5, MAYBE)),
        (Num(1, 2, MAYBE), Num(4, 5, MAYBE), Num(1, 5, MAYBE)),
        (Num(1, 2), NULL_NUM, Num(1, 2, MAYBE)),
        (NULL_NUM, NULL_NUM, NULL_NUM),
        (labels("a"), labels("b"), labels("a", "b")),
        (labels("a"), ANY_LABEL, ANY_LABEL),
        (labels("a"), NULL_LABEL, labels("a", null=MAYBE)),
        (labels("a", null=MAYBE), labels("a"), labels("a", null=MAYBE)),
    ],
)
def test_the_hull_of_two(a: Value, b: Value, hull: Value) -> None:
    assert join(a, b) == join(b, a) == hull


def test_values_of_different_kinds_have_no_hull() -> None:
    with pytest.raises(TypeError, match=r"values of different kinds: Truth.*, Num"):
        join(TRUE, point(1))
    with pytest.raises(TypeError):
        join(point(1), label("a"))
    with pytest.raises(TypeError):
        join(label("a"), TRUE)


def test_the_hull_of_some() -> None:
    assert join_all([point(3)]) == point(3)
    assert join_all(iter([point(3), point(1), Num(2, 7)])) == Num(1, 7)


def test_what_is_better_known() -> None:
    assert within(point(3), Num(1, 5))
    assert within(Num(1, 5), Num(1, 5))
    assert not within(Num(1, 6), Num(1, 5))
    assert not within(NULL_NUM, Num(1, 5))


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        (Num(1, 5), Num(3, 9), Num(3, 5)),
        (Num(1, 5), Num(5, 9), point(5)),
        (Num(1, 5), Num(6, 9), None),
        (Num(1, 5, MAYBE), Num(3, 9), Num(3, 5)),
        (Num(1, 5, MAYBE), Num(3, 9, MAYBE), Num(3, 5, MAYBE)),
        (Num(1, 5, MAYBE), Num(6, 9, MAYBE), NULL_NUM),
        (Num(1, 5, MAYBE), Num(6, 9), None),
        (NULL_NUM, Num(1, 5, MAYBE), NULL_NUM),
        (NULL_NUM, NULL_NUM, NULL_NUM),
        (NULL_NUM, Num(1, 5), None),
    ],
)
def test_what_two_intervals_both_allow(a: Num, b: Num, both: Num | None) -> None:
    assert meet(a, b) == meet(b, a) == both


@pytest.mark.parametrize(
    ("a", "b", "both"),
    [
        (Num(1, 5), Num(3, 9), Num(3, 5)),
        (Num(1, 5), Num(6, 9), Num(1, 9)),
        (UNDECIDED, TRUE, TRUE),
        (Truth(F, N), Truth(N, T), NULL_TRUTH),
        (FALSE, TRUE, UNDECIDED),
        (FALSE, NULL_TRUTH, Truth(F, N)),
        (labels("a", "b"), labels("b", "c"), labels("b")),
        (labels("a", "b"), ANY_LABEL, labels("a", "b")),
        (ANY_LABEL, ANY_LABEL, ANY_LABEL),
        (labels("a"), labels("b"), labels("a", "b")),
        (labels("a", "b", null=MAYBE), labels("b"), labels("b")),
        (labels("a", "b", null=MAYBE), labels("b", null=MAYBE), labels("b", null=MAYBE)),
        (labels("a", null=MAYBE), labels("b", null=MAYBE), NULL_LABEL),
        (labels("a", null=MAYBE), labels("b"), labels("a", "b", null=MAYBE)),
        (Labels(None, MAYBE), Labels(None, MAYBE), Labels(None, MAYBE)),
        (NULL_LABEL, labels("a", null=MAYBE), NULL_LABEL),
        (NULL_LABEL, Labels(None, MAYBE), NULL_LABEL),
        (Labels(None, ONLY), Labels(None, MAYBE), NULL_LABEL),
        (NULL_LABEL, NULL_LABEL, NULL_LABEL),
        (NULL_LABEL, labels("a"), labels("a", null=MAYBE)),
        (NULL_LABEL, ANY_LABEL, Labels(None, MAYBE)),
    ],
)
def test_two_sources_give_what_both_allow_or_else_all_between(a: Value, b: Value, both: Value) -> None:
    assert allowed_by_both(a, b) == allowed_by_both(b, a) == both
