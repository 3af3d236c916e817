"""What a rule reads, so that a changed fact moves only the rules that it touches."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policy_rules.core import nodes as core
from policy_rules.facts.slots import ENTRIES, Read
from policy_rules.lowering.program import Program

__all__ = ["BELOW", "ENTRIES", "Read", "downstream", "readers", "reads_in", "reads_of"]

BELOW: Read = ("below", "")
"""Anything of the units below."""


def reads_of(rule: core.RuleProgram) -> frozenset[Read]:
    """Everything that the rule's finding, or the record of it, may depend on; the day of a part, too."""
    return frozenset(read for root in (rule.finding, *_days(rule)) for read in reads_in(root))


def _days(rule: core.RuleProgram) -> Iterator[core.Node]:
    if rule.due is not None:
        yield rule.due
    for part in rule.parts:
        yield from _days(part)


def reads_in(root: core.Node) -> Iterator[Read]:
    """Everything that a tree reads."""
    return (read for node in core.walk(root) for read in _reads(node))


def _reads(node: core.Node) -> Iterator[Read]:
    match node:
        case core.Read():
            yield ("value", node.path)
        case core.Reported():
            yield ("figure", node.measure)
        case core.Records():
            yield ("list", node.entity)
        case core.Graded():
            yield ("grading", node.rule)
        case core.Excepted() | core.Replaced():
            yield ("exception", node.rule)
        case core.Outcome():
            yield ("finding", node.rule)
        case core.Findings():
            yield from (("finding", rule) for rule in node.rules)
        case core.Param():
            yield ("parameter", node.name)
        case core.Under():
            yield from (BELOW, ("value", "unit.level"))


def readers(program: Program) -> Mapping[Read, tuple[int, ...]]:
    """The numbers of the rules that read a fact, in the program's order."""
    found: dict[Read, list[int]] = {}
    for number, rule in enumerate(program.rules):
        for read in reads_of(rule):
            found.setdefault(read, []).append(number)
    return {read: tuple(numbers) for read, numbers in found.items()}


def downstream(
    program: Program, reading: Mapping[Read, tuple[int, ...]], first: Iterable[int]
) -> frozenset[int]:
    """The rules given, and those that read their findings, or findings of such."""
    found, ahead = set[int](), list(first)
    while ahead:
        number = ahead.pop()
        if number not in found:
            found.add(number)
            ahead += reading.get(("finding", program.rules[number].id), ())
    return frozenset(found)
