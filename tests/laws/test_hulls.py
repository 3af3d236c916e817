"""No operator says less than it could: on small domains each gives exactly the hull of its image."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product

import pytest

from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.testing.operator_cases import Part
from policy_rules.values.known import MAYBE, NEVER, NULL_NUM, ONLY, F, Num, T, Truth, Value, join_all, point

TRUTHS = tuple(Truth(a, b) for a in range(3) for b in range(a, 3))
NUMBERS = (
    NULL_NUM,
    *(Num(a, b, null) for a in range(-1, 3) for b in range(a, 3) for null in (NEVER, MAYBE)),
)
OUTCOMES = tuple(Num(a, b) for a in range(5) for b in range(a, 5))
SETTLED = (Truth(F, F), Truth(T, T), Truth(F, T))
DOMAINS: dict[str, tuple[tuple[Value, ...], ...]] = {
    "and": (TRUTHS, TRUTHS),
    "or": (TRUTHS, TRUTHS),
    "not": (TRUTHS,),
    "if": (TRUTHS, NUMBERS, NUMBERS[:6]),
    **dict.fromkeys(
        ("<", "<=", ">", ">=", "=", "!=", "+", "-", "*", "least", "greatest"), (NUMBERS, NUMBERS)
    ),
    **dict.fromkeys(("negate", "abs", "is null"), (NUMBERS,)),
    "outcome": (SETTLED, TRUTHS, TRUTHS, SETTLED, (Truth(T, T),)),
    "finding": (TRUTHS, SETTLED, TRUTHS, OUTCOMES),
}


def points(value: Value, *, settled_truths: bool = False) -> Iterator[Value]:
    """All that the value may be."""
    if isinstance(value, Truth):
        yield from (Truth(v, v) for v in range(value.lo, value.hi + 1) if not settled_truths or v != 1)
        return
    assert isinstance(value, Num)
    if value.null != ONLY:
        yield from (point(v) for v in range(int(value.lo), int(value.hi) + 1))
    if value.null != NEVER:
        yield NULL_NUM


@pytest.mark.parametrize("name", sorted(DOMAINS))
def test_operator_gives_the_hull(name: str) -> None:
    operator = OPERATORS[name]
    for args in product(*DOMAINS[name]):
        image = join_all(operator(*case) for case in product(*map(points, args)))
        assert operator(*args) == image, args


def test_an_outcome_whose_requirement_is_never_undefined_is_the_hull_of_met_and_not_met() -> None:
    outcome, never = OPERATORS["outcome"], Truth(F, F)
    for lifted, requires, late, waiting in product(SETTLED, SETTLED, TRUTHS, SETTLED):
        met = points(requires, settled_truths=True)
        cases = product(points(lifted), met, points(late), points(waiting))
        image = join_all(outcome(*case, never) for case in cases)
        assert outcome(lifted, requires, late, waiting, never) == image, (lifted, requires, late, waiting)


MULTIPLICITIES = ((1, 1), (0, 1), (0, 2), (1, 2))
ELEMENTS: dict[str, tuple[Value, ...]] = {
    "count": (Truth(T, T),),
    **dict.fromkeys(("share", "every", "some"), TRUTHS),
    **dict.fromkeys(("total", "min", "max", "mean", "median"), tuple(n for n in NUMBERS if n.null == NEVER)),
    "worst": OUTCOMES[::3],
}


def lists(parts: tuple[Part, ...]) -> Iterator[list[Part]]:
    """All lists that the parts may turn out to be; of equals, each is one record."""
    numbers = [range(lo, int(hi) + 1) for lo, hi, _ in parts]
    for counts in product(*numbers):
        each = [value for count, (_, _, value) in zip(counts, parts, strict=True) for _ in range(count)]
        for values in product(*map(points, each)):
            yield [(1, 1, value) for value in values]


@pytest.mark.parametrize("name", sorted(AGGREGATES))
def test_aggregate_gives_the_hull(name: str) -> None:
    aggregate = AGGREGATES[name]
    some = [(lo, hi, v) for (lo, hi), v in product(MULTIPLICITIES, ELEMENTS[name])]
    for parts in [(), *((p,) for p in some), *combinations(some[::2], 2)]:
        image = join_all(aggregate(made) for made in lists(parts))
        assert aggregate(list(parts)) == image, parts
