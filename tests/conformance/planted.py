"""Wrong engines: the reference with one fault each, which a sharp generator must catch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from fractions import Fraction
from typing import Any
from unittest import mock

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts import view as views_module
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS, Part, Reference
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.values.calendar import Calendar
from policy_rules.values.known import FALSE, INF, TRUE, Labels, N, Num, Truth, Value, point
from policy_rules.vocabulary import Entity, Type, Vocabulary

Patch = tuple[Any, str, Any]


class Planted(ReferenceEngine):
    """The reference with things replaced while it runs."""

    def __init__(self, name: str, *patches: Patch) -> None:
        self.name, self.patches = name, patches
        self.crashes = 0

    def run(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, RuleResult]]:
        with ExitStack() as stack:
            for target, key, wrong in self.patches:
                if isinstance(target, dict):
                    stack.enter_context(mock.patch.dict(target, {key: wrong}))
                else:
                    stack.enter_context(mock.patch.object(target, key, wrong))
            try:
                return super().run(program, views)
            except Exception:
                self.crashes += 1
                raise

    def outcomes(
        self, program: Program, views: Sequence[UnitView]
    ) -> Sequence[Mapping[str, tuple[int, int]]]:
        return [{id: r.finding for id, r in found.items()} for found in self.run(program, views)]


ORDERS = ("<", "<=", ">", ">=")


def order_of_null_is_false(name: str) -> Callable[[Num, Num], Truth]:
    right = OPERATORS[name]

    def wrong(a: Num, b: Num) -> Truth:
        found = right(a, b)
        assert isinstance(found, Truth)
        return FALSE if found.lo == found.hi == N else found

    return wrong


def null_forgotten(name: str) -> Callable[[Num, Num], Truth]:
    right = OPERATORS[name]
    return lambda a, b: right(*(x if x.null != 1 else Num(x.lo, x.hi) for x in (a, b)))  # type: ignore[return-value]


def through_floats(a: Num, b: Num) -> Num:
    found = OPERATORS_RIGHT["/"](a, b)
    assert isinstance(found, Num)
    lo, hi = (e if isinstance(e, float) else Fraction(float(e)) for e in (found.lo, found.hi))
    return Num(lo, hi, found.null)


def missing_is_zero(self: Type) -> Value:
    return point(0) if self.kind == "number" else MISSING(self)


def lowest_when_unset(self: UnitView, name: str, rule: str, type: Type, day: Num) -> Value:
    found = PARAMETER(self, name, rule, type, day)
    return point(found.lo) if isinstance(found, Num) and not isinstance(found.lo, float) else found


def decided_only(parts: list[Part]) -> list[Part]:
    return [p for p in parts if p[2].settled and p[0] == p[1]]


def count_of_the_sure(parts: list[Part]) -> Num:
    return point(sum(lo for lo, _, _ in parts))


def first_possible_is_sure(self: Reference, node: core.Node, scope: Any) -> Any:
    """A filter keeps as sure what it may keep."""
    found = MEMBERS(self, node, scope)
    if isinstance(node, core.Filter):
        return [type(m)(m.record, max(m.lo, 1), m.hi, m.why) for m in found]
    return found


def undecided_is_dropped(self: Reference, node: core.Node, scope: Any) -> Any:
    found = MEMBERS(self, node, scope)
    return [m for m in found if m.lo] if isinstance(node, core.Filter) else found


def without_generic(self: UnitView, *args: Any) -> Any:
    return tuple(m for m in MEMBERS_OF_VIEW(self, *args) if not m.record.generic)


def without_beginnings(vocabulary: Vocabulary, entity: Entity) -> Any:
    plan = PLAN(vocabulary, entity)
    return evolve(plan, attributes=tuple((n, a, missing, False) for n, a, missing, _ in plan.attributes))


def late_on_the_day(self: Reference, node: core.Node, scope: Any) -> Value:
    late = isinstance(node, core.Op) and node.name == ">" and isinstance(node.args[0], core.Input)
    if late and node.args[0].name == "as_of":  # type: ignore[union-attr,attr-defined]
        return OPERATORS[">="](*(self.value(a, scope) for a in node.args))  # type: ignore[attr-defined]
    return VALUE(self, node, scope)


def last_entry(entries: Any, day: Num, missing: Value, *_: Any) -> Value:
    found = tuple(entries)
    return found[-1].value if found else missing


def by_alphabet(a: Labels, *labels: Labels) -> Num:
    order = sorted(next(iter(l.members or ())) for l in labels)
    at = [order.index(m) for m in a.members if m in order] if a.members is not None else range(len(order))
    return Num(min(at), max(at), a.null) if at else OPERATORS_RIGHT["place"](a, *labels)  # type: ignore[return-value]


def exception_first(role: Truth, lifted: Truth, applies: Truth, worst: Num) -> Value:
    return OPERATORS["if"](
        lifted, point(core.EXCEPTED), OPERATORS_RIGHT["finding"](role, FALSE, applies, worst)
    )


def clock_always_runs(lifted: Truth, requires: Truth, late: Truth, waiting: Truth) -> Value:
    return OPERATORS_RIGHT["outcome"](lifted, requires, late, FALSE)


def never_pending(lifted: Truth, requires: Truth, late: Truth, waiting: Truth) -> Value:
    return OPERATORS_RIGHT["outcome"](lifted, requires, TRUE, waiting)


def undefined_is_late(lifted: Truth, requires: Truth, late: Truth, waiting: Truth) -> Value:
    null = requires == Truth(N, N)
    return OPERATORS_RIGHT["outcome"](lifted, requires, TRUE if null else late, waiting)


def mean_of_all(parts: list[Part]) -> Value:
    return AGGREGATES_RIGHT["mean"]([(1, 1, v) for _, hi, v in parts if hi != INF] or parts)


def no_missing_in_filters(self: Tracer, node: core.Node, scope: Any) -> Any:
    return [(m, frozenset()) for m, _ in UNDECIDED_MEMBERS(self, node, scope)]


def zero_if_empty(parts: list[Part]) -> Value:
    return AGGREGATES_RIGHT["min"](parts) if any(lo for lo, _, _ in parts) else point(0)


def null_if_empty(parts: list[Part]) -> Value:
    return AGGREGATES_RIGHT["total"](parts) if parts else point(None)


def shares_of_the_decided(parts: list[Part]) -> Value:
    return AGGREGATES_RIGHT["share"](decided_only(parts))


def days_after(start: Num, number: Num, calendar: Calendar) -> Value:
    """Working days as if every day were one."""
    return OPERATORS["+"](start, number)


OPERATORS_RIGHT, AGGREGATES_RIGHT = dict(OPERATORS), dict(AGGREGATES)
MISSING, PARAMETER, MEMBERS, VALUE = Type.missing, UnitView.parameter, Reference.members, Reference.value
MEMBERS_OF_VIEW = UnitView._members
PLAN = views_module._plan
UNDECIDED_MEMBERS = Tracer._undecided_members

PLANTED: tuple[Planted, ...] = (
    Planted("an order with null is false", *((OPERATORS, o, order_of_null_is_false(o)) for o in ORDERS)),
    Planted("a null that is possible is forgotten", *((OPERATORS, o, null_forgotten(o)) for o in ORDERS)),
    Planted("the first reading alone counts", (OPERATORS, "case", lambda *args: args[len(args) // 2 + 1])),
    Planted("the first limb alone counts", (OPERATORS, "worst of", lambda *findings: findings[0])),
    Planted("a missing number is zero", (Type, "missing", missing_is_zero)),
    Planted("<= for <", (OPERATORS, "<", OPERATORS["<="])),
    Planted(">= for >", (OPERATORS, ">", OPERATORS[">="])),
    Planted("> for >=", (OPERATORS, ">=", OPERATORS[">"])),
    Planted("generic records are ignored", (UnitView, "_members", without_generic)),
    Planted("completeness is ignored", (UnitView, "_told_of", lambda *_: [])),
    Planted(
        "complete for a year is complete for ever", (views_module, "whole_on", lambda told, _: bool(told))
    ),
    Planted(
        "every skips what is undecided",
        (AGGREGATES, "every", lambda p: AGGREGATES_RIGHT["every"](decided_only(p))),
    ),
    Planted(
        "some skips what is undecided",
        (AGGREGATES, "some", lambda p: AGGREGATES_RIGHT["some"](decided_only(p))),
    ),
    Planted("share skips what is undecided", (AGGREGATES, "share", shares_of_the_decided)),
    Planted("division through floats", (OPERATORS, "/", through_floats)),
    Planted("a whole divisor may be near zero", (OPERATORS, "/ integer", OPERATORS["/"])),
    Planted("exceptions are ignored", (UnitView, "excepted", lambda *_: FALSE)),
    Planted("an exception comes before the role", (OPERATORS, "finding", exception_first)),
    Planted("the due day itself is late", (Reference, "value", late_on_the_day)),
    Planted("nothing is ever pending", (OPERATORS, "outcome", never_pending)),
    Planted("the clock runs without a due day", (OPERATORS, "outcome", clock_always_runs)),
    Planted("what is undefined is violated before its day", (OPERATORS, "outcome", undefined_is_late)),
    Planted("count takes the sure records only", (AGGREGATES, "count", count_of_the_sure)),
    Planted("a filter keeps for sure what it may keep", (Reference, "members", first_possible_is_sure)),
    Planted("a filter drops what is undecided", (Reference, "members", undecided_is_dropped)),
    Planted("the last value stands for all time", (views_module, "value_on", last_entry)),
    Planted("grades in order of the alphabet", (OPERATORS, "place", by_alphabet)),
    Planted("events ahead have happened", (views_module, "as_known", lambda value, *_: value)),
    Planted("records ahead are there", (views_module, "_plan", without_beginnings)),
    Planted("the mean counts doubtful records", (AGGREGATES, "mean", mean_of_all)),
    Planted("min of nothing is zero", (AGGREGATES, "min", zero_if_empty)),
    Planted("total of nothing is null", (AGGREGATES, "total", null_if_empty)),
    Planted("half is rounded to even", (OPERATORS, "round half up", OPERATORS["decimal"])),
    Planted("every day is a working day", (OPERATORS, "working days after", days_after)),
    Planted("what a guard shuts out is there still", (OPERATORS, "not null", lambda a: a)),
    Planted("reports are ignored", (OPERATORS, "both", lambda computed, _: computed)),
    Planted("an unset parameter is its least value", (UnitView, "parameter", lowest_when_unset)),
    Planted("facts missing in filters are not told", (Tracer, "_undecided_members", no_missing_in_filters)),
    Planted(
        "equality of null is null",
        (OPERATORS, "is null", lambda a: Truth(N, N) if a == point(None) else OPERATORS_RIGHT["is null"](a)),
    ),
    Planted(
        "null applies",
        (
            OPERATORS,
            "finding",
            lambda r, l, a, w: OPERATORS_RIGHT["finding"](r, l, TRUE if a.lo == N else a, w),
        ),
    ),
)
