"""Every operator is sound and monotone: better known arguments give a result within the former one."""

from __future__ import annotations

import pytest

from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.testing import operator_cases as cases
from policy_rules.testing.choices import Seeded
from policy_rules.values.known import NULL_LABEL, NULL_NUM, NULL_TRUTH, Num, Value, within
from thinned import few

COUNTED = pytest.mark.parametrize("count", few(250, 2_000))
OPEN_ON_POINTS = {"working days after", "working days between", "outcome", "finding", "case"}
"""Operators that leave something open on settled arguments: years without a calendar, null, no such value."""


def test_every_operator_has_cases() -> None:
    assert set(cases.SHAPES) == set(OPERATORS)
    assert set(cases.ELEMENTS) == set(AGGREGATES)


@COUNTED
@pytest.mark.parametrize("name", sorted(OPERATORS.keys() - {"both", "not null"}))
def test_better_known_arguments_give_a_result_within(name: str, count: int) -> None:
    operator = OPERATORS[name]
    for seed in range(count):
        choices = Seeded(f"{name} {seed}")
        known = cases.arguments(choices, name)
        settled = bool(seed % 2)
        better = cases.better_known(choices, known, settled=settled)
        before, after = operator(*(value for _, value in known)), operator(*better)
        assert well_formed(before) and well_formed(after), (seed, known, before, better, after)
        assert within(after, before), (seed, [v for _, v in known], before, better, after)
        if settled and name not in OPEN_ON_POINTS:
            assert after.settled, (seed, better, after)


@COUNTED
def test_two_sources_that_can_be_true_together(count: int) -> None:
    """The law for `both`: a value that two sources allow lies within what they give together."""
    both, tried = OPERATORS["both"], 0
    for seed in range(3 * count):
        choices = Seeded(f"both {seed}")
        known = cases.arguments(choices, "both")
        (_, records), (_, report) = known
        found, _ = cases.better_known(choices, known, settled=True)
        if within(found, report):
            tried += 1
            together = both(records, report)
            assert within(found, together), (seed, records, report, found)
            assert within(together, records) and within(together, report), (seed, records, report)
            assert within(both(found, report), together) and both(found, found) == found, (seed, known)
    assert tried > count / 2, tried


@COUNTED
def test_a_value_without_null(count: int) -> None:
    """The law for `not null`: it counts only where the value is not null, and keeps the rest of it."""
    without, tried = OPERATORS["not null"], 0
    for seed in range(3 * count):
        choices = Seeded(f"not null {seed}")
        known = cases.arguments(choices, "not null")
        (better,) = cases.better_known(choices, known, settled=bool(seed % 2))
        before, after = without(known[0][1]), without(better)
        assert within(after, better) and without(after) == after, (seed, better, after)
        if after not in (NULL_TRUTH, NULL_NUM, NULL_LABEL):
            tried += 1
            assert within(after, before), (seed, known, before, better, after)
    assert tried > count, tried


@COUNTED
@pytest.mark.parametrize("name", sorted(AGGREGATES))
def test_better_known_records_give_a_result_within(name: str, count: int) -> None:
    aggregate = AGGREGATES[name]
    for seed in range(count):
        choices = Seeded(f"{name} {seed}")
        known = cases.parts(choices, name)
        settled = bool(seed % 2)
        better = cases.better_known_parts(choices, name, known, settled=settled)
        before, after = aggregate([p for p in known if p[1]]), aggregate(better)
        assert well_formed(before) and well_formed(after), (seed, known, before, better, after)
        assert within(after, before), (seed, known, before, better, after)
        if settled:
            assert after.settled, (seed, better, after)


def well_formed(value: Value) -> bool:
    """No end is a float but INF, and none is on the wrong side."""
    if not isinstance(value, Num):
        return True
    finite = all(not isinstance(e, float) or abs(e) == float("inf") for e in (value.lo, value.hi))
    return finite and value.lo <= value.hi
