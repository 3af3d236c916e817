"""Speed, measured side by side in one run. `just bench` prints the figures; nothing here asserts a time.

The rules are eight of the ruleset; the hand-written code does the same on plain dictionaries, and is
held to the same outcomes first.
"""

import subprocess
import sys

import pytest

import policy_rules as pr
from bench import hand_written
from bench.cases import AS_OF, YEAR, unit
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.protocol import ReferenceEngine
from policy_rules.examples import program_of
from policy_rules.facts.view import UnitView
from policy_rules.ir.program import Program

UNITS = 40


@pytest.fixture(scope="module")
def henan():
    return pr.load_ruleset("henan")


@pytest.fixture(scope="module")
def eight(henan):
    rules = tuple(program_of(henan.program, id_).by_id[id_] for id_ in hand_written.RULES)
    return Program(henan.model, rules, {r.id: r for r in rules})


def view(henan, told):
    facts = henan.bind(told)
    only = next(iter(facts.units.values()))
    return UnitView(facts, only, henan.model.vocabulary, AS_OF.toordinal(), YEAR, year_given=True)


@pytest.fixture(scope="module")
def pairs(henan):
    return [(view(henan, told), plain) for told, plain in (unit(seed) for seed in range(UNITS))]


def test_the_hand_written_code_comes_to_the_same_outcomes(pairs, eight):
    engine = CompiledEngine()
    for seen, plain in pairs:
        assert hand_written.assess(plain, AS_OF, YEAR) == dict(engine.outcomes(eight, [seen])[0])


@pytest.mark.benchmark(group="one unit, eight rules")
def test_hand_written(benchmark, pairs):
    benchmark(lambda: [hand_written.assess(plain, AS_OF, YEAR) for _, plain in pairs])


@pytest.mark.benchmark(group="one unit, eight rules")
def test_compiled(benchmark, pairs, eight):
    engine, views = CompiledEngine(), [seen for seen, _ in pairs]
    benchmark(lambda: engine.outcomes(eight, views))


@pytest.mark.benchmark(group="one unit, eight rules")
def test_reference(benchmark, pairs, eight):
    engine, views = ReferenceEngine(), [seen for seen, _ in pairs]
    benchmark(lambda: engine.outcomes(eight, views))


@pytest.mark.benchmark(group="one unit, all rules")
def test_outcomes_alone(benchmark, henan, pairs):
    engine, views = CompiledEngine(), [seen for seen, _ in pairs]
    benchmark(lambda: engine.outcomes(henan.program, views))


@pytest.mark.benchmark(group="one unit, all rules")
def test_assessment_from_a_mapping(benchmark, henan):
    told, _ = unit(1)
    benchmark(lambda: henan.assess(told, as_of=AS_OF, year=YEAR).counts)


@pytest.mark.benchmark(group="session")
def test_a_session_update(benchmark, henan):
    told, _ = unit(1)
    told["lectures"] = [{"id": "r0", "held_on": "2025-03-01", "is_rule_of_law": True}]
    with henan.session(as_of=AS_OF, year=YEAR) as session:
        session.load(henan.bind(told))
        name = told["unit"]["id"]
        values = iter(range(10**9))
        benchmark(lambda: session.change_fact(name, "lectures[r0].is_rule_of_law", next(values) % 2 == 0))


@pytest.mark.benchmark(group="loading")
def test_loading_the_ruleset(benchmark):
    benchmark(lambda: pr.load_ruleset("henan"))


@pytest.mark.benchmark(group="import")
def test_importing_the_package(benchmark):
    benchmark(lambda: subprocess.run([sys.executable, "-c", "import policy_rules"], check=True))


@pytest.mark.benchmark(group="import")
def test_starting_python(benchmark):
    benchmark(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True))
