"""How types combine, by hand: units, arithmetic, guards, branches; what is told of a mismatch."""

from __future__ import annotations

from fractions import Fraction

import pytest
from attrs import evolve

from policy_rules.core.nodes import Const, Excepted, Field, Input, Node, Op, Param, Read, Reported
from policy_rules.core.types import (
    Key,
    Mismatch,
    arithmetic,
    as_kind,
    branch_type,
    check_labels,
    declared_as,
    describe,
    false_guards,
    key_of,
    not_null,
    retyped,
    same_unit,
    true_guards,
    unit_name,
)
from policy_rules.values.known import NULL_LABEL, NULL_NUM, NULL_TRUTH, TRUE, Labels, label, point
from policy_rules.vocabulary import (
    BOOLEAN,
    DATE,
    DAYS,
    INTEGER,
    MONTHS,
    NUMBER,
    TEXT,
    Attribute,
    Type,
    Unit,
)

CASE, HOUR, DAY = (("case", 1),), (("hour", 1),), (("day", 1),)
CASES = Type("number", unit=CASE, places=0)
HOURS = Type("number", unit=HOUR)
LITERAL = Type("number", places=0)
BROKEN = Type("number")
PERCENT = Type("number", unit=(), percent=True)
WHOLE_DAYS = Type("number", unit=DAY, places=0)


def null(type: Type) -> Type:
    return evolve(type, nullable=True)


@pytest.mark.parametrize(
    ("unit", "name"),
    [
        (None, "a plain number"),
        ((), "a plain number"),
        (CASE, "case"),
        ((("hour", 2),), "hour^2"),
        ((("post", 1), ("year", -1)), "post/year"),
        ((("case", 1), ("hour", 1)), "case*hour"),
        ((("year", -1),), "1/year"),
        ((("case", 1), ("hour", -2), ("year", -1)), "case/hour^2/year"),
    ],
)
def test_units_as_people_write_them(unit: Unit | None, name: str) -> None:
    assert unit_name(unit) == name


@pytest.mark.parametrize(
    ("type", "words"),
    [
        (PERCENT, "a percent"),
        (CASES, "a number (case)"),
        (NUMBER, "a number"),
        (LITERAL, "a number"),
        (Type("label", labels=tuple("abcdef")), "one of a, b, c, d, e, f"),
        (Type("label", labels=tuple("abcdefg")), "one of a, b, c, d, e, f, …"),
        (BOOLEAN, "true or false"),
        (DATE, "a date"),
        (DAYS, "a number of days"),
        (MONTHS, "a number of months"),
        (TEXT, "a text"),
        (Type("list"), "a list"),
        (Type("range"), "a range"),
        (Type("null"), "null"),
    ],
)
def test_types_in_words(type: Type, words: str) -> None:
    assert describe(type) == words


def test_a_literal_takes_the_unit_it_meets() -> None:
    assert same_unit(CASES, LITERAL, "added") == same_unit(LITERAL, CASES, "added") == CASE
    assert same_unit(CASES, CASES, "added") == CASE
    assert same_unit(LITERAL, LITERAL, "added") is None
    assert same_unit(NUMBER, LITERAL, "added") == ()
    with pytest.raises(Mismatch) as caught:
        same_unit(CASES, NUMBER, "one value")
    assert caught.value.what == str(caught.value) == "case and a plain number cannot be one value"
    assert caught.value.hint == "bring both sides to one unit of measure"


@pytest.mark.parametrize(
    ("a", "op", "b", "result"),
    [
        (CASES, "+", CASES, CASES),
        (CASES, "-", LITERAL, CASES),
        (LITERAL, "+", LITERAL, LITERAL),
        (CASES, "+", BROKEN, Type("number", unit=CASE)),
        (BROKEN, "-", CASES, Type("number", unit=CASE)),
        (null(CASES), "+", CASES, null(CASES)),
        (CASES, "-", null(CASES), null(CASES)),
        (PERCENT, "+", PERCENT, PERCENT),
        (PERCENT, "-", LITERAL, NUMBER),
        (LITERAL, "+", PERCENT, NUMBER),
        (LITERAL, "*", LITERAL, LITERAL),
        (LITERAL, "/", LITERAL, BROKEN),
        (null(LITERAL), "*", LITERAL, null(LITERAL)),
        (LITERAL, "/", null(LITERAL), null(BROKEN)),
        (CASES, "*", HOURS, Type("number", unit=(("case", 1), ("hour", 1)))),
        (HOURS, "*", CASES, Type("number", unit=(("case", 1), ("hour", 1)))),
        (CASES, "*", CASES, Type("number", unit=(("case", 2),), places=0)),
        (CASES, "/", HOURS, Type("number", unit=(("case", 1), ("hour", -1)))),
        (CASES, "/", CASES, NUMBER),
        (CASES, "*", Type("number", unit=(("hour", 2),)), Type("number", unit=(("case", 1), ("hour", 2)))),
        (CASES, "*", LITERAL, CASES),
        (LITERAL, "*", CASES, CASES),
        (CASES, "/", LITERAL, Type("number", unit=CASE)),
        (LITERAL, "/", CASES, Type("number", unit=(("case", -1),))),
        (null(CASES), "/", HOURS, Type("number", unit=(("case", 1), ("hour", -1)), nullable=True)),
        (PERCENT, "*", CASES, Type("number", unit=CASE)),
        (DAYS, "/", DAYS, NUMBER),
        (MONTHS, "/", null(MONTHS), null(NUMBER)),
        (null(DAYS), "/", DAYS, null(NUMBER)),
        (DAYS, "*", INTEGER, DAYS),
        (INTEGER, "*", DAYS, DAYS),
        (LITERAL, "*", MONTHS, MONTHS),
        (DAYS, "*", WHOLE_DAYS, DAYS),
        (MONTHS, "*", Type("number", unit=(("month", 1),), places=0), MONTHS),
        (null(DAYS), "*", INTEGER, null(DAYS)),
        (INTEGER, "*", null(DAYS), null(DAYS)),
        (null(INTEGER), "*", DAYS, null(DAYS)),
        (DATE, "-", DATE, DAYS),
        (DATE, "-", null(DATE), null(DAYS)),
        (DATE, "+", DAYS, DATE),
        (DATE, "-", MONTHS, DATE),
        (null(DATE), "+", MONTHS, null(DATE)),
        (DAYS, "+", DATE, DATE),
        (MONTHS, "+", null(DATE), null(DATE)),
        (DAYS, "+", DAYS, DAYS),
        (MONTHS, "-", null(MONTHS), null(MONTHS)),
    ],
)
def test_arithmetic(a: Type, op: str, b: Type, result: Type) -> None:
    assert arithmetic(op, a, b) == result


DURATION = 'write a duration such as `@"P30D"`, or `@"P1D" * n` for n days'
ONE_UNIT = "bring both sides to one unit of measure"


@pytest.mark.parametrize(
    ("a", "op", "b", "what", "hint"),
    [
        (CASES, "+", HOURS, "case and hour cannot be added", ONE_UNIT),
        (HOURS, "-", CASES, "hour and case cannot be subtracted", ONE_UNIT),
        (DAYS, "/", MONTHS, "`/` does not take a number of days and a number of months", ""),
        (DAYS, "+", MONTHS, "`+` does not take a number of days and a number of months", ""),
        (DAYS, "-", DATE, "`-` does not take a number of days and a date", ""),
        (DATE, "+", DATE, "`+` does not take a date and a date", ""),
        (DATE, "*", DAYS, "`*` does not take a date and a number of days", ""),
        (DATE, "/", DATE, "`/` does not take a date and a date", ""),
        (DATE, "+", LITERAL, "`+` does not take a date and a number", DURATION),
        (INTEGER, "+", DATE, "`+` does not take a number and a date", DURATION),
        (DAYS, "+", LITERAL, "`+` does not take a number of days and a number", ""),
        (DAYS, "/", INTEGER, "`/` does not take a number of days and a number", ""),
        (DAYS, "*", BROKEN, "`*` does not take a number of days and a number", ""),
        (DAYS, "*", CASES, "`*` does not take a number of days and a number (case)", ""),
        (MONTHS, "*", WHOLE_DAYS, "`*` does not take a number of months and a number (day)", ""),
        (DAYS, "*", DAYS, "`*` does not take a number of days and a number of days", ""),
        (INTEGER, "*", BOOLEAN, "`*` does not take a number and true or false", ""),
        (BOOLEAN, "*", INTEGER, "`*` does not take true or false and a number", ""),
        (BOOLEAN, "+", DAYS, "`+` does not take true or false and a number of days", ""),
        (DATE, "+", BOOLEAN, "`+` does not take a date and true or false", ""),
        (TEXT, "+", TEXT, "`+` does not take a text and a text", ""),
    ],
)
def test_what_has_no_arithmetic(a: Type, op: str, b: Type, what: str, hint: str) -> None:
    with pytest.raises(Mismatch) as caught:
        arithmetic(op, a, b)
    assert (caught.value.what, caught.value.hint) == (what, hint)


# -- guards ----------------------------------------------------------------------------------------

AS_OF, YEAR = Input(DATE, "as_of"), Input(INTEGER, "year")
READ = Read(null(DATE), "work.done_on", AS_OF)
OTHER = Read(null(DATE), "work.begun_on", AS_OF, "v1")
FIELD = Field(null(INTEGER), "v1", Attribute("hours", null(INTEGER)))
SURE = Const(INTEGER, point(3))
READ_KEY: Key = ("", "work.done_on")
OTHER_KEY: Key = ("v1", "work.begun_on")
FIELD_KEY: Key = ("v1", "hours")


def op(name: str, *args: Node) -> Op:
    return Op(BOOLEAN, name, args)


def is_null(node: Node) -> Op:
    return op("is null", node)


def not_(node: Node) -> Op:
    return op("not", node)


def test_of_what_a_guard_speaks() -> None:
    assert key_of(READ) == READ_KEY
    assert key_of(OTHER) == OTHER_KEY
    assert key_of(FIELD) == FIELD_KEY
    assert key_of(SURE) is None
    assert key_of(op("+", READ, SURE)) is None
    assert key_of(Reported(NUMBER, "rank", AS_OF, "v1")) == ("v1", "rank on as_of")


def test_figures_of_different_days_are_different_facts() -> None:
    end = Op(DATE, "year end", (YEAR,))
    before = Op(DATE, "year end", (Op(INTEGER, "-", (YEAR, Const(INTEGER, point(1)))),))
    days = [
        AS_OF,
        end,
        before,
        READ,
        Const(DATE, point(1)),
        Const(DATE, point(2)),
        Param(DATE, "p", "", AS_OF),
    ]
    keys = [key_of(Reported(NUMBER, "rank", day)) for day in days]
    assert len(set(keys)) == len(days)
    assert keys == [key_of(Reported(NUMBER, "rank", day)) for day in days]
    assert keys[1] == ("", "rank on year end(year)")
    assert key_of(Reported(NUMBER, "rank", evolve(READ))) == keys[3]
    other = Param(DATE, "q", "", AS_OF)
    assert key_of(Reported(NUMBER, "rank", other)) != keys[-1]
    again = Op(DATE, "year end", (Input(INTEGER, "year"),))
    assert key_of(Reported(NUMBER, "rank", again)) == keys[1]
    assert keys[2] == key_of(
        Reported(NUMBER, "rank", Op(DATE, "year end", (Op(INTEGER, "-", (YEAR, Const(INTEGER, point(1)))),)))
    )


@pytest.mark.parametrize(
    ("condition", "where_true", "where_false"),
    [
        (is_null(READ), set(), {READ_KEY}),
        (not_(is_null(READ)), {READ_KEY}, set()),
        (not_(not_(is_null(READ))), set(), {READ_KEY}),
        (is_null(SURE), set(), set()),
        (not_(is_null(SURE)), set(), set()),
        (op("<", READ, AS_OF), {READ_KEY}, set()),
        (op("<=", AS_OF, READ), {READ_KEY}, set()),
        (op(">", READ, OTHER), {READ_KEY, OTHER_KEY}, set()),
        (op(">=", FIELD, SURE), {FIELD_KEY}, set()),
        (op("in", READ, OTHER, FIELD), {READ_KEY, OTHER_KEY}, set()),
        (op("=", FIELD, SURE), {FIELD_KEY}, set()),
        (op("=", READ, OTHER), set(), set()),  # both may be null
        (op("!=", FIELD, SURE), set(), set()),
        (op("and", not_(is_null(READ)), op("<", FIELD, SURE)), {READ_KEY, FIELD_KEY}, set()),
        (op("or", not_(is_null(READ)), op("<", FIELD, SURE)), set(), set()),
        (op("or", is_null(READ), is_null(OTHER)), set(), {READ_KEY, OTHER_KEY}),
        (op("and", is_null(READ), is_null(OTHER)), set(), set()),
        (not_(op("or", is_null(READ), is_null(OTHER))), {READ_KEY, OTHER_KEY}, set()),
        (not_(op("<", READ, AS_OF)), set(), {READ_KEY}),
        (not_(Excepted(BOOLEAN, "r", AS_OF)), set(), set()),
        (Excepted(BOOLEAN, "r", AS_OF), set(), set()),
    ],
)
def test_what_is_not_null_where_a_condition_is_true_or_false(
    condition: Node, where_true: set[Key], where_false: set[Key]
) -> None:
    assert true_guards(condition) == where_true
    assert false_guards(condition) == where_false


# -- branches --------------------------------------------------------------------------------------


def of(type: Type) -> Node:
    return Input(type, "x")


GOOD_BAD = Type("label", labels=("bad", "good"), ordered=True, name="scale")
BAD_WORSE = Type("label", labels=("worse", "bad"), ordered=True, name="scale")
NULL = Const(Type("null", nullable=True), NULL_NUM)


@pytest.mark.parametrize(
    ("a", "b", "common"),
    [
        (DATE, DATE, DATE),
        (null(DATE), DATE, null(DATE)),
        (DATE, null(DATE), null(DATE)),
        (NULL.type, DATE, null(DATE)),
        (DATE, NULL.type, null(DATE)),
        (CASES, LITERAL, CASES),
        (LITERAL, CASES, CASES),
        (CASES, BROKEN, Type("number", unit=CASE)),
        (HOURS, HOURS, HOURS),
        (evolve(CASES, low=Fraction(1), high=Fraction(2)), CASES, CASES),
        (GOOD_BAD, GOOD_BAD, GOOD_BAD),
        (
            GOOD_BAD, BAD_WORSE,
            Type("label", labels=("bad", "good", "worse"), ordered=False, name="scale"),
        ),
    ],
)  # fmt: skip
def test_the_type_of_two_branches(a: Type, b: Type, common: Type) -> None:
    assert branch_type(of(a), of(b)) == common


def test_branches_that_do_not_go_together() -> None:
    for a, b, what, hint in (
        (DATE, INTEGER, "the branches are a date and a number", ""),
        (CASES, HOURS, "case and hour cannot be one value", ONE_UNIT),
    ):
        with pytest.raises(Mismatch) as caught:
            branch_type(of(a), of(b))
        assert (caught.value.what, caught.value.hint) == (what, hint)


@pytest.mark.parametrize(
    ("other", "value"),
    [
        (BOOLEAN, NULL_TRUTH),
        (GOOD_BAD, NULL_LABEL),
        (TEXT, NULL_LABEL),
        (DATE, NULL_NUM),
        (CASES, NULL_NUM),
    ],
)
def test_a_null_literal_takes_the_kind_of_the_other_branch(other: Type, value: object) -> None:
    found = as_kind(NULL, of(other))
    assert isinstance(found, Const)
    assert (found.type, found.value) == (null(other), value)
    kept = of(DATE)
    assert as_kind(kept, of(other)) is kept


def test_what_is_declared_whole_is_so_only_where_its_expression_is() -> None:
    whole, broken = Const(LITERAL, point(1)), Const(BROKEN, point(1))
    assert declared_as(whole, CASES).type == CASES
    assert declared_as(broken, CASES).type == Type("number", unit=CASE)
    assert declared_as(broken, HOURS).type == HOURS
    assert declared_as(whole, HOURS).type == HOURS


def test_a_node_under_another_type() -> None:
    assert retyped(SURE, INTEGER) is SURE
    other = retyped(SURE, CASES)
    assert isinstance(other, Const)
    assert (other.type, other.value) == (CASES, point(3))
    assert not_null(null(CASES)) == CASES


def test_a_text_that_is_no_label_of_the_enumeration() -> None:
    good, odd = Const(TEXT, label("good")), Const(TEXT, label("odd"))
    assert check_labels(good, GOOD_BAD) is None
    assert check_labels(odd, GOOD_BAD) == "odd"
    assert check_labels(odd, TEXT) is None
    assert check_labels(odd, Type("label")) is None
    assert check_labels(of(TEXT), GOOD_BAD) is None
    assert check_labels(Const(BOOLEAN, TRUE), GOOD_BAD) is None
    assert check_labels(Const(TEXT, Labels(None)), GOOD_BAD) is None
    assert check_labels(Const(TEXT, Labels(frozenset({"good", "odd"}))), GOOD_BAD) == "odd"
