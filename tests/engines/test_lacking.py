"""What no engine knows, every engine declines: an operator, an aggregate, a kind of node, what reads it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs import evolve, frozen

from engines.core_facts import DAY, ENTITIES
from engines.core_trees import program_of
from engines.test_compiled_outcomes import TELLS_NOTHING, read, rule
from policy_rules import EngineError, load_ruleset, policy
from policy_rules.core import nodes as core
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.policy import Ruleset
from policy_rules.reference.protocol import Engine, ReferenceEngine, declined
from policy_rules.vocabulary import BOOLEAN, Vocabulary

ENGINES: Mapping[str, type[Engine]] = {
    "reference": ReferenceEngine,
    "compiled": CompiledEngine,
    "session": SessionEngine,
    "columnar": ColumnarEngine,
}


@frozen(eq=False)
class Guess(core.Node):
    """A node of a kind that the core does not have."""


KIND = "a node of the kind `Guess`"
TEMPLATE = Path(policy.__file__).parent / "ruleset" / "template"
LIT = read("office.lit")
OFFICERS = core.Records(core.LIST, "officers")
STRANGE: Mapping[str, tuple[core.Node, str]] = {
    "op": (core.Op(BOOLEAN, "roughly", (LIT,)), "the operator `roughly`"),
    "agg": (core.Agg(BOOLEAN, "most", OFFICERS, "v", LIT), "the aggregate `most`"),
    "node": (Guess(BOOLEAN), KIND),
    "below": (
        core.Op(BOOLEAN, "and", (LIT, core.Op(BOOLEAN, "not", (Guess(BOOLEAN),)))),
        "a node of the kind `Guess`",
    ),
}


def reading(other: str) -> core.RuleProgram:
    """A rule that reads another."""
    outcome = core.Outcome(core.OUTCOME, other)
    return evolve(rule("reader", core.Op(BOOLEAN, "is null", (outcome,))), after=frozenset((other,)))


def with_strange(node: core.Node) -> Program:
    """A rule as any other, one with the node, and one that reads that."""
    return program_of(
        (rule("plain", LIT), rule("strange", node), reading("strange")), Vocabulary(entities=ENTITIES)
    )


@pytest.mark.parametrize("name", ENGINES)
@pytest.mark.parametrize("what", STRANGE)
def test_it_is_named_and_its_rules_are_left_out(name: str, what: str) -> None:
    node, why = STRANGE[what]
    program, engine = with_strange(node), ENGINES[name]()
    assert [engine.lacks(program, r) for r in program.rules] == [None, why, why]
    facts = Facts({"u": TELLS_NOTHING})
    view = UnitView(facts, TELLS_NOTHING, program.model.vocabulary, DAY, 2025, True)
    if name == "reference":
        with pytest.raises(EngineError, match="the core"):
            engine.outcomes(program, [view])
    else:
        assert engine.outcomes(program, [view])[0].keys() == {"plain"}
        assert engine.run(program, [view])[0].keys() == {"plain"}
    told = [str(fault) for fault in declined(engine, program)]
    assert told[0].startswith(f"the {name} engine cannot carry the rule `strange`: {why}\n")
    assert told[1].startswith(f"the {name} engine cannot carry the rule `reader`: {why}\n")


@pytest.mark.parametrize("engine", [None, "compiled", "reference"])
def test_an_assessment_by_an_engine_that_lacks_a_rule_is_declined(engine: str | None) -> None:
    small = load_ruleset(TEMPLATE)
    ruleset = Ruleset(small.model, with_strange(STRANGE["op"][0]))
    facts = {"unit": {"id": "u", "name": "u"}}
    day = small.model.examples_as_of
    assert day is not None
    with pytest.raises(EngineError, match="`strange`: the operator `roughly`"):
        ruleset.assess(facts, as_of=day, engine=engine)
