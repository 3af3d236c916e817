"""What binding a unit's facts knows: the vocabulary, the rules, the sources, the faults so far."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping

from attrs import define, field

from policy_rules.documents import Scalar
from policy_rules.errors import Fault, near_miss
from policy_rules.facts.bound import Source
from policy_rules.ruleset.model import Rule
from policy_rules.vocabulary import Entity, Vocabulary


@define
class Binding:
    """The surroundings of one unit's facts."""

    vocabulary: Vocabulary
    rules: AbstractMapping[str, Rule] | None
    defaults: AbstractMapping[str, str]
    """For each document the rule that gives its default day."""
    lenient: bool
    faults: list[Fault]
    sources: dict[str, Source] = field(factory=dict)
    default: str = ""
    """The source of every fact that names none."""

    _inner: dict[str, dict[str, Entity]] = field(factory=dict)

    def inner(self, entity: str) -> dict[str, Entity]:
        """The lists inside the records of an entity, by name."""
        if entity not in self._inner:
            entities = self.vocabulary.entities.values()
            self._inner[entity] = {each.name: each for each in entities if entity in each.of}
        return self._inner[entity]

    def source(self, node: Scalar | None, default: str | None = None) -> str:
        """The id of a source that is declared; the default where none is named."""
        if node is None:
            return self.default if default is None else default
        if node.text not in self.sources and not (self.lenient and not self.sources):
            hint = near_miss(node.text, self.sources) or "declare it under `sources`"
            self.faults.append(node.fault(f"`{node.text}` is no source of this file", hint))
        return node.text

    def rule(self, node: Scalar) -> Rule | None:
        """The rule of an id; None, with a fault, where there is none."""
        if self.rules is None:
            return None
        rule = self.rules.get(node.text)
        if rule is None:
            hint = near_miss(node.text, self.rules) or "rules are named by their id"
            self.faults.append(node.fault(f"`{node.text}` is no rule", hint))
        return rule
