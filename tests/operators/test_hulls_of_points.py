"""What an operator means on intervals is the hull of what it means on points, each tried one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest

from policy_rules.operators.model import OPEN, Operator
from policy_rules.operators.table import CORE
from policy_rules.testing.calendars import MOVED
from policy_rules.testing.choices import Seeded
from policy_rules.values.known import (
    INF,
    MAYBE,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    ONLY,
    F,
    Labels,
    Num,
    T,
    Truth,
    Value,
    join_all,
    label,
    point,
    truth,
    within,
)
from thinned import few

TRUTHS = tuple(Truth(a, b) for a in range(3) for b in range(a, 3))
SETTLED = (Truth(F, F), Truth(T, T), Truth(F, T))
GRADES = ("low", "middle", "high")
LABELS = (
    NULL_LABEL,
    *(Labels(frozenset(c), null) for n in (1, 2) for c in combinations(GRADES, n) for null in (NEVER, MAYBE)),
)


def numbers(*of: int, wide: int, null: bool = True) -> tuple[Num, ...]:
    """Intervals from each of some numbers, up to so wide, null possible or not; and null."""
    flags = (NEVER, MAYBE) if null else (NEVER,)
    found = (Num(a, a + w, flag) for a in of for w in range(0, wide + 1, max(1, wide // 3)) for flag in flags)
    return (*((NULL_NUM,) if null else ()), *found)


NUMBERS = numbers(-1, 0, 1, 2, wide=3)
DAYS = numbers(738885, 738914, 739250, 1, wide=40)  # 2024-01-01, 2024-01-30, 2024-12-31, 0001-01-01
DOMAINS: dict[str, tuple[Any, ...]] = {
    "truth": TRUTHS,
    "settled": SETTLED,
    "true": (Truth(T, T),),
    "false": (Truth(F, F),),
    "number": NUMBERS,
    "integer": NUMBERS,
    "places": (point(0), point(1), point(-1)),
    "few": numbers(-6, -1, 0, 3, wide=3),
    "some": NUMBERS,
    "day": DAYS,
    "set_day": numbers(738885, 738914, wide=40, null=False),
    "year": numbers(2023, 1, 9999, wide=2),
    "outcome": tuple(Num(a, b) for a in range(5) for b in range(a, 5)),
    "labels": LABELS,
    "calendar": (MOVED,),
}
WIDER = {"/", "in"}
"""Hulls that only have to hold the points: of a continuum that whole points do not fill, and of `in`, which
does not see that a value is one of its options where one of these is null."""
COUNTED = pytest.mark.parametrize("count", few(60, 250))


def arguments(choices: Seeded, draws: str) -> list[Any]:
    found = list[Any]()
    words = choices.pick(tuple(draws.split("|"))).split()
    same = choices.pick((TRUTHS, NUMBERS, LABELS))
    for word in words:
        if word == "scale":
            found += map(label, GRADES)
        elif word == "options":
            options = [label(choices.pick((*GRADES, None))) for _ in range(choices.integer(1, 3))]
            found += (choices.pick(LABELS), *options)
        elif word == "same":
            found.append(choices.pick(same))
        else:
            number = choices.integer(1, 3) if word.endswith("*") else 1
            found += [choices.pick(DOMAINS[word.rstrip("*")]) for _ in range(number)]
    return found


def points(value: Any) -> Iterator[Any]:
    """All that a value may be, as plain data."""
    if isinstance(value, Truth):
        yield from (None if v == 1 else v == T for v in range(value.lo, value.hi + 1))
    elif isinstance(value, Num | Labels):
        if value.null != ONLY:
            yield from (
                range(int(value.lo), int(value.hi) + 1)
                if isinstance(value, Num)
                else sorted(value.members or ())
            )
        if value.null != NEVER:
            yield None
    else:
        yield value


def value_of(result: Any, like: Value) -> Value:
    if isinstance(like, Truth):
        return truth(result)
    return label(result) if isinstance(like, Labels) else point(result)


def at(operator: Operator, args: tuple[Any, ...]) -> Any:
    assert operator.point is not None
    return None if operator.null == "strict" and None in args else operator.point(*args)


@COUNTED
@pytest.mark.parametrize("name", [n for n, o in CORE.items() if o.over == "values"])
def test_over_values(name: str, count: int) -> None:
    operator, tried = CORE[name], 0
    assert operator.hull is not None
    for seed in range(count):
        args = arguments(Seeded(f"{name} {seed}"), operator.draws)
        cases = list(product(*map(points, args)))
        found = operator.hull(*args)
        results = [at(operator, case) for case in cases[:20_000]]
        image = (
            join_all(value_of(r, found) for r in results if r is not OPEN) if set(results) - {OPEN} else found
        )
        assert within(image, found), (seed, args, image, found)
        if name not in WIDER and (
            OPEN not in results or (name in ("both", "not null") and set(results) != {OPEN})
        ):
            assert image == found, (seed, args, image, found)
            tried += 1
    assert tried > count / 4 or name in WIDER, tried


MULTIPLICITIES = ((1, 1), (0, 1), (0, 2), (1, 2), (2, 3))


def lists(parts: tuple[Any, ...]) -> Iterator[list[Any]]:
    """All lists that the parts may turn out to be, as plain data."""
    for counts in product(*(range(lo, int(hi) + 1) for lo, hi, _ in parts)):
        each = [value for count, (_, _, value) in zip(counts, parts, strict=True) for _ in range(count)]
        yield from map(list, product(*map(points, each)))


@COUNTED
@pytest.mark.parametrize("name", [n for n, o in CORE.items() if o.over == "records"])
def test_over_records(name: str, count: int) -> None:
    operator = CORE[name]
    assert operator.hull is not None and operator.point is not None
    small = {"number": numbers(-1, 0, 2, wide=1)}.get(operator.draws, DOMAINS[operator.draws])
    for seed in range(count):
        choices = Seeded(f"{name} {seed}")
        parts = tuple(
            (*choices.pick(MULTIPLICITIES), choices.pick(small)) for _ in range(choices.integer(0, 3))
        )
        found = operator.hull(list(parts))
        image = join_all(value_of(operator.point(made), found) for made in lists(parts))
        assert image == found, (seed, parts, image, found)


@COUNTED
@pytest.mark.parametrize("name", ["mean", "median", "share", "min", "max", "every", "some"])
def test_records_without_end(name: str, count: int) -> None:
    """A record of which there may be any number: none says less than many of them do, and none says more."""
    operator = CORE[name]
    assert operator.hull is not None
    small = numbers(-1, 0, 2, 5, wide=1) if operator.draws == "number" else TRUTHS
    for seed in range(count):
        choices = Seeded(f"endless {name} {seed}")
        parts = [(*choices.pick(MULTIPLICITIES), choices.pick(small)) for _ in range(choices.integer(0, 2))]
        value = choices.pick(small)
        endless, many = (operator.hull([*parts, (0, top, value)]) for top in (INF, 10))
        assert within(many, endless), (seed, parts, value, many, endless)
        if name not in ("mean", "share"):  # which only come near their ends
            assert many == endless, (seed, parts, value, many, endless)
