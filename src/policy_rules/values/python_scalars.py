"""Single values of Python as the library takes them: those of NumPy and pandas, and what is missing.

Neither library is imported: their scalars are known by where their classes are defined.
"""

from __future__ import annotations

import datetime
from enum import Enum
from typing import Any


class Unknown(Enum):
    """What stands for a fact that is taken away, or a parameter that is opened; None is null."""

    UNKNOWN = "unknown"

    def __repr__(self) -> str:
        return self.name


UNKNOWN = Unknown.UNKNOWN
"""Given for a value: nothing is told of it."""

_PLAIN = frozenset((str, int, float, bool, type(None), datetime.date, Unknown))


def own_scalar(value: Any) -> Any:
    """A scalar of NumPy or pandas as Python's own; others as they are.

    `NA` and `NaT` are `UNKNOWN`, a timestamp at midnight is its date. What is no number, text, truth or day
    (spans, complex numbers, times of day, arrays) comes back as it is.
    """
    kind = type(value)
    if kind in _PLAIN:
        return value
    if str(getattr(kind, "__module__", "")).partition(".")[0] in ("numpy", "pandas"):
        if kind.__name__ in ("NAType", "NaTType"):
            return UNKNOWN
        if kind.__name__ == "datetime64":
            return _day_of(value)
        if kind.__name__ not in ("ndarray", "timedelta64") and hasattr(value, "dtype") and _is_single(value):
            return value.item()
        return own_day(value)
    return value


def _is_single(value: Any) -> bool:
    return getattr(value, "ndim", None) == 0


def _day_of(value: Any) -> Any:
    """The date of a `datetime64`, whose text is exact at any resolution."""
    text = str(value)
    if text == "NaT":
        return UNKNOWN
    day, _, clock = text.partition("T")
    exact = len(day) == len("2024-12-31") and not clock.strip("0:.")
    try:
        return datetime.date.fromisoformat(day) if exact else value
    except ValueError:
        return value


def own_day(value: Any) -> Any:
    """The date of a date and time that is the beginning of a day in no time zone; others as they are."""
    if not isinstance(value, datetime.datetime):
        return value
    exact = value.tzinfo is None and value.time() == datetime.time() and not getattr(value, "nanosecond", 0)
    return datetime.date(value.year, value.month, value.day) if exact else value
