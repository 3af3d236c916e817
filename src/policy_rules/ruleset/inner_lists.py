"""The lists that the records of each entity may hold."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policy_rules.vocabulary import Entity, Vocabulary

NONE: Mapping[str, Entity] = MappingProxyType({})


def inner_lists(vocabulary: Vocabulary, entity: str) -> Mapping[str, Entity]:
    """Those of one entity, by name, in the order of the vocabulary."""
    return vocabulary.declared.once("inner lists", lambda: _by_outer(vocabulary)).get(entity, NONE)


def _by_outer(vocabulary: Vocabulary) -> Mapping[str, Mapping[str, Entity]]:
    found: dict[str, dict[str, Entity]] = {}
    for entity in vocabulary.entities.values():
        for outer in entity.of:
            found.setdefault(outer, {})[entity.name] = entity
    return found
