"""What binding a unit's facts knows: the vocabulary, the rules, the sources, the faults so far."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AbstractMapping
from contextlib import contextmanager

from attrs import evolve, field

from policy_rules.attributes import define
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.errors import Fault, near_miss
from policy_rules.facts.bound import Source
from policy_rules.ruleset.inner_lists import inner_lists
from policy_rules.ruleset.label_names import LabelNames, choice_of
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.typed_values import noun
from policy_rules.vocabulary import Attribute, Entity, Type, Vocabulary


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

    labels: LabelNames = field(kw_only=True)
    """The names by labels, of the vocabulary as it is today."""

    @contextmanager
    def untold(self, attribute: Attribute, path: str) -> Iterator[None]:
        """Tell no fault by the words of a value that is not told, but where it is and what it should be."""
        before = len(self.faults)
        yield
        if attribute.redact:
            told, hint = f"what is given for `{path}` cannot be used, and is not told", noun(attribute.type)
            self.faults[before:] = [Fault(told, f.place, f"give {hint}") for f in self.faults[before:]]

    def inner(self, entity: str) -> AbstractMapping[str, Entity]:
        """The lists inside the records of an entity, by name."""
        return inner_lists(self.vocabulary, entity)

    def inside(self, entity: Entity, word: str) -> str:
        """The name of an attribute or of an inner list by its label; the word itself where it is none."""
        return self.labels.inside.get(entity.name, {}).get(word, word)

    def labels_inside(self, entity: Entity) -> Iterable[str]:
        """The labels by which attributes and inner lists may be called."""
        return self.labels.inside.get(entity.name, ())

    def with_own_names(self, node: Mapping, entity: str) -> Mapping:
        """A record with the names of `id` and `name` where their labels stand; both at once are a fault."""
        own = self.labels.own.get(entity, {})
        if not (called := [label for label in own if label in node.table]):
            return node
        table = dict(node.table)
        for label in called:
            key, value = table.pop(label)
            if (name := own[label]) in table:
                told = f"`{label}` is `{name}`, which is given too"
                self.faults.append(key.fault(told, "keep one of them"))
            table.setdefault(name, (evolve(key, text=name), value))
        return evolve(node, table=table)

    def chosen(self, node: Node, type: Type) -> Node:
        """A value in which choices and truths that are called by their labels have their names."""
        if type.kind not in ("label", "boolean"):
            return node
        if isinstance(node, Scalar):
            name = choice_of(node.text, type, self.vocabulary)
            return node if name == node.text or node.null else evolve(node, text=name, quoted=False)
        if isinstance(node, Sequence):
            return evolve(node, items=tuple(self.chosen(item, type) for item in node.items))
        return evolve(node, table={k: (key, self.chosen(v, type)) for k, (key, v) in node.table.items()})

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
