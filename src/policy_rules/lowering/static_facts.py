"""What of a program's rules depends on no unit: how large they are, which facts and which rules they read.

It takes a walk through every tree, so it is found once for a program, and kept in the cache of its ruleset.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable, Iterator, Mapping

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.lowering.program import Program

ANY = None
"""The names of a rule that may read any fact, of other units too."""
SILENT = (core.Op, core.Agg, core.Filter, core.Const, core.Input, core.Param, core.Listed, core.Field)
"""Nodes that read nothing that the unit tells; what a field reads comes with its list."""
ROWS = "static facts"
"""Under this name they are kept with a program, as bytes."""
ANSWERS = "answers"
"""Under this name answers that are kept from other processes are kept with a program, as plain data."""
WORDS = "words"
"""Under this name the words that its rules use are kept with a program."""


@frozen
class RuleReads:
    """How many nodes a rule has, the names of facts that it may read, the rules whose findings it reads.

    `kind`: what of the unit's kind it reads, which is not among the names.
    """

    nodes: int
    names: frozenset[str] | None
    rules: frozenset[str]
    kind: frozenset[str]


@frozen
class StaticFacts:
    """What is known of the rules, in the program's order; `kind`: what the roles look at, by their paths."""

    kind: tuple[str, ...]
    rules: tuple[RuleReads, ...]


def static_facts(program: Program) -> StaticFacts:
    """What depends on no unit."""
    kind, rows = marshal.loads(program.kept.once(ROWS, lambda: static_rows(program)))  # noqa: S302 - of our own making
    return StaticFacts(
        tuple(kind),
        tuple(
            RuleReads(nodes, ANY if names is None else frozenset(names), frozenset(rules), frozenset(own))
            for nodes, names, rules, own in rows
        ),
    )


def static_rows(program: Program) -> bytes:
    """The same as bytes, for a file."""
    kind = tuple(sorted(_kind_facts(program.rules)))
    names: dict[str, frozenset[str] | None] = {}
    rows = []
    for rule in program.rules:
        nodes = _nodes(rule)
        read = [_own_names(node, names) for node in nodes if not isinstance(node, SILENT)]
        own = ANY if ANY in read else frozenset().union(*(n for n in read if n is not ANY))
        names[rule.id] = own
        told = None if own is None else sorted(own.difference(kind))
        of_kind = sorted((own or frozenset()).intersection(kind))
        rows.append((len(nodes), told, sorted(_rules_read(rule, nodes)), of_kind))
    return marshal.dumps((kind, rows))


def used_words(program: Program) -> frozenset[str]:
    """The kinds of nodes in the rules, and the operators and aggregates, each after its kind: `Op sum`."""
    return program.kept.once(WORDS, lambda: frozenset(map(_word, _all_nodes(program))))


def _all_nodes(program: Program) -> Iterator[core.Node]:
    for rule in program.rules:
        yield from core.walk(rule.finding)
        if rule.due is not None:
            yield from core.walk(rule.due)


def _word(node: core.Node) -> str:
    kind = type(node).__name__
    return f"{kind} {node.name}" if isinstance(node, core.Op | core.Agg) else kind


def _nodes(rule: core.RuleProgram) -> tuple[core.Node, ...]:
    """The nodes of the rule, and of its due day and those of its parts, where one is for all instances."""
    nodes = {id(node): node for node in core.walk(rule.finding)}
    for due in _dues(rule):
        nodes.update((id(node), node) for node in core.walk(due))
    return tuple(nodes.values())


def _dues(rule: core.RuleProgram) -> Iterator[core.Node]:
    if rule.due_of_all is not None:
        yield rule.due_of_all
    for part in (*rule.parts, *((rule.plain,) if rule.plain else ())):
        yield from _dues(part)


def _kind_facts(rules: Iterable[core.RuleProgram]) -> Iterator[str]:
    """The paths that the roles of rules read, of attributes with few values."""
    found = {
        node.path
        for rule in rules
        if isinstance(rule.finding, core.Op) and rule.finding.name == "finding"
        for node in core.walk(rule.finding.args[0])
        if isinstance(node, core.Read) and not node.unit and node.type.kind in ("boolean", "label")
    }
    return iter(found)


def _rules_read(rule: core.RuleProgram, nodes: Iterable[core.Node]) -> frozenset[str]:
    """The rules whose findings this one reads."""
    read = set(rule.after)
    for node in nodes:
        match node:
            case core.Outcome():
                read.add(node.rule)
            case core.Findings():
                read.update(node.rules)
    return frozenset(read)


def _own_names(node: core.Node, before: Mapping[str, frozenset[str] | None]) -> Iterable[str] | None:
    """The names of what the node reads itself; through another rule, what that rule reads."""
    match node:
        case core.Read(unit=""):
            return (node.path,)
        case core.Records():
            return (node.entity,)
        case core.Reported(unit=""):
            return (node.measure,)
        case core.Graded() | core.Excepted() | core.Replaced():
            return (node.rule,)
        case core.Outcome():
            return before.get(node.rule, ANY)
        case core.Findings():
            read = [before.get(rule, ANY) for rule in node.rules]
            return ANY if ANY in read else frozenset().union(*(names for names in read if names))
        case _:  # other units
            return ANY
