"""Working days in columns, as in `ir.workdays`: looked up in joined tables of the published calendar."""

from __future__ import annotations

from functools import cache
from itertools import accumulate
from typing import Protocol

from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar.arithmetic import lifted, numbers
from policy_rules.engines.columnar.columns import Columns
from policy_rules.engines.columnar.dates import day_number
from policy_rules.engines.columnar.flags import Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import NO_END, Int, whole
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.ir import workdays as reference

COUNTED, NTH = "working days up to", "working day"
"""The names of the two tables: day to number of working days so far, and number to day."""


class Lookup(Protocol):
    """Gives, for each row, what a named table holds for a number that the table surely holds."""

    def __call__(self, table: str, key: Int) -> Int: ...


@cache
def published() -> tuple[int, int]:
    """The first and the last published day."""
    return reference._published()


@cache
def table(name: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The keys of a table, in order, and what each gives."""
    first, last = published()
    days = range(first, last + 1)
    if name == COUNTED:
        counts = accumulate(days, lambda n, day: n + reference._working(day), initial=0)
        return tuple(range(first - 1, last + 1)), tuple(counts)
    working = tuple(d for d in days if reference._working(d))
    return tuple(range(1, len(working) + 1)), working


def _clipped(a: Int, low: int, high: int) -> Int:
    floor = ints.largest([ints.filled(a, low), whole(low)], skip=False)
    made = ints.smallest([floor, whole(high)], skip=False)
    constant = made.constant is not None
    return made if constant else Int(made.expr, low, high, False, made.uses, made.dtype)


class WorkingDays:
    """The two operators, on top of a way to look up tables."""

    def __init__(self, lookup: Lookup) -> None:
        self._lookup = lookup

    def counted(self, day: Int) -> Int:
        """The published working days up to and including the day."""
        first, last = published()
        return self._lookup(COUNTED, _clipped(day, first - 1, last))

    # -- the n-th working day after a day ----------------------------------------------------------

    def after(self, *args: Columns) -> Columns:
        start, number = numbers(args)
        lo = self._after(day_number(start.lo), day_number(number.lo), least=True)
        hi = self._after(day_number(start.hi), day_number(number.hi), least=False)
        return lifted((start, number), Ratio(lo), Ratio(hi))

    def _after(self, start: Int, number: Int, *, least: bool) -> Int:
        open_ = any_of(ints.is_open(start), ints.is_open(number))
        start, number = ints.filled(start, 1), ints.filled(number, 0)
        forward, backward = ints.less(whole(0), number, False), ints.less(number, whole(0), False)
        ahead = self._forward(start, number, least) if not forward.never else start
        behind = self._backward(start, number, least) if not backward.never else start
        found = ints.pick(forward, ahead, ints.pick(backward, behind, start))
        return ints.blank(open_, found)

    def _nth(self, nth: Int, known: Flag) -> tuple[Int, Flag]:
        """The nth published working day, and where there is one."""
        keys = table(NTH)[0]
        inside = all_of(
            known,
            ints.less(whole(1), nth, False, or_equal=True),
            ints.less(nth, whole(len(keys)), False, or_equal=True),
        )
        return self._lookup(NTH, _clipped(nth, 1, len(keys))), inside

    def _forward(self, start: Int, number: Int, least: bool) -> Int:
        first, last = published()
        known = all_of(
            ints.less(whole(first - 1), start, False, or_equal=True), ints.less(start, whole(last), False)
        )
        day, inside = self._nth(ints.add(self.counted(start), number), known)
        if not least:
            return ints.pick(inside, day, NO_END)
        soonest = ints.add(start, number)
        beyond = ints.largest([soonest, whole(last + 1)], skip=False)
        early = ints.less(start, whole(first - 1), False)
        return ints.pick(inside, day, ints.pick(early, soonest, beyond))

    def _backward(self, start: Int, number: Int, least: bool) -> Int:
        first, last = published()
        known = all_of(
            ints.less(whole(first), start, False), ints.less(start, whole(last + 1), False, or_equal=True)
        )
        earlier = self.counted(ints.add(start, whole(-1)))
        day, inside = self._nth(ints.add(ints.add(earlier, number), whole(1)), known)
        if least:
            return ints.pick(inside, day, NO_END)
        latest = ints.add(start, number)
        before = ints.smallest([latest, whole(first - 1)], skip=False)
        beyond = ints.less(whole(last + 1), start, False)
        return ints.pick(inside, day, ints.pick(beyond, latest, before))

    # -- how many working days between two ---------------------------------------------------------

    def between(self, *args: Columns) -> Columns:
        start, end = numbers(args)
        lo = self._between(day_number(start.hi), day_number(end.lo), least=True)
        hi = self._between(day_number(start.lo), day_number(end.hi), least=False)
        return lifted((start, end), Ratio(lo), Ratio(hi))

    def _between(self, start: Int, end: Int, *, least: bool) -> Int:
        open_ = any_of(ints.is_open(start), ints.is_open(end))
        start, end = ints.filled(start, 1), ints.filled(end, 1)
        backward = ints.less(end, start, False)
        known = ints.subtract(self.counted(end), self.counted(start))
        first, last = published()
        inside = ints.subtract(_clipped(end, first - 1, last), _clipped(start, first - 1, last))
        outside = ints.subtract(ints.subtract(end, start), inside)
        most = ints.add(known, outside)
        forward, back = (known, most) if least else (most, known)
        return ints.blank(open_, ints.pick(no(backward), forward, back))
