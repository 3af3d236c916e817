"""Working days on intervals of dates: exact where the calendar is published, else only bounded.

Of days that are not published either all are working days or none is, whatever bounds the result:
`all_work` says which is meant.
"""

from __future__ import annotations

from policy_rules.values.calendar import Calendar
from policy_rules.values.known import INF, End, Num


def after(start: Num, number: Num, calendar: Calendar) -> Num:
    """The number-th working day after the start; the start itself for 0, backwards below 0."""
    return Num(
        _after(calendar, start.lo, number.lo, least=True), _after(calendar, start.hi, number.hi, least=False)
    )


def _after(calendar: Calendar, start: End, number: End, *, least: bool) -> End:
    if INF in (abs(start), abs(number)) or number == 0:
        return start if number == 0 else -INF if least else INF
    all_work = least == (number > 0)
    if number > 0:
        return _nth(calendar, _count(calendar, int(start), all_work) + int(number), all_work)
    return _nth(calendar, _count(calendar, int(start) - 1, all_work) + int(number) + 1, all_work)


def _count(calendar: Calendar, day: int, all_work: bool) -> int:
    """The number of working days since the calendar begins, up to and including the day."""
    first, last = calendar.first, calendar.last
    if day < first:
        return day - first + 1 if all_work else 0
    return calendar.counts[min(day, last) - first] + (max(0, day - last) if all_work else 0)


def _nth(calendar: Calendar, number: int, all_work: bool) -> End:
    """The day with that count; beyond the calendar, where no day works, none."""
    days = calendar.days
    if 1 <= number <= len(days):
        return days[number - 1]
    if not all_work:
        return -INF if number < 1 else INF
    return calendar.first - 1 + number if number < 1 else calendar.last + number - len(days)


def between(start: Num, end: Num, calendar: Calendar) -> Num:
    """The working days after the start up to and including the end; negative where the end is earlier."""
    return Num(
        _between(calendar, start.hi, end.lo, least=True), _between(calendar, start.lo, end.hi, least=False)
    )


def _between(calendar: Calendar, start: End, end: End, *, least: bool) -> End:
    """The number of working days; of days not published, none or all of them."""
    if INF in (abs(start), abs(end)):
        return -INF if least else INF
    if end < start:
        return -_between(calendar, end, start, least=not least)
    return _count(calendar, int(end), not least) - _count(calendar, int(start), not least)
