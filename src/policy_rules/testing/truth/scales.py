"""Labels that have an order, as texts that the order of texts puts right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from graphlib import CycleError, TopologicalSorter

from policy_rules.ruleset.model import RulesetModel
from policy_rules.testing.truth.declined import Declined


class Ranks:
    """FEEL orders texts by code points; labels of scales are written with their place before them."""

    def __init__(self, scales: Iterable[tuple[str, ...]]) -> None:
        before: dict[str, set[str]] = {}
        for scale in scales:
            for at, word in enumerate(scale):
                before.setdefault(word, set()).update(scale[:at])
        try:
            order = list(TopologicalSorter(before).static_order())
        except CycleError:
            raise Declined("two scales put the same labels into different orders") from None
        self._ranked: Mapping[str, str] = {word: f"{at:04} {word}" for at, word in enumerate(order)}

    def ranked(self, word: str) -> str:
        """The word as it stands in data and texts that are evaluated."""
        return self._ranked.get(word, word)

    def word(self, ranked: str) -> str:
        """The word itself."""
        plain = ranked[5:]
        return plain if self._ranked.get(plain) == ranked else ranked


def scales_of(model: RulesetModel) -> Iterator[tuple[str, ...]]:
    """The labels of every type that has an order."""
    vocabulary = model.vocabulary
    yield from vocabulary.scales.values()
    types = [a.type for e in vocabulary.entities.values() for a in e.attributes.values()]
    types += [m.type for m in vocabulary.measures.values()]
    types += [p.type for p in vocabulary.parameters.values()]
    yield from (type.labels for type in types if type.ordered)
