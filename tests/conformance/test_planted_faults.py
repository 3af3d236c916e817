"""The generator is sharp: each of the wrong engines is told from the reference."""

from __future__ import annotations

import pytest

from conformance.planted import PLANTED, Planted
from policy_rules.testing import batch, check_batch

BATCHES, RULES, SETS = 100, 12, 5


@pytest.fixture(scope="module")
def caught() -> dict[str, int]:
    """For each fault, the cases after which it was caught."""
    found: dict[str, int] = {}
    cases = 0
    left: list[Planted] = list(PLANTED)
    for seed in range(BATCHES):
        made = batch(f"planted {seed}", RULES, SETS)
        cases += made.size
        report = check_batch(left, made)
        for planted in [p for p in left if report.differing[p.name]]:
            found[planted.name] = cases
            left.remove(planted)
        if not left:
            break
    return found


@pytest.mark.parametrize("planted", PLANTED, ids=lambda p: p.name)
def test_fault_is_caught(planted: Planted, caught: dict[str, int]) -> None:
    assert planted.name in caught
