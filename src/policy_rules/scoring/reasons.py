"""Why an amount is what it is: the facts, findings, entries and parameters behind it, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from weakref import WeakKeyDictionary

from attrs import define, frozen

from policy_rules.core import nodes as core
from policy_rules.facts.view import Member
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Scope
from policy_rules.reference.trace import Tracer
from policy_rules.scoring.amounts.evaluator import Amounts, entry_name
from policy_rules.scoring.amounts.kinds import (
    Amount,
    ByLabel,
    ByRange,
    Cases,
    Combine,
    Constant,
    Curve,
    Entered,
    Named,
    OverRecords,
    Peers,
    Quotient,
    WeightedAmount,
)
from policy_rules.scoring.amounts.ranking import left_open_by
from policy_rules.scoring.named_values import SheetReference
from policy_rules.values.known import NEVER, Num, T, Truth

_NONE: frozenset[str] = frozenset()


@define
class Basis:
    """What an amount rests on.

    `facts` are known and were read, `missing` are those that leave it open, `needs` the parameters
    that do. `findings`, `records`, `entries` and `parameters` are the reasons by their sort.
    """

    facts: frozenset[str] = _NONE
    missing: frozenset[str] = _NONE
    needs: frozenset[str] = _NONE
    findings: frozenset[str] = _NONE
    records: frozenset[str] = _NONE
    entries: frozenset[str] = _NONE
    parameters: frozenset[str] = _NONE
    rules: frozenset[str] = _NONE
    """The rules that define a number read here."""

    def __or__(self, other: Basis) -> Basis:
        if other is NO_BASIS or other is self:
            return self
        if self is NO_BASIS:
            return other
        return Basis(
            self.facts | other.facts,
            self.missing | other.missing,
            self.needs | other.needs,
            self.findings | other.findings,
            self.records | other.records,
            self.entries | other.entries,
            self.parameters | other.parameters,
            self.rules | other.rules,
        )

    def settled(self) -> Basis:
        """The same for an amount that nothing leaves open."""
        if not (self.missing or self.needs):
            return self
        return Basis(
            self.facts, _NONE, _NONE, self.findings, self.records, self.entries, self.parameters, self.rules
        )


NO_BASIS = Basis()
"""What rests on nothing."""


def joined(parts: list[Basis]) -> Basis:
    """All that several amounts rest on."""
    found = NO_BASIS
    for part in parts:
        found = found | part
    return found


@frozen
class Reads:
    """What stands in a tree of the core, whatever its value."""

    inputs: tuple[str, ...]
    facts: tuple[core.Node, ...]
    parameters: frozenset[str]
    findings: frozenset[str]
    rules: frozenset[str]
    aggregates: tuple[core.Agg, ...]


_READS: WeakKeyDictionary[core.Node, Reads] = WeakKeyDictionary()


def reads_of(root: core.Node) -> Reads:
    """What stands in the tree; asked once for each."""
    found = _READS.get(root)
    if found is None:
        nodes = tuple(core.walk(root))
        found = _READS[root] = Reads(
            tuple(n.name for n in nodes if isinstance(n, core.Input)),
            tuple(n for n in nodes if isinstance(n, core.Field | core.Read | core.Reported | core.Graded)),
            frozenset(n.name for n in nodes if isinstance(n, core.Param)),
            frozenset(n.rule for n in nodes if isinstance(n, core.Outcome)),
            frozenset(n.rule for n in nodes if isinstance(n, core.Replaced)),
            tuple(n for n in nodes if isinstance(n, core.Agg) and not core.free_vars(n)),
        )
    return found


class _Missing(Tracer):
    """The facts that leave a tree of the core open; names of the sheet are left to the caller."""

    def __init__(self, reference: SheetReference) -> None:
        self.program: Program = None  # type: ignore[assignment]
        self.view, self.reference, self.behind = reference.view, reference, reference.behind

    def missing(self, node: core.Node, scope: Scope) -> frozenset[str]:
        """As for a rule; of a finding, the facts behind it."""
        open_ = isinstance(node, core.Outcome) and not self.reference.value(node, scope).settled
        if isinstance(node, core.Outcome) and open_ and self.behind.get(node.rule):
            return self.behind[node.rule]
        return super().missing(node, scope)

    def members(self, source: core.Node, scope: Scope) -> list[tuple[Member, frozenset[str]]]:
        """The records that may be there, each with the facts that leave it open whether it is."""
        return self._undecided_members(source, scope)


class BasisFinder:
    """Finds the basis of amounts.

    `named` holds that of items and steps so far; `numbers` the rule of each number that a rule defines.
    """

    def __init__(self, amounts: Amounts, named: dict[str, Basis], numbers: Mapping[str, str]) -> None:
        self.amounts, self.named, self.numbers = amounts, named, numbers
        self.reference = amounts.reference
        self._tracer = _Missing(amounts.reference)

    def of(self, amount: Amount, scope: Scope) -> Basis:
        """What the amount rests on; where it is settled nothing is missing."""
        kept = self.amounts.kept_reasons
        if not scope and id(amount) in kept:
            known = kept[id(amount)]
            assert isinstance(known, Basis)
            return known
        found = self._of(amount, scope)
        if amount.undefined is not None:
            found = found | self.of(amount.undefined, scope)
        found = found.settled() if self.amounts.value(amount, scope).settled else found
        if not scope:
            kept[id(amount)] = found
        return found

    def _of(self, amount: Amount, scope: Scope) -> Basis:
        match amount:
            case Constant():
                return NO_BASIS
            case Named():
                return self.node(amount.node, scope)
            case Entered():
                name = entry_name(amount, scope)
                told = self.amounts.entries.get(name)
                known = told is not None and told.settled
                return Basis(entries=frozenset((name,)), missing=_NONE if known else frozenset((name,)))
            case Curve():
                return self.of(amount.of, scope)
            case Quotient():
                return self.of(amount.of, scope) | self.of(amount.to, scope)
            case ByLabel():
                rows = [amount.rows[name] for name in self.amounts.touched_labels(amount, scope)]
                return self.node(amount.of, scope) | joined([self.of(r, scope) for r in rows])
            case ByRange():
                return self._by_range(amount, scope)
            case Cases():
                tests = [self.node(c, scope) for c, _ in amount.rows]
                return joined([*tests, *(self.of(a, scope) for a in self.amounts.reached(amount, scope))])
            case Combine():
                return joined([self._part(p, scope) for p in amount.parts])
            case OverRecords():
                return self._over_records(amount, scope)
            case Peers():
                return self._peers(amount)
        return NO_BASIS

    def _by_range(self, amount: ByRange, scope: Scope) -> Basis:
        found = self.of(amount.of, scope)
        rows = self.amounts.rows(amount)
        if amount.table:
            name = frozenset((amount.table,))
            found = found | Basis(parameters=name, needs=_NONE if rows is not None else name)
        return found | joined([self.of(row, scope) for _, row in rows or ()])

    def _part(self, part: WeightedAmount, scope: Scope) -> Basis:
        test = NO_BASIS if part.condition is None else self.node(part.condition, scope)
        if self.amounts.truth(part.condition, scope).hi < T:
            return test
        weight = NO_BASIS if part.weight is None else self.of(part.weight, scope)
        return test | weight | self.of(part.of, scope)

    def _over_records(self, amount: OverRecords, scope: Scope) -> Basis:
        found = NO_BASIS
        for member, open_ in self._tracer.members(amount.source, scope):
            inner = {**scope, amount.var: member.record}
            own = self._part(amount.part, inner)
            if amount.key is not None:
                own = own | self.node(amount.key, inner)
            counts = not member.record.generic and self._counts(amount.part, inner)
            name = frozenset((member.record.path,)) if counts else _NONE
            found = found | own | Basis(missing=open_, records=name)
        return found

    def _counts(self, part: WeightedAmount, scope: Scope) -> bool:
        """Whether a record may move anything: its condition may hold, and its amount is not surely 0."""
        value = self.amounts.value(part.of, scope)
        nothing = isinstance(value, Num) and value.lo == value.hi == 0 and value.null == NEVER
        return self.amounts.truth(part.condition, scope).hi == T and not nothing

    def _peers(self, amount: Peers) -> Basis:
        """Own values, class and tie rule, and the peers that leave it open; alone, it needs them."""
        found = joined([self._input(name) for name in (amount.of, *amount.keys)])
        found = found | joined([self.node(n, {}) for n in (amount.among, amount.ties) if n is not None])
        peers = self.amounts.population.peers(amount)
        if peers is None:
            return found | Basis(needs=frozenset((f"peers of {amount.of}",)))
        open_ = left_open_by(amount, *self.amounts.own(amount), peers, self.amounts.ties(amount))
        return found | Basis(missing=open_)

    def node(self, root: core.Node, scope: Scope) -> Basis:
        """What a tree of the core rests on."""
        reads = reads_of(root)
        found = joined([self._input(name) for name in reads.inputs if name in self.reference.known])
        leaves = frozenset(name for n in reads.facts if (name := _fact(n, scope)))
        records = frozenset(path for n in reads.aggregates for path in self._behind(n))
        if self.amounts.read(root, scope).settled:
            own = Basis(
                leaves,
                findings=reads.findings,
                records=records,
                parameters=reads.parameters,
                rules=reads.rules,
            )
            return (found | own).settled()
        missing = self._tracer.missing(root, scope)
        open_ = frozenset(m.removeprefix("parameters.") for m in missing if m.startswith("parameters."))
        missing = frozenset(m for m in missing if not m.startswith("parameters."))
        return found | Basis(
            leaves - missing,
            missing,
            open_,
            reads.findings,
            records,
            parameters=reads.parameters,
            rules=reads.rules,
        )

    def _behind(self, node: core.Agg) -> Iterator[str]:
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
        """An item, step, parameter or defined number: what it misses and needs, not all it has read."""
        if name in self.numbers:
            return Basis(rules=frozenset((self.numbers[name],)))
        own = self.named.get(name)
        if own is None:
            open_ = _NONE if self.reference.known[name].settled else frozenset((name,))
            return Basis(parameters=frozenset((name,)), needs=open_)
        return Basis(missing=own.missing, needs=own.needs)


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
