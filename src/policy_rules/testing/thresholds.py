"""Where facts begin to matter to the rules of a program: numbers, days, and how far apart days may lie."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.thresholds import constants
from policy_rules.lowering.program import Program
from policy_rules.values import days
from policy_rules.values.calendar import Calendar
from policy_rules.values.known import Exact, Num
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import Vocabulary


def ordinal(year: int, month: int, day: int) -> int:
    """The day as facts hold it."""
    return datetime.date(year, month, day).toordinal()


AS_OF = tuple(
    ordinal(*d)
    for d in ((2025, 12, 31), (2026, 1, 1), (2025, 6, 15), (2024, 12, 31), (2025, 3, 1), (2026, 3, 1))
)
LONGEST = 4000
"""No longer durations are tried: the days would lie in other centuries."""


@frozen
class Duration:
    """So many days, months or working days."""

    number: int
    of: str = "days"
    calendar: Calendar | None = None

    def from_day(self, day: int, times: int = 1) -> int:
        """The day so far after another, with -1 before it; that day itself where no calendar tells."""
        number = times * self.number
        if self.of == "months":
            return days.add_months(day, number)
        if self.calendar is None:
            return day + number
        found = self.calendar.after(datetime.date.fromordinal(day), number)
        return day if found is None else found.toordinal()


@frozen
class Thresholds:
    """The numbers and the days that rules compare with, and the durations that they reckon with."""

    numbers: tuple[Exact, ...]
    days: tuple[int, ...]
    durations: tuple[Duration, ...] = ()


def thresholds(program: Program) -> Thresholds:
    """The constants of a program, and what its periods and durations make of days."""
    numbers, compared = constants(rule.finding for rule in program.rules)
    usual = [ordinal(year, month, day) for year in (2024, 2025) for month, day in ((1, 1), (7, 1), (12, 31))]
    a_year_before = [day - 365 for day in AS_OF]
    vocabulary = program.model.vocabulary
    dates = [
        value.lo
        for p in vocabulary.parameters.values()
        if p.type.kind == "date"
        for _, value in p.values
        if isinstance(value, Num)
    ]
    of_periods = [end for kind in (vocabulary.year, *vocabulary.periods.values()) for end in _ends(kind)]
    near = (*compared, *usual, *a_year_before, *map(int, dates), *of_periods)
    return Thresholds(
        tuple(dict.fromkeys((0, 1, 2, *numbers))),
        tuple(dict.fromkeys(near)),
        tuple(dict.fromkeys(_durations(program))),
    )


def _ends(kind: Periods) -> Iterator[int]:
    """The first and the last day of each period in which a day of assessment lies."""
    for number in dict.fromkeys(map(kind.holding, AS_OF)):
        yield kind.start(number)
        yield kind.end(number)


def _durations(program: Program) -> Iterator[Duration]:
    vocabulary = program.model.vocabulary
    for rule in program.rules:
        for node in core.walk(rule.finding):
            if isinstance(node, core.Op) and node.type.kind == "date":
                for number in _numbers(node, vocabulary):
                    if node.name == "add months":
                        yield Duration(number, "months")
                    elif node.name == "working days after":
                        yield Duration(number, "working days", vocabulary.calendar)
                    elif number > 1:  # a day beside another is tried of every day
                        yield Duration(number)


def _numbers(node: core.Op, vocabulary: Vocabulary) -> Iterator[int]:
    """How much an operation adds to a day, or takes from it, where that is a number or a parameter."""
    if node.name not in ("+", "-", "add months", "working days after"):
        return
    added = node.args[1]
    told = [added.value] if isinstance(added, core.Const) else []
    if isinstance(added, core.Param) and not vocabulary.parameters[added.name].per_rule:
        told = [value for _, value in vocabulary.parameters[added.name].values]
    for value in told:
        number = value.lo if isinstance(value, Num) and value.settled else 0
        if isinstance(number, int) and 0 < abs(number) <= LONGEST:
            yield abs(number)
