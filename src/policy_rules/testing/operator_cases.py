"""Arguments at random for each operator of the core, and better known ones of the same kind."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from attrs import frozen

from policy_rules.operators.model import Part
from policy_rules.operators.table import CORE
from policy_rules.testing import abstract
from policy_rules.testing.calendars import MOVED
from policy_rules.testing.choices import Choices
from policy_rules.values.known import INF, T, Truth, Value, label, point

LEVELS = ("low", "middle", "high")
DAYS = tuple(
    datetime.date(*day).toordinal()
    for day in ((2024, 1, 31), (2024, 2, 29), (2023, 12, 31), (2024, 1, 1), (2025, 6, 15), (2016, 2, 28))
)
"""Days at the ends of months and years, within the years of a published calendar of working days."""
FAR_DAYS = (*DAYS, 1, datetime.date(1950, 5, 31).toordinal(), datetime.date(2099, 12, 30).toordinal())


@frozen
class Argument:
    """How to make an argument: `whole` where it holds whole numbers only, `fixed` where it is given."""

    make: Callable[[Choices], Any]
    whole: bool = False
    fixed: bool = False


def _number(choices: Choices) -> Value:
    return abstract.number(choices)


def _labels(choices: Choices) -> Value:
    return abstract.labels(choices, LEVELS)


def _far(choices: Choices) -> Value:
    return abstract.number(choices, FAR_DAYS)


TRUTH, NUMBER = Argument(abstract.truth), Argument(_number)
INTEGER = Argument(lambda c: abstract.number(c, abstract.WHOLE), whole=True)
LABELS = Argument(_labels)
PLACES = Argument(lambda c: point(c.pick((0, 1, 2, -1))), fixed=True)
DAY = Argument(_far, whole=True)
FEW = Argument(lambda c: abstract.number(c, (0, 1, 5, 30, -1, -12)), whole=True)
SOME = Argument(lambda c: abstract.number(c, (1, 2, 0, 3, 4, -1)), whole=True)
SET_DAY = Argument(lambda c: abstract.number(c, FAR_DAYS, null=False), whole=True)
YEAR = Argument(lambda c: abstract.number(c, (2024, 2023, 1, 9999, 2026)), whole=True)
OUTCOME = Argument(lambda c: abstract.number(c, (0, 1, 2, 3, 4), null=False, open_ends=False), whole=True)
EXCEPTED = Argument(lambda c: c.pick((Truth(0, 0), Truth(T, T), Truth(0, T))))  # never null
BY = Argument(lambda _: MOVED, fixed=True)
"""The calendar that an operator counts by, after its arguments."""
SET_TRUE, SET_FALSE = (Argument(lambda _, end=end: Truth(end, end), fixed=True) for end in (T, 0))  # type: ignore[misc]
SCALE = tuple(Argument(lambda _, name=name: label(name), fixed=True) for name in LEVELS)  # type: ignore[misc]


def _some_kind(choices: Choices) -> Argument:
    return choices.pick((NUMBER, LABELS, TRUTH, DAY))


def _options(choices: Choices) -> tuple[Argument, ...]:
    value = choices.pick((NUMBER, LABELS, DAY))
    option = Argument(
        lambda c: abstract.narrower(c, value.make(c), whole=value.whole, settled=True), fixed=True
    )
    return (value, *((option,) * choices.integer(1, 3)))


DOMAINS: Mapping[str, Argument] = {
    "truth": TRUTH,
    "number": NUMBER,
    "integer": INTEGER,
    "places": PLACES,
    "labels": LABELS,
    "day": DAY,
    "set_day": SET_DAY,
    "few": FEW,
    "some": SOME,
    "calendar": BY,
    "year": YEAR,
    "outcome": OUTCOME,
    "settled": EXCEPTED,
    "true": SET_TRUE,
    "false": SET_FALSE,
}
"""What the operators draw (`Operator.draws`), by its name there."""


def _drawn(choices: Choices, draws: str) -> tuple[Argument, ...]:
    """The arguments that an operator draws: `name*` for one to three, `same` for all of one kind."""
    words = choices.pick(tuple(draws.split("|"))).split()
    same, found = _some_kind(choices) if "same" in words else TRUTH, list[Argument]()
    for word in words:
        if word == "scale":
            found += SCALE
        elif word == "options":
            found = list(_options(choices))
        elif word.endswith("*"):
            found += (DOMAINS[word[:-1]],) * choices.integer(1, 3)
        elif word != "value":
            found.append(same if word == "same" else DOMAINS[word])
    return tuple(found)


SHAPES: Mapping[str, Callable[[Choices], tuple[Argument, ...]]] = {
    name: partial(_drawn, draws=o.draws) for name, o in CORE.items() if o.over == "values"
}
"""For each operator, the arguments that it takes."""
ELEMENTS: Mapping[str, Argument] = {name: DOMAINS[o.draws] for name, o in CORE.items() if o.over == "records"}
"""For each aggregate, what it takes of each record."""


def arguments(choices: Choices, operator: str) -> tuple[tuple[Argument, Value], ...]:
    """Arguments for an operator, each with how it was made."""
    return tuple((argument, argument.make(choices)) for argument in SHAPES[operator](choices))


def better_known(
    choices: Choices, known: tuple[tuple[Argument, Value], ...], *, settled: bool
) -> tuple[Value, ...]:
    """Arguments within the given ones; points where `settled`."""
    return tuple(_within(choices, how, value, settled=settled) for how, value in known)


def _within(choices: Choices, how: Argument, value: Value, *, settled: bool) -> Value:
    if how.fixed or (how is EXCEPTED and not settled):
        return value
    if how is EXCEPTED:
        assert isinstance(value, Truth)
        end = choices.pick((value.lo, value.hi))
        return Truth(end, end)
    return abstract.narrower(choices, value, whole=how.whole, settled=settled)


def parts(choices: Choices, aggregate: str) -> list[Part]:
    """Records for an aggregate: how often each may be there, and its value."""
    made = []
    for _ in range(choices.integer(0, 4)):
        low, high = choices.pick(abstract.MULTIPLICITIES)
        made.append((low, high, ELEMENTS[aggregate].make(choices)))
    return made


def better_known_parts(choices: Choices, aggregate: str, known: list[Part], *, settled: bool) -> list[Part]:
    """Records within the given ones: some come to be known singly, the rest may be closed."""
    how, found = ELEMENTS[aggregate], list[Part]()
    for low, high, value in known:
        most = low + choices.integer(0, 2 if high == INF else int(high) - low)
        singly = most if settled else choices.integer(low, most)
        for n in range(singly):
            least = 1 if settled or n < low or choices.chance(50) else 0
            found.append((least, 1, _within(choices, how, value, settled=settled)))
        if not settled and choices.chance(50) and high > singly:
            found.append((max(0, low - singly), high - singly, _within(choices, how, value, settled=False)))
    return found
