"""Code made while it is used: a unit asked again is run on what is told anew, score and parameters too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from attrs import evolve

from policy_rules.engines.compiled.outcomes_function import Outcomes
from policy_rules.facts.view import UnitView
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import Value, point
from reference.garden import garden, seen

PROGRAM, VIEW = garden()
EVERY = {rule.id for rule in PROGRAM.rules}
ALWAYS = {"smaller"}
"""Reads of other units."""


class Asked:
    """The rules that were run for each view that was asked about, whose outcomes are the reference's."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.outcomes, self.run = Outcomes(PROGRAM, when_hot=True), set[str]()
        run = Outcomes._run

        def counted(outcomes: Outcomes, view: UnitView, rules: Any, found: Any) -> None:
            self.run = {PROGRAM.rules[number].id for number in rules}
            run(outcomes, view, rules, found)

        monkeypatch.setattr(Outcomes, "_run", counted)

    def __call__(
        self, scored: Mapping[str, Value], vocabulary: Any = VIEW.vocabulary, **unit: Any
    ) -> set[str]:
        def view() -> UnitView:
            made = seen(evolve(VIEW.unit, **unit), VIEW, scored=scored)
            made.vocabulary = vocabulary
            return made

        assert self.outcomes(view()) == Tracer(PROGRAM, view()).outcomes()
        return self.run


@pytest.fixture
def asked(monkeypatch):
    return Asked(monkeypatch)


def test_a_score_is_told_like_a_fact(asked):
    one, two = {"visitor_share": point(1)}, {"visitor_share": point(0)}
    assert asked({}) == EVERY
    assert asked({}) == ALWAYS
    assert asked(one) == asked(two) == ALWAYS | {"visited"}
    assert asked(one) == asked(two) == asked({}) == ALWAYS


def test_with_other_parameters_all_is_asked_anew_and_once(asked):
    others = [evolve(VIEW.vocabulary) for _ in range(3)]
    for other in (VIEW.vocabulary, *others):
        assert asked({}, other) == EVERY
    for other in (VIEW.vocabulary, *others):
        assert asked({}, other) == ALWAYS


def test_those_asked_of_longest_ago_make_room(asked):
    asked({})
    for _ in range(9):
        asked({}, evolve(VIEW.vocabulary))
        assert asked({}) == ALWAYS
    for _ in range(9):
        asked({}, evolve(VIEW.vocabulary))
    assert asked({}) > ALWAYS


@pytest.mark.parametrize("unit", [{"is_place": True}, {"withheld": True}])
def test_of_a_place_and_of_what_is_withheld_all_is_asked_each_time(asked, unit):
    assert asked({}, **unit) > ALWAYS
    assert asked({}, **unit) > ALWAYS
