"""What entities and attributes replace (`was`), so that facts written before can still be read."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from fractions import Fraction

from attrs import evolve

from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.shapes import read_section
from policy_rules.ruleset.typed_values import exact
from policy_rules.vocabulary import Attribute, Entity, Was

Entries = AbstractMapping[str, AbstractMapping[str, tuple[Scalar, Node]]]
_PASSES = "`name`, with `times`, `labels`, `narrowed` or `record` where it does not pass over as it is"


def with_replaced(
    entities: AbstractMapping[str, Entity], entries: Entries, faults: list[Fault]
) -> dict[str, Entity]:
    """The entities with what they, and their attributes, replace."""
    found = dict(entities)
    seen: dict[str, Scalar] = {}
    for name, (_, node) in entries["entities"].items():
        was = tuple(_each(node, faults))
        for scalar, one in was:
            _check_entity(scalar, one, found[name], found, faults)
            _once(scalar, one.name, seen, faults)
        found[name] = evolve(found[name], was=tuple(one for _, one in was))
    for key, (_, node) in entries["attributes"].items():
        name, _, attribute = key.partition(".")
        if name not in found or attribute not in found[name].attributes:
            continue
        own = found[name].attributes[attribute]
        was = tuple(_each(node, faults))
        for scalar, one in was:
            _check_attribute(scalar, one, found[name], own, found, faults)
            _once(scalar, one.name if "." in one.name else f"{name}.{one.name}", seen, faults)
        attributes = {**found[name].attributes, attribute: evolve(own, was=tuple(one for _, one in was))}
        found[name] = evolve(found[name], attributes=attributes)
    return found


def _each(node: Node, faults: list[Fault]) -> Iterator[tuple[Scalar, Was]]:
    given = node.get("was") if isinstance(node, Mapping) else None
    items = given.items if isinstance(given, Sequence) else () if given is None else (given,)
    for item in items:
        if isinstance(item, Scalar):
            if item.null or not item.text.strip():
                faults.append(item.fault("`was` needs the old name", _PASSES))
            else:
                yield item, Was(item.text)
            continue
        fields = read_section(item, SECTIONS["what it replaces"], faults)
        name = fields.scalar("name")
        if name is not None:
            times = fields.scalar("times")
            labels = fields.mapping("labels")
            table = {k.text: tuple(_texts(v)) for k, v in labels.entries} if labels else {}
            factor = _factor(times, faults) if times is not None else None
            yield name, Was(name.text, factor, table, fields.flag("narrowed"), fields.text("record"))


def _texts(node: Node) -> Iterator[str]:
    for item in node.items if isinstance(node, Sequence) else (node,):
        if isinstance(item, Scalar):
            yield item.text


def _factor(given: Scalar, faults: list[Fault]) -> Fraction | None:
    found = exact(given.text)
    if not found:
        faults.append(given.fault("`times` needs a number other than 0", "write `1000`, `0.5` or `2000/3`"))
        return None
    return Fraction(found)


def _once(name: Scalar, old: str, seen: dict[str, Scalar], faults: list[Fault]) -> None:
    first = seen.setdefault(old, name)
    if first is not name:
        told = f"`{old}` is replaced twice"
        faults.append(
            name.fault(told, f"the first is at {first.place}; what became several is `migrate`'s to read")
        )


def _check_entity(
    name: Scalar, was: Was, entity: Entity, entities: AbstractMapping[str, Entity], faults: list[Fault]
) -> None:
    if was.record:
        date = entity.attributes.get(was.record)
        if entity.one or date is None or date.type.kind != "date":
            hint = near_miss(was.record, entity.attributes) or "a date of the list's records"
            faults.append(
                name.fault(f"`record` of `{entity.name}` is no date of a list: `{was.record}`", hint)
            )
        if "." not in was.name:
            faults.append(name.fault("what became a record is an attribute", "write `entity.attribute`"))
        elif _declared(was.name, entities):
            faults.append(name.fault(f"`{was.name}` is declared, so it is not replaced"))
    elif was.name in entities:
        faults.append(name.fault(f"`{was.name}` is declared, so it is not replaced"))
    if was.times is not None or was.labels:
        faults.append(name.fault("`times` and `labels` are for attributes"))


def _check_attribute(
    name: Scalar,
    was: Was,
    entity: Entity,
    attribute: Attribute,
    entities: AbstractMapping[str, Entity],
    faults: list[Fault],
) -> None:
    old = was.name if "." in was.name else f"{entity.name}.{was.name}"
    if _declared(old, entities):
        faults.append(name.fault(f"`{old}` is declared, so it is not replaced"))
    if "." in was.name and not entity.one:
        faults.append(
            name.fault(f"`{entity.name}` is a list, so its attributes were its own", "name the old attribute")
        )
    if attribute.derived is not None:
        faults.append(name.fault(f"`{attribute.name}` follows from others, so facts never gave it"))
    kind = attribute.type
    if was.times is not None and kind.kind != "number":
        faults.append(name.fault(f"`{attribute.name}` is no number, so it takes no `times`"))
    for new in (label for labels in was.labels.values() for label in labels):
        if new not in kind.labels:
            hint = near_miss(new, kind.labels) or "labels: " + ", ".join(kind.labels)
            faults.append(name.fault(f"`{new}` is no label of `{attribute.name}`", hint))
    if was.narrowed and kind.kind != "boolean":
        faults.append(
            name.fault("`narrowed` is for what is true or false", "list the labels that an old one became")
        )
    if was.record:
        faults.append(name.fault("`record` is for lists"))


def _declared(path: str, entities: AbstractMapping[str, Entity]) -> bool:
    entity, _, name = path.partition(".")
    return entity in entities and name in entities[entity].attributes
