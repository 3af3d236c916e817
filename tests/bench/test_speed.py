"""Speed, measured side by side in one run. `just bench` prints the figures; nothing here asserts a time.

The rules are fifty of the ruleset; the hand-written code does the same on plain dictionaries, and is
held to the same outcomes first.
"""

import subprocess
import sys

import pytest

import policy_rules as pr
from bench import hand_written
from bench.cases import AS_OF, YEAR, large_unit, unit
from bench.hand_written_tables import RULES
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.results.example_views import program_of

UNITS = 40

pytestmark = pytest.mark.heavy


@pytest.fixture(scope="module")
def fifty(henan):
    rules = tuple(program_of(henan.program, id_).by_id[id_] for id_ in RULES)
    return Program(henan.model, rules, {r.id: r for r in rules})


def view(henan, told):
    facts = henan.bind(told)
    return view_of(henan, facts, next(iter(facts.units.values())))


def view_of(henan, facts, only):
    return UnitView(facts, only, henan.model.vocabulary, AS_OF.toordinal(), YEAR, year_given=True)


@pytest.fixture(scope="module")
def pairs(henan):
    return [(view(henan, told), plain) for told, plain in (unit(seed) for seed in range(UNITS))]


@pytest.fixture(scope="module")
def large(henan):
    told, plain = large_unit()
    return view(henan, told), plain


def test_the_hand_written_code_comes_to_the_same_outcomes(pairs, large, fifty):
    assert len(set(RULES)) == 50
    engine = CompiledEngine()
    for seen, plain in (*pairs, large):
        assert hand_written.assess(plain, AS_OF, YEAR) == dict(engine.outcomes(fifty, [seen])[0])


@pytest.mark.benchmark(group="one unit, fifty rules")
def test_hand_written(benchmark, pairs):
    benchmark(lambda: [hand_written.assess(plain, AS_OF, YEAR) for _, plain in pairs])


@pytest.mark.benchmark(group="one unit, fifty rules")
def test_compiled(benchmark, pairs, fifty):
    engine, views = CompiledEngine(), [seen for seen, _ in pairs]
    benchmark(lambda: engine.outcomes(fifty, views))


@pytest.mark.benchmark(group="one unit, fifty rules")
def test_reference(benchmark, pairs, fifty):
    engine, views = ReferenceEngine(), [seen for seen, _ in pairs]
    benchmark(lambda: engine.outcomes(fifty, views))


@pytest.mark.benchmark(group="one unit, all rules")
def test_outcomes_alone(benchmark, henan, pairs):
    engine, views = CompiledEngine(), [seen for seen, _ in pairs]
    benchmark(lambda: engine.outcomes(henan.program, views))


@pytest.mark.benchmark(group="one unit, all rules")
def test_assessment_from_a_mapping(benchmark, henan):
    told, _ = unit(1)
    benchmark(lambda: henan.assess(told, as_of=AS_OF, year=YEAR).counts)


@pytest.mark.benchmark(group="one unit, 500 records, all rules")
def test_500_records_outcomes_on_a_kept_view(benchmark, henan, large):
    engine, views = CompiledEngine(), [large[0]]
    engine.outcomes(henan.program, views)
    benchmark(lambda: engine.outcomes(henan.program, views))


@pytest.mark.benchmark(group="one unit, 500 records, all rules")
def test_500_records_outcomes_on_a_new_view(benchmark, henan):
    engine, facts = CompiledEngine(), henan.bind(large_unit()[0])
    only = next(iter(facts.units.values()))
    engine.outcomes(henan.program, [view_of(henan, facts, only)])
    benchmark(lambda: engine.outcomes(henan.program, [view_of(henan, facts, only)]))


@pytest.mark.benchmark(group="one unit, 500 records, all rules")
def test_500_records_all_findings(benchmark, henan):
    facts = henan.bind(large_unit()[0])

    def build():
        assessment = henan.assess(facts, as_of=AS_OF, year=YEAR)
        return [(f.outcome, f.measured, f.missing) for f in assessment.findings]

    benchmark(build)


@pytest.mark.benchmark(group="fifty rules, 500 records")
def test_500_records_hand_written(benchmark, large):
    benchmark(lambda: hand_written.assess(large[1], AS_OF, YEAR))


@pytest.mark.benchmark(group="fifty rules, 500 records")
def test_500_records_compiled(benchmark, large, fifty):
    engine, views = CompiledEngine(), [large[0]]
    engine.outcomes(fifty, views)
    benchmark(lambda: engine.outcomes(fifty, views))


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
