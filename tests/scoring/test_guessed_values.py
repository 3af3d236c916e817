"""The values that a fact of a sheet could take: a grid in steps, what is told in part or by the day."""

from __future__ import annotations

from fractions import Fraction as Fr
from typing import Any

import pytest
from attrs import evolve

from policy_rules.facts.bound import Entry, EntryRecord, ReportedFigure
from policy_rules.scoring.possible_values import MOST_VALUES, NONE, NearValues, guesses
from policy_rules.values.known import Num, point
from scoring.world import model, sheet_of, view_of

GRIDS: dict[str, dict[str, Any]] = {
    "just_few": {"between": [0, MOST_VALUES - 1], "by": 1},
    "one_more": {"between": [0, MOST_VALUES], "by": 1},
    "halves": {"between": [-2, 1], "by": 0.5},
    "past_the_end": {"between": [0, 2], "by": 0.75},
    "no_grid": {"between": [0, 3]},
}


@pytest.fixture(scope="module")
def made():
    return model(
        {
            "unit.size": {"type": "integer", "range": "[0..3]", "zh": "s", "en": "s"},
            "n": {"type": "integer", "range": "[0..2]"},
        }
    )


@pytest.fixture(scope="module")
def sheet(made):
    items = [
        {"id": f"i_{name}", "points": 30, "within": "open", "component": "all", "start": "zero"}
        | {"effects": [{"add": {"given": name, **grid}}]}
        for name, grid in GRIDS.items()
    ]
    data = {"sheet": "s", "year": 2024, "items": items, "steps": {"total": {"share_of": "all"}}}
    found, faults = sheet_of(data, made)
    assert not faults, "\n".join(map(str, faults))
    return found


def guessed(made, sheet, name, near=(), **changes):
    facts = view_of(made, {}).facts
    unit = evolve(facts.units["u"], **changes)
    return guesses(name, evolve(facts, units={"u": unit}), "u", 2024, made, sheet, NearValues(near))


ENTRIES = [
    ("just_few", range(MOST_VALUES), True),
    ("halves", (-2, Fr(-3, 2), -1, Fr(-1, 2), 0, Fr(1, 2), 1), True),
    ("past_the_end", (0, Fr(3, 4), Fr(3, 2)), True),
    # too many, or no grid: the ends, and what lies near
    ("one_more", (0, Fr(999, 1000), 1, Fr(1001, 1000), MOST_VALUES), False),
    ("no_grid", (0, Fr(999, 1000), 1, Fr(1001, 1000), 3), False),
]


@pytest.mark.parametrize(("name", "expected", "every"), ENTRIES)
def test_what_a_person_may_enter(made, sheet, name, expected, every):
    found = guessed(made, sheet, name, near=(1,))
    assert [u.entries for u in found.units] == [(EntryRecord(name, point(n), year=2024),) for n in expected]
    assert found.all is every


def test_of_an_entry_told_in_part_what_was_told_is_tried(made, sheet):
    told = EntryRecord("halves", Num(0, 1), year=2024)
    found = guessed(made, sheet, "halves", entries=(told,))
    assert [u.entries[0].value for u in found.units] == [point(0), point(1)]
    assert not found.all


SIZES = [
    ((), (0, 1, 2, 3)),
    ((Entry(Num(1, 2)),), (1, 2)),
    ((Entry(Num(1, 2), year=2024),), None),
    ((Entry(Num(1, 2), start=738000),), None),
    ((Entry(Num(1, 2)), Entry(Num(2, 3))), None),
]


@pytest.mark.parametrize(("entries", "expected"), SIZES)
def test_a_value_told_for_some_days_or_years_is_not_guessed(made, sheet, entries, expected):
    found = guessed(made, sheet, "unit.size", values={"unit.size": entries} if entries else {})
    if expected is None:
        assert found == NONE
        return
    assert [u.values["unit.size"] for u in found.units] == [(Entry(point(n)),) for n in expected]
    assert found.all


FIGURES = [
    ((), (0, 1, 2)),
    ((ReportedFigure("n", 2024, Num(1, 2)),), (1, 2)),
    ((ReportedFigure("n", 2024, Num(1, 2)), ReportedFigure("n", 2024, Num(0, 1))), None),
    ((ReportedFigure("n", 2023, Num(1, 2)),), (0, 1, 2)),
]


@pytest.mark.parametrize(("figures", "expected"), FIGURES)
def test_a_figure_told_twice_is_not_guessed(made, sheet, figures, expected):
    found = guessed(made, sheet, "n", reported=figures)
    if expected is None:
        assert found == NONE
        return
    told = [[f.value for f in u.reported if f.year == 2024] for u in found.units]
    assert told == [[point(n)] for n in expected]
    assert found.all
