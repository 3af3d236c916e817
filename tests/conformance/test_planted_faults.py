"""The suite is sharp: wrong engines differ from the reference, faults that all share break a law."""

from __future__ import annotations

from collections import Counter

import pytest

from conformance.planted import PLANTED, Planted
from conformance.planted_shared import DATED, FINDINGS, FORCE, OLD_NAMES, PARTED, SHARED, SINCE, YEARS, Fault
from policy_rules.ruleset.model import Rule
from policy_rules.testing import Drawn, batch, check_batch, check_drawn

pytestmark = pytest.mark.heavy
BATCHES, RULES, SETS = 100, 12, 5
SHARED_BATCHES, COMPLETIONS = 150, 5


def test_every_planted_fault_is_caught() -> None:
    left: list[Planted] = list(PLANTED)
    for seed in range(BATCHES):
        report = check_batch(left, batch(f"planted {seed}", RULES, SETS), completions=0)
        left = [planted for planted in left if not report.differing[planted.name]]
        if not left:
            break
    assert not [planted.name for planted in left]
    assert not [planted.name for planted in PLANTED if planted.crashes]  # a crash is no wrong answer


@pytest.mark.parametrize(
    ("faults", "more", "since"),
    [
        (SHARED, (), ""),
        (FINDINGS, PARTED, ""),
        (FORCE, DATED, SINCE),
        (YEARS, DATED, ""),
        (OLD_NAMES, (), ""),
    ],
    ids=["any", "findings", "force", "years", "old names"],
)
def test_every_fault_that_all_engines_share_is_caught_by_its_law(
    faults: tuple[Fault, ...], more: tuple[Rule, ...], since: str
) -> None:
    left = list(faults)
    for seed in range(SHARED_BATCHES):
        drawn = Drawn(
            batch(f"shared {seed}", 20, 5, more=more, in_force=since if seed % 2 else ""), COMPLETIONS
        )
        broken = {fault.name: check_drawn([], drawn, fault.planted()).broken for fault in left}
        laws = {name: found.get("reference", Counter[str]()) for name, found in broken.items()}
        assert not [name for name, found in laws.items() if found["answers"]]  # a crash is no wrong answer
        left = [fault for fault in left if not laws[fault.name][fault.law]]
        if not left:
            break
    assert not [fault.name for fault in left]


def test_without_a_fault_no_law_is_broken() -> None:
    for seed in range(2):
        assert not check_drawn([], Drawn(batch(f"shared {seed}", 20, 2), COMPLETIONS)).broken
