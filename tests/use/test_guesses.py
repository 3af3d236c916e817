"""The facts with each value that one missing fact could take, by the name under which it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.scoring.possible_values import NONE, NearValues, guesses
from policy_rules.values.known import FALSE, TRUE, label, point
from use.libraries import elm, elm_without

TOWN = Path(__file__).parents[1] / "ruleset" / "good" / "town"


def guessed(name, *hidden, near=()):
    found = elm_without(*hidden) if hidden else elm()
    sheet = found.score.sheet
    return guesses(name, found.asked.facts, "elm", 2024, found.model, sheet, NearValues(near))


def told(units, look):
    return [look(unit) for unit in units]


def test_a_value():
    found = guessed("rooms.heated", "rooms.heated")
    assert told(found.units, lambda u: u.values["rooms.heated"][0].value) == [FALSE, TRUE]
    assert found.all
    assert found.reads == {("value", "rooms.heated")}
    # what else is known stays
    assert told(found.units, lambda u: u.values["rooms.seats"][0].value) == [point(35), point(35)]


def test_ends_and_what_lies_near():
    found = guessed("rooms.seats", "rooms.seats", near=(30,))
    seats = [*map(point, (0, 29, 30, 31, 60))]
    assert told(found.units, lambda u: u.values["rooms.seats"][0].value) == seats
    assert not found.all


def test_a_field_of_a_record():
    found = guessed("fines[f1].amount", "fines[f1].amount")
    assert len(found.units) == 6
    assert found.all
    assert found.reads == {("list", "fines")}


def test_an_entry_takes_each_step_of_its_grid():
    found = guessed("manner_points", "manner_points")
    assert told(found.units, lambda u: [(e.entry, e.value) for e in u.entries]) == [
        [("manner_points", point(n))] for n in range(11)
    ]
    assert found.all


def test_a_grading_takes_each_label():
    found = guessed("grading(friendly)", "grading(friendly)")
    assert told(found.units, lambda u: [(g.rule, g.year, g.value) for g in u.gradings]) == [
        [("friendly", 2024, label(name))] for name in ("rude", "plain", "warm")
    ]
    assert found.all


def test_a_figure_of_the_year():
    found = guessed("visits", near=(500,))
    assert told(found.units, lambda u: [(r.measure, r.year, r.value) for r in u.reported]) == [
        [("visits", 2024, point(n))] for n in (0, 499, 500, 501, 9000)
    ]
    assert not found.all


def complete(unit):
    return [(c.list, c.of, c.years) for c in unit.complete]


def test_a_list_is_tried_as_complete_which_is_one_of_the_things_that_it_could_be():
    found = guessed("complete(fines)", "complete(fines)")
    assert told(found.units, complete) == [[("fines", "", ())]]
    assert not found.all
    assert found.reads == {("list", "fines")}
    # what was complete stays so
    found = guessed("complete(complaints)")
    assert told(found.units, complete) == [[("fines", "", ()), ("complaints", "", (2024,))]]


@pytest.mark.parametrize("name", ["nothing", "visits (2024)", "complete(nothing)"])
def test_what_names_no_fact_has_no_values(name):
    assert guessed(name) == NONE
    assert NONE.units == ()
    assert not NONE.all


def test_a_list_inside_a_record():
    town = pr.load_ruleset(TOWN).model
    bench = {"id": "b1", "repairs": [{"id": "r1", "cost": 3}]}
    facts = bind(load_facts({"unit": {"id": "u", "level": "park"}, "benches": [bench]}), town)
    asked = facts, "u", 2024, town, elm().score.sheet, NearValues()
    found = guesses("complete(benches[b1].repairs)", *asked)
    assert told(found.units, complete) == [[("benches.repairs", "b1", (2024,))]]
    assert len(guesses("benches[b1].material", *asked).units) == 3
