"""Decisions on what the ruleset sets in part: until a day, within bounds, for some rules."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import RulesetError, load_ruleset
from policy_rules.core.nodes import OUTCOMES
from policy_rules.policy import Ruleset
from policy_rules.ruleset.new import new_ruleset

CASES = yaml.safe_load(Path(__file__).with_name("partly_set.yaml").read_text("utf-8"))
FACTS = {
    "unit": {"id": "library", "is_public_library": True},
    "opening": {"hours_per_week": 52},
    "opinions": [{"id": "o1", "received_on": "2025-03-03", "answered_on": "2025-03-10"}],
    "complete": [{"list": "opinions", "for": "all", "by": "x", "date": "2027-01-01"}],
}
USUAL = {"document": "No. 1", "decided_by": "the office", "decided_on": "2024-12-01"}


def library(folder: Path, case: dict[str, Any]) -> Ruleset:
    """The library of the guide, whose hours are a parameter, with the values of the case."""
    new_ruleset(folder)
    clause, parameters = folder / "regulation" / "1-opening.yaml", folder / "parameters.yaml"
    by_parameter = clause.read_text("utf-8").replace(">= 56", ">= parameters.hours")
    examples = by_parameter.replace(
        "hours_per_week: 56}}, expect: satisfied", "hours_per_week: 56}}, set: {hours: 56}, expect: satisfied"
    )
    clause.write_text(examples.replace("55.5}}, expect", "55.5}}, set: {hours: 56}, expect"), "utf-8")
    told = parameters.read_text("utf-8").replace("values: {}", f"values: {case.get('timely_days', '{}')}")
    kind = 'type: integer, unit: hour, range: "[0..168]"'
    hours = f"{{question: Q2, zh: 时数, en: hours, {kind}, values: {case.get('hours', '{}')}}}"
    parameters.write_text(f"{told}hours: {hours}\n", "utf-8")
    return load_ruleset(folder)


def asked(case: dict[str, Any]) -> dict[str, Any]:
    told = {"a": case.get("decide"), "b": case.get("and")}
    decisions = [{"id": id_, **USUAL, **plain} for id_, plain in told.items() if plain]
    year = case.get("year", 2025)
    given = {"decisions": {"decisions": decisions}} if decisions else {}
    return {"as_of": datetime.date(year, 12, 31), "year": year, **given}


@pytest.mark.parametrize("case", [c for c in CASES if "expect" in c], ids=lambda case: case["why"])
def test_by_hand(tmp_path: Path, case: dict[str, Any]) -> None:
    ruleset = library(tmp_path / "library", case)
    for engine in ("reference", "compiled"):
        finding = ruleset.assess(FACTS, engine=engine, **asked(case)).finding(case["rule"])
        assert finding.outcome == case["expect"]
        assert [d.decision.id for d in finding.decisions] == case.get("by", [])
    with ruleset.session(**asked(case)) as session:
        session.load(FACTS)
        lo, hi = session.outcomes("library")[case["rule"]]
        assert (OUTCOMES[lo] if lo == hi else "unknown") == case["expect"]
    questions = ruleset.questions(FACTS, **asked(case))
    moved = [q.parameter.name for q in questions if case["rule"] in {c.rule for c in q.cases}]
    assert moved == case.get("asked", moved if case["expect"] == "unknown" else [])


@pytest.mark.parametrize("case", [c for c in CASES if "told" in c], ids=lambda case: case["why"])
def test_what_is_set_is_not_decided(tmp_path: Path, case: dict[str, Any]) -> None:
    with pytest.raises(RulesetError) as raised:
        library(tmp_path / "library", case).assess(FACTS, **asked(case))
    assert case["told"] in str(raised.value)
