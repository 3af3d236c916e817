"""Profiles and settings: values for parameters that the ruleset leaves unset."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AbstractMapping
from pathlib import Path

from attrs import evolve

from policy_rules.documents import RULESET_LIMIT, Mapping, Node, Scalar, from_data, read_file
from policy_rules.errors import Fault, Place, near_miss, printed
from policy_rules.ruleset.cells import each_parameter
from policy_rules.ruleset.declared_gone import gone_parameter
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.parameters import left_to_people, set_parameter
from policy_rules.vocabulary import Type

AT_CALL = "(parameters)"
"""The name of the profile where parameters were given by a call."""
_FILES = (".yaml", ".yml", ".json")
_OF_DECISIONS = frozenset(key.name for key in SECTIONS["decisions on readings"].keys)
"""What files of decisions say of themselves, and profiles do not."""


def apply_profile(model: RulesetModel, name: str) -> tuple[RulesetModel, list[Fault]]:
    """The ruleset with the values of one of its profiles, or of a file, and what was wrong with them."""
    if isinstance(name, str) and name not in model.profiles and name.endswith(_FILES):
        return _from_file(model, Path(name))
    if not isinstance(name, str) or name not in model.profiles:
        shown = name if isinstance(name, str) else printed(name)
        hint = near_miss(name, model.profiles) or "profiles: " + (", ".join(model.profiles) or "none")
        return model, [Fault(f"`{shown}` is no profile of the ruleset `{model.name}`", hint=hint)]
    return set_parameters(model, model.profiles[name])


def _from_file(model: RulesetModel, path: Path) -> tuple[RulesetModel, list[Fault]]:
    nodes, faults = read_file(path, RULESET_LIMIT, marked=True)
    if faults:
        return model, faults
    if len(nodes) != 1 or not isinstance(nodes[0], Mapping):
        return model, [Fault("a profile is names of parameters with values", Place(str(path)))]
    return set_parameters(model, nodes[0])


def set_parameters(
    model: RulesetModel, settings: Mapping | AbstractMapping[str, object], rule_id: str | None = None
) -> tuple[RulesetModel, list[Fault]]:
    """The ruleset with these values of parameters, at all times, and what was wrong with them.

    `settings` is a tree as read, or a mapping from name to node or plain value. A parameter that
    each rule has its own of takes `{default: …, <rule id>: …}`; with a `rule_id` (an example's
    `set`) a bare value is that rule's, otherwise the default.
    """
    faults: list[Fault] = []
    if not settings:
        return model, faults
    parameters = dict(model.vocabulary.parameters)
    types = MarkTypes(model)
    for key, node in each_parameter(model.vocabulary.cells, _settings(settings, faults), faults):
        parameter = parameters.get(key.text)
        if parameter is None and key.text in _OF_DECISIONS:
            hint = "a profile holds parameters alone: write it as a comment, or make a file of decisions"
            faults.append(key.fault(f"`{key.text}` is no parameter of this ruleset", hint))
        elif parameter is None:
            hint = near_miss(key.text, parameters) or "declare it in parameters.yaml"
            told = f"`{key.text}` is no parameter of this ruleset", hint
            faults.append(key.fault(*(gone_parameter(key.text, model.vocabulary) or told)))
        elif parameter.left:
            faults.append(left_to_people(parameter, key))
        else:
            parameters[key.text] = set_parameter(parameter, node, types, faults, rule_id)
    return evolve(model, vocabulary=model.vocabulary.with_parameters(parameters)), faults


def grading_type(model: RulesetModel, rule: Rule) -> Type:
    """The type of a rule's `grading`: its scale; a plain text where the rule has none."""
    labels = model.vocabulary.scales.get(rule.grading)
    return Type("label", labels, ordered=True, name=rule.grading) if labels else Type("text")


def mark_type(model: RulesetModel, rule: Rule) -> Type:
    """The type of a rule's `pass_mark`: its scale, from `language: 2` on without the lowest label.

    A mark that every grading meets asks for nothing: it is no reading of words that oblige.
    """
    scale = grading_type(model, rule)
    return evolve(scale, labels=scale.labels[1:]) if model.language > 1 and scale.labels[1:] else scale


class GradingTypes(AbstractMapping[str, Type]):
    """The type of each rule's grading, told when asked for: most settings ask for none."""

    def __init__(self, model: RulesetModel) -> None:
        self.model = model

    def __getitem__(self, rule: str) -> Type:
        return grading_type(self.model, self.model.rules[rule])

    def __iter__(self) -> Iterator[str]:
        return iter(self.model.rules)

    def __len__(self) -> int:
        return len(self.model.rules)


class MarkTypes(GradingTypes):
    """The type of each rule's pass mark."""

    def __getitem__(self, rule: str) -> Type:
        return mark_type(self.model, self.model.rules[rule])


def _settings(
    settings: Mapping | AbstractMapping[str, object], faults: list[Fault]
) -> list[tuple[Scalar, Node]]:
    if isinstance(settings, Mapping):
        return list(settings.entries)
    found = []
    for name, value in settings.items():
        if not isinstance(name, str):
            faults.append(Fault(f"the key `{printed(name)}` is not a word", Place("set")))
            continue
        node, wrong = from_data(value, f"set: {name}")
        faults += wrong
        if node is not None:
            found.append((Scalar(name, page=node.page, line=node.line, column=1 if node.line else 0), node))
    return found
