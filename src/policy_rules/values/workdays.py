"""Working days on intervals of dates: exact where the calendar is published, else only bounded."""

from __future__ import annotations

import datetime
from functools import cache
from itertools import accumulate

from policy_rules.values import calendar
from policy_rules.values.known import INF, End, Num


@cache
def _published() -> tuple[int, int]:
    """The first and the last ordinal day with a published calendar."""
    years = calendar.published_years()
    return datetime.date(min(years), 1, 1).toordinal(), datetime.date(max(years), 12, 31).toordinal()


@cache
def _numbered() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The published working days, and how many lie up to each published day."""
    first, last = _published()
    days = tuple(d for year in calendar.published_years() for d in calendar.working_days(year) or ())
    works = frozenset(days)
    return days, tuple(accumulate(day in works for day in range(first, last + 1)))


def after(start: Num, number: Num) -> Num:
    """The number-th working day after the start; the start itself for 0, backwards below 0."""
    return Num(_after(start.lo, number.lo, least=True), _after(start.hi, number.hi, least=False))


def _after(start: End, number: End, *, least: bool) -> End:
    """The day, where all days not published are working days or none is, whatever bounds it."""
    if INF in (abs(start), abs(number)) or number == 0:
        return start if number == 0 else -INF if least else INF
    all_work = least == (number > 0)
    if number > 0:
        return _nth(_count(int(start), all_work) + int(number), all_work)
    return _nth(_count(int(start) - 1, all_work) + int(number) + 1, all_work)


def _count(day: int, all_work: bool) -> int:
    """The number of working days since the calendar begins, up to and including the day."""
    first, last = _published()
    counts = _numbered()[1]
    if day < first:
        return day - first + 1 if all_work else 0
    return counts[min(day, last) - first] + (max(0, day - last) if all_work else 0)


def _nth(number: int, all_work: bool) -> End:
    """The day with that count; beyond the calendar, where no day works, none."""
    first, last = _published()
    days = _numbered()[0]
    if 1 <= number <= len(days):
        return days[number - 1]
    if not all_work:
        return -INF if number < 1 else INF
    return first - 1 + number if number < 1 else last + number - len(days)


def between(start: Num, end: Num) -> Num:
    """The working days after the start up to and including the end; negative where the end is earlier."""
    return Num(_between(start.hi, end.lo, least=True), _between(start.lo, end.hi, least=False))


def _between(start: End, end: End, *, least: bool) -> End:
    """The number of working days; of days not published, none or all of them."""
    if INF in (abs(start), abs(end)):
        return -INF if least else INF
    if end < start:
        return -_between(end, start, least=not least)
    return _count(int(end), all_work=not least) - _count(int(start), all_work=not least)
