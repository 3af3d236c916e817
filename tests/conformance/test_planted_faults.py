"""The generator is sharp: each of the wrong engines is told from the reference."""

from __future__ import annotations

from conformance.planted import PLANTED, Planted
from policy_rules.testing import batch, check_batch

BATCHES, RULES, SETS = 100, 12, 4


def test_every_planted_fault_is_caught() -> None:
    left: list[Planted] = list(PLANTED)
    for seed in range(BATCHES):
        report = check_batch(left, batch(f"planted {seed}", RULES, SETS), completions=0)
        left = [planted for planted in left if not report.differing[planted.name]]
        if not left:
            break
    assert not [planted.name for planted in left]
    assert not [planted.name for planted in PLANTED if planted.crashes]  # a crash is no wrong answer
