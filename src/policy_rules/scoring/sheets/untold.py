"""Points that would tell what the vocabulary redacts: a number read straight into an amount is refused.

What a condition or a table makes of such a value is told, as it is of a rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.core import nodes as core
from policy_rules.errors import Fault
from policy_rules.scoring.amounts.amount import Amount
from policy_rules.scoring.amounts.by_range import ByRange
from policy_rules.scoring.sheet import Sheet
from policy_rules.vocabulary import Vocabulary

_NO_NUMBER = ("boolean", "label", "text")


def untold_points(sheet: Sheet, vocabulary: Vocabulary) -> Iterator[Fault]:
    """A fault for each amount whose points could be reckoned back to a value that is not told."""
    if not vocabulary.redacted:
        return
    for root in sheet.amounts():
        for amount in _straight(root):
            trees = [tree for tree in amount.trees if tree.type.kind not in _NO_NUMBER]
            names = sorted({name for tree in trees for name in _read(tree, vocabulary)})
            if names:
                told = f"these points would tell `{names[0]}`, whose values are not told (`redact`)"
                hint = "read it in a condition or as the number of a table: what these give may be told"
                yield Fault(told, amount.place, hint)


def _straight(amount: Amount) -> Iterator[Amount]:
    """The amount and those of which it takes the number, but not one that is looked up in a table."""
    yield amount
    for inner in amount.below:
        if not (isinstance(amount, ByRange) and inner is amount.of):
            yield from _straight(inner)


def _read(node: core.Node, vocabulary: Vocabulary) -> Iterator[str]:
    """The attributes not told from which the number of a tree is reckoned."""
    match node:
        case core.Field() if node.attribute.redact:
            name = node.attribute.name
            bearers = [n for n in vocabulary.redacted if n.rpartition(".")[2] == name]
            yield bearers[0] if len(bearers) == 1 else name
        case core.Read() if node.path in vocabulary.redacted:
            yield node.path
        case core.Op() if node.type.kind == "boolean":
            return
        case core.Agg():
            if node.body is not None and node.body.type.kind != "boolean":
                yield from _read(node.body, vocabulary)
        case _:
            for child in core.children(node):
                yield from _read(child, vocabulary)
