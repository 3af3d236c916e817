"""The numbers and days with which trees compare: where a value begins to matter."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.core import nodes as core
from policy_rules.values.known import Exact, Num


def constants(roots: Iterable[core.Node]) -> tuple[tuple[Exact, ...], tuple[int, ...]]:
    """The numbers and the days (ordinals) that stand in the trees, each once, in their order."""
    numbers: dict[Exact, None] = {}
    days: dict[int, None] = {}
    for root in roots:
        for node in core.walk(root):
            if not isinstance(node, core.Const) or not isinstance(node.value, Num) or not node.value.settled:
                continue
            end = node.value.lo
            if isinstance(end, float):
                continue
            if node.type.kind == "date":
                days[int(end)] = None
            elif node.type.kind == "number":
                numbers[end] = None
    return tuple(numbers), tuple(days)
