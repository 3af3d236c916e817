"""Code made while it is used: the answers are the reference's before, while and after it is made."""

from __future__ import annotations

import gc
import pickle
import weakref
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from random import Random

import pytest

import policy_rules as pr
from conformance.test_lacks import program_of
from engines.core_facts import FactsDrawn
from engines.core_trees import random_program
from policy_rules.engines.compiled import CompiledEngine, compile_program, outcomes_function
from policy_rules.engines.compiled.outcomes_function import Outcomes
from policy_rules.engines.compiled.told_answers import ToldAnswers
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import static_facts
from policy_rules.reference.trace import Tracer, recorded
from policy_rules.values.known import Num


@pytest.fixture
def small_groups(monkeypatch):
    monkeypatch.setattr(outcomes_function, "NODES_A_GROUP", 30)


@pytest.fixture
def told_anew(monkeypatch):
    """What a unit tells is never what another told before."""
    monkeypatch.setattr(ToldAnswers, "of", lambda *_: None)


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.usefixtures("small_groups")
def test_each_call_answers_as_the_reference(seed):
    random = Random(seed)
    program = random_program(random)
    engine = CompiledEngine(when_hot=True)
    for _ in range(4):
        view = FactsDrawn(random).view(program)
        expected = Tracer(program, view()).outcomes()
        for _ in range(3):
            assert engine.outcomes(program, [view()])[0] == expected


@pytest.mark.parametrize(
    ("asks", "found"),
    [('count(findings[outcome = "violated"]) = 0', 0), ("every f in findings satisfies f.due = null", 2)],
)
def test_due_days_of_findings_are_found_where_a_rule_reads_them(asks, found, monkeypatch):
    """To find them the trees of all rules would have to be made."""
    program = program_of({"requires": asks})
    view = FactsDrawn(Random(1)).view(program)()
    outcomes, asked = Outcomes(program, when_hot=True), []
    due = Tracer.due

    def counted(tracer, rule):
        asked.append(rule.id)
        return due(tracer, rule)

    spans = Tracer(program, view).outcomes()
    view.findings = {}
    recorded(program, view, spans)
    monkeypatch.setattr(Tracer, "due", counted)
    outcomes.learn(view, spans)
    assert len(asked) == found
    for _ in range(3):
        assert outcomes(FactsDrawn(Random(1)).view(program)()) == spans


@pytest.mark.usefixtures("small_groups", "told_anew")
def test_a_function_is_made_for_what_is_run_again_and_for_nothing_else(monkeypatch):
    monkeypatch.setattr(outcomes_function, "SECONDS_A_CALL", 60)
    random = Random(3)
    program = random_program(random)
    outcomes, view = Outcomes(program, when_hot=True), FactsDrawn(random).view(program)
    made = [outcomes.made]
    for _ in range(3):
        outcomes(view())
        made.append(outcomes.made)
    assert made[0] == made[1] == 0 < made[2] == made[3] <= outcomes.groups
    assert Outcomes(program, when_hot=False).made == outcomes.groups


@pytest.mark.usefixtures("small_groups", "told_anew")
def test_a_call_makes_no_second_function_that_takes_it_too_long(monkeypatch):
    monkeypatch.setattr(outcomes_function, "thread_time", count().__next__)  # each step takes one second
    random = Random(3)
    program = random_program(random)
    outcomes, view = Outcomes(program, when_hot=True), FactsDrawn(random).view(program)
    made = []
    while len(made) < 2 or made[-1]:
        before = outcomes.made
        outcomes(view())
        made.append(outcomes.made - before)
    assert made == [0, *[1] * (len(made) - 2), 0]
    assert 2 <= outcomes.made <= outcomes.groups


@pytest.mark.usefixtures("small_groups")
def test_threads_get_the_same_answers():
    random = Random(7)
    program = random_program(random)
    view = FactsDrawn(random).view(program)
    expected = Tracer(program, view()).outcomes()
    engine = CompiledEngine(when_hot=True)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: engine.outcomes(program, [view()])[0], range(64)))
    assert all(each == expected for each in found)


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize("seed", range(6))
def test_what_the_first_unit_left_silent_is_not_asked_again(seed, monkeypatch):
    random = Random(seed)
    program = random_program(random)
    engine, view = CompiledEngine(when_hot=True), FactsDrawn(random).view(program)
    first = engine.outcomes(program, [view()])[0]
    asked = []
    ends = Tracer.ends

    def counted(self, rule):
        asked.append(rule.id)
        return ends(self, rule)

    monkeypatch.setattr(Tracer, "ends", counted)
    assert engine.outcomes(program, [view()])[0] == first
    untold = compile_program(program, when_hot=True)._outcomes._untold
    told = {program.rules[n].id for n in untold.told(view())}
    assert set(asked) <= told
    assert untold.known(untold.key(view())).unknown <= untold.told(view())


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize("seed", range(6))
def test_what_units_tell_alike_is_run_once(seed, monkeypatch):
    random = Random(seed)
    program = random_program(random)
    view = FactsDrawn(random).view(program)
    outcomes, ran = Outcomes(program, when_hot=True), []
    run = Outcomes._run

    def counted(self, view, rules, found):
        ran.append(set(rules))
        run(self, view, rules, found)

    monkeypatch.setattr(Outcomes, "_run", counted)
    found = [dict(outcomes(view())) for _ in range(3)]
    assert found[0] == found[1] == found[2] == Tracer(program, view()).outcomes()
    others = {n for n, rule in enumerate(static_facts(program).rules) if rule.names is None}
    assert ran[0] == set(range(len(program.rules)))
    assert ran[1] == ran[2] == others


@pytest.mark.usefixtures("small_groups")
@pytest.mark.parametrize("when_hot", [True, False])
def test_no_answer_holds_on_to_the_facts_of_a_unit(when_hot):
    random = Random(5)
    program = random_program(random)
    engine, views = CompiledEngine(when_hot=when_hot), [FactsDrawn(random).view(program) for _ in range(3)]
    seen = []
    for make in (*views, *views):
        view = make()
        engine.outcomes(program, [view])
        seen.append(weakref.ref(view))
        del view
    gc.collect()
    assert [held() for held in seen] == [None] * 6


def test_static_facts_from_the_cache_are_those_of_the_rules():
    program = pr.load_ruleset("henan").program
    found = static_facts(Program(program.model, program.rules, program.by_id))
    assert static_facts(program) == found
    assert len(found.rules) == len(program.rules)
    assert found.kind


@pytest.mark.parametrize("seed", range(6))
def test_what_is_left_of_a_finding_for_other_rules_is_its_record(seed):
    random = Random(seed)
    program = random_program(random)
    view = FactsDrawn(random).view(program)()
    outcomes = Tracer(program, view).outcomes()
    tracer = recorded(program, view, outcomes)
    for rule in program.rules:
        whole = tracer.record(rule, Num(*outcomes[rule.id])).values
        left = pickle.loads(pickle.dumps(tracer)).view.findings[rule.id].values
        for values in (left, view.findings[rule.id].values):
            assert {name: values.get(name) for name in whole} == whole
            assert {name: values[name] for name in whole} == whole
            assert values.get("another", 1) == 1
            with pytest.raises(KeyError):
                values["another"]
