"""Trees of the expressions in sheets, kept as data: a text has the same tree wherever it stands.

Sheets are read anew in each process, since what they mean depends on the profile; most of that time
would go into building the parser of expressions.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fractions import Fraction
from pathlib import Path
from typing import Any

from attrs import fields

from policy_rules.cache.files import BROKEN, file_of
from policy_rules.cache.seal import seal, sealed
from policy_rules.feel import nodes
from policy_rules.feel.nodes import Node
from policy_rules.ruleset.model import RulesetModel

_CLASSES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in vars(nodes).values()
    if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node
}
_FRACTION = "a fraction"


@contextmanager
def trees_of(model: RulesetModel) -> Iterator[None]:
    """While this holds, trees kept for the ruleset's folder need no parser; new ones are kept after it."""
    file, trees = file_of(model.root, "trees"), model.trees.by_text
    kept = {} if file is None else _recalled(file)
    trees.update(kept)
    yield
    found = trees.copy()
    if file is not None and found.keys() - kept.keys():
        with suppress(*BROKEN):
            body = marshal.dumps({text: _row(tree) for text, tree in found.items()})
            seal(file, body)


def _recalled(file: Path) -> dict[str, Node]:
    try:
        body = sealed(file)
        if body is None:
            return {}
        rows = marshal.loads(body)  # noqa: S302 (the user's own, by its seal)
        return {text: _made(row) for text, row in rows.items()}
    except BROKEN:
        return {}


def _row(value: Any) -> Any:
    """A tree as tuples that begin with the name of a class; lists are lists."""
    if isinstance(value, Node):
        kind = type(value)
        return (kind.__name__, *(_row(getattr(value, f.name)) for f in fields(kind)))
    if isinstance(value, Fraction):
        return (_FRACTION, value.numerator, value.denominator)
    if isinstance(value, tuple):
        return [_row(part) for part in value]
    return value


def _made(row: Any) -> Any:
    if isinstance(row, list):
        return tuple(map(_made, row))
    if not isinstance(row, tuple):
        return row
    name, *parts = row
    if name == _FRACTION:
        return Fraction(*parts)
    kind = _CLASSES[name]
    return kind(**{f.name: _made(part) for f, part in zip(fields(kind), parts, strict=True)})
