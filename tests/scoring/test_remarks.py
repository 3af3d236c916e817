"""A sheet's remarks: said of the units that they concern, with a doubt where that is not known."""

from __future__ import annotations

import pytest

from scoring.world import model, scored, sheet_of

SHEET = {
    "sheet": "remarked",
    "year": 2024,
    "remarks": [
        {"if": "flag", "question": "P29", "says": {"zh": "既考核又被考核", "en": "assesses and is assessed"}}
    ],
    "items": [{"id": "a", "component": "all", "points": 5, "start": "full"}],
    "steps": {"total": {"sum": ["a"]}},
}


@pytest.fixture(scope="module")
def made():
    return model({"flag": {"type": "boolean"}})


@pytest.mark.parametrize(("given", "told"), [({"flag": True}, [True]), ({"flag": False}, []), ({}, [False])])
def test_a_remark_is_said_of_the_units_that_it_may_concern(made, given, told):
    sheet, faults = sheet_of(SHEET, made)
    assert not faults, "\n".join(map(str, faults))
    found = scored(sheet, made, given)
    assert [sure for _, sure in found.remarks] == told
    assert {r.question for r, _ in found.remarks} <= {"P29"}
    assert (found.lo, found.hi) == (5, 5)


def test_a_remark_without_a_condition_or_of_unknown_names_is_a_fault(made):
    wrong = [{"says": "x"}, {"if": "flga", "says": "x"}]
    sheet, faults = sheet_of(SHEET | {"remarks": wrong}, made)
    assert sheet is None
    told = "\n".join(f.what for f in faults)
    assert "`if`" in told
    assert "flga" in told
