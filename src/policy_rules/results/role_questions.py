"""Questions about the unit itself: the facts of which one answer alone sends a rule away.

A rule whose role or trigger a fact leaves open is settled as not applicable by one of the fact's values.
Every value is tried, where they are few; nothing is estimated.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts.bound import Entry, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.trace import NOTHING, Tracer
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.possible_values import NearValues, possible
from policy_rules.values.known import F, Truth, Value

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


def sent_away_by(tracer: Tracer, rule: core.RuleProgram) -> tuple[str, ...]:
    """The facts of the unit's single records of which one value alone makes the rule not applicable."""
    view, gates = tracer.view, gates_of(rule.finding)
    if view.unit.is_place or rule.after:
        return ()
    open_ = (name for gate in gates for node in gate for name in tracer.missing(node, NOTHING))
    return tuple(
        name
        for name in dict.fromkeys(open_)
        if name not in view.unit.values
        and of_single_record(name, tracer.program.model)
        and any(_away(gates, _told(view, name, value)) for value in _values(name, tracer.program.model))
    )


def of_single_record(name: str, model: RulesetModel) -> bool:
    """Whether it is the name of an attribute of one of the unit's single records."""
    entity = model.vocabulary.entities.get(name.partition(".")[0])
    return entity is not None and entity.one and model.vocabulary.attribute(name) is not None


def _values(name: str, model: RulesetModel) -> Iterator[Value]:
    """The values that the attribute can have, where all of them can be told."""
    attribute = model.vocabulary.attribute(name)
    assert attribute is not None
    values, every = possible(attribute.type.missing(), attribute.type, NearValues())
    yield from values if every else ()


def _away(gates: Gates, view: UnitView) -> bool:
    """Whether no part of the rule can concern the unit."""
    value = Remembered(view).value
    return all(any(_never(value(node, NOTHING)) for node in gate) for gate in gates)


def _never(value: object) -> bool:
    return isinstance(value, Truth) and value.hi == F


def _told(view: UnitView, name: str, value: Value) -> UnitView:
    """The view, had the unit told this value."""
    unit: UnitFacts = evolve(view.unit, values={**view.unit.values, name: (Entry(value),)})
    facts = evolve(view.facts, units={**view.facts.units, unit.id: unit})
    return UnitView(facts, unit, view.vocabulary, view.as_of, view.year, view.year_given)
