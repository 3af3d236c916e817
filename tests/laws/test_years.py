"""Asked for a year or not, every instance that both look at comes out alike."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from unittest import mock

from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from policy_rules.core import nodes as core
from policy_rules.lowering.inputs import YEAR
from policy_rules.lowering.lower import RuleLowering
from policy_rules.testing import batch
from policy_rules.testing import strategies as rules_st
from policy_rules.testing.asked_years import judged_otherwise
from policy_rules.vocabulary import DATE
from thinned import examples

ASKED = st.sampled_from((2023, 2024, 2025, 2026))
slow = examples(
    8,
    25,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)


@slow
@given(rules_st.cases(4), ASKED)
def test_an_instance_is_judged_alike(case: rules_st.Case, year: int) -> None:
    assert not list(judged_otherwise(case.program, case.facts, case.asked, year))


def told(seeds: Iterable[int]) -> Iterator[str]:
    for seed in seeds:
        made = batch(f"years {seed}", 12, 3)
        for facts, asked in made.facts:
            for year in (2024, 2025):
                yield from judged_otherwise(made.program, facts, asked, year)


def test_generated_cases_are_judged_alike() -> None:
    assert not list(told(range(4)))


def test_the_law_is_sharp() -> None:
    """Were the day looked at no later than the first of the year asked for, it would show."""
    right = RuleLowering._give_day

    def in_the_year(self: RuleLowering) -> None:
        right(self)
        first = core.Op(DATE, "year start", (YEAR,))
        self._give(day=core.Op(DATE, "cap", (self._node("day"), first)))

    with mock.patch.object(RuleLowering, "_give_day", in_the_year):
        assert next(told(range(20, 200)), None)
