"""A garden's ruleset: a rule for each kind of fact that a unit tells, so that each reads one kind."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import policy_rules as pr
from policy_rules.facts.bound import UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program

GARDEN = pr.load_ruleset(Path(__file__).parent / "garden")
DAY, YEAR = datetime.date(2024, 12, 31), 2024
FACTS: dict[str, Any] = {
    "unit": {"id": "north"},
    "grounds": {"trees": {"2023-01-01": 10, "2024-03-01": 30}},
    "benches": [
        {"id": "b1", "set_up_on": "2024-05-01", "width": 1, "repairs": [{"id": "r1", "cost": 5}]},
        {"id": "b2", "set_up_on": "2024-06-01", "width": 2},
    ],
    "complete": [{"list": "benches", "for": 2024, "by": "the clerk", "date": "2024-12-31"}],
    "reported": [{"measure": "visitor_share", "for": 2024, "value": "50%"}],
    "gradings": [{"rule": "tidy", "for": 2024, "value": "fair"}],
    "exceptions": [
        {"rule": "watered", "date": "2024-02-01", "reason": "drought", "approved_by": "the town"},
    ],
}


def garden(facts: dict[str, Any] = FACTS) -> tuple[Program, UnitView]:
    """The program, and a view of the garden."""
    found = GARDEN.assess(facts, "north", as_of=DAY, year=YEAR)
    return found.program, found.view


def seen(unit: UnitFacts, view: UnitView, **more: Any) -> UnitView:
    """A view of other facts in place of the garden's, on the same day."""
    about = {"as_of": view.as_of, "year": view.year, "year_given": view.year_given, **more}
    facts = type(view.facts)({**view.facts.units, unit.id: unit})
    return UnitView(facts, unit, view.vocabulary, **about)
