"""The readings of a rule as one graph: what does not depend on the reading stands once.

A reading is the rule with values put in for parameters. What the values settle is settled here, by the
operators' own meanings, and equal subtrees of all readings become one node. Trees of readings are large
otherwise: eight readings of one rule would be eight rules.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from operator import is_

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.operators.table import CORE
from policy_rules.values.known import FALSE, TRUE, Value

_NEUTRAL = {"and": TRUE, "or": FALSE}
_DECIDING = {"and": FALSE, "or": TRUE}


class Sharing:
    """Makes nodes again, smaller where values settle something, and each only once."""

    def __init__(self) -> None:
        self._put_in: Mapping[str, Value] = {}
        self._nodes: dict[Hashable, core.Node] = {}
        # by the identity of nodes, which are held: those that read what is put in, and the others, which stay
        self._made: dict[int, tuple[core.Node, core.Node]] = {}
        self._stay: dict[int, tuple[core.Node, core.Node]] = {}

    def program(self, rule: core.RuleProgram, put_in: Mapping[str, Value]) -> core.RuleProgram:
        """A rule on shared nodes, with values in the place of parameters, the same whenever it is asked."""
        self._put_in, self._made = put_in, {}
        return self._program(rule)

    def _program(self, rule: core.RuleProgram) -> core.RuleProgram:
        finding, instance = self.node(rule.finding), rule.instance and self.node(rule.instance)
        assert instance is None or isinstance(instance, core.Op)
        return evolve(
            rule,
            finding=finding,
            instance=instance,
            each=tuple((var, self.node(source)) for var, source in rule.each),
            due=rule.due and self.node(rule.due),
            day=self.node(rule.day),
            period=tuple(map(self.node, rule.period)),
            degrees=tuple(map(self.node, rule.degrees)),
            holds=rule.holds and self.node(rule.holds),
            parts=tuple(map(self._program, rule.parts)),
        )

    def node(self, node: core.Node) -> core.Node:
        """The one node that means the same."""
        known = self._stay.get(id(node)) or self._made.get(id(node))
        if known is None:
            below = core.children(node)
            new = tuple(map(self.node, below))
            moves = isinstance(node, core.Param) and node.name in self._put_in
            kept = self._made if moves or any(id(child) in self._made for child in below) else self._stay
            known = kept[id(node)] = self._once(self._settled(self._below(node, below, new))), node
        return known[0]

    def _below(self, node: core.Node, below: tuple[core.Node, ...], new: tuple[core.Node, ...]) -> core.Node:
        """The node on shared nodes."""
        if all(map(is_, new, below)):
            return node
        match node:
            case core.Op():
                return evolve(node, args=new)
            case core.Replaced():
                return evolve(node, day=new[0], default=new[1])
            case core.Filter():
                return evolve(node, source=new[0], condition=new[1])
            case core.Agg():
                return evolve(node, source=new[0], body=new[1] if new[1:] else None)
            case core.Read() | core.Param() | core.Reported() | core.Graded() | core.Excepted():
                return evolve(node, day=new[0])
            case _:
                raise TypeError(type(node).__name__)

    def _settled(self, node: core.Node) -> core.Node:
        """What values that were put in leave of it."""
        if isinstance(node, core.Param) and node.name in self._put_in:
            return core.Const(node.type, self._put_in[node.name])
        if not isinstance(node, core.Op) or node.type is core.FINDING:
            return node
        if node.name == "if":
            condition = node.args[0]
            if not isinstance(condition, core.Const) or not condition.value.settled:
                return node
            return node.args[1 if condition.value == TRUE else 2]
        if node.name in _NEUTRAL:
            return _joined(node)
        hull = CORE[node.name].hull
        values = [arg.value for arg in node.args if isinstance(arg, core.Const)]
        if hull is None or node.type.kind != "boolean" or len(values) < len(node.args):
            return node
        return core.Const(node.type, hull(*values))

    def _once(self, node: core.Node) -> core.Node:
        return self._nodes.setdefault(_key(node), node)


def _joined(node: core.Op) -> core.Node:
    """`and` without what is true, `or` without what is false; alone what decides it."""
    values = [arg.value for arg in node.args if isinstance(arg, core.Const)]
    if _DECIDING[node.name] in values:
        return core.Const(node.type, _DECIDING[node.name])
    left = tuple(a for a in node.args if not (isinstance(a, core.Const) and a.value == _NEUTRAL[node.name]))
    if len(left) < 2:
        return left[0] if left else core.Const(node.type, _NEUTRAL[node.name])
    return node if len(left) == len(node.args) else evolve(node, args=left)


def _key(node: core.Node) -> Hashable:
    """What a node is; those below are compared by identity, for they stand once already."""
    return type(node), core.PARTS[type(node)](node)
