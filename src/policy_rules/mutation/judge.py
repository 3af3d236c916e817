"""Which mutants of a rule its examples notice, by the reference; others are shown equivalent or survive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.errors import Fault, PolicyRulesError, RulesetError
from policy_rules.examples import example_fault
from policy_rules.lowering.resolve import Definition, defined_names
from policy_rules.mutation.cases import (
    Lowered,
    RuleCases,
    Stillborn,
    ToldExample,
    rule_readings,
    rules_listed,
)
from policy_rules.mutation.rule_mutants import DeclaredLabels, Mutant, mutants_of
from policy_rules.mutation.same_meaning import same_meaning
from policy_rules.mutation.tree_mutants import Neighbours
from policy_rules.mutation.witness_search import Witness, WitnessSearch
from policy_rules.policy import Ruleset
from policy_rules.ruleset.model import Example, Rule

KILLED, EQUIVALENT, STILLBORN, SURVIVED = "killed", "equivalent", "stillborn", "survived"
STALE_GONE, STALE_KILLED, STALE_SHOWN = "gone", "killed", "shown"


@frozen
class MutantLeft:
    """A mutant that its rule's examples do not kill; `why`: why the ruleset holds it equivalent.

    `witness` are facts that tell it from its rule, where they were looked for and found.
    """

    mutant: Mutant
    why: str = ""
    witness: Witness | None = None


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

    def of(self, rule: Rule, held: Mapping[str, str], *, witness: bool = False) -> RuleJudged:
        """Judge all mutants of a rule; `held` are those that the ruleset holds equivalent, with its reasons.

        With `witness` facts are looked for that tell each survivor from the rule. Raises RulesetError where
        an example of the rule does not come out as told before anything is changed.
        """
        mutants = list(mutants_of(self.ruleset.model, rule, self._neighbours))
        if not mutants:
            return RuleJudged(rule.id, 0, 0, 0, 0, stale=tuple((d, STALE_GONE) for d in held))
        with quiet():
            taken = RuleCases(self.ruleset, rule)
            cases = self._cases(taken)
            lowered = {mutant.digest: self._lowered(mutant) for mutant in mutants}
            outcomes = {m.digest: self._one(m, lowered[m.digest], cases) for m in mutants}
            left = [m for m in mutants if outcomes[m.digest] == SURVIVED]
            survivors = [MutantLeft(m) for m in left if m.digest not in held]
            if witness and survivors:
                search = WitnessSearch(taken, [case.example for case in cases])
                found_by = search.found({one.mutant.digest: lowered[one.mutant.digest] for one in survivors})
                survivors = [evolve(one, witness=found_by.get(one.mutant.digest)) for one in survivors]
        found = list(outcomes.values())
        judged = tuple(MutantLeft(m, held[m.digest]) for m in left if m.digest in held)
        return RuleJudged(
            rule.id,
            len(mutants),
            found.count(KILLED),
            found.count(EQUIVALENT) + len(judged),
            found.count(STILLBORN),
            tuple(survivors),
            judged,
            tuple(_stale(held, outcomes)),
        )

    def _cases(self, taken: RuleCases) -> list[ToldExample]:
        """The examples of a rule and the witnesses about it, each of which must come out as told."""
        rule, faults, cases = taken.rule, list[Fault](), list[ToldExample]()
        for example in (*rule.examples, *self.witnesses.get(rule.id, ())):
            case = taken.taken(example, faults)
            if case is not None:
                fault = example_fault(rule, example, taken.as_it_is(case, whole=_by_instance(example)))
                faults += [] if fault is None else [fault]
                cases.append(case)
        if faults:
            raise RulesetError(faults)
        return cases

    def _lowered(self, mutant: Mutant) -> Lowered:
        was = self.ruleset.program.by_id[mutant.rule.id]
        return Lowered(self.ruleset.model, mutant.rule, rules_listed(was), self._defines, rule_readings(was))

    def _one(self, mutant: Mutant, lowered: Lowered, cases: list[ToldExample]) -> str:
        try:
            lowered.by(0)
            for at, case in enumerate(cases):
                if _notices(lowered, mutant, case):
                    cases.insert(0, cases.pop(at))  # what noticed one notices the next
                    return KILLED
            same = all(same_meaning(part, lowered.by(at)) for at, part in enumerate(lowered.readings))
        except Stillborn:
            return STILLBORN
        return EQUIVALENT if same else SURVIVED


def _by_instance(example: Example) -> bool:
    return not isinstance(example.expect, str)


def _notices(lowered: Lowered, mutant: Mutant, case: ToldExample) -> bool:
    try:
        result = lowered.made_of(case, whole=_by_instance(case.example))
        return example_fault(mutant.rule, case.example, result) is not None
    except (ArithmeticError, PolicyRulesError):
        return True  # it cannot even be computed


def _stale(held: Mapping[str, str], outcomes: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    for digest in held:
        outcome = outcomes.get(digest)
        if outcome == KILLED:
            yield digest, STALE_KILLED
        elif outcome == EQUIVALENT:
            yield digest, STALE_SHOWN
        elif outcome != SURVIVED:
            yield digest, STALE_GONE
