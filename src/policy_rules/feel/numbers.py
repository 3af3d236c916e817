"""Built-in functions on numbers (DMN 1.5 clause 10.3.4.5) and statistics over lists of numbers."""

from __future__ import annotations

import datetime as dt
import functools
import math
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from policy_rules.feel.arithmetic import WIDE, bounded, exact_sum, irrational, negative, wide
from policy_rules.feel.library import Unfit, builtin
from policy_rules.feel.values import Value, YearsMonths, bits_of, spend, spend_on_digits, spend_on_order
from policy_rules.values.exact import rounded

SCALES = range(-6111, 6177)
"""Numbers of decimal places that rounding admits."""


def _rounding(how: str) -> Callable[..., Value]:
    def act(number: Fraction, scale: Fraction = Fraction(0)) -> Value:
        places = math.trunc(scale)
        if places not in SCALES:
            raise Unfit
        spend_on_digits(bits_of(number) + 4 * abs(places))
        return bounded(rounded(number, places, how))

    return act


for _name, _how in (
    ("decimal", "half even"),
    ("round up", "up"),
    ("round down", "down"),
    ("round half up", "half up"),
    ("round half down", "half down"),
):
    builtin(_name, "number, number")(_rounding(_how))
for _name in ("floor", "ceiling"):
    builtin(_name, "number", "number, number")(_rounding(_name))


@builtin("abs", "quantity")
def absolute(value: Any) -> Value:
    """The value without its sign."""
    if isinstance(value, Fraction):
        return abs(value)
    below = value.months < 0 if isinstance(value, YearsMonths) else value < dt.timedelta(0)
    return negative(value) if below else value


@builtin("modulo", "number, number")
def modulo(dividend: Fraction, divisor: Fraction) -> Value:
    """`dividend - divisor * floor(dividend / divisor)`; null for a divisor of 0."""
    if not divisor:
        return None
    spend_on_digits(bits_of(dividend) + bits_of(divisor))
    return bounded(dividend % divisor)


@builtin("sqrt", "number")
def square_root(number: Fraction) -> Value:
    """The square root, exact where it is rational."""
    if number < 0:
        return None
    spend_on_digits(bits_of(number), 22)
    over, under = math.isqrt(number.numerator), math.isqrt(number.denominator)
    if over * over == number.numerator and under * under == number.denominator:
        return Fraction(over, under)
    return irrational(lambda: WIDE.sqrt(wide(number)))


@builtin("log", "number")
def logarithm(number: Fraction) -> Value:
    """The natural logarithm; null unless the number is positive."""
    return irrational(lambda: WIDE.ln(wide(number))) if number > 0 else None


@builtin("exp", "number")
def exponential(number: Fraction) -> Value:
    """E to the power of the number."""
    return irrational(lambda: WIDE.exp(wide(number)))


@builtin("odd", "number")
def odd(number: Fraction) -> Value:
    """Whether a whole number is odd."""
    return number % 2 == 1 if number.denominator == 1 else None


@builtin("even", "number")
def even(number: Fraction) -> Value:
    """Whether a whole number is even."""
    return number % 2 == 0 if number.denominator == 1 else None


def numbers_of(items: list[Value]) -> list[Fraction]:
    """The items, all of which are numbers; `Unfit` if one is not."""
    if not all(isinstance(i, Fraction) for i in items):
        raise Unfit
    return items


def _statistic(name: str, of: Callable[[list[Fraction]], Value]) -> None:
    def over(items: list[Value]) -> Value:
        numbers = numbers_of(items)
        spend(2 * len(numbers))
        return of(numbers) if numbers else None

    builtin(name, "list", "*any")(over)


def _median(items: list[Fraction]) -> Fraction:
    spend_on_order(items)
    ordered, middle = sorted(items), len(items) // 2
    return ordered[middle] if len(items) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _deviation(items: list[Fraction]) -> Value:
    """The sample standard deviation; null for fewer than two numbers."""
    if len(items) < 2:
        return None
    mean = exact_sum(items) / len(items)
    spend(8 * len(items))
    return square_root(exact_sum([bounded((i - mean) ** 2) for i in items]) / (len(items) - 1))


_statistic("sum", exact_sum)
_statistic("mean", lambda items: exact_sum(items) / len(items))
_statistic("product", lambda items: functools.reduce(lambda a, b: bounded(a * b), items))
_statistic("median", _median)
_statistic("stddev", _deviation)


@builtin("mode", "list", "*any")
def mode(numbers: list[Value]) -> Value:
    """The numbers that occur most often, ascending."""
    items = numbers_of(numbers)
    spend(sum(4 + bits_of(i) // 1_000 for i in items))
    counts = Counter(items)
    most = max(counts.values(), default=0)
    found = [i for i, n in counts.items() if n == most]
    spend_on_order(found)
    return sorted(found)


@builtin("total", "list")
def total(items: list[Value]) -> Value:
    """The sum of a list of numbers; 0 for an empty list (extension)."""
    return exact_sum(numbers_of(items))
