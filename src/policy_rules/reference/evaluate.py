"""The reference: what the typed core means when not everything is known.

Each operator returns the hull of what it could return, its arguments taken as independent; soundness
and monotonicity follow by composition. Every engine is held to this module by generated tests.
A part of an aggregate is (least, greatest, value): how often a record may be there, and its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from itertools import product
from typing import Any

from policy_rules.core import nodes as core
from policy_rules.core.nodes import EXCEPTED, NOT_APPLICABLE, PENDING, SATISFIED, VIOLATED
from policy_rules.facts.view import Member, Record, UnitView, field_value, inner_list
from policy_rules.values.intervals import NUMERIC, low_mean, whole
from policy_rules.values.known import (
    FALSE,
    INF,
    MAYBE,
    NEVER,
    NULL_NUM,
    NULL_TRUTH,
    ONLY,
    TRUE,
    UNDECIDED,
    F,
    Labels,
    N,
    Num,
    T,
    Truth,
    Value,
    allowed_by_both,
    as_labels,
    join,
    label,
    point,
)

Scope = Mapping[str, Record]
Part = tuple[int, float, Any]  # the value is a Value, of the kind that the aggregate takes


# -- truth: `and` is the least, `or` the greatest, `not` turns F and T -----------------------------
def all_of(*parts: Truth) -> Truth:
    return Truth(min(p.lo for p in parts), min(p.hi for p in parts))


def any_of(*parts: Truth) -> Truth:
    return Truth(max(p.lo for p in parts), max(p.hi for p in parts))


def negation(a: Truth) -> Truth:
    return Truth(T - a.hi, T - a.lo)


def choice(condition: Truth, then: Value, otherwise: Value) -> Any:
    """T takes `then`; F and N take `otherwise`; undecided, either."""
    return then if condition.lo == T else otherwise if condition.hi < T else join(then, otherwise)


# -- comparison: an order with null is N; equality takes null as a value ---------------------------
def less(a: Num, b: Num, or_equal: bool = False) -> Truth:
    if ONLY in (a.null, b.null):
        return NULL_TRUTH
    sure, possible = a.hi < b.lo or (or_equal and a.hi == b.lo), a.lo < b.hi or (or_equal and a.lo == b.hi)
    lo, hi = (T if sure else F), (T if possible else F)
    return Truth(lo, hi) if a.null == b.null == NEVER else Truth(min(lo, N), max(hi, N))


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


# -- outcomes --------------------------------------------------------------------------------------
def outcome(lifted: Truth, requires: Truth, late: Truth, waiting: Truth, undefined: Truth) -> Num:
    """One instance. `waiting`: the due day is null, so the clock has not started, whatever is met.

    `undefined`: false where the requirement can never be null, so that F..T is false or true.
    """

    def possible(x: int, r: int, l: int, w: int) -> tuple[int, ...]:
        if x == T or w == T:
            return (EXCEPTED if x == T else PENDING,)
        return ((PENDING if l == F else VIOLATED,), (SATISFIED, VIOLATED), (SATISFIED,))[r]

    spans = [[v for v in (F, N, T) if t.lo <= v <= t.hi] for t in (lifted, requires, late, waiting)]
    if undefined.hi == F and len(spans[1]) > 1:
        spans[1].remove(N)
    found = [o for case in product(*spans) for o in possible(*case)]
    return Num(min(found), max(found))


def finding(role: Truth, lifted: Truth, applies: Truth, worst: Num) -> Num:
    """The unit's finding: the role, then an exception for the unit, then the trigger, then instances."""

    def if_true(t: Truth, inner: Num) -> Num:
        return inner if t.lo == T else Num(NOT_APPLICABLE, NOT_APPLICABLE if t.hi == F else inner.hi)

    return if_true(role, choice(lifted, point(EXCEPTED), if_true(applies, worst)))


# -- aggregates ------------------------------------------------------------------------------------
def total(parts: list[Part]) -> Num:
    """The sum, 0 without records; a null of a record that may not be there leaves null possible."""
    result = point(0)
    for lo, hi, value in parts:
        absent_or_null = not lo and value.null == ONLY
        one = Num(0, 0, MAYBE) if absent_or_null else value
        result = NUMERIC["+"](result, NUMERIC["*"](one, Num(lo, hi)))
    return result


def smallest(parts: list[Part]) -> Num:
    """The least; null possible where there may be no record, null where a record's value is."""
    sure = [v for lo, _, v in parts if lo]
    if not parts or any(v.null == ONLY for v in sure):
        return NULL_NUM
    known = [v for _, _, v in parts if v.null != ONLY]
    if not known:
        return NULL_NUM
    null = MAYBE if not sure or any(v.null for _, _, v in parts) else NEVER
    hi = min(v.hi for v in sure) if sure else max(v.hi for v in known)
    return Num(min(v.lo for v in known), hi, null)


def largest(parts: list[Part]) -> Num:
    turned = [(lo, hi, NUMERIC["negate"](v)) for lo, hi, v in parts]
    return NUMERIC["negate"](smallest(turned))


def mean(parts: list[Part]) -> Num:
    low, high = smallest(parts), largest(parts)
    if low.null == ONLY:
        return NULL_NUM
    known = [p for p in parts if p[2].null != ONLY]
    ends = [low_mean([(a, b, v.lo) for a, b, v in known]), -low_mean([(a, b, -v.hi) for a, b, v in known])]
    return Num(ends[0], ends[1], max(low.null, high.null))


def share(parts: list[Part]) -> Num:
    """The part of the records for which the condition is true; null without records."""
    yes, no = sum(lo for lo, _, v in parts if v.lo == T), sum(lo for lo, _, v in parts if v.hi < T)
    top_yes, top_no = sum(hi for _, hi, v in parts if v.hi == T), sum(hi for _, hi, v in parts if v.lo < T)
    if not parts:
        return NULL_NUM
    low = 0 if top_no == INF else Fraction(yes, yes + int(top_no)) if yes + top_no else 1
    high = 1 if top_yes == INF else Fraction(int(top_yes), int(top_yes) + no) if top_yes + no else 0
    return Num(whole(low), whole(high), NEVER if any(lo for lo, _, _ in parts) else MAYBE)


def every(parts: list[Part]) -> Truth:
    sure = [v.hi for lo, _, v in parts if lo]
    return Truth(min((v.lo for _, _, v in parts), default=T), min(sure, default=T))


def worst(parts: list[Part]) -> Num:
    """The greatest outcome, end by end; without a record there is nothing to check."""
    sure = [v.lo for lo, _, v in parts if lo]
    return Num(max(sure, default=0), max((v.hi for _, _, v in parts), default=0))


# -- the table and the evaluator -------------------------------------------------------------------

OPERATORS: Mapping[str, Callable[..., Value]] = {
    "and": all_of,
    "or": any_of,
    "not": negation,
    "if": choice,
    "<": less,
    "<=": lambda a, b: less(a, b, or_equal=True),
    ">": lambda a, b: less(b, a),
    ">=": lambda a, b: less(b, a, or_equal=True),
    "=": equal,
    "!=": lambda a, b: negation(equal(a, b)),
    "in": one_of,
    "is null": is_null,
    **NUMERIC,
    "both": allowed_by_both,
    "outcome": outcome,
    "finding": finding,
}
AGGREGATES: Mapping[str, Callable[[list[Part]], Value]] = {
    "count": lambda parts: Num(sum(lo for lo, _, _ in parts), sum(hi for _, hi, _ in parts)),
    "total": total,
    "min": smallest,
    "max": largest,
    "mean": mean,
    "share": share,
    "every": every,
    "some": lambda parts: negation(every([(lo, hi, negation(v)) for lo, hi, v in parts])),
    "worst": worst,
}


class Reference:
    """Evaluates core trees on the facts of one unit as of a day."""

    def __init__(self, view: UnitView) -> None:
        self.view = view

    def value(self, node: core.Node, scope: Scope) -> Any:
        """What the node may be, with the records that its variables stand for."""
        match node:
            case core.Op():
                args = [a.value if isinstance(a, core.Const) else self.value(a, scope) for a in node.args]
                return OPERATORS[node.name](*args, *node.by)
            case core.Const():
                return node.value
            case core.Input():
                return self.view.inputs[node.name]
            case core.Agg():
                return AGGREGATES[node.name](self.parts(node, scope))
            case core.Field():
                return field_value(scope[node.var], node.attribute, self.view.as_of)
            case core.Outcome():
                return self.view.findings[node.rule].values["outcome"]
            case core.Read():
                unit = self.unit(node.unit, scope)
                return unit.read(node.path, self.value(node.day, scope)) if unit else node.type.missing()
            case core.Reported():
                unit = self.unit(node.unit, scope)
                day = self.value(node.day, scope)
                return unit.reported(node.measure, day) if unit else node.type.missing()
            case core.Param():
                return self.view.parameter(node.name, node.rule, node.type, self.value(node.day, scope))
            case core.Graded():
                day, name = self.value(node.day, scope), instance(node.vars, scope)
                return self.view.graded(node.rule, node.type, name, day)
            case core.Replaced():
                default = self.value(node.default, scope)
                return self.view.replaced(node.rule, self.value(node.day, scope), default)
            case core.Excepted():
                name = node.instance or instance(node.vars, scope)
                return self.view.excepted(node.rule, name, self.value(node.day, scope))
        raise TypeError(f"no value: {node}")

    def unit(self, var: str, scope: Scope) -> UnitView | None:
        return scope[var].unit if var else self.view

    def parts(self, node: core.Agg, scope: Scope) -> list[Part]:
        return [
            (m.lo, m.hi, TRUE if node.body is None else self.value(node.body, {**scope, node.var: m.record}))
            for m in self.members(node.source, scope)
        ]

    def members(self, node: core.Node, scope: Scope) -> list[Member]:
        """The records of a list that may be there, with how often."""
        match node:
            case core.Records():
                unit = self.unit(node.var, scope)
                found = unit.records(node.entity) if unit else inner_list(scope[node.var], node.entity)
                return [m for m in found if m.hi]
            case core.Under():
                unit = self.unit(node.var, scope)
                return list(unit.under(node.levels)) if unit else []
            case core.Findings():
                return [Member(self.view.findings[rule], 1, 1) for rule in node.rules]
            case core.Listed():
                return [Member(Record(i, i, {"value": label(i)}), 1, 1) for i in node.items]
            case core.Filter():
                kept = []
                for m in self.members(node.source, scope):
                    holds = self.value(node.condition, {**scope, node.var: m.record})
                    if holds.hi == T:
                        kept.append(Member(m.record, m.lo if holds.lo == T else 0, m.hi, m.why))
                return kept
        raise TypeError(f"no list: {node}")


def instance(variables: tuple[str, ...], scope: Scope) -> str:
    """The ids of an instance's records, joined."""
    return "/".join(scope[v].id for v in variables)
