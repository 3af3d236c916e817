"""Calling a built-in by position or by parameter name (DMN 1.5 clause 10.3.4)."""

from __future__ import annotations

from policy_rules.feel import (
    calendar_functions,
    contexts,
    dates,
    intervals,
    lists,
    numbers,
    range_function,
    strings,
)
from policy_rules.feel.library import IMPLEMENTATIONS, Unfit, arguments
from policy_rules.feel.table import parameters
from policy_rules.feel.values import Refused, Value, held, spend
from policy_rules.values.calendar import Calendar

INTRINSIC = frozenset(("share",))
"""Functions whose arguments are not all values: `evaluate` knows them by name."""
LIBRARY = (calendar_functions, contexts, dates, intervals, lists, numbers, range_function, strings)


def is_builtin(name: str) -> bool:
    """Whether a name is that of a built-in function."""
    return name in IMPLEMENTATIONS or name in INTRINSIC


def call_builtin(
    name: str, args: list[Value], named: dict[str, Value], calendar: Calendar | None = None
) -> Value:
    """The result of a built-in; null for an unknown function and for arguments that do not fit."""
    implementation = IMPLEMENTATIONS.get(name)
    if implementation is None:
        return None
    for kinds, params in zip(implementation.kinds, parameters()[name], strict=True):
        given = _by_position(params, named) if named else args
        if given is None:
            continue
        try:
            fitting = arguments(kinds, given)
            if fitting is not None:
                spend(4 + sum(map(_size, fitting)))
                found = implementation.act(*_by(name, calendar), *fitting)
                spend(held(found))
                return found
        except Unfit:
            continue
    return None


def _by(name: str, calendar: Calendar | None) -> tuple[Calendar, ...]:
    """What a built-in takes before its arguments: the calendar, where it counts by one."""
    if not IMPLEMENTATIONS[name].by_calendar:
        return ()
    if calendar is None:
        raise Refused(f"`{name}` counts by a calendar, and none is given", "evaluate with `calendar=…`")
    return (calendar,)


def _by_position(params: tuple[str, ...], named: dict[str, Value]) -> list[Value] | None:
    """Named arguments in the order of an overload's parameters, null for those not given."""
    return [named.get(p) for p in params] if set(named) <= set(params) else None


def _size(argument: object) -> int:
    """The steps of going through an argument; what takes more than once through counts the rest itself."""
    if isinstance(argument, list | dict):
        return len(argument)
    return len(argument) // 1000 if isinstance(argument, str) else 0
