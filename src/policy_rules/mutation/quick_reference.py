"""The reference for many trees on one view: leaves are kept.

It answers what the reference answers; tests hold it to that.
"""

from __future__ import annotations

from typing import Any

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.reference.evaluate import Reference, Scope


class QuickReference(Reference):
    """Evaluates core trees on one view; what a leaf is on a day is found once."""

    def __init__(self, view: UnitView) -> None:
        super().__init__(view)
        self._leaves: dict[tuple[Any, ...], Any] = {}

    def value(self, node: core.Node, scope: Scope) -> Any:
        """What the node may be, with the records that its variables stand for."""
        match node:
            case core.Read(unit=""):
                day = self.value(node.day, scope)
                return self._kept(("read", node.path, day), lambda: self.view.read(node.path, day))
            case core.Reported(unit=""):
                day = self.value(node.day, scope)
                return self._kept(
                    ("reported", node.measure, day), lambda: self.view.reported(node.measure, day)
                )
            case core.Param() if not node.rule:
                day = self.value(node.day, scope)
                return self._kept(
                    ("param", node.name, day, node.type),
                    lambda: self.view.parameter(node.name, node.rule, node.type, day),
                )
        return super().value(node, scope)

    def _kept(self, key: tuple[Any, ...], made: Any) -> Any:
        if key not in self._leaves:
            self._leaves[key] = made()
        return self._leaves[key]
