"""Dates of the core as ordinal days: parts, months, years and working days.

Each function maps settled values; the reference maps the ends of intervals through them.
"""

from __future__ import annotations

import calendar as gregorian
import datetime

MONTHS = 12
"""The months of a year."""
SHORTEST = 28
"""Every month has so many days."""
FIRST, LAST = 1, datetime.date.max.toordinal()
"""The days that dates can be; an ordinal beyond them, which arithmetic may give, counts as the nearest."""


def _date(day: int) -> datetime.date:
    return datetime.date.fromordinal(min(max(day, FIRST), LAST))


def add_months(day: int, months: int) -> int:
    """The same day of the month, `months` later; the last day of a shorter month (DMN 1.5, 10.3.2.3)."""
    date = _date(day)
    year, month = divmod(date.year * MONTHS + date.month - 1 + months, MONTHS)
    if not 1 <= year <= 9999:
        return FIRST if year < 1 else LAST
    last = date.day
    if last > SHORTEST:
        last = min(last, gregorian.monthrange(year, month + 1)[1])
    return datetime.date(year, month + 1, last).toordinal()


def year_of(day: int) -> int:
    """The calendar year."""
    return _date(day).year


def month_of(day: int) -> int:
    """The month, 1..12."""
    return _date(day).month


def day_of(day: int) -> int:
    """The day of the month, 1..31."""
    return _date(day).day


def year_start(year: int) -> int:
    """1 January of the year."""
    return datetime.date(min(max(year, 1), 9999), 1, 1).toordinal()


def year_end(year: int) -> int:
    """31 December of the year."""
    return datetime.date(min(max(year, 1), 9999), 12, 31).toordinal()


def month_number(day: int) -> int:
    """How many months lie before the one that holds the day."""
    date = _date(day)
    return date.year * MONTHS + date.month - 1


def period_start(first: int, months: int) -> int:
    """The first day of a period that begins so many months after the first of its kind."""
    return add_months(first, months)


def period_end(first: int, months: int) -> int:
    """The last day of a period, the next of which begins so many months after the first of its kind."""
    following = add_months(first, months)
    return following if following in (FIRST, LAST) else following - 1
