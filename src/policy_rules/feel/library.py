"""Built-in functions: how an implementation is registered, and how arguments reach it.

An implementation names its function and, for each overload that `table.toml` declares, the
kinds of its parameters. `?` after a kind admits null; `*` before it takes all further arguments.
Singletons are coerced (DMN 1.5 clause 10.3.2.9.4): `[x]` where no list is wanted, `x` where one is.
Arguments that fit no overload make the result null.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.feel.values import Closure, Range, Value, YearsMonths

_TYPES: dict[str, tuple[type, ...]] = {
    "number": (Fraction,),
    "string": (str,),
    "boolean": (bool,),
    "list": (list,),
    "context": (dict,),
    "range": (Range,),
    "function": (Closure,),
    "date": (dt.date,),
    "time": (dt.time,),
    "instant": (dt.datetime,),
    "day": (dt.date, dt.datetime),
    "moment": (dt.date, dt.datetime, dt.time),
    "months": (YearsMonths,),
    "span": (dt.timedelta,),
    "duration": (dt.timedelta, YearsMonths),
    "date source": (str, dt.date, dt.datetime),
    "time source": (str, dt.date, dt.datetime, dt.time),
    "quantity": (Fraction, dt.timedelta, YearsMonths),
    "duration source": (str, dt.timedelta, YearsMonths),
}


class Unfit(Exception):
    """A failed operation inside a built-in: the result is null."""


@frozen
class Builtin:
    """What computes a function, and the kinds of parameters of each of its overloads.

    `by_calendar`: it takes the calendar of the evaluation first.
    """

    act: Callable[..., Value]
    kinds: tuple[tuple[str, ...], ...]
    by_calendar: bool = False


IMPLEMENTATIONS: dict[str, Builtin] = {}


def builtin(
    name: str, *overloads: str, by_calendar: bool = False
) -> Callable[[Callable[..., Value]], Callable[..., Value]]:
    """Register a function; each overload is a text of kinds with commas between."""
    kinds = tuple(tuple(k.strip() for k in o.split(",") if k.strip()) for o in overloads)

    def register(act: Callable[..., Value]) -> Callable[..., Value]:
        IMPLEMENTATIONS[name] = Builtin(act, kinds, by_calendar)
        return act

    return register


def conform(value: Value, kind: str) -> Any:
    """The value as an argument of a kind, coerced from or to a singleton list; raises `Unfit`."""
    if kind.endswith("?"):
        if value is None:
            return None
        kind = kind[:-1]
    if kind == "any":
        return value
    if value is None:
        raise Unfit
    if kind == "list":
        return value if isinstance(value, list) else [value]
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if type(value) not in _TYPES[kind]:
        raise Unfit
    return value


def arguments(kinds: tuple[str, ...], args: list[Value]) -> list[Any] | None:
    """The arguments by position as an overload takes them; None if they are too many or too few."""
    if kinds and kinds[-1].startswith("*"):
        fixed = len(kinds) - 1
        if len(args) <= fixed:
            return None
        head = [conform(a, k) for a, k in zip(args[:fixed], kinds, strict=False)]
        return [*head, [conform(a, kinds[-1][1:]) for a in args[fixed:]]]
    if len(args) != len(kinds):
        return None
    return [conform(a, k) for a, k in zip(args, kinds, strict=True)]
