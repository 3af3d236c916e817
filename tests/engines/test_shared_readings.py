"""What readings of a rule share stands once, and what values settle is settled: no outcome is another."""

from __future__ import annotations

from random import Random

import pytest

from engines.core_facts import FactsDrawn
from engines.core_trees import program_of, random_program
from policy_rules.core import nodes as core
from policy_rules.lowering.sharing import Sharing
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import FALSE, TRUE, label
from policy_rules.vocabulary import BOOLEAN, Type

YES, NO = core.Const(BOOLEAN, TRUE), core.Const(BOOLEAN, FALSE)
OPEN, OTHER = core.Param(BOOLEAN, "p", "", YES), core.Param(BOOLEAN, "q", "", YES)
WAY = Type("label", labels=("a", "b"))
A, B = core.Const(WAY, label("a")), core.Const(WAY, label("b"))


def op(name, *args):
    return core.Op(BOOLEAN, name, args)


@pytest.mark.parametrize(
    ("tree", "left"),
    [
        (op("and", YES, OPEN), OPEN),
        (op("and", NO, OPEN), NO),
        (op("or", NO, OPEN), OPEN),
        (op("or", OPEN, YES), YES),
        (op("and", YES, YES), YES),
        (op("not", op("=", A, B)), YES),
        (op("if", op("=", A, A), OPEN, OTHER), OPEN),
        (op("if", op("=", A, B), OPEN, OTHER), OTHER),
        (op("or", op("and", op("=", A, B), OPEN), OTHER), OTHER),
    ],
    ids=lambda node: getattr(node, "name", None),
)
def test_what_values_settle(tree, left):
    sharing = Sharing()
    found = sharing.node(tree)
    same = isinstance(left, core.Const) and isinstance(found, core.Const) and found.value == left.value
    assert same or found is sharing.node(left)


def test_equal_trees_become_one():
    def tree():
        return op("and", core.Param(BOOLEAN, "p", "", YES), core.Param(BOOLEAN, "q", "", YES))

    sharing = Sharing()
    assert sharing.node(tree()) is sharing.node(tree())
    assert sharing.node(op("and", OPEN, OTHER)) is not sharing.node(op("and", OTHER, OPEN))


@pytest.mark.parametrize("seed", range(60))
def test_no_outcome_is_another(seed):
    random = Random(seed)
    program = random_program(random)
    sharing = Sharing()
    shared = program_of(tuple(sharing.program(rule, {}) for rule in program.rules), program.model.vocabulary)
    for _ in range(3):
        view = FactsDrawn(random).view(program)  # each call is the same facts again: a run leaves findings
        assert Tracer(shared, view()).outcomes() == Tracer(program, view()).outcomes()


def test_what_is_alike_stands_once_and_what_only_looks_alike_twice():
    pairs = (
        (core.Input(BOOLEAN, "a"), core.Input(BOOLEAN, "a"), True),
        (core.Input(BOOLEAN, "a"), core.Outcome(BOOLEAN, "a"), False),
        (core.Input(BOOLEAN, "a"), core.Input(WAY, "a"), False),
        (op("not", OPEN), op("not", OPEN), True),
        (op("not", OPEN), op("not", OTHER), False),
        (op("not", OPEN), op("is null", OPEN), False),
    )
    for one, other, alike in pairs:
        shared = Sharing().node(op("=", one, other))
        assert isinstance(shared, core.Op)
        left, right = shared.args
        assert (left is right) == alike
