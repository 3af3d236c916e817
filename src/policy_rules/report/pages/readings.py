"""What a rule reads: facts by the names of the vocabulary, parameters, outcomes of other rules."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from policy_rules.core import nodes as core
from policy_rules.errors import ExpressionError
from policy_rules.feel.nodes import Name
from policy_rules.feel.nodes import Node as FeelNode
from policy_rules.feel.parse import parse
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.vocabulary import Expression, Parameter

GRADING = "grading"
"""The name under which gradings stand among the facts."""


@frozen
class Readings:
    """Facts (`entity`, `entity.attribute`, a measure, `grading`) and parameters, each once, sorted."""

    facts: tuple[str, ...]
    parameters: tuple[str, ...]


def readings(model: RulesetModel, rule: Rule, program: core.RuleProgram) -> Readings:
    """What the rule's lowered tree and its author's text read."""
    lists = {
        n.var: _entity(n.source) for n in core.walk(program.finding) if isinstance(n, core.Agg | core.Filter)
    }
    facts: set[str] = {name for e in expressions(rule) for name in _measures(model, e)}
    parameters: set[str] = set()
    for node in core.walk(program.finding):
        match node:
            case core.Read():
                facts.add(node.path)
            case core.Reported():
                facts.add(node.measure)
            case core.Records():
                facts.add(node.entity)
            case core.Field() if lists.get(node.var):
                facts.add(f"{lists[node.var]}.{node.attribute.name}")
            case core.Graded():
                facts.add(GRADING)
            case core.Param():
                parameters.add(node.name)
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


def _entity(source: core.Node) -> str:
    match source:
        case core.Filter():
            return _entity(source.source)
        case core.Records():
            return source.entity
        case core.Under():
            return "unit"
    return ""


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
