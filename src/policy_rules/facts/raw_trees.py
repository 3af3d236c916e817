"""Facts as plain trees: mappings, lists and scalars as they were typed, and as text again."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any

from policy_rules.documents import Mapping, Node, Scalar, Sequence, Untold

Tree = Any
"""A dict of trees, a list of trees, or a `Scalar`."""

_PLAIN = re.compile(r"[\w./+~-][\w./+~%-]*|\[[^\s\[\]{},:#]*\]")


def tree_of(node: Node) -> Tree:
    """A node as a tree."""
    if isinstance(node, Mapping):
        return {key.text: tree_of(value) for key, value in node.entries if not isinstance(value, Untold)}
    if isinstance(node, Sequence):
        return [tree_of(item) for item in node]
    return node


def scalar_of(text: str) -> Scalar:
    """A text as a tree."""
    return Scalar(text)


def tree_text(tree: Tree) -> str:
    """A tree on one line, as YAML; equal trees give equal texts."""
    if isinstance(tree, dict):
        return "{" + ", ".join(f"{_key(key)}: {tree_text(value)}" for key, value in tree.items()) + "}"
    if isinstance(tree, list):
        return "[" + ", ".join(map(tree_text, tree)) + "]"
    if tree.null:
        return "null"
    return _text(tree.text, quoted=tree.quoted)


def _text(text: str, *, quoted: bool) -> str:
    plain = _PLAIN.fullmatch(text) and not (quoted and text in _READ_OTHERWISE)
    return text if plain else json.dumps(text, ensure_ascii=False)


_READ_OTHERWISE = frozenset({"true", "false", "null", "~"})
"""Words that mean something else without quotes."""


def _key(key: str) -> str:
    return _text(key, quoted=True)


def distinct(trees: Iterable[Tree]) -> list[Tree]:
    """The trees, each once, in the order of their texts."""
    found = {tree_text(tree): tree for tree in trees}
    return [found[text] for text in sorted(found)]


def facts_page(sources: dict[str, Tree], units: list[dict[str, Tree]]) -> str:
    """A facts file: the sources a line each, the units a key each line, with a line for each of a list."""
    lines = ["sources:" if sources else "sources: {}"]
    lines += [f"  {_key(name)}: {tree_text(about)}" for name, about in sources.items()]
    lines.append("units:")
    for unit in units:
        mark = "- "
        for key, value in unit.items():
            lines += _entry(mark, key, value)
            mark = "  "
    return "\n".join(lines) + "\n"


def _entry(mark: str, key: str, value: Tree) -> Iterable[str]:
    if isinstance(value, list) and value:
        yield f"  {mark}{_key(key)}:"
        yield from (f"      - {tree_text(item)}" for item in value)
    else:
        yield f"  {mark}{_key(key)}: {tree_text(value)}"
