"""The reference for many trees on one view: leaves, and trees without variables, are found once.

It answers what the reference answers; tests hold it to that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.mutation.same_meaning import TreeKeys
from policy_rules.reference.evaluate import Reference, Scope
from policy_rules.values.known import Truth


class QuickReference(Reference):
    """Evaluates core trees on one view; what a leaf is on a day is found once.

    So is what a tree without variables is: a mutant differs from its rule at one place, and all that stands
    beside it is known. `keys` tell which trees are the same; several references may share them.
    """

    def __init__(self, view: UnitView, keys: TreeKeys | None = None) -> None:
        super().__init__(view)
        self._keys = keys or TreeKeys()
        self._known: dict[tuple[Any, ...], Any] = {}

    def value(self, node: core.Node, scope: Scope) -> Any:
        """What the node may be, with the records that its variables stand for."""
        match node:
            case core.Op() | core.Agg() if self._keys.closed(node):
                return self._kept(("tree", self._keys.of(node, {})), lambda: self._found(node, scope))
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
        return self._found(node, scope)

    def truths(self) -> Iterator[Any]:
        """What conditions without variables have come to, wherever one was asked for."""
        for key, value in self._known.items():
            if isinstance(value, Truth):
                yield key, value.lo, value.hi

    def _found(self, node: core.Node, scope: Scope) -> Any:
        return super().value(node, scope)

    def _kept(self, key: tuple[Any, ...], made: Callable[[], Any]) -> Any:
        if key not in self._known:
            self._known[key] = made()
        return self._known[key]
