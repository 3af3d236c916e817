"""An item may be due before its rule: what was pending on the item's day costs points from then on."""

from __future__ import annotations

import datetime

import pytest

from policy_rules.engines.session import Session
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.trace import Tracer
from policy_rules.scoring.score_unit import score
from scoring.world import check_ledger, model, sheet_of

PLATFORM = {
    "id": "late",
    "text": "2025年年底前建成平台。",
    "title": "t",
    "gloss": "g",
    "bearer": "any",
    "kind": "target",
    "due": '@"2025-12-31"',
    "requires": "done_by(unit.built_on, due)",
    "examples": [
        {"given": {"unit": {"built_on": "2025-01-01"}}, "as_of": "2026-02-01", "expect": "satisfied"},
        {"given": {"unit": {"built_on": None}}, "as_of": "2026-02-01", "expect": "violated"},
        {"given": {}, "as_of": "2026-02-01", "expect": "unknown"},
        {"given": {"unit": {"built_on": None}}, "as_of": "2025-02-01", "expect": "pending"},
    ],
}
ROWS = {"satisfied": 10, "excepted": 10, "not_applicable": 10, "pending": 4, "violated": 0}


def sheet(made, **keys):
    item = {"id": "platform", "component": "all", "points": 10, "start": "zero", "reads": ["late"], **keys}
    item["effects"] = [{"add": {"table": 'outcome("late")', "rows": ROWS}}]
    found, faults = sheet_of(
        {"sheet": "s", "year": 2024, "items": [item], "steps": {"total": {"sum": ["platform"]}}}, made
    )
    assert not faults, "\n".join(map(str, faults))
    return found


@pytest.fixture(scope="module")
def world():
    made = model(
        {"unit.built_on": {"type": "date", "nullable": True, "zh": "b", "en": "b"}}, rules=[PLATFORM]
    )
    program, faults = compile_rules(made)
    assert not faults
    return made, program


@pytest.mark.parametrize(
    ("built", "as_of", "due", "points"),
    [
        (None, "2024-12-31", None, (4, 4)),
        (None, "2025-01-31", None, (4, 4)),
        (None, "2024-06-30", "2024-06-30", (4, 4)),  # the day itself is still in time
        (None, "2024-07-01", "2024-06-30", (0, 0)),
        ("2024-06-30", "2025-01-31", "2024-06-30", (10, 10)),
        ("2024-07-01", "2025-01-31", "2024-06-30", (0, 0)),  # met for the rule, too late for the item
        ("2024-07-01", "2025-01-31", None, (10, 10)),
        ("missing", "2025-01-31", "2024-06-30", (0, 10)),
        ("missing", "2024-06-30", "2024-06-30", (4, 10)),
    ],
)
def test_points(world, built, as_of, due, points):
    made, program = world
    day = datetime.date.fromisoformat(as_of)
    unit = {"id": "u"} if built == "missing" else {"id": "u", "built_on": built}
    facts = bind(load_facts({"unit": unit}), made)
    view = UnitView(facts, facts.units["u"], made.vocabulary, day.toordinal(), 2024, True)
    outcomes = {r: result.finding for r, result in Tracer(program, view).results().items()}
    found = score(sheet(made, **({"due": due} if due else {})), view, outcomes, program=program)
    assert (found.lo, found.hi) == points
    check_ledger(found)


def test_an_item_that_does_not_apply_leaves_its_day_to_nobody(world):
    """The step after it reads the rule as of the day of assessment."""
    made, program = world
    item = {
        "id": "a",
        "component": "all",
        "points": 10,
        "start": "zero",
        "reads": ["late"],
        "due": "2024-06-30",
    }
    item |= {"applies": "unit.flag", "effects": [{"add": {"table": 'outcome("late")', "rows": ROWS}}]}
    read = {"cases": [['outcome("late") = "pending"', 1]], "else": 0}
    sheet, faults = sheet_of({"sheet": "s", "year": 2024, "items": [item], "steps": {"total": read}}, made)
    assert not faults, "\n".join(map(str, faults))
    facts = bind(load_facts({"unit": {"id": "u", "built_on": None, "flag": False}}), made)
    view = UnitView(
        facts, facts.units["u"], made.vocabulary, datetime.date(2025, 1, 31).toordinal(), 2024, True
    )
    outcomes = {r: result.finding for r, result in Tracer(program, view).results().items()}
    found = score(sheet, view, outcomes, program=program)
    assert (found.lo, found.hi) == (1, 1)


def test_shares_read_whether_an_item_applied_on_its_day(world):
    """What was pending is violated from the next day on: then the item does not apply, in any step."""
    made, program = world
    item = {"component": "all", "points": 10, "start": "full"}
    applies = {"applies": 'outcome("late") = "pending"', "reads": ["late"], "due": "2024-06-30"}
    items = [{"id": "a", **item}, {"id": "b", **item, **applies}]
    steps = {"got": {"share_of": "all"}, "total": {"possible_of": "all"}}
    sheet, faults = sheet_of({"sheet": "s", "year": 2024, "items": items, "steps": steps}, made)
    assert not faults, "\n".join(map(str, faults))
    facts = bind(load_facts({"unit": {"id": "u", "built_on": None}}), made)
    for day, points in ((datetime.date(2024, 6, 30), 20), (datetime.date(2024, 7, 1), 10)):
        view = UnitView(facts, facts.units["u"], made.vocabulary, day.toordinal(), 2024, True)
        outcomes = {r: result.finding for r, result in Tracer(program, view).results().items()}
        found = score(sheet, view, outcomes, program=program)
        assert (found.lo, found.hi) == (points, points)
        assert {line.step for line in found.effects_of("late") if line.step} == {"got", "total"}
        check_ledger(found)


def test_a_session_scores_again_though_no_finding_changed(world):
    """The rule was met before and after; for the item's own day it was not, and now is."""
    made, program = world
    with Session(
        made, program, as_of=datetime.date(2025, 1, 31), year=2024, sheet=sheet(made, due="2024-06-30")
    ) as s:
        s.load(bind(load_facts({"unit": {"id": "u", "built_on": "2024-07-01"}}), made))
        assert (s.score("u").lo, s.outcomes("u")["late"]) == (0, (2, 2))
        s.change_fact("u", "unit.built_on", "2024-06-30")
        assert (s.score("u").lo, s.outcomes("u")["late"]) == (10, (2, 2))
        check_ledger(s.score("u"))
