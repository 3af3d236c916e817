"""What a total may be before any facts: whatever the parameters are, or as they are set where it is asked."""

from __future__ import annotations

import datetime

import pytest
from attrs import evolve

from policy_rules.facts.bound import ExceptionRecord
from policy_rules.facts.view import UnitView
from policy_rules.values.known import ANYTHING, INF, Num, point
from scoring.world import AS_OF, RULES, YEAR, model, sheet_of, view_of

CAP = {"zh": "c", "en": "c", "type": "integer", "range": "[1..9]"}
DECLARED = {
    "cap": CAP | {"values": {"2020-01-01": 2, "2024-12-31": 5, "2025-01-01": 7}},
    "open_cap": CAP | {"question": "P1", "values": {}},
}
NUMBERS = [
    {**RULES["rules"][2], "id": f"r{n}", "text": f"第{n}条不超过。", "defines": {name: value}}
    for n, (name, value) in enumerate([("malus", "-2"), ("nothing", "0")], 4)
]


@pytest.fixture(scope="module")
def made():
    vocabulary = {
        "n": {"type": "integer", "range": "[0..20]"},
        "held": {"type": "integer", "range": "[0..20]", "nullable": True},
    }
    return model(vocabulary, DECLARED, NUMBERS)


def read(made, steps, parameters=None):
    written = {"sheet": "s", "year": 2024, "scale": ["low", "high"], "steps": steps}
    sheet, faults = sheet_of(written | ({"parameters": parameters} if parameters else {}), made)
    assert not faults, "\n".join(map(str, faults))
    return sheet


def lifted(made, rule, value, start=datetime.date(2025, 1, 1)):
    """A unit with an exception on file that replaces the number of a rule."""
    view = view_of(made, {"n": 1})
    told = ExceptionRecord(rule, "grave", "the committee", start.toordinal(), value=point(value))
    unit = evolve(view.unit, exceptions=(told,))
    return UnitView(view.facts, unit, made.vocabulary, AS_OF.toordinal(), YEAR, True)


POSSIBLE = [
    # the total; what it may be whatever is set; what it may be as it is set
    ({"sum": ["n", 1]}, (1, 21), (1, 21)),
    # on the last day of the sheet's year
    ({"read": "cap"}, (1, 9), (5, 5)),
    ({"read": "open_cap"}, (1, 9), (1, 9)),
    ({"read": "own"}, (0, 9), (4, 4)),
    # an exception keeps a number on its side of zero
    ({"read": "deduction_cap"}, (0, INF), (10, 10)),
    ({"read": "malus"}, (-INF, 0), (-2, -2)),
    ({"read": "nothing"}, (0, INF), (0, 0)),
    ({"sum": ["cap", "own", "malus"]}, (-INF, 18), (7, 7)),
]


@pytest.mark.parametrize(("total", "unset", "set_"), POSSIBLE)
def test_whatever_is_set_and_as_it_is_set(made, total, unset, set_):
    names = ("cap", "open_cap")
    parameters = {name: {} for name in names if name in str(total)}
    if "own" in str(total):
        parameters["own"] = {"range": "0..9", "value": 4}
    sheet = read(made, {"total": total}, parameters)
    assert sheet.possible(sheet, None) == Num(*unset)
    # of the facts of a unit nothing is read
    assert sheet.possible(sheet, view_of(made, {"n": 3})) == Num(*set_)


def test_numbers_on_file_are_those_of_the_day_of_assessment(made):
    sheet = read(made, {"total": {"sum": ["deduction_cap", "malus"]}})
    assert sheet.possible(sheet, lifted(made, "r3", 12)) == Num(10, 10)
    assert sheet.possible(sheet, lifted(made, "r4", -7)) == Num(3, 3)
    assert sheet.possible(sheet, lifted(made, "r1", 7)) == Num(8, 8)
    assert sheet.possible(sheet, lifted(made, "r3", 12, AS_OF)) == Num(10, 10)
    assert sheet.possible(sheet, lifted(made, "r3", 12, AS_OF + datetime.timedelta(1))) == Num(8, 8)


def test_where_there_may_be_none_it_is_anything(made):
    of_grades = read(made, {"grade": {"cases": [["n > 1", "high"]], "else": "low"}})
    assert of_grades.possible(of_grades, None) == ANYTHING
    null = read(made, {"total": {"read": "held"}})
    assert null.possible(null, None) == ANYTHING


def test_what_is_wrong_of_values_that_are_not_set_is_no_matter(made):
    """The step of 2 can be read; that its range holds 0 is not told again."""
    total = {"each": 1, "of": "n", "step": "own", "part": "whole"}
    sheet = read(made, {"total": total}, {"own": {"range": "0..9", "value": 2}})
    assert sheet.possible(sheet, view_of(made, {})) == Num(0, 10)
    assert sheet.possible(sheet, None) == Num(0, INF)
