"""A unit that is added without facts is told what does not hang together: cases in `added.yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve

from facts.town import read_town
from policy_rules.facts.bind_places import faults_of_added
from policy_rules.facts.bound import UnitFacts
from policy_rules.ruleset.load import read_ruleset

CASES = yaml.safe_load(Path(__file__).with_name("added.yaml").read_text("utf-8"))


def unit(id: str, *, place: bool = False, **more: str) -> UnitFacts:
    return UnitFacts(id, id, is_place=place, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_is_told_of_a_unit_that_is_added(case: dict[str, Any]) -> None:
    towns, _ = read_ruleset(Path(__file__).parents[1] / "use" / "towns")
    assert towns is not None
    assert towns.places is not None
    model = towns if case.get("declared", True) else evolve(read_town(), places=None)
    others = {one["id"]: unit(**one) for one in case.get("among", ())}
    found = faults_of_added(unit(**case["add"]), others, model)
    assert [f.what + (f" | {f.hint}" if f.hint else "") for f in found] == case["told"]
