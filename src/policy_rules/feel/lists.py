"""Built-in functions on lists and booleans (DMN 1.5 clauses 10.3.4.2 and 10.3.4.4)."""

from __future__ import annotations

import datetime as dt
import functools
from fractions import Fraction
from typing import Any

from policy_rules.feel.library import Unfit, builtin
from policy_rules.feel.values import (
    LONGEST_LIST,
    Closure,
    Refused,
    Value,
    YearsMonths,
    bits_of,
    both,
    compare,
    either,
    equal,
    negated,
    spend,
    spend_on_order,
)

_KNOWN_BY_HASH = frozenset((Fraction, str, bool, dt.date, YearsMonths, type(None)))
"""Types whose values are equal where they are to Python, and to no value of another."""


def _bounded(items: list[Value]) -> list[Value]:
    if len(items) > LONGEST_LIST:
        raise Refused(f"a list of more than {LONGEST_LIST:,} items")
    return items


def _index(items: list[Value], position: Fraction) -> int:
    """A 1-based position, negative from the end, as an index; `Unfit` if there is no such item."""
    at = int(position)
    if at == 0 or abs(at) > len(items):
        raise Unfit
    return at - 1 if at > 0 else at + len(items)


@builtin("not", "boolean?")
def negation(value: bool | None) -> Value:
    """The negation of a truth value; null stays null."""
    return negated(value)


@builtin("list contains", "list, any")
def list_contains(items: list[Value], element: Value) -> Value:
    """Whether some item equals the element; null is found as a value."""
    return any(equal(item, element) is True for item in items)


@builtin("count", "list")
def count(items: list[Value]) -> Value:
    """The number of items."""
    return Fraction(len(items))


def _extreme(items: list[Value], sign: int) -> Value:
    if not items:
        return None
    best = items[0]
    if compare(best, best) is None:
        return None
    for item in items[1:]:
        order = compare(item, best)
        if order is None:
            return None
        best = item if order == sign else best
    return best


@builtin("min", "list", "*any")
def minimum(items: list[Value]) -> Value:
    """The least of the values; null if there is none or they have no order."""
    return _extreme(items, -1)


@builtin("max", "list", "*any")
def maximum(items: list[Value]) -> Value:
    """The greatest of the values."""
    return _extreme(items, 1)


def _truths(items: list[Value]) -> list[bool | None]:
    return [i if isinstance(i, bool) else None for i in items]


@builtin("all", "list", "*any")
def conjunction(items: list[Value]) -> Value:
    """False if an item is false, else null if one is no truth value, else true."""
    result: bool | None = True
    for truth in _truths(items):
        result = both(result, truth)
    return result


@builtin("any", "list", "*any")
def disjunction(items: list[Value]) -> Value:
    """True if an item is true, else null if one is no truth value, else false."""
    result: bool | None = False
    for truth in _truths(items):
        result = either(result, truth)
    return result


@builtin("holds_of", "number, list")
def holds_of(number: Fraction, items: list[Value]) -> Value:
    """Whether at least so many of the items are true; null where that hangs on what is no truth value."""
    if number.denominator != 1:
        return None
    surely = sum(item is True for item in items)
    possibly = sum(item is not False for item in items)
    return True if surely >= number else None if possibly >= number else False


@builtin("sublist", "list, number", "list, number, number")
def sublist(items: list[Value], start: Fraction, length: Fraction | None = None) -> Value:
    """The items from a position on, at most so many."""
    begin = _index(items, start)
    if length is None:
        return items[begin:]
    if int(length) < 0 or begin + int(length) > len(items):
        return None
    return items[begin : begin + int(length)]


@builtin("append", "list, *any")
def append(items: list[Value], further: list[Value]) -> Value:
    """The list with further items at its end."""
    return _bounded([*items, *further])


@builtin("concatenate", "*list")
def concatenate(parts: list[list[Value]]) -> Value:
    """The lists one after the other."""
    spend(sum(map(len, parts)))
    return _bounded([i for part in parts for i in part])


@builtin("union", "*list")
def union(parts: list[list[Value]]) -> Value:
    """The lists one after the other, without repetitions."""
    spend(sum(map(len, parts)))
    return distinct_values([i for part in parts for i in part])


@builtin("distinct values", "list")
def distinct_values(items: list[Value]) -> Value:
    """The list without repetitions, in order of first occurrence."""
    result: list[Value] = []
    known: set[tuple[type, Value]] = set()
    others: list[Value] = []
    for item in items:
        if type(item) in _KNOWN_BY_HASH:
            spend(2 + (bits_of(item) // 1_000 if isinstance(item, Fraction) else 0))
            found = (type(item), item) in known
            known.add((type(item), item))
        else:
            spend(1 + len(others))
            found = any(equal(item, other) is True for other in others)
            others += [] if found else [item]
        if not found:
            result.append(item)
    return result


@builtin("insert before", "list, number, any")
def insert_before(items: list[Value], position: Fraction, item: Value) -> Value:
    """The list with an item inserted at a position."""
    at = _index(items, position)
    return [*items[:at], item, *items[at:]]


@builtin("remove", "list, number")
def remove(items: list[Value], position: Fraction) -> Value:
    """The list without the item at a position."""
    at = _index(items, position)
    return [*items[:at], *items[at + 1 :]]


@builtin("reverse", "list")
def reverse(items: list[Value]) -> Value:
    """The list from its end."""
    return items[::-1]


@builtin("index of", "list, any")
def index_of(items: list[Value], match: Value) -> Value:
    """The positions of the items that equal a value, ascending."""
    return [Fraction(i) for i, item in enumerate(items, 1) if equal(item, match) is True]


@builtin("flatten", "list")
def flatten(items: list[Value]) -> Value:
    """The items of nested lists in one list."""
    result: list[Value] = []
    stack: list[Any] = [iter(items)]
    while stack:
        for item in stack[-1]:
            spend()
            if isinstance(item, list):
                stack.append(iter(item))
                break
            result.append(item)
        else:
            stack.pop()
    return _bounded(result)


@builtin("sort", "list", "list, function")
def sort(items: list[Value], precedes: Closure | None = None) -> Value:
    """The list in the order that `precedes(x, y)` defines; without it, ascending."""
    if precedes is None:
        if any(compare(i, items[0]) is None for i in items):
            return None
        spend_on_order(items)
        return sorted(items, key=functools.cmp_to_key(lambda a, b: compare(a, b) or 0))
    if len(precedes.params) != 2:
        return None

    def order(a: Value, b: Value) -> int:
        first, second = precedes.body(a, b), precedes.body(b, a)
        if not isinstance(first, bool) or not isinstance(second, bool):
            raise Unfit
        return -1 if first else 1 if second else 0

    return sorted(items, key=functools.cmp_to_key(order))


@builtin("list replace", "list, number, any", "list, function, any")
def list_replace(items: list[Value], at: Fraction | Closure, new: Value) -> Value:
    """The list with a new item at a position, or wherever a function of (item, new item) is true."""
    if isinstance(at, Fraction):
        index = _index(items, at)
        return [*items[:index], new, *items[index + 1 :]]
    if len(at.params) != 2:
        return None
    spend(len(items))
    verdicts = [at.body(item, new) for item in items]
    if not all(isinstance(v, bool) for v in verdicts):
        return None
    return [new if v else item for item, v in zip(items, verdicts, strict=True)]
