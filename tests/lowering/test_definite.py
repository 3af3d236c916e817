"""Whether a condition may come out undefined, by hand: what a guard beside it, a divisor and a list say."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from policy_rules.core.nodes import LIST, Agg, Const, Field, Node, Op, Param, Read, Records, Replaced
from policy_rules.lowering.definite import may_be_undefined
from policy_rules.lowering.inputs import AS_OF
from policy_rules.values.known import MAYBE, NULL_NUM, F, N, Num, T, Truth, Value, point
from policy_rules.vocabulary import BOOLEAN, INTEGER, Attribute, Type

MAYBE_WHOLE = evolve(INTEGER, nullable=True)


def x() -> Read:
    return Read(MAYBE_WHOLE, "s.x", AS_OF)


def y() -> Read:
    return Read(MAYBE_WHOLE, "s.y", AS_OF)


SURE = Read(INTEGER, "s.z", AS_OF)
CASES = Records(LIST, "cases")


def op(name: str, *args: Node, type: Type = BOOLEAN) -> Op:
    return Op(type, name, args)


def const(value: Value, type: Type = INTEGER) -> Const:
    return Const(type, value)


def over(divisor: Node) -> Op:
    return op(">", op("/", SURE, divisor, type=INTEGER), SURE)


def ranged(low: int | None) -> list[Node]:
    """What is declared to be at least so much."""
    kind = evolve(INTEGER, low=None if low is None else Fraction(low))
    field = Field(kind, "v1", Attribute("cost", kind))
    return [Read(kind, "s.z", AS_OF), field, Param(kind, "p", "", AS_OF)]


def has(node: Node) -> Op:
    return op("not", op("is null", node))


def less(a: Node, b: Node) -> Op:
    return op("<", a, b)


ONE, HALF_OPEN = const(point(1)), evolve(INTEGER, low=Fraction(1))
DEFINITE: list[Node] = [
    SURE,
    less(SURE, ONE),
    op("is null", x()),
    has(x()),
    op("and", has(x()), less(x(), ONE)),
    op("and", less(x(), ONE), has(x())),  # in whatever order it is written
    op("and", has(x()), has(y()), less(x(), y())),
    op("or", op("is null", x()), less(x(), ONE)),
    op("or", less(x(), ONE), op("is null", x())),
    op("if", has(x()), less(x(), ONE), op("is null", x())),
    op("if", op("is null", x()), less(SURE, ONE), less(x(), ONE)),
    *(over(d) for d in (ONE, const(point(-1)), const(Num(1, 9)), const(Num(-9, -1)))),
    *(over(d) for d in ranged(1)),
    over(op("not null", ranged(1)[0], type=INTEGER)),
    op("and", has(op("/", x(), y(), type=INTEGER)), less(op("/", x(), y(), type=INTEGER), ONE)),
    const(Truth(T, T), BOOLEAN),
    const(Truth(F, F), BOOLEAN),
    less(Replaced(INTEGER, "r", AS_OF, ONE), SURE),
    less(Agg(INTEGER, "count", CASES, "v1", None), ONE),
]
UNDEFINED: list[Node] = [
    x(),
    less(x(), ONE),
    less(ONE, x()),
    op("not", less(x(), ONE)),
    op("and", has(y()), less(x(), ONE)),
    op("and", op("is null", x()), less(x(), ONE)),
    op("and", less(x(), ONE), less(y(), ONE)),
    op("or", has(x()), less(x(), ONE)),
    op("or", op("is null", x()), less(y(), ONE)),
    op("if", has(x()), less(SURE, ONE), less(x(), ONE)),
    op("if", op("is null", x()), less(x(), ONE), less(SURE, ONE)),
    *(over(const(v)) for v in (point(0), Num(0, 9), Num(-9, 0), Num(-1, 1))),
    *(over(d) for low in (0, -1, None) for d in ranged(low)),
    over(op("+", *ranged(1)[:2], type=HALF_OPEN)),  # what is computed is not held to its range
    op(">", op("/ integer", SURE, const(point(0)), type=INTEGER), ONE),
    const(NULL_NUM, MAYBE_WHOLE),
    less(const(Num(1, 2, MAYBE), MAYBE_WHOLE), ONE),
    *(const(Truth(lo, hi), BOOLEAN) for lo, hi in ((N, N), (F, N), (N, T), (F, T))),
    less(Replaced(INTEGER, "r", AS_OF, const(NULL_NUM, MAYBE_WHOLE)), SURE),
    less(Agg(INTEGER, "max", CASES, "v1", SURE), ONE),  # where there is no record
    less(Agg(INTEGER, "sum", CASES, "v1", x()), ONE),
]


def undefined(node: Node) -> bool:
    return may_be_undefined(node, lambda leaf: leaf.type.nullable)


@pytest.mark.parametrize("node", DEFINITE)
def test_what_surely_is_true_or_false(node: Node) -> None:
    assert not undefined(node)


@pytest.mark.parametrize("node", UNDEFINED)
def test_what_may_be_undefined(node: Node) -> None:
    assert undefined(node)


def test_the_caller_says_which_leaves_may_be_null() -> None:
    assert may_be_undefined(less(SURE, ONE), lambda leaf: leaf is SURE)
    assert not may_be_undefined(less(x(), ONE), lambda _: False)
    assert not may_be_undefined(op("and", has(SURE), less(SURE, ONE)), lambda leaf: leaf is SURE)
