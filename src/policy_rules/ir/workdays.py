"""Working days on intervals of dates: exact where the calendar is published, else only bounded."""

from __future__ import annotations

import datetime
from functools import cache

from policy_rules import calendar
from policy_rules.domain import INF, End, Num


@cache
def _published() -> tuple[int, int]:
    """The first and the last ordinal day with a published calendar."""
    years = calendar.published_years()
    return datetime.date(min(years), 1, 1).toordinal(), datetime.date(max(years), 12, 31).toordinal()


@cache
def _working(day: int) -> bool:
    return bool(calendar.is_working_day(datetime.date.fromordinal(day)))


def after(start: Num, number: Num) -> Num:
    """The number-th working day after the start; the start itself for 0, backwards below 0."""
    return Num(_after(start.lo, number.lo, -INF), _after(start.hi, number.hi, INF))


def _after(start: End, number: End, unknown: End) -> End:
    """The day; where it is not published, the bound on the side of `unknown`."""
    if INF in (abs(start), abs(number)):
        return unknown
    first, last = _published()
    day, left, step = int(start), abs(int(number)), 1 if number > 0 else -1
    while left:
        day += step
        if not first <= day <= last:
            forward = max(int(start) + int(number), last + 1) if day > last else int(start) + int(number)
            ahead = unknown == -INF and step == 1
            behind = unknown == INF and step == -1
            latest = int(start) + int(number) if day > last else min(int(start) + int(number), first - 1)
            return forward if ahead else latest if behind else unknown
        left -= _working(day)
    return day


def between(start: Num, end: Num) -> Num:
    """The working days after the start up to and including the end; negative where the end is earlier."""
    return Num(_between(start.hi, end.lo, least=True), _between(start.lo, end.hi, least=False))


def _between(start: End, end: End, *, least: bool) -> End:
    """The number of working days; of days not published, none or all of them."""
    if INF in (abs(start), abs(end)):
        return -INF if least else INF
    if end < start:
        return -_between(end, start, least=not least)
    first, last = _published()
    inside = range(max(int(start) + 1, first), min(int(end), last) + 1)
    known = sum(map(_working, inside))
    return known if least else known + (int(end) - int(start) - len(inside))
