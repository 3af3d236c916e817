"""What an engine answers for a rule, and the reference's answer in full.

A `RuleResult` holds the finding with everything that explains it: each instance, both sides of each
comparison, and the facts missing. Engines are held to it entry by entry.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property, partial
from types import MappingProxyType
from typing import Any
from weakref import ReferenceType, ref

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.joins import default_finding
from policy_rules.facts.differing import Differing
from policy_rules.facts.view import Member, Record, UnitView
from policy_rules.lowering.alike import alike
from policy_rules.lowering.program import Program
from policy_rules.operators.rules import may_equal, taken
from policy_rules.reference.differing_facts import differing_of
from policy_rules.reference.evaluate import Key, Reference, Remembered, RememberedTogether, Scope, instance
from policy_rules.ruleset.parameter_names import name_for
from policy_rules.values.known import NEVER, NULL_NUM, Labels, Num, T, Value, label, point

NOTHING: Scope = MappingProxyType({})
"""The scope of a whole rule."""
LEFT = ("due", "default_outcome")
"""What of a finding is found when a rule reads it."""
Ends = tuple[int, int]
"""The least and the greatest outcome."""
Sides = tuple[int, tuple[str, ...]]
"""Which comparison of the rule, and the records that its variables stand for."""


@frozen
class RuleResult:
    """The answer on one rule for one unit.

    finding: interval on the chain of outcomes. `instances`: id, least and greatest outcome, and
    whether the record is surely there. `comparisons`: both sides of each. `missing`: the facts that
    decide; empty where the finding is settled.
    """

    finding: tuple[int, int]
    instances: tuple[tuple[str, int, int, bool], ...]
    comparisons: Mapping[Sides, tuple[Value, Value]]
    missing: frozenset[str]


def parts_left(rule: core.RuleProgram, reference: Reference) -> tuple[core.RuleProgram, ...]:
    """The parts of a rule; of readings those that its parameters leave."""
    left = (
        part
        for part in rule.parts
        if all(may_equal(reference.value(param, NOTHING), const.value) for param, const in part.reading)
    )
    return tuple(left) or rule.parts


class Tracer:
    """The reference's results for one unit, rule by rule in the program's order."""

    def __init__(self, program: Program, view: UnitView, reference: Reference | None = None) -> None:
        self.program, self.view, self.reference = program, view, reference or Reference(view)
        self._about: tuple[str, Tracer] | None = None
        self._together: ReferenceType[Tracer] | None = None
        self._missing: dict[Key, frozenset[str]] = {}

    def __getstate__(self) -> dict[str, Any]:
        # what is kept by identity stays here
        return {**self.__dict__, "_about": None, "_together": None, "_missing": {}}

    def together(self) -> Tracer:
        """One that finds each value once for all rules, and tells of them while somebody holds it."""
        told = None if self._together is None else self._together()
        if told is None:
            told = Tracer(self.program, self.view, RememberedTogether(self.view, alike(self.program).said))
            self._together = ref(told)
        return told

    @cached_property
    def differing(self) -> tuple[Differing, ...]:
        """The facts on which sources differ, of the unit and of those below it."""
        return differing_of(self.view.facts, self.view.unit.id, self.program.model)

    def about(self, rule: str) -> Tracer:
        """One that finds each value once while it is asked about the same rule; the facts stand still."""
        together = None if self._together is None else self._together()
        if together is not None:
            alike(self.program).learn(self.program.by_id[rule])
            return together
        kept = self._about
        if kept is None or kept[0] != rule:
            kept = self._about = rule, Tracer(self.program, self.view, Remembered(self.view))
        return kept[1]

    def results(self) -> dict[str, RuleResult]:
        """The result of every rule."""
        return {rule.id: self.result(rule) for rule in self.program.rules}

    def outcomes(self, known: Mapping[str, tuple[Any, ...]] = MappingProxyType({})) -> dict[str, Ends]:
        """The finding of every rule, without what explains it, left on the view for rules about rules.

        Rules whose finding is `known` (an answer, `reference.answers`) are not evaluated.
        """
        found: dict[str, Ends] = {}
        self.view.findings = LeftFindings(self, found, known)
        for rule in self.program.rules:
            row = known.get(rule.id)
            found[rule.id] = self.ends(rule) if row is None else (row[0], row[1])
        return found

    def finding(self, rule: core.RuleProgram) -> tuple[int, int]:
        """The finding of one rule, which is left on the view for rules about rules, if there are others."""
        found = self.ends(rule)
        if len(self.program.rules) > 1:
            self.view.findings[rule.id] = self.record(rule, Num(*found))
        return found

    def ends(self, rule: core.RuleProgram) -> tuple[int, int]:
        """The finding of one rule; those it reads are on the view."""
        shared = rule.by_reading and not isinstance(self.reference, Remembered)
        reference = Remembered(self.view) if shared else self.reference
        found = reference.value(rule.finding, NOTHING)
        assert isinstance(found, Num)
        return int(found.lo), int(found.hi)

    def result(self, rule: core.RuleProgram) -> RuleResult:
        """The result of one rule; those it reads must have been asked for before."""
        told = self.about(rule.id)
        return RuleResult(
            told.finding(rule),
            tuple(told.instances(rule)),
            told.comparisons(rule),
            told.missing(rule.finding, NOTHING),
        )

    def record(self, rule: core.RuleProgram, found: Num) -> Record:
        """The finding as rules about rules read it."""
        return finding_record(rule, found, self.due(rule), self.by_default(rule, found))

    def by_default(self, rule: core.RuleProgram, found: Num) -> Num:
        """What those parts of the rule come to that take the default day, the rule coming to `found`."""
        if found.hi == core.NOT_APPLICABLE or rule.default_whole:
            return found  # known without its trees
        if not rule.default_from:
            return Num(core.NOT_APPLICABLE, core.NOT_APPLICABLE)
        least, most = self.default_ends(rule)
        return Num(least, min(most, int(found.hi)))

    def default_ends(self, rule: core.RuleProgram) -> Ends:
        """The same, evaluated."""
        made = Remembered(self.view).value(default_finding(rule), NOTHING)
        assert isinstance(made, Num)
        return int(made.lo), int(made.hi)

    def due(self, rule: core.RuleProgram) -> Value:
        """The day by which the whole rule is to be met; null where there is none."""
        if rule.due_of_all is None:
            return point(None)
        found: Value = self.reference.value(rule.due_of_all, NOTHING)
        return found

    # -- instances ---------------------------------------------------------------------------------

    def scopes(self, binders: core.Binders) -> Iterator[tuple[Scope, bool]]:
        """Every combination of records that may be there; the flag says that all surely are."""
        yield from self._extended(NOTHING, True, binders)

    def _extended(self, scope: Scope, sure: bool, left: core.Binders) -> Iterator[tuple[Scope, bool]]:
        # no inner function: one that calls itself is a circle, and holds the tracer till it is collected
        if not left:
            yield scope, sure
            return
        (var, source), rest = left[0], left[1:]
        for m in self.reference.members(source, scope):
            yield from self._extended(self.reference.inner(scope, var, m), sure and m.lo > 0, rest)

    def instances(self, rule: core.RuleProgram) -> Iterator[tuple[str, int, int, bool]]:
        """Each instance of the rule: its id, least and greatest outcome, and whether it is surely there.

        The instances of a rule of several parts are these, by their names; of readings those that are left,
        or the instances of the only one.
        """
        parts = self.parts(rule)
        if rule.by_reading and len(parts) == 1:
            yield from self.instances(parts[0])
            return
        for part in parts:
            one = self.reference.value(part.finding, NOTHING)
            yield part.name, int(one.lo), int(one.hi), True
        if rule.instance is None:
            return
        for scope, sure in self.scopes(rule.each):
            found = self.reference.value(rule.instance, scope)
            assert isinstance(found, Num)
            yield instance(tuple(v for v, _ in rule.each), scope), int(found.lo), int(found.hi), sure

    def parts(self, rule: core.RuleProgram) -> tuple[core.RuleProgram, ...]:
        """The parts of a rule; of readings those that its parameters leave."""
        return parts_left(rule, self.reference)

    def comparisons(self, rule: core.RuleProgram) -> dict[Sides, tuple[Value, Value]]:
        """Both sides of each comparison of a rule, wherever its variables may stand."""
        sides: dict[Sides, tuple[Value, Value]] = {}
        for index, (node, binders) in enumerate(rule.comparisons):
            for scope, _ in self.scopes(binders):
                path = tuple(scope[v].path for v, _ in binders)
                left, right = (self.reference.value(a, scope) for a in node.args[:2])
                sides[index, path] = (left, right)
        return sides

    # -- what is missing ---------------------------------------------------------------------------

    def missing(self, node: core.Node, scope: Scope) -> frozenset[str]:
        """The undecided leaves below undecided nodes, as names of facts."""
        key = self.reference.key(node, scope)  # held by the reference, which has the value of both
        found = None if key is None else self._missing.get(key)
        if found is None:
            settled = self.reference.value(node, scope).settled
            found = frozenset() if settled else self._lacking(node, scope)
            if key is not None:
                self._missing[key] = found
        return found

    def _lacking(self, node: core.Node, scope: Scope) -> frozenset[str]:
        match node:
            case core.Op() if node.name != "case":
                return frozenset().union(*[self.missing(c, scope) for c in node.args])
            case core.Agg():
                return self._missing_of_records(node, scope)
            case core.Op(args=(key, *rest)):
                half, value = len(rest) // 2, self.reference.value
                left = taken(value(key, scope), [value(listed, scope) for listed in rest[:half]])
                matter = (key, *(rest[half + n] for n in left))
                return frozenset().union(*(self.missing(one, scope) for one in matter))
            case core.Field():
                return self._of_unit(node.attribute.name, node.var, scope)
            case core.Outcome():
                return frozenset((f'outcome("{node.rule}")',))
            case core.Param():
                own = f"parameters.{name_for(node.name, node.rule)}"
                return self.missing(node.day, scope) or frozenset(
                    (own,)
                )  # which value stands then, the day tells
            case core.Read() | core.Reported():
                name = node.path if isinstance(node, core.Read) else node.measure
                return self._of_unit(name, node.unit, scope) | self.missing(node.day, scope)
            case core.Graded():
                name = instance(node.vars, scope)
                own = self.named(f"grading({node.rule}{', ' if name else ''}{name})")
                return frozenset((own,)) | self.missing(node.day, scope)
            case _:
                return frozenset().union(*(self.missing(c, scope) for c in core.children(node)))

    def _of_unit(self, name: str, var: str, scope: Scope) -> frozenset[str]:
        return frozenset((self.named(scope[var].fact(name) if var else name),))

    def named(self, fact: str) -> str:
        """A fact of the unit as it is told."""
        return fact

    def _missing_of_records(self, node: core.Agg, scope: Scope) -> frozenset[str]:
        found: frozenset[str] = frozenset()
        for m, open_ in self._undecided_members(node.source, scope):
            found |= open_
            if node.body is not None:
                found |= self.missing(node.body, self.reference.inner(scope, node.var, m))
        return found

    def _undecided_members(self, node: core.Node, scope: Scope) -> list[tuple[Member, frozenset[str]]]:
        """The records that may be there, each with the facts that leave it open whether it is."""
        if not isinstance(node, core.Filter):
            return [
                (m, frozenset((self.named(m.why),)) if m.lo != m.hi else frozenset())
                for m in self.reference.members(node, scope)
            ]
        kept = []
        for m, open_ in self._undecided_members(node.source, scope):
            inner = self.reference.inner(scope, node.var, m)
            if self.reference.value(node.condition, inner).hi == T:
                kept.append((m, open_ | self.missing(node.condition, inner)))
        return kept


class LeftFindings(dict[str, Record]):
    """The findings as rules and items read them, each made when it is first read."""

    def __init__(
        self, tracer: Tracer, outcomes: Mapping[str, Ends], known: Mapping[str, tuple[Any, ...]] | None = None
    ) -> None:
        super().__init__()
        self._tracer, self._outcomes, self._known = tracer, outcomes, known or {}

    def are_of(self, tracer: Tracer, outcomes: Mapping[str, Ends]) -> bool:
        """Whether they are those of the same rules on the same view, with these outcomes."""
        own = self._tracer
        return own.program is tracer.program and own.view is tracer.view and self._outcomes == outcomes

    def __missing__(self, rule: str) -> Record:
        program = self._tracer.program.by_id[rule]
        found = Num(*self._outcomes[rule])
        made = finding_record(program, found, NULL_NUM, found)
        due, told = partial(self._tracer.due, program), partial(self._default_told, program, found)
        made.values = LeftValues(made.values, dict(zip(LEFT, (due, told), strict=True)))
        return self.setdefault(rule, made)

    def _default_told(self, program: core.RuleProgram, found: Num) -> Labels:
        ends = self._known.get(program.id, (None,) * 3)[2]
        return outcomes_told(Num(*ends) if ends else self._tracer.by_default(program, found))


class LeftValues(dict[str, Value]):
    """The values of a finding as rules read them; some (`LEFT`) are found when one does."""

    def __init__(self, known: Mapping[str, Value], left: Mapping[str, Callable[[], Value]]) -> None:
        super().__init__((name, value) for name, value in known.items() if name not in left)
        self._left = left

    def __missing__(self, name: str) -> Value:
        return self.setdefault(name, self._left[name]())

    def get(self, name: str, default: Any = None) -> Any:
        """The value, as a plain mapping gives it."""
        return self[name] if name in self._left else super().get(name, default)


def settled(record: Record, left: Iterable[str]) -> Record:
    """The record of a finding that holds on to no view: of what is `LEFT` these are found, none else."""
    values = record.values
    if not isinstance(values, LeftValues):
        return record
    found = {name: values[name] for name in left}
    return Record(record.id, record.path, {**values, **found})


def recorded(program: Program, view: UnitView, outcomes: Mapping[str, Ends]) -> Tracer:
    """A tracer of the view, on which every finding is left for the rules and items that read it.

    What was found of them when the rules were evaluated stays there.
    """
    tracer, left = Tracer(program, view), view.findings
    if not (isinstance(left, LeftFindings) and left.are_of(tracer, outcomes)):
        view.findings = LeftFindings(tracer, outcomes)
    return tracer


def default_told(record: Record) -> Ends | None:
    """Least and greatest outcome of what takes the default day; None where that was not found."""
    values = record.values  # of those that are left `get` would look for it
    found = values["default_outcome"] if "default_outcome" in values else None  # noqa: SIM401
    if not isinstance(found, Labels) or found.members is None:
        return None
    ends = sorted(map(core.OUTCOMES.index, found.members))
    return ends[0], ends[-1]


def outcomes_told(found: Num) -> Labels:
    """What a finding may be, by name."""
    return Labels(frozenset(core.OUTCOMES[int(found.lo) : int(found.hi) + 1]), NEVER)


def finding_record(rule: core.RuleProgram, found: Num, due: Value, by_default: Num) -> Record:
    """A finding as rules about rules read it; `by_default`: that of the parts that take the default day."""
    values: dict[str, Value] = {
        "rule": label(rule.id),
        "outcome": outcomes_told(found),
        "due": due,
        "due_from": label(rule.due_from or None),
        "default_from": label(rule.default_from or None),
        "default_outcome": outcomes_told(by_default),
        "kind": label(rule.kind),
        "clause": label(rule.clause),
    }
    return Record(rule.id, f"findings[{rule.id}]", values)
