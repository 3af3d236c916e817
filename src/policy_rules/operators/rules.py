"""What only rules have: measures of earlier years, other rules and units; outcomes; two sources of a fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.meanings import IN_FORCE_ON, Extent, Items, Many, Meaning, Misuse, Names, UnitOf
from policy_rules.core.nodes import EXCEPTED, NOT_APPLICABLE, PENDING, SATISFIED, VIOLATED
from policy_rules.errors import near_miss
from policy_rules.feel import nodes as feel
from policy_rules.operators.logic import choice
from policy_rules.operators.model import OPEN, RULES, Elaborating, Operator, Words
from policy_rules.operators.periods import Span, year_span
from policy_rules.values.known import (
    NEVER,
    F,
    Labels,
    N,
    Num,
    T,
    Truth,
    Value,
    allowed_by_both,
    join_all,
    point,
)
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import DATE, INTEGER, Measure, Type

# -- meaning ---------------------------------------------------------------------------------------


def outcome(lifted: Truth, requires: Truth, late: Truth, waiting: Truth) -> Num:
    """One instance. What is undefined may be met or not; before its day nothing is violated.

    `waiting`: the due day is null, so the clock has not started, whatever is met.
    """

    def possible(x: int, r: int, l: int, w: int) -> tuple[int, ...]:
        if x == T or w == T:
            return (EXCEPTED if x == T else PENDING,)
        unmet = PENDING if l == F else VIOLATED
        return ((unmet,), (SATISFIED, unmet), (SATISFIED,))[r]

    spans = [[v for v in (F, N, T) if t.lo <= v <= t.hi] for t in (lifted, requires, late, waiting)]
    found = [o for case in product(*spans) for o in possible(*case)]
    return Num(min(found), max(found))


def worst_of(*findings: Num) -> Num:
    """The worst of the findings of a rule's parts, end by end."""
    return Num(max(f.lo for f in findings), max(f.hi for f in findings))


def may_equal(value: Value, listed: Value) -> bool:
    """Whether a value may be the listed one, which is settled."""
    if isinstance(value, Labels) and isinstance(listed, Labels):
        return value.members is None or listed.members is None or not value.members.isdisjoint(listed.members)
    if isinstance(value, Truth) and isinstance(listed, Truth):
        return value.lo <= listed.lo <= value.hi
    return isinstance(value, Num) and isinstance(listed, Num) and value.lo <= listed.lo <= value.hi


def case(value: Value, *rest: Value) -> Value:
    """The hull of what goes with each listed value that the first may be: the listed values, then theirs."""
    half = len(rest) // 2
    return join_all(rest[half + n] for n in taken(value, rest[:half]))


def taken(value: Value, listed: Sequence[Value]) -> Sequence[int]:
    """The places of the listed values that the value may be; all where it may be null, or is none of them."""
    every = range(len(listed))
    if not isinstance(value, Truth) and value.null != NEVER:
        return every
    return [n for n in every if may_equal(value, listed[n])] or every


def _case_at(value: Any, *rest: Any) -> Any:
    half = len(rest) // 2
    return next((found for of, found in zip(rest[:half], rest[half:], strict=True) if of == value), OPEN)


def finding(role: Truth, lifted: Truth, applies: Truth, worst: Num) -> Num:
    """The unit's finding: the role, then an exception for the unit, then the trigger, then instances."""

    def if_true(t: Truth, inner: Num) -> Num:
        return inner if t.lo == T else Num(NOT_APPLICABLE, NOT_APPLICABLE if t.hi == F else inner.hi)

    return if_true(role, choice(lifted, point(EXCEPTED), if_true(applies, worst)))


def _outcome_at(lifted: bool | None, requires: bool | None, late: bool | None, waiting: bool | None) -> Any:
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
    """The names that the rule gives, moved back by so many lengths of its period, or years."""
    period = bound.get("period")
    if isinstance(period, Span) and period.back and period.day_back:
        before = period.back(years)
        moved: dict[str, Meaning] = {**bound, "period": before}
        if isinstance(day := bound.get("day"), core.Node):
            moved["day"] = moved[IN_FORCE_ON] = period.day_back(day, years)
        if before.asked is not None:
            moved["year"] = before.asked
        else:
            moved.pop("year", None)
        return moved
    months = core.Const(Type("months"), point(-12 * years))

    def earlier(node: core.Node | None) -> core.Node | None:
        return None if node is None else core.Op(DATE, "add months", (node, months))

    moved = dict(bound)
    if isinstance(day := bound.get("day"), core.Node):
        moved["day"] = moved[IN_FORCE_ON] = earlier(day)  # type: ignore[assignment]
    if isinstance(year := bound.get("year"), core.Node):
        moved["year"] = core.Op(INTEGER, "-", (year, core.Const(INTEGER, point(years))))
    if isinstance(period, Extent):
        moved["period"] = evolve(period, low=earlier(period.low), high=earlier(period.high))
    if isinstance(year_of := moved.get("period"), Span) and isinstance(year := moved["year"], core.Node):
        moved["period"] = evolve(year_of, year=year)
    return moved


def _of_year(bound: Mapping[str, Meaning], year: int, years: Periods) -> dict[str, Meaning]:
    """The names that the rule gives, at the end of a fixed year, or today where that lies ahead."""
    number = core.Const(INTEGER, point(year))
    period = year_span(years, number)
    assert period.high is not None
    as_of = bound["as_of"]
    assert isinstance(as_of, core.Node)
    fixed: dict[str, Meaning] = {k: m for k, m in bound.items() if k != "year_end"}
    day = core.Op(DATE, "cap", (as_of, period.high))
    return fixed | {"year": number, "period": period, "day": day, IN_FORCE_ON: day}


def _written_out(number: feel.Node, what: str, least: int, most: int) -> int:
    value = number.value if isinstance(number, feel.Literal) else None
    if value is None or isinstance(value, str | bool):
        raise Misuse(number, f"{what} is written out")
    if value.denominator != 1 or not least <= value <= most:
        raise Misuse(number, f"{what} is a whole number from {least} to {most}")
    return int(value)


def _prior(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    measure = _named_measure(el, node, "prior")
    years = _written_out(node.args[1], "the number of periods back", 1, 99)
    return _measured(el, measure, names, _shifted(names.bound, years))


def _in_year(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    measure = _named_measure(el, node, "in_year")
    year = _written_out(node.args[1], "the year", 1, 9999)
    return _measured(el, measure, names, _of_year(names.bound, year, el.vocabulary.year))


def _named_measure(el: Elaborating, node: feel.Call, operator: str) -> Measure:
    measure = node.args[0]
    if not isinstance(measure, feel.Name) or measure.name not in el.vocabulary.measures:
        name = measure.name if isinstance(measure, feel.Name) else "this"
        hint = near_miss(name, el.vocabulary.measures) or "declare a measure and name it"
        raise Misuse(measure, f"`{operator}` takes the name of a measure", hint)
    return el.vocabulary.measures[measure.name]


def _measured(el: Elaborating, measure: Measure, names: Names, bound: Mapping[str, Meaning]) -> Meaning:
    """The measure with other times than the rule gives."""
    given = el.given
    el.give(bound)
    try:
        found = el.measure(measure, evolve(names, bound=bound), names.unit)
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
        name="prior", feel="prior", params=(("measure", "lengths"),), group="rules", source=RULES,
        signature="prior(measure, lengths)",
        doc="The measure as of so many lengths of the rule's period earlier (years, where it has none): day "
        "and period moved back.",
        build=_prior,
    ),
    Operator(
        name="in_year", feel="in_year", params=(("measure", "year"),), group="rules", source=RULES,
        signature="in_year(measure, year)",
        doc="The measure of a fixed year, written out, such as the base year of a trend: as of its last day, "
        "or as of the day of assessment where that is earlier.",
        build=_in_year,
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
        draws="settled truth truth settled",
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
    Operator(
        name="case", group="rules",
        point=_case_at, hull=case, null="own", gives=-1,
        draws="labels scale outcome outcome outcome",
        words=Words("case({*})", "what goes with {0}", "{0}所对应者"),
    ),
)  # fmt: skip
