"""Working days over China's adjusted calendars."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_rules import feel
from policy_rules.errors import ExpressionError
from policy_rules.values import calendar

FIRST, LAST = calendar.published_years()[0], calendar.published_years()[-1]
DAYS = st.dates(dt.date(FIRST + 2, 1, 1), dt.date(LAST - 2, 12, 31))


def test_years_have_no_gaps() -> None:
    assert calendar.published_years() == tuple(range(FIRST, LAST + 1))
    assert FIRST <= 2021
    assert LAST >= 2025


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-09-30", True),
        ("2024-10-01", False),
        ("2024-10-12", True),  # a Saturday, made a working day
        ("2024-10-13", False),
        ("2025-01-26", True),  # a Sunday, made a working day
        ("2025-01-28", False),
    ],
)
def test_known_days(day: str, works: bool) -> None:
    assert calendar.is_working_day(dt.date.fromisoformat(day)) is works


def test_unpublished_years_are_unknown() -> None:
    beyond = dt.date(LAST + 1, 1, 1)
    assert calendar.is_working_day(beyond) is None
    assert calendar.working_days_after(beyond, 1) is None
    assert calendar.working_days_after(dt.date(LAST, 12, 31), 1) is None
    assert calendar.working_days_between(dt.date(LAST, 12, 31), beyond) is None
    assert calendar.working_days_between(beyond, dt.date(LAST, 12, 31)) is None
    assert calendar.working_days_after(beyond, 0) == beyond
    assert calendar.working_days_between(beyond, beyond) == 0
    with pytest.raises(ExpressionError, match="are published"):
        feel.evaluate("working_days_after(d, 1)", {"d": beyond})


def test_a_span_that_only_starts_in_an_unpublished_year_is_known() -> None:
    eve, last = dt.date(FIRST - 1, 12, 31), dt.date(FIRST, 12, 31)
    days = [eve + dt.timedelta(i) for i in range(1, (last - eve).days + 1)]
    count = sum(calendar.is_working_day(day) is True for day in days)
    assert calendar.working_days_between(eve, last) == count > 200


@given(DAYS, st.integers(0, 300))
def test_between_inverts_after(day: dt.date, count: int) -> None:
    later = calendar.working_days_after(day, count)
    assert later is not None
    assert calendar.working_days_between(day, later) == count
    if count:
        assert calendar.is_working_day(later)


@given(DAYS, st.integers(-300, -1))
def test_after_a_negative_count_is_before(day: dt.date, count: int) -> None:
    earlier = calendar.working_days_after(day, count)
    assert earlier is not None
    assert calendar.is_working_day(earlier)
    eve = day - dt.timedelta(1)
    assert calendar.working_days_between(earlier - dt.timedelta(1), eve) == -count


@given(DAYS, DAYS)
def test_between_counts_days_one_by_one(a: dt.date, b: dt.date) -> None:
    b = a + (b - a) / 20
    low, high = min(a, b), max(a, b)
    days = [low + dt.timedelta(i) for i in range(1, (high - low).days + 1)]
    count = sum(calendar.is_working_day(day) is True for day in days)
    assert calendar.working_days_between(a, b) == (count if a <= b else -count)
    assert feel.evaluate("working_days_between(a, b)", {"a": a, "b": b}) == (count if a <= b else -count)


def test_every_published_day_is_as_the_data_say() -> None:
    from chinese_calendar import is_workday

    for year in calendar.published_years():
        days = calendar.working_days(year)
        assert days is not None
        first, last = dt.date(year, 1, 1).toordinal(), dt.date(year, 12, 31).toordinal()
        assert days == tuple(d for d in range(first, last + 1) if is_workday(dt.date.fromordinal(d)))
