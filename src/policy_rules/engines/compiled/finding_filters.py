"""What is fixed of a finding whatever the facts: its rule, and what the ruleset says of that rule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policy_rules.core import nodes as core
from policy_rules.facts.view import Record
from policy_rules.reference.evaluate import OPERATORS
from policy_rules.reference.trace import LEFT, finding_record
from policy_rules.values.known import FALSE, NULL_NUM, TRUE, Value, point

VARYING = frozenset({"outcome", *LEFT})


def counted(
    known: Mapping[str, core.RuleProgram], rules: tuple[str, ...], filters: Iterable[core.Filter]
) -> tuple[tuple[str, ...], list[core.Filter]]:
    """The rules whose findings may pass the filters, and the filters that are left to be tested."""
    left = []
    records = [finding_record(known[r], point(0), NULL_NUM, point(0)) for r in rules if r in known]
    for kept in filters:
        tests = [_test(kept.condition, kept.var, record) for record in records]
        if len(records) == len(rules) and all(test in (TRUE, FALSE) for test in tests):
            records = [record for record, test in zip(records, tests, strict=True) if test == TRUE]
            rules = tuple(record.id for record in records)
        else:
            left.append(kept)
    return rules, left


def _test(node: core.Node, var: str, record: Record) -> Value | None:
    """The value of a node that reads only what is fixed of the record; None for another."""
    match node:
        case core.Const():
            return node.value
        case core.Field() if node.var == var and node.attribute.name not in VARYING:
            return record.values.get(node.attribute.name)
        case core.Op():
            args = [_test(a, var, record) for a in node.args]
            return None if None in args else OPERATORS[node.name](*args, *node.by)
    return None
