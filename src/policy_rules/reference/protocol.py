"""What every engine answers to: one protocol, held by one conformance suite (`testing`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from policy_rules.core.nodes import RuleProgram
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import RuleResult, Tracer


class Engine(Protocol):
    """An engine evaluates a program on the facts of units.

    `lacks` names what keeps the engine from carrying a rule exactly, or gives None; `run` gives, for
    each unit, the result of every rule that it does not lack; `outcomes` gives only the findings, as
    (least, greatest) on the chain of outcomes, as fast as the engine can.
    """

    name: str

    def lacks(self, program: Program, rule: RuleProgram) -> str | None:
        """What keeps the engine from carrying the rule exactly, or None."""
        ...

    def run(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, RuleResult]]:
        """The full results for each view, by rule."""
        ...

    def outcomes(
        self, program: Program, views: Sequence[UnitView]
    ) -> Sequence[Mapping[str, tuple[int, int]]]:
        """The findings for each view, by rule, as (least, greatest)."""
        ...


class ReferenceEngine:
    """The reference behind the protocol."""

    name = "reference"

    def lacks(self, program: Program, rule: RuleProgram) -> str | None:
        """The reference carries every rule."""
        return None

    def run(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, RuleResult]]:
        """The results of every rule for each unit."""
        return [Tracer(program, view).results() for view in views]

    def outcomes(
        self, program: Program, views: Sequence[UnitView]
    ) -> Sequence[Mapping[str, tuple[int, int]]]:
        """The findings of every rule for each unit."""
        return [Tracer(program, view).outcomes() for view in views]
