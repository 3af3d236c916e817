"""What a rule reads: facts by the names of the vocabulary, parameters, outcomes of other rules."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import ExpressionError
from policy_rules.feel.nodes import Name
from policy_rules.feel.nodes import Node as FeelNode
from policy_rules.feel.parse import parse
from policy_rules.lowering.fact_readers import facts_named
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.vocabulary import Expression, Parameter


@frozen
class Readings:
    """Facts (`entity`, `entity.attribute`, a measure, `grading`) and parameters, each once, sorted."""

    facts: tuple[str, ...]
    parameters: tuple[str, ...]


def readings(model: RulesetModel, rule: Rule, program: core.RuleProgram) -> Readings:
    """What the rule's lowered tree and its author's text read."""
    facts: set[str] = {name for e in expressions(rule) for name in _measures(model, e)}
    facts.update(facts_named(program.finding))
    parameters = {node.name for node in core.walk(program.finding) if isinstance(node, core.Param)}
    if rule.addressee.startswith("parameters."):
        parameters.add(rule.addressee.removeprefix("parameters."))
    return Readings(tuple(sorted(facts)), tuple(sorted(parameters)))


def expressions(rule: Rule) -> Iterator[Expression]:
    """The FEEL texts of a rule."""
    keywords = ("default", "open", "year")
    for norm in rule.norms:
        for part in (norm.applies, *(i.source for i in norm.for_each), norm.requires):
            if part is not None:
                yield part
        for part in (norm.period, norm.due):
            if part is not None and part.text not in keywords:
                yield part


def left_open(parameter: Parameter, rule: str = "") -> bool:
    """Whether nobody has set the parameter: at all, or for a rule."""
    if parameter.values or parameter.table is not None:
        return False
    return rule not in parameter.rule_values if rule else not parameter.rule_values


def _measures(model: RulesetModel, expression: Expression) -> Iterator[str]:
    """The measures that a text names: those that are computed leave no leaf in the lowered tree."""
    try:
        tree = parse(expression.text, place=expression.place)
    except ExpressionError:
        return
    yield from (n for n in _names(tree) if n in model.vocabulary.measures)


def _names(node: object) -> Iterator[str]:
    if isinstance(node, tuple):
        for part in node:
            yield from _names(part)
    elif isinstance(node, FeelNode):
        if isinstance(node, Name):
            yield node.name
        for part in type(node).__attrs_attrs__:
            if part.name != "span":
                yield from _names(getattr(node, part.name))
