"""The examples beside the rules come out as told on every engine."""

import pytest

from conformance.test_engines import LACKS
from policy_rules import load_ruleset
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.examples import check_examples
from policy_rules.reference.protocol import ReferenceEngine

ENGINES = [ReferenceEngine(), CompiledEngine(), SessionEngine(), ColumnarEngine()]


@pytest.mark.heavy
@pytest.mark.parametrize(
    "engine",
    ENGINES,
    ids=lambda e: e.name,
)
def test_every_example_comes_out_as_told(henan, engine):
    report = check_examples(henan, engine)
    assert [str(f) for f in report.faults] == []
    carried = [r for r in henan.program.rules if not engine.lacks(henan.program, r)]
    assert report.count == sum(len(henan.rules[r.id].examples) for r in carried)
    assert henan.rules.keys() - {r.id for r in carried} == LACKS["rules"].get(engine.name, {}).keys()


def test_an_example_that_comes_out_otherwise_is_told_with_its_place(henan):
    from attrs import evolve

    rule = henan.rules["ip-14-s8"]
    turned = evolve(rule, examples=(evolve(rule.examples[0], expect="violated"),))
    model = evolve(henan.model, rules={**henan.rules, rule.id: turned})
    (fault,) = check_examples(type(henan)(model, henan.program), only="ip-14-s8").faults
    assert "comes out `satisfied`, not `violated`" in str(fault)
    assert "14-enforcement-reform.yaml" in str(fault)


def test_every_breakable_rule_shows_satisfied_violated_and_unknown(henan):
    for rule in henan:
        if rule.kind in ("duty", "prohibition", "target", "consequence"):
            told = {
                o
                for e in rule.examples
                for o in ([e.expect] if isinstance(e.expect, str) else e.expect.values())
            }
            assert {"satisfied", "violated", "unknown"} <= told, rule.id


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
def test_an_example_that_says_nothing_of_its_unit_has_the_rules_role(engine):
    from pathlib import Path

    town = load_ruleset(Path(__file__).parents[1] / "ruleset" / "good" / "town")
    report = check_examples(town, engine, only="or-1-s1")
    assert [str(f) for f in report.faults] == []
    assert report.count == 2
