"""The chain of durable rules against the reference, over every truth; and no rule of it is idle."""

from __future__ import annotations

from itertools import product

import pytest

from policy_rules.core.nodes import NOT_APPLICABLE, SATISFIED, VIOLATED
from policy_rules.engines.session.chain_findings import RuleFacts
from policy_rules.engines.session.chain_rules import KINDS, RULES, chain
from policy_rules.engines.session.durable_host import hashed
from policy_rules.engines.session.rule_truths import InstanceTruths, RuleTruths
from policy_rules.engines.session.working_memory import Memory
from policy_rules.errors import EngineError
from policy_rules.operators.lists import worst
from policy_rules.operators.logic import choice
from policy_rules.reference.evaluate import OPERATORS, Part
from policy_rules.values.known import FALSE, N, Num, T, Truth, point

TRUTHS = [Truth(lo, hi) for lo in range(3) for hi in range(lo, 3)]
INSTANCES = list(product(TRUTHS, repeat=4))
"""Exception, requirement, late and waiting."""
YES, NO, NULL, OPEN = Truth(T, T), FALSE, Truth(N, N), Truth(0, T)
MET, BROKEN = (NO, YES, NO, NO), (NO, NO, YES, NO)


def ends(*truths: Truth) -> tuple[int, ...]:
    return tuple(end for t in truths for end in (t.lo, t.hi))


@pytest.fixture
def facts():
    memory = Memory(chain())
    yield RuleFacts(memory)
    memory.put_away()


def one(*truths: Truth, sure: bool = True, name: str = "") -> InstanceTruths:
    kind = "instance" if len(truths) == 4 else "use"
    return InstanceTruths(kind, name, 0, ends(*truths), sure)


def test_every_instance_as_the_reference(facts: RuleFacts) -> None:
    for truths in INSTANCES:
        found = facts.conclude(0, RuleTruths(ends(YES, NO, YES), (one(*truths),)))
        expected = OPERATORS["outcome"](*truths)
        assert Num(*found) == expected, truths
        assert facts.instance_outcomes(0) == (("", expected.lo, expected.hi, True),)


def test_every_use_as_the_reference(facts: RuleFacts) -> None:
    for used in TRUTHS:
        found = facts.conclude(0, RuleTruths(ends(YES, NO, YES), (one(used),)))
        assert Num(*found) == choice(used, point(SATISFIED), point(NOT_APPLICABLE))


def test_every_finding_as_the_reference(facts: RuleFacts) -> None:
    shapes = {}
    for truths in INSTANCES:
        outcome = OPERATORS["outcome"](*truths)
        assert isinstance(outcome, Num)
        shapes.setdefault((outcome.lo, outcome.hi), truths)
    for (inner, truths), role, lifted, applies in product(shapes.items(), TRUTHS, TRUTHS, TRUTHS):
        found = facts.conclude(0, RuleTruths(ends(role, lifted, applies), (one(*truths),)))
        assert Num(*found) == OPERATORS["finding"](role, lifted, applies, Num(*inner))


def test_instances_roll_up_as_the_reference(facts: RuleFacts) -> None:
    kinds = [
        (NO, YES, NO, NO),
        (NO, NO, NO, NO),
        (NO, NO, YES, NO),
        (YES, NO, NO, NO),
        (OPEN, OPEN, OPEN, OPEN),
    ]
    for several in product(kinds, repeat=3):
        for sure in product((True, False), repeat=3):
            told = [one(*t, sure=s, name=str(n)) for n, (t, s) in enumerate(zip(several, sure, strict=True))]
            found = facts.conclude(0, RuleTruths(ends(YES, NO, YES), tuple(told)))
            parts: list[Part] = [
                (int(s), 1, OPERATORS["outcome"](*t)) for t, s in zip(several, sure, strict=True)
            ]
            assert Num(*found) == worst(parts)
    assert Num(*facts.conclude(0, RuleTruths(ends(YES, NO, YES), ()))) == worst([])


_CASES = [
    *((RuleTruths(ends(YES, NO, YES), (one(*t),))) for t in INSTANCES),
    *((RuleTruths(ends(YES, NO, YES), (one(t),))) for t in TRUTHS),
    *(
        RuleTruths(ends(r, x, a), (one(NO, YES, NO, NO), one(NO, NO, YES, NO, sure=False, name="b")))
        for r, x, a in product(TRUTHS, repeat=3)
    ),
]
_FINDING_RULES = [r.name for r in RULES if r.kind in ("instance", "use", "outcome", "rule")]


@pytest.mark.parametrize("name", _FINDING_RULES)
def test_without_a_rule_some_finding_changes(name: str, facts: RuleFacts) -> None:
    memory = Memory(chain(name))
    try:
        assert any(_found(RuleFacts(memory), case) != facts.conclude(0, case) for case in _CASES[::-1])
    finally:
        memory.put_away()


def _found(facts: RuleFacts, case: RuleTruths) -> tuple[int, int] | None:
    for key in list(facts.memory.facts):
        facts.memory.put(key, None)
    try:
        return facts.conclude(0, case)
    except EngineError:
        return None


def test_taking_back_leaves_nothing(facts: RuleFacts) -> None:
    facts.conclude(
        0,
        RuleTruths(ends(OPEN, OPEN, OPEN), (one(OPEN, OPEN, OPEN, OPEN), one(NO, NO, YES, NO, name="b"))),
    )
    facts.conclude(0, RuleTruths(ends(YES, NO, YES), ()))
    assert facts.conclude(0, RuleTruths(ends(YES, NO, YES), (one(NO, NO, YES, NO),))) == (
        VIOLATED,
        VIOLATED,
    )
    for key in list(facts.memory.facts):
        facts.memory.put(key, None)
    assert facts.memory.facts == {} and facts.memory.boxes == {}


def test_names_have_hashes_of_their_own() -> None:
    words = {
        "k",
        "id",
        "sid",
        "never",
        "boot",
        "keep",
        *KINDS,
        *(f for fields in KINDS.values() for f in fields),
    }
    words |= {f"r{n}" for n in range(len(RULES))}
    assert len({hashed(w) for w in words}) == len(words)
