"""What generated code calls where a value is not settled, or an operator is rare.

Truths come and go as (lo, hi), numbers as (lo, hi, null), labels as (members, null).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache, lru_cache
from typing import Any

from policy_rules.core import nodes as core
from policy_rules.core.nodes import OUTCOMES, VIOLATED, RuleProgram
from policy_rules.facts.view import Member, Record, UnitView, field_value, inner_list
from policy_rules.lowering.program import Program
from policy_rules.operators.comparison import one_of
from policy_rules.reference.evaluate import OPERATORS, Reference, Scope
from policy_rules.reference.trace import RuleResult, Tracer, finding_record
from policy_rules.values import days as dates
from policy_rules.values.intervals import plus, times, whole
from policy_rules.values.known import (
    FALSE,
    INF,
    MAYBE,
    NEVER,
    ONLY,
    End,
    F,
    Labels,
    N,
    Num,
    T,
    Truth,
    Value,
    point,
)
from policy_rules.vocabulary import Attribute

Ends = tuple[End, End, int]
NINF = -INF
NO_RECORD = Record("", "", {})
KEPT = 64
"""Finding records, and days of assessment, that are kept ready."""
SPANS = [[(lo, hi) for hi in range(VIOLATED + 1)] for lo in range(VIOLATED + 1)]
"""Every finding, ready made."""
OUTCOME_SETS = {span: frozenset(OUTCOMES[span[0] : span[1] + 1]) for row in SPANS for span in row}


@cache
def instance(*ends: int) -> tuple[int, int]:
    """The outcome of an instance, from the ends of the truths that decide it."""
    found = OPERATORS["outcome"](*(Truth(lo, hi) for lo, hi in zip(ends[::2], ends[1::2], strict=True)))
    assert isinstance(found, Num)
    return int(found.lo), int(found.hi)


_CODES = [(lo, max(lo, hi)) for lo in range(T + 1) for hi in range(T + 1)]
INSTANCES = [[instance(*x, *r, *late, F, F) for r in _CODES] for x in _CODES for late in _CODES]
"""`instance` by 9 * lifted + late, then by requires; a truth is 3 * lo + hi."""


# -- comparison, where null is possible -------------------------------------------------------------


def null_order(lo: int, hi: int, a: int, b: int) -> tuple[int, int]:
    """An order of two numbers of which one may be null."""
    return (N, N) if ONLY in (a, b) else (min(lo, N), max(hi, N))


def null_equal(hi: int, a: int, b: int) -> tuple[int, int]:
    """Equality of two numbers of which one may be null."""
    if a == b == ONLY:
        return T, T
    return (F, F) if NEVER in (a, b) and (hi == F or ONLY in (a, b)) else (F, T)


def labels_equal(
    a: frozenset[str] | None, a_null: int, b: frozenset[str] | None, b_null: int
) -> tuple[int, int]:
    """Equality of two labels."""
    known = a is not None and b is not None
    if a_null == b_null and (a_null == ONLY or (a_null == NEVER and known and a == b and len(a) == 1)):  # type: ignore[arg-type]
        return T, T
    if a_null and b_null:
        return F, T
    apart = known and a.isdisjoint(b)  # type: ignore[union-attr,arg-type]
    return (F, F) if apart or ONLY in (a_null, b_null) else (F, T)


def number_in(lo: End, hi: End, null: int, options: tuple[Value, ...]) -> tuple[int, int]:
    """Membership of a number that is not settled."""
    found = one_of(Num(lo, hi, null), *options)
    return found.lo, found.hi


# -- numbers -----------------------------------------------------------------------------------------


def add(a: End, b: End) -> End:
    """A sum of ends."""
    return a + b if type(a) is int and type(b) is int else plus(a, b)


def multiplied(al: End, ah: End, bl: End, bh: End) -> tuple[End, End]:
    """A product of intervals."""
    if type(al) is int and type(bl) is int and al == ah and bl == bh:
        return al * bl, al * bl
    corners = times(al, bl), times(al, bh), times(ah, bl), times(ah, bh)
    return min(corners), max(corners)


def divided(al: End, ah: End, an: int, bl: End, bh: End, bn: int, integer: bool) -> Ends:
    """A quotient; of numbers that are not negative by the shorter way."""
    if an == ONLY or bn == ONLY or bl == bh == 0:
        return NINF, INF, ONLY
    null = MAYBE if an or bn else NEVER
    if al < 0 or bl < 0 or (integer and bh < 1):
        found = OPERATORS["/ integer" if integer else "/"](Num(al, ah), Num(bl, bh))
        assert isinstance(found, Num)
        return found.lo, found.hi, found.null or null
    least = max(bl, 1) if integer else bl
    low = 0 if bh == INF or al == 0 else whole(Fraction(al) / bh)
    high = 0 if ah == 0 else INF if ah == INF or least == 0 else whole(Fraction(ah) / least)
    return low, high, null if bl > 0 else MAYBE


def ratio_against(
    al: End, ah: End, an: int, bl: End, bh: End, bn: int, integer: bool, over: int, under: int
) -> Ends:
    """Ends with the signs of a quotient less the limit `over / under`, multiplied across."""
    if an == ONLY or bn == ONLY or bl == bh == 0:
        return NINF, INF, ONLY
    if al < 0 or bl < 0 or (integer and bh < 1):
        low, high, null = divided(al, ah, an, bl, bh, bn, integer)
        limit = Fraction(over, under)
        return (low > limit) - (low < limit), (high > limit) - (high < limit), null
    least = max(bl, 1) if integer else bl
    low = -over if bh == INF or al == 0 else al * under - over * bh
    high = -over if ah == 0 else INF if ah == INF or least == 0 else ah * under - over * least
    return low, high, MAYBE if an or bn or bl == 0 else NEVER


def join_numbers(al: End, ah: End, an: int, bl: End, bh: End, bn: int) -> Ends:
    """What may be either of two."""
    null = an if an == bn else MAYBE
    if an == ONLY:
        return bl, bh, null
    if bn == ONLY:
        return al, ah, null
    return (min(al, bl)), (max(ah, bh)), null


def join_labels(
    a: frozenset[str] | None, a_null: int, b: frozenset[str] | None, b_null: int
) -> tuple[frozenset[str] | None, int]:
    """What may be either of two."""
    return None if a is None or b is None else a | b, a_null if a_null == b_null else MAYBE


def capped(al: End, ah: End, an: int, bl: End, bh: End, bn: int) -> Ends:
    """`cap` by a number that may be null."""
    if an:
        found = OPERATORS["cap"](Num(al, ah, an), Num(bl, bh, bn))
        assert isinstance(found, Num)
        return found.lo, found.hi, found.null
    if bn == ONLY:
        return al, ah, NEVER
    low = min(al, bl)
    return low, ah if bn == MAYBE or ah <= bh else bh, NEVER


def add_part(sl: End, sh: End, sn: int, bl: End, bh: End, bn: int, lo: int, hi: End) -> Ends:
    """A sum with one more record, which may be there from `lo` to `hi` times."""
    if bn == ONLY and not lo:
        bl, bh, bn = 0, 0, MAYBE
    if ONLY in (sn, bn):
        return NINF, INF, ONLY
    if not lo == hi == 1:
        bl, bh = multiplied(bl, bh, lo, hi)
    return add(sl, bl), add(sh, bh), MAYBE if sn or bn else NEVER


# -- facts -------------------------------------------------------------------------------------------


class MissingDates:
    """What events of which nothing is told may be, by the day of assessment: the values in order."""

    def __init__(self, attributes: tuple[Attribute, ...]) -> None:
        self._on = lru_cache(maxsize=KEPT)(
            lambda as_of: tuple(field_value(NO_RECORD, a, as_of) for a in attributes)
        )

    def __call__(self, as_of: int) -> tuple[Value, ...]:
        """The values."""
        return self._on(as_of)


def parameter(
    view: UnitView, name: str, rule: str, node: core.Param, missing: Value, day: Num | int
) -> Value:
    """The parameter; where it has one value, without looking at spans of days."""
    declared = view.vocabulary.parameters.get(name)
    if declared is None:
        return missing
    if rule:
        return declared.rule_values.get(rule, missing)
    if not declared.values:
        return missing
    if type(day) is int:
        if len(declared.values) == 1 and declared.values[0][0] <= day:
            return declared.values[0][1]
        day = point(day)
    assert isinstance(day, Num)
    return view.parameter(name, rule, node.type, day)


def records_of(record: Record, entity: str) -> tuple[Member, ...]:
    """The records of a unit that is a record itself, or the inner list of a record."""
    return inner_list(record, entity) if record.unit is None else record.unit.records(entity)


def finding_members(findings: Mapping[str, Record], rules: tuple[str, ...]) -> list[Member]:
    """The findings as a list."""
    return [Member(findings[rule], 1, 1) for rule in rules]


def by_reference(view: UnitView, node: core.Node, scope: Scope) -> Value:
    """A node that is nested too deep for generated code."""
    found: Value = Reference(view).value(node, scope)
    return found


def grading_name(rule: str, instance: tuple[str, ...]) -> str:
    """The name of a grading that is missing."""
    name = "/".join(instance)
    return f"grading({rule}{', ' if name else ''}{name})"


def tracing(program: Program) -> Callable[[UnitView, core.Node, Scope], frozenset[str]]:
    """What collects the missing facts of nodes that are nested too deep for generated code."""
    return lambda view, node, scope: Tracer(program, view).missing(node, scope)


def instances_of(program: Program) -> Callable[[UnitView, RuleProgram], tuple[Any, ...]]:
    """What tells the instances of a rule that is joined from readings: which are left is seen of the view."""
    return lambda view, rule: tuple(Tracer(program, view).instances(rule))


class FindingRecords:
    """The findings of one rule as records for other rules; some are kept ready."""

    def __init__(self, rule: RuleProgram) -> None:
        self.rule = rule
        self._kept: dict[tuple[int, int, int, int, End, End, int], Record] = {}

    def __call__(self, lo: int, hi: int, least: int, most: int, *due: Any) -> Record:
        """The record of a finding with what its parts by the default day come to, and its due day."""
        found = self._kept.get((lo, hi, least, most, *due))
        if found is None:
            found = finding_record(self.rule, Num(lo, hi), Num(*due), Num(least, most))
            if len(self._kept) < KEPT:
                self._kept[lo, hi, least, most, *due] = found
        return found


_FUNCTIONS = (
    (instance, null_order, null_equal, labels_equal, number_in, add, multiplied, divided, ratio_against),
    (join_numbers, join_labels, capped, add_part, parameter),
    (finding_members, by_reference, records_of, grading_name, Member, Num, Truth, Labels, RuleResult),
    (dates.add_months, dates.year_of, dates.year_start, dates.year_end),
    (dates.period_start, dates.period_end),
)
NAMESPACE: Mapping[str, object] = {
    **{f.__name__: f for group in _FUNCTIONS for f in group},
    "INF": INF,
    "NINF": NINF,
    "SPANS": SPANS,
    "OUTCOME_SETS": OUTCOME_SETS,
    "INSTANCES": INSTANCES,
    "NOTHING": frozenset(),
    "NOT_EXCEPTED": FALSE,
}
"""The names that generated code may use, besides its constants."""
