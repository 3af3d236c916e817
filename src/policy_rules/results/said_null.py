"""Whether a requirement comes to nothing since the rule says so (`null`), and not since nothing is divided.

A rule says `null` where its words leave open what holds in a case: `if a then null else b`.
"""

from __future__ import annotations

from collections.abc import Sequence

from policy_rules.core import nodes as core
from policy_rules.operators.rules import taken
from policy_rules.reference.evaluate import Scope
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import NULL_TRUTH, T


def said_null(tracer: Tracer, node: core.Node, scope: Scope) -> bool:
    """Whether a condition is neither true nor false, and a `null` that is written in it makes it so."""
    found = tracer.reference.value(node, scope)
    if isinstance(node, core.Const):
        return node.type.kind == "null" or found == NULL_TRUTH
    if found != NULL_TRUTH:
        return False
    if isinstance(node, core.Agg):
        body = node.body
        return body is not None and any(
            said_null(tracer, body, tracer.reference.inner(scope, node.var, m))
            for m in tracer.reference.members(node.source, scope)
        )
    if not isinstance(node, core.Op):
        return False
    return any(said_null(tracer, part, scope) for part in _deciding(tracer, node, scope))


def _deciding(tracer: Tracer, node: core.Op, scope: Scope) -> Sequence[core.Node]:
    """The conditions of which one makes it what it is: without the branches that are not taken."""
    value, (first, *rest) = tracer.reference.value, node.args
    if node.name == "if":
        asked = value(first, scope)
        return (first, rest[0]) if asked.lo == T else (first, rest[1]) if asked.hi < T else node.args
    if node.name == "case":
        half = len(rest) // 2
        left = taken(value(first, scope), [value(one, scope) for one in rest[:half]])
        return [rest[half + n] for n in left]
    return node.args
