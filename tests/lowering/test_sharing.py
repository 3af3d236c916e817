"""A rule with values put in for parameters: what they settle, and what stands once."""

from __future__ import annotations

import pytest
from attrs import evolve

from lowering.core_text import in_text
from policy_rules.core import nodes as core
from policy_rules.core.nodes import (
    Agg,
    Const,
    Excepted,
    Field,
    Filter,
    Graded,
    Node,
    Op,
    Param,
    Read,
    Records,
)
from policy_rules.lowering.inputs import AS_OF, NO, YES
from policy_rules.lowering.sharing import Sharing
from policy_rules.values.known import FALSE, NULL_TRUTH, TRUE, UNDECIDED, label, point
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, Attribute, Type

WAY = Type("label", labels=("a", "b"), name="way")
STRICT, PACE, OTHER = (
    Param(t, n, "", AS_OF) for t, n in ((BOOLEAN, "strict"), (WAY, "pace"), (DATE, "other"))
)
OK, STAFF = Read(BOOLEAN, "work.ok", AS_OF), Read(INTEGER, "work.staff", AS_OF)
UNDEFINED, OPEN = Const(BOOLEAN, NULL_TRUTH), Const(BOOLEAN, UNDECIDED)
ON = Field(DATE, "v1", Attribute("on", DATE))


def op(name: str, *args: Node, type: Type = BOOLEAN) -> Op:
    return Op(type, name, args)


def text(name: str) -> Const:
    return Const(WAY, label(name))


def finding(*args: Node) -> Op:
    return op("outcome", *args, type=core.FINDING)


def settled(node: Node, **put_in: object) -> Node:
    """The node with these values in the place of parameters."""
    whole = core.RuleProgram("r", "duty", "1", node, None, (), None, "", AS_OF, "standing")
    return Sharing().program(whole, put_in).finding  # type: ignore[arg-type]


DAY = op("if", STRICT, AS_OF, OTHER, type=DATE)
NUMBER = op("if", STRICT, STAFF, STAFF, type=INTEGER)
CASES = Records(core.LIST, "cases")
SETTLED: list[tuple[Node, str]] = [
    (STRICT, "true"),
    (PACE, '"a"'),
    (OTHER, "other[]@as_of"),
    # and, or: without what changes nothing; alone what decides
    (op("and", STRICT, OK), "work.ok@as_of"),
    (op("and", op("not", STRICT), OK), "false"),
    (op("and", OK, op("not", STRICT)), "false"),
    (op("or", STRICT, OK), "true"),
    (op("or", OK, STRICT), "true"),
    (op("or", op("not", STRICT), OK), "work.ok@as_of"),
    (op("and", STRICT, YES), "true"),
    (op("or", op("not", STRICT), NO), "false"),
    (op("and", STRICT, OK, op("is null", OTHER)), "(and work.ok@as_of (is null other[]@as_of))"),
    (op("or", OK, NO, OPEN), "(or work.ok@as_of null)"),
    (op("and", OK, UNDEFINED), "(and work.ok@as_of null)"),
    (op("and", OPEN, STRICT, OK), "(and null work.ok@as_of)"),
    # if
    (op("if", STRICT, STAFF, Const(INTEGER, point(3)), type=INTEGER), "work.staff@as_of"),
    (op("if", op("not", STRICT), STAFF, Const(INTEGER, point(3)), type=INTEGER), "3"),
    (op("if", UNDEFINED, STAFF, Const(INTEGER, point(3)), type=INTEGER), "3"),  # what is not true
    (op("if", OPEN, STAFF, Const(INTEGER, point(3)), type=INTEGER), "(if null work.staff@as_of 3)"),
    (op("if", OK, STRICT, OK), "(if work.ok@as_of true work.ok@as_of)"),
    # other operators
    (op("=", PACE, text("a")), "true"),
    (op("=", PACE, text("b")), "false"),
    (op("=", PACE, OTHER), '(= "a" other[]@as_of)'),
    (op("not", op("=", PACE, text("b"))), "true"),
    (op("+", Const(INTEGER, point(1)), Const(INTEGER, point(2)), type=INTEGER), "(+ 1 2)"),  # numbers stay
    # a finding stays a finding
    (finding(STRICT, op("and", STRICT, OK), NO), "(outcome true work.ok@as_of false)"),
    (op("if", STRICT, finding(OK), YES, type=core.FINDING), "(if true (outcome work.ok@as_of) true)"),
    # below other nodes
    (Read(BOOLEAN, "work.ok", DAY), "work.ok@as_of"),
    (core.Reported(INTEGER, "rank", DAY), "figure[rank]@as_of"),
    (Graded(WAY, "r", DAY, ("v1",)), "graded[r v1]@as_of"),
    (Excepted(BOOLEAN, "r", DAY, (), "x"), "excepted[r x]@as_of"),
    (Param(DATE, "other", "r", DAY), "other[r]@as_of"),
    (
        core.Replaced(INTEGER, "r", DAY, NUMBER),
        "(replaced[r]@as_of work.staff@as_of)",
    ),
    (
        Agg(INTEGER, "count", Filter(core.LIST, CASES, "v1", op("or", STRICT, OK)), "v1", None),
        "(count of cases where v1 true each v1)",
    ),
    (
        Agg(DATE, "max", CASES, "v1", op("if", STRICT, ON, OTHER, type=DATE)),
        "(max of cases each v1 gives v1.on)",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("node", "becomes"), SETTLED, ids=lambda x: x if isinstance(x, str) else "")
def test_what_values_settle(node: Node, becomes: str) -> None:
    assert in_text(settled(node, strict=TRUE, pace=label("a"))) == becomes


def test_a_value_that_is_false() -> None:
    assert in_text(settled(op("and", STRICT, OK), strict=FALSE)) == "false"
    assert in_text(settled(op("or", STRICT, OK), strict=FALSE)) == "work.ok@as_of"
    assert in_text(settled(op("if", STRICT, OK, YES), strict=FALSE)) == "true"


def test_settled_values_have_the_type_of_what_they_settle() -> None:
    for node in (STRICT, op("and", op("not", STRICT), OK), op("and", STRICT, YES), op("=", PACE, text("a"))):
        found = settled(node, strict=TRUE, pace=label("a"))
        assert isinstance(found, Const)
        assert found.type == BOOLEAN
    assert settled(PACE, pace=label("b")).type == WAY


def test_what_nothing_settles_is_the_node_itself() -> None:
    node = op("and", OK, op("<", STAFF, Const(INTEGER, point(3))))
    assert settled(node, strict=TRUE) is node
    assert (
        settled(Agg(INTEGER, "count", Records(core.LIST, "cases"), "v1", None), strict=TRUE).type == INTEGER
    )


def test_equal_trees_of_several_readings_stand_once() -> None:
    sharing = Sharing()

    def read(value: object) -> Node:
        root = finding(op("<", Read(INTEGER, "work.staff", AS_OF), STAFF), STRICT)
        rule = core.RuleProgram("r", "duty", "1", root, None, (), None, "", AS_OF, "standing")
        return sharing.program(rule, {"strict": value}).finding  # type: ignore[dict-item]

    yes, no = read(TRUE), read(FALSE)
    assert isinstance(yes, Op)
    assert isinstance(no, Op)
    assert yes.args[0] is no.args[0]
    assert in_text(yes) != in_text(no)
    less = yes.args[0]
    assert isinstance(less, Op)
    assert less.args[0] is less.args[1]
    # what differs in one thing stays apart
    apart = [
        Read(INTEGER, "work.staff", AS_OF),
        Read(DATE, "work.staff", AS_OF),
        Read(INTEGER, "work.half", AS_OF),
        core.Reported(INTEGER, "work.staff", AS_OF),
    ]
    assert len({id(sharing.node(node)) for node in (*apart, Read(INTEGER, "work.staff", OTHER))}) == 5


def test_each_tree_of_a_program_has_the_values() -> None:
    outcome = finding(NO, op("and", STRICT, OK))
    source = Filter(core.LIST, CASES, "v1", op("or", STRICT, OK))
    part = core.RuleProgram("r", "duty", "1", outcome, outcome, (), DAY, "", AS_OF, "open", name="limb")
    whole = core.RuleProgram(
        "r", "duty", "1", outcome, outcome, (("v1", source),), DAY, "whence", DAY, "open", frozenset({"a"}),
        parts=(part,), name="whole", holds=op("or", STRICT, OK), period=(DAY, AS_OF),
        degrees=(op("and", STRICT, OK),),
    )  # fmt: skip
    found = Sharing().program(whole, {"strict": TRUE})
    assert in_text(found.finding) == "(outcome false work.ok@as_of)"
    assert found.instance is found.finding
    assert [(var, in_text(source)) for var, source in found.each] == [("v1", "cases where v1 true")]
    assert (found.due, found.day, found.period) == (AS_OF, AS_OF, (AS_OF, AS_OF))
    assert [in_text(degree) for degree in found.degrees] == ["work.ok@as_of"]
    assert found.holds
    assert in_text(found.holds) == "true"
    (limb,) = found.parts
    assert (limb.finding, limb.instance, limb.due, limb.holds, limb.name) == (
        found.finding, found.finding, AS_OF, None, "limb",
    )  # fmt: skip
    assert (found.id, found.due_from, found.after, found.name) == ("r", "whence", {"a"}, "whole")
    none = evolve(whole, instance=None, due=None, holds=None, parts=())
    bare = Sharing().program(none, {"strict": TRUE})
    assert (bare.instance, bare.due, bare.holds) == (None, None, None)


def test_values_of_one_reading_are_none_of_the_next() -> None:
    sharing = Sharing()
    rule = core.RuleProgram("r", "duty", "1", STRICT, None, (), None, "", AS_OF, "standing")
    found = [sharing.program(rule, given).finding for given in ({"strict": TRUE}, {"strict": FALSE}, {})]
    assert [in_text(node) for node in found] == ["true", "false", "strict[]@as_of"]
