"""The numbers that exceptions put in place of one that a rule defines: which holds on a day.

The later of two stands. Of one day it is the one with the higher `order`; where nothing says which came
first, any of them may be the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from attrs import evolve

from policy_rules.facts.bound import ExceptionRecord
from policy_rules.values.known import join_all

MOST_UNORDERED = 5
"""So many exceptions of one day may be without an order."""


def in_place(exceptions: Iterable[ExceptionRecord], rule: str) -> tuple[ExceptionRecord, ...]:
    """Those with a number, in the order in which each takes the place of those before it.

    After exceptions of one day without an order stands, for each set of them, one that is in force while
    all of it are, and may be any of their numbers.
    """
    numbers = [e for e in exceptions if e.rule == rule and e.value is not None]
    if len(numbers) < 2:
        return tuple(numbers)
    found: list[ExceptionRecord] = []
    for day in sorted({e.start for e in numbers}):
        of_day = [e for e in numbers if e.start == day]
        of_day.sort(key=lambda e: (e.order is None, e.order or 0))
        found += [*of_day, *_either(of_day)]
    return tuple(found)


def unordered(records: Iterable[ExceptionRecord]) -> Iterator[tuple[ExceptionRecord, ExceptionRecord]]:
    """The pairs with a number for one rule, from one day on, of which nothing says which came first."""
    numbers = [e for e in records if e.value is not None]
    for a, b in combinations(numbers, 2):
        if a.rule == b.rule and a.start == b.start and _any_first(a, b):
            yield a, b


def _any_first(a: ExceptionRecord, b: ExceptionRecord) -> bool:
    return a.order is None or b.order is None or a.order == b.order


def _either(of_day: Sequence[ExceptionRecord]) -> Iterator[ExceptionRecord]:
    """For each set of exceptions that have no order, fewest first, one that may be any of them."""
    for size in range(2, len(of_day) + 1):
        for some in combinations(of_day, size):
            if all(_any_first(a, b) for a, b in combinations(some, 2)):
                ends = [e.until for e in some if e.until is not None]
                value = join_all(e.value for e in some if e.value is not None)
                yield evolve(some[-1], value=value, until=min(ends) if ends else None)
