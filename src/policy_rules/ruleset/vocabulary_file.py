"""Vocabulary files: entities with their attributes, measures, roles, registers, scales, names that are gone.

What an entry declares is told by its file's name (`entities.yaml`, `roles-party.yaml`, or a folder
`measures/`); in a file of another name, by its keys. A list of labels is a scale in any file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from attrs import evolve, field

from policy_rules.attributes import define
from policy_rules.documents import Mapping, Node, Scalar, Sequence, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.declared_gone import read_gone
from policy_rules.ruleset.declared_replaced import with_replaced
from policy_rules.ruleset.declared_type import read_type
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.shapes import Fields, read_section
from policy_rules.ruleset.told_texts import main_text, text_by_language
from policy_rules.vocabulary import (
    Attribute,
    Entity,
    Expression,
    Measure,
    MeasureUnit,
    Register,
    Role,
    Vocabulary,
)

KINDS = ("entities", "measures", "roles", "registers", "scales", "gone", "units")
NAME = re.compile(r"[^\W\d]\w*")
"""The name of an entity, attribute, measure or parameter: as conditions write it."""


@define
class Declarations:
    """What the vocabulary files declare, by kind and name, before the types are read."""

    faults: list[Fault]
    entries: dict[str, dict[str, tuple[Scalar, Node]]] = field(
        factory=lambda: {kind: {} for kind in (*KINDS, "attributes")}
    )

    def take(self, node: Node, file: str) -> None:
        """Take the entries of one document of a file."""
        if not isinstance(node, Mapping):
            self.faults.append(node.fault(f"a vocabulary file holds names with keys, not {describe(node)}"))
            return
        kind = _kind_of_file(file)
        for key, value in node.entries:
            self._take_entry(_kind_of_entry(kind, key.text, value), key, value)

    def _take_entry(self, kind: str, key: Scalar, value: Node) -> None:
        table = self.entries[kind]
        if key.text in table:
            first = table[key.text][0].place
            self.faults.append(
                key.fault(f"`{key.text}` is declared twice", f"it is declared first at {first}")
            )
        else:
            table[key.text] = (key, value)

    def fields(self, kind: str, section: str) -> Iterable[tuple[Scalar, Fields]]:
        """The checked fields of each entry of a kind."""
        for key, value in self.entries[kind].values():
            yield key, read_section(value, SECTIONS[section], self.faults)


def _kind_of_file(file: str) -> str:
    for part in reversed(file.removesuffix(".yaml").removesuffix(".yml").split("/")):
        word = part.split("-")[0].split("_")[0].lower()
        if word in KINDS:
            return word
    return ""


def _kind_of_entry(kind: str, name: str, value: Node) -> str:
    if isinstance(value, Sequence):
        return "scales"
    if kind == "entities" or (not kind and "." in name):
        return "attributes" if "." in name else "entities"
    if kind or not isinstance(value, Mapping):
        return kind or "entities"
    if "type" in value:
        return "measures"
    if "kept_by" in value:
        return "registers"
    return "roles" if "when" in value or "person" in value else "entities"


def _register(key: Scalar, fields: Fields, faults: list[Fault]) -> Register:
    keeper, answers = text_by_language(fields.get("kept_by"), faults), fields.scalar("department")
    zh = keeper.get("zh", "")
    department = None if answers is not None and answers.null else fields.text("department")
    kept_by = keeper.get("") or keeper.get("en") or zh
    return Register(key.text, fields.text("zh"), fields.text("en"), kept_by, department, zh)


def read_vocabulary(declared: Declarations) -> Vocabulary:
    """The vocabulary that the declarations make; parameters are read apart."""
    faults = declared.faults
    scales, scale_labels = _scales(declared)
    registers = {key.text: _register(key, f, faults) for key, f in declared.fields("registers", "a register")}
    entities = {key.text: _entity(key, f, faults) for key, f in declared.fields("entities", "an entity")}
    attributes: dict[str, dict[str, Attribute]] = {name: {} for name in entities}
    for key, fields in declared.fields("attributes", "an attribute"):
        entity, _, name = key.text.partition(".")
        if entity not in entities:
            hint = near_miss(entity, entities) or f"declare `{entity}` as an entity"
            faults.append(key.fault(f"`{key.text}` belongs to no declared entity", hint))
            continue
        _check_name(key, name, faults)
        attributes[entity][name] = _attribute(key, name, fields, scales, faults)
    made = {name: evolve(entity, attributes=attributes[name]) for name, entity in entities.items()}
    measures = {}
    for key, fields in declared.fields("measures", "a measure"):
        _check_name(key, key.text, faults)
        measures[key.text] = _measure(key, fields, scales, faults)
        if key.text in made:
            first = declared.entries["entities"][key.text][0].place
            faults.append(key.fault(f"`{key.text}` is declared twice", f"it is an entity at {first}"))
    roles = {key.text: _role(key, f, faults) for key, f in declared.fields("roles", "a role")}
    units = {
        key.text: MeasureUnit(key.text, f.text("zh"), f.text("en"), f.text("plural"))
        for key, f in declared.fields("units", "a unit of measure")
    }
    made = with_replaced(made, declared.entries, faults)
    vocabulary = Vocabulary(made, measures, roles, registers, scales, scale_labels, units=units)
    _check_entities(vocabulary, declared)
    gone = read_gone(declared.fields("gone", "names that are gone"), vocabulary, faults)
    return evolve(vocabulary, entities={name: _dated(entity) for name, entity in made.items()}, gone=gone)


def _check_name(key: Scalar, name: str, faults: list[Fault]) -> None:
    if not NAME.fullmatch(name):
        hint = "use letters, digits and `_`, and begin with a letter"
        faults.append(key.fault(f"`{name}` cannot be written in a condition", hint))


def _scales(declared: Declarations) -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, str]]]:
    scales: dict[str, tuple[str, ...]] = {}
    names: dict[str, dict[str, str]] = {}
    for key, node in declared.entries["scales"].values():
        labels: list[str] = []
        if isinstance(node, Mapping):
            names[key.text] = {k.text: v.text for k, v in node.entries if isinstance(v, Scalar)}
            labels = list(node.keys())
        elif isinstance(node, Sequence):
            for item in node:
                if not isinstance(item, Scalar) or item.null:
                    declared.faults.append(item.fault(f"a label is a word, not {describe(item)}"))
                elif item.text in labels:
                    declared.faults.append(
                        item.fault(f"the label `{item.text}` stands twice in `{key.text}`")
                    )
                else:
                    labels.append(item.text)
        if not labels:
            declared.faults.append(
                node.fault(f"the scale `{key.text}` has no labels", "list them, the lowest first")
            )
        scales[key.text] = tuple(labels)
    return scales, names


def _entity(key: Scalar, fields: Fields, faults: list[Fault]) -> Entity:
    _check_name(key, key.text, faults)
    of = tuple(item.text for item in fields.texts("of"))
    if of and fields.flag("one"):
        faults.append(
            key.fault(f"`{key.text}` is `one` record and a list inside others (`of`)", "keep one of the two")
        )
    means, means_in = main_text(fields, "means", faults)
    return Entity(
        key.text,
        {},
        zh=fields.text("zh"),
        en=fields.text("en"),
        means=means,
        means_in=means_in,
        one=fields.flag("one") or key.text == "unit",
        of=of,
        dated_by=tuple(item.text for item in fields.texts("dated_by")),
        register=fields.text("register"),
        for_year=fields.text("for_year"),
        counted=fields.text("counted"),
        place=key.place,
    )


def _attribute(
    key: Scalar, name: str, fields: Fields, scales: dict[str, tuple[str, ...]], faults: list[Fault]
) -> Attribute:
    kind = read_type(fields, key.text, scales, faults)
    if fields.flag("planned") and kind.kind != "date":
        faults.append(key.fault(f"`{key.text}` is no date, so it takes no `planned`"))
    means, means_in = main_text(fields, "means", faults)
    return Attribute(
        name,
        kind,
        zh=fields.text("zh"),
        en=fields.text("en"),
        means=means,
        means_in=means_in,
        register=fields.text("register"),
        control=fields.text("control"),
        planned=fields.flag("planned"),
        redact=fields.flag("redact"),
        derived=expression(fields.scalar("is")),
        place=key.place,
    )


def _measure(key: Scalar, fields: Fields, scales: dict[str, tuple[str, ...]], faults: list[Fault]) -> Measure:
    if "is" not in fields and not fields.flag("reported") and isinstance(fields.node, Mapping):
        hint = "write `is: …`, or `reported: true` where a figure is published"
        faults.append(key.fault(f"nothing says where `{key.text}` comes from", hint))
    means, means_in = main_text(fields, "means", faults)
    return Measure(
        key.text,
        read_type(fields, key.text, scales, faults),
        derived=expression(fields.scalar("is")),
        reported=fields.flag("reported"),
        yearly=fields.flag("yearly"),
        zh=fields.text("zh"),
        en=fields.text("en"),
        means=means,
        means_in=means_in,
        place=key.place,
    )


def _role(key: Scalar, fields: Fields, faults: list[Fault]) -> Role:
    means, means_in = main_text(fields, "means", faults)
    return Role(
        key.text,
        zh=fields.text("zh"),
        en=fields.text("en"),
        means=means,
        means_in=means_in,
        when=expression(fields.scalar("when")),
        person=fields.flag("person"),
        place=key.place,
    )


def expression(node: Scalar | None) -> Expression | None:
    """The FEEL text of a scalar with the place of its first character."""
    return None if node is None else Expression(node.text, node.begin)


def _dated(entity: Entity) -> Entity:
    """The entity without the dates that it lacks, which are told: what reads it need not look again."""
    dates = {name for name, attribute in entity.attributes.items() if attribute.type.kind == "date"}
    return evolve(entity, dated_by=tuple(name for name in entity.dated_by if name in dates)[:2])


def _check_entities(vocabulary: Vocabulary, declared: Declarations) -> None:
    """What entities and attributes say about each other and about registers."""
    for name, (key, node) in declared.entries["entities"].items():
        entity = vocabulary.entities[name]
        for outer in _scalars(node, "of"):
            found = vocabulary.entities.get(outer.text)
            if found is None or found.one:
                told = "is a single record" if found else "is no declared entity"
                declared.faults.append(
                    outer.fault(
                        f"`{outer.text}` {told}",
                        near_miss(outer.text, vocabulary.entities) if not found else "",
                    )
                )
        for date in _scalars(node, "dated_by"):
            attribute = entity.attributes.get(date.text)
            if attribute is None or attribute.type.kind != "date":
                told = "is no date" if attribute else f"is no attribute of `{name}`"
                hint = near_miss(date.text, entity.attributes) if attribute is None else ""
                declared.faults.append(date.fault(f"`{date.text}` {told}", hint))
        if len(entity.dated_by) > 2:
            told = f"`{name}` is dated by {len(entity.dated_by)} dates"
            declared.faults.append(key.fault(told, "one date, or two: from and to"))
        if entity.dated_by and entity.one and not entity.of:
            hint = "its attributes may be given by year or by day"
            declared.faults.append(key.fault(f"`{name}` is a single record, so it takes no `dated_by`", hint))
    for kind in ("entities", "attributes"):
        for _, node in declared.entries[kind].values():
            for register in _scalars(node, "register"):
                if register.text not in vocabulary.registers:
                    hint = (
                        near_miss(register.text, vocabulary.registers)
                        or "declare it in vocabulary/registers.yaml"
                    )
                    declared.faults.append(register.fault(f"`{register.text}` is no declared register", hint))


def _scalars(node: Node, key: str) -> tuple[Scalar, ...]:
    value = node.get(key) if isinstance(node, Mapping) else None
    if isinstance(value, Scalar):
        return (value,)
    return tuple(i for i in value if isinstance(i, Scalar)) if isinstance(value, Sequence) else ()
