"""From text to tree: `parse(text)` reads one FEEL expression (grammar: `grammar.lark`).

Length (64 KiB) and nesting (200) are checked before the parser sees the text. The last trees are kept by
text; they are immutable and may be shared. Who reads many texts, and means to know their trees again,
keeps them in `Trees`.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from attrs import field

from policy_rules.attributes import define
from policy_rules.errors import ExpressionError, Fault, Place, printed
from policy_rules.feel.nodes import Node, Span, children

if TYPE_CHECKING:
    from lark import Lark


def parse(text: str, *, place: Place = Place()) -> Node:  # noqa: B008 (immutable)
    """The tree of an expression; raises `ExpressionError` with the place of the first fault.

    `place` is where the expression's first character stands in its file; lines and columns of faults
    count from there. Spans in the tree are offsets into `text`.
    """
    if not isinstance(text, str):
        raise ExpressionError(Fault(f"`{printed(text)}` is no expression", place, "give a text"))
    # What builds trees is not needed by who has them from a cache.
    from policy_rules.feel.build import Misread

    read = _read if len(text) <= LONGEST_KEPT else _read.__wrapped__
    try:
        tree = read(text)
    except Misread as slip:
        raise ExpressionError(fault_at(text, slip.span, slip.what, slip.hint, place)) from None
    return tree


@define
class Trees:
    """The trees of expressions by their text: those known before need no parser, new ones are added."""

    by_text: dict[str, Node] = field(factory=dict)

    def parse(self, text: str, *, place: Place = Place()) -> Node:  # noqa: B008 (immutable)
        """The tree of an expression, as `parse` gives it."""
        tree = self.by_text.get(text)
        if tree is None:
            tree = self.by_text[text] = parse(text, place=place)
        return tree


def fault_at(text: str, span: Span, what: str, hint: str = "", place: Place = Place()) -> Fault:  # noqa: B008
    """A fault about the characters `span` of an expression that begins at `place`."""
    begin = min(max(span[0], 0), len(text))
    line_start = text.rfind("\n", 0, begin) + 1
    line_end = text.find("\n", begin)
    source = text[line_start : line_end if line_end >= 0 else len(text)]
    column = begin - line_start
    width = max(1, min(span[1], line_start + len(source)) - begin)
    line = text.count("\n", 0, begin)
    first = line == 0
    lead = max(place.column - 1, 0) if first else 0
    where = Place(place.file, max(place.line, 1) + line, lead + column + 1)
    return Fault(what, where, hint, source=" " * lead + source, width=width)


LONGEST_KEPT = 2_000
"""Characters of the longest text whose tree is kept."""


@lru_cache(maxsize=4096)
def _read(text: str) -> Node:
    from lark.exceptions import UnexpectedInput

    from policy_rules.feel.slips import DEEPEST, explain_misread, prescan, too_deep

    prescan(text)
    try:
        tree = cast("Any", _parser().parse(text))
    except UnexpectedInput as error:
        raise explain_misread(text, error) from None
    if len(text) > DEEPEST and _depth(tree) > DEEPEST:
        raise too_deep((0, 1))
    return cast("Node", tree)


def _depth(tree: Node) -> int:
    """How many nodes lie on the longest way down; chains of operators count each."""
    deepest, waiting = 0, [(tree, 1)]
    while waiting:
        node, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in children(node)]
    return deepest


@cache
def _parser() -> Lark:
    from lark import Lark

    from policy_rules.feel.build import TreeBuilder
    from policy_rules.feel.table import multi_word_names

    grammar = Path(__file__).with_name("grammar.lark").read_text("utf-8")
    names = "|".join(r"\s+".join(map(re.escape, name.split())) for name in multi_word_names())
    return Lark(
        grammar.replace("MULTI_WORD_NAMES", names),
        parser="lalr",
        lexer="contextual",
        keep_all_tokens=True,
        maybe_placeholders=False,
        transformer=TreeBuilder(),
    )
