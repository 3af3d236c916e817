"""From tree to text: `unparse(tree)` writes an expression with the fewest brackets.

For every tree that `parse` gives, `parse(unparse(tree)) == tree`. Trees that no text has (a negative
or non-terminating number literal, a range without an end) raise `ValueError`.
"""

# ruff: noqa: ARG005 (all writers of nodes take `last`)
from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

from policy_rules.feel import nodes
from policy_rules.feel.nodes import Node
from policy_rules.values.exact import plain, terminates

OPEN, OR, AND, COMPARISON, SUM, PRODUCT, POWER, NEGATION, POSTFIX, ATOM = range(10)
"""How closely a construct binds; OPEN ones reach as far to the right as they can."""

LONGEST_PLAIN = 100
"""Characters of a number that is written without an exponent."""

_BINARY = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("=", "!=", "<", "<=", ">", ">="), COMPARISON),
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys("*/", PRODUCT),
    "**": POWER,
}
_LEVEL: dict[type[Node], int] = {
    nodes.If: OPEN,
    nodes.For: OPEN,
    nodes.Quantified: OPEN,
    nodes.Function: OPEN,
    nodes.Between: COMPARISON,
    nodes.In: COMPARISON,
    nodes.InstanceOf: COMPARISON,
    nodes.Unary: NEGATION,
    nodes.Path: POSTFIX,
    nodes.Filter: POSTFIX,
    nodes.Call: POSTFIX,
}
_PLAIN_KEY = re.compile(r"[^\W\d][^\W０-９]*(?: [^\W\d][^\W０-９]*)*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def unparse(node: Node) -> str:
    """The text of a tree."""
    return _write(node, OPEN, last=True)


def _level(node: Node) -> int:
    return _BINARY[node.op] if isinstance(node, nodes.Binary) else _LEVEL.get(type(node), ATOM)


def _write(node: Node, least: int, *, last: bool = False) -> str:
    """The text of a node where only constructs that bind at least so closely may stand.

    `last` tells that an open construct may stand there too, since nothing after it could be taken
    for its own.
    """
    if isinstance(node, nodes.UnaryTest):
        return f"({_test(node)})"
    level = _level(node)
    if level >= least or (level == OPEN and last):
        return _WRITE[type(node)](node, last)
    return f"({_WRITE[type(node)](node, True)})"


def _any(node: Node) -> str:
    return _write(node, OPEN, last=True)


def _item(node: Node) -> str:
    return _test(node) if isinstance(node, nodes.UnaryTest) else _any(node)


def _test(node: nodes.UnaryTest) -> str:
    return f"{node.op} {_write(node.operand, SUM)}"


def _listed(items: Iterable[str]) -> str:
    return ", ".join(items)


def _number(value: Fraction) -> str:
    if value < 0 or not terminates(value):
        raise ValueError(f"no literal means {value}")
    text = plain(value)
    return text if len(text) <= LONGEST_PLAIN else _scientific(value)


def _scientific(value: Fraction) -> str:
    power = 0
    while value.denominator > 1:
        value, power = value * 10, power - 1
    digits = plain(value)
    short = digits.rstrip("0")
    return f"{short}e{power + len(digits) - len(short)}"


def quoted(text: str) -> str:
    """A string as a literal."""
    return '"' + "".join(_ESCAPES.get(c) or (c if c >= " " else f"\\u{ord(c):04x}") for c in text) + '"'


def _literal(node: nodes.Literal, last: bool) -> str:
    if isinstance(node.value, bool) or node.value is None:
        return {True: "true", False: "false", None: "null"}[node.value]
    return quoted(node.value) if isinstance(node.value, str) else _number(node.value)


def _range(node: nodes.Range, last: bool) -> str:
    if node.low is None or node.high is None:
        raise ValueError("a range without an end has no text of its own")
    brackets = ("[" if node.low_closed else "(", "]" if node.high_closed else ")")
    return f"{brackets[0]}{_any(node.low)}..{_any(node.high)}{brackets[1]}"


def _context(node: nodes.Context, last: bool) -> str:
    keys = [k if _PLAIN_KEY.fullmatch(k) else quoted(k) for k, _ in node.entries]
    return "{" + _listed(f"{k}: {_any(v)}" for k, (_, v) in zip(keys, node.entries, strict=True)) + "}"


def _binary(node: nodes.Binary, last: bool) -> str:
    level = _BINARY[node.op]
    left = _write(node.left, level + (level == COMPARISON))
    return f"{left} {node.op} {_write(node.right, level + 1, last=last and level <= COMPARISON)}"


def _between(node: nodes.Between, last: bool) -> str:
    value, low, high = (_write(n, SUM) for n in (node.value, node.low, node.high))
    return f"{value} between {low} and {high}"


def _in(node: nodes.In, last: bool) -> str:
    value = _write(node.value, SUM)
    if not node.tests:
        raise ValueError("`in` without a test")
    if len(node.tests) > 1:
        return f"{value} in ({_listed(map(_item, node.tests))})"
    test = node.tests[0]
    return f"{value} in {_test(test) if isinstance(test, nodes.UnaryTest) else _write(test, SUM)}"


def _iterators(items: tuple[nodes.Iterator, ...]) -> str:
    ends = (f"..{_any(i.stop)}" if i.stop is not None else "" for i in items)
    return _listed(f"{i.name} in {_any(i.source)}{end}" for i, end in zip(items, ends, strict=True))


def _call(node: nodes.Call, last: bool) -> str:
    named = (f"{name}: {_any(value)}" for name, value in node.named)
    return f"{_write(node.function, POSTFIX)}({_listed([*map(_any, node.args), *named])})"


_WRITE: dict[type[Node], Callable[[Any, bool], str]] = {
    nodes.Literal: _literal,
    nodes.Percent: lambda n, last: f"{_number(n.value)}%",
    nodes.At: lambda n, last: f"@{quoted(n.text)}",
    nodes.Name: lambda n, last: n.name,
    nodes.ListOf: lambda n, last: f"[{_listed(map(_item, n.items))}]",
    nodes.Range: _range,
    nodes.Context: _context,
    nodes.Unary: lambda n, last: f"-{_write(n.operand, NEGATION)}",
    nodes.Binary: _binary,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.InstanceOf: lambda n, last: f"{_write(n.value, SUM)} instance of {n.type}",
    nodes.If: lambda n, last: f"if {_any(n.condition)} then {_any(n.then)} else {_any(n.otherwise)}",
    nodes.For: lambda n, last: f"for {_iterators(n.iterators)} return {_any(n.body)}",
    nodes.Quantified: lambda n, last: f"{n.kind} {_iterators(n.iterators)} satisfies {_any(n.body)}",
    nodes.Path: lambda n, last: f"{_write(n.source, POSTFIX)}.{n.name}",
    nodes.Filter: lambda n, last: f"{_write(n.source, POSTFIX)}[{_any(n.condition)}]",
    nodes.Call: _call,
    nodes.Function: lambda n, last: f"function({_listed(n.params)}) {_any(n.body)}",
}
