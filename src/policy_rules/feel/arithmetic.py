"""`+ - * / **` and negation over numbers, texts, dates and durations (DMN 1.5 tables 56 to 59)."""

from __future__ import annotations

import calendar
import datetime as dt
import functools
from collections.abc import Callable
from decimal import Context, Decimal, DecimalException
from fractions import Fraction
from typing import Any

from policy_rules.feel.temporal import of_seconds, seconds_of, shifted
from policy_rules.feel.values import (
    LONGEST_STRING,
    Refused,
    Value,
    YearsMonths,
    bits_of,
    spend,
    spend_on_digits,
    utc,
)

MOST_BITS = 50_000
"""Bits of the largest exact number; 10**6144 has 20,410."""
WIDE = Context(prec=60, Emax=999_999, Emin=-999_999)
"""The context of computations that have no exact result."""
_IRRATIONAL = 150
"""Steps of a computation to 60 digits."""
MOST_MONTHS = 12 * 10**12


def bounded(value: Fraction) -> Fraction:
    """The number itself; refused if it is too long to be carried exactly."""
    bits = bits_of(value)
    if bits > MOST_BITS:
        raise Refused("a number too long to be carried exactly")
    spend_on_digits(bits)
    return value


def exact_sum(numbers: list[Fraction]) -> Fraction:
    """The sum of numbers; 0 of none."""
    spend(3 * len(numbers))
    return functools.reduce(lambda a, b: bounded(a + b), numbers, Fraction(0))


def binary(op: str, left: Value, right: Value) -> Value:
    """The result of an arithmetic operator; null for types that do not fit and for division by 0."""
    act = _TABLE.get((op, type(left), type(right)))
    return None if act is None else act(left, right)


def negative(value: Value) -> Value:
    """`-x` of a number or a duration."""
    if isinstance(value, Fraction):
        return -value
    if isinstance(value, YearsMonths):
        return YearsMonths(-value.months)
    return _negated_span(value) if isinstance(value, dt.timedelta) else None


def _negated_span(value: dt.timedelta) -> dt.timedelta:
    try:
        return -value
    except OverflowError:
        raise Refused("a duration of more than 999,999,999 days") from None


def months_later(start: dt.date, months: int) -> dt.date:
    """The same day so many months later, or the month's last day if it has no such day."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise Refused("a date beyond the years 1 to 9999")
    day = min(start.day, calendar.monthrange(year, month + 1)[1])
    return start.replace(year=year, month=month + 1, day=day)


def _months(count: Fraction) -> YearsMonths:
    """A duration of whole months; the rest of a month is dropped."""
    months = int(count)
    if abs(months) > MOST_MONTHS:
        raise Refused("a duration of more than 10**12 years")
    return YearsMonths(months)


def _elapsed(later: dt.date, earlier: dt.date) -> Value:
    """The time between two dates; a date counts as midnight in UTC beside a zoned date and time."""
    if type(later) is dt.date and type(earlier) is dt.date:
        return later - earlier
    a, b = _midnight(later), _midnight(earlier)
    if (a.tzinfo is None) != (b.tzinfo is None):
        return None
    return a - b if a.tzinfo is None else utc(a) - utc(b)


def _midnight(value: dt.date) -> dt.datetime:
    if isinstance(value, dt.datetime):
        return value
    return dt.datetime(value.year, value.month, value.day, tzinfo=dt.UTC)


def _clock_difference(later: dt.time, earlier: dt.time) -> Value:
    if (later.tzinfo is None) != (earlier.tzinfo is None):
        return None
    a, b = _offset_of(later), _offset_of(earlier)
    if later.tzinfo == earlier.tzinfo:
        a = b = dt.timedelta(0)
    elif a is None or b is None:
        raise Refused("the difference of times of day in named time zones depends on the date")
    day = dt.date(2000, 1, 1)
    plain_later = dt.datetime.combine(day, later.replace(tzinfo=None))
    plain_earlier = dt.datetime.combine(day, earlier.replace(tzinfo=None))
    return (plain_later - a) - (plain_earlier - b)


def _offset_of(value: dt.time) -> dt.timedelta | None:
    return dt.timedelta(0) if value.tzinfo is None else value.utcoffset()


def _moved(start: dt.date, span: dt.timedelta) -> Value:
    """A date moved by days and time: whole days on a date, the instant of a date and time."""
    if type(start) is dt.date:
        return shifted(start, dt.timedelta(span.days))
    if isinstance(start, dt.datetime) and getattr(start.tzinfo, "key", None):
        moved = shifted(utc(start), span)
        return moved.astimezone(start.tzinfo) if isinstance(moved, dt.datetime) else moved
    return shifted(start, span)


def _clock_moved(start: dt.time, span: dt.timedelta) -> dt.time:
    moved = dt.datetime.combine(dt.date(2000, 1, 1), start.replace(tzinfo=None)) + (span % dt.timedelta(1))
    return moved.time().replace(tzinfo=start.tzinfo)


def _joined(left: str, right: str) -> str:
    if len(left) + len(right) > LONGEST_STRING:
        raise Refused(f"a text of more than {LONGEST_STRING:,} characters")
    return left + right


def power(base: Fraction, exponent: Fraction) -> Value:
    """`base ** exponent`: exact for whole exponents, else to 34 digits; null where it has no value."""
    if exponent.denominator == 1:
        bits = max(base.numerator.bit_length(), base.denominator.bit_length())
        if base not in (0, 1, -1) and abs(exponent) * bits > MOST_BITS:
            raise Refused("a power too long to be carried exactly")
        if base == 0 and exponent < 0:
            return None
        if base in (0, 1, -1):
            return base if base == 0 and exponent else Fraction(1) if base == 1 or exponent % 2 == 0 else base
        return base ** int(exponent)
    if base < 0 or (base == 0 and exponent < 0):
        return None
    if base == 0:
        return Fraction(0)
    return irrational(lambda: WIDE.power(wide(base), wide(exponent)))


def wide(value: Fraction) -> Decimal:
    """A number to 60 digits, for functions that have no exact result."""
    spend_on_digits(bits_of(value), 18)
    return WIDE.divide(Decimal(value.numerator), Decimal(value.denominator))


def irrational(compute: Callable[[], Decimal]) -> Fraction:
    """The result of a computation to 60 digits, rounded to 34; refused where it overflows."""
    spend(_IRRATIONAL)
    try:
        result = compute()
        result = Context(prec=34, Emax=6144, Emin=-6143).plus(result)
    except DecimalException:
        raise Refused("a number beyond 10**6144") from None
    return Fraction(result)


def _date_kinds(
    act: Callable[[Any, Any], Value], *spans: type
) -> dict[tuple[type, type], Callable[[Any, Any], Value]]:
    return {(day, span): act for day in (dt.date, dt.datetime) for span in spans}


def _flipped(act: Callable[[Any, Any], Value]) -> Callable[[Any, Any], Value]:
    return lambda a, b: act(b, a)


def _later(start: dt.date, span: YearsMonths) -> dt.date:
    return months_later(start, span.months)


def _span_sum(a: dt.timedelta, b: dt.timedelta) -> dt.timedelta:
    return of_seconds(seconds_of(a) + seconds_of(b))


_Row = dict[tuple[type, type], Callable[[Any, Any], Value]]
_ADD: _Row = {
    (Fraction, Fraction): lambda a, b: bounded(a + b),
    (str, str): _joined,
    (YearsMonths, YearsMonths): lambda a, b: _months(Fraction(a.months + b.months)),
    (dt.timedelta, dt.timedelta): _span_sum,
    (dt.time, dt.timedelta): _clock_moved,
    (dt.timedelta, dt.time): _flipped(_clock_moved),
    **_date_kinds(_later, YearsMonths),
    **_date_kinds(_moved, dt.timedelta),
    **{(b, a): _flipped(act) for (a, b), act in _date_kinds(_later, YearsMonths).items()},
    **{(b, a): _flipped(act) for (a, b), act in _date_kinds(_moved, dt.timedelta).items()},
}
_SUBTRACT: _Row = {
    (Fraction, Fraction): lambda a, b: bounded(a - b),
    (YearsMonths, YearsMonths): lambda a, b: _months(Fraction(a.months - b.months)),
    (dt.timedelta, dt.timedelta): lambda a, b: _span_sum(a, _negated_span(b)),
    (dt.time, dt.timedelta): lambda a, b: _clock_moved(a, _negated_span(b)),
    (dt.time, dt.time): _clock_difference,
    **_date_kinds(_elapsed, dt.date, dt.datetime),
    **_date_kinds(lambda a, b: months_later(a, -b.months), YearsMonths),
    **_date_kinds(lambda a, b: _moved(a, _negated_span(b)), dt.timedelta),
}
_MULTIPLY: _Row = {
    (Fraction, Fraction): lambda a, b: bounded(a * b),
    (YearsMonths, Fraction): lambda a, b: _months(a.months * b),
    (Fraction, YearsMonths): lambda a, b: _months(b.months * a),
    (dt.timedelta, Fraction): lambda a, b: of_seconds(seconds_of(a) * b),
    (Fraction, dt.timedelta): lambda a, b: of_seconds(seconds_of(b) * a),
}
_DIVIDE: _Row = {
    (Fraction, Fraction): lambda a, b: bounded(a / b) if b else None,
    (YearsMonths, Fraction): lambda a, b: _months(a.months / b) if b else None,
    (YearsMonths, YearsMonths): lambda a, b: Fraction(a.months, b.months) if b.months else None,
    (dt.timedelta, Fraction): lambda a, b: of_seconds(seconds_of(a) / b) if b else None,
    (dt.timedelta, dt.timedelta): lambda a, b: seconds_of(a) / seconds_of(b) if b else None,
}
_POWER: _Row = {(Fraction, Fraction): power}
_TABLE: dict[tuple[str, type, type], Callable[[Any, Any], Value]] = {
    (op, *kinds): act
    for op, rows in (
        ("+", _ADD),
        ("-", _SUBTRACT),
        ("*", _MULTIPLY),
        ("/", _DIVIDE),
        ("**", _POWER),
    )
    for kinds, act in rows.items()
}
