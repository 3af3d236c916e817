"""What stands in a tree of the core, whatever its value: names, facts, parameters, findings, aggregates."""

from __future__ import annotations

from typing import Any

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.lowering.inputs import AS_OF


@frozen
class TreeReads:
    """What stands in a tree of the core, whatever its value."""

    inputs: tuple[str, ...]
    facts: tuple[core.Node, ...]
    parameters: frozenset[str]
    findings: frozenset[str]
    rules: frozenset[str]
    aggregates: tuple[core.Agg, ...]


def reads_of(root: core.Node) -> TreeReads:
    """What stands in the tree."""
    nodes = tuple(core.walk(root))
    return TreeReads(
        tuple(n.name for n in nodes if isinstance(n, core.Input)),
        tuple(n for n in nodes if isinstance(n, core.Field | core.Read | core.Reported | core.Graded)),
        frozenset(n.name for n in nodes if isinstance(n, core.Param)),
        frozenset(n.rule for n in nodes if isinstance(n, core.Outcome)),
        frozenset(n.rule for n in nodes if isinstance(n, core.Replaced)),
        tuple(n for n in nodes if isinstance(n, core.Agg) and not core.free_vars(n)),
    )


class FactTrees:
    """Which trees of a sheet rest on facts alone: what they say stands still while items are scored."""

    def __init__(self) -> None:
        # by identity: the nodes are held here, so that no other object can take the place of one
        self._known: dict[int, tuple[tuple[str, ...] | None, core.Node]] = {}
        self._free: dict[int, frozenset[str]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {"_known": {}, "_free": {}}  # identities do not travel

    def variables(self, node: core.Node) -> tuple[str, ...] | None:
        """The records on which such a tree depends; None where it reads a name of the sheet or a finding."""
        found = self._known.get(id(node))
        if found is None:
            moves = isinstance(node, core.Input) and node.name != AS_OF.name
            moves = moves or isinstance(node, core.Outcome | core.Findings)
            moves = moves or any(self.variables(child) is None for child in core.children(node))
            own = None if moves else tuple(sorted(core.free_vars(node, self._free)))
            found = self._known[id(node)] = own, node
        return found[0]
