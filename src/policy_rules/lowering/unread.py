"""Definitions that no rule reads: what computes attributes and measures, and who has a role.

What is read is lowered where it is read. The rest is looked at here, each by a rule that reads nothing else,
so that a slip is told on the day on which it is made and not when a rule begins to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.errors import Fault
from policy_rules.lowering.join import lower_rule
from policy_rules.lowering.resolve import Definition, defined_names
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.vocabulary import Entity, Expression, Role

_NOBODY = "\ue000"
"""A role and a rule of a name that no file can give."""


def faults_of_definitions(model: RulesetModel) -> Iterator[Fault]:
    """What is wrong with attributes and measures that follow from others, and with conditions of roles."""
    vocabulary = model.vocabulary
    if not model.documents:  # nothing to make a rule of, which is told
        return
    everybody = evolve(vocabulary, roles={**vocabulary.roles, _NOBODY: Role(_NOBODY)})
    asking = _Asking(evolve(model, vocabulary=everybody), defined_names(model))
    looked_at = {rule.about for rule in model.rules.values()}
    for role in vocabulary.roles.values():
        if role.when is not None and role.name not in looked_at:
            yield from asking.faults("true", role.name)
    for measure in vocabulary.measures.values():
        if measure.derived is not None:
            yield from asking.faults(f"{measure.name} = {measure.name}")
    for entity in vocabulary.entities.values():
        if any(attribute.derived for attribute in entity.attributes.values()):
            yield from asking.of_entity(entity)


@frozen
class _Asking:
    model: RulesetModel
    defines: Mapping[str, Definition]

    def faults(self, requires: str, role: str = _NOBODY) -> list[Fault]:
        """What is wrong with all that the condition names."""
        document = next(iter(self.model.documents), "")
        rule = Rule(_NOBODY, "", "", "", document, "", role, role, requires=Expression(requires))
        return lower_rule(self.model, evolve(rule, period=Expression("year")), (), self.defines)[1]

    def of_entity(self, entity: Entity) -> Iterator[Fault]:
        """What is wrong with the attributes of an entity that follow from others."""
        for attribute in entity.attributes.values():
            if attribute.derived is not None:
                read = f"{{0}}.{attribute.name} = {{0}}.{attribute.name}"
                for requires in self._each_record(entity, read, 0):
                    yield from self.faults(requires)

    def _each_record(self, entity: Entity, read: str, depth: int) -> Iterator[str]:
        """The condition on each record of the entity, wherever its lists stand."""
        if entity.one:
            yield read.format(entity.name)
            return
        name = f"x{depth}"
        own = f"every {name} in {{0}}.{entity.name} satisfies {read.format(name)}"
        if not entity.of:
            yield own.replace("{0}.", "")
        for outer in entity.of:
            if outer in self.model.vocabulary.entities:
                yield from self._each_record(self.model.vocabulary.entities[outer], own, depth + 1)
