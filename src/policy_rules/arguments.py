"""Arguments of calls, checked where they enter: days, years, names.

In: what a caller gives. Out: a day, a year, a name that is there; or a fault that names the argument.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from policy_rules.errors import (
    HIDDEN,
    STEERS,
    FactsError,
    Fault,
    PolicyRulesError,
    near_miss,
    printed,
    shorten,
)
from policy_rules.values.python_scalars import own_day, own_scalar

Day = datetime.date | str
"""A day: a date, or a text such as `2024-12-31`."""
Year = int | str
"""A year: a number from 1 to 9999, or a text such as `2024`."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_YEAR = re.compile(r"[0-9]{4}", re.ASCII)
_MOST_NAMES = 8


def asked_day(value: object, name: str) -> datetime.date:
    """The day that an argument gives.

    A midnight without a time zone (`pandas.Timestamp`) is its day; other times of day, numbers and truths are
    refused.

    Raises:
        PolicyRulesError: it is no day.
    """
    value = own_day(own_scalar(value))
    if type(value) is datetime.date:
        return value
    hint = "give a `datetime.date`, or a text such as `2024-12-31`"
    if isinstance(value, datetime.datetime):
        hint = "give a date without a time of day and a time zone: `.date()`"
    elif isinstance(value, datetime.date):
        return datetime.date(value.year, value.month, value.day)
    elif isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            hint = "the calendar has no such day"
    raise PolicyRulesError(Fault(f"`{name}` needs a day, not `{printed(value)}`", hint=hint))


def asked_year(value: object, name: str = "year") -> int | None:
    """The year that an argument gives, None where it is None; raises PolicyRulesError where it is no year."""
    value = own_scalar(value)
    if value is None:
        return None
    if isinstance(value, str) and _YEAR.fullmatch(value):
        value = int(value)
    if isinstance(value, int) and not isinstance(value, bool):
        if datetime.MINYEAR <= value <= datetime.MAXYEAR:
            return int(value)
        hint = f"years go from {datetime.MINYEAR} to {datetime.MAXYEAR}"
    else:
        hint = "give a whole number such as 2024"
    raise PolicyRulesError(Fault(f"`{name}` needs a year, not `{printed(value)}`", hint=hint))


def asked_count(value: object, name: str) -> int:
    """The number from 1 on that an argument gives; raises PolicyRulesError where it is none."""
    value = own_scalar(value)
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return int(value)
    told = f"`{name}` needs a whole number from 1 on, not `{printed(value)}`"
    raise PolicyRulesError(Fault(told, hint="leave it out for the usual one"))


def mapping_of(value: Any, name: str, what: str) -> Mapping[str, Any]:
    """The mapping that an argument gives, an empty one of None; raises PolicyRulesError where it is none.

    `what` says what is mapped to what.
    """
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise PolicyRulesError(
            Fault(f"`{name}` needs a mapping, not `{printed(value)}`", hint=f"it maps {what}")
        )
    return value


def id_of(value: object, what: str) -> str:
    """The id of something new; raises FactsError where it cannot be one."""
    if (
        isinstance(value, str)
        and value
        and value == value.strip()
        and not STEERS.search(value)
        and not HIDDEN.search(value)
    ):
        return value
    raise FactsError(Fault(f"`{printed(value)}` is no id of {what}", hint="ids are texts that can be seen"))


def name_among(
    value: Any, known: Collection[str], what: str, error: type[PolicyRulesError] = PolicyRulesError
) -> str:
    """The name, which is one of those known; raises the error with what is near where it is not.

    `what` says what is not there: `no sheet`.
    """
    if isinstance(value, str) and value in known:
        return str(value)
    shown = shorten(value) if isinstance(value, str) else printed(value)
    hint = near_miss(value, known)
    if not hint:
        names = list(known)
        more = ", …" if len(names) > _MOST_NAMES else ""
        hint = f"there is {', '.join(names[:_MOST_NAMES])}{more}" if names else "there is none at all"
    raise error(Fault(f"{what} `{shown}`", hint=hint))


def names_listed(value: Any, name: str) -> list[Any]:
    """The names that an argument gives, in a list or whatever else can be gone through.

    Raises:
        PolicyRulesError: it is none; a single text is refused too, as its letters are no names.
    """
    if isinstance(value, str | bytes) or not isinstance(value, Iterable):
        hint = "give a list of names, of one name too"
        raise PolicyRulesError(Fault(f"`{name}` needs a list, not `{printed(value)}`", hint=hint))
    return list(value)


def names_among(given: Iterable[str], known: Collection[str], what: str) -> None:
    """See to it that all names are known; raises PolicyRulesError, as `name_among` does."""
    for name in given:
        name_among(name, known, what)
