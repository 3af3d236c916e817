"""From tokens to tree: what each rule of `grammar.lark` makes, while Lark reads.

Every function takes the children of its rule, tokens included, and gives a node whose span runs from
the first child to the last. Nothing here keeps state, so that one parser serves all threads.
"""

# ruff: noqa: D102 (each callback of TreeBuilder is named after its rule)
from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, TypeAlias

from policy_rules.attributes import frozen
from policy_rules.feel import nodes
from policy_rules.feel.nodes import Node, Span
from policy_rules.values.exact import NotANumber, parse_number

if TYPE_CHECKING:
    from lark import Token

    Child: TypeAlias = "Token | Node | Piece"

Children = list[Any]
"""What a callback gets: tokens, nodes and pieces, in the order of the text."""

RESERVED = frozenset(
    (
        *("and", "between", "else", "every", "false", "for", "if", "in", "instance", "null"),
        *("of", "or", "return", "satisfies", "some", "then", "true"),
    )
)

_OPERATOR = {
    **dict.fromkeys(("≤", "＜＝", "<＝", "＜="), "<="),
    **dict.fromkeys(("≥", "＞＝", ">＝", "＞="), ">="),
    **dict.fromkeys(("≠", "！＝", "！=", "!＝"), "!="),
    "＝": "=",
    "＜": "<",
    "＞": ">",
    "＋": "+",
    "－": "-",
    "＊": "*",
    "／": "/",
    "＊＊": "**",
}
_ESCAPE = re.compile(r"\\(u[0-9a-fA-F]{4}|U[0-9a-fA-F]{6}|.)", re.DOTALL)
_ESCAPED = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "'": "'", "\\": "\\", "“": "“", "”": "”"}


class Misread(Exception):
    """Something is grammatical and yet not an expression; `span` says where."""

    def __init__(self, span: Span, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.span, self.what, self.hint = span, what, hint


@frozen
class Piece:
    """A part of a rule that is no node of its own: a pair of brackets, arguments, an iterator."""

    kind: str
    items: tuple[Any, ...]
    span: Span


def _start(child: Child) -> int:
    return child.span[0] if isinstance(child, Node | Piece) else child.start_pos or 0


def _end(child: Child) -> int:
    return child.span[1] if isinstance(child, Node | Piece) else child.end_pos or 0


def _span(children: Sequence[Child]) -> Span:
    return (_start(children[0]), _end(children[-1]))


def _settled(child: Any) -> Any:
    """The expression inside plain brackets; a list in brackets only means something after `in`."""
    if not isinstance(child, Piece) or child.kind != "parentheses":
        return child
    if len(child.items) > 1:
        raise Misread(child.span, "several values in round brackets", "write a list as `[a, b]`")
    return _settled(child.items[0])


def _nodes(children: Sequence[Child]) -> list[Any]:
    """The settled children without the tokens."""
    return [_settled(c) for c in children if isinstance(c, Node | Piece)]


def _words(token: Any) -> str:
    return " ".join(token.split())


def unescape(quoted: str) -> str:
    """The string that a literal with its quotes means; an unknown escape stands for itself."""

    def one(match: re.Match[str]) -> str:
        code = match[1]
        if code[0] in "uU" and len(code) > 1:
            return chr(int(code[1:], 16))
        return _ESCAPED.get(code, match[0])

    try:
        text = _ESCAPE.sub(one, quoted[1:-1])
        return text.encode("utf-16", "surrogatepass").decode("utf-16")
    except (ValueError, OverflowError) as error:
        raise ValueError("an escape names no character") from error


def _string(token: Token) -> str:
    try:
        return unescape(token)
    except ValueError as error:
        raise Misread((_start(token), _end(token)), f"in this string {error}") from None


def _number(token: Token, text: str) -> Fraction:
    try:
        return parse_number(text, exponent=True)
    except NotANumber as error:
        raise Misread((_start(token), _end(token)), str(error)) from None


class TreeBuilder:
    """The callbacks of the grammar's rules, each named as its rule or alias."""

    @staticmethod
    def start(c: Children) -> Any:
        return _settled(c[0])

    @staticmethod
    def binary(c: Children) -> Node:
        op = str(c[1])
        return nodes.Binary(_OPERATOR.get(op, op), _settled(c[0]), _settled(c[2]), span=_span(c))

    @staticmethod
    def between(c: Children) -> Node:
        return nodes.Between(*_nodes(c), span=_span(c))

    @staticmethod
    def in_(c: Children) -> Node:
        tests = c[2]
        while isinstance(tests, Piece) and len(tests.items) == 1:
            tests = tests.items[0]
        several = [_settled(i) for i in tests.items] if isinstance(tests, Piece) else [tests]
        return nodes.In(_settled(c[0]), tuple(several), span=_span(c))

    @staticmethod
    def unary_test(c: Children) -> Node:
        op: Any = _OPERATOR.get(str(c[0]), str(c[0]))
        return nodes.UnaryTest(op, _settled(c[1]), span=_span(c))

    @staticmethod
    def instance(c: Children) -> Node:
        return nodes.InstanceOf(_settled(c[0]), c[3].items[0], span=_span(c))

    @staticmethod
    def negative(c: Children) -> Node:
        return nodes.Unary(_settled(c[1]), span=_span(c))

    @staticmethod
    def if_(c: Children) -> Node:
        return nodes.If(*_nodes(c), span=_span(c))

    @staticmethod
    def for_(c: Children) -> Node:
        return nodes.For(c[1].items, _settled(c[3]), span=_span(c))

    @staticmethod
    def quantified(c: Children) -> Node:
        kind: Any = str(c[0])
        return nodes.Quantified(kind, c[1].items, _settled(c[3]), span=_span(c))

    @staticmethod
    def function(c: Children) -> Node:
        if any(getattr(i, "type", "") == "EXTERNAL" for i in c):
            raise Misread(_span(c), "an external function: an expression runs no other code")
        params = tuple(i.items[0] for i in c if isinstance(i, Piece) and i.kind == "parameter")
        return nodes.Function(params, _settled(c[-1]), span=_span(c))

    @staticmethod
    def path(c: Children) -> Node:
        return nodes.Path(_settled(c[0]), _words(c[2]), span=_span(c))

    @staticmethod
    def filter(c: Children) -> Node:
        return nodes.Filter(_settled(c[0]), _settled(c[2]), span=_span(c))

    @staticmethod
    def call(c: Children) -> Node:
        by_name = [i for i in c[2:] if isinstance(i, Piece) and i.kind == "named"]
        by_place = [
            _settled(i) for i in c[2:] if isinstance(i, Node) or getattr(i, "kind", "") == "parentheses"
        ]
        if by_name and by_place:
            raise Misread(
                by_name[0].span,
                "arguments by name and by position are mixed",
                "give all arguments one way",
            )
        named = tuple((i.items[0], i.items[1]) for i in by_name)
        if len({name for name, _ in named}) < len(named):
            raise Misread(_span(c), "an argument is given twice")
        return nodes.Call(_settled(c[0]), tuple(by_place), named, span=_span(c))

    @staticmethod
    def number(c: Children) -> Node:
        return nodes.Literal(_number(c[0], c[0]), span=_span(c))

    @staticmethod
    def percent(c: Children) -> Node:
        return nodes.Percent(_number(c[0], c[0][:-1]), span=_span(c))

    @staticmethod
    def string(c: Children) -> Node:
        return nodes.Literal(_string(c[0]), span=_span(c))

    @staticmethod
    def at(c: Children) -> Node:
        return nodes.At(_string(c[1]), span=_span(c))

    @staticmethod
    def constant(c: Children) -> Node:
        return nodes.Literal({"true": True, "false": False}.get(c[0]), span=_span(c))

    @staticmethod
    def name(c: Children) -> Node:
        if c[0] in RESERVED:
            raise Misread(_span(c), f"`{c[0]}` stands where a value is expected")
        return nodes.Name(_words(c[0]), span=_span(c))

    @staticmethod
    def list(c: Children) -> Node:
        return nodes.ListOf(tuple(_nodes(c)), span=_span(c))

    @staticmethod
    def range(c: Children) -> Node:
        low, high = _nodes(c)
        return nodes.Range(low, high, c[0] in ("[", "［"), c[-1] in ("]", "］"), span=_span(c))

    @staticmethod
    def context(c: Children) -> Node:
        entries = tuple(i.items for i in c if isinstance(i, Piece))
        return nodes.Context(entries, span=_span(c))

    @staticmethod
    def iterator(c: Children) -> Node:
        return nodes.Iterator(str(c[0]), *_nodes(c), span=_span(c))

    @staticmethod
    def parentheses(c: Children) -> Piece:
        return Piece("parentheses", tuple(i for i in c if isinstance(i, Node | Piece)), _span(c))

    @staticmethod
    def iterators(c: Children) -> Piece:
        return Piece("iterators", tuple(_nodes(c)), _span(c))

    @staticmethod
    def named(c: Children) -> Piece:
        return Piece("named", (_words(c[0]), _settled(c[2])), _span(c))

    @staticmethod
    def entry(c: Children) -> Piece:
        key = _string(c[0]) if c[0].type == "STRING" else _words(c[0])
        return Piece("entry", (key, _settled(c[2])), _span(c))

    @staticmethod
    def parameter(c: Children) -> Piece:
        if len(c) > 1:
            raise Misread(_span(c), "a function whose parameters have types", "leave the types out")
        return Piece("parameter", (str(c[0]),), _span(c))

    @staticmethod
    def type(c: Children) -> Piece:
        return Piece("type", (_type_text(c),), _span(c))

    type_argument = type  # noqa: A003


def _type_text(children: Children) -> str:
    """A type as one text: `list<number>`, `context<a: number>`, `function<number> -> string`."""
    spelling = {"COMMA": ", ", "COLON": ": ", "LT": "<", "GT": ">", "ARROW": " -> "}
    return "".join(
        c.items[0] if isinstance(c, Piece) else spelling.get(c.type) or _words(c) for c in children
    )
