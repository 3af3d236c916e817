"""Laws: logic, order, intervals and arithmetic against definitions of another kind."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy_rules import feel
from thinned import examples

RANK = {"false": 0, "null": 1, "true": 2}
TRUTH = st.sampled_from(sorted(RANK))
NUMBERS = st.builds(lambda n, p: Fraction(n, 10**p), st.integers(-(10**40), 10**40), st.integers(0, 40))


def rank(value: bool | None) -> int:
    return {False: 0, None: 1, True: 2}[value]


@pytest.mark.parametrize("a", RANK)
@pytest.mark.parametrize("b", RANK)
def test_logic_is_least_greatest_and_mirror(a: str, b: str) -> None:
    assert rank(feel.evaluate(f"{a} and {b}")) == min(RANK[a], RANK[b])
    assert rank(feel.evaluate(f"{a} or {b}")) == max(RANK[a], RANK[b])
    assert rank(feel.evaluate(f"not({a})")) == 2 - RANK[a]


@given(st.lists(TRUTH, max_size=6))
def test_quantifiers_are_least_and_greatest(truths: list[str]) -> None:
    ranks = [RANK[t] for t in truths]
    domain = f"[{', '.join(truths)}]"
    assert rank(feel.evaluate(f"every x in {domain} satisfies x")) == min(ranks, default=2)
    assert rank(feel.evaluate(f"some x in {domain} satisfies x")) == max(ranks, default=0)
    assert rank(feel.evaluate(f"all({domain})")) == min(ranks, default=2)
    assert rank(feel.evaluate(f"any({domain})")) == max(ranks, default=0)
    assert feel.evaluate(f"count({domain}[item])") == truths.count("true")
    share = Fraction(truths.count("true"), len(truths)) if truths else None
    expected = "null" if share is None else f"{share.numerator} / {share.denominator}"
    assert feel.evaluate(f"share({domain}, item) = {expected}") is True


@given(NUMBERS, NUMBERS)
def test_exactly_one_of_less_equal_greater(a: Fraction, b: Fraction) -> None:
    data = {"a": a, "b": b}
    verdicts = [feel.evaluate(f"a {op} b", data) for op in ("<", "=", ">")]
    assert verdicts == [a < b, a == b, a > b]
    assert feel.evaluate("a <= b", data) is (a <= b)
    assert feel.evaluate("a >= b", data) is (a >= b)
    assert feel.evaluate("a < b", data) is feel.evaluate("b > a", data)
    assert feel.evaluate("a between b and b", data) is (a == b)


ENDS = st.tuples(st.integers(0, 4), st.integers(0, 4), st.booleans(), st.booleans()).filter(
    lambda r: r[0] < r[1] or (r[0] == r[1] and r[2] and r[3])
)


def written(r: Any) -> str:
    if isinstance(r, int):
        return str(r)
    low, high, low_in, high_in = r
    return f"{'[' if low_in else '('}{low}..{high}{']' if high_in else ')'}"


def points(r: Any) -> set[Fraction]:
    """The quarters that lie in a range of whole ends: enough to tell any two such ranges apart."""
    if isinstance(r, int):
        return {Fraction(r)}
    low, high, low_in, high_in = r
    grid = {Fraction(n, 4) for n in range(4 * low, 4 * high + 1)}
    return grid - (set() if low_in else {Fraction(low)}) - (set() if high_in else {Fraction(high)})


RANGES = {
    "before": lambda a, b: max(a) < min(b),
    "after": lambda a, b: min(a) > max(b),
    "meets": lambda a, b: max(a) == min(b),
    "met by": lambda a, b: min(a) == max(b),
    "overlaps": lambda a, b: bool(a & b),
    "overlaps before": lambda a, b: bool(a & b) and min(a) < min(b) and max(a) <= max(b),
    "overlaps after": lambda a, b: bool(a & b) and min(b) < min(a) and max(b) <= max(a),
    "finishes": lambda a, b: a <= b and max(a) == max(b),
    "finished by": lambda a, b: b <= a and max(a) == max(b),
    "includes": lambda a, b: b <= a,
    "during": lambda a, b: a <= b,
    "starts": lambda a, b: a <= b and min(a) == min(b),
    "started by": lambda a, b: b <= a and min(a) == min(b),
    "coincides": lambda a, b: a == b,
}
POINT_FIRST = ("before", "after", "finishes", "during", "starts")
POINT_LAST = ("before", "after", "finished by", "includes", "started by")


@examples(60, 400)
@given(ENDS, ENDS, st.integers(0, 4), st.integers(0, 4))
def test_interval_relations_are_those_of_sets_of_points(a: Any, b: Any, p: int, q: int) -> None:
    pairs = [(name, a, b) for name in RANGES]
    pairs += [(name, p, b) for name in POINT_FIRST] + [(name, a, p) for name in POINT_LAST]
    pairs += [(name, p, q) for name in ("before", "after", "coincides")]
    for name, one, two in pairs:
        text = f"{name}({written(one)}, {written(two)})"
        assert feel.evaluate(text) is RANGES[name](points(one), points(two)), text
    for x in range(5):
        assert feel.evaluate(f"{x} in {written(a)}") is (Fraction(x) in points(a))


@st.composite
def sums(draw: st.DrawFn, depth: int = 3) -> tuple[str, Fraction | None]:
    """An arithmetic expression and its exact value, null where it divides by zero."""
    if depth == 0 or draw(st.booleans()):
        number = draw(st.decimals(0, 1000, places=draw(st.integers(0, 3))))
        return f"{number:f}", Fraction(number)
    (left, a), (right, b) = draw(sums(depth - 1)), draw(sums(depth - 1))
    op = draw(st.sampled_from("+-*/"))
    if a is None or b is None or (op == "/" and b == 0):
        return f"({left} {op} {right})", None
    value = {"+": a + b, "-": a - b, "*": a * b}[op] if op != "/" else a / b
    return f"({left} {op} {right})", value


@given(sums())
def test_arithmetic_is_that_of_fractions(case: tuple[str, Fraction | None]) -> None:
    text, value = case
    result = feel.evaluate(text)
    if value is None:
        assert result is None
        return
    with localcontext() as context:
        context.prec = 34
        assert result == Decimal(value.numerator) / Decimal(value.denominator)
    assert feel.evaluate("x = y", {"x": value, "y": value}) is True
    assert feel.evaluate(f"({text}) * d = n", {"n": value.numerator, "d": value.denominator}) is True


MODES = {
    "round up": "ROUND_UP",
    "round down": "ROUND_DOWN",
    "round half up": "ROUND_HALF_UP",
    "round half down": "ROUND_HALF_DOWN",
    "decimal": "ROUND_HALF_EVEN",
    "floor": "ROUND_FLOOR",
    "ceiling": "ROUND_CEILING",
}


@given(st.decimals(-1000, 1000, places=4), st.integers(-2, 4), st.sampled_from(sorted(MODES)))
def test_rounding_is_that_of_the_decimal_module(number: Decimal, places: int, name: str) -> None:
    expected = number.quantize(Decimal(1).scaleb(-places), rounding=MODES[name])
    assert feel.evaluate(f"{name}(x, {places})", {"x": number}) == expected


@given(st.lists(NUMBERS, max_size=5))
def test_totals_and_means(numbers: list[Fraction]) -> None:
    data = {"l": numbers, "s": sum(numbers, Fraction(0)), "n": len(numbers)}
    assert feel.evaluate("total(l) = s", data) is True
    assert feel.evaluate("mean(l) * n = s", data) is bool(numbers)  # null = 0 is false
    assert feel.evaluate("min(l)", data) == feel.evaluate("sort(l)[1]", data)
    assert feel.evaluate("max(l)", data) == feel.evaluate("sort(l)[-1]", data)
    assert feel.evaluate("count(l) = n", data) is True
