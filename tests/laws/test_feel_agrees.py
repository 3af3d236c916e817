"""On complete facts, rules and `feel.evaluate` agree: the same text over plain data has the same value."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from policy_rules import feel
from policy_rules.errors import ExpressionError
from policy_rules.facts.succession import with_succession
from policy_rules.facts.view import Record, UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.evaluate import Reference
from policy_rules.ruleset.model import Rule
from policy_rules.testing.choices import Seeded
from policy_rules.testing.completions import completion
from policy_rules.testing.expressions import expression
from policy_rules.testing.facts import UNIT, FactsWriter, question
from policy_rules.testing.rulesets import is_sound, model_of
from policy_rules.testing.thresholds import thresholds
from policy_rules.testing.vocabularies import vocabulary as some_vocabulary
from policy_rules.values.known import ONLY, F, Labels, T, Truth, Value, point
from policy_rules.vocabulary import Expression, Type, Vocabulary
from thinned import few

TEXTS, SETS = 25, 4
OUTSIDE = (
    "parameters.limits[",
    "parameters.allowed",
    "prior(",
    "in_year(",
    "outcome(",
    "grade",
    "officers.training",
)
"""Outside the law: what reads other rules or years, ordered enumerations, and lists of lists (below)."""


def plain(value: Value, type: Type) -> object:
    """A settled value as plain Python data."""
    assert value.settled, value
    if isinstance(value, Truth):
        return {F: False, T: True}.get(value.lo)
    if value.null == ONLY:
        return None
    if isinstance(value, Labels):
        return next(iter(value.members or ()))
    return datetime.date.fromordinal(int(value.lo)) if type.kind == "date" else value.lo


def context(view: UnitView, vocabulary: Vocabulary) -> dict[str, Any]:
    """The facts of a view as plain data, by the names that conditions use."""
    day = datetime.date.fromordinal(view.as_of)
    found: dict[str, Any] = {"as_of": day, "day": day, "year": view.year}
    for entity in vocabulary.entities.values():
        if entity.one:
            found[entity.name] = {
                a.name: plain(view.read(f"{entity.name}.{a.name}", point(view.as_of)), a.type)
                for a in entity.attributes.values()
            }
        elif not entity.of:
            found[entity.name] = [
                record(m.record, entity.name, vocabulary, day) for m in view.records(entity.name)
            ]
    found["parameters"] = {
        p.name: plain(view.parameter(p.name, "r" if p.per_rule else "", p.type, point(view.as_of)), p.type)
        for p in vocabulary.parameters.values()
    }
    for measure in vocabulary.measures.values():
        if measure.derived is None:
            found[measure.name] = plain(view.reported(measure.name, point(view.as_of)), measure.type)
    for measure in vocabulary.measures.values():
        if measure.derived is not None and "period" not in measure.derived.text:
            found[measure.name] = feel.evaluate(measure.derived.text, found, calendar=vocabulary.calendar)
    return found


def record(made: Record, name: str, vocabulary: Vocabulary, day: datetime.date) -> dict[str, Any]:
    entity = vocabulary.entities[name]
    found: dict[str, Any] = {
        a.name: plain(made.values[a.name], a.type) for a in entity.attributes.values() if a.derived is None
    }
    for inner, members in made.lists.items():
        found[inner] = [record(m.record, inner, vocabulary, day) for m in members]
    for a in entity.attributes.values():
        if a.derived is not None:
            found[a.name] = feel.evaluate(
                a.derived.text, {**found, "as_of": day}, calendar=vocabulary.calendar
            )
    return found


@pytest.mark.parametrize("vocabularies", few(5, 20))
def test_rules_and_evaluate_agree(vocabularies: int) -> None:
    compared = {True: 0, False: 0, None: 0}
    for seed in range(vocabularies):
        choices = Seeded(f"feel {seed}")
        vocabulary = some_vocabulary(choices)
        for n in range(TEXTS):
            text = expression(choices, vocabulary, "boolean", 3)
            if any(word in text for word in OUTSIDE):
                continue
            rule = Rule("r", "r", "r", "r", "d", "1", "anyone", "anyone", requires=Expression(text))
            model = model_of(vocabulary, (rule,))
            if not is_sound(model, rule):
                continue
            program, _ = compile_rules(model)
            writer = FactsWriter(choices, program, thresholds(program))
            for _ in range(SETS):
                asked = question(choices)
                whole = completion(choices, writer, writer.facts())
                known, faults = with_succession(whole.facts.units)  # as binding does
                assert not faults
                view = UnitView(known, known.units[UNIT], whole.vocabulary, asked.as_of, asked.year, False)
                node = program.rules[0].instance
                if node is None:
                    continue  # read by several readings at once
                requires = Reference(view).value(node.args[1], {})
                if not requires.settled:
                    continue  # a year without a published calendar
                try:
                    given = feel.evaluate(text, context(view, vocabulary), calendar=vocabulary.calendar)
                except ExpressionError:
                    assert "working_days" in text
                    continue
                told = plain(requires, Type("boolean"))
                assert given is told, (seed, n, text, given, told)
                compared[told] += 1
    assert sum(compared.values()) > 50 * vocabularies and min(compared.values()) > vocabularies, compared


def test_a_list_of_lists_is_gone_through_by_for_alike() -> None:
    officers = [{"training": [{"hours": 1}, {"hours": 2}]}, {"training": []}]
    text = "total(for o in officers, t in o.training return t.hours)"
    assert feel.evaluate(text, {"officers": officers}) == 3
    assert feel.evaluate("count(officers.training)", {"officers": officers}) == 2
