"""Invented calendars for generated rulesets: days off, weekends that are worked, other weekends."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from policy_rules.values.calendar import Calendar, calendar_of

FRIDAY, SATURDAY, SUNDAY = 4, 5, 6


def _days(years: range, *spans: tuple[int, int, int]) -> Iterator[datetime.date]:
    """So many days from a day of each year on."""
    for year in years:
        for month, day, number in spans:
            first = datetime.date(year, month, day)
            yield from (first + datetime.timedelta(i) for i in range(number))


def _moved(years: range) -> Calendar:
    """Two weeks off a year, and some weekends worked for it."""
    off = set(_days(years, (1, 1, 3), (5, 1, 5), (10, 1, 7)))
    near = _days(years, (4, 20, 10), (9, 20, 10), (10, 8, 6))
    return calendar_of("moved", years, off, {d for d in near if d.weekday() >= SATURDAY})


def _other(name: str, years: range, off: tuple[int, int, int], weekend: set[int]) -> Calendar:
    return calendar_of(name, years, set(_days(years, off)), weekend=weekend)


CALENDARS = (
    _moved(range(2016, 2027)),
    _other("fridays", range(2020, 2028), (3, 1, 4), {FRIDAY, SATURDAY}),
    _other("sundays", range(2023, 2026), (12, 24, 8), {SUNDAY}),
)
"""The last publishes few years, so that days of others matter."""
MOVED = CALENDARS[0]
