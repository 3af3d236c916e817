"""Working days in columns, as in `values.workdays`: looked up in joined tables of the published calendar."""

from __future__ import annotations

import datetime
from functools import cache
from itertools import accumulate
from typing import Protocol

from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar.arithmetic import lifted, numbers
from policy_rules.engines.columnar.columns import Columns
from policy_rules.engines.columnar.day_arithmetic import clipped, day_number
from policy_rules.engines.columnar.flags import any_of
from policy_rules.engines.columnar.integers import Int, whole
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values import calendar

COUNTED, NTH = "working days up to", "working day"
"""The names of the two tables: day to number of working days so far, and number to day."""


class Lookup(Protocol):
    """Gives, for each row, what a named table holds for a number that the table surely holds."""

    def __call__(self, table: str, key: Int) -> Int:
        """What the table holds for the key."""
        ...


@cache
def published() -> tuple[int, int]:
    """The first and the last published day."""
    years = calendar.published_years()
    return datetime.date(years[0], 1, 1).toordinal(), datetime.date(years[-1], 12, 31).toordinal()


def _works(day: int) -> bool:
    return bool(calendar.is_working_day(datetime.date.fromordinal(day)))


@cache
def table(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The keys of a table, in order, and what each gives."""
    first, last = published()
    days = range(first, last + 1)
    if name == COUNTED:
        counts = accumulate(days, lambda n, day: n + _works(day), initial=0)
        return tuple(range(first - 1, last + 1)), tuple(counts)
    working = tuple(d for d in days if _works(d))
    return tuple(range(1, len(working) + 1)), working


class WorkingDays:
    """The two operators, on top of a way to look up tables.

    Of days that are not published either all are working days or none is, whatever bounds the
    result: `all_work` says which is meant.
    """

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def _count(self, day: Int, all_work: bool) -> Int:
        """The working days since the calendar begins, up to and including the day."""
        first, last = published()
        inside = clipped(day, first - 1, last)
        counted = self._lookup(COUNTED, inside)
        return ints.add(counted, ints.subtract(day, inside)) if all_work else counted

    def _nth(self, number: Int, all_work: bool) -> Int:
        """The day with that count; beyond the calendar, where no day works, none."""
        first, last = published()
        most = len(table(NTH)[0])
        day = self._lookup(NTH, clipped(number, 1, most))
        before, beyond = ints.less(number, whole(1), False), ints.less(whole(most), number, False)
        if not all_work:
            return ints.blank(any_of(before, beyond), day)
        early, late = ints.add(number, whole(first - 1)), ints.add(number, whole(last - most))
        return ints.pick(before, early, ints.pick(beyond, late, day))

    # -- the n-th working day after a day ----------------------------------------------------------

    def after(self, *args: Columns) -> Columns:
        """The number-th working day after a day."""
        start, number = numbers(args)
        lo = self._after(day_number(start.lo), day_number(number.lo), least=True)
        hi = self._after(day_number(start.hi), day_number(number.hi), least=False)
        return lifted((start, number), Ratio(lo), Ratio(hi))

    def _after(self, start: Int, number: Int, *, least: bool) -> Int:
        forward, none = ints.less(whole(0), number, False), ints.is_number(number, 0)
        open_ = any_of(ints.is_open(start), ints.is_open(number))
        day, by = ints.filled(start, 1), ints.filled(number, 0)
        ahead = behind = day
        if not forward.never:
            ahead = self._nth(ints.add(self._count(day, least), by), least)
        if not forward.always:
            earlier = self._count(ints.add(day, whole(-1)), not least)
            behind = self._nth(ints.add(ints.add(earlier, by), whole(1)), not least)
        return ints.pick(none, start, ints.blank(open_, ints.pick(forward, ahead, behind)))

    # -- how many working days between two ---------------------------------------------------------

    def between(self, *args: Columns) -> Columns:
        """The working days after a day up to and including another."""
        start, end = numbers(args)
        lo = self._between(day_number(start.hi), day_number(end.lo), least=True)
        hi = self._between(day_number(start.lo), day_number(end.hi), least=False)
        return lifted((start, end), Ratio(lo), Ratio(hi))

    def _between(self, start: Int, end: Int, *, least: bool) -> Int:
        open_ = any_of(ints.is_open(start), ints.is_open(end))
        start, end = ints.filled(start, 1), ints.filled(end, 1)
        backward = ints.less(end, start, False)
        known, most = (ints.subtract(self._count(end, w), self._count(start, w)) for w in (False, True))
        forward, back = (known, most) if least else (most, known)
        return ints.blank(open_, ints.pick(backward, back, forward))
