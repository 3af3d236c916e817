"""Dates, times and durations in text (DMN 1.5 clause 10.3.2.3.4 to .8): exact, or refused.

Python's dates carry the years 1 to 9999 and microseconds. A text that the standard admits and Python
cannot carry is `Refused`; a text that the standard does not admit is null.
"""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from policy_rules.feel.values import Refused, Value, YearsMonths

LARGEST_YEAR = 999_999_999
_DATE = r"(?P<year>-?(?:[1-9][0-9]{4,8}|[0-9]{4}))-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = (
    r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.(?P<part>[0-9]+))?"
    r"(?:(?P<utc>Z)|(?P<offset>[+-][0-9]{2}:[0-9]{2}(?::[0-9]{2})?)|@(?P<zone>[A-Za-z0-9_+/-]+))?"
)
_DATE_TEXT = re.compile(_DATE, re.ASCII)
_TIME_TEXT = re.compile(_TIME, re.ASCII)
_DATETIME_TEXT = re.compile(f"{_DATE}T{_TIME}", re.ASCII)
_MONTHS_TEXT = re.compile(r"(-?)P(?=[0-9])(?:([0-9]+)Y)?(?:([0-9]+)M)?", re.ASCII)
_SECONDS_TEXT = re.compile(
    r"(-?)P(?=[0-9T])(?:([0-9]+)D)?"
    r"(?:T(?=[0-9])(?:([0-9]+)H)?(?:([0-9]+)M)?(?:([0-9]+)(?:\.([0-9]*))?S)?)?",
    re.ASCII,
)


def literal(text: str) -> Value:
    """What `@"..."` means: a date, date and time, time or duration; null for any other text."""
    for read in (date, date_and_time, time, duration):
        value = read(text)
        if value is not None:
            return value
    return None


def calendar_date(year: int, month: int, day: int) -> dt.date | None:
    """A date of its parts; null if there is no such date, refused beyond Python's years."""
    if abs(year) > LARGEST_YEAR or not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    if not 1 <= year <= 9999:
        raise Refused(f"the year {year}: only the years 1 to 9999 are carried")
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


def date(text: str) -> dt.date | None:
    """A date from `YYYY-MM-DD`."""
    match = _DATE_TEXT.fullmatch(text)
    return calendar_date(*(int(match[k]) for k in ("year", "month", "day"))) if match else None


def time(text: str) -> dt.time | None:
    """A time of day from `hh:mm:ss[.f][Z|±hh:mm[:ss]|@Zone]`."""
    match = _TIME_TEXT.fullmatch(text)
    if match is None:
        return None
    if match["hour"] == "24" and _whole_hour(match):
        raise Refused("the time 24:00:00", "write `00:00:00`")
    return _clock(match)


def date_and_time(text: str) -> dt.datetime | None:
    """A date and time from `YYYY-MM-DDThh:mm:ss...`; 24:00:00 is midnight of the next day."""
    match = _DATETIME_TEXT.fullmatch(text)
    if match is None:
        return None
    end_of_day = match["hour"] == "24" and _whole_hour(match)
    clock = _clock(match, hour=0 if end_of_day else None)
    if clock is None:
        return None
    day = calendar_date(*(int(match[k]) for k in ("year", "month", "day")))
    if day is None:
        return None
    if end_of_day:
        day = shifted(day, dt.timedelta(1))
    return dt.datetime.combine(day, clock)


def _whole_hour(match: re.Match[str]) -> bool:
    return match["minute"] == match["second"] == "00" and not (match["part"] or "").strip("0")


def _clock(match: re.Match[str], hour: int | None = None) -> dt.time | None:
    hours = int(match["hour"]) if hour is None else hour
    minutes, seconds = int(match["minute"]), int(match["second"])
    if hours > 23 or minutes > 59 or seconds > 59:
        return None
    zone: dt.tzinfo | None = None
    if match["utc"] or match["offset"] or match["zone"]:
        zone = (
            dt.UTC if match["utc"] else _offset(match["offset"]) if match["offset"] else named(match["zone"])
        )
        if zone is None:
            return None
    return dt.time(hours, minutes, seconds, _micros(match["part"] or ""), zone)


def _micros(digits: str) -> int:
    digits = digits.rstrip("0")
    if len(digits) > 6:
        raise Refused("fractions of a second beyond microseconds")
    return int(digits.ljust(6, "0"))


def _offset(text: str) -> dt.timezone | None:
    hours, minutes, seconds = (int(p) for p in (text[1:] + ":00").split(":")[:3])
    if minutes > 59 or seconds > 59:
        return None
    span = dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    return fixed(-span if text[0] == "-" else span)


def fixed(offset: dt.timedelta) -> dt.timezone | None:
    """The zone with an offset of at most 18 hours from UTC; null beyond."""
    if abs(offset) > dt.timedelta(hours=18) or offset.microseconds:
        return None
    return dt.timezone(offset)


@lru_cache(maxsize=1)
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def named(name: str) -> ZoneInfo | None:
    """The time zone of the IANA data base with this name; null if there is none."""
    return ZoneInfo(name) if name in _zones() else None


def duration(text: str) -> YearsMonths | dt.timedelta | None:
    """A duration from `PnYnM` or `PnDTnHnMnS`, with an optional minus before."""
    if len(text) > 100:
        return None
    match = _MONTHS_TEXT.fullmatch(text)
    if match is not None:
        months = 12 * int(match[2] or 0) + int(match[3] or 0)
        return YearsMonths(-months if match[1] else months)
    match = _SECONDS_TEXT.fullmatch(text)
    if match is None:
        return None
    days, hours, minutes, seconds = (int(match[i] or 0) for i in range(2, 6))
    part = match[6] or ""
    total = Fraction(((days * 24 + hours) * 60 + minutes) * 60 + seconds)
    total += Fraction(int(part or 0), 10 ** len(part))
    return of_seconds(-total if match[1] else total)


def of_seconds(seconds: Fraction) -> dt.timedelta:
    """A duration of so many seconds; refused if that is no whole number of microseconds."""
    micros = seconds * 1_000_000
    if micros.denominator != 1:
        raise Refused("a duration that is no whole number of microseconds")
    try:
        return dt.timedelta(microseconds=int(micros))
    except OverflowError:
        raise Refused("a duration of more than 999,999,999 days") from None


def seconds_of(span: dt.timedelta) -> Fraction:
    """The seconds of a duration, exactly."""
    return Fraction(span // dt.timedelta(microseconds=1), 1_000_000)


def shifted(start: dt.date, span: dt.timedelta) -> dt.date:
    """A date, or date and time, moved by a duration; refused beyond Python's years."""
    try:
        return start + span
    except OverflowError:
        raise Refused("a date beyond the years 1 to 9999") from None


def text_of(value: Value) -> str:
    """The text of a date, time, date and time or duration, as `string()` gives it."""
    if isinstance(value, YearsMonths):
        return str(value)
    if isinstance(value, dt.timedelta):
        return _duration_text(value)
    if isinstance(value, dt.datetime):
        return f"{value.date().isoformat()}T{_clock_text(value.timetz())}"
    if isinstance(value, dt.time):
        return _clock_text(value)
    return str(value.isoformat())


def _clock_text(value: dt.time) -> str:
    text = value.replace(tzinfo=None).isoformat("seconds")
    if value.microsecond:
        text += f".{value.microsecond:06}".rstrip("0")
    if value.tzinfo is None:
        return text
    key = getattr(value.tzinfo, "key", None)
    if key:
        return f"{text}@{key}"
    return text + (
        "Z" if not value.utcoffset() else value.isoformat()[-6:] if _even(value) else str(value.tzinfo)[3:]
    )


def _even(value: dt.time) -> bool:
    offset = value.utcoffset()
    return offset is not None and offset.seconds % 60 == 0


def _duration_text(value: dt.timedelta) -> str:
    micros = value // dt.timedelta(microseconds=1)
    sign, micros = ("-", -micros) if micros < 0 else ("", micros)
    minutes, rest = divmod(micros, 60_000_000)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    seconds = f"{rest // 1_000_000}" + (f".{rest % 1_000_000:06}".rstrip("0") if rest % 1_000_000 else "")
    clock = "".join(f"{n}{u}" for n, u in ((hours, "H"), (minutes, "M")) if n) + (
        f"{seconds}S" if rest else ""
    )
    text = (f"{days}D" if days else "") + (f"T{clock}" if clock else "")
    return f"{sign}P{text or 'T0S'}"
