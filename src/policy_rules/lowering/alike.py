"""Which trees of a program say the same: those of all readings of a rule, and of many rules, largely do.

A tree says what its number and the records that its variables stand for say, whatever rule it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Any

from policy_rules.core import nodes as core
from policy_rules.lowering.program import Program

Vars = tuple[str, ...]
Said = tuple[int, Vars, core.Node]
"""A number, the same for all nodes that say the same; the variables on which it depends; the node itself."""


def alike(program: Program) -> Alike:
    """The trees of a program, numbered as far as they were looked at."""
    return program.kept.once("alike", Alike)


class Alike:
    """Nodes by their identity, with what they say; held here, so that nothing else takes the place of one."""

    def __init__(self) -> None:
        self.said: dict[int, Said] = {}
        self._free: dict[int, frozenset[str]] = {}
        self._things: dict[int, tuple[int, Any]] = {}
        self._numbers: dict[tuple[Any, ...], int] = {}
        self._next, self._learned = count(), set[str]()

    def learn(self, rule: core.RuleProgram) -> None:
        """Number the trees of a rule and of its parts."""
        if rule.id not in self._learned:
            for root in _roots(rule):
                self._node(root)
            self._learned.add(rule.id)

    def _node(self, node: core.Node) -> int:
        found = self.said.get(id(node))
        if found is not None:
            return found[0]
        kind = type(node)
        key: list[Any] = [kind]
        for part in core.PARTS[kind](node):
            for one in part if type(part) is tuple else (part,):
                if one is None or type(one) is str:
                    key.append(one)
                else:
                    key.append(self._node(one) if isinstance(one, core.Node) else self._thing(one))
        number = self._numbers.setdefault(tuple(key), next(self._next))
        self.said[id(node)] = number, tuple(sorted(core.free_vars(node, self._free))), node
        return number

    def _thing(self, thing: Any) -> int:
        """The number of a type, an attribute, a value, a calendar."""
        found = self._things.get(id(thing))
        if found is None:
            number = self._numbers.setdefault((type(thing), thing), next(self._next))
            found = self._things[id(thing)] = number, thing
        return found[0]


def _roots(rule: core.RuleProgram) -> Iterator[core.Node]:
    told = (rule.finding, rule.instance, rule.due, rule.holds, *rule.period, *rule.degrees)
    yield from (node for node in told if node is not None)
    yield from (source for _, source in rule.each)
    for part in rule.parts:
        yield from _roots(part)
