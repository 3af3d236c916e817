"""Counting working days against counting day by day: on points, and on intervals of a calendar's edges."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from policy_rules import feel
from policy_rules.reference.evaluate import OPERATORS
from policy_rules.values.calendar import Calendar, calendar_of
from policy_rules.values.known import INF, NULL_NUM, Num, point
from thinned import examples

YEARS = (2023, 2024)
FIRST, LAST = datetime.date(2023, 1, 1).toordinal(), datetime.date(2024, 12, 31).toordinal()
PUBLISHED = st.integers(FIRST, LAST).map(datetime.date.fromordinal)
EDGES = st.one_of(st.integers(FIRST - 12, FIRST + 12), st.integers(LAST - 12, LAST + 12))
Works = Callable[[int], bool]


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any weekend, many days off, some weekends worked; more at the edges, where the intervals are."""
    weekend = draw(st.sets(st.integers(0, 6), max_size=3))
    near = st.one_of(st.integers(0, 15), st.integers(LAST - FIRST - 15, LAST - FIRST), st.integers(0, 700))
    days = near.map(lambda n: datetime.date.fromordinal(FIRST + n))
    off, worked = draw(st.sets(days, max_size=30)), draw(st.sets(days, max_size=10))
    return calendar_of("any", range(YEARS[0], YEARS[1] + 1), off - worked, worked, weekend)


def published(calendar: Calendar) -> Works:
    return lambda day: calendar.is_working_day(datetime.date.fromordinal(day)) is True


def counted_after(day: int, number: int, works: Works) -> int | None:
    """One day after another, until so many have been working days; None where none is in sight."""
    step, left = (1 if number > 0 else -1), abs(number)
    for _ in range(400):
        if left == 0:
            return day
        day += step
        left -= works(day)
    return None


def counted_between(start: int, end: int, works: Works) -> int:
    low, high = sorted((start, end))
    number = sum(works(day) for day in range(low + 1, high + 1))
    return number if start <= end else -number


@examples(25, 100)
@given(calendars(), PUBLISHED, st.integers(-30, 30))
def test_the_day_after_is_found_day_by_day(calendar: Calendar, day: datetime.date, number: int) -> None:
    found = calendar.after(day, number)
    by_hand = counted_after(day.toordinal(), number, published(calendar))
    if found is None:  # else a day that is not published would have been counted
        assert by_hand is None or not FIRST <= by_hand <= LAST
    else:
        assert found.toordinal() == by_hand
        hull = OPERATORS["working days after"](point(day.toordinal()), point(number), calendar)
        assert hull == point(by_hand)
        text = "working_days_after(d, n)"
        assert feel.evaluate(text, {"d": day, "n": number}, calendar=calendar) == found


@examples(25, 100)
@given(calendars(), PUBLISHED, PUBLISHED)
def test_the_days_between_are_counted_day_by_day(
    calendar: Calendar, start: datetime.date, end: datetime.date
) -> None:
    found = calendar.between(start, end)
    a, b = start.toordinal(), end.toordinal()
    assert found == counted_between(a, b, published(calendar))
    assert OPERATORS["working days between"](point(a), point(b), calendar) == point(found)


def worlds(calendar: Calendar) -> tuple[Works, Works]:
    """The published days as they are, of the others none or all: whatever they are lies between."""
    as_published = published(calendar)
    return as_published, lambda day: as_published(day) or not FIRST <= day <= LAST


@examples(25, 100)
@given(calendars(), EDGES, st.integers(0, 3), st.integers(-8, 8), st.integers(0, 2))
def test_on_intervals_the_day_after_is_the_hull_of_all_that_may_be(
    calendar: Calendar, day: int, days: int, number: int, numbers: int
) -> None:
    found = OPERATORS["working days after"](Num(day, day + days), Num(number, number + numbers), calendar)
    starts, counts = range(day, day + days + 1), range(number, number + numbers + 1)
    cases = list(product(starts, counts, worlds(calendar)))
    image = [(n, counted_after(start, n, works)) for start, n, works in cases]
    low = min(-INF if last is None and n < 0 else INF if last is None else last for n, last in image)
    high = max(INF if last is None and n > 0 else -INF if last is None else last for n, last in image)
    assert found == Num(low, high)


@examples(25, 100)
@given(calendars(), EDGES, st.integers(0, 3), EDGES, st.integers(0, 3))
def test_on_intervals_the_days_between_are_the_hull_of_all_that_may_be(
    calendar: Calendar, start: int, starts: int, end: int, ends: int
) -> None:
    found = OPERATORS["working days between"](Num(start, start + starts), Num(end, end + ends), calendar)
    cases = product(range(start, start + starts + 1), range(end, end + ends + 1), worlds(calendar))
    image = [counted_between(a, b, works) for a, b, works in cases]
    assert found == Num(min(image), max(image))


def test_null_gives_null() -> None:
    calendar = calendar_of("any", range(2024, 2025), ())
    for name in ("working days after", "working days between"):
        assert OPERATORS[name](NULL_NUM, point(FIRST), calendar) == NULL_NUM
        assert OPERATORS[name](point(FIRST), NULL_NUM, calendar) == NULL_NUM
