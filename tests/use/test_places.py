"""Places: a unit judged by its organs. The ruleset `towns`, cases by hand in `places.yaml`."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

import policy_rules as pr
from policy_rules.core.nodes import SATISFIED, VIOLATED
from policy_rules.scoring.earlier_outcomes import Earlier

HERE = Path(__file__).parent
TOWNS = pr.load_ruleset(HERE / "towns")
DAY, YEAR = datetime.date(2025, 3, 1), 2024
CASES = yaml.safe_load((HERE / "places.yaml").read_text("utf-8"))


def town(organs, place=None, *, whole=True):
    """The facts of a town with its organs; `whole`: the list of organs is."""
    place = dict(place or {})
    complete = [*place.pop("complete", ()), *([_whole("organs")] if whole else ())]
    units = [
        {"unit": {"id": name, "organ_of": "town", **({"kind": facts["kind"]} if "kind" in facts else {})}}
        | {key: value for key, value in facts.items() if key != "kind"}
        for name, facts in organs.items()
    ]
    unit = {"id": "town", "place": True, "kind": "town", "level": "town"}
    return {"unit": unit, "complete": complete, **place, "units": units}


def _whole(name):
    return {"list": name, "by": "clerk", "date": "2025-03-01"}


def assessed(facts, settings=None, unit="town", **more):
    """The assessment of the town with parameters set."""
    found = TOWNS.assess(facts, unit, as_of=DAY, year=YEAR, **more)
    told = {}
    for name, value in (settings or {}).items():
        for rule, own in value.items() if isinstance(value, dict) else [("", value)]:
            told[f"parameters.{name}" + (f" of {rule}" if rule else "")] = own
    return found.what_if(told).after if told else found


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case, engine):
    facts = town(case["organs"], case.get("place"), whole=case.get("whole", True))
    found = assessed(facts, case.get("set"), engine=engine)
    for rule, told in case["expect"].items():
        finding = found.finding(rule)
        assert list(finding.possible) == ([told] if isinstance(told, str) else told), rule
        assert finding.outcome == (told if isinstance(told, str) else "unknown")
    for rule, names in case.get("missing", {}).items():
        finding = found.finding(rule)
        assert [*finding.missing, *finding.needs] == names


def test_on_an_earlier_day_a_place_is_judged_by_its_organs_as_they_were():
    """An item of a sheet may be due before the rule is: the place is looked at as of that day."""
    hours = {"2024-01-01": 20, "2024-07-01": 19}
    facts = town({"east": {"kind": "library", "opening": {"hours": hours}}})
    found = assessed(facts, {"organs_counted": "all", "whose_gradings": "each"})
    earlier = Earlier(found.program, found.view)
    for day, outcome in ((datetime.date(2024, 6, 30), SATISFIED), (datetime.date(2024, 7, 1), VIOLATED)):
        assert earlier.overdue("opens", day) == (outcome, outcome)
