"""Answers kept by what rules read are those that the reference gives, whatever else of a unit changes."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from attrs import evolve

from policy_rules.engines.by_name import engine_on
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.lowering import static_facts as static
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ANSWERS
from policy_rules.reference import answers
from policy_rules.reference.answers import known_answers
from policy_rules.results.answered_before import answers_with
from policy_rules.results.assessed import Asked
from policy_rules.results.assessment import Assessment
from policy_rules.results.from_facts import assess
from policy_rules.ruleset.deferred import Deferred
from policy_rules.testing.batches import Batch, batch
from policy_rules.testing.facts import UNIT, Question
from thinned import thinned

BATCHES = [f"answers {n}" for n in range(4)]


def assessed(program: Program, facts: Facts, asked: Question) -> Assessment:
    day = datetime.date.fromordinal(asked.as_of)
    return assess(
        Assessment, program.model, program, Asked(facts, UNIT, day, asked.year, engine_on(program, None))
    )


def with_kept(program: Program, kept: Any) -> Program:
    """The program in another process, which finds these answers."""
    found = Program(program.model, program.rules, program.by_id)
    found.kept.once(ANSWERS, lambda: Deferred(lambda: kept))
    return found


def told(assessment: Assessment) -> list[tuple[object, ...]]:
    return [
        (f.rule.id, f.possible, f.missing, f.needs, f.due, f.sent_away_by)
        if f.outcome == "unknown"
        else (f.rule.id, f.possible, f.due)
        for f in assessment.findings
    ]


def changed(facts: Facts) -> Iterator[Facts]:
    """The facts with one thing less, and with the values of another day."""
    unit = facts.units[UNIT]
    changes: list[UnitFacts] = [
        evolve(unit, values={p: t for p, t in unit.values.items() if p != path}) for path in unit.values
    ]
    changes += [evolve(unit, lists={n: r for n, r in unit.lists.items() if n != name}) for name in unit.lists]
    changes += [evolve(unit, complete=()), evolve(unit, reported=())]
    changes += [evolve(unit, exceptions=()), evolve(unit, gradings=())]
    changes.append(evolve(unit, values={}))
    for one in changes:
        yield evolve(facts, units={**facts.units, UNIT: one})


def differences(made: Batch) -> tuple[int, int]:
    """How many assessments differ from what they are without kept answers, and how many answers served."""
    wrong = served = 0
    for facts, asked in made.facts[:4]:
        alone = with_kept(made.program, {})
        first = assessed(alone, facts, asked)
        told(first)
        kept = answers_with(first)
        for other in (facts, *changed(facts)):
            program = with_kept(made.program, kept)
            found = assessed(program, other, asked)
            served += len(known_answers(program, found.view))
            wrong += told(found) != told(assessed(with_kept(made.program, {}), other, asked))
    return wrong, served


@pytest.mark.parametrize("seed", thinned(BATCHES, 4))
def test_kept_answers_are_those_of_the_reference(seed: str) -> None:
    wrong, served = differences(batch(seed, 20, 4))
    assert wrong == 0
    assert served > 100


def no_values(kept: Callable[..., Any]) -> Callable[..., Any]:
    def told(program: Program, view: Any) -> Iterator[tuple[str, bytes]]:
        return ((rule, b"") for rule, _ in kept(program, view))

    return told


def every_rule(kept: Callable[..., Any]) -> Callable[..., Any]:
    def told(program: Program, view: Any) -> Iterator[tuple[str, bytes]]:
        bare = evolve(view.unit, lists={}, complete=(), reported=(), exceptions=(), gradings=())
        seen = type(view)(view.facts, bare, view.vocabulary, view.as_of, view.year, view.year_given)
        return kept(program, seen)

    return told


@pytest.mark.parametrize("fault", [no_values, every_rule])
def test_a_key_that_leaves_something_out_is_noticed(
    fault: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "what_is_told", fault(answers.what_is_told))
    assert any(differences(batch(seed, 20, 4))[0] for seed in BATCHES[:2])


def test_the_due_days_of_parts_are_looked_through() -> None:
    """What the due days of parts read is among what a rule reads."""
    made = batch(BATCHES[0], 20, 1)
    for rule, reads in zip(made.program.rules, static.static_facts(made.program).rules, strict=True):
        for part in rule.parts:
            if part.due is not None and reads.names is not None:
                paths = {n.path for n in static.core.walk(part.due) if isinstance(n, static.core.Read)}
                assert paths <= reads.names | reads.kind or static.core.free_vars(part.due)
