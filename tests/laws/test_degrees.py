"""Degrees: what is possible holds what the truth says of every completion; knowing more only narrows it."""

from __future__ import annotations

import datetime

import pytest
from attrs import evolve

from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.results.degrees import possible_degrees
from policy_rules.results.finding import Finding
from policy_rules.ruleset.model import Rule
from policy_rules.testing import batch
from policy_rules.testing.batches import assessed
from policy_rules.testing.facts import UNIT, Question
from policy_rules.testing.raw_facts import bound, closed
from policy_rules.testing.truth.declined import Declined, Undefined
from policy_rules.testing.truth.rules import RuleTruth
from policy_rules.values.known import FALSE, NULL_TRUTH, TRUE, UNDECIDED, N, T, Truth
from policy_rules.vocabulary import Vocabulary


@pytest.mark.parametrize(
    ("reached", "expect"),
    [
        ((TRUE, TRUE), ("a",)),
        ((FALSE, TRUE), ("b",)),
        ((FALSE, FALSE), ("",)),
        ((UNDECIDED, TRUE), ("a", "b")),
        ((UNDECIDED, FALSE), ("a", "")),
        ((FALSE, UNDECIDED), ("b", "")),
        ((TRUE, UNDECIDED), ("a",)),
        ((NULL_TRUTH, TRUE), ("b",)),
        ((Truth(N, T), NULL_TRUTH), ("a", "")),
        ((), ()),
    ],
)
def test_which_places_are_possible(reached: tuple[Truth, ...], expect: tuple[str, ...]) -> None:
    assert possible_degrees(zip("ab", reached, strict=False)) == expect


def degrees(
    program: Program, facts: Facts, asked: Question, vocabulary: Vocabulary, rule: Rule
) -> dict[str, tuple[str, ...]]:
    """What is possible for the rule, by instance."""
    made = evolve(program.model, vocabulary=vocabulary)
    view = UnitView(facts, facts.units[UNIT], vocabulary, asked.as_of, asked.year, asked.year_given)
    tracer = Tracer(Program(made, program.rules, program.by_id), view)
    result = tracer.results()[rule.id]
    day = datetime.date.fromordinal(asked.as_of)
    of = program.by_id[rule.id]
    finding = Finding(rule, of, UNIT, day, asked.year, *result.finding, view=view, tracer=tracer)
    if of.each:
        return {i.id: i.degrees for i in finding._instances()}
    return {"": finding.degrees} if finding.degrees else {}


@pytest.mark.heavy
def test_a_completion_has_one_of_those_that_were_possible() -> None:
    assert sum(map(judged_of, range(16))) >= 100


def judged_of(seed: int) -> int:
    """How many instances of how many completions were judged; fails where the law does not hold."""
    made = batch(f"degrees {seed}", 25, 3)
    model, judged = made.program.model, 0
    truth = RuleTruth(model)
    rules = [rule for rule in model.rules.values() if rule.degrees]
    for found in (s for s in made.sets(truth, 3) if s.consistent):
        known = bound(found.raw, model)
        for rule in rules:
            before = degrees(made.program, known, found.asked, model.vocabulary, rule)
            for whole in found.wholes:
                facts = closed(bound(whole.raw, model), whole.settings)
                after = degrees(made.program, facts, found.asked, whole.settings, rule)
                try:
                    told = truth.degrees(assessed(truth, whole, found.asked), rule.id)
                except (Declined, Undefined):
                    told = {}
                for name, possible in after.items():
                    assert set(possible) <= set(before.get(name, possible)), rule
                    if name in told:
                        judged += 1
                        assert told[name] in possible, (rule, name)
    return judged
