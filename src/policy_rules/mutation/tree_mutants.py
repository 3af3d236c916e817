"""Trees of FEEL with one fault planted: thresholds, comparisons, conditions left out, days, labels.

Which faults there are is told in docs/mutants.md.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, Protocol

from attrs import evolve, fields

from policy_rules.feel import nodes as feel
from policy_rules.values.exact import terminates

THRESHOLD, COMPARISON, CONJUNCT, QUANTIFIER = "threshold", "comparison", "conjunct", "quantifier"
DAY, NEGATION, FILTER, LABEL = "day", "negation", "filter", "label"
FAULTS = (THRESHOLD, COMPARISON, CONJUNCT, QUANTIFIER, DAY, NEGATION, FILTER, LABEL)
"""The sorts of faults that are planted."""


class Neighbours(Protocol):
    """What is known of the labels that facts have."""

    def near(self, label: str, name: str) -> tuple[str, ...]:
        """The labels that may stand in the place of one that is compared with a fact of that name."""

    def listed(self, name: str) -> bool:
        """Whether a fact of that name is one of listed labels, which come in no order that counts."""


Planted = Iterator[tuple[str, feel.Node]]

_ORDERS = {"<": ("<=", ">="), "<=": ("<", ">"), ">": (">=", "<="), ">=": (">", "<")}
_FLIPPED = {**_ORDERS, "=": ("!=", "<=", ">="), "!=": ("=", "<", ">")}
_DURATION = re.compile(r"(.*?)(\d+)([A-Z])")
_ONE_DAY = feel.At("P1D")
_LOGIC = ("and", "or")


def planted(node: feel.Node, neighbours: Neighbours) -> Planted:
    """Every tree that differs from this one by one fault, with the sort of the fault."""
    yield from _here(node, neighbours)
    for child, put in _places(node):
        for fault, other in planted(child, neighbours):
            yield fault, put(other)


def shifted_days(node: feel.Node) -> Planted:
    """A day that is computed, a day later and earlier; nothing where a number or a day stands in it."""
    if not any(map(_is_number, _walk(node))):
        yield DAY, feel.Binary("+", node, _ONE_DAY)
        yield DAY, feel.Binary("-", node, _ONE_DAY)


def _is_number(node: feel.Node) -> bool:
    return isinstance(node, feel.At | feel.Percent) or (
        isinstance(node, feel.Literal) and isinstance(node.value, Fraction)
    )


def _walk(node: feel.Node) -> Iterator[feel.Node]:
    yield node
    for child in feel.children(node):
        yield from _walk(child)


def _places(node: feel.Node) -> Iterator[tuple[feel.Node, Callable[[feel.Node], feel.Node]]]:
    """The nodes directly below, each with what the node is when another stands in its place."""

    def put(key: str, rest: Callable[[feel.Node], Any]) -> Callable[[feel.Node], feel.Node]:
        return lambda other: evolve(node, **{key: rest(other)})

    def among(items: tuple[Any, ...], at: int, name: str | None) -> Callable[[feel.Node], Any]:
        return lambda new: (*items[:at], new if name is None else (name, new), *items[at + 1 :])

    for attribute in fields(type(node)):
        value = getattr(node, attribute.name)
        if isinstance(value, feel.Node):
            yield value, put(attribute.name, lambda other: other)
        elif isinstance(value, tuple):
            for at, item in enumerate(value):
                name, part = item if isinstance(item, tuple) and len(item) == 2 else (None, item)
                if isinstance(part, feel.Node):
                    yield part, put(attribute.name, among(value, at, name))


def _here(node: feel.Node, neighbours: Neighbours) -> Planted:
    """The faults that are planted at the node itself."""
    match node:
        case feel.Literal(value=Fraction() as value):
            yield from (
                (THRESHOLD, feel.Literal(n)) if n >= 0 else (THRESHOLD, _minus(n)) for n in _near(value)
            )
        case feel.Percent(value=value):
            found = ((n, feel.Percent(abs(n))) for n in _near(value))
            yield from ((THRESHOLD, feel.Unary(one) if n < 0 else one) for n, one in found)
        case feel.At():
            yield from _of_literal(node)
        case feel.Binary(op=op) if op in _LOGIC:
            yield from _left_out(node)
        case feel.Binary(op=op, left=left, right=right) if op in _FLIPPED:
            yield from ((COMPARISON, evolve(node, op=o)) for o in _flips(op, neighbours, left, right))
            yield from ((LABEL, evolve(node, right=n)) for n in _labels(left, right, neighbours))
            yield from ((LABEL, evolve(node, left=n)) for n in _labels(right, left, neighbours))
        case feel.UnaryTest(op=op, operand=operand):
            yield from ((COMPARISON, evolve(node, op=o)) for o in _flips(op, neighbours, operand))
        case feel.Range(low=low, high=high):
            if low is not None:
                yield COMPARISON, evolve(node, low_closed=not node.low_closed)
            if high is not None:
                yield COMPARISON, evolve(node, high_closed=not node.high_closed)
        case feel.Between(value=value, low=low, high=high):
            for first, last in ((">", "<="), (">=", "<")):
                yield (
                    COMPARISON,
                    feel.Binary("and", feel.Binary(first, value, low), feel.Binary(last, value, high)),
                )
        case feel.In():
            yield from _of_tests(node, neighbours)
        case feel.Quantified(kind=kind):
            yield QUANTIFIER, evolve(node, kind="every" if kind == "some" else "some")
        case feel.Filter(source=source):
            yield FILTER, source
        case feel.Call(function=feel.Name(name=name), args=args):
            yield from _of_call(node, name, args)


def _near(value: Fraction) -> tuple[Fraction, Fraction]:
    """The numbers one unit of the last written place away."""
    step = Fraction(1)
    while terminates(value) and (value / step).denominator != 1:
        step /= 10
    return value + step, value - step


def _minus(number: Fraction) -> feel.Node:
    return feel.Unary(feel.Literal(-number))


def _of_literal(node: feel.At) -> Planted:
    """A day a day later and earlier; a duration longer and shorter by one of its last part."""
    try:
        day = datetime.date.fromisoformat(node.text)
    except ValueError:
        parts = _DURATION.fullmatch(node.text)
        if parts:
            for number in (int(parts[2]) + 1, int(parts[2]) - 1):
                if number >= 0:
                    yield THRESHOLD, feel.At(f"{parts[1]}{number}{parts[3]}")
        return
    for days in (1, -1):
        yield DAY, feel.At((day + datetime.timedelta(days)).isoformat())


def _left_out(node: feel.Binary) -> Planted:
    """A chain of `and` or `or` without one of its links; those inside are found there."""
    for kept, left_out in ((node.left, node.right), (node.right, node.left)):
        if not (isinstance(left_out, feel.Binary) and left_out.op == node.op):
            yield CONJUNCT, kept


def _flips(op: str, neighbours: Neighbours, *sides: feel.Node) -> Iterator[Any]:
    """Other comparisons: what is the same label, text or truth value is not asked for an order."""

    def has_none(side: feel.Node) -> bool:
        if isinstance(side, feel.Path | feel.Name):
            return neighbours.listed(side.name)
        return isinstance(side, feel.Literal) and not isinstance(side.value, Fraction)

    unordered = any(map(has_none, sides))
    return (o for o in _FLIPPED[op] if not unordered or o in ("=", "!=") or op in _ORDERS)


def _labels(fact: feel.Node, side: feel.Node, neighbours: Neighbours) -> Iterator[feel.Node]:
    """What may stand for a label that is compared with a fact."""
    if isinstance(side, feel.Literal) and isinstance(side.value, str):
        name = fact.name if isinstance(fact, feel.Path | feel.Name) else ""
        yield from map(feel.Literal, neighbours.near(side.value, name))


def _of_tests(node: feel.In, neighbours: Neighbours) -> Planted:
    """`in` without one of its tests, or with another label among them."""
    tests = node.tests
    listed = tests[0] if len(tests) == 1 and isinstance(tests[0], feel.ListOf) else None
    items = tests if listed is None else listed.items

    def put(found: tuple[feel.Node, ...]) -> feel.Node:
        return evolve(node, tests=found if listed is None else (evolve(listed, items=found),))

    for at, test in enumerate(items):
        before, after = items[:at], items[at + 1 :]
        if len(items) > 1:
            yield CONJUNCT, put((*before, *after))
        for other in _labels(node.value, test, neighbours):
            if other not in items:
                yield LABEL, put((*before, other, *after))


def _of_call(node: feel.Call, name: str, args: tuple[feel.Node, ...]) -> Planted:
    if name == "not" and len(args) == 1:
        yield NEGATION, args[0]
    if name == "holds_of" and len(args) == 2 and isinstance(listed := args[1], feel.ListOf):
        for at in range(len(listed.items)):
            rest = (*listed.items[:at], *listed.items[at + 1 :])
            yield CONJUNCT, evolve(node, args=(args[0], evolve(listed, items=rest)))
    if name == "date" and len(args) == 1 and isinstance(text := args[0], feel.Literal):
        yield from _of_literal(feel.At(str(text.value)))
