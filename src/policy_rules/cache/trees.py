"""Trees of the expressions in sheets, kept as data: a text has the same tree wherever it stands.

Sheets are read anew in each process, since what they mean depends on the profile. Much of that time would go
into building the parser of expressions, and more into sheets that nobody asks for: those of files that were
found good are read one by one.
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
from policy_rules.feel.parse import Trees
from policy_rules.ruleset.model import RulesetModel

_CLASSES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in vars(nodes).values()
    if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node
}
_FRACTION = "a fraction"


class SheetTrees:
    """The trees of the expressions in the sheets of a ruleset's folder, and whether these sheets are good."""

    def __init__(self, model: RulesetModel) -> None:
        self.file, self.digest = file_of(model.root, "trees"), model.digest
        self.by_text, good = ({}, "") if self.file is None else _recalled(self.file)
        self.good = good == self.digest
        """Whether all sheets, as the files now have them, were once read without a fault."""
        self._kept = (len(self.by_text), self.good)

    @contextmanager
    def of(self, model: RulesetModel) -> Iterator[None]:
        """While this holds, trees known before need no parser; new ones are kept after it."""
        model.kept.once("trees", lambda: Trees(self.by_text))
        yield
        now = (len(self.by_text), self.good)
        if self.file is not None and now != self._kept:
            with suppress(*BROKEN):
                rows = {text: _row(tree) for text, tree in self.by_text.copy().items()}
                seal(self.file, marshal.dumps((self.digest if self.good else "", rows)))
            self._kept = now


def _recalled(file: Path) -> tuple[dict[str, Node], str]:
    try:
        body = sealed(file)
        if body is None:
            return {}, ""
        good, rows = marshal.loads(body)  # noqa: S302 (the user's own, by its seal)
        return {text: _made(row) for text, row in rows.items()}, good
    except BROKEN:
        return {}, ""


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
