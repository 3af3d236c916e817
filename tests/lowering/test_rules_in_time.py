"""What becomes of a rule in time: years, periods, versions, readings, parameters with values by day."""

from __future__ import annotations

from pathlib import Path
from string import Template
from typing import Any

import pytest
import yaml

from lowering.core_text import in_text
from lowering.town import VOCABULARY, model
from lowering.typed import assert_lowered
from policy_rules.lowering.compile import compile_rules

_FILE = yaml.safe_load(Path(__file__).with_name("rules_in_time.yaml").read_text("utf-8"))
TERMS: dict[str, str] = {}
for _name, _tree in _FILE["terms"].items():
    TERMS[_name] = Template(_tree).substitute(TERMS)


def trees(said: Any) -> Any:
    """What a case says, with the trees for which its words stand."""
    if isinstance(said, dict):
        return {key: trees(value) for key, value in said.items()}
    if isinstance(said, list):
        return [trees(value) for value in said]
    return Template(said).substitute(TERMS) if isinstance(said, str) else said


CASES = trees(_FILE["cases"])


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["name"])
def test_a_rule_in_time(case: dict[str, Any]) -> None:
    rules = {"r": case["r"], **case.get("with", {})}
    rule = assert_lowered(
        case, compile_rules(model(rules, case.get("language", 2), case.get("year", ""))), VOCABULARY
    )
    if rule is None:
        return
    assert rule.time_class == case.get("class", rule.time_class)
    assert rule.counts_by == case.get("counts_by", "")
    assert list(map(in_text, rule.period)) == case.get("period", [])
    assert list(map(in_text, rule.degrees)) == case.get("degrees", [])
    assert rule.due_from == case.get("due_from", "")
    assert [part.name for part in rule.parts] == list(case.get("parts", ()))
    assert [part.holds and in_text(part.holds) for part in rule.parts] == list(case.get("parts", {}).values())
    assert [p.clause for p in rule.parts] == ["1" for _ in rule.parts]
    assert not rule.parts or (rule.plain is None) == (rule.parts[0].reading == ())
