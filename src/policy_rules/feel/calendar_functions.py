"""The functions that rules add to FEEL for deadlines: done by a day, working days (extensions)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from policy_rules.feel.library import builtin
from policy_rules.feel.values import Refused, Value, both, compare
from policy_rules.values import calendar


@builtin("done_by", "any, any")
def done_by(date: Value, due: Value) -> Value:
    """`date != null and date <= due`: a thing not done is not done by any day."""
    order = None if date is None else compare(date, due)
    return both(date is not None, None if order is None else order <= 0)


@builtin("working_days_after", "date, number")
def working_days_after(date: dt.date, count: Fraction) -> Value:
    """The count-th working day after a date; refused where no calendar is published."""
    if count.denominator != 1:
        return None
    return _published(calendar.working_days_after(date, int(count)))


@builtin("working_days_between", "date, date")
def working_days_between(start: dt.date, end: dt.date) -> Value:
    """The working days after one date up to and including another."""
    return Fraction(_published(calendar.working_days_between(start, end)))


def _published(result: Value) -> Value:
    if result is not None:
        return result
    first, last = calendar.published_years()[0], calendar.published_years()[-1]
    raise Refused(
        f"working days outside the years {first} to {last}, whose calendars are published",
        "the calendar of a year is published late in the year before",
    )
