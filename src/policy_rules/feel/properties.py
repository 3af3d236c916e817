"""`value.name`: an attribute, or a property of a date, time, duration or range.

A list gives the attribute of each of its items (DMN 1.5 clause 10.3.2.5 and table 62).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from policy_rules.feel.values import Range, Refused, Value, YearsMonths, spend


def attribute(source: Value, name: str) -> Value:
    """The attribute of a value; of each item if it is a list; null where there is none."""
    if isinstance(source, dict):
        return source.get(name)
    if isinstance(source, list):
        spend(2 * len(source))
        return [attribute(item, name) for item in source]
    read = _PROPERTIES.get(type(source), {}).get(name)
    return None if read is None else read(source)


def _number(read: Callable[[Any], int]) -> Callable[[Any], Value]:
    return lambda value: Fraction(read(value))


def _offset(value: dt.datetime | dt.time) -> Value:
    if value.tzinfo is not None and value.utcoffset() is None:
        raise Refused("the offset of a time of day in a named time zone depends on the date")
    return value.utcoffset()


def _zone(value: dt.datetime | dt.time) -> Value:
    return getattr(value.tzinfo, "key", None)


def _second(value: dt.datetime | dt.time) -> Value:
    return value.second + Fraction(value.microsecond, 1_000_000)


def _toward_zero(part: Callable[[int], Fraction]) -> Callable[[dt.timedelta], Value]:
    """A component of a duration, with the duration's sign."""

    def read(value: dt.timedelta) -> Value:
        micros = value // dt.timedelta(microseconds=1)
        return part(abs(micros)) * (-1 if micros < 0 else 1)

    return read


def _months(part: Callable[[int], int]) -> Callable[[YearsMonths], Value]:
    return lambda value: Fraction(part(abs(value.months)) * (-1 if value.months < 0 else 1))


_S = 1_000_000
_CALENDAR: dict[str, Callable[[Any], Value]] = {
    "year": _number(lambda v: v.year),
    "month": _number(lambda v: v.month),
    "day": _number(lambda v: v.day),
    "weekday": _number(lambda v: v.isoweekday()),
}
_CLOCK: dict[str, Callable[[Any], Value]] = {
    "hour": _number(lambda v: v.hour),
    "minute": _number(lambda v: v.minute),
    "second": _second,
    "time offset": _offset,
    "timezone": _zone,
}
_PROPERTIES: dict[type, dict[str, Callable[[Any], Value]]] = {
    dt.date: _CALENDAR,
    dt.datetime: {**_CALENDAR, **_CLOCK},
    dt.time: _CLOCK,
    YearsMonths: {"years": _months(lambda m: m // 12), "months": _months(lambda m: m % 12)},
    dt.timedelta: {
        "days": _toward_zero(lambda u: Fraction(u // (86400 * _S))),
        "hours": _toward_zero(lambda u: Fraction(u // (3600 * _S) % 24)),
        "minutes": _toward_zero(lambda u: Fraction(u // (60 * _S) % 60)),
        "seconds": _toward_zero(lambda u: Fraction(u % (60 * _S), _S)),
    },
    Range: {
        "start": lambda v: v.low,
        "end": lambda v: v.high,
        "start included": lambda v: v.low_closed,
        "end included": lambda v: v.high_closed,
    },
}
