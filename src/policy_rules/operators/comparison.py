"""Comparison: an order with null is N; equality takes null as a value."""

from __future__ import annotations

import operator
from functools import lru_cache
from typing import Any

from policy_rules.core import nodes as core
from policy_rules.core.meanings import CellsOf, Extent, Items, Meaning, Misuse, Names, sort_of
from policy_rules.core.types import DAY_WRITTEN, as_kind, check_labels, describe, same_unit
from policy_rules.errors import near_miss
from policy_rules.feel import nodes as feel
from policy_rules.operators.logic import any_of, negation
from policy_rules.operators.model import Elaborating, Operator, Words
from policy_rules.values.intervals import relation
from policy_rules.values.known import (
    FALSE,
    NEVER,
    NULL_NUM,
    ONLY,
    TRUE,
    UNDECIDED,
    F,
    Labels,
    Num,
    T,
    Truth,
    Value,
    as_labels,
    label,
)
from policy_rules.vocabulary import BOOLEAN, INTEGER

SOURCE = "DMN 1.5, 10.3.2.13, tables 53 and 54"


# -- meaning ---------------------------------------------------------------------------------------


def equal(a: Any, b: Any) -> Truth:
    if isinstance(a, Num) and isinstance(b, Num):
        apart, same = a.hi < b.lo or b.hi < a.lo, a.lo == a.hi == b.lo == b.hi
    else:
        a, b = as_labels(a), as_labels(b)
        known = a.members is not None and b.members is not None
        apart = known and not (a.members & b.members)
        same = known and len(a.members) == 1 and a.members == b.members
    if a.null == b.null == ONLY or (same and a.null == b.null == NEVER):
        return TRUE
    both_null_possible = NEVER not in (a.null, b.null)
    return FALSE if not both_null_possible and (apart or ONLY in (a.null, b.null)) else UNDECIDED


def one_of(a: Value, *options: Value) -> Truth:
    """Membership among settled values, decided as a whole: {a, b} in (a, b) is true."""
    truths = [equal(a, option) for option in options]
    if isinstance(a, Labels) and a.members is not None and a.null == NEVER:
        named = frozenset(m for o in options if isinstance(o, Labels) for m in o.members or ())
        if a.members <= named:
            return TRUE
    return any_of(FALSE, *truths)


def is_null(a: Value) -> Truth:
    null = as_labels(a).null if isinstance(a, Truth) else a.null
    return Truth(T if null == ONLY else F, F if null == NEVER else T)


@lru_cache(maxsize=4096)
def place(a: Labels, *order: Labels) -> Num:
    """The place of a grade on its scale, from 0; scales are few, so their places are kept."""
    names = [next(iter(label.members or ())) for label in order]
    at = [n for n, name in enumerate(names) if a.members is None or name in a.members]
    return Num(min(at), max(at), a.null) if at else NULL_NUM


# -- typing ----------------------------------------------------------------------------------------


def not_nullable(node: feel.Node, found: core.Node) -> None:
    """Raises Slip where an order is asked of what may be null: a nullable fact must be guarded first."""
    if found.type.nullable:
        hint = "guard it: `x != null and …`, or say `done_by(x, day)` of a thing to be done by a day"
        raise Misuse(node, "this may be null, and null has no order", hint)


def comparable(node: feel.Node, left: core.Node, right: core.Node) -> None:
    """Raises Slip where the two cannot be compared."""
    a, b = left.type, right.type
    texts = ("label", "text")
    if a.kind != b.kind and not (a.kind in texts and b.kind in texts):
        written = {"number" if isinstance(x, core.Const) else "" for x in (left, right)} & {a.kind, b.kind}
        hint = DAY_WRITTEN if written and "date" in (a.kind, b.kind) else ""
        raise Misuse(node, f"{describe(a)} and {describe(b)} cannot be compared", hint)
    for x, y in ((left, right), (right, left)):
        stranger = check_labels(x, y.type) if x.type.name == "literal" and y.type.name != "literal" else None
        if stranger is not None:
            hint = near_miss(stranger, y.type.labels) or f"it can be {', '.join(y.type.labels)}"
            raise Misuse(node, f'"{stranger}" is none of the values this can have', hint)
        bare = isinstance(x, core.Const) and x.type.kind == "number" and not x.type.percent
        if bare and y.type.percent and x.value.lo > 1:  # type: ignore[attr-defined]
            raise Misuse(
                node, "a percent is compared with a bare number", "write the number with `%`: 80 % is 0.8"
            )
        if y.type.percent and y.type.unit is None and x.type.unit and not x.type.percent:
            raise Misuse(node, f"{describe(x.type)} is compared with a percent")
    if a.kind == "number":
        same_unit(a, b, "compared")


def ordered(node: feel.Node, left: core.Node, right: core.Node, op: str) -> core.Node:
    """The comparison itself, grades by their places."""
    if left.type.kind in ("label", "text"):
        scale = next((t for t in (left.type, right.type) if t.ordered), None)
        if scale is None:
            raise Misuse(node, "these values have no order", "declare a scale, lowest first, to order them")
        order = tuple(core.Const(scale, label(name)) for name in scale.labels)
        left, right = (core.Op(INTEGER, "place", (side, *order)) for side in (left, right))
    elif left.type.kind not in ("number", "date", "days", "months"):
        raise Misuse(node, f"{describe(left.type)} has no order")
    return core.Op(BOOLEAN, op, (left, right))


def inside(node: feel.Node, value: core.Node, span: Extent) -> core.Node:
    """Whether a value lies in a range."""
    parts = []
    for end, op in (
        (span.low, ">=" if span.low_closed else ">"),
        (span.high, "<=" if span.high_closed else "<"),
    ):
        if end is not None:
            comparable(node, value, end)
            parts.append(ordered(node, value, end, op))
    return core.Op(BOOLEAN, "and", tuple(parts))


def _order(el: Elaborating, node: feel.Binary, names: Names) -> Meaning:
    """An order of numbers, dates, durations, grades of one scale."""
    left, right = el.one(node.left, names), el.one(node.right, names)
    comparable(node, left, right)
    if not el.standing:
        not_nullable(node.left, left)
        not_nullable(node.right, right)
    return ordered(node, left, right, node.op)


def _equality(el: Elaborating, node: feel.Binary, names: Names) -> Meaning:
    return _equal(el, node, el.one(node.left, names), el.one(node.right, names), node.op)


def _equal(el: Elaborating, node: feel.Node, left: core.Node, right: core.Node, op: str) -> core.Node:
    """`left = right`; with null, whether the other is null."""
    for a, b in ((left, right), (right, left)):
        if b.type.kind == "null":
            return _null_test(el, node, a, op)
    comparable(node, left, right)
    return core.Op(BOOLEAN, op, (left, right))


def _null_test(el: Elaborating, node: feel.Node, a: core.Node, op: str) -> core.Node:
    if el.standing and not el.may_be_null(a):
        return core.Const(BOOLEAN, FALSE if op == "=" else TRUE)
    if isinstance(a, core.Field) and not a.attribute.type.nullable:
        raise Misuse(node, f"`{a.attribute.name}` is never null", "is it to be `nullable: true`?")
    test = core.Op(BOOLEAN, "is null", (a,)) if a.type.kind != "null" else core.Const(BOOLEAN, TRUE)
    return test if op == "=" else core.Op(BOOLEAN, "not", (test,))


def _between(el: Elaborating, node: feel.Between, names: Names) -> Meaning:
    low = feel.Binary(">=", node.value, node.low, span=node.span)
    high = feel.Binary("<=", node.value, node.high, span=node.span)
    return el.visit(feel.Binary("and", low, high, span=node.span), names)


def _in(el: Elaborating, node: feel.In, names: Names) -> Meaning:
    value = el.one(node.value, names)
    options: list[core.Node] = []
    tests: list[core.Node] = []
    for test in node.tests:
        _test(el, node, value, test, names, options, tests)
    if options:
        for option in options:
            if option.type.kind != "null":
                comparable(node, value, option)
        kinds = [as_kind(option, value) for option in options]
        tests.insert(0, core.Op(BOOLEAN, "in", (value, *kinds)))
    return tests[0] if len(tests) == 1 else core.Op(BOOLEAN, "or", tuple(tests))


def _test(
    el: Elaborating,
    node: feel.In,
    value: core.Node,
    test: feel.Node,
    names: Names,
    options: list[core.Node],
    tests: list[core.Node],
) -> None:
    """One test of `in`: a settled value joins the options, a range or comparison stands alone."""
    if isinstance(test, feel.UnaryTest):
        right = el.one(test.operand, names)
        if test.op in ("=", "!="):
            tests.append(_equal(el, test, value, right, test.op))
        else:
            comparable(test, value, right)
            not_nullable(node.value, value)
            tests.append(ordered(test, value, right, test.op))
        return
    found = el.visit(test, names)
    if isinstance(found, CellsOf):
        if not found.cells.is_set:
            name = found.cells.name
            raise Misuse(
                test, f"`parameters.{name}` is a table", f"write `parameters.{name}[x]` for its cell"
            )
        tests.append(el.cell(node.value, found.cells, value))
    elif isinstance(found, Items):
        options += [_option(test, item) for item in found.items]
    elif isinstance(found, Extent):
        not_nullable(node.value, value)
        tests.append(inside(test, value, found))
    elif isinstance(found, core.Const):
        options.append(found)
    elif isinstance(found, core.Node):
        tests.append(_equal(el, test, value, found, "="))
    else:
        raise Misuse(test, f"`in` does not take {sort_of(found)}")


def _option(node: feel.Node, item: Meaning) -> core.Node:
    if not isinstance(item, core.Const):
        raise Misuse(node, "a list after `in` holds literal values only", "compare with `=` and `or` instead")
    return item


# -- the operators ---------------------------------------------------------------------------------


def _orders(name: str, signs: str, holds: Any, doc: str, example: str, words: Words) -> Operator:
    """An order, which comes to hold as a side rises (+) or falls (-)."""
    return Operator(
        name=name, feel=name, form="infix", group="comparison", source=SOURCE, binds=3,
        signature=f"ordered {name} ordered -> boolean", doc=doc, examples=(example,),
        build=_order, point=holds, hull=relation(holds, signs), gives="truth", draws="number number",
        words=words,
    )  # fmt: skip


COMPARISON_OPERATORS = (
    Operator(
        name="=", feel="=", form="infix", group="comparison", source=SOURCE, binds=3,
        signature="any = any -> boolean",
        doc="Whether two values are equal. Null equals null only; values of different types compare to "
        "null. Dates and times are compared as instants.",
        examples=("0.1 + 0.2 = 0.3",),
        build=_equality, point=operator.eq, hull=equal, null="never", gives="truth", draws="same same",
        words=Words("=", "is", "为"),
    ),
    Operator(
        name="!=", feel="!=", form="infix", group="comparison", source=SOURCE, binds=3,
        signature="any != any -> boolean", doc="The negation of `=`.", examples=("1 != null",),
        build=_equality, point=operator.ne, hull=lambda a, b: negation(equal(a, b)), null="never",
        gives="truth", draws="same same",
        words=Words("!=", "is not", "不为"),
    ),
    _orders(
        "<", "-+", operator.lt,
        "Whether the left value comes before the right one; null for null and for types that do not fit. "
        "Texts are ordered by code points.",
        '@"2024-12-30" < @"2024-12-31"', Words("<", "is less than", "小于", ("is before", "早于")),
    ),
    _orders(
        "<=", "-+", operator.le, "Whether the left value comes before the right one or equals it.",
        "(1 <= null) = null", Words("<=", "is at most", "不超过", ("is on or before", "不晚于")),
    ),
    _orders(
        ">", "+-", operator.gt, "Whether the left value comes after the right one.",
        '"b" > "a"', Words(">", "is more than", "超过", ("is after", "晚于")),
    ),
    _orders(
        ">=", "+-", operator.ge, "Whether the left value comes after the right one or equals it.",
        "80 / 100 >= 80%", Words(">=", "is at least", "不低于", ("is on or after", "不早于")),
    ),
    Operator(
        name="in", feel="in", form="infix", group="comparison", source="DMN 1.5, 10.3.2.8, table 55",
        signature="any in (test, ...) -> boolean",
        doc="Whether a value passes one of the tests: equals a value or an item of a list, lies in a "
        "range, or compares as in `< 5`.",
        examples=("3 in (1, [2..4], > 9)",),
        build=_in, point=lambda a, *options: a in options, hull=one_of, null="never", gives="truth",
        draws="options",
        words=Words("{0} in ({1*})", "{0} is one of {1*}", "{0}属于{1*}"),
    ),
    Operator(
        name="between", feel="between", form="syntax", group="comparison",
        source="DMN 1.5, 10.3.2.13, table 53",
        signature="ordered between ordered and ordered -> boolean",
        doc="`value >= low and value <= high`: both ends count.",
        examples=("5 between 1 and 5",),
        build=_between,
    ),
    Operator(
        name="is null", group="comparison",
        point=lambda a: a is None, hull=is_null, null="never", gives="truth", draws="same",
        words=Words("{0} = null", "{0} has no value", "尚无{0}"),
    ),
    Operator(
        name="place", group="comparison",
        point=lambda a, *order: order.index(a), hull=place, gives="number", draws="labels scale",
        words=Words("{0}", "{0}", "{0}"),
    ),
)  # fmt: skip
