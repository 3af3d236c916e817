"""What a guard speaks of, and what is surely not null where a condition has some of the truths: by hand."""

from __future__ import annotations

import pytest
from attrs import evolve

from policy_rules.core.guards import (
    COMPUTED,
    NOT_FALSE,
    NOT_NULL,
    NOT_TRUE,
    TRUE,
    Truths,
    fact_of,
    narrowed,
    not_null_where,
    without_guard,
)
from policy_rules.core.nodes import (
    LIST,
    Agg,
    Const,
    Excepted,
    Field,
    Filter,
    Findings,
    Graded,
    Input,
    Listed,
    Node,
    Op,
    Outcome,
    Param,
    Read,
    Records,
    Replaced,
    Reported,
    Under,
)
from policy_rules.values.calendar import Calendar
from policy_rules.values.known import MAYBE, NULL_NUM, Exact, F, N, Num, T, Truth, Value, label, point
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, TEXT, Attribute, Type

MAYBE_WHOLE, MAYBE_TEXT = evolve(INTEGER, nullable=True), evolve(TEXT, nullable=True)
WEEKDAYS, ALL_DAYS = (Calendar(name, 739252, b"") for name in ("weekdays", "all"))


def as_of() -> Input:
    return Input(DATE, "as_of")


def x(unit: str = "") -> Read:
    return Read(MAYBE_WHOLE, "s.x", as_of(), unit)


def y() -> Read:
    return Read(MAYBE_WHOLE, "s.y", as_of())


def field(var: str, name: str = "cost") -> Field:
    return Field(MAYBE_WHOLE, var, Attribute(name, MAYBE_WHOLE))


def const(value: Value | Exact, type: Type = INTEGER) -> Const:
    return Const(type, point(value) if isinstance(value, int) else value)  # type: ignore[arg-type]


def op(name: str, *args: Node, type: Type = BOOLEAN, by: tuple[Calendar, ...] = ()) -> Op:
    return Op(type, name, args, by)


def of(*args: Node, name: str = "f", by: tuple[Calendar, ...] = ()) -> Op:
    """A value that is worked out from others, and may be null."""
    return op(name, *args, type=MAYBE_WHOLE, by=by)


def most(source: Node, var: str, body: Node | None, name: str = "max") -> Agg:
    return Agg(INTEGER, name, source, var, body)


def cases(var: str = "") -> Records:
    return Records(LIST, "cases", var)


def kept(var: str, condition: Node, source: Node | None = None) -> Filter:
    return Filter(LIST, source or cases(), var, condition)


@pytest.mark.parametrize(
    ("node", "fact"),
    [
        (x(), ("", "s.x on as_of")),
        (x("v1"), ("v1", "s.x on as_of")),
        (Read(DATE, "s.x", op("year end", Input(INTEGER, "year"))), ("", "s.x on year end(year)")),
        (narrowed(x()), ("", "s.x on as_of")),
        (field("v1"), ("v1", "cost")),
        (Reported(MAYBE_WHOLE, "rank", as_of(), "v1"), ("v1", "rank on as_of")),
        (const(1), None),
        (Param(MAYBE_WHOLE, "p", "", as_of()), None),
        (op("+", x(), y(), type=INTEGER), None),  # its type says that it is not null
        (Replaced(INTEGER, "r", as_of(), const(1)), None),
    ],
)
def test_the_fact_of_which_a_guard_speaks(node: Node, fact: object) -> None:
    assert fact_of(node) == fact


@pytest.mark.parametrize(
    "node",
    [
        of(x()),
        op("/", x(), y(), type=INTEGER),
        op("/ integer", x(), y(), type=INTEGER),
        Replaced(MAYBE_WHOLE, "r", as_of(), const(1)),
        most(cases(), "v1", field("v1")),  # null where there is no record, whatever its type
        narrowed(of(x())),
    ],
)
def test_a_computed_value_that_may_be_null_is_a_fact_of_its_own(node: Node) -> None:
    found = fact_of(node)
    assert found is not None
    assert found[0] == COMPUTED


def test_a_guard_is_put_on_and_taken_off() -> None:
    node = x()
    guarded = narrowed(node)
    assert isinstance(guarded, Op)
    assert (guarded.name, guarded.args, guarded.type.nullable) == (NOT_NULL, (node,), False)
    assert without_guard(guarded) is node
    assert without_guard(node) is node
    other = op("not", node)
    assert without_guard(other) is other


SAME: list[tuple[Node, Node]] = [
    (of(x(), const(1)), of(x(), const(1))),
    (of(narrowed(x())), of(x())),
    (of(x(), by=(WEEKDAYS,)), of(x(), by=(WEEKDAYS,))),
    (of(x("v1")), of(x("v1"))),
    (of(Input(INTEGER, "a")), of(Input(INTEGER, "a"))),
    (of(Outcome(TEXT, "a")), of(Outcome(TEXT, "a"))),
    (of(field("v1")), of(field("v1"))),
    (of(Param(INTEGER, "p", "r", as_of())), of(Param(INTEGER, "p", "r", as_of()))),
    (of(Reported(INTEGER, "a", as_of(), "v1")), of(Reported(INTEGER, "a", as_of(), "v1"))),
    (of(Graded(TEXT, "a", as_of(), ("v1", "v2"))), of(Graded(TEXT, "a", as_of(), ("v1", "v2")))),
    (of(Excepted(BOOLEAN, "a", as_of(), ("v1",))), of(Excepted(BOOLEAN, "a", as_of(), ("v1",)))),
    (of(Replaced(INTEGER, "a", as_of(), const(1))), of(Replaced(INTEGER, "a", as_of(), const(1)))),
    (of(most(cases("v1"), "v3", None)), of(most(cases("v1"), "v3", None))),
    (of(most(Under(LIST, ("city",), "v1"), "v3", None)), of(most(Under(LIST, ("city",), "v1"), "v3", None))),
    (of(most(Findings(LIST, ("a",)), "v1", None)), of(most(Findings(LIST, ("a",)), "v1", None))),
    (of(most(Listed(LIST, ("a",)), "v1", None)), of(most(Listed(LIST, ("a",)), "v1", None))),
    (most(cases(), "v1", field("v1")), most(cases(), "v2", field("v2"))),
    (of(most(cases(), "v1", x("v1"))), of(most(cases(), "v2", x("v2")))),
    (
        most(cases(), "v1", Reported(INTEGER, "a", as_of(), "v1")),
        most(cases(), "v2", Reported(INTEGER, "a", as_of(), "v2")),
    ),
    (
        most(cases(), "v1", Graded(TEXT, "a", as_of(), ("v1",))),
        most(cases(), "v2", Graded(TEXT, "a", as_of(), ("v2",))),
    ),
    (
        most(cases(), "v1", Excepted(BOOLEAN, "a", as_of(), ("v1",))),
        most(cases(), "v2", Excepted(BOOLEAN, "a", as_of(), ("v2",))),
    ),
    (
        most(cases(), "v1", most(Under(LIST, (), "v1"), "v3", None)),
        most(cases(), "v2", most(Under(LIST, (), "v2"), "v3", None)),
    ),
    (
        most(kept("v1", op(">", field("v1"), const(1))), "v2", field("v2")),
        most(kept("v5", op(">", field("v5"), const(1))), "v4", field("v4")),
    ),
    (
        most(cases(), "v1", most(Records(LIST, "steps", "v1"), "v2", of(field("v1"), field("v2")))),
        most(cases(), "v3", most(Records(LIST, "steps", "v3"), "v4", of(field("v3"), field("v4")))),
    ),
]
"""Values that are computed in one way, whatever their variables are called."""


@pytest.mark.parametrize(("a", "b"), SAME)
def test_what_is_computed_alike_is_one_fact(a: Node, b: Node) -> None:
    assert fact_of(a) == fact_of(b) is not None


X, Y, ANY = x(), y(), const(Num(1, 2))
OTHER: list[tuple[Node, Node]] = [
    (of(x(), name="f"), of(x(), name="g")),
    (of(x()), of(y())),
    (of(x()), of(x(), x())),
    (of(x(), y()), of(y(), x())),
    (of(X, Y, X), of(X, Y, Y)),  # a node met before goes by its number
    (of(of(x()), y()), of(of(x(), y()))),
    (of(x(), by=(WEEKDAYS,)), of(x(), by=(ALL_DAYS,))),
    (of(x(), by=(WEEKDAYS,)), of(x())),
    (of(const(1)), of(const(2))),
    (of(ANY), of(const(Num(1, 2)))),  # each may be another of its values
    (of(Input(INTEGER, "a")), of(Input(INTEGER, "b"))),
    (of(Input(TEXT, "a")), of(Outcome(TEXT, "a"))),
    (of(Outcome(TEXT, "a")), of(Outcome(TEXT, "b"))),
    (of(x("v1")), of(x("v2"))),
    (of(Read(INTEGER, "s.x", as_of())), of(Read(INTEGER, "s.x", Input(DATE, "day")))),
    (of(field("v1")), of(field("v2"))),
    (of(field("v1", "a")), of(field("v1", "b"))),
    (of(Param(INTEGER, "p", "r", as_of())), of(Param(INTEGER, "q", "r", as_of()))),
    (of(Param(INTEGER, "p", "r", as_of())), of(Param(INTEGER, "p", "s", as_of()))),
    (of(Reported(INTEGER, "a", as_of())), of(Reported(INTEGER, "b", as_of()))),
    (of(Reported(INTEGER, "a", as_of(), "v1")), of(Reported(INTEGER, "a", as_of(), "v2"))),
    (of(Graded(TEXT, "a", as_of())), of(Graded(TEXT, "b", as_of()))),
    (of(Graded(TEXT, "a", as_of(), ("v1",))), of(Graded(TEXT, "a", as_of(), ("v2",)))),
    (of(Excepted(BOOLEAN, "a", as_of())), of(Excepted(BOOLEAN, "b", as_of()))),
    (of(Excepted(BOOLEAN, "a", as_of(), ("v1",))), of(Excepted(BOOLEAN, "a", as_of(), ("v2",)))),
    (of(Excepted(BOOLEAN, "a", as_of(), (), "i")), of(Excepted(BOOLEAN, "a", as_of(), (), "j"))),
    (of(Replaced(INTEGER, "a", as_of(), const(1))), of(Replaced(INTEGER, "b", as_of(), const(1)))),
    (of(most(cases(), "v1", None)), of(most(Records(LIST, "steps"), "v1", None))),
    (of(most(cases("v1"), "v3", None)), of(most(cases("v2"), "v3", None))),
    (of(most(Under(LIST, ("city",)), "v1", None)), of(most(Under(LIST, ("county",)), "v1", None))),
    (of(most(Under(LIST, (), "v1"), "v3", None)), of(most(Under(LIST, (), "v2"), "v3", None))),
    (of(most(Findings(LIST, ("a",)), "v1", None)), of(most(Findings(LIST, ("b",)), "v1", None))),
    (of(most(Listed(LIST, ("a",)), "v1", None)), of(most(Listed(LIST, ("b",)), "v1", None))),
    (of(most(Listed(LIST, ("a",)), "v1", None)), of(most(Findings(LIST, ("a",)), "v1", None))),
    (most(cases(), "v1", field("v1"), "max"), most(cases(), "v1", field("v1"), "min")),
    (
        most(cases(), "v1", most(Records(LIST, "steps", "v1"), "v2", field("v1"))),
        most(cases(), "v1", most(Records(LIST, "steps", "v1"), "v2", field("v2"))),
    ),
    (
        most(kept("v1", op("<", field("v1"), const(1))), "v2", field("v2")),
        most(kept("v1", op(">", field("v1"), const(1))), "v2", field("v2")),
    ),
    (of(Node(INTEGER)), of(Node(INTEGER))),  # what no fact can tell is itself alone
]
"""Values that are computed in two ways."""


@pytest.mark.parametrize(("a", "b"), OTHER)
def test_what_is_computed_otherwise_is_another_fact(a: Node, b: Node) -> None:
    assert fact_of(a) != fact_of(b)
    assert fact_of(a) == fact_of(a)


GX, GY, NULL = "s.x on as_of", "s.y on as_of", const(NULL_NUM, MAYBE_WHOLE)
FALSE, KNOWN, ANY_TRUTH = frozenset((F,)), frozenset((F, T)), frozenset((F, N, T))


def is_(node: Node) -> Op:
    return op("is null", node)


def not_(node: Node) -> Op:
    return op("not", node)


def truth(lo: int, hi: int) -> Const:
    return Const(BOOLEAN, Truth(lo, hi))


WHERE: list[tuple[Node, Truths, set[str]]] = [
    (is_(x()), FALSE, {GX}),
    (is_(x()), NOT_TRUE, {GX}),
    (is_(x()), TRUE, set()),
    (is_(x()), NOT_FALSE, set()),
    (is_(const(1)), FALSE, set()),
    (not_(is_(x())), TRUE, {GX}),
    (not_(is_(x())), NOT_FALSE, {GX}),
    (not_(is_(x())), FALSE, set()),
    (not_(is_(x())), NOT_TRUE, set()),
    *(
        (op(order, x(), y()), truths, {GX, GY})
        for order in ("<", "<=", ">", ">=")
        for truths in (TRUE, FALSE)
    ),
    (op("<", x(), const(1)), KNOWN, {GX}),
    *((op(order, x(), y()), truths, set[str]()) for order in ("<", ">=") for truths in (NOT_TRUE, NOT_FALSE)),
    (op("=", x(), const(1)), TRUE, {GX}),
    (op("=", const(1), x()), TRUE, {GX}),
    (op("=", x(), const(1)), NOT_FALSE, {GX}),
    (op("=", x(), const(1)), FALSE, set()),
    (op("=", x(), const(1)), NOT_TRUE, set()),
    (op("=", x(), y()), TRUE, set()),  # both may be null
    (op("=", x(), NULL), TRUE, set()),
    (op("=", x(), const(Num(1, 2, MAYBE))), TRUE, set()),
    (op("=", x(), const(label("a"), TEXT)), TRUE, {GX}),
    (op("=", const(1), const(1)), TRUE, set()),
    (op("=", x(), truth(T, T)), TRUE, {GX}),
    (op("=", x(), truth(F, F)), TRUE, {GX}),
    *((op("=", x(), truth(lo, hi)), TRUE, set[str]()) for lo, hi in ((N, N), (F, N), (N, T), (F, T))),
    (op("in", x(), const(1)), TRUE, {GX}),
    (op("in", x(), const(1)), FALSE, set()),
    (op("in", x(), const(1), const(2)), TRUE, {GX}),
    (op("!=", x(), const(1)), FALSE, {GX}),
    (op("!=", x(), const(1)), NOT_TRUE, {GX}),
    (op("!=", x(), const(1)), TRUE, set()),
    (op("!=", x(), const(1)), NOT_FALSE, set()),
    (op("!=", x(), y()), FALSE, set()),
    (op("and", not_(is_(x())), not_(is_(y()))), TRUE, {GX, GY}),
    (op("and", not_(is_(x())), not_(is_(y()))), NOT_FALSE, {GX, GY}),
    (op("and", is_(x()), is_(y())), FALSE, set()),  # one of the two is not null, and nobody knows which
    (op("and", is_(x()), op("and", is_(x()), truth(T, T))), FALSE, set()),
    (op("and", is_(x()), op("or", is_(x()), is_(y()))), FALSE, {GX}),
    (op("or", is_(x()), is_(y())), FALSE, {GX, GY}),
    (op("or", is_(x()), is_(y())), NOT_TRUE, {GX, GY}),
    (op("or", not_(is_(x())), not_(is_(y()))), TRUE, set()),
    (op("or", not_(is_(x())), op("<", x(), y())), TRUE, {GX}),
    (op("or", not_(is_(x())), op("<", x(), y())), NOT_FALSE, set()),
    (op("if", is_(x()), is_(y())), FALSE, set()),
    (op("f", x()), TRUE, set()),
    (op("<", x(), const(1)), ANY_TRUTH, set()),
    (x(), TRUE, set()),
]


@pytest.mark.parametrize(("condition", "truths", "facts"), WHERE)
def test_what_is_not_null_where_a_condition_has_these_truths(
    condition: Node, truths: Truths, facts: set[str]
) -> None:
    assert not_null_where(condition, truths) == {("", fact) for fact in facts}


def test_an_order_guards_what_is_computed() -> None:
    half = of(x(), const(2), name="/")
    assert not_null_where(op("<", half, const(1)), TRUE) == {fact_of(half)}


def test_what_stands_in_many_places_is_written_once() -> None:
    node: Node = x()
    for _ in range(14):
        node = of(node, node)
    found = fact_of(node)
    assert found is not None
    assert len(found[1]) < 2000
