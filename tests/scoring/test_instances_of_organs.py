"""A sheet of a place prices the instances of its organs: `instances_of_organs.yaml`, on every engine."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import Ruleset, load_ruleset
from scoring.world import write_ruleset

CASES = yaml.safe_load(Path(__file__).with_name("instances_of_organs.yaml").read_text("utf-8"))
DAY, YEAR = datetime.date(2025, 3, 1), 2024
VOCABULARY = {
    "loads": {"zh": "货", "en": "loads", "dated_by": "carried_on"},
    "loads.carried_on": {"zh": "日", "en": "carried on", "type": "date"},
    "loads.weight": {"zh": "重", "en": "weight", "type": "integer", "range": "[0..9]"},
    "loads.matter": {"zh": "事", "en": "matter", "type": "text"},
}
BAN = {
    "id": "ban",
    "text": "原则上不得超重。",
    "title": "t",
    "gloss": "g",
    "bearer": "any",
    "kind": "prohibition",
    "force": "原则上",
    "applies": "unit.flag",
    "for each": "l in loads",
    "requires": "l.weight <= 5",
    "examples": [{"given": {}, "as_of": "2024-03-01", "expect": "unknown"}],
}
OPEN = {"question": "Q1", "zh": "计", "en": "c", "type": "choice", "one_of": ["all", "sample"], "values": {}}


def ruleset(folder: Path, case: dict[str, Any]) -> Ruleset:
    """The ruleset with a sheet on the amount of the case."""
    amount = {"for": 'x in instances("ban")', **case["amount"]}
    item = {"id": "i", "points": 9, "component": "all", "start": "zero"}
    steps: dict[str, Any] = {"total": {"sum": ["i"]}}
    if "first" in case:
        items = [{**item, "effects": [{"add": 1, "if": "unit.flag"}]}]
        steps = {"first": case["first"], "got": amount} | steps
    else:
        items = [{**item, "reads": case.get("reads", ["ban"]), "effects": [{"add": amount}]}]
    sheet = {"sheet": "s", "year": YEAR, "items": items, "steps": steps}
    counted = case.get("counted", "all")
    told = {"counted": "parameters.counted" if counted == "open" else counted, "gradings": "each"}
    write_ruleset(folder, VOCABULARY, {"counted": OPEN}, [BAN], {"language": 2, "places": told}, [sheet])
    return load_ruleset(folder)


def unit(case: dict[str, Any], name: str, loads: dict[str, Any], **more: Any) -> dict[str, Any]:
    """A unit with its loads, all of one matter, and whether their list is whole."""
    listed = [
        {"id": id_, "carried_on": "2024-05-01", "matter": "m"}
        | ({} if weight is None else {"weight": weight})
        for id_, weight in loads.items()
    ]
    whole = {"list": "loads", "for": "all", "by": "the clerk", "date": "2026-01-01"}
    lifted = {"rule": "ban", "reason": "r", "approved_by": "p", "date": "2024-01-01"}
    given: dict[str, Any] = {"unit": {"id": name, "flag": True, **more}, "loads": listed}
    given["complete"] = [] if name in case.get("open_lists", ()) else [whole]
    return given | ({"exceptions": [lifted]} if name in case.get("lifted", ()) else {})


def facts_of(case: dict[str, Any]) -> dict[str, Any]:
    place = unit(case, "p", case.get("own", {}), place=True, flag=case.get("flag", True))
    if case.get("whole", True):
        place["complete"].append({"list": "organs", "by": "the clerk", "date": "2026-01-01"})
    if "sample" in case:
        place["samples"] = [{"for": YEAR, "organs": case["sample"], "by": "the clerk", "date": "2024-12-01"}]
    by = {"for": YEAR, "scorer": "the clerk", "date": "2025-02-01"}
    entered = case.get("entered", {}).items()
    place["entries"] = [{"entry": "worth", "instance": id_, "value": value, **by} for id_, value in entered]
    organs = [
        unit(case, name.strip("-"), loads, organ_of="p", flag=not name.startswith("-"))
        for name, loads in case["organs"].items()
    ]
    return {"units": [place, *organs]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_by_hand(tmp_path: Path, case: dict[str, Any]) -> None:
    made = ruleset(tmp_path / "r", case)
    asked: dict[str, Any] = {"as_of": DAY, "year": YEAR, "sheet": "s"}
    at = "got" if "first" in case else "i"
    ends = case["expect"] if isinstance(case["expect"], list) else [case["expect"]] * 2
    for engine in ("reference", "compiled", None):
        score = made.assess(facts_of(case), "p", engine=engine, **asked).score
        assert score is not None
        value = {**score.items, **score.steps}[at]
        assert [value.lo, value.hi] == ends  # type: ignore[union-attr]
    assert set(case.get("missing", ())) == {name for name, by in score.missing.items() if at in by}
    assert set(case.get("needs", ())) == {name for name, by in score.needs.items() if at in by}
    assert bool(score.missing or score.needs) is (ends[0] != ends[1])
    with made.session(**asked) as session:
        session.load(facts_of(case))
        again = session.score("p")
        assert again is not None and (again.items, again.steps) == (score.items, score.steps)
