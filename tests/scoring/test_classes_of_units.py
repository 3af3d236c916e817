"""The classes in which units are compared: their keys, what leaves them open, and who stands in none."""

from __future__ import annotations

import pytest

from policy_rules.scoring.amounts.amount import amounts_in
from policy_rules.scoring.amounts.peers import Peers
from policy_rules.values.known import Labels, Num, label, point
from scoring import random_populations as pop
from scoring.world import model, sheet_of, together

ROUTES = {"zh": "l", "en": "l", "type": "choice", "one_of": ["apart", "together"], "values": {}}
RANK = {"peers": "rank", "of": "x", "ties": "shared"}


@pytest.fixture(scope="module")
def made():
    return model(pop.VOCABULARY, {"lists": {"question": "P1", **ROUTES}})


def sheet_with(made, steps, **more):
    sheet, faults = sheet_of({**pop.sheet(steps), **more}, made)
    assert not faults, "\n".join(map(str, faults))
    return sheet


def column_of(sheet, name):
    step = next(s for s in sheet.steps if s.name == name)
    return next(a for a in amounts_in(step.amount) if isinstance(a, Peers))


def missing_of(found, unit, step):
    return {name for line in found.score(unit).lines_of(step) for name in line.missing}


UNITS = {
    "a": {"amount": 1, "group": "east", "second": 1},
    "b": {"amount": 2},
    "c": {"amount": 3, "group": "west", "second": 0},
    "d": {"amount": 2, "group": "east", "second": 1},
}


def test_keys(made):
    sheet = sheet_with(made, {"place": {**RANK, "among": "group"}, "all": RANK})
    found = together({"a": sheet, "b": sheet, "c": sheet, "d": None}, made, UNITS)
    column = column_of(sheet, "place")
    assert found.class_of("a", column) == (label("east"),)
    assert found.class_of("b", column) == (Labels(frozenset(("east", "west"))),)
    assert found.class_of("c", column) == (label("west"),)
    assert found.class_of("d", column) == ()  # it has no sheet
    assert found.class_of("nobody", column) == ()
    assert found.class_of("a", column_of(sheet, "all")) == ()  # it compares all


def test_a_column_of_the_sheet_read_again(made):
    """One unit asked otherwise is scored by a sheet that was read again, among units that keep theirs."""
    sheet, again = (sheet_with(made, {"place": {**RANK, "among": "group"}}) for _ in range(2))
    found = together({"a": sheet, "b": sheet, "c": sheet, "d": None}, made, UNITS)
    assert found.class_of("a", column_of(again, "place")) == (label("east"),)
    asked, alike = (
        together({**dict.fromkeys(UNITS, sheet), "a": one}, made, UNITS) for one in (again, sheet)
    )
    assert asked.score("a").steps["place"] == alike.score("a").steps["place"]


def test_the_population_as_a_unit_sees_it(made):
    sheet = sheet_with(made, {"place": {**RANK, "among": "group"}, "all": RANK})
    found = together({"a": sheet, "b": sheet, "c": sheet, "d": None}, made, UNITS)
    others = found.among("a")
    assert others is not None
    assert others.sheets == {"a": "s", "b": "s", "c": "s", "d": ""}
    assert [p.unit for p in others.peers(column_of(sheet, "all"))] == ["b", "c", "d"]
    assert found.among("d") is None
    assert found.among("nobody") is None
    assert found.score("d") is None
    assert found.score("nobody") is None


def test_a_parameter_of_the_ruleset_leaves_keys_open_and_is_no_fact(made):
    key = 'if parameters.lists = "apart" then second else 0'
    sheet = sheet_with(made, {"place": {**RANK, "among": key}})
    found = together(sheet, made, UNITS)
    # any of them may be of a's class; what is not known of b is its second amount besides
    assert found.score("a").steps["place"] == Num(1, 4)
    assert missing_of(found, "a", "place") == {"b: second"}
    assert found.score("a").needs == {"lists": ("place",)}


def test_who_lacks_what_the_key_reads_may_be_anywhere(made):
    """The key reads a step that the other sheet has not: its unit may be in the class or not."""
    steps = {"high": {"cases": [["second >= 1", 1]], "else": 0}, "place": {**RANK, "among": "high"}}
    one = sheet_with(made, steps, sheet="one")
    other = sheet_with(made, {"place": RANK}, sheet="other")
    units = {"a": UNITS["a"], "c": UNITS["c"], "d": UNITS["d"]}
    found = together({"a": one, "c": other, "d": one}, made, units)
    assert found.class_of("a", column_of(one, "place")) == (point(1),)
    assert found.score("a").steps["place"] == Num(2, 3)
    assert found.score("d").steps["place"] == Num(1, 2)
    # of the other sheet all are compared, and that is c alone
    assert found.score("c").steps["place"] == point(1)


def test_a_sheet_with_nothing_but_what_the_key_reads_has_a_key(made):
    """Its unit is surely of another class, so that it is no rival, whatever it has not worked out."""
    high = {"cases": [["second >= 1", 1]], "else": 0}
    one = sheet_with(made, {"high": high, "place": {**RANK, "among": "high"}}, sheet="one")
    bare, faults = sheet_of({"sheet": "bare", "year": 2024, "steps": {"high": high}}, made)
    assert not faults
    found = together({"a": one, "c": bare}, made, {"a": UNITS["a"], "c": UNITS["c"]})
    assert found.score("a").steps["place"] == point(1)
