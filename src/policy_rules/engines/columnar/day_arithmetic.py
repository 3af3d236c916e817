"""Dates in columns: ordinal days, as in `values.days`, by whole-number arithmetic of the calendar.

Formulas: Reingold and Dershowitz, *Calendrical Calculations*, 4th ed., 2.17 and 2.24 ff.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import polars as pl

from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar import ratios
from policy_rules.engines.columnar.arithmetic import lifted, numbers
from policy_rules.engines.columnar.columns import Columns
from policy_rules.engines.columnar.flags import Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import Int, Lack, whole
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values import days as dates

EPOCH = 719163
"""The ordinal of 1970-01-01, from which Polars counts days."""
FIRST_YEAR, LAST_YEAR = 1, 9999


def day_number(end: Ratio) -> Int:
    """An end that is a whole number of days, years or months."""
    if end.den.constant != 1:
        raise Lack("a date or a number of months computed from a fraction")
    return end.num


def _part(day: Int, name: str, low: int, high: int) -> Int:
    """A part of the date, by Polars's own calendar; a day beyond the calendar counts as the nearest."""
    if day.constant is not None:
        return whole(getattr(dates, f"{name}_of")(day.constant))
    if day.expr is None:
        return day
    day = clipped(day, dates.FIRST, dates.LAST)
    as_date = (day.cast(pl.Int32) - EPOCH).cast(pl.Date)
    part = getattr(as_date.dt, name)().cast(pl.Int32)
    return Int(part, low, high, day.gaps, day.uses, pl.Int32)


def year_of(day: Int) -> Int:
    """The calendar year."""
    low, high = (min(max(d, dates.FIRST), dates.LAST) for d in (day.low, day.high))
    return _part(day, "year", dates.year_of(low), dates.year_of(high))


def month_of(day: Int) -> Int:
    """The month, 1..12."""
    return _part(day, "month", 1, 12)


def day_of(day: Int) -> Int:
    """The day of the month, 1..31."""
    return _part(day, "day", 1, 31)


def weekday_of(day: Int) -> Int:
    """The day of the week, 1 for Monday to 7 for Sunday; day 1 is a Monday."""
    return _within(ints.add(ints.remainder(ints.add(day, whole(-1)), whole(7)), whole(1)), 1, 7)


def week_of(day: Int) -> Int:
    """The number of the week."""
    return ints.divide_down(ints.add(day, whole(-1)), whole(7))


def ordinal(year: Int, month: Int, day: Int) -> Int:
    """The ordinal of a date of the Gregorian calendar."""
    before = ints.subtract(year, whole(1))
    leaps = ints.subtract(ints.divide_down(before, whole(4)), ints.divide_down(before, whole(100)))
    leaps = ints.add(leaps, ints.divide_down(before, whole(400)))
    in_year = ints.divide_down(ints.add(ints.multiply(month, whole(367)), whole(-362)), whole(12))
    short = ints.pick(ints.less(month, whole(3), False), whole(0), ints.number_of(_leap(year), -1, -2))
    found = ints.add(ints.multiply(before, whole(365)), leaps)
    for part in (in_year, short, day):
        found = ints.add(found, part)
    return _within(found, dates.FIRST, dates.LAST)


def _within(a: Int, low: int, high: int) -> Int:
    """The number with bounds that its meaning gives it, tighter than those of its parts."""
    return a if isinstance(a.expr, int) else Int(a.expr, low, high, a.gaps, a.uses, a.dtype)


def _leap(year: Int) -> Flag:
    def by(number: int) -> Flag:
        return ints.is_number(ints.remainder(year, whole(number)), 0)

    return all_of(by(4), any_of(no(by(100)), by(400)))


def add_months(day: Int, months: Int) -> Int:
    """The same day of the month, `months` later; the last day of a shorter month."""
    index = ints.add(ints.multiply(year_of(day), whole(12)), ints.add(month_of(day), whole(-1)))
    index = ints.add(index, months)
    year, month = ints.divide_down(index, whole(12)), ints.add(ints.remainder(index, whole(12)), whole(1))
    month = _within(month, 1, 12)
    before, after = (
        ints.less(year, whole(FIRST_YEAR), False),
        ints.less(whole(LAST_YEAR), year, False),
    )
    inside = _clipped(year)
    thirty = any_of(*(ints.is_number(month, m) for m in (4, 6, 9, 11)))
    longest = ints.pick(
        ints.is_number(month, 2),
        ints.number_of(_leap(inside), 29, 28),
        ints.number_of(thirty, 30, 31),
    )
    found = ordinal(inside, month, ints.smallest([day_of(day), longest], skip=False))
    return ints.pick(before, whole(dates.FIRST), ints.pick(after, whole(dates.LAST), found))


def clipped(a: Int, low: int, high: int) -> Int:
    """The number, or the nearest that lies between the two."""
    floor = ints.largest([a, whole(low)], skip=False)
    made = ints.smallest([floor, whole(high)], skip=False)
    return _within(made, max(low, made.low), min(high, made.high))


def _clipped(year: Int) -> Int:
    return clipped(year, FIRST_YEAR, LAST_YEAR)


def year_start(year: Int) -> Int:
    """1 January of the year."""
    return ordinal(_clipped(year), whole(1), whole(1))


def year_end(year: Int) -> Int:
    """31 December of the year."""
    return ordinal(_clipped(year), whole(12), whole(31))


def period_end(first: Int, months: Int) -> Int:
    """The last day of a period, the next of which begins so many months after the first of its kind."""
    following = add_months(first, months)
    outside = any_of(ints.is_number(following, dates.FIRST), ints.is_number(following, dates.LAST))
    return ints.pick(outside, following, ints.add(following, whole(-1)))


def monotone(f: Callable[..., Int]) -> Callable[..., Columns]:
    """An operator that maps ends to ends; without an end, none."""

    def on_columns(*args: Columns) -> Columns:
        parts = numbers(args)
        lo = Ratio(f(*(day_number(p.lo) for p in parts)))
        settled = all(p.settled for p in parts)
        return lifted(parts, lo, lo if settled else Ratio(f(*(day_number(p.hi) for p in parts))))

    return on_columns


def within_cycle(
    part: Callable[[Int], Int], cycle: tuple[Callable[[Int], Int], ...], top: int
) -> Callable[..., Columns]:
    """A part that starts again with each year or month: exact only within one."""

    def on_columns(*args: Columns) -> Columns:
        (a,) = numbers(args)
        low, high = day_number(a.lo), day_number(a.hi)
        if a.settled:
            lo = Ratio(part(low))
            return lifted((a,), lo, lo)
        one = all_of(*(ints.same(c(low), c(high)) for c in cycle))
        lo = ratios.pick(one, Ratio(part(low)), Ratio(whole(1)))
        return lifted((a,), lo, ratios.pick(one, Ratio(part(high)), Ratio(whole(top))))

    return on_columns


DATES: Mapping[str, Callable[..., Columns]] = {
    "add months": monotone(add_months),
    "year": monotone(year_of),
    "month": within_cycle(month_of, (year_of,), 12),
    "day": within_cycle(day_of, (year_of, month_of), 31),
    "weekday": within_cycle(weekday_of, (week_of,), 7),
    "year start": monotone(year_start),
    "year end": monotone(year_end),
    "period start": monotone(add_months),
    "period end": monotone(period_end),
}
