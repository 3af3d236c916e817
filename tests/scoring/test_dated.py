"""Sheets that read parameters with values by day: `dated.yaml`, by calendar and fiscal years."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import Ruleset, load_ruleset
from scoring.world import write_ruleset

DATA = json.loads(
    json.dumps(yaml.safe_load(Path(__file__).with_name("dated.yaml").read_text("utf-8")), default=str)
)
DAY = "2026-01-31"
QUARTERS = {"zh": "季度", "en": "quarter", "length": "P3M"}
FISCAL = {"zh": "财政年度", "en": "fiscal year", "start": "10-01", "length": "P1Y", "named_by": "last"}
HEADERS: dict[str, dict[str, Any]] = {
    "calendar": {"periods": {"quarter": QUARTERS | {"start": "01-01"}}},
    "fiscal": {"periods": {"quarter": QUARTERS | {"start": "10-01"}, "fiscal": FISCAL}, "year": "fiscal"},
}
POINTS = 50


def sheet(year: int) -> dict[str, Any]:
    """The sheet of a year; an item that is due in another has no day there."""
    items = [
        {"points": POINTS, "component": "all", "start": "full"} | item
        for item in DATA["items"]
        if year == 2024 or "due" not in item
    ]
    total = {"sum": [item["id"] for item in items]}
    parameters = {name: {} for name in DATA["parameters"]}
    steps = DATA["steps"] | {"total": total}
    return {
        "sheet": f"s{year}",
        "year": year,
        "parameters": parameters,
        "items": items,
        "steps": steps,
        "result": {"total": "total"},
    }


@pytest.fixture(scope="module")
def rulesets(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ruleset]:
    example = {"examples": [{"given": {}, "as_of": "2024-03-01", "expect": "unknown"}]}
    rules = [
        {"title": rule["id"], "gloss": "g", "bearer": "any"} | ({} if "defines" in rule else example) | rule
        for rule in DATA["rules"]
    ]
    found = {}
    for years, header in HEADERS.items():
        folder = tmp_path_factory.mktemp(years)
        told = {"language": 2} | header
        sheets = [sheet(year) for year in (2024, 2025)]
        write_ruleset(folder, DATA["facts"], DATA["parameters"], rules, told, sheets)
        found[years] = load_ruleset(folder)
    return found


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    loads = [
        {"id": f"l{n}", "carried_on": day, "weight": w} for n, (day, w) in enumerate(case.get("loads", ()))
    ]
    whole = {"list": "loads", "for": "all", "by": "the clerk", "date": DAY}
    return {
        "unit": {"id": "u"},
        "loads": loads,
        "store": {"weight": case.get("store", 0)},
        "complete": [whole],
    }


def asked(case: dict[str, Any]) -> dict[str, Any]:
    day = datetime.date.fromisoformat(case.get("as_of", DAY))
    return {"as_of": day, "year": case["year"], "sheet": f"s{case.get('sheet', case['year'])}"}


def lost(items: Any) -> dict[str, Any]:
    return {n: POINTS - value.lo for n, value in items.items() if value.settled and value.lo != POINTS}


def told(steps: Any) -> dict[str, Any]:
    return {n: value.lo if value.settled else [value.lo, value.hi] for n, value in steps.items()}


@pytest.mark.parametrize("years", HEADERS)
@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["about"])
def test_by_hand(rulesets: dict[str, Ruleset], case: dict[str, Any], years: str) -> None:
    for engine in ("reference", "compiled", None):
        found = rulesets[years].assess(facts_of(case), engine=engine, **asked(case))
        score = found.score
        assert score is not None
        if years in case:
            assert lost(score.items) == case[years]
        for name, expected in case.get(f"{years}_steps", {}).items():
            assert told(score.steps)[name] == expected, name
        mixed = any("the findings that it reads are those of" in note for note in found.notes)
        assert mixed is ("sheet" in case)
    with rulesets[years].session(**asked(case)) as session:
        session.load(facts_of(case))
        again = session.score("u")
        assert again is not None and (again.items, again.steps) == (score.items, score.steps)
