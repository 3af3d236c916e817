"""Arguments at random for each operator of the core, and better known ones of the same kind."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.operators.model import Part
from policy_rules.operators.table import CORE
from policy_rules.testing import abstract
from policy_rules.testing.calendars import MOVED
from policy_rules.testing.choices import Choices
from policy_rules.values.known import INF, Exact, F, T, Truth, Value, label, point

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


def _whole(*pool: Exact, null: bool = True, open_ends: bool = True) -> Argument:
    """Intervals of whole numbers."""
    return Argument(lambda c: abstract.number(c, pool, null=null, open_ends=open_ends), whole=True)


def _given(value: Any) -> Argument:
    return Argument(lambda _: value, fixed=True)


DOMAINS: Mapping[str, Argument] = {
    "truth": Argument(abstract.truth),
    "settled": Argument(lambda c: c.pick((Truth(F, F), Truth(T, T), Truth(F, T)))),  # never null
    "true": _given(Truth(T, T)),
    "false": _given(Truth(F, F)),
    "number": Argument(abstract.number),
    "integer": _whole(*abstract.WHOLE),
    "places": Argument(lambda c: point(c.pick((0, 1, 2, -1))), fixed=True),
    "few": _whole(0, 1, 5, 30, -1, -12),
    "some": _whole(1, 2, 0, 3, 4, -1),
    "labels": Argument(lambda c: abstract.labels(c, LEVELS)),
    "day": _whole(*FAR_DAYS),
    "set_day": _whole(*FAR_DAYS, null=False),
    "year": _whole(2024, 2023, 1, 9999, 2026),
    "outcome": _whole(*range(5), null=False, open_ends=False),
    "calendar": _given(MOVED),
}
"""What the operators draw (`Operator.draws`), by its name there."""


def _options(choices: Choices) -> list[Argument]:
    """A value, and settled values that it may be one of."""
    value = DOMAINS[choices.pick(("number", "labels", "day"))]
    option = Argument(
        lambda c: abstract.narrower(c, value.make(c), whole=value.whole, settled=True), fixed=True
    )
    return [value, *((option,) * choices.integer(1, 3))]


def _drawn(choices: Choices, draws: str) -> tuple[Argument, ...]:
    """The arguments that an operator draws: `name*` for one to three, `same` for all of one kind."""
    words = choices.pick(tuple(draws.split("|"))).split()
    same, found = choices.pick(("number", "labels", "truth", "day")), list[Argument]()
    for word in words:
        if word == "scale":
            found += map(_given, map(label, LEVELS))
        elif word == "options":
            found += _options(choices)
        elif word.endswith("*"):
            found += (DOMAINS[word[:-1]],) * choices.integer(1, 3)
        else:
            found.append(DOMAINS[same if word == "same" else word])
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
    if how.fixed or (how is DOMAINS["settled"] and not settled):
        return value
    if how is DOMAINS["settled"]:
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
