"""Built-in functions on dates, times and durations (DMN 1.5 clauses 10.3.4.1, 10.3.4.7, 10.3.4.8)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from policy_rules.feel import temporal
from policy_rules.feel.library import builtin
from policy_rules.feel.values import Refused, Value, YearsMonths

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@builtin("date", "date source", "number, number, number")
def date(source: Any, month: Fraction | None = None, day: Fraction | None = None) -> Value:
    """A date from text, from a date and time, or from year, month and day."""
    if isinstance(source, Fraction):
        parts = [p for p in (source, month, day) if p is not None and p.denominator == 1]
        return temporal.calendar_date(*map(int, parts)) if len(parts) == 3 else None
    if isinstance(source, str):
        return temporal.date(source)
    return source.date() if isinstance(source, dt.datetime) else source


@builtin("time", "time source", "number, number, number", "number, number, number, span?")
def time(
    source: Any,
    minute: Fraction = Fraction(0),
    second: Fraction = Fraction(0),
    offset: dt.timedelta | None = None,
) -> Value:
    """A time of day from text, from a date and time, or from its parts."""
    if isinstance(source, Fraction):
        return _time_of_parts(source, minute, second, offset)
    if isinstance(source, str):
        return temporal.time(source)
    if isinstance(source, dt.datetime):
        return source.timetz()
    return source if isinstance(source, dt.time) else dt.time(0, tzinfo=dt.UTC)


def _time_of_parts(hour: Fraction, minute: Fraction, second: Fraction, offset: dt.timedelta | None) -> Value:
    if hour.denominator != 1 or minute.denominator != 1:
        return None
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= second < 60):
        return None
    micros = second * 1_000_000
    if micros.denominator != 1:
        raise Refused("fractions of a second beyond microseconds")
    zone = None if offset is None else temporal.fixed(offset)
    if offset is not None and zone is None:
        return None
    whole, part = divmod(int(micros), 1_000_000)
    return dt.time(int(hour), int(minute), whole, part, zone)


@builtin("date and time", "date source", "day, time")
def date_and_time(source: Any, clock: dt.time | None = None) -> Value:
    """A date and time from text, or from a date and a time."""
    if clock is not None:
        return dt.datetime.combine(source.date() if isinstance(source, dt.datetime) else source, clock)
    if isinstance(source, str):
        day = temporal.date(source)
        return dt.datetime.combine(day, dt.time(0)) if day else temporal.date_and_time(source)
    return source if isinstance(source, dt.datetime) else dt.datetime.combine(source, dt.time(0))


@builtin("duration", "duration source")
def duration(source: Any) -> Value:
    """A duration from text such as `P1Y2M` or `P3DT4H`."""
    return temporal.duration(source) if isinstance(source, str) else source


@builtin("years and months duration", "day, day")
def years_and_months(start: dt.date, end: dt.date) -> Value:
    """The whole months from one date to another, negative backwards."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        months -= 1
    elif months < 0 and end.day > start.day:
        months += 1
    return YearsMonths(months)


@builtin("day of year", "day")
def day_of_year(day: dt.date) -> Value:
    """1 on 1 January."""
    return Fraction(day.timetuple().tm_yday)


@builtin("day of week", "day")
def day_of_week(day: dt.date) -> Value:
    """The English name of the weekday."""
    return _WEEKDAYS[day.weekday()]


@builtin("weekday", "day")
def weekday(day: dt.date) -> Value:
    """1 for Monday to 7 for Sunday (extension; as the property `weekday`)."""
    return Fraction(day.isoweekday())


@builtin("month of year", "day")
def month_of_year(day: dt.date) -> Value:
    """The English name of the month."""
    return _MONTHS[day.month - 1]


@builtin("week of year", "day")
def week_of_year(day: dt.date) -> Value:
    """The week of the year by ISO 8601."""
    return Fraction(day.isocalendar().week)


@builtin("is", "any, any")
def same(first: Value, second: Value) -> Value:
    """Whether two values are the same element of the same domain, time zones included."""
    if type(first) is not type(second):
        return False
    if isinstance(first, dt.datetime | dt.time):
        zones = [getattr(v.tzinfo, "key", v.tzinfo) for v in (first, second)]
        return bool(zones[0] == zones[1] and first.replace(tzinfo=None) == second.replace(tzinfo=None))
    return bool(first == second)


@builtin("now", "")
def now() -> Value:
    """Refused: an expression does not depend on the clock."""
    raise Refused("`now()`: an expression does not read the clock", "pass the moment in the context")


@builtin("today", "")
def today() -> Value:
    """Refused: an expression does not depend on the clock."""
    raise Refused("`today()`: an expression does not read the clock", "pass the day in the context")
