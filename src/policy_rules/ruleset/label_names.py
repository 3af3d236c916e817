"""The labels by which facts may call what a vocabulary declares, in place of the names.

A facts file may say 单位 for `unit`, 层级 for `level` and 县 for `county`: the Chinese labels of entities, of
their attributes and inner lists, of measures and of choices; 是 and 否 for truths; 编号 for the id of a unit
or a record and 名称 for the name of a unit, where nothing declared has that label. A label is of one thing
where it stands; from `language: 2` on two things of one label are a fault of the vocabulary (`ambiguous`),
before it such a label is no name.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping

from policy_rules.attributes import frozen
from policy_rules.errors import Fault, Place
from policy_rules.ruleset.inner_lists import inner_lists
from policy_rules.vocabulary import Entity, Type, Vocabulary

TRUTHS = {"是": "true", "否": "false"}
"""What truths may be called in facts, with what they are."""
_ID, _NAME = {"编号": "id"}, {"名称": "name"}
Named = tuple[str, str, Place]
"""A label, the name that it stands for, and where that is declared."""


@frozen
class LabelNames:
    """The names by labels: of the entities of a unit, of what stands in a record, of measures.

    `own` are the labels of what records have without any declaration: their id, a unit its name.
    """

    entities: Mapping[str, str]
    inside: Mapping[str, Mapping[str, str]]
    measures: Mapping[str, str]
    own: Mapping[str, Mapping[str, str]]

    def list_path(self, path: str, known: Container[str]) -> str:
        """The path of a list by names where its words are labels; entities that are `known` are names."""
        first, *inner = path.split(".")
        words = [first if first in known else self.entities.get(first, first)]
        for word in inner:
            words.append(word if word in known else self.inside.get(words[-1], {}).get(word, word))
        return ".".join(words)


def label_names(vocabulary: Vocabulary) -> LabelNames:
    """The names by labels; what bears a label of another is left out."""
    return vocabulary.declared.once("label names", lambda: _label_names(vocabulary))


def has_labels(vocabulary: Vocabulary) -> bool:
    """Whether facts may call by a label anything that is declared; else none is needed for ids and truths."""
    names = label_names(vocabulary)
    kinds = (a.type for entity in vocabulary.entities.values() for a in entity.attributes.values())
    return vocabulary.declared.once(
        "has labels",
        lambda: (
            bool(names.entities or names.measures)
            or any(names.inside.values())
            or any(kind.zh or vocabulary.scale_labels.get(kind.name) for kind in kinds)
        ),
    )


def _label_names(vocabulary: Vocabulary) -> LabelNames:
    entities = vocabulary.entities
    return LabelNames(
        _one_each(_outer(vocabulary), entities),
        {name: _one_each(_inside(e, vocabulary), e.attributes) for name, e in entities.items()},
        _one_each(_measures(vocabulary), vocabulary.measures),
        {name: _own(e, vocabulary) for name, e in entities.items()},
    )


def _own(entity: Entity, vocabulary: Vocabulary) -> dict[str, str]:
    """The labels of the id and the name of a record, but those that are of something declared in it."""
    keys = {**_ID, **_NAME} if entity.name == "unit" else {} if entity.one else _ID
    taken = {*entity.attributes, *(label for label, _, _ in _inside(entity, vocabulary))}
    return {label: name for label, name in keys.items() if label not in taken}


def choice_of(word: str, type: Type, vocabulary: Vocabulary) -> str:
    """The name of a choice, or of a truth, by its label; the word itself where it is of none or several."""
    if type.kind == "boolean":
        return TRUTHS.get(word, word)
    if word in type.labels:
        return word
    shown = vocabulary.scale_labels.get(type.name) or dict(type.zh)
    found = [name for name, label in shown.items() if label == word and name in type.labels]
    return found[0] if len(found) == 1 else word


def ambiguous(vocabulary: Vocabulary) -> Iterator[Fault]:
    """Two things of one label in one place."""
    yield from _twice(_outer(vocabulary), "entities")
    for name, entity in vocabulary.entities.items():
        yield from _twice(_inside(entity, vocabulary), f"things in `{name}`")
    yield from _twice(_measures(vocabulary), "measures")
    for type_name, shown in vocabulary.scale_labels.items():
        yield from _twice(
            ((label, name, Place()) for name, label in shown.items()), f"choices of `{type_name}`"
        )


def _outer(vocabulary: Vocabulary) -> Iterator[Named]:
    return ((e.zh, e.name, e.place) for e in vocabulary.entities.values() if not e.of)


def _inside(entity: Entity, vocabulary: Vocabulary) -> Iterator[Named]:
    given = (a for a in entity.attributes.values() if a.derived is None)
    yield from ((a.zh, a.name, a.place) for a in given)
    yield from ((e.zh, e.name, e.place) for e in inner_lists(vocabulary, entity.name).values())


def _measures(vocabulary: Vocabulary) -> Iterator[Named]:
    return ((m.zh, m.name, m.place) for m in vocabulary.measures.values())


def _one_each(named: Iterable[Named], known: Iterable[str]) -> dict[str, str]:
    """The names by labels that are those of one thing and no name themselves."""
    found: dict[str, set[str]] = {}
    for label, name, _ in named:
        if label:
            found.setdefault(label, set()).add(name)
    taken = frozenset(known)
    return {label: min(names) for label, names in found.items() if len(names) == 1 and label not in taken}


def _twice(named: Iterable[Named], what: str) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for label, name, place in named:
        if label and first.setdefault(label, name) != name:
            told = f"two {what} bear the label `{label}`: `{first[label]}` and `{name}`"
            yield Fault(told, place, "facts may be told by labels: give each one of its own")
