"""What an attribute is on a day, from values by year, by day or without one: tables worked out by hand."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from policy_rules.facts.bound import Entry, ExceptionRecord
from policy_rules.facts.timeline import agreed, anything, as_known, in_force, value_on
from policy_rules.values.known import (
    ANY_NUM,
    ANYTHING,
    FALSE,
    INF,
    MAYBE,
    NEVER,
    NULL_NUM,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    Truth,
    label,
    point,
)
from policy_rules.values.periods import CALENDAR_YEAR
from policy_rules.vocabulary import BOOLEAN, DATE, DAYS, NUMBER, TEXT, Attribute, Type

MISSING = Num(0, 1000)


def day(text: str) -> int:
    return datetime.date.fromisoformat(text).toordinal()


def days(first: str | None, last: str | None = "", null: int = NEVER) -> Num:
    """The days from one to another, both counted; None for no end; one day where only one is named."""
    last = first if last == "" else last
    return Num(None if first is None else day(first), None if last is None else day(last), null)


def of_year(value: int | Num, year: int) -> Entry:
    return Entry(value if isinstance(value, Num) else point(value), year=year)


def since(value: int, start: str) -> Entry:
    return Entry(point(value), start=day(start))


def test_a_year_goes_from_new_year_to_new_years_eve() -> None:
    assert (CALENDAR_YEAR.first_day(2024), CALENDAR_YEAR.last_day(2024)) == (
        day("2024-01-01"),
        day("2024-12-31"),
    )
    assert CALENDAR_YEAR.last_day(2024) - CALENDAR_YEAR.first_day(2024) == 365  # a leap year
    assert CALENDAR_YEAR.last_day(2023) + 1 == CALENDAR_YEAR.first_day(2024)


BY_YEAR = (of_year(7, 2024), of_year(9, 2025))
BY_DAY = (since(9, "2025-01-01"), since(7, "2024-03-01"))  # in no order
TIMELESS = Entry(point(5))


@pytest.mark.parametrize(
    ("entries", "asked", "known"),
    [
        ((), days("2024-06-01"), MISSING),
        ((TIMELESS,), days(None, None), point(5)),
        # two values without a day: either; what has a day besides does not count
        ((TIMELESS, Entry(point(8))), days("2024-06-01"), Num(5, 8)),
        ((TIMELESS, *BY_YEAR), days("2024-06-01"), point(5)),
        ((TIMELESS, *BY_DAY), days("2024-06-01"), point(5)),
        # by year
        (BY_YEAR, days("2023-12-31"), MISSING),
        (BY_YEAR, days("2024-01-01"), point(7)),
        (BY_YEAR, days("2024-12-31"), point(7)),
        (BY_YEAR, days("2025-12-31"), point(9)),
        (BY_YEAR, days("2026-01-01"), MISSING),
        (BY_YEAR, days("2024-01-01", "2025-12-31"), Num(7, 9)),
        (BY_YEAR, days("2024-01-01", "2026-01-01"), MISSING),
        (BY_YEAR, days("2023-12-31", "2024-01-01"), MISSING),
        ((of_year(9, 2025), of_year(7, 2024)), days("2024-12-31", "2025-01-01"), Num(7, 9)),
        # a year without a value between two that have one
        ((of_year(7, 2023), of_year(9, 2025)), days("2023-06-01", "2025-06-01"), MISSING),
        # by day: the last one stands for good
        (BY_DAY, days("2024-02-29"), MISSING),
        (BY_DAY, days("2024-03-01"), point(7)),
        (BY_DAY, days("2024-12-31"), point(7)),
        (BY_DAY, days("2025-01-01"), point(9)),
        (BY_DAY, days("2024-12-31", "2025-01-01"), Num(7, 9)),
        (BY_DAY, days("2024-03-01", None), Num(7, 9)),
        (BY_DAY, days("2025-01-01", None), point(9)),
        (BY_DAY, days("2024-02-29", None), MISSING),
        (BY_DAY, days(None, "2024-03-01"), MISSING),
        # a figure of the year and a value since a day, from two tellers: the days that both are of count
        ((of_year(7, 2024), since(9, "2024-07-01")), days("2024-06-30"), point(7)),
        ((of_year(7, 2024), since(9, "2024-07-01")), days("2025-06-30"), point(9)),
        ((of_year(7, 2024), since(9, "2024-07-01")), days("2024-07-01"), Num(7, 9)),
        ((of_year(7, 2024), since(9, "2024-07-01")), days("2024-06-30", None), Num(7, 9)),
        ((of_year(7, 2024), since(9, "2023-07-01")), days("2023-08-01", None), Num(7, 9)),
        # a short span within a long one does not end it
        ((since(9, "2023-07-01"), of_year(7, 2024)), days("2024-06-01", "2026-01-01"), Num(7, 9)),
        # two sources for one year: what both allow, or either
        ((of_year(Num(5, 9), 2024), of_year(Num(7, 12), 2024)), days("2024-06-01"), Num(7, 9)),
        ((of_year(5, 2024), of_year(8, 2024)), days("2024-06-01"), Num(5, 8)),
        # the day is wider than the missing value's bounds are: the hull of both
        ((of_year(2000, 2024),), days("2024-12-31", "2025-01-01"), Num(0, 2000)),
    ],
)
def test_a_value_on_a_day(entries: tuple[Entry, ...], asked: Num, known: Num) -> None:
    assert value_on(entries, asked, MISSING) == known


def test_entries_may_come_one_by_one() -> None:
    assert value_on(iter(BY_YEAR), days("2024-06-01"), MISSING) == point(7)


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([], []),
        ([(1, 9, Num(0, 5)), (1, 9, Num(3, 8))], [(1, 9, Num(3, 5))]),
        ([(1, 9, point(1)), (1, 9, point(2))], [(1, 9, Num(1, 2))]),
        ([(1, 9, point(1)), (1, 8, point(2)), (2, 9, point(3))], None),  # other days: each as it is
        ([(1, INF, TRUE), (1, INF, UNDECIDED)], [(1, INF, TRUE)]),
        ([(1, 9, Num(0, 5)), (1, 9, Num(3, 8)), (1, 9, Num(4, 9))], [(1, 9, Num(4, 5))]),
    ],
)
def test_sources_of_the_same_days_agree(
    spans: list[tuple[float, float, Num]], expected: list[tuple[float, float, Num]] | None
) -> None:
    assert agreed(list(spans)) == (spans if expected is None else expected)


LIFTED = ("2025-03-01", "2025-05-31")


@pytest.mark.parametrize(
    ("start", "until", "asked", "holds"),
    [
        (*LIFTED, days("2025-02-28"), FALSE),
        (*LIFTED, days("2025-03-01"), TRUE),
        (*LIFTED, days("2025-05-31"), TRUE),
        (*LIFTED, days("2025-06-01"), FALSE),
        (*LIFTED, days("2025-03-01", "2025-05-31"), TRUE),
        (*LIFTED, days("2025-02-28", "2025-05-31"), UNDECIDED),
        (*LIFTED, days("2025-03-01", "2025-06-01"), UNDECIDED),
        (*LIFTED, days("2025-05-31", "2025-06-01"), UNDECIDED),
        (*LIFTED, days("2025-02-28", "2025-03-01"), UNDECIDED),
        (*LIFTED, days(None, "2025-02-28"), FALSE),
        (*LIFTED, days("2025-06-01", None), FALSE),
        (*LIFTED, days(None, None), UNDECIDED),
        ("2025-03-01", None, days("2025-03-01", None), TRUE),
        ("2025-03-01", None, days("2025-02-28"), FALSE),
        ("2025-03-01", None, days("2025-02-28", None), UNDECIDED),
    ],
)
def test_an_exception_is_in_force_from_its_day_to_its_last(
    start: str, until: str | None, asked: Num, holds: Truth
) -> None:
    record = ExceptionRecord("r", "why", "who", day(start), until=None if until is None else day(until))
    assert in_force(record, asked) == holds


AS_OF = day("2025-06-30")
ENDED = Attribute("ended", Type("date", nullable=True))
PLANNED = Attribute("due", Type("date", nullable=True), planned=True)
BEGUN = Attribute("begun", DATE)
COUNT = Attribute("count", Type("number", nullable=True))


@pytest.mark.parametrize(
    ("attribute", "given", "known"),
    [
        # an event: not yet, perhaps, or already
        (ENDED, days("2025-07-01"), NULL_NUM),
        (ENDED, days("2025-06-30"), days("2025-06-30")),
        (ENDED, days("2025-06-30", "2025-07-01"), days("2025-06-30", "2025-06-30", MAYBE)),
        (ENDED, days("2025-01-01", None), days("2025-01-01", "2025-06-30", MAYBE)),
        (ENDED, days("2025-01-01", "2025-06-30", MAYBE), days("2025-01-01", "2025-06-30", MAYBE)),
        (ENDED, days("2025-07-01", "2025-08-01", MAYBE), NULL_NUM),
        (ENDED, NULL_NUM, NULL_NUM),
        # a plan stands; so does a date that every record has, and what is no date
        (PLANNED, days("2025-07-01"), days("2025-07-01")),
        (BEGUN, days("2025-07-01"), days("2025-07-01")),
        (COUNT, point(AS_OF + 1), point(AS_OF + 1)),
        (ENDED, UNDECIDED, UNDECIDED),
    ],
)
def test_an_event_after_the_day_of_assessment_has_not_happened(
    attribute: Attribute, given: Num, known: Num
) -> None:
    assert as_known(given, attribute, AS_OF) == known


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Type("label", labels=("a", "b")), Labels(None, MAYBE)),
        (TEXT, Labels(None, MAYBE)),
        (BOOLEAN, UNDECIDED),
        (NUMBER, ANYTHING),
        (DATE, ANYTHING),
        (DAYS, ANYTHING),
        (Type("number", low=Fraction(0), high=Fraction(9)), ANYTHING),
    ],
)
def test_anything_leaves_the_declared_range_out(kind: Type, value: object) -> None:
    assert anything(kind) == value


def test_labels_by_year_are_joined_like_numbers() -> None:
    entries = (Entry(label("a"), year=2024), Entry(label("b"), year=2025))
    both = Labels(frozenset({"a", "b"}))
    assert value_on(entries, days("2024-12-31", "2025-01-01"), Labels(None)) == both
    assert value_on(entries, ANY_NUM, Labels(None, MAYBE)) == Labels(None, MAYBE)
