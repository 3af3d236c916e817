"""What every engine answers to: one protocol, held by one conformance suite (`testing`).

A program and views of units come in; findings, or full results, by rule go out. A rule that an engine
lacks is left out of its answers, never answered otherwise; `declined` tells them all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from policy_rules.core import nodes as core
from policy_rules.core.nodes import RuleProgram
from policy_rules.errors import Fault
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import used_words
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.reference.trace import RuleResult, Tracer


class Engine(Protocol):
    """An engine evaluates a program on the facts of units.

    `lacks` names what keeps the engine from carrying a rule exactly, be it one operator, or gives None;
    `run` gives, for each unit, the result of every rule that it does not lack; `outcomes` gives only the
    findings, as (least, greatest) on the chain of outcomes, as fast as the engine can.
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


VALUES = frozenset(
    (core.Const, core.Input, core.Read, core.Field, core.Outcome, core.Param, core.Reported, core.Graded)
) | {core.Replaced, core.Excepted, core.Op, core.Agg}
LISTS = frozenset((core.Records, core.Under, core.Findings, core.Listed, core.Filter))
"""The kinds of nodes of which the reference knows the meaning."""


WORDS = (
    {kind.__name__ for kind in VALUES | LISTS}
    | {f"{core.Op.__name__} {name}" for name in OPERATORS}
    | {f"{core.Agg.__name__} {name}" for name in AGGREGATES}
)
"""The same, with the operators and aggregates, as `static_facts.used_words` has them."""


def unknown(program: Program, rule: RuleProgram) -> str | None:
    """What the reference does not know of the rule, or of one that it reads: the first such thing."""
    return None if used_words(program) <= WORDS else _unknown(program, rule)


def _unknown(program: Program, rule: RuleProgram) -> str | None:
    def found() -> str | None:
        for node in (*core.walk(rule.finding), *(core.walk(rule.due) if rule.due else ())):
            if type(node) not in VALUES | LISTS:
                return f"a node of the kind `{type(node).__name__}`"
            if isinstance(node, core.Op) and node.name not in OPERATORS:
                return f"the operator `{node.name}`"
            if isinstance(node, core.Agg) and node.name not in AGGREGATES:
                return f"the aggregate `{node.name}`"
        read = (program.by_id[other] for other in rule.after if other in program.by_id)
        return next((why for other in read if (why := _unknown(program, other))), None)

    return program.kept.once(("unknown", rule.id), found)


def carried(program: Program, lacks: Callable[[Program, RuleProgram], str | None]) -> Program:
    """The program without the rules that are lacking."""
    rules = tuple(rule for rule in program.rules if lacks(program, rule) is None)
    whole = len(rules) == len(program.rules)
    return program if whole else Program(program.model, rules, {rule.id: rule for rule in rules})


def declined(engine: Engine, program: Program) -> tuple[Fault, ...]:
    """What the engine lacks, rule by rule."""
    return tuple(
        Fault(f"the {engine.name} engine cannot carry the rule `{rule.id}`: {why}", hint="use the reference")
        for rule in program.rules
        if (why := engine.lacks(program, rule)) is not None
    )


class ReferenceEngine:
    """The reference behind the protocol."""

    name = "reference"

    def lacks(self, program: Program, rule: RuleProgram) -> str | None:
        """Nothing but what is no part of the core."""
        return unknown(program, rule)

    def run(self, program: Program, views: Sequence[UnitView]) -> Sequence[Mapping[str, RuleResult]]:
        """The results of every rule for each unit."""
        return [Tracer(program, view).results() for view in views]

    def outcomes(
        self, program: Program, views: Sequence[UnitView]
    ) -> Sequence[Mapping[str, tuple[int, int]]]:
        """The findings of every rule for each unit."""
        return [Tracer(program, view).outcomes() for view in views]
