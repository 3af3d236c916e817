"""Names that a generated vocabulary replaced, and facts files written by them: they must come to the same.

Every vocabulary replaces the same names, and which set of facts is written by the old ones is no matter of
chance, so that no other draw moves. The truth reads the file by the new names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve

from policy_rules.testing.plain import plain_value
from policy_rules.values.known import Num
from policy_rules.vocabulary import Entity, Type, Vocabulary, Was

Raw = dict[str, Any]
LISTS = {"lectures": "talks", "training": "courses", "complaints": "grievances"}
"""The lists that bore another name."""
ATTRIBUTES = {
    "lectures.held_on": Was("given_on"),
    "lectures.hours": Was("hundredths", times=Fraction(1, 100)),
    "lectures.is_legal": Was("on_law"),
    "staffing.total_posts": Was("hundreds", times=Fraction(100)),
    "staffing.front_posts": Was("unit.posts_at_the_front"),
    "staffing.own_grade": Was("mark", labels={"none": ("fail",), "some": ("pass",)}),
    "complaints.handled_on": Was("settled_on"),
    "officers.certified": Was("with_licence"),
    "training.training_hours": Was("lessons"),
}
"""The attributes that bore another name, stood elsewhere, or were counted or called otherwise."""
_ANY = Type("number")


def with_replaced(entities: Mapping[str, Entity]) -> dict[str, Entity]:
    """The entities, each saying what it replaced."""
    found = {}
    for entity in entities.values():
        attributes = {
            name: evolve(attribute, was=(ATTRIBUTES[path],))
            if (path := f"{entity.name}.{name}") in ATTRIBUTES and attribute.derived is None
            else attribute
            for name, attribute in entity.attributes.items()
        }
        was = (Was(LISTS[entity.name]),) if entity.name in LISTS else ()
        found[entity.name] = evolve(entity, attributes=attributes, was=was)
    return found


def by_old_names(raw: Iterable[Raw], vocabulary: Vocabulary) -> list[Raw]:
    """The files of units as they were written before anything was replaced."""
    return [_unit(told, vocabulary) for told in raw]


def _unit(told: Raw, vocabulary: Vocabulary) -> Raw:
    found: Raw = {}
    for key, value in told.items():
        entity = vocabulary.entities.get(key)
        if key == "complete":
            found[key] = [{**each, "list": _list(each["list"])} for each in value]
        elif entity is None:
            found[key] = value
        elif entity.one:
            for name, each in value.items():
                path, old = _before(f"{key}.{name}", each, vocabulary)
                home, dot, bare = path.partition(".")
                found.setdefault(home if dot else key, {})[bare if dot else path] = old
        else:
            found[_list(key)] = [_record(entity, record, vocabulary) for record in value]
    return found


def _record(entity: Entity, record: Raw, vocabulary: Vocabulary) -> Raw:
    found: Raw = {}
    for name, value in record.items():
        inner = vocabulary.entities.get(name)
        if inner is not None and isinstance(value, list):
            found[_list(name)] = [_record(inner, each, vocabulary) for each in value]
        else:
            path, old = _before(f"{entity.name}.{name}", value, vocabulary)
            found[path] = old
    return found


def _list(path: str) -> str:
    return ".".join(LISTS.get(step, step) for step in path.split("."))


def _before(path: str, value: Any, vocabulary: Vocabulary) -> tuple[str, Any]:
    """The old name of a value, and the value then; where it had no words for it, the new name and value."""
    attribute, name = vocabulary.attribute(path), path.partition(".")[2]
    if attribute is None or not attribute.was:
        return name, value
    (was,) = attribute.was
    if was.labels:
        said = {new: old for old, (new,) in was.labels.items()}
        kept = isinstance(value, str) and value not in was.labels
        return (was.name, said.get(value, value)) if kept else (name, value)
    if was.times is None:
        return was.name, value
    try:
        number = Fraction(value) / was.times
    except (TypeError, ValueError):
        return name, value
    return was.name, plain_value(Num(number, number), _ANY)
