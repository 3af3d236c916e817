"""Exact numbers: reading, rounding, writing."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_rules.errors import ExpressionError
from policy_rules.feel import evaluate, parse
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


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.1", Fraction(1, 10)),
        ("-12.50", Fraction(-25, 2)),
        (".5", Fraction(1, 2)),
        ("+3", Fraction(3)),
        ("007", Fraction(7)),
    ],
)
def test_number(text: str, value: Fraction) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text", ["", "a", "1e3", "NaN", "inf", "1,000", "1_000", " 1", "８０", "1.2.3", "--1", "9" * 1001]
)
def test_no_number(text: str) -> None:
    with pytest.raises(NotANumber):
        parse_number(text)


def test_exponent_on_request() -> None:
    assert parse_number("1.5e3", exponent=True) == 1500
    assert parse_number("1e-3", exponent=True) == Fraction(1, 1000)
    for text in ("1e6145", "1e99999999999"):
        with pytest.raises(NotANumber):
            parse_number(text, exponent=True)


def test_percent() -> None:
    assert parse_percent("80%") == parse_percent("80％") == Fraction(4, 5)
    for text in ("80", "%", "1e1%"):
        with pytest.raises(NotANumber):
            parse_percent(text)


def test_exactly() -> None:
    assert exactly(Decimal("0.1")) == Fraction(1, 10)
    for value in (True, 0.1, "1", None, Decimal("NaN"), Decimal("1e7000")):
        with pytest.raises(NotANumber):
            exactly(value)


@given(st.fractions(), st.integers(-3, 5), st.sampled_from(sorted(ROUNDINGS)))
def test_rounding_is_near_and_idempotent(value: Fraction, places: int, how: str) -> None:
    result = rounded(value, places, how)
    assert abs(result - value) < Fraction(10) ** -places
    assert rounded(result, places, how) == result
    assert (result * Fraction(10) ** places).denominator == 1


@given(st.integers(-(10**45), 10**45), st.integers(0, 45))
def test_plain_text_means_the_number(number: int, places: int) -> None:
    value = Fraction(number, 10**places)
    assert terminates(value)
    assert parse_number(plain(value)) == value
    assert "e" not in plain(value).lower()


@given(st.fractions())
def test_decimal_is_the_closest_of_34_digits(value: Fraction) -> None:
    result = to_decimal(value)
    assert len(result.as_tuple().digits) <= 34
    ulp = Fraction(10) ** (result.adjusted() - 33) if result else Fraction(1)
    assert abs(Fraction(result) - value) <= ulp / 2
    assert not (result == result.to_integral_value() and "E" in str(result) and abs(result) < 10**34)


def test_texts() -> None:
    assert [plain(Fraction(1, 3)), plain(Fraction(2, 3), ratio=False)] == ["1/3", "0." + "6" * 33 + "7"]
    assert str(to_decimal(Fraction(10**34 - 1))) == "9" * 34
    assert to_decimal(Fraction(10**34 + 5)) == Decimal("1E+34")
    with pytest.raises(OverflowError):
        to_decimal(Fraction(10**6145))


def test_an_exact_result_is_not_rounded_and_a_tree_serves_as_well_as_its_text() -> None:
    third = evaluate("1 / 3", exact=True)
    assert third == Fraction(1, 3) and third != evaluate("1 / 3")
    assert evaluate(parse("[x, x / 3]"), {"x": third}, exact=True) == [third, third / 3]
    with pytest.raises(ExpressionError, match="built-in"):
        evaluate(parse("count"))
