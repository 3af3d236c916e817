"""Henan's examples with every question of reading left open: what holds whichever way they are answered."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.errors import Fault
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.policy import Ruleset
from policy_rules.reference.evaluate import Remembered
from policy_rules.results.example_views import example_view, program_of, role_is_told, with_role
from policy_rules.ruleset.model import Rule

Seen = tuple[Program, UnitView]
"""The program by which an example is judged, and its unit."""


def left_open(ruleset: Ruleset, rule: Rule) -> Iterator[Seen]:
    """Each example of the rule without what it sets."""
    program = program_of(ruleset.program, rule.id)
    freed: Program | None = None
    for example in rule.examples:
        faults: list[Fault] = []
        view = example_view(ruleset.model, rule, evolve(example, parameters={}), faults)
        assert view is not None, faults
        if role_is_told(program.by_id[rule.id], Remembered(view)):
            yield program, view
        else:
            freed = freed or with_role(program, rule.id)
            yield freed, view


def parameters_of(rule: core.RuleProgram) -> Iterator[core.Param]:
    """The parameters that a rule reads, as often as it does."""
    roots = [root for root in (rule.finding, rule.due) if root is not None]
    yield from (n for root in roots for n in core.walk(root) if isinstance(n, core.Param))
