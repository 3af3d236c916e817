"""Names that were taken out of a vocabulary, and what is recorded in their place: `vocabulary/gone.yaml`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from policy_rules.documents import Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.ruleset.shapes import Fields
from policy_rules.vocabulary import Gone, Vocabulary

_INSTEAD = re.compile(r'(\w+)(?:\.(\w+))?(?:\[(\w+) = "(\w+)"\])?')
_FORM = 'write `list`, `entity.attribute`, a measure, or `list[attribute = "label"]`'


def read_gone(
    groups: Iterable[tuple[Scalar, Fields]], vocabulary: Vocabulary, faults: list[Fault]
) -> dict[str, Gone]:
    """The names that are gone, of entities, attributes and measures, by the old name."""
    found: dict[str, Gone] = {}
    for _, fields in groups:
        names, day = fields.mapping("names"), fields.scalar("on")
        if names is None or day is None:
            continue
        for old, node in names.entries:
            faults += _faults_of_old(old, vocabulary, found)
            items = node.items if isinstance(node, Sequence) else (node,)
            instead = [item for item in items if isinstance(item, Scalar)]
            for name in instead:
                faults += _faults_of_new(name, vocabulary)
            told = tuple(name.text for name in instead)
            found[old.text] = Gone(day.text, told, fields.text("zh"), fields.text("en"))
    return found


def _faults_of_old(old: Scalar, vocabulary: Vocabulary, found: dict[str, Gone]) -> Iterator[Fault]:
    entity, _, attribute = old.text.partition(".")
    known = vocabulary.entities.get(entity)
    if old.text in vocabulary.measures or (
        known is not None and (not attribute or attribute in known.attributes)
    ):
        yield old.fault(f"`{old.text}` is declared, so it is not gone")
    if old.text in found:
        yield old.fault(f"`{old.text}` is gone twice", "leave one of the two out")


def _faults_of_new(name: Scalar, vocabulary: Vocabulary) -> Iterator[Fault]:
    read = _INSTEAD.fullmatch(name.text)
    if read is None:
        yield name.fault(f"`{name.text}` is no name of a fact", _FORM)
        return
    first, attribute, by, label = read.groups()
    entity = vocabulary.entities.get(first)
    if entity is None:
        if attribute or by or first not in vocabulary.measures:
            hint = near_miss(first, [*vocabulary.entities, *vocabulary.measures])
            yield name.fault(f"`{first}` is not declared", hint or _FORM)
        return
    for each in filter(None, (attribute, by)):
        if each not in entity.attributes:
            hint = near_miss(each, entity.attributes) or "attributes: " + ", ".join(entity.attributes)
            yield name.fault(f"`{first}` has no attribute `{each}`", hint)
    if by in entity.attributes and label not in entity.attributes[by].type.labels:
        hint = near_miss(label, entity.attributes[by].type.labels)
        yield name.fault(f"`{label}` is no label of `{first}.{by}`", hint)
