"""Numbers in and out by hand: what text means, what is refused and why, each rounding, each form."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from policy_rules.values.exact import (
    ROUNDINGS,
    NotANumber,
    exactly,
    parse_number,
    parse_percent,
    plain,
    rounded,
    terminates,
    to_decimal,
)

THIRDS = "0." + "3" * 34


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("0", Fraction(0)),
        ("-0", Fraction(0)),
        ("12", Fraction(12)),
        ("+1.5", Fraction(3, 2)),
        ("-1.5", Fraction(-3, 2)),
        ("7.", Fraction(7)),
        (".25", Fraction(1, 4)),
        ("0010.50", Fraction(21, 2)),
        ("9" * 1000, Fraction(10**1000 - 1)),
    ],
)
def test_a_decimal_text_means(text: str, number: Fraction) -> None:
    assert parse_number(text) == number
    assert parse_number(text, exponent=True) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1e3", Fraction(1000)),
        ("-2.5E-1", Fraction(-1, 4)),
        ("1e+6144", Fraction(10**6144)),
        ("1e-6144", Fraction(1, 10**6144)),
        ("1e+06144", Fraction(10**6144)),
    ],
)
def test_an_exponent_where_it_may_stand(text: str, number: Fraction) -> None:
    assert parse_number(text, exponent=True) == number
    with pytest.raises(NotANumber) as told:
        parse_number(text)
    assert str(told.value) == f"`{text}` is written with an exponent"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (" 1", "` 1` is not a number"),
        ("1,000", "`1,000` is not a number"),
        ("１", "`１` is not a number"),
        ("NaN", "`NaN` is not a number"),
        ("", "`` is not a number"),
        (".", "`.` is not a number"),
        ("1e6145", "`1e6145` has an exponent beyond 6144"),
        ("1e-6145", "`1e-6145` has an exponent beyond 6144"),
        ("1e" + "0" * 6 + "1", "`1e0000001` has an exponent beyond 6144"),
        ("9" * 1001, "a number of more than 1000 characters"),
    ],
)
def test_a_text_that_is_refused(text: str, why: str) -> None:
    with pytest.raises(NotANumber) as told:
        parse_number(text, exponent=True)
    assert str(told.value) == why


def test_percentages() -> None:
    assert parse_percent("80%") == Fraction(4, 5)
    assert parse_percent("-12.5 ％") == Fraction(-1, 8)
    for text, why in (("80", "`80` is not a percentage"), ("a%", "`a` is not a number")):
        with pytest.raises(NotANumber) as told:
            parse_percent(text)
        assert str(told.value) == why


@pytest.mark.parametrize(
    "value", [3, Fraction(1, 3), Decimal("0.10"), Decimal("1E6144"), Decimal("-1E6144"), Decimal("1E-6144")]
)
def test_what_is_an_exact_number(value: Decimal | Fraction | int) -> None:
    assert exactly(value) == Fraction(value)
    assert isinstance(exactly(value), Fraction)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (True, "`True` is not an exact number"),
        (1.0, "`1.0` is not an exact number"),
        ("1", "`'1'` is not an exact number"),
        (None, "`None` is not an exact number"),
        ("x" * 99, f"`'{'x' * 59}` is not an exact number"),
        (Decimal("NaN"), "`NaN` is not a number"),
        (Decimal("-Infinity"), "`-Infinity` is not a number"),
        (Decimal("1E6145"), "`1E+6145` is beyond 10**6144"),
        (Decimal("1E-6145"), "`1E-6145` is beyond 10**6144"),
    ],
)
def test_what_is_no_exact_number(value: object, why: str) -> None:
    with pytest.raises(NotANumber) as told:
        exactly(value)
    assert str(told.value) == why


WHOLE = {  # to which whole number each way rounds
    #            -3.5 -2.6 -2.5 -2.4 -0.5  0  0.5 2.4 2.5 2.6 3.5  4
    "up": [-4, -3, -3, -3, -1, 0, 1, 3, 3, 3, 4, 4],
    "down": [-3, -2, -2, -2, 0, 0, 0, 2, 2, 2, 3, 4],
    "floor": [-4, -3, -3, -3, -1, 0, 0, 2, 2, 2, 3, 4],
    "ceiling": [-3, -2, -2, -2, 0, 0, 1, 3, 3, 3, 4, 4],
    "half up": [-4, -3, -3, -2, -1, 0, 1, 2, 3, 3, 4, 4],
    "half down": [-3, -3, -2, -2, 0, 0, 0, 2, 2, 3, 3, 4],
    "half even": [-4, -3, -2, -2, 0, 0, 0, 2, 2, 3, 4, 4],
}
UNITS = [Fraction(tenths, 10) for tenths in (-35, -26, -25, -24, -5, 0, 5, 24, 25, 26, 35, 40)]


@pytest.mark.parametrize("how", ROUNDINGS)
def test_each_way_of_rounding(how: str) -> None:
    assert [rounded(value, how=how) for value in UNITS] == WHOLE[how]
    assert [rounded(value / 100, 2, how) for value in UNITS] == [Fraction(n, 100) for n in WHOLE[how]]
    assert [rounded(value * 100, -2, how) for value in UNITS] == [n * 100 for n in WHOLE[how]]


def test_rounding_is_half_up_to_whole_numbers_where_nothing_is_said() -> None:
    assert rounded(Fraction("2.5")) == 3
    assert rounded(Fraction("-2.5")) == -3


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Fraction(0), "0"),
        (Fraction(5, 2), "2.5"),
        (Fraction(-1, 20), "-0.05"),
        (Fraction(10), "10"),
        (Fraction(100), "100"),
        (Fraction(10**33), "1" + "0" * 33),
        (Fraction(10**34), "1E+34"),
        (Fraction(1, 3), THIRDS),
        (Fraction(2, 3), "0." + "6" * 33 + "7"),
        (Fraction(12 * 10**33 + 1, 2), "6" + "0" * 33),  # a half goes to the even digit, here down
        (Fraction(12 * 10**33 + 3, 2), "6" + "0" * 32 + "2"),  # and here up
        (Fraction(10**6144), "1E+6144"),
    ],
)
def test_the_closest_decimal(value: Fraction, written: str) -> None:
    assert str(to_decimal(value)) == written


def test_beyond_the_largest_decimal() -> None:
    for value in (Fraction(10**6145), -Fraction(10**6145)):
        with pytest.raises(OverflowError) as told:
            to_decimal(value)
        assert str(told.value) == "a number beyond 10**6144"


@pytest.mark.parametrize(
    ("denominator", "ends"),
    [
        (1, True),
        (2, True),
        (5, True),
        (40, True),
        (10**400, True),
        (3, False),
        (6, False),
        (15, False),
        (7, False),
    ],
)
def test_which_numbers_have_an_end_as_decimals(denominator: int, ends: bool) -> None:
    assert terminates(Fraction(1, denominator)) is ends


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(0), "0"),
        (Fraction(7), "7"),
        (Fraction(-200), "-200"),
        (Fraction(5, 4), "1.25"),
        (Fraction(1, 2), "0.5"),
        (Fraction(1, 20), "0.05"),
        (Fraction(-1, 1000), "-0.001"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(10**5000), "1" + "0" * 5000),
    ],
)
def test_numbers_for_people(value: Fraction, text: str) -> None:
    assert plain(value) == text


def test_a_number_without_end_for_people_as_ratio_or_in_digits() -> None:
    assert plain(Fraction(1, 3)) == "1/3"
    assert plain(Fraction(1, 3), ratio=False) == THIRDS
    assert plain(Fraction(10**40, 3), ratio=False) == "3" * 34 + "0" * 6
    assert plain(Fraction(5, 4), ratio=False) == "1.25"
