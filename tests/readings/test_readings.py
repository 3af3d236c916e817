"""Words with several readings: days and periods by a listed parameter. The ruleset `park`."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.core.nodes import OUTCOMES
from policy_rules.report.pages.site import pages
from policy_rules.results.limbs_finding import JoinedFinding

HERE = Path(__file__).parent
PARK = pr.load_ruleset(HERE / "park")
CASES = yaml.safe_load((HERE / "readings.yaml").read_text("utf-8"))
DAY = datetime.date(2025, 2, 1)


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    given = dict(case["given"])
    whole = [{"list": n, "by": "clerk", "date": "2025-02-01"} for n in given.pop("complete", [])]
    told = {"unit": {"id": "elm", "kind": "keeper"}, "complete": whole, **given}
    facts: dict[str, Any] = json.loads(json.dumps(told, default=str))
    return facts


def assessed(case: dict[str, Any], engine: str = "reference") -> pr.Assessment:
    found = PARK.assess(facts_of(case), as_of=DAY, year=2024, engine=engine)
    return found.what_if(case["set"]).after if "set" in case else found


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], engine: str) -> None:
    finding = assessed(case, engine).finding(case["rule"])
    expected = case["expect"]
    assert list(finding.possible) == ([expected] if isinstance(expected, str) else expected)
    told = finding.told
    if "readings" in case:
        parts = told.parts if isinstance(told, JoinedFinding) else ()
        assert {name: part.outcome for name, part in parts} == case["readings"]
    for key in ("needs", "missing"):
        assert list(getattr(finding, key)) == case.get(key, list(getattr(finding, key)))
    assert {i.id: i.outcome for i in finding.instances} == case.get(
        "instances", {i.id: i.outcome for i in finding.instances}
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_in_a_session(case: dict[str, Any]) -> None:
    with PARK.session(as_of=DAY, year=2024) as session:
        session.load(facts_of(case))
        for name, value in case.get("set", {}).items():
            parameter, _, rule = name.removeprefix("parameters.").partition(" of ")
            session.set_parameter(parameter, {rule: value} if rule else value)
        low, high = session.outcomes("elm")[case["rule"]]
    expected = [case["expect"]] if isinstance(case["expect"], str) else case["expect"]
    assert list(OUTCOMES[low : high + 1]) == expected


def test_readings_and_doubts_are_told() -> None:
    found = assessed(CASES[0])
    english, chinese = (found.finding("opening").explain(lang) for lang in ("en", "zh"))  # type: ignore[arg-type]
    assert "in doubt: The words do not say when spring begins." in english
    assert "存疑: 春季何日开始，原文未定。" in chinese
    assert "- spring = of_the_weather: violated" in english
    data = next(f for f in found.to_dict()["findings"] if f["rule"] == "opening")
    assert [(r["reading"], r["outcome"], r["due"]) for r in data["readings"]] == [
        ("spring: of_the_weather", "violated", "2024-03-01"),
        ("spring: of_the_sun", "satisfied", "2024-03-20"),
    ]
    assert data["doubt"]["en"] == "The words do not say when spring begins."
    page = "".join(pages(PARK.model, PARK.program).values())
    assert "of_the_sun" in page and "春季何日开始" in page
