"""Conditions on records that several rules make of one list: tested once, for a list of what passes.

Filters one after the other, and the parts of an `and`, all have to hold, in whatever order. So those that
most rules share come first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.compiled.shapes import Shapes


@frozen(eq=False)
class Condition:
    """A condition on the record that the variable stands for."""

    node: core.Node
    var: str


@frozen(eq=False)
class Narrowed:
    """A list that several rules need: its number, the rules, the conditions met besides those before it."""

    key: int
    rules: frozenset[int]
    met: tuple[Condition, ...]


def chain(node: core.Node) -> tuple[core.Node, list[core.Filter]]:
    """A list as what it starts from and the filters it goes through, the first first."""
    filters: list[core.Filter] = []
    while isinstance(node, core.Filter):
        filters.insert(0, node)
        node = node.source
    return node, filters


def conditions(filters: Iterable[core.Filter]) -> list[Condition]:
    """The conditions of the filters, one by one."""
    return [Condition(part, kept.var) for kept in filters for part in _parts(kept.condition)]


def _parts(condition: core.Node) -> list[core.Node]:
    if isinstance(condition, core.Op) and condition.name == "and":
        return [part for arg in condition.args for part in _parts(arg)]
    return [condition]


class Narrowing:
    """What rules share of the lists that the unit itself has; each rule is given by its nodes."""

    def __init__(self, shapes: Shapes, rules: Iterable[Iterable[core.Node]] = ()) -> None:
        self._shapes = shapes
        self._users: dict[tuple[int, ...], set[int]] = {}
        """The rules by a list and a condition, and by a list and several conditions in their order."""
        found = [
            (number, base, conditions(filters))
            for number, nodes in enumerate(rules)
            for node in nodes
            if isinstance(node, core.Agg) and isinstance(node.source, core.Filter)
            for base, filters in [chain(node.source)]
            if isinstance(base, core.Records | core.Under) and not shapes.free(base)
        ]
        for number, base, tests in found:
            for key in self._numbered(tests):
                self._users.setdefault((shapes.of(base, {}), key), set()).add(number)
        for number, base, tests in found:
            for prefix in self._prefixes(base, tests):
                self._users.setdefault(prefix, set()).add(number)

    def _numbered(self, tests: Sequence[Condition]) -> dict[int, Condition]:
        """The conditions that read nothing of other records, by what they mean."""
        own = [t for t in tests if self._shapes.free(t.node) <= {t.var}]
        return {self._shapes.of(t.node, {t.var: 0}, 1): t for t in own}

    def _prefixes(self, base: core.Node, tests: Sequence[Condition]) -> list[tuple[int, ...]]:
        """The list with one, two, ... of the conditions that rules share, the most shared first."""
        list_ = self._shapes.of(base, {})
        used = {key: len(self._users.get((list_, key), ())) for key in self._numbered(tests)}
        order = sorted((key for key, n in used.items() if n > 1), key=lambda key: (-used[key], key))
        return [(list_, *order[: n + 1]) for n in range(len(order))]

    def of(self, base: core.Node, tests: Sequence[Condition]) -> tuple[list[Narrowed], list[Condition]]:
        """The lists that rules share, each made from the one before, and the conditions that are left."""
        if not self._users or self._shapes.free(base):
            return [], list(tests)
        numbered, done, found = self._numbered(tests), 1, []
        prefixes = self._prefixes(base, tests)
        rules = [frozenset(self._users[prefix]) for prefix in prefixes]
        for prefix, own, further in zip(prefixes, rules, [*rules[1:], None], strict=False):
            if len(own) > 1 and own != further:
                met = tuple(numbered[key] for key in prefix[done:])
                found.append(Narrowed(self._shapes.number(("narrowed", prefix)), own, met))
                done = len(prefix)
        for key in prefixes[-1][1:done] if prefixes else ():
            del numbered[key]
        left = set(map(id, numbered.values()))
        return found, [t for t in tests if id(t) in left or not self._shapes.free(t.node) <= {t.var}]
