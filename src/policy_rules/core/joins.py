"""The roots of programs that are joined from those of their parts, with other findings in their places."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.values.known import point

_JOINS = frozenset({"worst of", "case"})
_NOT_APPLICABLE = core.Const(core.FINDING, point(core.NOT_APPLICABLE))


def with_parts(old: core.Node, changed: Mapping[int, core.Node]) -> core.Node:
    """A root with other findings of its parts, by the ids of those that it had."""
    if id(old) in changed or not isinstance(old, core.Op) or old.name not in _JOINS:
        return changed.get(id(old), old)
    return evolve(old, args=tuple(with_parts(arg, changed) for arg in old.args))


def default_finding(rule: core.RuleProgram) -> core.Node:
    """What those parts of a rule come to that take the default day: the root itself, where all of it does."""
    if not rule.default_from:
        return _NOT_APPLICABLE
    if rule.default_whole:
        return rule.finding
    return with_parts(rule.finding, {id(part.finding): default_finding(part) for part in rule.parts})
