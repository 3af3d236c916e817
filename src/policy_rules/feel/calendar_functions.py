"""The functions that rules add to FEEL for deadlines: done by a day, working days (extensions)."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction

from policy_rules.feel.library import builtin
from policy_rules.feel.values import Refused, Value, both, compare
from policy_rules.values.calendar import Calendar


@builtin("done_by", "any, any")
def done_by(date: Value, due: Value) -> Value:
    """`date != null and date <= due`: a thing not done is not done by any day."""
    order = None if date is None else compare(date, due)
    return both(date is not None, None if order is None else order <= 0)


@builtin("working_days_after", "date, number", by_calendar=True)
def working_days_after(calendar: Calendar, date: dt.date, count: Fraction) -> Value:
    """The count-th working day after a date; refused where no calendar is published."""
    if count.denominator != 1:
        return None
    return _published(calendar.after(date, int(count)), calendar)


@builtin("working_days_between", "date, date", by_calendar=True)
def working_days_between(calendar: Calendar, start: dt.date, end: dt.date) -> Value:
    """The working days after one date up to and including another."""
    return Fraction(_published(calendar.between(start, end), calendar))


def _published(result: Value, calendar: Calendar) -> Value:
    if result is not None:
        return result
    first, last = calendar.years[0], calendar.years[-1]
    raise Refused(
        f"working days outside the years {first} to {last}, whose calendars are published",
        f"the days of other years are not known to the calendar `{calendar.name}`",
    )
