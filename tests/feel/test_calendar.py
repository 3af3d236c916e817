"""Working days over China's adjusted calendars."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feel.china import CHINA
from policy_rules import feel
from policy_rules.errors import ExpressionError

FIRST, LAST = CHINA.years[0], CHINA.years[-1]
DAYS = st.dates(dt.date(FIRST + 2, 1, 1), dt.date(LAST - 2, 12, 31))


def test_years_have_no_gaps() -> None:
    assert tuple(CHINA.years) == tuple(range(FIRST, LAST + 1))
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
    assert CHINA.is_working_day(dt.date.fromisoformat(day)) is works


def test_unpublished_years_are_unknown() -> None:
    beyond = dt.date(LAST + 1, 1, 1)
    assert CHINA.is_working_day(beyond) is None
    assert CHINA.after(beyond, 1) is None
    assert CHINA.after(dt.date(LAST, 12, 31), 1) is None
    assert CHINA.between(dt.date(LAST, 12, 31), beyond) is None
    assert CHINA.between(beyond, dt.date(LAST, 12, 31)) is None
    assert CHINA.after(beyond, 0) == beyond
    assert CHINA.between(beyond, beyond) == 0
    with pytest.raises(ExpressionError, match="are published"):
        feel.evaluate("working_days_after(d, 1)", {"d": beyond}, calendar=CHINA)


def test_a_span_that_only_starts_in_an_unpublished_year_is_known() -> None:
    eve, last = dt.date(FIRST - 1, 12, 31), dt.date(FIRST, 12, 31)
    days = [eve + dt.timedelta(i) for i in range(1, (last - eve).days + 1)]
    count = sum(CHINA.is_working_day(day) is True for day in days)
    assert CHINA.between(eve, last) == count > 200


@given(DAYS, st.integers(0, 300))
def test_between_inverts_after(day: dt.date, count: int) -> None:
    later = CHINA.after(day, count)
    assert later is not None
    assert CHINA.between(day, later) == count
    if count:
        assert CHINA.is_working_day(later)


@given(DAYS, st.integers(-300, -1))
def test_after_a_negative_count_is_before(day: dt.date, count: int) -> None:
    earlier = CHINA.after(day, count)
    assert earlier is not None
    assert CHINA.is_working_day(earlier)
    eve = day - dt.timedelta(1)
    assert CHINA.between(earlier - dt.timedelta(1), eve) == -count


@given(DAYS, DAYS)
def test_between_counts_days_one_by_one(a: dt.date, b: dt.date) -> None:
    b = a + (b - a) / 20
    low, high = min(a, b), max(a, b)
    days = [low + dt.timedelta(i) for i in range(1, (high - low).days + 1)]
    count = sum(CHINA.is_working_day(day) is True for day in days)
    assert CHINA.between(a, b) == (count if a <= b else -count)
    found = feel.evaluate("working_days_between(a, b)", {"a": a, "b": b}, calendar=CHINA)
    assert found == (count if a <= b else -count)


def test_every_published_day_is_as_another_package_says() -> None:
    """One day differs: the notice for 2006 had Saturday 31 December 2005 worked."""
    from chinese_calendar import is_workday

    first, last = dt.date(FIRST, 1, 1).toordinal(), dt.date(LAST, 12, 31).toordinal()
    days = [dt.date.fromordinal(d) for d in range(first, last + 1)]
    apart = [day for day in days if CHINA.is_working_day(day) is not is_workday(day)]
    assert apart == [dt.date(2005, 12, 31)]
    assert CHINA.is_working_day(apart[0])
