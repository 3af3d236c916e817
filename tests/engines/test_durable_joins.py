"""The chain of joining rules that was tried stays runnable, and right: `benchmarks/durable_joins`."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from engines.test_session_chain import INSTANCES, MET, NO, TRUTHS, YES, ends, one
from engines.test_session_rules import DAY, YEAR
from engines.test_session_score import MODEL, PRICED, PROGRAM, opened
from policy_rules.engines.session.engine import SessionEngine
from policy_rules.engines.session.rule_truths import RuleTruths
from policy_rules.reference.evaluate import OPERATORS
from policy_rules.testing import Report, batch, check_batch
from policy_rules.testing.random_steps import RandomSteps
from policy_rules.testing.soak import Soak
from policy_rules.values.known import Num

JOINS = Path(__file__).parents[2] / "benchmarks" / "durable_joins"


@pytest.fixture
def joins(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(sys, "path", [str(JOINS), *sys.path])
    import joined_session

    return joined_session


@pytest.fixture
def facts(joins: Any) -> Iterator[Any]:
    memory = joins.JoinedMemory(joins.joined_chain())
    yield joins.JoinedRuleFacts(memory)
    memory.put_away()


def test_instances_as_the_reference(facts: Any) -> None:
    for truths in random.Random(0).sample(INSTANCES, 200):
        found = facts.conclude(0, RuleTruths(ends(YES, NO, YES), (one(*truths),)))
        assert Num(*found) == OPERATORS["outcome"](*truths), truths


def test_findings_as_the_reference(facts: Any) -> None:
    for role, lifted, applies in product(TRUTHS, repeat=3):
        found = facts.conclude(0, RuleTruths(ends(role, lifted, applies), (one(*MET),)))
        assert Num(*found) == OPERATORS["finding"](role, lifted, applies, OPERATORS["outcome"](*MET))


def test_rules_of_several_norms_and_readings_are_declined(joins: Any) -> None:
    """Of the others every finding and instance is the reference's."""
    report = Report()
    with joins.joined():
        for seed in range(6):
            report.add(check_batch([SessionEngine()], batch(f"joins {seed}", 20, 3), completions=0))
    assert set(report.declined["session"]) >= {"readings", "several norms or versions"}, str(report)
    assert report.checked["session"] >= report.cases / 2
    assert not report.broken, str(report)


def test_sessions_by_joins_as_the_reference(joins: Any) -> None:
    with joins.joined(), opened(PRICED) as session:
        steps = RandomSteps(MODEL, random.Random(3), 2, session.holds)
        run = Soak(MODEL, PROGRAM, session, steps, sheet=PRICED, day=DAY, year=YEAR)
        for n in range(60):
            run.compare(run.step(), whole=n % 10 == 0)
        assert run.differences == []
        told = {key[0] for key in session._units["u0"].memory.facts}
        assert {"member", "outcome", "worst", "finding", "price", "consequence"} <= told
