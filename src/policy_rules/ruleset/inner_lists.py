"""The lists that the records of each entity may hold."""

from __future__ import annotations

from collections.abc import Mapping

from policy_rules.vocabulary import Entity, Vocabulary


def inner_lists(vocabulary: Vocabulary, entity: str) -> tuple[Entity, ...]:
    """Those of one entity, in the order of the vocabulary."""
    return vocabulary.declared.once("inner lists", lambda: _by_outer(vocabulary)).get(entity, ())


def _by_outer(vocabulary: Vocabulary) -> Mapping[str, tuple[Entity, ...]]:
    found: dict[str, tuple[Entity, ...]] = {}
    for entity in vocabulary.entities.values():
        for outer in entity.of:
            found[outer] = (*found.get(outer, ()), entity)
    return found
