"""Which facts rules read, by the vocabulary's names: entities, `entity.attribute`, measures, gradings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from policy_rules.core import nodes as core
from policy_rules.lowering.program import Program

GRADING = "grading"
"""The name under which gradings stand among the facts."""


def facts_named(tree: core.Node) -> Iterator[str]:
    """The facts that a lowered tree reads."""
    lists = {n.var: _entity(n.source) for n in core.walk(tree) if isinstance(n, core.Agg | core.Filter)}
    for node in core.walk(tree):
        match node:
            case core.Read():
                yield node.path
            case core.Reported():
                yield node.measure
            case core.Records():
                yield node.entity
            case core.Field() if lists.get(node.var):
                yield f"{lists[node.var]}.{node.attribute.name}"
            case core.Graded():
                yield GRADING


def fact_readers(program: Program) -> Mapping[str, frozenset[str]]:
    """By fact the rules that read it themselves."""
    return program.kept.once("fact readers", lambda: _readers(program))


def _readers(program: Program) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for rule in program.rules:
        for root in filter(None, (rule.finding, rule.due)):
            for name in facts_named(root):
                found.setdefault(name, set()).add(rule.id)
    return {name: frozenset(rules) for name, rules in found.items()}


def _entity(source: core.Node) -> str:
    match source:
        case core.Filter():
            return _entity(source.source)
        case core.Records():
            return source.entity
    return ""
