"""Working days in columns, as in `values.workdays`: looked up in joined tables of the published calendar."""

from __future__ import annotations

from typing import Protocol

from policy_rules.attributes import frozen
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar.arithmetic import lifted, numbers
from policy_rules.engines.columnar.columns import Columns
from policy_rules.engines.columnar.day_arithmetic import clipped, day_number
from policy_rules.engines.columnar.flags import any_of
from policy_rules.engines.columnar.integers import Int, whole
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values.calendar import Calendar


@frozen
class Table:
    """What a calendar gives for each of some numbers in a row, the first of them first."""

    calendar: Calendar
    counted: bool
    """From a day to the number of working days so far; else from that number to the day."""

    @property
    def first(self) -> int:
        """The first number: the eve of the first published day, or 1."""
        return self.calendar.first - 1 if self.counted else 1

    @property
    def values(self) -> tuple[int, ...]:
        """What is given, in order."""
        return (0, *self.calendar.counts) if self.counted else self.calendar.days


class Lookup(Protocol):
    """Gives, for each row, what a table holds for a number that the table surely holds."""

    def __call__(self, table: Table, key: Int) -> Int:
        """What the table holds for the key."""
        ...


class WorkingDays:
    """The two operators, on top of a way to look up tables.

    Of days that are not published either all are working days or none is, whatever bounds the
    result: `all_work` says which is meant.
    """

    def __init__(self, calendar: Calendar, lookup: Lookup) -> None:
        self._calendar, self._lookup = calendar, lookup

    def _count(self, day: Int, all_work: bool) -> Int:
        """The working days since the calendar begins, up to and including the day."""
        inside = clipped(day, self._calendar.first - 1, self._calendar.last)
        counted = self._lookup(Table(self._calendar, True), inside)
        return ints.add(counted, ints.subtract(day, inside)) if all_work else counted

    def _nth(self, number: Int, all_work: bool) -> Int:
        """The day with that count; beyond the calendar, where no day works, none."""
        first, last, most = self._calendar.first, self._calendar.last, len(self._calendar.days)
        day = self._lookup(Table(self._calendar, False), clipped(number, 1, most))
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
