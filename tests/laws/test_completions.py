"""Sound: what is settled stays so under every completion. Monotone: learning only narrows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve

from policy_rules.domain import within
from policy_rules.facts.model import Facts
from policy_rules.facts.view import UnitView
from policy_rules.ir.program import Program
from policy_rules.ir.trace import RuleResult, Tracer
from policy_rules.testing.choices import Seeded
from policy_rules.testing.comparing import case_text
from policy_rules.testing.completions import completion, learning
from policy_rules.testing.facts import UNIT, FactsWriter, Question, question, thresholds, view_of
from policy_rules.testing.rulesets import ruleset
from policy_rules.vocabulary import Vocabulary

PROGRAMS, SETS = 60, 12


def answers(
    program: Program, facts: Facts, asked: Question, vocabulary: Vocabulary | None = None
) -> Mapping[str, RuleResult]:
    view = view_of(program, facts, asked)
    if vocabulary is not None:
        view = UnitView(facts, facts.units[UNIT], vocabulary, asked.as_of, asked.year, asked.year_given)
    return Tracer(program, view).results()


def without_double_figures(facts: Facts, program: Program) -> Facts:
    """The facts without reports that records could contradict: the laws are for what can be true together."""
    measures = program.model.vocabulary.measures
    units = {
        id: evolve(u, reported=tuple(r for r in u.reported if measures[r.measure].derived is None))
        for id, u in facts.units.items()
    }
    return Facts(units)


def wider(before: RuleResult, after: RuleResult) -> str:
    """Where the later answer is not within the former, or nothing."""
    (a, b), (c, d) = before.finding, after.finding
    if not (a <= c and d <= b):
        return f"finding {before.finding} became {after.finding}"
    instances = {i[0]: i for i in before.instances}
    for id, lo, hi, sure in after.instances:
        known = instances.get(id)
        if known and "*" not in id and not (known[1] <= lo and hi <= known[2] and sure >= known[3]):
            return f"instance {known} became {(id, lo, hi, sure)}"
    for key, (left, right) in after.comparisons.items():
        sides = before.comparisons.get(key)
        if sides and "*" not in str(key) and not (within(left, sides[0]) and within(right, sides[1])):
            return f"comparison {key}: {sides} became {(left, right)}"
    return ""


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_a_completion_lies_within(seed: int) -> None:
    choices = Seeded(f"sound {seed}")
    _, program = ruleset(choices, 15)
    writer = FactsWriter(choices, program, thresholds(program))
    for n in range(SETS):
        facts, asked = without_double_figures(writer.facts(), program), question(choices)
        before = answers(program, facts, asked)
        for _ in range(2):
            whole = completion(choices, writer, facts)
            after = answers(program, whole.facts, asked, whole.vocabulary)
            for id, result in after.items():
                told = wider(before[id], result)
                assert not told, (
                    f"{told}\n{seed}.{n}\n{case_text(program, id, facts, asked)}\nCOMPLETED\n{case_text(program, id, whole.facts, asked)[:6000]}"
                )


@pytest.mark.parametrize("seed", range(PROGRAMS))
def test_learning_only_narrows(seed: int) -> None:
    choices = Seeded(f"monotone {seed}")
    _, program = ruleset(choices, 15)
    writer = FactsWriter(choices, program, thresholds(program), gaps=35)
    for n in range(SETS):
        facts, asked = without_double_figures(writer.facts(), program), question(choices)
        before = answers(program, facts, asked)
        for _ in range(6):
            learned, facts_after = learning(choices, writer, facts)
            after = answers(program, facts_after, asked)
            for id, result in after.items():
                told = wider(before[id], result)
                assert not told, (
                    f"{told}\nlearned {learned}\n{seed}.{n}\n{case_text(program, id, facts, asked)}\nAFTER\n{case_text(program, id, facts_after, asked)}"
                )
            facts, before = facts_after, after
