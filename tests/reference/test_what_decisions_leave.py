"""What decisions leave possible of a value; the findings of units and of places, in the order asked for."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.decided import _decided, _possible
from policy_rules.reference.places import outcomes_of
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.values.known import INF, Num, point
from policy_rules.vocabulary import Parameter, Type
from reference.garden import GARDEN
from use.test_places import TOWNS, town

ANY: Any = None
"""A decision, of which nothing is asked here."""


def test_what_surely_counts_takes_the_place_of_what_was_and_the_rest_stands_beside_it() -> None:
    sure, perhaps = (ANY, True, point(1)), (ANY, False, point(5))
    assert _possible([sure], point(9)) == point(1)
    assert _possible([sure, perhaps], point(9)) == Num(1, 5)
    assert _possible([perhaps], point(9)) == Num(5, 9)
    assert _possible([perhaps], None) is None
    assert _possible([sure], None) == point(1)


def test_what_the_ruleset_has_set_by_the_days_asked_about_is_not_decided() -> None:
    number = Type("number")
    rate, fixed = (
        Parameter(name, number, values=((day, point(3)),)) for name, day in (("rate", 100), ("fixed", 0))
    )
    other = Parameter("other", number)
    settles = {
        "rate": Parameter("rate", number, values=((0, point(5)), (100, point(3)))),
        "fixed": Parameter("fixed", number, values=((0, point(5)),)),
    }
    one: Any = SimpleNamespace(id="a", settles=settles, named=set())
    declared = {"rate": rate, "fixed": fixed, "other": other}
    vocabulary = evolve(GARDEN.model.vocabulary, parameters=declared)
    for days, open_ in (((50, 99), True), ((99, 200), True), ((100, 200), False), ((-INF, INF), True)):
        found = _decided(vocabulary, [(one, True)], days)
        assert found.vocabulary.parameters == {**settles, "other": other}
        assert found.on("rate", "r") == ((one,) if open_ else ())
        assert found.on("fixed", "r") == (one,)
        assert found.on("other", "r") == ()
    assert _decided(vocabulary, [], (0, 1)).vocabulary.parameters == declared


def test_units_and_places_are_found_in_the_order_asked_for() -> None:
    facts = town({"east": {"kind": "library", "opening": {"hours": 19}}, "west": {"kind": "library"}})
    seen: dict[str, UnitView] = {}
    program: Program | None = None
    for name in ("town", "east", "west"):
        assessed = TOWNS.assess(facts, name, as_of=datetime.date(2025, 3, 1), year=2024)
        seen[name], program = assessed.view, assessed.program
    assert program is not None
    engine, asked = ReferenceEngine(), list[list[str]]()

    def run(given: Program, views: Sequence[UnitView]) -> Any:
        asked.append([view.unit.id for view in views])
        return engine.outcomes(given, views)

    found = list(outcomes_of(program, (seen[name] for name in ("west", "town", "east")), run))
    alone = {name: engine.outcomes(program, [seen[name]])[0] for name in ("east", "west")}
    assert found[0] == alone["west"] and found[2] == alone["east"]
    # units together, then the organs of the place (by both readings of whose gradings count), and the place
    assert asked == [["west", "east"], ["east", "west", "east", "west"], ["town"]]
    assert alone["east"]["opens"] == (core.VIOLATED, core.VIOLATED)
    # a sample may count that nobody told of: then none may have the role
    assert found[1]["opens"] == (core.NOT_APPLICABLE, core.VIOLATED)
