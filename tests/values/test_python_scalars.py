"""Scalars of other libraries as Python's own, by classes of their names (`tests/use` asks the real ones)."""

from __future__ import annotations

import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from policy_rules.values.python_scalars import UNKNOWN, own_day, own_scalar

DAY, CLOCK = datetime.date(2024, 12, 31), datetime.time(8, 30)
MIDNIGHT = datetime.datetime.fromisoformat("2024-12-31T00:00:00")
SECOND = datetime.timedelta(seconds=1)


def of(module: str, name: str, text: str = "", base: type = object, **more: Any) -> Any:
    """A value of a class that a library defines."""
    kind = type(name, (base,), {"__module__": module, "__str__": lambda _: text, **more})
    return kind()


def scalar(value: object, module: str = "numpy", name: str = "int64", **more: Any) -> Any:
    return of(module, name, dtype="int64", item=lambda _: value, **{"ndim": 0, **more})


def stamp(*parts: int, **more: Any) -> Any:
    """A timestamp of pandas, which is a `datetime` with nanoseconds."""
    kind = type("Timestamp", (datetime.datetime,), {"__module__": "pandas._libs", "nanosecond": 0, **more})
    return kind(*parts)


@pytest.mark.parametrize(
    "value",
    ["a", 1, 1.5, True, None, DAY, UNKNOWN, Decimal("1.5"), Fraction(1, 2), [1], {"a": 1}, MIDNIGHT, CLOCK],
)
def test_what_is_pythons_own_comes_back_as_it_is(value: object) -> None:
    assert own_scalar(value) is value


@pytest.mark.parametrize("module", ["pandas", "pandas._libs.missing", "numpy"])
@pytest.mark.parametrize("name", ["NAType", "NaTType"])
def test_what_is_missing_is_unknown(module: str, name: str) -> None:
    assert own_scalar(of(module, name)) is UNKNOWN


@pytest.mark.parametrize("module", ["elsewhere", "numpyro", "my.numpy", ""])
def test_only_these_libraries_are_looked_at(module: str) -> None:
    for value in (of(module, "NAType"), scalar(3, module), of(module, "datetime64", "2024-12-31")):
        assert own_scalar(value) is value


@pytest.mark.parametrize("value", [3, 1.5, True, "a"])
@pytest.mark.parametrize("module", ["numpy", "pandas.core"])
def test_a_scalar_is_its_item(value: object, module: str) -> None:
    assert own_scalar(scalar(value, module)) is value


@pytest.mark.parametrize(
    "value",
    [
        scalar(3, name="ndarray"),
        scalar(3, name="timedelta64"),
        scalar([3], ndim=1),
        of("numpy", "int64", dtype="int64"),  # whether it is single is not told
        of("numpy", "int64", ndim=0),
    ],
)
def test_arrays_spans_and_what_has_no_type_come_back_as_they_are(value: object) -> None:
    assert own_scalar(value) is value


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2024-12-31", DAY),
        ("2024-12-31T00", DAY),
        ("2024-12-31T00:00:00.000000000", DAY),
        ("NaT", UNKNOWN),
        ("2024-12-31T08:30", None),
        ("2024-12-31T00:00:00.000000001", None),
        ("2024-12", None),  # a month is no day
        ("2024", None),
        ("-2024-12-31", None),
        ("2024-12-32", None),
    ],
)
def test_a_day_of_numpy_is_exact_or_comes_back_as_it_is(text: str, found: object) -> None:
    value = of("numpy", "datetime64", text)
    assert own_scalar(value) == (value if found is None else found)


def test_a_timestamp_at_midnight_is_its_date() -> None:
    assert own_scalar(stamp(2024, 12, 31)) == DAY
    assert type(own_scalar(stamp(2024, 12, 31))) is datetime.date
    zone = datetime.timezone(datetime.timedelta(hours=8))
    for value in (
        stamp(2024, 12, 31, 8),
        stamp(2024, 12, 31, 0, 0, 0, 1),
        stamp(2024, 12, 31, nanosecond=1),
        stamp(2024, 12, 31).replace(tzinfo=zone),
    ):
        assert own_scalar(value) is value


def test_a_date_and_time_of_python_is_a_day_at_midnight_in_no_zone() -> None:
    assert (own_day(MIDNIGHT), type(own_day(MIDNIGHT))) == (DAY, datetime.date)
    zoned = MIDNIGHT.replace(tzinfo=datetime.UTC)
    for value in (DAY, CLOCK, "2024-12-31", MIDNIGHT + SECOND, zoned):
        assert own_day(value) is value
