"""The compiled engine: one generated Python module for each program, for one unit in microseconds.

In: a program, then the view of a unit. Out: the program's text (`source`), the findings of its rules for the
unit, or their full results.

What the text does not carry itself it asks the reference.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from policy_rules.core.nodes import RuleProgram
from policy_rules.engines.compiled.compiled_program import CompiledProgram, compile_program, source
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import unknown
from policy_rules.reference.trace import RuleResult

__all__ = ["CompiledEngine", "CompiledProgram", "compile_program", "source"]


class CompiledEngine:
    """Generated code behind the engine protocol; it carries every rule.

    With `when_hot` the code is made while it is used, and the reference is asked until then, so that no call
    waits for all of it; else it is made at the first call.
    """

    name = "compiled"

    def __init__(self, *, when_hot: bool = False) -> None:
        self.when_hot = when_hot

    def lacks(self, program: Program, rule: RuleProgram) -> str | None:
        """What the reference does not know: it is asked what the text does not carry itself."""
        return unknown(program, rule)

    def run(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, RuleResult]]:
        """The results of every rule for each unit."""
        compiled = compile_program(program)
        return [compiled.results(view) for view in views]

    def outcomes(
        self, program: Program, views: Sequence[UnitView]
    ) -> Sequence[Mapping[str, tuple[int, int]]]:
        """The findings of every rule for each unit."""
        compiled = compile_program(program, when_hot=self.when_hot)
        return [compiled.outcomes(view) for view in views]
