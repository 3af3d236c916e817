"""What a ruleset leaves open of a parameter that it sets in part: until a first day, or within bounds."""

from __future__ import annotations

from attrs import evolve

from policy_rules.values.known import INF, Num, Value, join, meet
from policy_rules.vocabulary import Parameter

Days = tuple[float, float]
"""A first and a last day; without end on either side too."""


def by_day(parameter: Parameter) -> tuple[tuple[int, Value | None], ...]:
    """The value from each first day on, from the first of all days; None, where nobody has set one."""
    set_always = bool(parameter.values) and parameter.values[0][0] <= 0
    return parameter.values if set_always else ((0, None), *parameter.values)


def set_on(parameter: Parameter, day: int) -> Value | None:
    """The value on a day; None, where nobody has set one."""
    return next((value for start, value in reversed(by_day(parameter)) if start <= day), None)


def values_between(parameter: Parameter, days: Days) -> list[Value | None]:
    """The values that stand on some of the days, both ends counted."""
    told = by_day(parameter)
    ends = [*(start - 1 for start, _ in told[1:]), INF]
    spans = zip(told, ends, strict=True)
    return [value for (start, value), end in spans if end >= days[0] and (start or -INF) <= days[1]]


def open_between(parameter: Parameter, days: Days) -> bool:
    """Whether it is left open on some of the days, wholly or in part."""
    return any(value is None or not value.settled for value in values_between(parameter, days))


def leaves_open(parameter: Parameter, value: Value, days: Days) -> bool:
    """Whether the value is among what is left open on some of the days."""
    parts = [now for now in values_between(parameter, days) if now is not None and not now.settled]
    return any(part_left(now, value) is not None for now in parts) if parts else open_between(parameter, days)


def open_filled(parameter: Parameter, value: Value) -> Parameter:
    """The parameter with the value on the days on which that is left open."""
    return evolve(parameter, values=tuple((day, _narrower(now, value)) for day, now in by_day(parameter)))


def part_left(now: Value, value: Value) -> Value | None:
    """What a value leaves of one that is open in part; None, where that allows nothing of it."""
    if isinstance(now, Num) and isinstance(value, Num):
        return meet(now, value)
    return value if join(now, value) == now else None


def _narrower(now: Value | None, value: Value) -> Value:
    if now is None:
        return value
    return now if now.settled else part_left(now, value) or now
