"""Why an amount is what it is: the facts, findings, entries and parameters behind it, and what is missing.

All of it follows from what was looked at (`Amount.looked_at`), in one fold.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts.view import Member
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Scope
from policy_rules.reference.trace import Tracer
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look, Membership, OnOrgan
from policy_rules.scoring.amounts.of_organs import as_of_organ
from policy_rules.scoring.amounts.scored_lines import APPLIES
from policy_rules.scoring.grounds import NO_BASIS, Basis, joined
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.tree_reads import reads_of
from policy_rules.values.known import T, Truth


class _Missing(Tracer):
    """The facts that leave a tree of the core open; names of the sheet are left to the caller.

    On an organ of a place its facts bear its id; a finding is that of the place.
    """

    def __init__(self, reference: SheetReference, organ: str = "") -> None:
        self.organ = organ
        self.program: Program = None  # type: ignore[assignment]
        self.view, self.reference, self.behind = reference.view, reference, reference.behind
        self._missing = {}

    def missing(self, node: core.Node, scope: Scope) -> frozenset[str]:
        """As for a rule; of a finding, the facts behind it."""
        open_ = isinstance(node, core.Outcome) and not self.reference.value(node, scope).settled
        if isinstance(node, core.Outcome) and open_ and self.behind.get(node.rule):
            return self.behind[node.rule]
        return super().missing(node, scope)

    def named(self, fact: str) -> str:
        """A fact of the unit as it is told."""
        return f"{self.organ}.{fact}" if self.organ else fact

    def members(self, source: core.Node, scope: Scope) -> list[tuple[Member, frozenset[str]]]:
        """The records that may be there, each with the facts that leave it open whether it is."""
        return self._undecided_members(source, scope)


class BasisFinder:
    """Finds the basis of the amounts of a sheet; `named` holds that of items and steps so far.

    On an organ of a place, `organ`, names of the sheet and findings are those of the place.
    """

    def __init__(self, amounts: Amounts, named: dict[str, Basis], sheet: Sheet, organ: str = "") -> None:
        self.amounts, self.named, self.sheet, self.organ = amounts, named, sheet, organ
        self.reference = amounts.reference
        self._tracer = _Missing(amounts.reference, organ)

    def of(self, amount: Amount, scope: Scope) -> Basis:
        """What the amount rests on; where it is settled nothing is missing."""
        kept = self.amounts.kept_reasons
        if not scope and amount in kept:
            return kept[amount]
        found = joined(map(self._behind, amount.looked_at(self.amounts, scope)))
        if amount.undefined is not None:
            found = found | self.of(amount.undefined, scope)
        found = found.settled() if self.amounts.value(amount, scope).settled else found
        if not scope:
            kept[amount] = found
        return found

    def _behind(self, look: Look) -> Basis:
        """What a thing looked at rests on."""
        thing, scope = look
        if isinstance(thing, Amount):
            return self.of(thing, scope)
        if isinstance(thing, core.Node):
            return self.node(thing, scope)
        if isinstance(thing, Membership):
            return self._membership(thing.source, scope)
        if isinstance(thing, OnOrgan):
            there = BasisFinder(thing.run, self.named, self.sheet, thing.organ)
            return joined(map(there._behind, thing.looks))
        return self._input(thing) if isinstance(thing, str) else self._own(thing)

    def _own(self, found: Basis) -> Basis:
        """What things on the unit rest on, which is an organ or the one that is scored."""
        return as_of_organ(found, self.organ) if self.organ else found

    def _membership(self, source: core.Node, scope: Scope) -> Basis:
        """What leaves it open which records are in a list; names of the sheet may stand in its filter."""
        reads = self.sheet.reads.get(source) or reads_of(source)
        named = joined(self._input(name) for name in reads.inputs if name in self.reference.known)
        members = self._tracer.members(source, scope)
        missing, needs = _by_sort(frozenset(name for _, open_ in members for name in open_))
        return Basis(missing=missing | named.missing, needs=needs | named.needs)

    def node(self, root: core.Node, scope: Scope) -> Basis:
        """What a tree of the core rests on."""
        reads = self.sheet.reads.get(root) or reads_of(root)
        found = joined(self._input(name) for name in reads.inputs if name in self.reference.known)
        leaves = frozenset(name for n in reads.facts if (name := _fact(n, scope)))
        own = self._own(
            Basis(
                leaves,
                findings=reads.findings,
                records=frozenset(path for n in reads.aggregates for path in self._deciding(n)),
                parameters=reads.parameters,
                rules=reads.rules,
            )
        )
        if self.amounts.read(root, scope).settled:
            return (found | own).settled()
        missing, needs = _by_sort(self._tracer.missing(root, scope))
        return found | evolve(own, facts=own.facts - missing, missing=missing, needs=needs)

    def condition(self, condition: core.Node | None, holds: Truth) -> Basis:
        """What a condition rests on; nothing is missing where it does not hold, false or null."""
        if condition is None:
            return NO_BASIS
        found = self.node(condition, {})
        return found.settled() if holds.settled else found

    def _deciding(self, node: core.Agg) -> Iterator[str]:
        """The records that decide an aggregate: those that do, for `some`; those that do not, for `every`."""
        for member in self.reference.members(node.source, {}):
            if member.record.generic:
                continue
            if node.name in ("some", "every") and node.body is not None:
                holds = self.reference.value(node.body, {node.var: member.record})
                assert isinstance(holds, Truth)
                if holds.hi < T if node.name == "some" else holds.lo == T:
                    continue
            yield member.record.path

    def _input(self, name: str) -> Basis:
        """An item, step, parameter or defined number: what it misses and needs, not all it has read.

        Whether an item applies rests on all that its condition has read, whenever it was asked.
        """
        if name in self.sheet.defined:
            rule, settled = self.sheet.defined[name].rule, self.reference.known[name].settled
            missing = frozenset() if settled else frozenset((f"exceptions[{rule}]",))
            return Basis(rules=frozenset((rule,)), missing=missing)
        own = self.named.get(name)
        if own is None:
            open_ = frozenset() if self.reference.known[name].settled else frozenset((name,))
            return Basis(parameters=frozenset((name,)), needs=open_)
        return own if name.startswith(APPLIES) else Basis(missing=own.missing, needs=own.needs)


class NoBasisFinder(BasisFinder):
    """Finds none: for a run that asks for values only."""

    def of(self, amount: Amount, scope: Scope) -> Basis:
        """Nothing."""
        return NO_BASIS

    def node(self, root: core.Node, scope: Scope) -> Basis:
        """Nothing."""
        return NO_BASIS


def missing_in(node: core.Node, reference: SheetReference) -> frozenset[str]:
    """The facts that leave a tree of the core open, `parameters.…` for parameters."""
    return _Missing(reference).missing(node, {})


def _by_sort(names: frozenset[str]) -> tuple[frozenset[str], frozenset[str]]:
    """The facts among what is missing, and the parameters, by their own names."""
    needs = frozenset(name for name in names if name.startswith("parameters."))
    return names - needs, frozenset(name.removeprefix("parameters.") for name in needs)


def _fact(node: core.Node, scope: Scope) -> str:
    """The name of the fact that a node reads, if it reads one."""
    match node:
        case core.Field():
            return scope[node.var].fact(node.attribute.name) if node.var in scope else ""
        case core.Read():
            return node.path if not node.unit else scope[node.unit].fact(node.path)
        case core.Reported():
            return node.measure if not node.unit else scope[node.unit].fact(node.measure)
        case core.Graded():
            return f"grading({node.rule})"
    return ""
