"""Facts held against a vocabulary other than the one that they were bound to."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from policy_rules.facts.bound import Entry, Facts, RecordFacts, UnitFacts
from policy_rules.facts.renamed import renamed
from policy_rules.values.known import Labels, Num, Truth, Value
from policy_rules.vocabulary import Entity, Type, Vocabulary


def fitting(facts: Facts, vocabulary: Vocabulary) -> tuple[Facts, tuple[str, ...]]:
    """The facts that still have the type declared, and the names of those that have not, left out.

    What was renamed is read by its old name.

    What nothing declares any more is kept: nothing reads it.
    """
    lost: dict[str, None] = {}
    units = {
        name: _unit(renamed(unit, vocabulary)[0], vocabulary, lost) for name, unit in facts.units.items()
    }
    return evolve(facts, units=units), tuple(lost)


def _unit(unit: UnitFacts, vocabulary: Vocabulary, lost: dict[str, None]) -> UnitFacts:
    values = {}
    for path, entries in unit.values.items():
        attribute = vocabulary.attribute(path)
        if attribute is None or all(_fits(e.value, attribute.type) for e in entries):
            values[path] = entries
        else:
            lost[path] = None
    reported = []
    for figure in unit.reported:
        measure = vocabulary.measures.get(figure.measure)
        if measure is None or _fits(figure.value, measure.type):
            reported.append(figure)
        else:
            lost[figure.measure] = None
    lists = {name: _records(name, records, vocabulary, lost) for name, records in unit.lists.items()}
    return evolve(unit, values=values, lists=lists, reported=tuple(reported))


def _records(
    name: str, records: tuple[RecordFacts, ...], vocabulary: Vocabulary, lost: dict[str, None]
) -> tuple[RecordFacts, ...]:
    entity = vocabulary.entities.get(name)
    if entity is None:
        return records
    return tuple(
        evolve(
            record,
            values=_values(entity, record.values, lost),
            lists={inner: _records(inner, each, vocabulary, lost) for inner, each in record.lists.items()},
        )
        for record in records
    )


def _values(entity: Entity, values: Mapping[str, Entry], lost: dict[str, None]) -> dict[str, Entry]:
    kept = {}
    for name, entry in values.items():
        attribute = entity.attributes.get(name)
        if attribute is None or _fits(entry.value, attribute.type):
            kept[name] = entry
        else:
            lost[f"{entity.name}.{name}"] = None
    return kept


def _fits(value: Value, kind: Type) -> bool:
    if kind.kind == "boolean":
        return isinstance(value, Truth)
    if kind.kind == "label":
        return isinstance(value, Labels) and (value.members is None or value.members <= set(kind.labels))
    return isinstance(value, Labels if kind.kind == "text" else Num)
