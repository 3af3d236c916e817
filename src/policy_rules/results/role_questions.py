"""Questions about the unit itself: of each fact the rules that one of its answers alone sends away.

A rule whose role or trigger a fact leaves open is settled as not applicable by one of the fact's values.
Every value is tried, where they are few; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts.bound import Entry, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.trace import NOTHING
from policy_rules.results.assessed import Assessed
from policy_rules.results.finding import Finding
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.possible_values import NearValues, possible
from policy_rules.values.known import F, Truth

_JOINS = ("case", "worst of")
Gates = tuple[tuple[core.Node, core.Node], ...]
"""Of each part of a rule: whether the unit has the role, and whether the rule applies."""


def gates_of(root: core.Node) -> Gates:
    """The gates of a rule, of all of its parts."""
    if isinstance(root, core.Op) and root.name == "finding":
        return ((root.args[0], root.args[2]),)
    if isinstance(root, core.Op) and root.name in _JOINS:
        return tuple(gate for child in root.args for gate in gates_of(child))
    return ()


def gate_facts(finding: Finding) -> Iterator[str]:
    """The facts of the unit that leave open whether the rule concerns it: attributes of single records."""
    tracer, model = finding.told_by, finding.model
    for gate in gates_of(finding.program.finding):
        for node in gate:
            for name in tracer.missing(node, NOTHING):
                if of_single_record(name, model):
                    yield name


def of_single_record(name: str, model: RulesetModel) -> bool:
    """Whether it is the name of an attribute of one of the unit's single records."""
    entity = model.vocabulary.entities.get(name.partition(".")[0])
    return entity is not None and entity.one and model.vocabulary.attribute(name) is not None


def sent_away(assessment: Assessed, asked: Mapping[str, Iterable[str]]) -> dict[str, tuple[str, ...]]:
    """Of each fact, by its name, those of the rules `asked` that one of its values makes not applicable."""
    found: dict[str, tuple[str, ...]] = {}
    unit = assessment.view.unit
    for name, rules in asked.items():
        attribute = assessment.model.vocabulary.attribute(name)
        if attribute is None or unit.is_place or name in unit.values:
            continue
        values, every = possible(attribute.type.missing(), attribute.type, NearValues())
        if not every:
            continue
        gone: set[str] = set()
        for value in values:
            told = evolve(unit, values={**unit.values, name: (Entry(value),)})
            gone |= set(_away(assessment, _view(assessment.view, told), rules))
        if gone:
            found[name] = tuple(rule for rule in dict.fromkeys(rules) if rule in gone)
    return found


def _away(assessment: Assessed, view: UnitView, rules: Iterable[str]) -> Iterator[str]:
    """The rules none of whose parts can concern the unit."""
    value = Remembered(view).value
    for rule in rules:
        program = assessment.program.by_id[rule]
        gates = () if program.after else gates_of(program.finding)
        shut = (any(_never(value(node, NOTHING)) for node in gate) for gate in gates)
        if gates and all(shut):
            yield rule


def _never(value: object) -> bool:
    return isinstance(value, Truth) and value.hi == F


def _view(view: UnitView, unit: UnitFacts) -> UnitView:
    facts = evolve(view.facts, units={**view.facts.units, view.unit.id: unit})
    return UnitView(facts, unit, view.vocabulary, view.as_of, view.year, view.year_given)
