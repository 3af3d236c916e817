"""Values over days: what holds in a year or from a day on, and what has not happened yet."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.facts.bound import Entry, ExceptionRecord
from policy_rules.values.known import (
    ANYTHING,
    FALSE,
    INF,
    MAYBE,
    NULL_NUM,
    ONLY,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Truth,
    Value,
    allowed_by_both,
    join_all,
)
from policy_rules.values.periods import CALENDAR_YEAR, Periods
from policy_rules.vocabulary import Attribute, Parameter, Type


def in_force(exception: ExceptionRecord, day: Num) -> Truth:
    """Whether the exception is in force on the day."""
    until = INF if exception.until is None else exception.until
    if exception.start <= day.lo and until >= day.hi:
        return TRUE
    return UNDECIDED if exception.start <= day.hi and until >= day.lo else FALSE


def as_known(value: Value, attribute: Attribute, as_of: int) -> Value:
    """The value, where an event after the day of assessment has not happened yet."""
    if attribute.type.kind != "date" or attribute.planned or not isinstance(value, Num):
        return value
    if not attribute.type.nullable or value.null == ONLY:
        return value
    if value.lo > as_of:
        return NULL_NUM
    if value.hi > as_of:
        return Num(value.lo, as_of, MAYBE)
    return value


def anything(type: Type) -> Value:
    """Whatever a value of the kind could be, null included, its declared range left out."""
    return (
        Labels(None, MAYBE)
        if type.kind in ("label", "text")
        else ANYTHING
        if type.kind != "boolean"
        else UNDECIDED
    )


def parameter_on(declared: Parameter, day: Num, missing: Value) -> Value:
    """The value of a parameter on the day, one for all rules."""
    return value_on([Entry(value, start=start) for start, value in declared.values], day, missing)


def value_on(entries: Iterable[Entry], day: Num, missing: Value, years: Periods = CALENDAR_YEAR) -> Value:
    """The value on the day: of the year, or since the last day from which one stands.

    `years`: what a year of the entries is, as the vocabulary says.
    """
    entries = tuple(entries)
    if not entries:
        return missing
    if len(entries) == 1 and (start := entries[0].start) is not None and start <= day.lo:
        return entries[0].value
    if any(e.year is None and e.start is None for e in entries):
        return join_all(e.value for e in entries if e.year is None and e.start is None)
    starts = sorted((e for e in entries if e.start is not None), key=lambda e: e.start or 0)
    ends = [*((e.start or 0) - 1 for e in starts[1:]), INF][: len(starts)]
    spans: list[tuple[float, float, Value]] = [
        (e.start or 0, end, e.value) for e, end in zip(starts, ends, strict=True)
    ]
    spans += [
        (years.first_day(e.year), years.last_day(e.year), e.value) for e in entries if e.year is not None
    ]
    held = sorted((s for s in spans if s[0] <= day.hi and s[1] >= day.lo), key=lambda s: s[0])
    reached = float(day.lo)
    for lo, hi, _ in held:
        if lo > reached:
            break
        reached = max(reached, hi + 1)
    values = [value for _, _, value in agreed(held)]
    return join_all(values if reached > day.hi or reached == INF else [*values, missing])


def agreed(spans: list[tuple[float, float, Value]]) -> list[tuple[float, float, Value]]:
    """A published figure and that of a sheet for one span of days: what both allow, or either."""
    agreed: dict[tuple[float, float], Value] = {}
    for lo, hi, value in spans:
        before = agreed.get((lo, hi))
        agreed[lo, hi] = value if before is None else allowed_by_both(before, value)
    return [(lo, hi, value) for (lo, hi), value in agreed.items()]
