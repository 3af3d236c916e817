"""Examples of a rule with all that decides them, and what its mutants make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import evolve, field

from policy_rules.attributes import define, frozen
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.lowering.join import lower_by
from policy_rules.lowering.program import Program
from policy_rules.lowering.resolve import Definition
from policy_rules.mutation.quick_reference import QuickReference
from policy_rules.mutation.same_meaning import TreeKeys
from policy_rules.policy import Ruleset
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.part_instances import instances_within
from policy_rules.reference.trace import RuleResult, Tracer, parts_left
from policy_rules.results.example_views import example_view, having_role, program_of, role_is_told, with_role
from policy_rules.ruleset.model import Example, Rule, RulesetModel


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


class RuleCases:
    """Takes examples of one rule, on views that hold the findings which the rule reads."""

    def __init__(self, ruleset: Ruleset, rule: Rule) -> None:
        self.model, self.rule = ruleset.model, rule
        self.program = program_of(ruleset.program, rule.id)
        self.own = self.program.by_id[rule.id]
        self._pretended = with_role(self.program, rule.id)
        self._keys = TreeKeys()

    def taken(
        self, example: Example, faults: list[Fault], model: RulesetModel | None = None
    ) -> ToldExample | None:
        """The example; None, and what is wrong, where it cannot be looked at.

        `model` is one in which the parameters are those that the example sets.
        """
        view = example_view(model or self.model, self.rule, example, faults)
        if view is None:
            return None
        reference, role_told = QuickReference(view, self._keys), role_is_told(self.own, Remembered(view))
        asked = self.program if role_told else self._pretended
        Tracer(asked, view).outcomes()
        left = parts_left(self.own, reference) if self.own.by_reading else ()
        at = tuple(n for n, part in enumerate(self.own.parts) if any(part is one for one in left))
        return ToldExample(example, reference, asked, role_told, at or (0,))

    def as_it_is(self, case: ToldExample, *, whole: bool) -> RuleResult:
        """What the rule itself makes of an example."""
        return result_by([case.program.by_id[self.rule.id]], case, whole=whole)


class Stillborn(Exception):
    """The mutant cannot be read."""


@define
class Lowered:
    """The programs of a mutant, one for each reading of its rule, each made when it is first asked for."""

    model: RulesetModel
    rule: Rule
    findings: tuple[str, ...]
    defines: Mapping[str, Definition]
    readings: Sequence[core.RuleProgram]
    _made: dict[int, core.RuleProgram] = field(factory=dict, init=False)

    def by(self, at: int) -> core.RuleProgram:
        """The program by a reading; raises Stillborn."""
        if at not in self._made:
            of, around = self.readings[at], (self.findings, self.defines)
            try:
                made, faults = lower_by(self.model, self.rule, *around, of.reading)
            except PolicyRulesError:
                raise Stillborn from None
            if made is None or faults:
                raise Stillborn
            self._made[at] = evolve(made, name=of.name)
        return self._made[at]

    def made_of(self, case: ToldExample, *, whole: bool) -> RuleResult:
        """What the mutant makes of an example; raises ArithmeticError, PolicyRulesError, Stillborn."""
        programs = [self.by(at) for at in case.left]
        return result_by(programs if case.role_told else list(map(having_role, programs)), case, whole=whole)


def rule_readings(rule: core.RuleProgram) -> tuple[core.RuleProgram, ...]:
    """The readings of a rule, itself where it is read in one way."""
    return rule.parts if rule.by_reading else (rule,)


def rules_listed(was: core.RuleProgram) -> tuple[str, ...]:
    """The rules whose findings the rule lists."""
    return next((n.rules for n in core.walk(was.finding) if isinstance(n, core.Findings)), ())


def result_by(programs: Sequence[core.RuleProgram], case: ToldExample, *, whole: bool) -> RuleResult:
    """The result of an example by the readings that it leaves; `whole`: with its instances."""
    reference = case.reference
    found = [reference.value(program.finding, {}) for program in programs]
    instances: tuple[tuple[str, int, int, bool], ...] = ()
    if whole:
        tracer = Tracer(case.program, reference.view, reference)
        if len(programs) == 1:
            instances = tuple(instances_within(tracer, programs[0]))
        else:
            pairs = zip(programs, found, strict=True)
            instances = tuple((one.name, int(n.lo), int(n.hi), True) for one, n in pairs)
    ends = min(int(one.lo) for one in found), max(int(one.hi) for one in found)
    return RuleResult(ends, instances, {}, frozenset())
