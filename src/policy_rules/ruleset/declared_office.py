"""What an office does in its year, as `office.yaml` of a ruleset says it; every name in it is checked.

It declares documents, and nothing that binds: what is due, met or missing is said by the rules alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from collections.abc import Mapping as AbstractMapping

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.messages import LANGUAGES
from policy_rules.ruleset.facts_keys import CORRECTIONS
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.office_keys import (
    FOLLOWING,
    NEEDED,
    OF_A_LETTER,
    OF_ALL,
    OFFICE_OWN,
    PARTS,
    UNIT,
    UNITS,
)
from policy_rules.ruleset.office_model import Office, OfficeDocument, OfficePart
from policy_rules.ruleset.shapes import Fields, Section, read_section
from policy_rules.vocabulary import Entity, Vocabulary

_OWN_FIRST = ("findings", "facts", "records")
"""What is shown of the office itself where nothing else is said."""


@frozen
class _Reader:
    """Reads with the names that there are; faults are put to the others."""

    vocabulary: Vocabulary
    rules: AbstractMapping[str, Rule]
    sections: dict[str, Section]
    faults: list[Fault]

    def section(self, node: Node, name: str) -> Fields:
        return read_section(node, self.sections[name], self.faults)

    def names(self, fields: Fields, key: str) -> dict[str, str]:
        """A text by language; a single text stands for both."""
        node = fields.get(key)
        if isinstance(node, Scalar):
            return {"zh": node.text, "en": node.text}
        return self.by_language(node) if isinstance(node, Mapping) else {}

    def by_language(self, node: Mapping) -> dict[str, str]:
        found: dict[str, str] = {}
        for key, value in node.entries:
            if key.text not in LANGUAGES:
                hint = near_miss(key.text, LANGUAGES) or "write `{zh: …, en: …}`"
                self.faults.append(key.fault(f"`{key.text}` is no language of reports", hint))
            elif isinstance(value, Scalar):
                found[key.text] = value.text
        return found

    def known(self, given: Scalar, names: Collection[str], what: str, hint: str = "") -> bool:
        """Whether it is one of the names; else a fault."""
        if given.text not in names:
            told = f"no {what} `{given.text}`"
            self.faults.append(given.fault(told, near_miss(given.text, names) or hint))
        return given.text in names

    def rules_of(self, fields: Fields, key: str) -> tuple[str, ...]:
        return tuple(s.text for s in fields.texts(key) if self.known(s, self.rules, "rule"))

    def consequence(self, given: Scalar) -> None:
        """Whether the rule has a consequence that may follow; else a fault."""
        rule = self.rules.get(given.text)
        if rule is not None and rule.kind != "consequence":
            told = f"`{rule.id}` is no consequence: nothing follows by it"
            self.faults.append(given.fault(told, "name a rule of `kind: consequence`"))

    def looks_at(self, given: Scalar, entity: Entity | None) -> None:
        """Whether the rule goes through the records of the list, each by itself; else a fault."""
        rule = self.rules.get(given.text)
        if entity is None or rule is None:
            return  # told as no list, or no rule
        norms = [part.norm for part in rule.parts]
        texts = [norm.for_each[0].source.text.strip() for norm in norms if len(norm.for_each) == 1]
        if not any(re.match(rf"{entity.name}\b", text) for text in texts):
            told = f"`{given.text}` goes through no records of `{entity.name}`"
            self.faults.append(given.fault(told, f"name a rule with `for each: x in {entity.name}`"))

    def attribute(self, given: Scalar, entity: Entity | None) -> str:
        if entity is not None:
            self.known(given, entity.attributes, f"attribute of `{entity.name}`:")
        return given.text

    def list(self, fields: Fields) -> Entity | None:
        """The list named, which stands inside no other."""
        given, entities = fields.scalar("list"), self.vocabulary.entities
        lists = [e.name for e in entities.values() if not e.one and not e.of]
        if given is None or not self.known(given, lists, "list", "name a list that stands inside no other"):
            return None
        return entities[given.text]


def read_office(
    node: Mapping,
    vocabulary: Vocabulary,
    rules: AbstractMapping[str, Rule],
    sections: dict[str, Section],
    faults: list[Fault],
) -> Office:
    """What `office.yaml` declares; of one with faults what could be read."""
    reader = _Reader(vocabulary, rules, sections, faults)
    fields = reader.section(node, "an office")
    for key in ("office", "roster"):
        given = fields.scalar(key)
        if given is not None and reader.known(given, vocabulary.roles, "role"):
            role = vocabulary.roles[given.text]
            if role.person:
                told = f"the role `{role.name}` is of persons, and no unit has it"
                faults.append(given.fault(told, "name a role that units have"))
    stages = {}
    for stage, value in _entries(fields, "stages"):
        named = {"zh": value.text, "en": value.text} if isinstance(value, Scalar) else {}
        stages[stage.text] = reader.by_language(value) if isinstance(value, Mapping) else named
    documents = {}
    for name, value in _entries(fields, "documents"):
        made = _document(name.text, value, stages, reader)
        if made.path in documents:
            faults.append(name.fault(f"two documents are called `{made.path}`"))
        documents[made.path] = made
    late, apart = _late(fields, reader)
    return Office(fields.text("office"), fields.text("roster"), stages, documents, late, apart)


def _entries(fields: Fields, key: str) -> tuple[tuple[Scalar, Node], ...]:
    node = fields.mapping(key)
    return tuple(node.entries) if node is not None else ()


def _late(fields: Fields, reader: _Reader) -> tuple[dict[str, str], tuple[str, ...]]:
    node = fields.mapping("late_evidence")
    if node is None:
        return {}, ()
    told = reader.section(node, "late evidence")
    entity = reader.list(told)
    keys = ("unit", "about", "decided_on")
    found = {k: reader.attribute(s, entity) for k in keys if (s := told.scalar(k)) is not None}
    entities = [e.name for e in reader.vocabulary.entities.values() if not e.of]
    apart = tuple(s.text for s in told.texts("apart") if reader.known(s, entities, "list or single record"))
    return {"list": told.text("list"), **found}, apart


def _document(name: str, node: Node, stages: Collection[str], reader: _Reader) -> OfficeDocument:
    fields = reader.section(node, "an office document")
    stage, each = fields.scalar("stage"), fields.scalar("each")
    if stage is not None:
        reader.known(stage, stages, "stage", "declare it under `stages`")
    if each is not None and each.text != UNIT:
        reader.known(each, reader.rules, "rule", "write `unit`, or the id of a rule")
        reader.consequence(each)
    letter = "" if each is None else each.text
    parts = tuple(_part(item, bool(letter), reader) for item in fields.items("parts"))
    named = reader.names(fields, "title")
    return OfficeDocument(name, fields.text("stage"), named, letter, reader.rules_of(fields, "cites"), parts)


def _part(node: Node, letter: bool, reader: _Reader) -> OfficePart:
    fields = reader.section(node, "a part of a document")
    show = fields.text("show")
    _check_keys(fields, show, letter, reader.faults)
    entity = reader.list(fields) if "list" in fields else None
    columns = tuple(reader.attribute(s, entity) for s in fields.texts("columns"))
    only = {}
    for key, labels in _entries(fields, "only"):
        reader.attribute(key, entity)
        only[key.text] = tuple(_labels(key, labels, entity, reader))
        attribute = None if entity is None else entity.attributes.get(key.text)
        if attribute is not None and attribute.redact:
            told = f"which records are shown would tell `{key.text}`, whose values are not told (`redact`)"
            reader.faults.append(key.fault(told, "show all records, or choose them by another attribute"))
    for path in fields.texts("facts"):
        outer, _, name = path.text.partition(".")
        one = reader.vocabulary.entities.get(outer)
        if one is None or not one.one or name not in one.attributes:
            paths = [
                f"{e.name}.{a}" for e in reader.vocabulary.entities.values() if e.one for a in e.attributes
            ]
            hint = near_miss(path.text, paths) or "name `entity.attribute` of a single record"
            reader.faults.append(path.fault(f"no single fact `{path.text}`", hint))
    for given in fields.texts("rules") if show == "consequences" else ():
        reader.consequence(given)
    for given in fields.texts("clocks"):
        reader.looks_at(given, entity)
    kinds = tuple(
        s.text for s in fields.texts("kinds") if reader.known(s, CORRECTIONS, "kind of corrections")
    )
    of = fields.text("of") or (UNIT if letter else OFFICE_OWN if show in _OWN_FIRST else UNITS)
    return OfficePart(
        show,
        of,
        reader.names(fields, "title"),
        reader.rules_of(fields, "cites"),
        reader.rules_of(fields, "rules"),
        fields.text("list"),
        columns,
        only,
        reader.rules_of(fields, "clocks"),
        tuple(s.text for s in fields.texts("facts")),
        kinds,
        _drawn(fields, entity, reader),
        fields.text("asked_for") == FOLLOWING,
    )


def _check_keys(fields: Fields, show: str, letter: bool, faults: list[Fault]) -> None:
    """Each part takes the keys that it has a use for, and no others."""
    if show not in PARTS:
        return  # told as no choice
    takes = ("show", "title", "cites", *PARTS[show])
    for key in fields.nodes:
        if key not in takes:
            told = f"a part that shows `{show}` takes no `{key}`"
            faults.append(fields.nodes[key].fault(told, "it takes " + ", ".join(f"`{k}`" for k in takes)))
    lacking = (key for key in NEEDED.get(show, ()) if key not in fields)
    faults += [fields.node.fault(f"a part that shows `{show}` lacks `{key}`") for key in lacking]
    of = fields.scalar("of")
    if not letter and (show in OF_A_LETTER or (of is not None and of.text == UNIT)):
        told = "this is of one unit, and the document is of all"
        faults.append((of or fields.node).fault(told, "write `each: unit` in the document, or `of: units`"))
    if letter and show in OF_ALL:
        told = f"a letter is of one unit, and `{show}` tells of all"
        faults.append(fields.node.fault(told, "show it in a document without `each`"))


def _labels(key: Scalar, node: Node, entity: Entity | None, reader: _Reader) -> list[str]:
    given = node.items if isinstance(node, Sequence) else (node,)
    attribute = None if entity is None else entity.attributes.get(key.text)
    found = []
    for label in given:
        if isinstance(label, Scalar):
            if attribute is not None:
                reader.known(label, attribute.type.labels, f"label of `{key.text}`:")
            found.append(label.text)
    return found


def _drawn(fields: Fields, entity: Entity | None, reader: _Reader) -> dict[str, str]:
    node = fields.mapping("drawn")
    if node is None:
        return {}
    told = reader.section(node, "a draw")
    return {
        key: reader.attribute(value, entity) for key, value in told.nodes.items() if isinstance(value, Scalar)
    }
