"""The functions that rules may call: how each is typed and lowered to the core.

The names, signatures and documents of these functions stand in `operators`; here is what a call of
one becomes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from policy_rules.core import nodes as core
from policy_rules.core.meanings import FindingsOf, Items, Many, Meaning, Names, RecordOf, Slip, Span, UnitOf
from policy_rules.core.types import describe
from policy_rules.errors import near_miss
from policy_rules.feel import nodes as feel
from policy_rules.lowering.comparisons import dated
from policy_rules.lowering.lists import aggregate
from policy_rules.lowering.resolve import OUTCOME
from policy_rules.values.calendar import Calendar
from policy_rules.values.known import ANY_NUM, point
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, Type

if TYPE_CHECKING:
    from policy_rules.lowering.elaborate import Elaborator

Build = Callable[["Elaborator", feel.Call, Names], Meaning]
WORKING_DAYS = Type("number", unit=(("working_day", 1),), places=0)


@frozen
class Function:
    """A function of rules: how many values it takes, how it reads, what it becomes."""

    signature: str
    arity: tuple[int, int]
    build: Build


def _not(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    return core.Op(BOOLEAN, "not", (el.one(node.args[0], names, "boolean"),))


def _aggregate(name: str) -> Build:
    def build(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
        found = el.visit(node.args[0], names)
        if len(node.args) > 1 or (name in ("min", "max") and isinstance(found, core.Node)):
            found = Items((found, *(el.one(a, names) for a in node.args[1:])))
        found = el.findings() if isinstance(found, FindingsOf) else found
        return aggregate(name, found, node)

    return build


def _share(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    found = el.visit(node.args[0], names)
    if not isinstance(found, Many) or not isinstance(found.body, RecordOf | UnitOf):
        raise Slip(node, "`share` takes a list of records and a condition on one of them")
    test = el.one(node.args[1], names.inside(found.body), "boolean")
    return core.Agg(Type("number", unit=(), percent=True), "share", found.source, found.var, test)


def _numeric(name: str) -> Build:
    """A function of a number, and of a number of decimal places where it takes one."""

    def build(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
        value = el.one(node.args[0], names)
        if value.type.kind != "number" and not (name == "abs" and value.type.kind in ("days", "months")):
            raise Slip(node.args[0], f"`{name}` takes a number, and this is {describe(value.type)}")
        if name == "abs":
            return core.Op(evolve(value.type, low=None, high=None), "abs", (value,))
        places = (
            el.one(node.args[1], names, "number") if len(node.args) > 1 else core.Const(INTEGER, point(0))
        )
        if not isinstance(places, core.Const) or places.type.places != 0:
            raise Slip(node.args[1], "the number of decimal places is written out as a whole number")
        whole = places.value.lo <= 0  # type: ignore[union-attr]
        type = evolve(value.type, places=0 if whole else None, low=None, high=None)
        return core.Op(type, name, (value, places))

    return build


def _date(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    argument = node.args[0]
    if not isinstance(argument, feel.Literal) or not isinstance(argument.value, str):
        raise Slip(node, "`date` takes a date written out in rules", 'write `@"2024-12-31"`')
    return dated(node, argument.value)


def _done_by(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    done, due = el.one(node.args[0], names), el.one(node.args[1], names)
    for side, argument in ((done, node.args[0]), (due, node.args[1])):
        if side.type.kind not in ("date", "null"):
            raise Slip(argument, f"`done_by` takes two dates, and this is {describe(side.type)}")
    in_time = core.Op(BOOLEAN, "<=", (done, due))
    if not el.may_be_null(done):
        return in_time
    done_at_all = core.Op(BOOLEAN, "not", (core.Op(BOOLEAN, "is null", (done,)),))
    return core.Op(BOOLEAN, "and", (done_at_all, in_time))


def _working_days_after(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    start, number = el.one(node.args[0], names, "date"), el.one(node.args[1], names, "number")
    if number.type.places != 0 or number.type.unit not in (None, (), (("working_day", 1),)):
        raise Slip(node.args[1], "a number of working days is whole, without another unit")
    type = Type("date", nullable=start.type.nullable or number.type.nullable)
    return core.Op(type, "working days after", (start, number), _calendar(el, node))


def _working_days_between(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    start, end = (el.one(a, names, "date") for a in node.args)
    type = evolve(WORKING_DAYS, nullable=start.type.nullable or end.type.nullable)
    return core.Op(type, "working days between", (start, end), _calendar(el, node))


def _calendar(el: Elaborator, node: feel.Call) -> tuple[Calendar]:
    if el.vocabulary.calendar is None:
        hint = "write one in `ruleset.yaml`: `calendar: {country: US}`, or `calendar: {file: calendar.yaml}`"
        raise Slip(node, "working days are counted by a calendar, and the ruleset names none", hint)
    return (el.vocabulary.calendar,)


def shifted(bound: Mapping[str, Meaning], years: int) -> dict[str, Meaning]:
    """The names that the rule gives, moved back by years."""
    months = core.Const(Type("months"), point(-12 * years))

    def earlier(node: core.Node | None) -> core.Node | None:
        return None if node is None else core.Op(DATE, "add months", (node, months))

    moved: dict[str, Meaning] = dict(bound)
    if isinstance(day := bound.get("day"), core.Node):
        moved["day"] = earlier(day)  # type: ignore[assignment]
    if isinstance(year := bound.get("year"), core.Node):
        moved["year"] = core.Op(INTEGER, "-", (year, core.Const(INTEGER, point(years))))
    if isinstance(period := bound.get("period"), Span):
        moved["period"] = evolve(period, low=earlier(period.low), high=earlier(period.high))
    return moved


def _prior(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    measure, number = node.args
    if not isinstance(measure, feel.Name) or measure.name not in el.vocabulary.measures:
        name = measure.name if isinstance(measure, feel.Name) else "this"
        hint = near_miss(name, el.vocabulary.measures) or "declare a measure and name it"
        raise Slip(measure, "`prior` takes the name of a measure", hint)
    if (
        not isinstance(number, feel.Literal)
        or not isinstance(number.value, int | object)
        or isinstance(number.value, str | bool)
    ):
        raise Slip(number, "the number of years back is written out")
    years = number.value
    if years is None or years.denominator != 1 or not 0 < years < 100:
        raise Slip(number, "the number of years back is a whole number from 1 to 99")
    bound, given = shifted(names.bound, int(years)), el.given
    el.give(bound)
    try:
        found = el.measure(el.vocabulary.measures[measure.name], evolve(names, bound=bound), names.unit)
        return el.guarded_type(found, names)
    finally:
        el.give(given)


def _outcome(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    argument = node.args[0]
    if not isinstance(argument, feel.Literal) or not isinstance(argument.value, str):
        raise Slip(argument, "`outcome` takes the id of a rule in quotes")
    if argument.value not in el.rules:
        raise Slip(argument, f"no rule `{argument.value}`", near_miss(argument.value, el.rules))
    el.after.add(argument.value)
    return core.Outcome(OUTCOME, argument.value)


def _units_under(el: Elaborator, node: feel.Call, names: Names) -> Meaning:
    of = el.visit(node.args[0], names)
    levels = el.visit(node.args[1], names)
    if not isinstance(of, UnitOf) or not isinstance(levels, Items):
        raise Slip(node, '`units_under` takes a unit and a list of levels: `units_under(unit, ["county"])`')
    entity = el.vocabulary.entities.get("unit")
    declared = entity.attributes.get("level") if entity else None
    if declared is None:
        raise Slip(node, "`units_under` needs `unit.level` in the vocabulary")
    wanted: list[str] = []
    for item in levels.items:
        if not isinstance(item, core.Const) or item.type.kind != "label":
            raise Slip(node.args[1], "levels are written out as texts")
        wanted += item.type.labels
    for name in wanted:
        if name not in declared.type.labels:
            raise Slip(node.args[1], f"no level `{name}`", near_miss(name, declared.type.labels))
    v = el.variable()
    return Many(core.Under(core.LIST, tuple(wanted), of.var), v, UnitOf(v))


_PLACES = ("round up", "round down", "round half up", "round half down", "decimal", "floor", "ceiling")

FUNCTIONS: Mapping[str, Function] = {
    "not": Function("not(condition)", (1, 1), _not),
    "count": Function("count(list)", (1, 1), _aggregate("count")),
    "total": Function("total(list of numbers)", (1, 1), _aggregate("total")),
    "min": Function("min(list) or min(a, b, …)", (1, 99), _aggregate("min")),
    "max": Function("max(list) or max(a, b, …)", (1, 99), _aggregate("max")),
    "mean": Function("mean(list of numbers)", (1, 1), _aggregate("mean")),
    "share": Function("share(list, condition)", (2, 2), _share),
    "abs": Function("abs(number)", (1, 1), _numeric("abs")),
    **{
        name: Function(
            f"{name}(number, places)", (1 if name in ("floor", "ceiling") else 2, 2), _numeric(name)
        )
        for name in _PLACES
    },
    "date": Function('date("2024-12-31")', (1, 1), _date),
    "done_by": Function("done_by(date, due)", (2, 2), _done_by),
    "working_days_after": Function("working_days_after(date, number)", (2, 2), _working_days_after),
    "working_days_between": Function("working_days_between(from, to)", (2, 2), _working_days_between),
    "prior": Function("prior(measure, years)", (2, 2), _prior),
    "outcome": Function('outcome("rule id")', (1, 1), _outcome),
    "units_under": Function('units_under(unit, ["county"])', (2, 2), _units_under),
}

UNKNOWN_DATE = core.Const(DATE, ANY_NUM)
"""A day that nothing tells."""
