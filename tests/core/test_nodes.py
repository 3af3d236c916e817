"""Trees of the core: what stands below a node, on which variables it depends, its comparisons; names."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from policy_rules.core.meanings import (
    CellsOf,
    Extent,
    FindingsOf,
    Items,
    Many,
    Meaning,
    Misuse,
    Names,
    Parameters,
    RecordOf,
    UnitOf,
    sort_of,
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
    Node,
    Op,
    Outcome,
    Param,
    Read,
    Records,
    Replaced,
    Reported,
    RuleProgram,
    Under,
    children,
    comparisons_of,
    free_vars,
    walk,
)
from policy_rules.core.thresholds import constants
from policy_rules.feel.parse import parse
from policy_rules.values.known import ANY_NUM, NULL_NUM, TRUE, Num, label, point
from policy_rules.vocabulary import BOOLEAN, DATE, DAYS, INTEGER, TEXT, Attribute, Cells, Entity

AS_OF = Input(DATE, "as_of")
ONE, TWO, THREE = (Const(INTEGER, point(n)) for n in (1, 2, 3))
CASES = Records(LIST, "cases")


def field(var: str) -> Field:
    return Field(INTEGER, var, Attribute("days", INTEGER))


def less(a: Node, b: Node) -> Op:
    return Op(BOOLEAN, "<", (a, b))


def kept(source: Node, var: str, condition: Node) -> Filter:
    return Filter(LIST, source, var, condition)


def count(source: Node, var: str) -> Agg:
    return Agg(INTEGER, "count", source, var, None)


CONDITION = less(field("v1"), ONE)
BELOW: list[tuple[Node, tuple[Node, ...]]] = [
    (CONDITION, CONDITION.args),
    (Read(DATE, "work.done_on", AS_OF), (AS_OF,)),
    (Param(DATE, "p", "r", AS_OF), (AS_OF,)),
    (Reported(INTEGER, "rank", AS_OF), (AS_OF,)),
    (Graded(TEXT, "r", AS_OF), (AS_OF,)),
    (Excepted(BOOLEAN, "r", AS_OF), (AS_OF,)),
    (Replaced(INTEGER, "r", AS_OF, ONE), (AS_OF, ONE)),
    (kept(CASES, "v1", CONDITION), (CASES, CONDITION)),
    (count(CASES, "v1"), (CASES,)),
    (Agg(BOOLEAN, "every", CASES, "v1", CONDITION), (CASES, CONDITION)),
    (ONE, ()),
    (CASES, ()),
    (Outcome(TEXT, "r"), ()),
    (Findings(LIST, ("r",)), ()),
]


@pytest.mark.parametrize(("node", "below"), BELOW)
def test_what_stands_directly_below(node: Node, below: tuple[Node, ...]) -> None:
    assert children(node) == below


def test_a_walk_meets_each_node_once_parents_first_in_the_order_of_the_text() -> None:
    left, right = less(ONE, TWO), less(TWO, ONE)
    root = Op(BOOLEAN, "and", (left, right))
    assert list(walk(root)) == [root, left, ONE, TWO, right]


@pytest.mark.parametrize(
    ("node", "variables"),
    [
        (ONE, set()),
        (field("v1"), {"v1"}),
        (less(field("v1"), field("v2")), {"v1", "v2"}),
        (Read(DATE, "p", AS_OF), set()),
        (Read(DATE, "p", AS_OF, "v1"), {"v1"}),
        (Read(DATE, "p", field("v2"), "v1"), {"v1", "v2"}),
        (Reported(INTEGER, "rank", AS_OF, "v1"), {"v1"}),
        (Reported(INTEGER, "rank", AS_OF), set()),
        (Records(LIST, "inner", "v1"), {"v1"}),
        (Under(LIST, ("county",), "v1"), {"v1"}),
        (Under(LIST, ("county",)), set()),
        (Graded(TEXT, "r", AS_OF, ("v1", "v2")), {"v1", "v2"}),
        (Excepted(BOOLEAN, "r", AS_OF, ("v1",)), {"v1"}),
        (kept(CASES, "v1", CONDITION), set()),
        (kept(CASES, "v1", less(field("v1"), field("v2"))), {"v2"}),
        (kept(Records(LIST, "inner", "v1"), "v1", CONDITION), {"v1"}),  # the list itself is outside
        (Agg(BOOLEAN, "every", CASES, "v1", CONDITION), set()),
        (Agg(BOOLEAN, "every", CASES, "v2", CONDITION), {"v1"}),
        (count(Records(LIST, "inner", "v2"), "v1"), {"v2"}),
    ],
)
def test_on_which_variables_a_node_depends(node: Node, variables: set[str]) -> None:
    assert free_vars(node) == variables
    known: dict[int, frozenset[str]] = {}
    assert free_vars(node, known) == variables == known[id(node)]
    assert all(id(n) in known for n in walk(node))
    known[id(node)] = frozenset({"kept"})
    assert free_vars(node, known) == {"kept"}


def _compared() -> Iterator[tuple[str, Node, list[tuple[Node, list[tuple[str, Node]]]]]]:
    alone = less(ONE, TWO)
    yield "alone", alone, [(alone, [])]
    both = Op(BOOLEAN, "and", (alone, Op(BOOLEAN, "not", (alone,))))
    yield "in two places counts once", both, [(alone, [])]
    yield "no comparison", Op(INTEGER, "+", (ONE, TWO)), []
    inside = less(field("v1"), ONE)
    yield "in a condition", count(kept(CASES, "v1", inside), "v1"), [(inside, [("v1", CASES)])]
    free = less(TWO, ONE)
    yield "that needs no record", count(kept(CASES, "v1", free), "v1"), [(free, [])]
    body = Agg(BOOLEAN, "every", CASES, "v1", inside)
    yield "in a body", body, [(inside, [("v1", CASES)])]
    inner = Records(LIST, "inner", "v1")
    deep = less(field("v2"), ONE)
    nested = Agg(BOOLEAN, "every", CASES, "v1", Agg(BOOLEAN, "some", inner, "v2", deep))
    yield "in a list of a record", nested, [(deep, [("v1", CASES), ("v2", inner)])]
    few = kept(CASES, "v1", inside)
    again = less(field("v1"), TWO)
    twice = kept(few, "v1", again)
    yield "in a list that is filtered twice", twice, [(inside, [("v1", CASES)]), (again, [("v1", few)])]
    within = less(field("v2"), field("v1"))
    later = kept(kept(inner, "v2", within), "v2", less(TWO, ONE))
    yield (
        "in a list of a record that is filtered twice",
        Agg(BOOLEAN, "every", CASES, "v1", count(later, "v2")),
        [(within, [("v1", CASES), ("v2", inner)]), (later.condition, [])],
    )
    yield (
        "lists before bodies",
        Agg(BOOLEAN, "every", few, "v1", again),
        [(inside, [("v1", CASES)]), (again, [("v1", few)])],
    )
    chained = Agg(BOOLEAN, "every", CASES, "v1", Agg(BOOLEAN, "some", kept(CASES, "v1", inside), "v1", again))
    yield (
        "of the innermost list that binds the variable",
        chained,
        [(inside, [("v1", CASES)]), (again, [("v1", chained.body.source)])],  # type: ignore[union-attr]
    )


CASES_OF_COMPARISONS = {name: (root, found) for name, root, found in _compared()}


@pytest.mark.parametrize("name", CASES_OF_COMPARISONS)
def test_comparisons_with_the_lists_of_their_variables(name: str) -> None:
    root, expected = CASES_OF_COMPARISONS[name]
    found = comparisons_of(root)
    assert [(node, list(around)) for node, around in found] == expected


def test_a_comparison_within_a_comparison_comes_after_it() -> None:
    inner = less(ONE, TWO)
    outer = Op(BOOLEAN, "=", (inner, Const(BOOLEAN, TRUE)))
    assert [node for node, _ in comparisons_of(outer)] == [outer, inner]
    test = Op(BOOLEAN, "in", (ONE, TWO, TWO))
    assert [node for node, _ in comparisons_of(test)] == [test]


def test_the_numbers_and_days_that_trees_compare_with() -> None:
    first = Op(
        BOOLEAN,
        "and",
        (
            less(ONE, Const(DATE, point(700))),
            less(TWO, Const(DAYS, point(30))),
            less(ONE, Const(INTEGER, Num(1, 5))),
        ),
    )
    second = Op(BOOLEAN, "and", (less(Const(INTEGER, NULL_NUM), ONE), less(Const(DATE, ANY_NUM), THREE)))
    third = less(Const(INTEGER, point(9)), Const(DATE, point(600)))
    assert constants([first, second, third]) == ((1, 2, 3, 9), (700, 600))
    assert constants([Const(BOOLEAN, TRUE), Const(TEXT, label("a")), Const(INTEGER, NULL_NUM), AS_OF]) == (
        (),
        (),
    )


# -- programs --------------------------------------------------------------------------------------


def program(
    *each: tuple[str, Node], counts_by: str = "dated", parts: tuple[RuleProgram, ...] = ()
) -> RuleProgram:
    """A rule that goes through these lists."""
    no: Node = Const(BOOLEAN, TRUE)
    return RuleProgram(
        "r", "duty", "1", no, None, each, None, "", AS_OF, "", parts=parts, counts_by=counts_by
    )  # fmt: skip


OF_ANOTHER = Records(LIST, "cases", "v9")
COUNTED: list[tuple[str, RuleProgram, set[str] | None]] = [
    ("of a list of the unit", program(("v1", CASES)), {"cases"}),
    (
        "of a list that is filtered",
        program(("v1", kept(kept(CASES, "v1", CONDITION), "v1", CONDITION))),
        {"cases"},
    ),
    ("of the outermost list", program(("v1", CASES), ("v2", Records(LIST, "steps", "v1"))), {"cases"}),
    ("of a list of another unit", program(("v1", OF_ANOTHER)), None),
    ("of units", program(("v1", Under(LIST, ("county",)))), None),
    ("of no list", program(), set()),
    ("that no day puts into a year", program(("v1", CASES), counts_by=""), set()),
    (
        "joined from parts",
        program(parts=(program(("v1", CASES)), program(("v1", Records(LIST, "works"))), program())),
        {"cases", "works"},
    ),
    (
        "joined from parts, one of another unit",
        program(parts=(program(("v1", CASES)), program(("v1", OF_ANOTHER)))),
        None,
    ),
]


@pytest.mark.parametrize(("rule", "lists"), [case[1:] for case in COUNTED], ids=[case[0] for case in COUNTED])
def test_without_records_of_which_lists_no_instance_counts(rule: RuleProgram, lists: set[str] | None) -> None:
    assert rule.counted == lists
    reading = program(("v1", Records(LIST, "others")))
    object.__setattr__(reading, "plain", rule)
    assert reading.counted == lists  # of a rule by its readings it is what the rule as written says


# -- names -----------------------------------------------------------------------------------------

ENTITY = Entity("cases", {})


@pytest.mark.parametrize(
    ("meaning", "words"),
    [
        (ONE, "a number"),
        (AS_OF, "a date"),
        (RecordOf(ENTITY, "v1"), "a record of cases"),
        (UnitOf(), "a unit"),
        (Extent(None, None), "a range"),
        (Parameters(), "the parameters"),
        (Many(CASES, "v1", ONE), "a list"),
        (Items((ONE,)), "a list"),
        (FindingsOf(), "a list"),
        (CellsOf(Cells("rates", ("a", "b"), True)), "a set"),
        (CellsOf(Cells("rates", ("a", "b"), False)), "a table"),
    ],
)
def test_sorts_of_things_in_words(meaning: Meaning, words: str) -> None:
    assert sort_of(meaning) == words


def test_names_in_scope() -> None:
    names = Names({"day": AS_OF}, unit="v9")
    more = names.bind("x", ONE)
    assert dict(more.bound) == {"day": AS_OF, "x": ONE}
    assert dict(more.bind("x", TWO).bound) == {"day": AS_OF, "x": TWO}
    record = RecordOf(ENTITY, "v1")
    inside = more.inside(record)
    assert (inside.item, inside.bound, inside.unit) == (record, more.bound, "v9")
    assert names.item is None
    guarded = names.guard(frozenset({("", "a")})).guard(frozenset({("", "b")}))
    assert guarded.guarded == {("", "a"), ("", "b")}
    assert guarded.guard(frozenset()) is guarded


def test_a_fault_at_words_of_an_expression() -> None:
    node = parse("1 + 2")
    slip = Misuse(node, "what is wrong", "what to do")
    assert (slip.node, slip.what, slip.hint, str(slip)) == (
        node,
        "what is wrong",
        "what to do",
        "what is wrong",
    )
    assert Misuse(node, "what is wrong").hint == ""
    open_end = Extent(AS_OF, None)
    assert (open_end.low_closed, open_end.high_closed) == (True, True)
