"""What trees of the core may be where names of a sheet have values too."""

from __future__ import annotations

import datetime
from collections.abc import Mapping

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.reference.evaluate import Key, Reference, Scope
from policy_rules.reference.places import PlaceReadings
from policy_rules.scoring.earlier_outcomes import Earlier
from policy_rules.scoring.tree_reads import FactTrees
from policy_rules.values.known import Labels, Value

_WORKED_OUT = frozenset((core.Op, core.Agg))
"""The nodes that are worth remembering; the others are looked up."""
Outcomes = Mapping[str, tuple[int, int]]
"""The finding of each rule, as an interval on the chain of outcomes."""


class SheetReference(Reference):
    """The reference, where names of the sheet have values too.

    known: items, steps and parameters so far, by name. `outcomes` stand before the view's findings;
    `behind` holds the facts that leave a finding open, where they are known. `organs`: of a place, by which
    organs it is judged. `due` is that of the item
    looked at, where it has one of its own.
    """

    def __init__(
        self,
        view: UnitView,
        known: dict[str, Value],
        outcomes: Outcomes,
        behind: Mapping[str, frozenset[str]] | None = None,
        earlier: Earlier | None = None,
    ) -> None:
        super().__init__(view)
        self.known, self.outcomes, self.behind = known, outcomes, behind or {}
        self.earlier = earlier
        self.organs: PlaceReadings | None = None if earlier is None else earlier.organs
        self.due: datetime.date | None = None
        self._trees: FactTrees | None = None
        self._kept: dict[Key, tuple[Value, Scope]] = {}

    def remember(self, trees: FactTrees) -> None:
        """From now on find once for its records what a tree of facts alone says."""
        self._trees = trees

    def take_over(self, other: SheetReference) -> None:
        """What another has found so on the same facts need not be found again; it is held here from now."""
        self._kept, other._kept = other._kept, {}

    def key(self, node: core.Node, scope: Scope) -> Key | None:
        """By what it is remembered what a tree says; None where it is not."""
        if self._trees is None or type(node) not in _WORKED_OUT:
            return None
        free = self._trees.variables(node)
        if not free:
            return None if free is None else id(node)
        return (id(node), *[id(scope.get(var)) for var in free])

    def value(self, node: core.Node, scope: Scope) -> Value:
        """What the node may be; names of the sheet and outcomes first."""
        found: Value
        if isinstance(node, core.Input) and node.name in self.known:
            return self.known[node.name]
        if isinstance(node, core.Outcome):
            return self._outcome(node)
        key = self.key(node, scope)
        if key is None:
            found = super().value(node, scope)
        elif key in self._kept:
            found = self._kept[key][0]
        else:
            found = super().value(node, scope)
            self._kept[key] = found, scope  # whose records are held, as the key is their identity
        return found

    def with_known(self, more: Mapping[str, Value]) -> SheetReference:
        """The same with further values of names, or others."""
        known = {**self.known, **more}
        return SheetReference(self.view, known, self.outcomes, self.behind, self.earlier)

    def _outcome(self, node: core.Outcome) -> Value:
        """The outcome of a rule; without a finding it may be any.

        An item that was due before the day of assessment reads it as of its own due day: what was still
        pending then is violated.
        """
        if self.due is not None and self.due.toordinal() < self.view.as_of:
            if self.earlier is None:
                return node.type.missing()
            low, high = self.earlier.overdue(node.rule, self.due)
            return Labels(frozenset(core.OUTCOMES[low : high + 1]))
        if node.rule in self.outcomes:
            low, high = self.outcomes[node.rule]
            return Labels(frozenset(core.OUTCOMES[low : high + 1]))
        found = self.view.findings.get(node.rule)
        return node.type.missing() if found is None else found.values["outcome"]
