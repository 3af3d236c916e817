"""Which mutants of a rule its examples notice, by the reference; others are shown equivalent or survive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import evolve, field

from policy_rules.attributes import define, frozen
from policy_rules.collector import quiet
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, PolicyRulesError, RulesetError
from policy_rules.examples import example_fault
from policy_rules.lowering.join import lower_by
from policy_rules.lowering.program import Program
from policy_rules.lowering.resolve import Definition, defined_names
from policy_rules.mutation.quick_reference import QuickReference
from policy_rules.mutation.rule_mutants import DeclaredLabels, Mutant, mutants_of
from policy_rules.mutation.same_meaning import TreeKeys, same_meaning
from policy_rules.mutation.tree_mutants import Neighbours
from policy_rules.policy import Ruleset
from policy_rules.reference.trace import RuleResult, Tracer, parts_left
from policy_rules.results.example_views import example_view, having_role, program_of, role_is_told, with_role
from policy_rules.ruleset.model import Example, Rule, RulesetModel

KILLED, EQUIVALENT, STILLBORN, SURVIVED = "killed", "equivalent", "stillborn", "survived"
STALE_GONE, STALE_KILLED, STALE_SHOWN = "gone", "killed", "shown"


@frozen
class MutantLeft:
    """A mutant that its rule's examples do not kill; `why`: why the ruleset holds it equivalent."""

    mutant: Mutant
    why: str = ""


@frozen
class RuleJudged:
    """The mutants of one rule: how many there are of each sort, and those that are left.

    `judged` are equivalent by what the ruleset says, and count as such. `stale` are lines of the ruleset
    about mutants that are gone, killed or shown equivalent: digest and which of these.
    """

    rule: str
    mutants: int
    killed: int
    equivalent: int
    stillborn: int
    survivors: tuple[MutantLeft, ...] = ()
    judged: tuple[MutantLeft, ...] = ()
    stale: tuple[tuple[str, str], ...] = ()


@frozen
class ToldExample:
    """An example with its unit as of its day, and the program that decides it.

    `role_told`: it says enough of the unit to tell the role. `left`: the readings of the rule that its
    parameters leave, by their places.
    """

    example: Example
    reference: QuickReference
    program: Program
    role_told: bool
    left: tuple[int, ...]


@frozen
class Judge:
    """Judges the mutants of rules of one ruleset; `witnesses` are examples from double readings, by rule."""

    ruleset: Ruleset
    witnesses: Mapping[str, tuple[Example, ...]] = field(factory=dict)
    _defines: Mapping[str, Definition] = field(init=False, repr=False)
    _neighbours: Neighbours = field(init=False, repr=False)

    @_defines.default
    def _defined(self) -> Mapping[str, Definition]:
        return defined_names(self.ruleset.model)

    @_neighbours.default
    def _found(self) -> Neighbours:
        return DeclaredLabels(self.ruleset.model.vocabulary)

    def of(self, rule: Rule, held: Mapping[str, str]) -> RuleJudged:
        """Judge all mutants of a rule; `held` are those that the ruleset holds equivalent, with its reasons.

        Raises RulesetError where an example of the rule does not come out as told before anything is changed.
        """
        mutants = list(mutants_of(self.ruleset.model, rule, self._neighbours))
        if not mutants:
            return RuleJudged(rule.id, 0, 0, 0, 0, stale=tuple((d, STALE_GONE) for d in held))
        with quiet():
            cases = self._cases(rule)
            was = self.ruleset.program.by_id[rule.id]
            outcomes = {mutant.digest: self._one(was, mutant, cases) for mutant in mutants}
        found = list(outcomes.values())
        left = [m for m in mutants if outcomes[m.digest] == SURVIVED]
        judged = tuple(MutantLeft(m, held[m.digest]) for m in left if m.digest in held)
        return RuleJudged(
            rule.id,
            len(mutants),
            found.count(KILLED),
            found.count(EQUIVALENT) + len(judged),
            found.count(STILLBORN),
            tuple(MutantLeft(m) for m in left if m.digest not in held),
            judged,
            tuple(_stale(held, outcomes)),
        )

    def _cases(self, rule: Rule) -> list[ToldExample]:
        """The examples of a rule on views that hold the findings which the rule reads."""
        model, faults = self.ruleset.model, list[Fault]()
        program = program_of(self.ruleset.program, rule.id)
        own, pretended = program.by_id[rule.id], with_role(program, rule.id)
        cases, keys = [], TreeKeys()
        for example in (*rule.examples, *self.witnesses.get(rule.id, ())):
            view = example_view(model, rule, example, faults)
            if view is not None:
                reference, role_told = QuickReference(view, keys), role_is_told(own, view)
                asked = program if role_told else pretended
                Tracer(asked, view).outcomes()
                left = parts_left(own, reference) if own.by_reading else ()
                at = tuple(n for n, part in enumerate(own.parts) if any(part is one for one in left))
                told = ToldExample(example, reference, asked, role_told, at or (0,))
                fault = example_fault(rule, example, _result([asked.by_id[rule.id]], told))
                faults += [] if fault is None else [fault]
                cases.append(told)
        if faults:
            raise RulesetError(faults)
        return cases

    def _one(self, was: core.RuleProgram, mutant: Mutant, cases: list[ToldExample]) -> str:
        parts = was.parts if was.by_reading else (was,)
        lowered = _Lowered(self.ruleset.model, mutant.rule, _listed(was), self._defines, parts)
        try:
            lowered.by(0)
            for at, case in enumerate(cases):
                if _notices(lowered, mutant, case):
                    cases.insert(0, cases.pop(at))  # what noticed one notices the next
                    return KILLED
            same = all(same_meaning(part, lowered.by(at)) for at, part in enumerate(parts))
        except _Stillborn:
            return STILLBORN
        return EQUIVALENT if same else SURVIVED


class _Stillborn(Exception):
    """The mutant cannot be read."""


@define
class _Lowered:
    """The programs of a mutant, one for each reading of its rule, each made when it is first asked for."""

    model: RulesetModel
    rule: Rule
    findings: tuple[str, ...]
    defines: Mapping[str, Definition]
    readings: Sequence[core.RuleProgram]
    _made: dict[int, core.RuleProgram] = field(factory=dict, init=False)

    def by(self, at: int) -> core.RuleProgram:
        """The program by a reading; raises _Stillborn."""
        if at not in self._made:
            of, around = self.readings[at], (self.findings, self.defines)
            try:
                made, faults = lower_by(self.model, self.rule, *around, of.reading)
            except PolicyRulesError:
                raise _Stillborn from None
            if made is None or faults:
                raise _Stillborn
            self._made[at] = evolve(made, name=of.name)
        return self._made[at]


def _listed(was: core.RuleProgram) -> tuple[str, ...]:
    """The rules whose findings the rule lists."""
    return next((n.rules for n in core.walk(was.finding) if isinstance(n, core.Findings)), ())


def _notices(lowered: _Lowered, mutant: Mutant, case: ToldExample) -> bool:
    programs = [lowered.by(at) for at in case.left]
    if not case.role_told:
        programs = list(map(having_role, programs))
    try:
        return example_fault(mutant.rule, case.example, _result(programs, case)) is not None
    except (ArithmeticError, PolicyRulesError):
        return True  # it cannot even be computed


def _result(programs: Sequence[core.RuleProgram], case: ToldExample) -> RuleResult:
    """The result of an example by the readings that it leaves, as far as it is compared."""
    reference = case.reference
    found = [reference.value(program.finding, {}) for program in programs]
    instances: tuple[tuple[str, int, int, bool], ...] = ()
    if not isinstance(case.example.expect, str):
        tracer = Tracer(case.program, reference.view, reference)
        if len(programs) == 1:
            instances = tuple(tracer.instances(programs[0]))
        else:
            pairs = zip(programs, found, strict=True)
            instances = tuple((one.name, int(n.lo), int(n.hi), True) for one, n in pairs)
    ends = min(int(one.lo) for one in found), max(int(one.hi) for one in found)
    return RuleResult(ends, instances, {}, frozenset())


def _stale(held: Mapping[str, str], outcomes: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for digest in held:
        outcome = outcomes.get(digest)
        if outcome == KILLED:
            yield digest, STALE_KILLED
        elif outcome == EQUIVALENT:
            yield digest, STALE_SHOWN
        elif outcome != SURVIVED:
            yield digest, STALE_GONE
