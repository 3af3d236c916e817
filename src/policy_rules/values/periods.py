"""Periods of one length that follow each other without a gap: years of any kind, quarters, five years."""

from __future__ import annotations

import datetime

from policy_rules.attributes import frozen
from policy_rules.values import days

FIRST_NAMES, LAST_NAMES = "first", "last"
"""What names a period: the calendar year of its first day, or that of its last."""


@frozen
class Periods:
    """One kind of periods, each so many months long, counted from the first day of one of them.

    Period 0 begins on `first` (an ordinal). Every other is counted from that day and not from its
    neighbour, so that a start on the 31st, which February has not, comes back in March. `calendar`: a
    kind of which each is a calendar year.
    """

    name: str
    first: int
    months: int
    named_by: str = FIRST_NAMES
    zh: str = ""
    en: str = ""

    @property
    def calendar(self) -> bool:
        """Whether each is a calendar year."""
        first = datetime.date.fromordinal(self.first)
        return self.months == days.MONTHS and (first.month, first.day) == (1, 1)

    @property
    def length(self) -> str:
        """The length as rulesets write it."""
        years, months = divmod(self.months, days.MONTHS)
        return f"P{months}M" if months else f"P{years}Y"

    def start(self, number: int) -> int:
        """The first day of a period."""
        return days.period_start(self.first, number * self.months)

    def end(self, number: int) -> int:
        """The last day of a period."""
        return days.period_end(self.first, (number + 1) * self.months)

    def holding(self, day: int) -> int:
        """The number of the period that holds the day."""
        apart = days.month_number(day) - days.month_number(self.first)
        number = apart // self.months
        return number if self.start(number) <= day else number - 1

    def year_of(self, number: int) -> int:
        """The calendar year that names a period."""
        return days.year_of(self.start(number) if self.named_by == FIRST_NAMES else self.end(number))

    # -- of a kind whose periods are years ----------------------------------------------------------

    @property
    def zero(self) -> int:
        """The year that names period 0."""
        return self.year_of(0)

    def first_day(self, year: int) -> int:
        """The first day of the year of that name."""
        return self.start(year - self.zero)

    def last_day(self, year: int) -> int:
        """The last day of the year of that name."""
        return self.end(year - self.zero)

    def year(self, day: int) -> int:
        """The name of the year that holds the day."""
        return self.zero + self.holding(day)


CALENDAR_YEAR = Periods("year", datetime.date(2000, 1, 1).toordinal(), days.MONTHS, zh="年度", en="year")
"""The year of a ruleset that says nothing else."""
