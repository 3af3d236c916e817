"""The tree of a FEEL expression, as read (DMN 1.5, clause 10.3).

Nodes are immutable and compare by meaning: spans, the way a name was quoted and the spelling of a
number do not count, so that `parse(unparse(tree)) == tree` holds.
"""

from __future__ import annotations

from collections.abc import Iterator as Iterate
from fractions import Fraction
from typing import Literal as OneOf

from attrs import field, fields

from policy_rules.attributes import frozen

Span = tuple[int, int]


@frozen(kw_only=True)
class Node:
    """Base of all nodes; `span` is the half-open range of characters that the node was read from."""

    span: Span = field(default=(0, 0), eq=False, repr=False)


@frozen
class Literal(Node):
    """A number (exact), string, boolean or null."""

    value: Fraction | str | bool | None = field(eq=lambda v: (type(v), v))


@frozen
class Percent(Node):
    """`80%`: the number of percent as written (80), meaning a hundredth of it."""

    value: Fraction


@frozen
class At(Node):
    """`@"2021-12-31"`: a date, time, date and time, or duration in text."""

    text: str


@frozen
class Name(Node):
    """A name, its words joined by single blanks (`date and time`)."""

    name: str


@frozen
class ListOf(Node):
    """`[a, b]`, or `(a, b)` on the right of `in`. Items may be unary tests there."""

    items: tuple[Node, ...]


@frozen
class Range(Node):
    """`[a..b]`, `(a..b]`, `]a..b[`; an end may be absent only in a unary test such as `< 5`."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool


@frozen
class Context(Node):
    """`{key: value}`."""

    entries: tuple[tuple[str, Node], ...]


@frozen
class Unary(Node):
    """Arithmetic negation `-x`."""

    operand: Node


@frozen
class Binary(Node):
    """Arithmetic `+ - * / **`, comparison `= != < <= > >=`, logic `and or`. Not chained."""

    op: str
    left: Node
    right: Node


@frozen
class Between(Node):
    """`x between a and b`: both ends count."""

    value: Node
    low: Node
    high: Node


@frozen
class In(Node):
    """`x in test` or `x in (test, ...)`: any of the tests holds."""

    value: Node
    tests: tuple[Node, ...]


@frozen
class UnaryTest(Node):
    """`< 5`, `>= x`, `= a`, `!= a` on the right of `in` (or as a range value of its own)."""

    op: OneOf["<", "<=", ">", ">=", "=", "!="]
    operand: Node


@frozen
class InstanceOf(Node):
    """`x instance of type`; the type as text, blanks normalised (`list<number>`)."""

    value: Node
    type: str


@frozen
class If(Node):
    """`if c then a else b`: null and false take the else branch."""

    condition: Node
    then: Node
    otherwise: Node


@frozen
class Iterator(Node):
    """`x in list`, or `x in a..b` where `stop` is given."""

    name: str
    source: Node
    stop: Node | None = None


@frozen
class For(Node):
    """`for x in a, y in b return e`."""

    iterators: tuple[Iterator, ...]
    body: Node


@frozen
class Quantified(Node):
    """`some x in a satisfies c`, `every x in a satisfies c`."""

    kind: OneOf["some", "every"]
    iterators: tuple[Iterator, ...]
    body: Node


@frozen
class Path(Node):
    """`a.b`: an attribute, or the attribute of each item of a list."""

    source: Node
    name: str


@frozen
class Filter(Node):
    """`list[condition]` or `list[position]`."""

    source: Node
    condition: Node


@frozen
class Call(Node):
    """A call of a built-in or named function, by position or by parameter name (never both)."""

    function: Node
    args: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()


@frozen
class Function(Node):
    """`function(a, b) body`: read so that it can be refused by name."""

    params: tuple[str, ...]
    body: Node


def children(node: Node) -> Iterate[Node]:
    """The nodes directly below a node, from left to right."""
    for attribute in fields(type(node)):
        value = getattr(node, attribute.name)
        if isinstance(value, Node):
            yield value
        elif isinstance(value, tuple):
            for item in value:
                part = item[1] if isinstance(item, tuple) and len(item) == 2 else item
                if isinstance(part, Node):
                    yield part


def names_of(node: Node) -> frozenset[str]:
    """All names in a tree, attributes left out."""
    own = frozenset((node.name,)) if isinstance(node, Name) else frozenset[str]()
    return own.union(*map(names_of, children(node)))
