"""The shipped ruleset is read without a fault, its examples and profiles too."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_rules import Ruleset
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import apply_profile, set_parameters
from thinned import heavy

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def henan(henan: Ruleset) -> RulesetModel:
    return henan.model


@pytest.mark.parametrize("every", [40, heavy(1)])
def test_every_example_can_be_bound(henan: RulesetModel, every: int) -> None:
    for rule in list(henan.rules.values())[::every]:
        for example in rule.examples:
            bind(load_facts(example.given), henan, lenient=True)  # type: ignore[arg-type]
            _, faults = set_parameters(henan, example.parameters, rule.id)
            assert not faults


def test_every_profile_can_be_applied(henan: RulesetModel) -> None:
    for name in henan.profiles:
        _, faults = apply_profile(henan, name)
        assert "\n".join(map(str, faults)) == ""


@pytest.mark.parametrize("path", sorted((ROOT / "examples").glob("*.yaml")), ids=lambda p: p.stem)
def test_every_shipped_facts_file_can_be_bound(henan: RulesetModel, path: Path) -> None:
    assert bind(load_facts(path), henan).units
