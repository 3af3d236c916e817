"""What a rule becomes: its finding, due day, day looked at, steps and class; or what is told of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from lowering.core_text import in_text
from lowering.typed import assert_lowered
from lowering.village import VOCABULARY, model
from policy_rules.core import nodes as core
from policy_rules.lowering.compile import compile_rules

CASES = yaml.safe_load(Path(__file__).with_name("rules.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_a_rule(case: dict[str, Any]) -> None:
    rule = assert_lowered(case, compile_rules(model(case["rules"])), VOCABULARY)
    if rule is None:
        return
    assert in_text(rule.day) == case["day"]
    assert rule.time_class == case["class"]
    assert rule.due_from == case.get("due_from", "")
    assert sorted(rule.after) == case.get("after", [])
    assert isinstance(rule.finding, core.Op)
    worst, steps = rule.finding.args[3], []
    while isinstance(worst, core.Agg) and worst.body is not None:
        steps.append((worst.var, worst.source))
        worst = worst.body
    assert list(rule.each) == steps
    assert rule.instance is (None if case.get("instance") == "none" else worst)
    assert rule.id == "r"
    assert rule.kind == case["rules"]["r"].get("kind", "duty")
    assert rule.clause == "1"
