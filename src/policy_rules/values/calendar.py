"""A calendar of working days as a value: of the years that are published each day is known, of others none.

Nothing is guessed: what a day of a year that is not published would decide is None here, and bounded on
intervals (`workdays`). Where a calendar comes from is another matter: a country's by `country_calendar`,
a ruleset's own file by `ruleset.declared_calendar`.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Collection
from functools import cached_property
from itertools import accumulate, compress

from attrs import field

from policy_rules.attributes import frozen

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week, in the order of `datetime.date.weekday`."""
SATURDAY_AND_SUNDAY = frozenset({5, 6})


@frozen(eq=False)
class Calendar:
    """Which days of the published years are working days; the years have no gaps.

    `first` is the ordinal of 1 January of the first year; `works` holds a byte a day, 1 on a working day.
    `source` tells the file or the package, with its version, that it was made from.
    """

    name: str
    first: int
    works: bytes = field(repr=False)
    source: str = ""

    @property
    def last(self) -> int:
        """The ordinal of the last published day."""
        return self.first + len(self.works) - 1

    @property
    def years(self) -> range:
        """The published years."""
        return range(dt.date.fromordinal(self.first).year, dt.date.fromordinal(self.last).year + 1)

    @cached_property
    def days(self) -> tuple[int, ...]:
        """The ordinals of the working days, ascending."""
        return tuple(compress(range(self.first, self.last + 1), self.works))

    @cached_property
    def counts(self) -> tuple[int, ...]:
        """For each published day, how many working days there are up to and including it."""
        return tuple(accumulate(self.works))

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is published: the same for the same days, whatever they were read from."""
        return hashlib.sha256(b"%d " % self.first + self.works).hexdigest()

    def is_working_day(self, day: dt.date) -> bool | None:
        """Whether it is a working day; None if its year is not published."""
        at = day.toordinal() - self.first
        return bool(self.works[at]) if 0 <= at < len(self.works) else None

    def after(self, day: dt.date, number: int) -> dt.date | None:
        """The number-th working day after a day, itself not counted; before it if negative; itself for 0.

        None if a day that is not published would have to be counted.
        """
        start = day.toordinal()
        if number == 0:
            return day
        if number > 0:
            at, known = bisect_right(self.days, start) + number - 1, start >= self.first - 1
        else:
            at, known = bisect_left(self.days, start) + number, start <= self.last + 1
        return dt.date.fromordinal(self.days[at]) if known and 0 <= at < len(self.days) else None

    def between(self, start: dt.date, end: dt.date) -> int | None:
        """How many working days lie after `start` up to and including `end`; negative if `end` is earlier.

        None if a day that is not published would have to be counted.
        """
        low, high = sorted((start.toordinal(), end.toordinal()))
        if low != high and not (self.first - 1 <= low and high <= self.last):
            return None
        number = bisect_right(self.days, high) - bisect_right(self.days, low)
        return number if start <= end else -number


def calendar_of(
    name: str,
    years: range,
    days_off: Collection[dt.date],
    worked: Collection[dt.date] = (),
    weekend: Collection[int] = SATURDAY_AND_SUNDAY,
    source: str = "",
) -> Calendar:
    """The calendar of these years: all days work but those off and weekends that are not worked."""
    first, last = dt.date(years[0], 1, 1).toordinal(), dt.date(years[-1], 12, 31).toordinal()
    days = map(dt.date.fromordinal, range(first, last + 1))
    works = bytes(d in worked or (d.weekday() not in weekend and d not in days_off) for d in days)
    return Calendar(name, first, works, source)
