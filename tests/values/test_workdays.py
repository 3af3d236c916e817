"""Working days of a fortnight counted by hand: on days, on intervals, beyond what is published."""

from __future__ import annotations

import datetime

import pytest

from policy_rules.values import workdays
from policy_rules.values.calendar import WEEK, Calendar, calendar_of
from policy_rules.values.known import INF, Num


def town() -> Calendar:
    off = (datetime.date(2024, 1, 1), datetime.date(2024, 1, 10), datetime.date(2024, 1, 13))
    return calendar_of("town", range(2024, 2026), off, worked=(datetime.date(2024, 1, 6),))


CALENDAR = town()
"""2024 begins on a Monday, which is off; Saturday the 6th is worked, Wednesday the 10th is off."""


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


def number(text: str) -> int:
    return day(text).toordinal()


def test_what_is_published() -> None:
    calendar = town()
    assert calendar.name == "town"
    assert (calendar.first, calendar.last) == (number("2024-01-01"), number("2025-12-31"))
    assert calendar.years == range(2024, 2026)
    assert calendar.source == ""
    assert calendar_of("t", range(2024, 2025), (), source="notice").source == "notice"
    january = [d for d in calendar.days if d <= number("2024-01-14")]
    assert [datetime.date.fromordinal(d).day for d in january] == [2, 3, 4, 5, 6, 8, 9, 11, 12]
    assert calendar.counts[:9] == (0, 1, 2, 3, 4, 5, 5, 6, 7)
    assert WEEK[day("2024-01-01").weekday()] == "monday"


def test_another_weekend() -> None:
    friday_off = calendar_of("t", range(2024, 2025), (), weekend=(4,))
    assert [friday_off.is_working_day(day(f"2024-01-0{n}")) for n in range(1, 8)] == [
        True, True, True, True, False, True, True,
    ]  # fmt: skip


def test_the_digest_tells_calendars_apart_by_what_is_published() -> None:
    again = Calendar("another name", CALENDAR.first, CALENDAR.works, "another source")
    later = Calendar("town", CALENDAR.first + 1, CALENDAR.works)
    assert again.digest == CALENDAR.digest
    assert len({CALENDAR.digest, later.digest, calendar_of("t", range(2024, 2026), ()).digest}) == 3


@pytest.mark.parametrize(
    ("text", "works"),
    [
        ("2023-12-31", None),
        ("2024-01-01", False),
        ("2024-01-02", True),
        ("2024-01-06", True),
        ("2024-01-07", False),
        ("2024-01-10", False),
        ("2025-12-31", True),
        ("2026-01-01", None),
    ],
)
def test_working_days(text: str, works: bool | None) -> None:
    assert CALENDAR.is_working_day(day(text)) is works


@pytest.mark.parametrize(
    ("start", "count", "result"),
    [
        ("2024-01-05", 0, "2024-01-05"),
        ("2024-01-07", 0, "2024-01-07"),
        ("1999-01-01", 0, "1999-01-01"),
        ("2024-01-05", 1, "2024-01-06"),
        ("2024-01-05", 2, "2024-01-08"),
        ("2024-01-09", 1, "2024-01-11"),
        ("2024-01-11", -1, "2024-01-09"),
        ("2024-01-08", -2, "2024-01-05"),
        ("2023-12-31", 1, "2024-01-02"),  # no day that is not published is counted
        ("2023-12-30", 1, None),
        ("2024-01-03", -1, "2024-01-02"),
        ("2024-01-02", -1, None),
        ("2025-12-30", 1, "2025-12-31"),
        ("2025-12-31", 1, None),
        ("2026-01-01", -1, "2025-12-31"),
        ("2026-01-02", -1, None),
    ],
)
def test_after_a_day(start: str, count: int, result: str | None) -> None:
    found = CALENDAR.after(day(start), count)
    assert (found and found.isoformat()) == result


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        ("2024-01-05", "2024-01-05", 0),
        ("1999-01-01", "1999-01-01", 0),
        ("2024-01-05", "2024-01-09", 3),
        ("2024-01-09", "2024-01-05", -3),
        ("2024-01-09", "2024-01-11", 1),
        ("2023-12-31", "2024-01-02", 1),
        ("2023-12-30", "2024-01-02", None),
        ("2024-01-02", "2023-12-30", None),
        ("2025-12-30", "2025-12-31", 1),
        ("2025-12-30", "2026-01-01", None),
    ],
)
def test_between_two_days(start: str, end: str, count: int | None) -> None:
    assert CALENDAR.between(day(start), day(end)) == count


def ends(*texts: str | float) -> Num:
    lo, hi = ((number(t) if isinstance(t, str) else t) for t in (texts[0], texts[-1]))
    return Num(lo, hi)


@pytest.mark.parametrize(
    ("start", "count", "result"),
    [
        (ends("2024-01-05", "2024-01-09"), ends(1), ends("2024-01-06", "2024-01-11")),
        (ends("2024-01-05"), ends(-1, 2), ends("2024-01-04", "2024-01-08")),
        (ends("2024-01-07"), ends(0), ends("2024-01-07")),
        # of days that are not published all may be working days, or none
        (ends("2025-12-30"), ends(2), ends("2026-01-01", INF)),
        (ends("2025-12-31"), ends(3), ends("2026-01-03", INF)),
        (ends("2026-01-02"), ends(1), ends("2026-01-03", INF)),
        (ends("2024-01-03"), ends(-2), ends(-INF, "2023-12-31")),
        (ends("2024-01-02"), ends(-3), ends(-INF, "2023-12-29")),
        (ends("2023-12-30"), ends(1), ends("2023-12-31", "2024-01-02")),
        (ends("2023-12-30"), ends(3), ends("2024-01-03", "2024-01-04")),
        (ends("2026-01-01"), ends(-1), ends("2025-12-31")),
        (ends("2026-01-02"), ends(-1), ends("2025-12-31", "2026-01-01")),
        (ends("2024-01-05", INF), ends(1), ends("2024-01-06", INF)),
        (ends(-INF, "2024-01-05"), ends(1), ends(-INF, "2024-01-06")),
        (ends("2024-01-05"), ends(-INF, INF), ends(-INF, INF)),
        (ends(-INF, INF), ends(0), ends(-INF, INF)),
    ],
)
def test_after_on_intervals(start: Num, count: Num, result: Num) -> None:
    assert workdays.after(start, count, CALENDAR) == result


def test_where_no_day_is_a_working_day() -> None:
    """Beyond what is published all may be: then the first of them is the first day after."""
    idle = calendar_of("idle", range(2024, 2025), (), weekend=range(7))
    assert workdays.after(ends("2024-06-01"), ends(1), idle) == ends("2025-01-01", INF)
    assert workdays.after(ends("2024-06-01"), ends(-1), idle) == ends(-INF, "2023-12-31")
    assert idle.after(day("2024-06-01"), 1) is None


@pytest.mark.parametrize(
    ("start", "end", "result"),
    [
        (ends("2024-01-05"), ends("2024-01-09"), ends(3)),
        (ends("2024-01-09"), ends("2024-01-05"), ends(-3)),
        (ends("2024-01-05"), ends("2024-01-05"), ends(0)),
        (ends("2024-01-05", "2024-01-06"), ends("2024-01-09", "2024-01-11"), ends(2, 4)),
        (ends("2024-01-05", "2024-01-09"), ends("2024-01-08"), ends(-1, 2)),
        (ends("2025-12-30"), ends("2026-01-02"), ends(1, 3)),
        (ends("2026-01-02"), ends("2025-12-30"), ends(-3, -1)),
        (ends("2023-12-30"), ends("2024-01-02"), ends(1, 2)),
        (ends("2023-12-30"), ends("2026-01-01"), ends(len(CALENDAR.days), len(CALENDAR.days) + 2)),
        (ends("2024-01-05", INF), ends("2024-01-09"), ends(-INF, 3)),
        (ends("2024-01-05"), ends(-INF, "2024-01-09"), ends(-INF, 3)),
        (ends("2024-01-05"), ends("2024-01-09", INF), ends(3, INF)),
        (ends(-INF, INF), ends(-INF, INF), ends(-INF, INF)),
    ],
)
def test_between_on_intervals(start: Num, end: Num, result: Num) -> None:
    assert workdays.between(start, end, CALENDAR) == result
