"""Raw facts that were told by labels, by the names of the vocabulary: what programs look into.

Binding reads labels itself, with the place of each; this is for whoever rewrites facts before they are bound.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from policy_rules.documents import Scalar
from policy_rules.facts.raw_trees import Tree
from policy_rules.ruleset.label_names import choice_of, label_names
from policy_rules.vocabulary import Type, Vocabulary


def by_names(tree: dict[str, Tree], vocabulary: Vocabulary) -> dict[str, Tree]:
    """All that is told of a unit: its entities, what stands in their records, choices, lists and measures."""
    labels = label_names(vocabulary)
    found: dict[str, Tree] = {}
    for key, told in tree.items():
        name = _name(key, labels.entities, tree)
        if name in vocabulary.entities:
            found[name] = _records(told, name, vocabulary)
        else:
            found[name] = _statements(name, told, vocabulary)
    return found


def _records(tree: Tree, entity: str, vocabulary: Vocabulary) -> Tree:
    """A record, or a list of them."""
    if isinstance(tree, list):
        return [_records(each, entity, vocabulary) for each in tree]
    if not isinstance(tree, dict):
        return tree
    labels, declared = label_names(vocabulary), vocabulary.entities[entity].attributes
    called = {**labels.own[entity], **labels.inside[entity]}
    found: dict[str, Tree] = {}
    for key, told in tree.items():
        name = _name(key, called, tree)
        inner = vocabulary.entities.get(name)
        if name in declared:
            found[name] = _chosen(told, declared[name].type, vocabulary)
        else:
            within = inner is not None and entity in inner.of
            found[name] = _records(told, name, vocabulary) if within else told
    return found


def _name(key: str, labels: Mapping[str, str], tree: Mapping[str, Tree]) -> str:
    """The name of what a key calls by its label; the label where the name is given too: binding tells it."""
    name = labels.get(key, key)
    return key if name in tree else name


def _chosen(tree: Tree, kind: Type, vocabulary: Vocabulary) -> Tree:
    """A value in which choices are called by their names."""
    if kind.kind not in ("label", "boolean"):
        return tree
    if isinstance(tree, list):
        return [_chosen(each, kind, vocabulary) for each in tree]
    if isinstance(tree, dict):
        return {k: v if k == "source" else _chosen(v, kind, vocabulary) for k, v in tree.items()}
    name = choice_of(tree.text, kind, vocabulary)
    return tree if tree.null or name == tree.text else evolve(tree, text=name, quoted=False)


def _statements(key: str, tree: Tree, vocabulary: Vocabulary) -> Tree:
    """Statements on lists and published figures, which name these."""
    word = {"complete": "list", "reported": "measure"}.get(key)
    if word is None or not isinstance(tree, list):
        return tree
    return [
        {**each, word: _called(each[word], key, vocabulary)}
        if isinstance(each, dict) and isinstance(each.get(word), Scalar)
        else each
        for each in tree
    ]


def _called(name: Scalar, key: str, vocabulary: Vocabulary) -> Scalar:
    labels = label_names(vocabulary)
    if key == "reported":
        return evolve(name, text=labels.measures.get(name.text, name.text))
    return evolve(name, text=labels.list_path(name.text, vocabulary.entities))
