"""The values of FEEL in Python: their kinds, how they come in and go out, equality and order.

Inside: null is None, a number a `Fraction`, the rest as `policy_rules.feel.evaluate` documents.
Equality and order are DMN 1.5 clause 10.3.2.13 (table 53 and 54): null where the kinds differ.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from decimal import Decimal
from fractions import Fraction
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.errors import printed
from policy_rules.values.exact import NotANumber, exactly, to_decimal
from policy_rules.values.python_scalars import UNKNOWN, own_scalar

Value = Any
"""None, Fraction, str, bool, date, time, datetime, timedelta, YearsMonths, list, dict, Range, Closure."""

MOST_STEPS = 4_000_000
"""The work of one evaluation where its caller gives no `budget`.

A step is about a microsecond of work, or 50 bytes that are held: a node visited, an item gone through, twelve
characters made, a thousand looked at. Long numbers and regular expressions take as many as their work can be.
"""
MOST_DATA = 4_000_000
"""Values of the data that one evaluation may take in, each shared one counted as often as it is met."""
LONGEST_RANGE = 1_000_000
LONGEST_LIST = 1_000_000
LONGEST_STRING = 5_000_000
DEEPEST_VALUE = 100


class Refused(Exception):
    """The profile does not carry this exactly; becomes an `ExpressionError`."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


class Meter:
    """The work that one evaluation may still do, in steps, and the data that it may still take in."""

    __slots__ = ("budget", "data", "left")

    def __init__(self, budget: int) -> None:
        self.budget = self.left = budget
        self.data = MOST_DATA


METER: ContextVar[Meter | None] = ContextVar("METER", default=None)
"""The meter of the evaluation that runs, if one does."""


def spend(steps: int = 1) -> None:
    """Count work; raises `Refused` beyond the bound."""
    meter = METER.get()
    if meter is not None:
        meter.left -= steps
        if meter.left < 0:
            raise beyond(meter)


def beyond(meter: Meter) -> Refused:
    """The refusal of more work than the budget has."""
    hint = "make it simpler, or evaluate with a larger `budget=…`"
    return Refused(f"the expression takes more than {meter.budget:,} steps", hint)


def held(value: Value) -> int:
    """The steps for what a new value holds, its items left out."""
    if isinstance(value, str):
        return len(value) // 12
    if isinstance(value, Fraction):
        return bits_of(value) // 400
    return len(value) // 6 if isinstance(value, list) else 2 * len(value) if isinstance(value, dict) else 0


def bits_of(value: Fraction) -> int:
    """The bits of a number, above and below the line."""
    return value.numerator.bit_length() + value.denominator.bit_length()


_LONG = 1_000


def spend_on_digits(bits: int, shift: int = 20) -> None:
    """Count the work on a number of so many bits, which grows with their square."""
    if bits > _LONG:
        spend(bits * bits >> shift)


@frozen(order=True)
class YearsMonths:
    """A years-and-months duration of so many months (negative: backwards)."""

    months: int

    def __str__(self) -> str:
        years, months = divmod(abs(self.months), 12)
        parts = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
        return ("-P" if self.months < 0 else "P") + (parts or "0M")


@frozen
class Range:
    """All values from `low` to `high`; a closed end belongs to it.

    `op` tells ranges that were written as a unary test, such as `(< 5)` or `(!= 5)`, from those with
    two ends: their absent end is unbounded, while `(null..5)` has an end that is null.
    """

    low: Value
    high: Value
    low_closed: bool = True
    high_closed: bool = True
    op: str = ""


@frozen(eq=False)
class Closure:
    """A function: its parameter names, and what to do with as many values."""

    params: tuple[str, ...]
    body: Callable[..., Value]


_KINDS: dict[type, str] = {
    Fraction: "number",
    str: "string",
    bool: "boolean",
    dt.date: "date",
    dt.time: "time",
    dt.datetime: "date and time",
    dt.timedelta: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Closure: "function",
    type(None): "null",
}
ORDERED = frozenset(_KINDS.values()) - {"boolean", "list", "context", "range", "function", "null"}


def kind(value: Value) -> str:
    """The name of the value's type in the standard (`number`, `date and time`, ...)."""
    return _KINDS[type(value)]


def adopt(value: object, depth: int = 0) -> Value:
    """A plain Python value as a value of FEEL; raises `Refused` for what FEEL has no value for."""
    if depth > DEEPEST_VALUE:
        raise Refused(f"data nested more than {DEEPEST_VALUE} deep")
    if (meter := METER.get()) is not None:
        meter.data -= 1
        if meter.data < 0:
            raise Refused(f"data of more than {MOST_DATA:,} values")
    value = own_scalar(value)
    if value is None or value is UNKNOWN:
        return None
    if isinstance(value, bool | YearsMonths):
        return value
    if isinstance(value, str):
        return str.__str__(value)
    if isinstance(value, dt.datetime):
        return _plain_datetime(value)
    if isinstance(value, int | Decimal | Fraction | float):
        return _adopt_number(value)
    if isinstance(value, Mapping):
        return {_key(k): adopt(v, depth + 1) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [adopt(v, depth + 1) for v in value]
    if isinstance(value, Range):
        low, high = adopt(value.low, depth + 1), adopt(value.high, depth + 1)
        return Range(low, high, value.low_closed, value.high_closed, value.op)
    if type(value) in (dt.date, dt.time, dt.timedelta):
        return value
    raise Refused(f"a Python value of type `{type(value).__name__}` has no meaning in an expression")


def _adopt_number(value: object) -> Fraction:
    try:
        return exactly(value)
    except NotANumber as error:
        hint = "give an int, a Decimal or a Fraction" if isinstance(value, float) else ""
        raise Refused(str(error), hint) from None


def _plain_datetime(value: dt.datetime) -> dt.datetime:
    zone = value.tzinfo
    if getattr(value, "nanosecond", 0):
        raise Refused("a date and time with nanoseconds")
    if zone is None or isinstance(zone, dt.timezone) or getattr(zone, "key", None):
        return dt.datetime.combine(dt.date(value.year, value.month, value.day), value.timetz())
    raise Refused(f"a time zone of type `{type(zone).__name__}`", "use datetime.timezone or ZoneInfo")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise Refused(f"the key `{printed(key, 40)}` is not a string")
    return key


def release(value: Value) -> Any:
    """A value of FEEL as plain Python data, numbers as decimals of 34 significant digits."""
    if isinstance(value, Fraction):
        try:
            spend_on_digits(bits_of(value), 18)
            return to_decimal(value)
        except OverflowError as error:
            raise Refused(str(error)) from None
    if isinstance(value, list):
        spend(2 * len(value) + 2)
        return [release(v) for v in value]
    if isinstance(value, dict):
        spend(2 * len(value) + 4)
        return {k: release(v) for k, v in value.items()}
    if isinstance(value, Range):
        return Range(release(value.low), release(value.high), value.low_closed, value.high_closed, value.op)
    if isinstance(value, Closure):
        raise Refused("the value of the expression is a function")
    return value


def spend_on_order(items: list[Value]) -> None:
    """Count the work of sorting."""
    spend(len(items) * len(items).bit_length() // 2)
    longest = max((bits_of(i) for i in items if isinstance(i, Fraction)), default=0)
    if longest > _LONG:
        spend(len(items) * len(items).bit_length() * (2 * longest) ** 2 >> 20)


def both(a: bool | None, b: bool | None) -> bool | None:
    """Conjunction (DMN 1.5 table 50): false if one is false, else null if one is null."""
    if a is False or b is False:
        return False
    return True if a is True and b is True else None


def either(a: bool | None, b: bool | None) -> bool | None:
    """Disjunction: true if one is true, else null if one is null."""
    if a is True or b is True:
        return True
    return False if a is False and b is False else None


def negated(a: bool | None) -> bool | None:
    """Negation; null stays null."""
    return None if a is None else not a


def equal(a: Value, b: Value) -> bool | None:
    """`a = b`: null equals null only; values of different kinds compare to null."""
    if a is None or b is None:
        return a is b
    if type(a) is not type(b):
        return None
    if isinstance(a, list):
        return _all_equal(a, b) if len(a) == len(b) else False
    if isinstance(a, dict):
        same_keys = a.keys() == b.keys()
        return _all_equal(list(a.values()), [b[k] for k in a]) if same_keys else False
    if isinstance(a, Range):
        shape = (a.op, a.low_closed, a.high_closed) == (b.op, b.low_closed, b.high_closed)
        return _all_equal([a.low, a.high], [b.low, b.high]) if shape else False
    if isinstance(a, dt.time | dt.datetime):
        order = compare(a, b)
        return None if order is None else order == 0
    return bool(a == b)


def _all_equal(a: list[Value], b: list[Value]) -> bool | None:
    result: bool | None = True
    spend(len(a))
    for x, y in zip(a, b, strict=True):
        result = both(result, equal(x, y))
        if result is False:
            break
    return result


def compare(a: Value, b: Value) -> int | None:
    """-1, 0 or 1 as a is less than, equal to or greater than b; None where they have no order."""
    if type(a) is not type(b) or _KINDS[type(a)] not in ORDERED:
        return None
    if isinstance(a, Fraction):
        spend_on_digits(bits_of(a) + bits_of(b))
    elif isinstance(a, dt.datetime):
        a, b = _instants(a, b)
    elif isinstance(a, dt.time):
        a, b = _clock(a, b)
    return int(a > b) - int(a < b)


def _instants(a: dt.datetime, b: dt.datetime) -> tuple[dt.datetime, dt.datetime]:
    """Two dates and times that compare as the standard says: as instants where both have a zone."""
    if a.tzinfo is None and b.tzinfo is None:
        return a, b
    if a.tzinfo is None or b.tzinfo is None:
        raise Refused("a date and time with a time zone is compared with one without")
    return utc(a), utc(b)


def utc(value: dt.datetime) -> dt.datetime:
    """The instant in UTC; raises `Refused` where the year would leave 1 to 9999."""
    try:
        return value.astimezone(dt.UTC)
    except (OverflowError, ValueError):
        raise Refused("a date and time beyond the years 1 to 9999") from None


def _clock(a: dt.time, b: dt.time) -> tuple[Any, Any]:
    if a.tzinfo == b.tzinfo:
        return a.replace(tzinfo=None), b.replace(tzinfo=None)
    if isinstance(a.tzinfo, dt.timezone) and isinstance(b.tzinfo, dt.timezone):
        return _since_midnight(a), _since_midnight(b)
    raise Refused("times of day in different named time zones, or only one in a zone, are compared")


def _since_midnight(value: dt.time) -> dt.timedelta:
    clock = dt.timedelta(
        hours=value.hour, minutes=value.minute, seconds=value.second, microseconds=value.microsecond
    )
    return clock - (value.utcoffset() or dt.timedelta(0))


def contains(area: Range, value: Value) -> bool | None:
    """Whether a value lies in a range; null where an end is null or of another kind."""
    if area.op in ("=", "!="):
        same = equal(value, area.low)
        return same if area.op == "=" else negated(same)
    above: bool | None = True
    below: bool | None = True
    if area.op not in ("<", "<="):
        order = compare(area.low, value)
        above = None if order is None else order < 0 or (order == 0 and area.low_closed)
    if area.op not in (">", ">="):
        order = compare(value, area.high)
        below = None if order is None else order < 0 or (order == 0 and area.high_closed)
    return None if above is None or below is None else above and below
