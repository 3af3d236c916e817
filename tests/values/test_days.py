"""Parts of dates, months and years by hand, at the ends of months and at the ends of all dates."""

from __future__ import annotations

import datetime

import pytest

from policy_rules.values import days


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


@pytest.mark.parametrize(
    ("start", "months", "result"),
    [
        ("2025-01-15", 0, "2025-01-15"),
        ("2025-01-15", 1, "2025-02-15"),
        ("2025-01-31", 1, "2025-02-28"),
        ("2024-01-31", 1, "2024-02-29"),
        ("2025-03-31", -1, "2025-02-28"),
        ("2025-12-10", 1, "2026-01-10"),
        ("2025-11-30", 1, "2025-12-30"),
        ("2025-01-10", -1, "2024-12-10"),
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", -48, "2020-02-29"),
        ("9999-11-30", 1, "9999-12-30"),
        ("9999-12-01", 1, "9999-12-31"),  # no later day: the last
        ("9999-12-01", 600, "9999-12-31"),
        ("0001-02-05", -1, "0001-01-05"),
        ("0001-01-05", -1, "0001-01-01"),  # no earlier day: the first
        ("0001-01-05", -600, "0001-01-01"),
    ],
)
def test_months_later(start: str, months: int, result: str) -> None:
    assert datetime.date.fromordinal(days.add_months(day(start), months)).isoformat() == result


@pytest.mark.parametrize(
    ("ordinal", "parts"),
    [
        (day("2024-02-29"), (2024, 2, 29)),
        (day("2025-12-31"), (2025, 12, 31)),
        (1, (1, 1, 1)),
        (0, (1, 1, 1)),  # beyond the days that are: the nearest
        (-400, (1, 1, 1)),
        (day("9999-12-31"), (9999, 12, 31)),
        (day("9999-12-31") + 1, (9999, 12, 31)),
    ],
)
def test_parts(ordinal: int, parts: tuple[int, int, int]) -> None:
    assert (days.year_of(ordinal), days.month_of(ordinal), days.day_of(ordinal)) == parts


@pytest.mark.parametrize(
    ("year", "counts"), [(2025, 2025), (1, 1), (0, 1), (-3, 1), (9999, 9999), (10000, 9999)]
)
def test_the_first_and_the_last_day_of_a_year(year: int, counts: int) -> None:
    assert days.year_start(year) == day(f"{counts:04}-01-01")
    assert days.year_end(year) == day(f"{counts:04}-12-31")
