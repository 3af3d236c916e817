"""What is told of names that are none, or that come back to themselves: definitions, and rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from policy_rules.errors import Fault, near_miss
from policy_rules.feel.parse import fault_at
from policy_rules.ruleset.model import Rule
from policy_rules.vocabulary import Expression, Vocabulary


def meant(name: str, known: Iterable[str], vocabulary: Vocabulary) -> str:
    """What was meant by a name that is none: one that is near, or a label that lacks its quotes."""
    if any(name in labels for labels in _labels(vocabulary)):
        return f'a label stands in double quotes: write `"{name}"`'
    if name in vocabulary.parameters:
        return f"a rule names it `parameters.{name}`; a sheet declares it under `parameters`: `{name}: {{}}`"
    return near_miss(name, known)


def _labels(vocabulary: Vocabulary) -> Iterable[Sequence[str]]:
    yield from vocabulary.scales.values()
    for entity in vocabulary.entities.values():
        yield from (attribute.type.labels for attribute in entity.attributes.values())
    yield from (measure.type.labels for measure in vocabulary.measures.values())
    yield from (parameter.type.labels for parameter in vocabulary.parameters.values())


def circle_of_definitions(opened: Sequence[str], expression: Expression) -> Fault:
    """A definition that is opened again within its own: the kinds and names of all on the way."""
    at = opened.index(opened[-1])
    names = " → ".join(f"`{one.rsplit(' ', 1)[1]}`" for one in opened[at:])
    told = f"the {opened[-1]} speaks of itself"
    hint = f"it comes back to itself by {names}"
    return fault_at(expression.text, (0, len(expression.text)), told, hint, expression.place)


def circle_of_rules(rules: Sequence[Rule]) -> Fault:
    """Rules of which each reads the outcome of the next, the last that of the first."""
    if len({rule.id for rule in rules}) == 1:
        told = f"`{rules[0].id}` reads its own outcome"
    else:
        named = " → ".join(f"`{rule.id}`" for rule in rules)
        told = f"these rules read each other's outcomes: {named}"
    return Fault(told, rules[0].place, "say what is required by facts in one of them")
