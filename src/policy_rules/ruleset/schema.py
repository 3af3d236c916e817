"""JSON Schema (2020-12) of a ruleset's files and of facts, for editors; made from the table of keys.

An editor resolves plain scalars (numbers, true, false), so a text may come as any of them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping

from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.label_names import TRUTHS, choice_of, has_labels, label_names
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.shapes import DIGEST, Key, Section, Shape, either, listing, mapping, section
from policy_rules.vocabulary import Attribute, Entity, Type, Vocabulary

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_SCALAR: Schema = {"type": ["string", "number", "boolean"]}
_TEXT: Schema = {"type": ["string", "number", "boolean"], "minLength": 1}
_SCALES = either(listing(Shape("text")), mapping(Shape("text")))

_FILES: dict[str, tuple[str, Callable[[], Schema]]] = {
    "ruleset": ("ruleset.yaml", lambda: _ref("a ruleset")),
    "clause": ("a clause file", lambda: _ref("a clause file")),
    "entities": ("vocabulary/entities.yaml", lambda: _entries("an attribute", "an entity")),
    "measures": ("vocabulary/measures.yaml", lambda: _named(section("a measure"))),
    "roles": ("vocabulary/roles.yaml", lambda: _named(section("a role"))),
    "registers": ("vocabulary/registers.yaml", lambda: _named(section("a register"))),
    "units": ("vocabulary/units.yaml", lambda: _named(section("a unit of measure"))),
    "gone": ("vocabulary/gone.yaml", lambda: _named(section("names that are gone"))),
    "scales": ("vocabulary/scales.yaml", lambda: _named(_SCALES)),
    "parameters": ("parameters.yaml", lambda: _named(section("a parameter"))),
    "calendar": ("a calendar file", lambda: _ref("a calendar file")),
    "coverage": ("coverage/<document>.yaml", lambda: _ref("a coverage file")),
    "readings": ("readings/<clause>.yaml", lambda: _named(section("a double reading"))),
    "readings-about": ("readings/about.yaml", lambda: _ref("the double readings")),
    "readings-mutants": ("readings/mutants.yaml", lambda: _ref("the mutants held equivalent")),
    "facts": ("a facts file", lambda: _ref("facts")),
    "decisions": ("decisions/<name>.yaml", lambda: _ref("decisions on readings")),
    "office": ("office.yaml", lambda: _ref("an office")),
    "profile": ("profiles/<name>.yaml", lambda: {"type": "object"}),
}
FILES = tuple(_FILES)
"""The kinds of file that a schema is made for."""


def json_schema(
    file: str, vocabulary: Vocabulary | None = None, rules: Mapping[str, Rule] | None = None
) -> Schema:
    """The schema of a kind of file, one of `FILES`; that of facts knows a vocabulary's names if given.

    With `rules` it knows those to which exceptions and gradings can be given too.
    """
    title, make = _FILES[file]
    top = make()
    definitions = {each.name: _section(each) for each in SECTIONS.values()}
    if file == "facts" and vocabulary is not None:
        definitions["facts"] = _facts(vocabulary, definitions)
        definitions["a unit"] = _unit(vocabulary, definitions)
        _name_statements(definitions, vocabulary, rules or {})
    return {
        "$schema": DIALECT,
        "title": title,
        **top,
        "$defs": definitions,
    }


def schema_of_section(title: str, name: str, sections: Mapping[str, Section]) -> Schema:
    """The schema of a file that is a section, with those that it is made of."""
    definitions = {each.name: _section(each) for each in sections.values()}
    return {"$schema": DIALECT, "title": title, **_ref(name), "$defs": definitions}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _named(shape: Shape) -> Schema:
    return {"type": "object", "additionalProperties": _shape(shape)}


def _entries(dotted: str, plain: str) -> Schema:
    """A file whose keys with a dot are of one section, and those without of another."""
    return {
        "type": "object",
        "patternProperties": {r"^[^.]+\.[^.]+$": _ref(dotted), r"^[^.]+$": _ref(plain)},
        "additionalProperties": False,
    }


def _section(about: Section) -> Schema:
    made: Schema = {
        "description": about.doc,
        "type": "object",
        "properties": {key.name: _key(key) for key in about.keys},
        "additionalProperties": _shape(about.rest) if about.rest else False,
    }
    required = [key.name for key in about.keys if key.required]
    return {**made, "required": required} if required else made


def _key(key: Key) -> Schema:
    doc = f"{key.doc} (default: {key.default})" if key.default else key.doc
    return {"description": doc, **_shape(key.shape)}


def _shape(shape: Shape) -> Schema:
    parts = [_shape(part) for part in shape.parts]
    match shape.kind:
        case "text" | "expression":
            return _TEXT
        case "reference":
            return {"type": ["string", "number", "null"]}
        case "text or null":
            return {"anyOf": [_TEXT, {"type": "null"}]}
        case "digest":
            return {"type": ["string", "number"], "pattern": f"^{DIGEST.pattern}$"}
        case "boolean" | "integer":
            return {"type": shape.kind}
        case "year":
            return {"type": "integer", "minimum": 1000, "maximum": 2999}
        case "day":
            return {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case "choice":
            return {"enum": list(shape.choices)}
        case "list":
            return {"type": "array", "items": parts[0]}
        case "map":
            return {"type": "object", "additionalProperties": parts[0]}
        case "section":
            return _ref(shape.section)
        case "either":
            return {"anyOf": parts}
        case _:
            return {}


# Facts by a vocabulary ---------------------------------------------------------------------------


def _facts(vocabulary: Vocabulary, definitions: dict[str, Schema]) -> Schema:
    made = _section(SECTIONS["facts"])
    properties: Schema = {}
    for entity in vocabulary.entities.values():
        if entity.name == "unit" or entity.of:
            continue
        properties[entity.name] = _list_or_record(entity, _record(entity, vocabulary, definitions))
    own = made["properties"]
    assert isinstance(own, dict)
    named = _also_by_label({**own, **properties}, label_names(vocabulary).entities)
    needed = made.get("required", [])  # `unit` may stand by its label, which no list of required keys can say
    assert isinstance(needed, list)
    made["required"] = [key for key in needed if key != "unit"]
    return {**made, "properties": named, "additionalProperties": False}


def _list_or_record(entity: Entity, record: Schema) -> Schema:
    titled = {"title": title} if (title := _both(entity.zh, entity.en)) else {}
    return {**titled, **(record if entity.one else {"type": "array", "items": record})}


def _also_by_label(properties: Schema, names: Mapping[str, str]) -> Schema:
    """The properties, and under its label each that has one; facts may call a thing by either."""
    labelled = {label: properties[name] for label, name in names.items() if name in properties}
    return {**properties, **{label: what for label, what in labelled.items() if label not in properties}}


def _name_statements(
    definitions: dict[str, Schema], vocabulary: Vocabulary, rules: Mapping[str, Rule]
) -> None:
    """What statements speak of, by the names that there are: lists, measures, rules, registers."""
    figures = [m.name for m in vocabulary.measures.values() if m.reported]
    labels = label_names(vocabulary)
    figures += [label for label, name in labels.measures.items() if name in figures]
    lists = [*_list_paths(vocabulary), "units_under", "organs"]
    lists += [label for label, name in labels.entities.items() if name in lists]
    named = {
        ("a completeness", "list"): lists,
        ("a reported figure", "measure"): figures,
        ("an exception", "rule"): [r.id for r in rules.values() if r.force],
        ("a grading", "rule"): [r.id for r in rules.values() if r.grading],
        ("a source", "register"): list(vocabulary.registers),
    }
    for (section_name, key), words in named.items():
        properties = definitions[section_name]["properties"]
        assert isinstance(properties, dict)
        if words:
            properties[key] = {**properties[key], "enum": words}


def _list_paths(vocabulary: Vocabulary, around: str = "") -> list[str]:
    """The paths of all lists, inner ones too."""
    outer = around.rpartition(".")[2]
    found = []
    for entity in vocabulary.entities.values():
        inside = outer in entity.of if outer else not entity.of
        if inside and not entity.one and entity.name not in around.split("."):
            path = f"{around}.{entity.name}" if around else entity.name
            found += [path, *_list_paths(vocabulary, path)]
    return found


def _unit(vocabulary: Vocabulary, definitions: dict[str, Schema]) -> Schema:
    made = _section(SECTIONS["a unit"])
    own = made["properties"]
    assert isinstance(own, dict)
    entity = vocabulary.entities.get("unit")
    if entity is None:
        return {**made, "properties": own, "additionalProperties": False}
    properties = {**_attributes(entity, vocabulary, definitions, dated=True), **own}
    named = _also_by_label(properties, _called_inside(entity, vocabulary))
    needed = {"anyOf": [{"required": [key]} for key in ("id", *_labels_of("id", entity, vocabulary))]}
    return {**made, **needed, "required": [], "properties": named, "additionalProperties": False}


def _record(entity: Entity, vocabulary: Vocabulary, definitions: dict[str, Schema]) -> Schema:
    """A reference to what a record of the entity is, which is put among the definitions."""
    name = f"record of {entity.name}"
    if name in definitions:
        return _ref(name)
    definitions[name] = {}
    properties: Schema = {"source": _TEXT, **_attributes(entity, vocabulary, definitions, dated=entity.one)}
    if not entity.one:
        sources = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT}]}
        properties |= {"id": _TEXT, "in": sources, "not_in": sources}
    for inner in vocabulary.entities.values():
        if entity.name in inner.of:
            properties[inner.name] = _list_or_record(inner, _record(inner, vocabulary, definitions))
    properties = _also_by_label(properties, _called_inside(entity, vocabulary))
    described = {"description": _described(entity.zh, entity.en, entity.means) or entity.name}
    made = {**described, "type": "object", "properties": properties, "additionalProperties": False}
    definitions[name] = made
    return _ref(name)


def _called_inside(entity: Entity, vocabulary: Vocabulary) -> Mapping[str, str]:
    """What may be called by a label in a record: what is declared, its id, of a unit its name."""
    return {**_own_labels(entity, vocabulary), **label_names(vocabulary).inside[entity.name]}


def _labels_of(name: str, entity: Entity, vocabulary: Vocabulary) -> list[str]:
    return [label for label, called in _own_labels(entity, vocabulary).items() if called == name]


def _own_labels(entity: Entity, vocabulary: Vocabulary) -> Mapping[str, str]:
    """The labels that a record has without any declaration, where anything that is declared has one."""
    return label_names(vocabulary).own[entity.name] if has_labels(vocabulary) else {}


def _attributes(
    entity: Entity, vocabulary: Vocabulary, definitions: dict[str, Schema], *, dated: bool
) -> Schema:
    given = [a for a in entity.attributes.values() if a.derived is None]
    return {a.name: {**_told(a), **_attribute(a, vocabulary, definitions, dated=dated)} for a in given}


def _told(attribute: Attribute) -> Schema:
    """What an editor shows: the labels, and with them what is meant."""
    title = _both(attribute.zh, attribute.en)
    described: Schema = {"description": _described(attribute.zh, attribute.en, attribute.means)}
    return {"title": title, **described} if title else described


def _both(zh: str, en: str) -> str:
    return " · ".join(x for x in (zh, en) if x)


def _described(zh: str, en: str, means: str) -> str:
    """Both labels and the meaning."""
    return ": ".join(text for text in (_both(zh, en), means) if text)


def _attribute(
    attribute: Attribute, vocabulary: Vocabulary, definitions: dict[str, Schema], *, dated: bool
) -> Schema:
    """A reference to what such a value is, among the definitions: attributes of one type share one."""
    point = _value(attribute.type, vocabulary)
    kind = re.sub(r"[^\w ]+", " ", json.dumps(point, ensure_ascii=False)).strip()
    definitions.setdefault(f"single {kind}", point)
    name = f"{'by day' if dated else 'told'} {kind}"
    definitions.setdefault(name, _forms(_ref(f"single {kind}"), dated=dated))
    return _ref(name)


def _forms(point: Schema, *, dated: bool) -> Schema:
    """A value as it may be written: itself, partly known, with its source, as several told it, by day."""
    sourced = {"source": _TEXT}
    partly: Schema = {
        "type": "object",
        "properties": {
            "at_least": point,
            "at_most": point,
            "one_of": {"type": "array", "items": point},
            **sourced,
        },
        "additionalProperties": False,
        "minProperties": 1,
    }
    plain = [point, partly]
    cited: Schema = {
        "type": "object",
        "properties": {"value": {"anyOf": plain}, **sourced},
        "required": ["value"],
        "additionalProperties": False,
    }
    told: Schema = {
        "type": "object",
        "properties": {"told": {"type": "array", "items": {"anyOf": [partly, cited]}}},
        "required": ["told"],
        "additionalProperties": False,
    }
    forms = [*plain, cited, told]
    if dated:
        keys = r"^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$"
        by_day = {
            "type": "object",
            "patternProperties": {keys: {"anyOf": forms}},
            "additionalProperties": False,
        }
        forms = [*forms, by_day]
    return {"anyOf": forms}


def _choices(kind: Type, vocabulary: Vocabulary) -> Schema:
    """The choices by name, then by label; editors show beside each what it is the other of."""
    shown = vocabulary.scale_labels.get(kind.name) or dict(kind.zh)
    known = ((shown.get(name, ""), name) for name in kind.labels)
    labelled = {
        label: name
        for label, name in known
        if label and label not in kind.labels and choice_of(label, kind, vocabulary) == name
    }
    if not labelled:
        return {"enum": list(kind.labels)}
    told = [*(shown.get(name, "") for name in kind.labels), *labelled.values()]
    return {"enum": [*kind.labels, *labelled], "enumDescriptions": told}


def _value(kind: Type, vocabulary: Vocabulary) -> Schema:
    made: Schema = dict(_SCALAR)
    if kind.kind == "boolean":
        made = {"type": "boolean"}
        if has_labels(vocabulary):
            made = {"enum": [True, False, *TRUTHS], "enumDescriptions": [*TRUTHS, *TRUTHS.values()]}
    elif kind.kind == "label":
        made = _choices(kind, vocabulary)
    elif kind.kind == "date":
        made = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
    elif kind.percent:
        made = {"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+)?%$"}
    elif kind.kind == "number":
        made = {"type": "integer" if kind.places == 0 else "number"}
    return {"anyOf": [made, {"type": "null"}]} if kind.nullable else made
