"""What is no reading of open words, in the first version of the language and from the second on."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.engines.by_name import ENGINES
from policy_rules.errors import RulesetError
from policy_rules.policy import Ruleset

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = yaml.safe_load((HERE / "no_readings.yaml").read_text("utf-8"))
DAY = datetime.date(2025, 6, 1)
FORCE = """default_due: all-done, in_force: '@"2022-03-01"'"""


@pytest.fixture(scope="module", params=["1", "2"])
def park(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Ruleset]:
    """The park by that version of the language, in force since 2022, its order graded over an open period."""
    folder = tmp_path_factory.mktemp("park") / "park"
    shutil.copytree(HERE / "park", folder)
    for file, old, new in (
        ("ruleset.yaml", "language: 1", f"language: {request.param}"),
        ("ruleset.yaml", "default_due: all-done", FORCE),
        ("ordinance/3-order.yaml", "order: {grading: order}", "order: {grading: order, period: open}"),
    ):
        text = (folder / file).read_text("utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new), "utf-8")
    return request.param, load_ruleset(folder)


def told(case: dict[str, Any]) -> dict[str, Any]:
    gradings = [
        {
            "rule": "order",
            "for": year,
            "value": value,
            "grader": "an assessor",
            "date": DAY,
            "reason": "invented",
        }
        for year, value in case["graded"].items()
    ]
    return {"unit": {"id": "elm", "kind": "keeper"}, "gradings": gradings, "badge": {"worn": True}}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_is_left_open(park: tuple[str, Ruleset], case: dict[str, Any], engine: str) -> None:
    language, ruleset = park
    settled = {"id": "d", "document": "No. 1", "decided_by": "us", "decided_on": "2020-01-01", "years": "all"}
    decisions = {"decisions": [{**settled, "settles": case["set"]}]} if "set" in case else None
    asked: dict[str, Any] = {"as_of": case.get("as_of", DAY), "year": 2024, "engine": engine}
    found = ruleset.assess(told(case), **asked, decisions=decisions)
    assert found.finding("order").outcome == case[language]


def test_a_mark_that_all_meet_is_refused(park: tuple[str, Ruleset]) -> None:
    language, ruleset = park
    given = {"id": "d", "document": "No. 1", "decided_by": "us", "decided_on": "2020-01-01", "years": "all"}
    for mark, hint in (("poor", "every grading meets"), ({"order": "poor"}, "labels: fair, good")):
        taken = {"decisions": [{**given, "settles": {"pass_mark": mark}}]}
        if language == "1":
            ruleset.decisions(taken)
            continue
        with pytest.raises(RulesetError) as raised:
            ruleset.decisions(taken)
        assert hint in str(raised.value)
