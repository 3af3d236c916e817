"""What concerns a kind of unit before anything else is told of it: the rules that it surely or perhaps has.

A kind is a unit of which only the facts are known by which the ruleset declares it; whether a rule is its
own is what the rule's role, and the condition under which it applies, come to on such a unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.trace import NOTHING, Tracer
from policy_rules.results.role_questions import gates_of, of_single_record
from policy_rules.ruleset.model import RulesetModel, UnitKind
from policy_rules.values.known import F, N, T, Truth

UNIT = "unit"


@frozen(eq=False)
class KindOfUnit:
    """A declared kind, the rules that it surely has, and those that hang on facts of the unit (named)."""

    kind: UnitKind
    view: UnitView = field(repr=False)
    certain: frozenset[str]
    possible: Mapping[str, frozenset[str]]


def kinds_of_units(model: RulesetModel, program: Program) -> Mapping[str, KindOfUnit]:
    """Each kind that the ruleset declares, by name."""
    return {name: _kind(model, program, kind) for name, kind in model.unit_kinds.items()}


def _kind(model: RulesetModel, program: Program, kind: UnitKind) -> KindOfUnit:
    facts = bind(load_facts({"unit": {"id": UNIT, **_plain(kind)}}), model)
    as_of = model.examples_as_of.toordinal() if model.examples_as_of else 1
    unit = facts.units[UNIT]
    year = model.examples_year or model.vocabulary.year.year(as_of)
    view = UnitView(facts, unit, model.vocabulary, as_of, year, model.examples_year is not None)
    tracer = Tracer(program, view)
    certain, possible = set(), {}
    value = Remembered(view).value
    for rule in program.rules:
        open_ = set[str]()
        found = F
        for gate in gates_of(rule.finding):
            held = gate[:1] if rule.after else gate  # what reads outcomes is known of no unit yet
            ends = [value(node, NOTHING) for node in held]
            if any(isinstance(end, Truth) and end.hi == F for end in ends):
                continue
            role = ends[0]
            sure = isinstance(role, Truth) and role.lo == T
            found = T if sure else max(found, N)
            if not sure:
                open_ |= set(_asked(tracer, held[0], model))
        if found == T:
            certain.add(rule.id)
        elif found != F:
            possible[rule.id] = frozenset(open_)
    return KindOfUnit(kind, view, frozenset(certain), possible)


def _plain(kind: UnitKind) -> dict[str, Any]:
    """The facts as data of Python: what is neither true nor false is a text there as in files."""
    return {name: {"true": True, "false": False}.get(text, text) for name, text in kind.facts.items()}


def _asked(tracer: Tracer, role: core.Node, model: RulesetModel) -> Iterator[str]:
    """The facts of single records on which the role hangs."""
    return (name for name in tracer.missing(role, NOTHING) if of_single_record(name, model))
