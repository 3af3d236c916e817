"""The examples beside the rules come out as told on every engine."""

import shutil
from pathlib import Path

import pytest

from conformance.test_engines import LACKS
from policy_rules import examples, load_ruleset
from policy_rules.cli import main
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.examples import check_examples
from policy_rules.reference.protocol import ReferenceEngine

TESTS = Path(__file__).parents[1]
TOWN, MARKET = TESTS / "ruleset" / "good" / "town", TESTS / "versions" / "market"
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
    town = load_ruleset(TOWN)
    report = check_examples(town, engine, only="or-1-s1")
    assert [str(f) for f in report.faults] == []
    assert report.count == 2


@pytest.fixture
def wrong(tmp_path, monkeypatch):
    """A ruleset of which an example in each of two files comes out otherwise; a rule is worth a process."""
    monkeypatch.setattr(examples, "WORTH_A_PROCESS", 1)
    shutil.copytree(MARKET, tmp_path / "market")
    for name in ("1-complaints", "3-fairs"):
        file = tmp_path / "market" / "ordinance" / f"{name}.yaml"
        file.write_text(file.read_text("utf-8").replace("expect: violated", "expect: pending", 1), "utf-8")
    return tmp_path / "market"


def test_processes_that_share_examples_tell_what_one_tells(wrong):
    ruleset = load_ruleset(wrong)
    alone = check_examples(ruleset)
    assert [Path(fault.place.file).stem for fault in alone.faults] == ["1-complaints", "3-fairs"]
    assert check_examples(ruleset, jobs=3) == alone


def test_check_of_some_rules_runs_their_examples_alone(wrong, capsys):
    assert main(["check", str(wrong)]) == 2
    assert "2 faults" in capsys.readouterr().err
    assert main(["check", str(wrong), "--rules", "fairs", "prices"]) == 2
    assert "1 fault\n" in capsys.readouterr().err
    assert main(["check", str(wrong), "--rules", "pri", "li"]) == 0
    assert "2 rules, 10 clauses, 7 examples" in capsys.readouterr().out
    assert main(["check", str(wrong), "--rules", "prices", "prizes"]) == 2
    assert "no id of a rule begins with `prizes`" in capsys.readouterr().err
