"""Sound: what is settled stays so under every completion. Monotone: learning only narrows."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.guards import NOT_NULL
from policy_rules.facts.bound import Entry, Facts, RecordFacts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.definite import may_be_undefined
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.testing.choices import Seeded
from policy_rules.testing.comparing import case_text
from policy_rules.testing.completions import completion
from policy_rules.testing.facts import UNIT, FactsWriter, Question, question, view_of
from policy_rules.testing.learnings import learning
from policy_rules.testing.raw_facts import bound, raw_facts
from policy_rules.testing.rulesets import ruleset
from policy_rules.testing.thresholds import thresholds
from policy_rules.values.known import ONLY, N, Num, Truth, Value, within
from policy_rules.vocabulary import Vocabulary
from thinned import thinned

Answers = Mapping[str, RuleResult]
PROGRAMS, SETS = 8, 5


def answers(program: Program, facts: Facts, asked: Question, vocabulary: Vocabulary | None = None) -> Answers:
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


def shut_out(rule: core.RuleProgram, number: int, sides: tuple[Value, Value]) -> bool:
    """Whether a side is null that a guard keeps from counting: it was read as if it were not null."""
    node, _ = rule.comparisons[number]
    return any(
        is_null(value) and any(isinstance(n, core.Op) and n.name == NOT_NULL for n in core.walk(side))
        for side, value in zip(node.args, sides, strict=False)
    )


def is_null(value: Value) -> bool:
    return value.lo == value.hi == N if isinstance(value, Truth) else value.null == ONLY


def wider(rule: core.RuleProgram, before: RuleResult, after: RuleResult) -> str:
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
        if shut_out(rule, key[0], (left, right)):
            continue
        if sides and "*" not in str(key) and not (within(left, sides[0]) and within(right, sides[1])):
            return f"comparison {key}: {sides} became {(left, right)}"
    return ""


def hold(
    program: Program, asked: Question, known: tuple[Facts, Answers], later: tuple[Facts, Answers], story: str
) -> None:
    """Fails where a later answer is not within the former."""
    for id, result in later[1].items():
        told = wider(program.by_id[id], known[1][id], result)
        if told:
            before, after = (case_text(program, id, facts, asked) for facts in (known[0], later[0]))
            pytest.fail(f"{told}\n{story}\n{before}\nAFTER\n{after}", pytrace=False)


@pytest.mark.parametrize("seed", thinned(range(PROGRAMS), 4))
def test_a_completion_lies_within(seed: int) -> None:
    choices = Seeded(f"sound {seed}")
    _, program = ruleset(choices, 15)
    writer = FactsWriter(choices, program, thresholds(program))
    for n in range(SETS):
        facts, asked = without_double_figures(writer.facts(), program), question(choices)
        before = answers(program, facts, asked)
        for _ in range(2):
            whole = completion(choices, writer, facts, as_of=asked.as_of)
            after = answers(program, whole.facts, asked, whole.vocabulary)
            hold(program, asked, (facts, before), (whole.facts, after), f"completion, seed {seed}.{n}")


@pytest.mark.parametrize("seed", thinned(range(PROGRAMS), 4))
def test_what_cannot_be_undefined_never_is(seed: int) -> None:
    """Under any completion."""
    choices = Seeded(f"defined {seed}")
    _, program = ruleset(choices, 15)
    writer = FactsWriter(choices, program, thresholds(program))
    for _ in range(SETS):
        whole = completion(choices, writer, without_double_figures(writer.facts(), program))
        asked = question(choices)
        view = UnitView(
            whole.facts, whole.facts.units[UNIT], whole.vocabulary, asked.as_of, asked.year, asked.year_given
        )
        tracer = Tracer(program, view)
        tracer.results()
        for made in program.rules:
            if made.instance is not None and made.instance.name == "outcome":
                requires = made.instance.args[1]
                nullable = may_be_undefined(requires, lambda leaf: leaf.type.nullable)
                for scope, _ in tracer.scopes(made.each):
                    truth = tracer.reference.value(requires, scope)
                    assert nullable or not truth.lo == truth.hi == N, made.id


@pytest.mark.parametrize("seed", thinned(range(PROGRAMS), 4))
def test_learning_only_narrows(seed: int) -> None:
    choices = Seeded(f"monotone {seed}")
    _, program = ruleset(choices, 15)
    writer = FactsWriter(choices, program, thresholds(program), gaps=35)
    for n in range(SETS):
        facts, asked = without_double_figures(writer.facts(), program), question(choices)
        before = answers(program, facts, asked)
        for _ in range(6):
            learned, known = learning(choices, writer, facts, asked.as_of)
            after = answers(program, known, asked)
            hold(program, asked, (facts, before), (known, after), f"learned {learned}, seed {seed}.{n}")
            facts, before = known, after


def test_what_is_learned_can_be_written() -> None:
    """A facts file leaves out what it has no words for: such a day would be forgotten, not learned."""
    choices = Seeded("written")
    _, program = ruleset(choices, 1)
    writer = FactsWriter(choices, program, thresholds(program), gaps=0)
    day, share = Num(None, 738791), Num(0, 1)  # on 2023-09-28 or before; of four places
    lecture = RecordFacts("l1", {"held_on": Entry(day)})
    known = UnitFacts(UNIT, UNIT, values={"staffing.filled": (Entry(share),)}, lists={"lectures": (lecture,)})
    for n in range(400):
        _, learned = learning(Seeded(f"written {n}"), writer, Facts({UNIT: known}))
        unit = bound(raw_facts(learned, program.model.vocabulary), program.model).units[UNIT]
        assert within(unit.lists["lectures"][0].values["held_on"].value, day), n
        assert within(unit.values["staffing.filled"][0].value, share), n


@pytest.mark.parametrize("seed", thinned(range(10), 5))
def test_a_record_that_begins_after_the_day_changes_nothing(seed: int) -> None:
    choices = Seeded(f"ahead {seed}")
    _, program = ruleset(choices, 15)
    writer = FactsWriter(choices, program, thresholds(program))
    begins = {"lectures": "held_on", "officers": "on_duty_from", "complaints": "received_on"}
    for _ in range(SETS):
        facts, asked = writer.facts(), question(choices)
        unit = facts.units[UNIT]
        name = choices.pick(sorted(begins))
        made = writer.record(program.model.vocabulary.entities[name], "ahead")
        entry = Entry(Num(asked.as_of + 1, asked.as_of + choices.pick((1, 1, 400))))
        made = evolve(made, values={**made.values, begins[name]: entry})
        lists = {**unit.lists, name: (*unit.lists.get(name, ()), made)}
        later = Facts({**facts.units, UNIT: evolve(unit, lists=lists)})
        assert answers(program, later, asked) == answers(program, facts, asked)
