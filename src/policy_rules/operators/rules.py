"""What only rules have: measures of earlier years, other rules and units; outcomes; two sources of a fact."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product
from typing import Any

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Extent, Items, Many, Meaning, Misuse, Names, UnitOf
from policy_rules.core.nodes import EXCEPTED, NOT_APPLICABLE, PENDING, SATISFIED, VIOLATED
from policy_rules.errors import near_miss
from policy_rules.feel import nodes as feel
from policy_rules.operators.logic import choice
from policy_rules.operators.model import OPEN, RULES, Elaborating, Operator, Words
from policy_rules.values.known import F, N, Num, T, Truth, allowed_by_both, point
from policy_rules.vocabulary import DATE, INTEGER, Type

# -- meaning ---------------------------------------------------------------------------------------


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


def worst_of(*findings: Num) -> Num:
    """The worst of the findings of a rule's parts, end by end."""
    return Num(max(f.lo for f in findings), max(f.hi for f in findings))


def finding(role: Truth, lifted: Truth, applies: Truth, worst: Num) -> Num:
    """The unit's finding: the role, then an exception for the unit, then the trigger, then instances."""

    def if_true(t: Truth, inner: Num) -> Num:
        return inner if t.lo == T else Num(NOT_APPLICABLE, NOT_APPLICABLE if t.hi == F else inner.hi)

    return if_true(role, choice(lifted, point(EXCEPTED), if_true(applies, worst)))


def _outcome_at(
    lifted: bool | None,
    requires: bool | None,
    late: bool | None,
    waiting: bool | None,
    undefined: bool | None,
) -> Any:
    if lifted:
        return EXCEPTED
    if waiting:
        return PENDING
    if requires is None:
        return OPEN
    return SATISFIED if requires else PENDING if late is False else VIOLATED


def _finding_at(role: bool | None, lifted: bool | None, applies: bool | None, worst: int) -> Any:
    if role is False:
        return NOT_APPLICABLE
    inner = EXCEPTED if lifted else worst if applies else NOT_APPLICABLE if applies is False else OPEN
    return inner if role or inner == NOT_APPLICABLE else OPEN


# -- typing ----------------------------------------------------------------------------------------


def _shifted(bound: Mapping[str, Meaning], years: int) -> dict[str, Meaning]:
    """The names that the rule gives, moved back by years."""
    months = core.Const(Type("months"), point(-12 * years))

    def earlier(node: core.Node | None) -> core.Node | None:
        return None if node is None else core.Op(DATE, "add months", (node, months))

    moved: dict[str, Meaning] = dict(bound)
    if isinstance(day := bound.get("day"), core.Node):
        moved["day"] = earlier(day)  # type: ignore[assignment]
    if isinstance(year := bound.get("year"), core.Node):
        moved["year"] = core.Op(INTEGER, "-", (year, core.Const(INTEGER, point(years))))
    if isinstance(period := bound.get("period"), Extent):
        moved["period"] = evolve(period, low=earlier(period.low), high=earlier(period.high))
    return moved


def _prior(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    measure, number = node.args
    if not isinstance(measure, feel.Name) or measure.name not in el.vocabulary.measures:
        name = measure.name if isinstance(measure, feel.Name) else "this"
        hint = near_miss(name, el.vocabulary.measures) or "declare a measure and name it"
        raise Misuse(measure, "`prior` takes the name of a measure", hint)
    if (
        not isinstance(number, feel.Literal)
        or not isinstance(number.value, int | object)
        or isinstance(number.value, str | bool)
    ):
        raise Misuse(number, "the number of years back is written out")
    years = number.value
    if years is None or years.denominator != 1 or not 0 < years < 100:
        raise Misuse(number, "the number of years back is a whole number from 1 to 99")
    bound, given = _shifted(names.bound, int(years)), el.given
    el.give(bound)
    try:
        found = el.measure(el.vocabulary.measures[measure.name], evolve(names, bound=bound), names.unit)
        return el.guarded_type(found, names)
    finally:
        el.give(given)


def _outcome(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    argument = node.args[0]
    if not isinstance(argument, feel.Literal) or not isinstance(argument.value, str):
        raise Misuse(argument, "`outcome` takes the id of a rule in quotes")
    if argument.value not in el.rules:
        raise Misuse(argument, f"no rule `{argument.value}`", near_miss(argument.value, el.rules))
    el.after.add(argument.value)
    return core.Outcome(core.OUTCOME, argument.value)


def _units_under(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    of = el.visit(node.args[0], names)
    levels = el.visit(node.args[1], names)
    if not isinstance(of, UnitOf) or not isinstance(levels, Items):
        raise Misuse(node, '`units_under` takes a unit and a list of levels: `units_under(unit, ["county"])`')
    entity = el.vocabulary.entities.get("unit")
    declared = entity.attributes.get("level") if entity else None
    if declared is None:
        raise Misuse(node, "`units_under` needs `unit.level` in the vocabulary")
    wanted: list[str] = []
    for item in levels.items:
        if not isinstance(item, core.Const) or item.type.kind != "label":
            raise Misuse(node.args[1], "levels are written out as texts")
        wanted += item.type.labels
    for name in wanted:
        if name not in declared.type.labels:
            raise Misuse(node.args[1], f"no level `{name}`", near_miss(name, declared.type.labels))
    v = el.variable()
    return Many(core.Under(core.LIST, tuple(wanted), of.var), v, UnitOf(v))


# -- the operators ---------------------------------------------------------------------------------

RULE_OPERATORS = (
    Operator(
        name="prior", feel="prior", params=(("measure", "years"),), group="rules", source=RULES,
        signature="prior(measure, years)",
        doc="The measure as of so many years earlier: day and period moved back.",
        build=_prior,
    ),
    Operator(
        name="outcome of a rule", feel="outcome", params=(("rule",),), group="rules", source=RULES,
        signature='outcome("rule id")', doc="The outcome of another rule for the unit.",
        build=_outcome,
    ),
    Operator(
        name="units_under", feel="units_under", params=(("unit", "levels"),), group="rules", source=RULES,
        signature='units_under(unit, ["county"])',
        doc="The units of the tree below a unit, itself included, at the levels named. The levels are those "
        "of the day of assessment, whatever day is looked at.",
        build=_units_under,
    ),
    Operator(
        name="both", group="rules",
        point=lambda a, b: a if a == b else OPEN, hull=allowed_by_both, null="own", gives=0,
        draws="same same", words=Words("{0}", "{0}", "{0}"),
    ),
    Operator(
        name="outcome", group="rules",
        point=_outcome_at, hull=outcome, null="never", gives="number",
        draws="settled truth truth settled true | settled settled truth settled false",
        words=Words("{1}", "{1}", "{1}"),
    ),
    Operator(
        name="finding", group="rules",
        point=_finding_at, hull=finding, null="never", gives="number",
        draws="truth settled truth outcome", words=Words("{3}", "{3}", "{3}"),
    ),
    Operator(
        name="worst of", group="rules",
        point=lambda *findings: max(findings), hull=worst_of, null="never", gives="number",
        draws="outcome*", words=Words("worst({*})", "the worst of {*}", "{*}中最差者"),
    ),
)  # fmt: skip
