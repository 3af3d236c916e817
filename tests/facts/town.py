"""The invented town, against whose vocabulary these facts are bound: read once."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from policy_rules.ruleset.load import read_ruleset
from policy_rules.ruleset.model import RulesetModel


@cache
def read_town() -> RulesetModel:
    model, faults = read_ruleset(Path(__file__).parents[1] / "ruleset" / "good" / "town")
    assert model is not None
    assert not faults
    return model
