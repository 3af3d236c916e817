"""Exact numbers: reading, rounding and writing them without loss.

Inside the library a number is a `Fraction` (or an integer); a `Decimal` of 34 significant digits
(IEEE 754 decimal128, as DMN 1.5 clause 10.3.2.3.1 has it) appears on output only. A `bool` is never a
number, and a `float` is refused: it has already lost what was written.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

PRECISION = 34
"""Significant digits of a decimal on output."""
LARGEST_EXPONENT = 6144
"""Powers of ten beyond which decimal128 has no numbers."""
LONGEST_NUMBER = 1000
"""Characters of a number in text."""

_NUMBER = re.compile(r"([+-]?)([0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE]([+-]?[0-9]+))?", re.ASCII)
_PERCENT = re.compile(r"(.*?)\s*[%％]", re.DOTALL)
_CONTEXT = Context(prec=PRECISION, rounding=ROUND_HALF_EVEN, Emax=LARGEST_EXPONENT, Emin=-6143, traps=[])


class NotANumber(ValueError):
    """The text is not an exact decimal number."""


def parse_number(text: str, *, exponent: bool = False) -> Fraction:
    """The number that a decimal text means, exactly: `"0.1"` is 1/10.

    ASCII digits, an optional sign and point; `1e3` only with `exponent=True`. Blanks around, `NaN`,
    `inf`, digit groups (`1,000`, `1_000`) and full-width digits raise `NotANumber`.

    >>> parse_number("-12.50")
    Fraction(-25, 2)
    """
    if len(text) > LONGEST_NUMBER:
        raise NotANumber(f"a number of more than {LONGEST_NUMBER} characters")
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise NotANumber(f"`{text}` is not a number")
    sign, digits, power = match.groups()
    if power is not None and not exponent:
        raise NotANumber(f"`{text}` is written with an exponent")
    if power is not None and (len(power) > 6 or abs(int(power)) > LARGEST_EXPONENT):
        raise NotANumber(f"`{text}` has an exponent beyond {LARGEST_EXPONENT}")
    whole, _, places = digits.partition(".")
    value = Fraction(int(whole + places), 10 ** len(places))
    if power is not None:
        value *= Fraction(10) ** int(power)
    return -value if sign == "-" else value


def parse_percent(text: str) -> Fraction:
    """The number that a percent text means: `"80%"` is 4/5. Raises `NotANumber`.

    >>> parse_percent("12.5%")
    Fraction(1, 8)
    """
    match = _PERCENT.fullmatch(text)
    if match is None:
        raise NotANumber(f"`{text}` is not a percentage")
    return parse_number(match[1]) / 100


def exactly(value: object) -> Fraction:
    """An int, Decimal or Fraction as a Fraction; raises `NotANumber` for anything else.

    Refused: `bool`, `float`, and decimals that are NaN, infinite or beyond 10**6144.
    """
    if isinstance(value, bool) or not isinstance(value, int | Decimal | Fraction):
        raise NotANumber(f"`{value!r:.60}` is not an exact number")
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise NotANumber(f"`{value}` is not a number")
        if abs(value.adjusted()) > LARGEST_EXPONENT:
            raise NotANumber(f"`{value}` is beyond 10**{LARGEST_EXPONENT}")
    return Fraction(value)


def _down(units: Fraction) -> int:
    return int(units)


def _up(units: Fraction) -> int:
    return _ceiling(units) if units > 0 else _floor(units)


def _floor(units: Fraction) -> int:
    return units.numerator // units.denominator


def _ceiling(units: Fraction) -> int:
    return -(-units.numerator // units.denominator)


def _half_up(units: Fraction) -> int:
    return _floor(units + Fraction(1, 2)) if units >= 0 else _ceiling(units - Fraction(1, 2))


def _half_down(units: Fraction) -> int:
    return _ceiling(units - Fraction(1, 2)) if units >= 0 else _floor(units + Fraction(1, 2))


ROUNDINGS: dict[str, Callable[[Fraction], int]] = {
    "up": _up,
    "down": _down,
    "floor": _floor,
    "ceiling": _ceiling,
    "half up": _half_up,
    "half down": _half_down,
    "half even": round,
}
"""How a number of units becomes whole: up and down are away from and towards zero."""


def rounded(value: Fraction, places: int = 0, how: str = "half up") -> Fraction:
    """The value rounded to a number of decimal places (negative: tens, hundreds), exactly.

    >>> rounded(Fraction(-5, 2), how="half up"), rounded(Fraction(-5, 2), how="half down")
    (Fraction(-3, 1), Fraction(-2, 1))
    """
    unit = Fraction(10) ** -places
    return ROUNDINGS[how](value / unit) * unit


def to_decimal(value: Fraction) -> Decimal:
    """The decimal of 34 significant digits that is closest (half even); zeros at the end are dropped.

    Whole numbers keep their plain form: `to_decimal(Fraction(100))` is `Decimal("100")`.
    Raises `OverflowError` beyond 10**6144.
    """
    result = _CONTEXT.divide(Decimal(value.numerator), Decimal(value.denominator))
    if not result.is_finite():
        raise OverflowError(f"a number beyond 10**{LARGEST_EXPONENT}")
    short = result.normalize(_CONTEXT)
    return short if short.adjusted() >= PRECISION else _whole(short)


def _whole(number: Decimal) -> Decimal:
    """A normalised decimal without a positive exponent: 100 rather than 1E+2."""
    exponent = number.as_tuple().exponent
    return (
        number.quantize(Decimal(1), context=_CONTEXT)
        if isinstance(exponent, int) and exponent > 0
        else number
    )


def terminates(value: Fraction) -> bool:
    """Whether the number has a finite decimal expansion."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    return rest == 1


def plain(value: Fraction, *, ratio: bool = True) -> str:
    """The number for people: decimals in full where they end, else `a/b` (or 34 digits).

    >>> plain(Fraction(5, 4)), plain(Fraction(1, 3)), plain(Fraction(-200))
    ('1.25', '1/3', '-200')
    """
    if not terminates(value):
        parts = (f"{Decimal(n):f}" for n in (value.numerator, value.denominator))
        return "/".join(parts) if ratio else f"{to_decimal(value):f}"
    places = 0
    scaled = abs(value)
    while scaled.denominator != 1:
        scaled, places = scaled * 10, places + 1
    digits = f"{Decimal(scaled.numerator):f}".zfill(places + 1)
    text = f"{digits[:-places]}.{digits[-places:]}" if places else digits
    return f"-{text}" if value < 0 else text
