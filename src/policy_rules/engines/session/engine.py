"""The session's chain behind the protocol of engines: findings come out of durable, fact by fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import evolve

from policy_rules.core.nodes import RuleProgram
from policy_rules.engines.session.chain_findings import Outcomes, RuleFacts
from policy_rules.engines.session.chain_rules import Chain, chain
from policy_rules.engines.session.rule_truths import truths_of, unlike_the_chain
from policy_rules.engines.session.working_memory import Memory
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import carried, unknown
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.values.known import Num


class SessionEngine:
    """Findings and instances by durable's rules; comparisons and missing facts by the reference."""

    name = "session"

    def __init__(self, without: str = "") -> None:
        self._chain: Chain = chain(without)

    def lacks(self, program: Program, rule: RuleProgram) -> str | None:
        """What the reference does not know, or the chain has no rules for.

        Numbers never reach durable, so their size does not matter.
        """
        return program.kept.once(("no chain", rule.id), lambda: unlike_the_chain(rule)) or unknown(
            program, rule
        )

    def run(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, RuleResult]]:
        """The results of every rule for each unit."""
        return [dict(self._results(self._carried(program), view)) for view in views]

    def outcomes(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, Outcomes]]:
        """The findings of every rule for each unit."""
        program = self._carried(program)
        return [{program.rules[n].id: found for n, found, _ in self._found(program, view)} for view in views]

    def _carried(self, program: Program) -> Program:
        return program.kept.once("of the chain", lambda: carried(program, self.lacks))

    def _results(self, program: Program, view: UnitView) -> Iterator[tuple[str, RuleResult]]:
        tracer = Tracer(program, view)
        for number, found, facts in self._found(program, view):
            rule = program.rules[number]
            record = view.findings[rule.id]
            result = tracer.result(rule)
            view.findings[rule.id] = record
            told = result.instances if rule.by_reading else facts.instance_outcomes(number)
            yield rule.id, evolve(result, finding=found, instances=told)

    def _found(self, program: Program, view: UnitView) -> Iterator[tuple[int, Outcomes, RuleFacts]]:
        """Rule by rule in the program's order; the state of durable is given back at the end."""
        facts = RuleFacts(Memory(self._chain))
        tracer = Tracer(program, view)
        try:
            for number, rule in enumerate(program.rules):
                found = facts.conclude(number, truths_of(rule, tracer))
                view.findings[rule.id] = tracer.record(rule, Num(*found))
                yield number, found, facts
        finally:
            facts.memory.put_away()
