"""Rules with one fault planted in a condition: their `applies`, `requires`, `for each`, `due`, `period`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core.nodes import OUTCOMES
from policy_rules.errors import Place
from policy_rules.feel import nodes as feel
from policy_rules.feel.parse import parse
from policy_rules.feel.unparse import unparse
from policy_rules.lowering.period_terms import kind_of
from policy_rules.mutation.tree_mutants import Neighbours, planted, shifted_days
from policy_rules.ruleset.model import ROLLING, Rule, RulesetModel
from policy_rules.vocabulary import Attribute, Expression, Measure, Parameter, Vocabulary

DIGITS = 12
"""How many hexadecimal digits of SHA-256 the name of a mutant has."""
_KEYS = ("applies", "requires", "due", "period")
_KEYWORDS = ("default", "open")


@frozen
class Mutant:
    """A rule with one fault planted. `key` is where: `requires`, `for each t`, `due (late)`.

    `digest` names it as long as the condition is what it was; `old` and `new` are the condition, as FEEL is
    written out again.
    """

    digest: str
    key: str
    fault: str
    old: str
    new: str
    rule: Rule


def mutants_of(model: RulesetModel, rule: Rule, neighbours: Neighbours) -> Iterator[Mutant]:
    """The mutants of a rule, each once."""
    places = set[tuple[str, Place]]()
    for lead, name, expression in _conditions(rule):
        if (expression.text, expression.place) in places:
            continue  # what limbs have of their rule is changed in all of them at once
        places.add((expression.text, expression.place))
        key, seen = lead + name, set[str]()
        for fault, old, new in _texts(model, name, expression, neighbours):
            if new not in seen and new != old:
                seen.add(new)
                digest = hashlib.sha256(f"{rule.id}\n{key}\n{old}\n{new}".encode()).hexdigest()[:DIGITS]
                changed = _put(rule, name, expression, evolve(expression, text=new))
                yield Mutant(digest, key, fault, old, new, changed)


def _conditions(rule: Rule, lead: str = "") -> Iterator[tuple[str, str, Expression]]:
    """The conditions of a rule and of its parts: whose they are, their key, the condition."""
    for name in _KEYS:
        expression = getattr(rule, name)
        if expression is not None:
            yield lead, name, expression
    for step in rule.for_each:
        yield lead, f"for each {step.name}", step.source
    for name, readings in rule.readings.items():
        for value, expression in readings.options.items():
            yield lead, f"{name} ({value})", expression
    for name, limb in rule.limbs.items():
        yield from _conditions(limb, f"{lead}{name}: ")
    for version in rule.versions:
        if version.norm is not None:
            yield from _conditions(version.norm, f"{version.name}: " if version.name else lead)


def _texts(
    model: RulesetModel, key: str, expression: Expression, neighbours: Neighbours
) -> Iterator[tuple[str, str, str]]:
    """Each fault with the condition as it was and as it is then."""
    of_time = key.startswith(("due", "period"))
    text, lead = expression.text.strip(), ""
    if of_time and text.startswith(ROLLING):
        lead, text = f"{ROLLING} ", f'@"{text.removeprefix(ROLLING).strip()}"'
    elif of_time and (text in _KEYWORDS or kind_of(model.vocabulary, text) is not None):
        return
    tree = parse(text, place=expression.place)
    found = [*planted(tree, neighbours), *(shifted_days(tree) if key.startswith("due") else ())]
    for fault, other in found:
        old, new = _written(tree, lead), _written(other, lead)
        yield fault, old, new


def _written(tree: feel.Node, lead: str) -> str:
    if lead and isinstance(tree, feel.At):
        return lead + tree.text
    return unparse(tree)


def _put(rule: Rule, key: str, old: Expression, new: Expression) -> Rule:
    """The rule with the condition changed, in every part that has it from the same place."""

    def one(name: str, found: Expression) -> Expression:
        return new if name == key and (found.text, found.place) == (old.text, old.place) else found

    def all_of(given: Rule) -> Rule:
        told: dict[str, Any] = {
            name: one(name, e) for name in _KEYS if (e := getattr(given, name)) is not None
        }
        return evolve(
            given,
            **told,
            for_each=tuple(evolve(s, source=one(f"for each {s.name}", s.source)) for s in given.for_each),
            readings={
                name: evolve(r, options={v: one(f"{name} ({v})", e) for v, e in r.options.items()})
                for name, r in given.readings.items()
            },
            limbs={name: all_of(limb) for name, limb in given.limbs.items()},
            versions=tuple(evolve(v, norm=v.norm and all_of(v.norm)) for v in given.versions),
        )

    return all_of(rule)


class DeclaredLabels:
    """The labels that a vocabulary declares.

    What stands for a label is the next one, or of the last the one before, where the fact or the parameter of
    the name with which it is compared is declared; where none is, on every list that has the label. Of a
    list in order both neighbours are taken.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        scales = (*vocabulary.scales.values(), OUTCOMES)
        self._ordered = set(scales)
        self._by_name: dict[str, list[tuple[str, ...]]] = {}
        declared: list[Attribute | Measure | Parameter] = [
            *(a for e in vocabulary.entities.values() for a in e.attributes.values()),
            *vocabulary.measures.values(),
            *vocabulary.parameters.values(),
        ]
        for one in declared:
            if len(one.type.labels) > 1:
                self._by_name.setdefault(one.name, []).append(one.type.labels)
                if one.type.ordered:
                    self._ordered.add(one.type.labels)
        own = (labels for found in self._by_name.values() for labels in found)
        self._every = list(dict.fromkeys([*scales, *own]))

    def near(self, label: str, name: str) -> tuple[str, ...]:
        """The labels that may stand in the place of one that is compared with a fact of that name."""
        own = [labels for labels in self._by_name.get(name, ()) if label in labels]
        found: dict[str, None] = {}
        for labels in own or [labels for labels in self._every if label in labels]:
            at = labels.index(label)
            found.update(dict.fromkeys(labels[at + 1 : at + 2] or labels[at - 1 : at]))
            if labels in self._ordered and at:
                found[labels[at - 1]] = None
        return tuple(found)

    def listed(self, name: str) -> bool:
        """Whether a fact of that name is one of listed labels."""
        return name in self._by_name
