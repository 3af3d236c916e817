"""The reference for many trees on one view: what a tree need not look at is left alone, leaves are kept.

It answers what the reference answers; tests hold it to that.
"""

from __future__ import annotations

from typing import Any

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.operators.rules import taken
from policy_rules.reference.evaluate import OPERATORS, Reference, Scope
from policy_rules.values.known import FALSE, TRUE, F, T, point

_NOT_APPLICABLE = point(core.NOT_APPLICABLE)


class QuickReference(Reference):
    """Evaluates core trees on one view, from left to right, as far as they decide."""

    def __init__(self, view: UnitView) -> None:
        super().__init__(view)
        self._leaves: dict[tuple[Any, ...], Any] = {}

    def value(self, node: core.Node, scope: Scope) -> Any:
        """What the node may be, with the records that its variables stand for."""
        match node:
            case core.Op(name="and" | "or"):
                return self._chain(node, scope)
            case core.Op(name="if", args=(condition, then, otherwise)):
                found = self.value(condition, scope)
                if found.lo == T or found.hi < T:
                    return self.value(then if found.lo == T else otherwise, scope)
                return OPERATORS["if"](found, self.value(then, scope), self.value(otherwise, scope))
            case core.Op(name="case", args=(key, *rest)):
                return self._case(key, rest, scope)
            case core.Op(name="finding", args=(role, lifted, applies, worst)):
                first = self.value(role, scope)
                if first.hi == F:
                    return _NOT_APPLICABLE
                above, asked = self.value(lifted, scope), self.value(applies, scope)
                inner = _NOT_APPLICABLE if asked.hi == F else self.value(worst, scope)
                return OPERATORS["finding"](first, above, asked, inner)
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

    def _chain(self, node: core.Op, scope: Scope) -> Any:
        """`and` is false with one false link, `or` true with a true one, whatever the others are."""
        ends, found = node.name == "and", []
        for link in node.args:
            one = self.value(link, scope)
            if one.hi == F if ends else one.lo == T:
                return FALSE if ends else TRUE
            found.append(one)
        return OPERATORS[node.name](*found)

    def _case(self, key: core.Node, rest: list[core.Node], scope: Scope) -> Any:
        half, value = len(rest) // 2, self.value(key, scope)
        listed = [self.value(one, scope) for one in rest[:half]]
        left = set(taken(value, listed))
        told = [self.value(rest[half + n], scope) if n in left else listed[n] for n in range(half)]
        return OPERATORS["case"](value, *listed, *told)
