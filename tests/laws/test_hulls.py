"""No operator says less than it could: on small domains each gives exactly the hull of its image.

The image is what it means on plain values: a text of FEEL, or a function written here by hand.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from itertools import combinations, product
from typing import Any

import pytest

from policy_rules.core.nodes import EXCEPTED, NOT_APPLICABLE, PENDING, SATISFIED, VIOLATED
from policy_rules.feel import evaluate
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.testing.operator_cases import Part
from policy_rules.values.known import (
    MAYBE,
    NEVER,
    NULL_NUM,
    ONLY,
    F,
    N,
    Num,
    T,
    Truth,
    Value,
    join_all,
    point,
)

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
    "outcome": (SETTLED, TRUTHS, TRUTHS, SETTLED),
    "finding": (TRUTHS, SETTLED, TRUTHS, OUTCOMES),
}


def outcome_of(lifted: bool, requires: bool | None, late: bool | None, waiting: bool) -> list[int]:
    """Excepted, pending or what the requirement gives; null, it is neither met nor broken."""
    if lifted:
        return [EXCEPTED]
    if waiting:
        return [PENDING]
    broken = PENDING if late is False else VIOLATED
    return [SATISFIED] if requires else [broken] if requires is False else [SATISFIED, broken]


def finding_of(role: bool | None, lifted: bool, applies: bool | None, worst: int) -> list[int]:
    """Role, exception, trigger, instances; where role or trigger is null, it may not be applicable too."""
    inner = [worst] if applies else [NOT_APPLICABLE] if applies is False else [NOT_APPLICABLE, worst]
    inner = [EXCEPTED] if lifted else inner
    return inner if role else [NOT_APPLICABLE] if role is False else [NOT_APPLICABLE, *inner]


def said(text: str) -> Callable[..., list[Any]]:
    """What a text of FEEL gives where `a`, `b`, `c` are the arguments."""
    return lambda *args: [evaluate(text, dict(zip("abc", args, strict=False)), exact=True)]


BINARY = ("and", "or", "<", "<=", ">", ">=", "=", "!=", "+", "-", "*")
MEANS: dict[str, Callable[..., list[Any]]] = {
    **{name: said(f"a {name} b") for name in BINARY},
    "not": said("not(a)"),
    "if": said("if a then b else c"),
    "negate": said("-a"),
    "abs": said("abs(a)"),
    "is null": said("a = null"),
    "least": said("min(a, b)"),
    "greatest": said("max(a, b)"),
    "outcome": outcome_of,
    "finding": finding_of,
}
NEVER_NULL = {"outcome": (0, 3), "finding": (1,)}
"""Arguments that are not known or true or false, but never null: whether an exception counts."""
TRUE_OR_FALSE = {"and", "or", "not", "<", "<=", ">", ">=", "=", "!=", "is null", "every", "some"}


def points(value: Value, *, settled_truths: bool = False) -> Iterator[Any]:
    """All that the value may be, as plain values."""
    if isinstance(value, Truth):
        held = (False, None, True)[value.lo : value.hi + 1]
        yield from (v for v in held if not settled_truths or v is not None)
        return
    assert isinstance(value, Num)
    if value.null != ONLY:
        yield from range(int(value.lo), int(value.hi) + 1)
    if value.null != NEVER:
        yield None


def hull(name: str, image: Iterable[Any]) -> Value:
    """The least value of the domain that holds all of the plain ones."""
    if name in TRUE_OR_FALSE:
        places = [N if v is None else T if v else F for v in image]
        return Truth(min(places), max(places))
    return join_all(NULL_NUM if v is None else point(v) for v in image)


@pytest.mark.parametrize("name", sorted(DOMAINS))
def test_operator_gives_the_hull(name: str) -> None:
    operator, means = OPERATORS[name], cache(MEANS[name])
    for args in product(*DOMAINS[name]):
        held = (points(a, settled_truths=n in NEVER_NULL.get(name, ())) for n, a in enumerate(args))
        image = [v for case in product(*held) for v in means(*case)]
        assert operator(*args) == hull(name, image), args


MULTIPLICITIES = ((1, 1), (0, 1), (0, 2), (1, 2))
ELEMENTS: dict[str, tuple[Value, ...]] = {
    "count": (Truth(T, T),),
    **dict.fromkeys(("share", "every", "some"), TRUTHS),
    **dict.fromkeys(("total", "min", "max", "mean", "median"), tuple(n for n in NUMBERS if n.null == NEVER)),
    "worst": OUTCOMES[::3],
}


OF_LISTS: dict[str, Callable[[list[Any]], Any]] = {
    "count": len,
    "share": lambda items: Fraction(items.count(True), len(items)) if items else None,
    "every": lambda items: False if False in items else None if None in items else True,
    "some": lambda items: True if True in items else None if None in items else False,
    "total": sum,
    "min": lambda items: min(items, default=None),
    "max": lambda items: max(items, default=None),
    "mean": lambda items: Fraction(sum(items), len(items)) if items else None,
    "median": lambda items: Fraction(statistics.median(items)) if items else None,
    "worst": lambda items: max(items, default=NOT_APPLICABLE),
}


def lists(parts: tuple[Part, ...]) -> Iterator[tuple[Any, ...]]:
    """All lists of plain values that the parts may turn out to be; of equals, each is one record."""
    numbers = [range(lo, int(hi) + 1) for lo, hi, _ in parts]
    for counts in product(*numbers):
        each = [value for count, (_, _, value) in zip(counts, parts, strict=True) for _ in range(count)]
        yield from product(*map(points, each))


@pytest.mark.parametrize("name", sorted(AGGREGATES))
def test_aggregate_gives_the_hull(name: str) -> None:
    aggregate, means = AGGREGATES[name], OF_LISTS[name]
    some = [(lo, hi, v) for (lo, hi), v in product(MULTIPLICITIES, ELEMENTS[name])]
    for parts in [(), *((p,) for p in some), *combinations(some[::2], 2)]:
        assert aggregate(list(parts)) == hull(name, [means(list(items)) for items in lists(parts)]), parts
