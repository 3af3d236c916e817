"""The numbers and days with which trees compare: where a value begins to matter."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.domain import Exact, Num
from policy_rules.ir import nodes as ir


def constants(roots: Iterable[ir.Node]) -> tuple[tuple[Exact, ...], tuple[int, ...]]:
    """The numbers and the days (ordinals) that stand in the trees, each once, in their order."""
    numbers: dict[Exact, None] = {}
    days: dict[int, None] = {}
    for root in roots:
        for node in ir.walk(root):
            if not isinstance(node, ir.Const) or not isinstance(node.value, Num) or not node.value.settled:
                continue
            end = node.value.lo
            if isinstance(end, float):
                continue
            if node.type.kind == "date":
                days[int(end)] = None
            elif node.type.kind == "number":
                numbers[end] = None
    return tuple(numbers), tuple(days)
