"""What all findings of a unit tell at once is what each tells by itself."""

from __future__ import annotations

import datetime
import gc
import weakref
from collections.abc import Callable
from typing import Any

import pytest

from policy_rules.core import nodes as core
from policy_rules.engines.by_name import engine_on
from policy_rules.lowering.alike import Alike
from policy_rules.reference.evaluate import Key, RememberedTogether, Scope
from policy_rules.report.assessment_data import finding_data
from policy_rules.results.assessed import Asked
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import told_together
from policy_rules.results.from_facts import assess
from policy_rules.testing.batches import Batch, batch
from policy_rules.testing.facts import UNIT
from policy_rules.values.known import Labels, Truth

BATCHES = [f"together {n}" for n in range(3)]


def differing(made: Batch) -> int:
    """How many findings of a batch are told otherwise together than by themselves, one by one."""
    wrong = 0
    for facts, asked in made.facts[:4]:
        day = datetime.date.fromordinal(asked.as_of)
        about = Asked(facts, UNIT, day, asked.year, engine_on(made.program, None))
        alone = assess(Assessment, made.program.model, made.program, about)
        together = assess(Assessment, made.program.model, made.program, about).to_dict(parts=["findings"])
        told = zip(together["findings"], map(finding_data, alone.findings), strict=True)
        wrong += sum(one != other for one, other in told)
    return wrong


@pytest.mark.parametrize("seed", BATCHES)
def test_nothing_is_told_otherwise(seed: str) -> None:
    assert differing(batch(seed, 20, 4)) == 0


def test_a_tree_is_evaluated_once_for_all_rules() -> None:
    made = batch(BATCHES[0], 20, 1)
    seen = Alike()
    for rule in made.program.rules:
        seen.learn(rule)
    numbers = {number for number, _, _ in seen.said.values()}
    assert len(numbers) < len(seen.said) * 3 / 4


def test_what_was_found_for_all_is_gone_when_all_is_told() -> None:
    """Nothing holds it in a circle that would wait for the collector: it is as large as the answer."""
    made = batch(BATCHES[0], 20, 2)
    facts, asked = made.facts[0]
    day = datetime.date.fromordinal(asked.as_of)
    about = Asked(facts, UNIT, day, asked.year, engine_on(made.program, None))
    found = assess(Assessment, made.program.model, made.program, about)
    gc.disable()
    try:
        with told_together(found.findings):
            assert found.to_dict(parts=["findings"])["findings"]
            kept = weakref.ref(found.findings[0].tracer.together())
        assert kept() is None
    finally:
        gc.enable()


def no_records(key: Callable[[RememberedTogether, core.Node, Scope], Key]) -> Callable[..., Key]:
    def told(self: RememberedTogether, node: core.Node, scope: Scope) -> Key:
        found = key(self, node, scope)
        return found[0] or 0 if isinstance(found, tuple) else found

    return told


def test_records_that_are_left_out_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RememberedTogether, "key", no_records(RememberedTogether.key))
    assert sum(differing(batch(seed, 20, 4)) for seed in BATCHES[:2]) > 0


def test_parts_that_are_left_out_are_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Were all truths and labels one thing."""
    right = Alike._thing

    def thing(self: Alike, thing: Any) -> int:
        return -1 if isinstance(thing, Truth | Labels) else right(self, thing)

    monkeypatch.setattr(Alike, "_thing", thing)
    assert sum(differing(batch(seed, 20, 4)) for seed in BATCHES[:2]) > 0
