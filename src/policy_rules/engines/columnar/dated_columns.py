"""Facts with values by year or by day, in columns: the value on a day that may itself be an interval."""

from __future__ import annotations

from collections.abc import Callable

from policy_rules.attributes import frozen
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar import ratios
from policy_rules.engines.columnar.columns import (
    Columns,
    NumberColumns,
    TruthColumns,
    constant,
    join,
    pick,
    truth_from,
)
from policy_rules.engines.columnar.day_arithmetic import day_number
from policy_rules.engines.columnar.flags import NO, Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import Int, Lack, whole
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values.known import MAYBE, NULL_NUM, ONLY, F, T

NEVER_ENDS = 10**9
"""Stands for a day without an end; further away than any day that can be computed."""
ALWAYS = NEVER_ENDS + 1
"""Where a value that is not dated reaches: it covers days without an end, too."""


@frozen(eq=False)
class DatedValue:
    """One value from `start` to `end`; `reach` is the first day that it leaves open."""

    start: Int
    end: Int
    reach: Int
    present: Flag
    value: Columns


@frozen(eq=False)
class DatedColumns:
    """A fact: the same on all days, or spans in the order of their starts; of units, or of records."""

    always: Columns | None
    spans: tuple[DatedValue, ...]
    missing: Columns
    in_units: bool = True


Keep = Callable[[Columns], Columns]
KeepInt = Callable[[Int], Int]


def _days(day: Columns) -> tuple[Int, Int]:
    if not isinstance(day, NumberColumns):
        raise Lack("a day that is no date")
    low, high = day_number(day.lo), day_number(day.hi)
    if min(low.low, high.low) <= -NEVER_ENDS or max(low.high, high.high) >= NEVER_ENDS:
        raise Lack("a date that may lie beyond the calendar")
    return ints.filled(low, -NEVER_ENDS), ints.filled(high, NEVER_ENDS)


def on(fact: DatedColumns, day: Columns, keep: Keep, keep_int: KeepInt) -> Columns:
    """The value on the day, or the hull over all days that it could be."""
    if fact.always is not None:
        return fact.always
    low, high = (keep_int(d) for d in _days(day))
    reached, gap, some = low, whole(0), whole(0)
    found: Columns | None = None
    for span in fact.spans:
        held = keep_int(
            ints.number_of(
                all_of(
                    span.present,
                    ints.less(span.start, high, False, or_equal=True),
                    ints.less(low, span.end, False, or_equal=True),
                ),
                1,
                0,
            )
        )
        here, before = ints.is_number(held, 1), ints.is_number(some, 1)
        broken = any_of(ints.is_number(gap, 1), all_of(here, ints.less(reached, span.start, False)))
        further = ints.largest([reached, span.reach], skip=False)
        reached = keep_int(ints.pick(all_of(here, no(broken)), further, reached))
        gap = keep_int(ints.number_of(broken, 1, 0))
        if found is None:
            found = span.value
        else:
            found = keep(pick(here, pick(before, join(found, span.value), span.value), found))
        some = keep_int(ints.number_of(any_of(before, here), 1, 0))
    if found is None:
        return fact.missing
    covered, any_held = ints.less(high, reached, False), ints.is_number(some, 1)
    return pick(covered, found, pick(any_held, join(found, fact.missing), fact.missing))


def _holds(span: DatedValue, low: Int, high: Int) -> tuple[Flag, Flag]:
    """Where the span surely holds on the day, and where it may."""
    touches = (
        ints.less(span.start, high, False, or_equal=True),
        ints.less(low, span.end, False, or_equal=True),
    )
    covers = (
        ints.less(span.start, low, False, or_equal=True),
        ints.less(high, span.end, False, or_equal=True),
    )
    return all_of(span.present, *covers), all_of(span.present, *touches)


def in_force(spans: tuple[DatedValue, ...], day: Columns) -> TruthColumns:
    """Whether one of the spans holds on the day."""
    if not spans:
        return truth_from(NO, NO)
    low, high = _days(day)
    held = [_holds(span, low, high) for span in spans]
    surely = any_of(*(sure for sure, _ in held))
    lo = ints.number_of(surely, T, F)
    one_day = low is high or (low.constant is not None and low.constant == high.constant)
    possibly = any_of(surely, *(possible for _, possible in held))
    return TruthColumns(lo, lo if one_day else ints.number_of(possibly, T, F))


def replaced(spans: tuple[DatedValue, ...], day: Columns, default: Columns, keep: Keep) -> Columns:
    """A number that a rule defines, or what recorded exceptions put in its place, one after the other."""
    if not spans:
        return default
    low, high = _days(day)
    value = default
    for span in spans:
        sure, possible = _holds(span, low, high)
        value = keep(pick(sure, span.value, pick(possible, join(value, span.value), value)))
    return value


def as_known(value: Columns, as_of: int) -> Columns:
    """A nullable date, where an event after the day of assessment has not happened yet."""
    assert isinstance(value, NumberColumns)
    today = Ratio(whole(as_of))
    null = constant(NULL_NUM)
    ahead = ratios.less(today, value.lo, False)
    cut = NumberColumns(value.lo, today, whole(MAYBE))
    later = ratios.less(today, value.hi, True)
    known = pick(ahead, null, value) if value.settled else pick(ahead, null, pick(later, cut, value))
    return pick(ints.is_number(value.null, ONLY), value, known)
