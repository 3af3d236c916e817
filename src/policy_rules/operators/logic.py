"""Truth: `and` is the least on the chain F < N < T, `or` the greatest, `not` turns F and T."""

from __future__ import annotations

from typing import Any

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.guards import NOT_FALSE, NOT_NULL, NOT_TRUE, TRUE, not_null_where
from policy_rules.core.meanings import Items, Meaning, Misuse, Names, sort_of
from policy_rules.core.types import as_kind, branch_type, describe, false_guards, true_guards
from policy_rules.feel import nodes as feel
from policy_rules.operators.lists import aggregate, every, some
from policy_rules.operators.model import OPEN, Elaborating, Operator, Words
from policy_rules.values.known import (
    MAYBE,
    NEVER,
    NULL_TRUTH,
    ONLY,
    F,
    Labels,
    N,
    Num,
    T,
    Truth,
    Value,
    join,
    truth,
)
from policy_rules.vocabulary import BOOLEAN

SOURCE = "DMN 1.5, 10.3.2.3.3, 10.3.2.6, 10.3.2.13"


# -- meaning ---------------------------------------------------------------------------------------


def all_of(*parts: Truth) -> Truth:
    return Truth(min([p.lo for p in parts]), min([p.hi for p in parts]))


def any_of(*parts: Truth) -> Truth:
    return Truth(max([p.lo for p in parts]), max([p.hi for p in parts]))


def negation(a: Truth) -> Truth:
    return Truth(T - a.hi, T - a.lo)


def choice(condition: Truth, then: Value, otherwise: Value) -> Any:
    """T takes `then`; F and N take `otherwise`; undecided, either."""
    return then if condition.lo == T else otherwise if condition.hi < T else join(then, otherwise)


def without_null(a: Value) -> Value:
    """What the value may be besides null; what is only null stays so, and does not count."""
    if isinstance(a, Truth):
        return a if a.settled else Truth(F if a.lo == F else T, T if a.hi == T else F)
    return a if a.null != MAYBE else evolve(a, null=NEVER) if isinstance(a, Labels) else Num(a.lo, a.hi)


def holds_of(number: Num, *conditions: Truth) -> Truth:
    """Ends in order are the greatest `and`s: of so many conditions, the number-th greatest end."""
    if number.null == ONLY:
        return NULL_TRUTH
    lo = max((v for v in (N, T) if sum(c.lo >= v for c in conditions) >= number.hi), default=F)
    hi = max((v for v in (N, T) if sum(c.hi >= v for c in conditions) >= number.lo), default=F)
    return Truth(min(lo, N), max(hi, N)) if number.null == MAYBE else Truth(lo, hi)


def _all(*parts: bool | None) -> bool | None:
    return False if False in parts else None if None in parts else True


def _any(*parts: bool | None) -> bool | None:
    return True if True in parts else None if None in parts else False


def _holds_of(number: int | None, *conditions: bool | None) -> bool | None:
    if number is None:
        return None
    if sum(c is True for c in conditions) >= number:
        return True
    return None if sum(c is not False for c in conditions) >= number else False


# -- typing ----------------------------------------------------------------------------------------


def _joined(el: Elaborating, node: feel.Binary, names: Names) -> Meaning:
    """`and`, `or`: the right side knows what the left side guards."""
    left = el.one(node.left, names, "boolean")
    guards = true_guards(left) if node.op == "and" else false_guards(left)
    matters = not_null_where(left, NOT_FALSE if node.op == "and" else NOT_TRUE)
    right = el.one(node.right, names.guard(guards, matters), "boolean")
    parts = [
        p
        for x in (left, right)
        for p in (x.args if isinstance(x, core.Op) and x.name == node.op else (x,))
        if not (el.standing and isinstance(p, core.Const) and p.value == truth(node.op == "and"))
    ]
    return parts[0] if len(parts) == 1 else core.Op(BOOLEAN, node.op, tuple(parts))


def _not(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    return core.Op(BOOLEAN, "not", (el.one(node.args[0], names, "boolean"),))


def _if(el: Elaborating, node: feel.If, names: Names) -> Meaning:
    condition = el.one(node.condition, names, "boolean")
    then = el.one(node.then, names.guard(true_guards(condition), not_null_where(condition, TRUE)))
    guards = false_guards(condition)
    otherwise = el.one(node.otherwise, names.guard(guards, not_null_where(condition, NOT_TRUE)))
    kinds = (as_kind(then, otherwise), as_kind(otherwise, then))
    return core.Op(branch_type(then, otherwise), "if", (condition, *kinds))


def _quantified(el: Elaborating, node: feel.Quantified, names: Names) -> Meaning:
    found = el.iterated(node.iterators, names, lambda inner: el.one(node.body, inner, "boolean"))
    return aggregate(node.kind, found, node)


def _holds(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    number, found = el.one(node.args[0], names, "number"), el.visit(node.args[1], names)
    if number.type.places != 0 or number.type.unit not in (None, ()):
        raise Misuse(node.args[0], "the number of conditions is whole, without a unit")
    if not isinstance(found, Items):
        what = f"`holds_of` takes its conditions written out in a list, and this is {sort_of(found)}"
        raise Misuse(node.args[1], what, "write `[a, b, c]`; of records say `count(list[condition]) >= n`")
    conditions = []
    for item in found.items:
        if not isinstance(item, core.Node) or item.type.kind != "boolean":
            sort = describe(item.type) if isinstance(item, core.Node) else sort_of(item)
            raise Misuse(node.args[1], f"`holds_of` takes conditions, and one of these is {sort}")
        conditions.append(item)
    if isinstance(number, core.Const) and not _possible(number.value, len(conditions)):
        what = f"of {len(conditions)} conditions no such number can hold"
        raise Misuse(node.args[0], what, "it would always be true, or never")
    return core.Op(BOOLEAN, "holds of", (number, *conditions))


def _possible(number: Value, conditions: int) -> bool:
    """Whether so many of the conditions can hold; null is none."""
    return not isinstance(number, Num) or number.null == ONLY or 0 <= number.lo <= conditions


LOGIC_OPERATORS = (
    Operator(
        name="and", feel="and", form="infix", group="logic", source=SOURCE, binds=2,
        signature="boolean and boolean -> boolean",
        doc="False if one side is false, else null if one side is null or no truth value, else true.",
        examples=("(null and false) = false",),
        build=_joined, point=_all, hull=all_of, null="own", gives="truth", draws="truth*",
        words=Words("and", "and", "且"),
    ),
    Operator(
        name="or", feel="or", form="infix", group="logic", source=SOURCE, binds=1,
        signature="boolean or boolean -> boolean",
        doc="True if one side is true, else null if one side is null or no truth value, else false.",
        examples=("null or true",),
        build=_joined, point=_any, hull=any_of, null="own", gives="truth", draws="truth*",
        words=Words("or", "or", "或"),
    ),
    Operator(
        name="not", feel="not", group="logic", source="DMN 1.5, 10.3.4.2",
        signature="not(boolean) -> boolean",
        doc="The negation of a truth value; null stays null.",
        examples=("not(false)",),
        build=_not, point=lambda a: None if a is None else not a, hull=negation, gives="truth", draws="truth",
        words=Words("not({0})", "not ({0})", "并非（{0}）"),
    ),
    Operator(
        name="if", feel="if", form="syntax", group="logic", source=SOURCE,
        signature="if boolean then any else any -> any",
        doc="The then part if the condition is true, the else part if it is false or null. It reaches as "
        "far to the right as it can.",
        examples=("(if null then 1 else 2) = 2",),
        build=_if, point=lambda condition, then, otherwise: then if condition is True else otherwise,
        hull=choice, null="own", gives=1, draws="truth same same",
        words=Words("if {0} then {1} else {2}", "if {0} then {1}, else {2}", "若{0}则{1}，否则{2}"),
    ),
    Operator(
        name="some", feel="some", form="syntax", group="logic", source=SOURCE, over="records",
        signature="some name in list, ... satisfies boolean -> boolean",
        doc="True if the condition is true for one combination of items, else null if it is null for one, "
        "else false.",
        examples=("some x in [1, 2, 3] satisfies x > 2",),
        build=_quantified, point=lambda items: _any(*items), hull=some, null="own", gives="truth",
        draws="truth",
        words=Words(
            "some x in {list} satisfies {body}",
            "for at least one of {list}: {body}",
            "{list}至少一项满足：{body}"
        ),
    ),
    Operator(
        name="every", feel="every", form="syntax", group="logic", source=SOURCE, over="records",
        signature="every name in list, ... satisfies boolean -> boolean",
        doc="False if the condition is false for one combination of items, else null if it is null for "
        "one, else true; true for an empty list.",
        examples=("every x in [] satisfies x > 2",),
        build=_quantified, point=lambda items: _all(*items), hull=every, null="own", gives="truth",
        draws="truth",
        words=Words(
            "every x in {list} satisfies {body}",
            "for every one of {list}: {body}",
            "{list}每一项均满足：{body}"
        ),
    ),
    Operator(
        name=NOT_NULL, group="logic",
        point=lambda a: OPEN if a is None else a, hull=without_null, null="own", gives=0, draws="same",
        words=Words("{0}", "{0}", "{0}"),
    ),
    Operator(
        name="holds of", feel="holds_of", group="logic", source="extension",
        signature="holds_of(number, list<boolean>) -> boolean",
        doc="Whether at least so many of the conditions are true: true if they are; false if, even with "
        "those that are null, they are not; else null. In rules the conditions are written out, and the "
        "number is whole.",
        examples=(
            "holds_of(2, [true, false, true])", "holds_of(2, [true, null, true])", "holds_of(0, [])",
            "holds_of(2, [true, false, null]) = null", "holds_of(2, [false, false, null]) = false",
        ),
        build=_holds, point=_holds_of, hull=holds_of, null="own", gives="truth", draws="some truth*",
        drawn=(("boolean", "holds_of({few}, [{boolean}, {boolean}, {boolean}])"),),
        words=Words("holds_of({0}, [{1*}])", "at least {0} of these hold: {1*}", "下列至少{0}项成立：{1*}"),
    ),
)  # fmt: skip
