"""How far up the tree of a rule the difference of a mutant reaches on some facts: to its finding, or not."""

from __future__ import annotations

from collections.abc import Sequence

from policy_rules.core import nodes as core
from policy_rules.mutation.same_meaning import TreeKeys
from policy_rules.reference.evaluate import Reference

Path = Sequence[tuple[core.Node, core.Node]]
"""Subtrees of a rule and of its mutant that stand at the same place, innermost first; none has variables."""

_LISTS = core.Records | core.Under | core.Findings | core.Listed | core.Filter


def difference_path(a: core.Node, b: core.Node, keys: TreeKeys) -> Path:
    """The subtrees that hold the one difference between two trees."""
    found = list[tuple[core.Node, core.Node]]()
    names_a, names_b = dict[str, int](), dict[str, int]()
    while True:
        if not isinstance(a, _LISTS) and not isinstance(b, _LISTS) and keys.closed(a) and keys.closed(b):
            found.append((a, b))
        below_a, below_b = core.children(a), core.children(b)
        if type(a) is not type(b) or len(below_a) != len(below_b):
            break
        for node, names in ((a, names_a), (b, names_b)):
            if isinstance(node, core.Filter | core.Agg):
                names[node.var] = len(names)
        pairs = zip(below_a, below_b, strict=True)
        apart = [(x, y) for x, y in pairs if keys.of(x, names_a) != keys.of(y, names_b)]
        if len(apart) != 1:
            break
        a, b = apart[0]
    return found[::-1]


def reach(path: Path, reference: Reference) -> int:
    """Up to which of the subtrees, from the innermost on, the two have other values; 0: to none."""
    far = 0
    for at, (a, b) in enumerate(path, 1):
        if reference.value(a, {}) != reference.value(b, {}):
            far = at
    return far
