"""Periods of one length, found by going from one to the next; and what year a day is in."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from collections.abc import Mapping
from typing import Any

from policy_rules import feel
from policy_rules.attributes import frozen
from policy_rules.vocabulary import Vocabulary

ONE_DAY = dt.timedelta(days=1)
_WINDOW = re.compile(r"rolling P(\d+)([YMD])")


def later(day: dt.date, months: int) -> dt.date:
    """The same day of the month so many months later, or the last of a month that has no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


@frozen
class Cycle:
    """A kind of periods as the ruleset declares it; period 0 begins on `first`."""

    name: str
    first: dt.date
    months: int
    by_last: bool

    def days(self, number: int) -> feel.Range:
        """The first and the last day of a period."""
        last = later(self.first, self.months * (number + 1)) - ONE_DAY
        return feel.Range(later(self.first, self.months * number), last)

    def named(self, number: int) -> int:
        """The calendar year that names a period."""
        found = self.days(number)
        return int((found.high if self.by_last else found.low).year)

    def at(self, day: dt.date) -> int:
        """The period that the day is in."""
        number = (day.year - self.first.year) * 12 // self.months
        while self.days(number).high < day:
            number += 1
        while self.days(number).low > day:
            number -= 1
        return number


@frozen
class Years:
    """What a year is in a ruleset, and its other kinds of periods."""

    cycle: Cycle
    others: Mapping[str, Cycle]

    def span(self, year: int) -> feel.Range:
        """The days of a year."""
        return self.cycle.days(year - self.cycle.named(0))

    def of(self, day: dt.date) -> int:
        """The year that a day is in."""
        return self.cycle.named(self.cycle.at(day))

    def kind(self, text: str) -> Cycle | None:
        """The kind of periods that a rule names."""
        return self.cycle if text == "year" else self.others.get(text)

    def judged(self, kind: Cycle, year: int) -> list[int]:
        """The periods by which a year is judged: those that end in it, or the one that does not."""
        asked = self.span(year)
        number = kind.at(asked.low)
        if kind.days(number).high > asked.high:
            return [number]
        found = []
        while kind.days(number).high <= asked.high:
            found.append(number)
            number += 1
        return found


CALENDAR_YEARS = Years(Cycle("year", dt.date(2000, 1, 1), 12, by_last=False), {})
"""Years that nothing declares otherwise."""


def years_of(vocabulary: Vocabulary) -> Years:
    """The years of a ruleset, from what it declares."""

    def cycle(declared: Any) -> Cycle:
        first = dt.date.fromordinal(declared.first)
        return Cycle(declared.name, first, declared.months, declared.named_by == "last")

    others = {name: cycle(declared) for name, declared in vocabulary.periods.items()}
    return Years(cycle(vocabulary.year), others)


@frozen
class Window:
    """A length of months or of days, by which a rolling window goes back from its last day."""

    months: int
    of_days: int

    def back(self, day: dt.date, times: int) -> dt.date:
        """The day so many lengths before."""
        if self.months:
            return later(day, -self.months * times)
        return day - ONE_DAY * self.of_days * times

    def ending(self, day: dt.date) -> feel.Range:
        """The days of the window that ends on a day."""
        return feel.Range(self.back(day, 1) + ONE_DAY, day)


def window_of(text: str) -> Window | None:
    """The rolling window of a rule; None where its period is none."""
    found = _WINDOW.fullmatch(text)
    if found is None:
        return None
    number, sort = int(found[1]), found[2]
    return Window(number * {"Y": 12, "M": 1, "D": 0}[sort], number if sort == "D" else 0)
