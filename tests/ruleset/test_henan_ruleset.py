"""The shipped ruleset is read without a fault, its examples and profiles too."""

from __future__ import annotations

from pathlib import Path

import pytest

from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import apply_profile, set_parameters

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def henan() -> RulesetModel:
    model, faults = read_ruleset(ROOT / "rulesets" / "henan")
    assert model is not None
    assert "\n".join(map(str, faults)) == ""
    return model


def test_every_example_can_be_bound(henan: RulesetModel) -> None:
    for rule in henan.rules.values():
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
