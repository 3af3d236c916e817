"""The budget of an evaluation: what it counts, and what it bounds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from policy_rules import feel
from policy_rules.errors import ExpressionError, PolicyRulesError
from policy_rules.feel.table import parameters
from policy_rules.testing.calendars import MOVED
from thinned import heavy

HERE = Path(__file__).parent
NASTY = yaml.safe_load((HERE / "nasty.yaml").read_text("utf-8"))
COSTS = yaml.safe_load((HERE / "costs.yaml").read_text("utf-8"))
MB = 1024 * 1024
TENTH = 400_000
WHOLE = 4_000_000
"""The default."""


@pytest.mark.parametrize(("budget", "most"), [(TENTH, 64 * MB), heavy(WHOLE, 256 * MB)])
@pytest.mark.parametrize("kind", NASTY)
def test_no_expression_holds_more_than_its_budget_allows(kind: str, budget: int, most: int) -> None:
    """Each is evaluated in a process of its own that can have no more: 256 MB within the default budget."""
    texts = NASTY[kind] if budget == WHOLE else NASTY[kind][::16]
    text = json.dumps([texts, budget, most])
    done = subprocess.run(
        [sys.executable, HERE / "bounded_process.py"], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert [line for line in done.stdout.splitlines() if not line.startswith(("a value", "refused"))] == []
    assert len(done.stdout.splitlines()) == len(texts)


@pytest.mark.parametrize("name", [name for name in COSTS if COSTS[name]])
def test_every_built_in_has_its_cost(name: str) -> None:
    for case in COSTS[name]:
        feel.evaluate(case["text"], budget=case["steps"], calendar=MOVED)
        with pytest.raises(ExpressionError, match="takes more than"):
            feel.evaluate(case["text"], budget=case["steps"] - 1, calendar=MOVED)


def test_no_built_in_is_without_a_cost() -> None:
    assert set(COSTS) == set(parameters())


def test_a_budget_of_its_own() -> None:
    text = "count(for i in 1..1000 return i)"
    assert feel.evaluate(text, budget=10_000) == 1000
    with pytest.raises(ExpressionError, match="takes more than 1,000 steps") as caught:
        feel.evaluate(text, budget=1_000)
    assert "larger `budget" in caught.value.faults[0].hint


@pytest.mark.parametrize("budget", [0, -1, True, 1.5, "1000"])
def test_a_budget_is_a_number(budget: object) -> None:
    with pytest.raises(PolicyRulesError, match="`budget` needs a whole number from 1 on"):
        feel.evaluate("1", budget=budget)  # type: ignore[arg-type]
