"""The scheme of design/effects.md, 5: what can be said with every parameter open, and with a profile."""

from __future__ import annotations

import datetime
from fractions import Fraction as Fr

import pytest
from attrs import evolve

from policy_rules.facts.bound import ExceptionRecord
from policy_rules.facts.view import UnitView
from policy_rules.scoring.points import Grade
from policy_rules.scoring.score_unit import score
from policy_rules.values.known import Labels, Num
from scoring.henan_like import GIVEN, OPEN, PROFILE, SHEET, VOCABULARY
from scoring.world import AS_OF, check_ledger, model, sheet_of, view_of

FAIL, PASS, GOOD, EXCELLENT = range(4)


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY)


def sheet(made, settings):
    found, faults = sheet_of(SHEET % settings, made)
    assert not faults, "\n".join(map(str, faults))
    return found


def grades(*places):
    return Grade(frozenset(places))


def test_all_open(made):
    found = score(sheet(made, OPEN), view_of(made, GIVEN), {})
    steps = found.steps
    assert steps["daily"] == Num(Fr(70, 100), Fr(84, 100))
    assert steps["on_site"] == Num(Fr(8, 10), Fr(8, 10))
    assert steps["composite"] == Num(Fr(7025, 100), Fr(8494, 100))
    assert (steps["bonus"], steps["deduction"]) == (Num(0, 5), Num(0, 10))
    assert steps["applicable"] == Num(45, 50)
    assert steps["total"] == Num(Fr(7025, 100) - Fr(1000, 45), Fr(8494, 100) + Fr(500, 45))
    assert steps["grade"] == grades(FAIL, PASS, GOOD, EXCELLENT)
    assert steps["barred"] == grades(FAIL, PASS, GOOD)
    assert (found.lo, found.hi) == (steps["clamped"].lo, steps["clamped"].hi)
    assert found.grade == {"fail", "pass", "good"}
    assert not found.settled
    check_ledger(found)


def test_what_each_step_needs(made):
    found = score(sheet(made, OPEN), view_of(made, GIVEN), {})
    last = {line.step: line for line in found.ledger}
    weights = ("P1_daily", "P1_on_site", "P1_satisfaction")
    assert last["daily"].needs == ()
    assert last["daily"].missing == ("files[2].grave", "unit.holds_power")
    assert last["composite"].needs == weights
    assert last["bonus"].needs == ("P10_bonus",)
    assert "P14_cutoffs" in last["grade"].needs
    assert set(found.needs) == {
        *weights,
        "P8_rescale",
        "P9_clamp",
        "P10_bonus",
        "P10_deduction",
        "P14_cutoffs",
    }
    assert found.missing["files[2].grave"][:2] == ("d2", "daily")
    assert found.missing["unit.holds_power"][0] == "d3"


def test_with_a_profile(made):
    found = score(sheet(made, PROFILE), view_of(made, GIVEN), {})
    steps = found.steps
    assert steps["composite"] == Num(76, 83)
    assert (steps["bonus"], steps["deduction"]) == (Num(2, 2), Num(3, 3))
    assert steps["total"] == Num(75, 82)
    assert steps["grade"] == steps["barred"] == grades(PASS, GOOD)
    assert found.needs == {}
    assert found.as_measures()["barred"] == Labels(frozenset({"pass", "good"}))
    check_ledger(found)


def test_all_known(made):
    known = {**GIVEN, "files": [{"grave": True}, {"grave": False}]}
    view = view_of(made, known)
    unit = evolve(view.unit, values={**view.unit.values, **_power(False)})
    found = score(sheet(made, PROFILE), _on(view, unit), {})
    assert found.settled
    assert found.missing == {}
    assert (found.lo, found.hi, found.grade) == (80, 80, {"good"})


def test_an_exception_opens_the_cap_of_the_deduction(made):
    """Eight circulars at 3 points come to 24: 10 in principle, 20 by the exception recorded."""
    view = view_of(made, {**GIVEN, "circulars": [{"at_home": True}] * 8})
    assert score(sheet(made, PROFILE), view, {}).steps["deduction"] == Num(10, 10)
    day = datetime.date(2025, 2, 1).toordinal()
    record = ExceptionRecord("r3", "three in a year", "office", day, value=Num(20, 20))
    unit = evolve(view.unit, exceptions=(record,))
    found = score(sheet(made, PROFILE), _on(view, unit), {})
    assert found.steps["deduction"] == Num(20, 20)
    cap = next(l for l in found.ledger if l.step == "deduction" and l.kept == "cap")
    assert cap.because["rules"] == ("r3",)
    assert cap in found.effects_of("r3")


def test_an_incomplete_list_of_circulars(made):
    found = score(sheet(made, PROFILE), view_of(made, {**GIVEN, "complete": ["files", "awards"]}), {})
    assert found.steps["deduction"] == Num(3, 10)
    assert "complete(circulars)" in found.missing


def _power(value):
    from policy_rules.facts.bound import Entry
    from policy_rules.values.known import truth

    return {"unit.holds_power": (Entry(truth(value)),)}


def _on(view, unit):
    return UnitView(view.facts, unit, view.vocabulary, AS_OF.toordinal(), view.year, year_given=True)
