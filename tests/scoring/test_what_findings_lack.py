"""What leaves a finding open leaves open what a sheet makes of it: facts are missing, parameters needed."""

from __future__ import annotations

import pytest

from policy_rules.core.nodes import SATISFIED, VIOLATED
from policy_rules.reference.trace import RuleResult
from policy_rules.values.known import Num
from scoring.world import model, scored, sheet_of

OF_OUTCOME = 'outcome("r1") = "violated"'


@pytest.fixture(scope="module")
def made():
    return model({"n": {"type": "integer", "range": "[0..9]"}})


@pytest.fixture(scope="module")
def sheet(made):
    item = {"id": "i", "points": 5, "component": "all", "start": "full", "reads": ["r1"]}
    data = {
        "sheet": "s",
        "year": 2024,
        "items": [item | {"effects": [{"deduct": 2, "if": OF_OUTCOME}]}],
        "steps": {"total": {"sum": ["i", "n"]}},
    }
    found, faults = sheet_of(data, made)
    assert not faults, "\n".join(map(str, faults))
    return found


def lacking(*names, ends=(SATISFIED, VIOLATED)):
    return {"r1": RuleResult(tuple(sorted(ends)), (), {}, frozenset(names))}


LACKING = [
    (("unit.flag",), {"unit.flag": ("i", "total")}, {}),
    (("parameters.bar",), {}, {"bar": ("i", "total")}),
    (("unit.flag", "parameters.bar"), {"unit.flag": ("i", "total")}, {"bar": ("i", "total")}),
    ((), {'outcome("r1")': ("i", "total")}, {}),
]


@pytest.mark.parametrize(("names", "missing", "needs"), LACKING)
def test_what_is_behind_a_finding_that_is_open(sheet, made, names, missing, needs):
    found = scored(sheet, made, {"n": 1}, results=lacking(*names))
    assert found.items == {"i": Num(3, 5)}
    assert (found.missing, found.needs) == (missing, needs)
    (line,) = [each for each in found.lines_of("i") if each.effect == "deduct"]
    assert line.basis.findings == {"r1"}
    assert (line.basis.missing, line.basis.needs) == ({*missing}, {*needs})


def test_of_one_that_is_settled_nothing_is_asked(sheet, made):
    broken = lacking("unit.flag", "parameters.bar", ends=(VIOLATED,) * 2)
    found = scored(sheet, made, {"n": 1}, results=broken)
    assert found.items == {"i": Num(3, 3)}
    assert (found.missing, found.needs) == ({}, {})
    # what is missing beside it is told alone
    found = scored(sheet, made, {}, results=broken)
    assert (found.missing, found.needs) == ({"n": ("total",)}, {})


def test_an_item_that_is_not_asked_for_either_way_waits_for_nothing(made):
    """A condition that is false or null whatever is told: the item does not apply."""
    items = [
        {"id": "i", "points": 5, "component": "all", "start": "full", "applies": "unit.flag and 1 / n > 1"},
        {"id": "k", "points": 5, "component": "all", "start": "full"},
    ]
    items[0]["reads"] = ["n"]
    steps = {"share": {"share_of": "all"}, "total": {"sum": ["i", "k"]}}
    found, faults = sheet_of({"sheet": "s", "year": 2024, "items": items, "steps": steps}, made)
    assert not faults, "\n".join(map(str, faults))
    told = scored(found, made, {"n": 0})
    assert (told.missing, told.needs) == ({}, {})
    assert told.steps["share"] == Num(1, 1)
    items[0]["applies"] = "unit.flag and n > 1"
    found, _ = sheet_of({"sheet": "s", "year": 2024, "items": items, "steps": steps}, made)
    assert "unit.flag" in scored(found, made, {"n": 2}).missing
