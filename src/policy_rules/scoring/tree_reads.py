"""What stands in a tree of the core, whatever its value: names, facts, parameters, findings, aggregates."""

from __future__ import annotations

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core


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
