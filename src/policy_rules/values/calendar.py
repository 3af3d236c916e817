"""Working days over the adjusted calendars (调休) that China's State Council publishes year by year.

Data: the PyPI package `chinesecalendar`, imported on first use. A year without a published calendar
is *unknown*, never guessed: the functions here answer None wherever a day of such a year would count.
"""

from __future__ import annotations

import datetime as dt
from bisect import bisect_right
from functools import cache

_ONE_DAY = dt.timedelta(days=1)
_WEEK, _SATURDAY = 7, 5
"""Ordinal 1 was a Monday: a day's place in the week is (ordinal - 1) modulo 7."""


@cache
def published_years() -> tuple[int, ...]:
    """The years whose calendar is published in the data at hand, ascending, without gaps."""
    from chinese_calendar import constants

    years = {day.year for day in constants.holidays}
    return tuple(range(min(years), max(years) + 1))


def is_working_day(day: dt.date) -> bool | None:
    """Whether offices work on this day; None if its year's calendar is not published."""
    days = _working_days(day.year)
    return None if days is None else day.toordinal() in days[1]


@cache
def _working_days(year: int) -> tuple[tuple[int, ...], frozenset[int]] | None:
    """The ordinals of a year's working days, ascending and as a set; None if unpublished."""
    if year not in published_years():
        return None
    first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
    off, on = _moved()
    days = tuple(
        i for i in range(first, last + 1) if i in on or ((i - 1) % _WEEK < _SATURDAY and i not in off)
    )
    return days, frozenset(days)


@cache
def _moved() -> tuple[frozenset[int], frozenset[int]]:
    """The ordinals of the days off, and of the days on which offices work though it is a weekend."""
    from chinese_calendar import constants

    return tuple(frozenset(d.toordinal() for d in days) for days in (constants.holidays, constants.workdays))  # type: ignore[return-value]


def working_days(year: int) -> tuple[int, ...] | None:
    """The ordinals of a year's working days, ascending; None if its calendar is not published."""
    found = _working_days(year)
    return None if found is None else found[0]


def working_days_after(day: dt.date, count: int) -> dt.date | None:
    """The count-th working day after a day (the day itself not counted); before it if negative.

    With `count` 0 the day itself, whether it is a working day or not. None if a day of a year without
    a published calendar would have to be counted.

    >>> working_days_after(dt.date(2024, 9, 30), 1)  # 1 to 7 October 2024 are holidays
    datetime.date(2024, 10, 8)
    """
    if count == 0:
        return day
    step = 1 if count > 0 else -1
    year, left, start = day.year, abs(count), day.toordinal()
    while True:
        days = _working_days(year)
        if days is None:
            return None
        ahead = [d for d in days[0] if (d > start if step > 0 else d < start)]
        if left <= len(ahead):
            return dt.date.fromordinal(ahead[left - 1] if step > 0 else ahead[-left])
        left, year = left - len(ahead), year + step


def working_days_between(start: dt.date, end: dt.date) -> int | None:
    """How many working days lie after `start`, up to and including `end`.

    If `end` is before `start`, minus the working days after `end` up to and including `start`; 0 on
    the same day. None if a day that would be counted lies in a year without a published calendar.

    `working_days_between(d, working_days_after(d, n)) == n` for all n >= 0.
    """
    if end < start:
        back = working_days_between(end, start)
        return None if back is None else -back
    if end == start:
        return 0
    total = 0
    for year in range((start + _ONE_DAY).year, end.year + 1):
        days = _working_days(year)
        if days is None:
            return None
        total += bisect_right(days[0], end.toordinal()) - bisect_right(days[0], start.toordinal())
    return total
