"""Whether a condition may come out null (undefined), whatever the facts: asked once, while lowering.

The hull of false and true holds null, so an interval alone cannot tell a condition that is merely not
known from one that may be undefined. A guard counts: `x != null and x > 3` is never null, since it is
false where x is.
"""

from __future__ import annotations

from collections.abc import Callable

from policy_rules.core import nodes as core
from policy_rules.core.guards import (
    COMPUTED,
    NOT_FALSE,
    NOT_TRUE,
    TRUE,
    fact_of,
    not_null_where,
    without_guard,
)
from policy_rules.core.types import Key
from policy_rules.operators.table import CORE
from policy_rules.values.known import NEVER, N, Truth

Keys = frozenset[Key]
NEVER_NULL = frozenset(name for name, o in CORE.items() if o.over == "values" and o.null == "never")
NULL_IF_EMPTY = frozenset(name for name, o in CORE.items() if o.null == "empty")


def may_be_undefined(root: core.Node, nullable: Callable[[core.Node], bool]) -> bool:
    """Whether the node may be null; `nullable` tells it of a leaf, whatever guards say."""

    def ask(node: core.Node, held: Keys) -> bool:
        if any(unit == COMPUTED for unit, _ in held) and fact_of(node) in held:
            return False
        match node:
            case core.Op(name=name) if name in NEVER_NULL:
                return False
            case core.Op(name="and" | "or", args=args):
                matters = NOT_TRUE if node.name == "or" else NOT_FALSE
                own = [not_null_where(a, matters) for a in args]
                return any(ask(a, held.union(*own[:n], *own[n + 1 :])) for n, a in enumerate(args))
            case core.Op(name="if", args=(condition, then, otherwise)):
                return ask(then, held | not_null_where(condition, TRUE)) or ask(
                    otherwise, held | not_null_where(condition, NOT_TRUE)
                )
            case core.Op(name="/" | "/ integer", args=(_, divisor)) if not _positive(divisor):
                return True
            case core.Op():
                return any(ask(a, held) for a in node.args)
            case core.Agg(name=name, body=body):
                return name in NULL_IF_EMPTY or (body is not None and ask(body, held))
            case core.Const(value=value):
                return value.lo <= N <= value.hi if isinstance(value, Truth) else value.null != NEVER
            case core.Replaced(default=default):
                return ask(default, held)
            case _:
                return fact_of(node) not in held and nullable(node)

    return ask(root, frozenset())


def _positive(node: core.Node) -> bool:
    """Whether a divisor is written out and not 0, or declared to be above 0."""
    node = without_guard(node)
    if isinstance(node, core.Const):
        return not node.value.lo <= 0 <= node.value.hi  # type: ignore[union-attr]
    given = isinstance(node, core.Read | core.Field | core.Param)  # what is computed is not held to its range
    return given and node.type.low is not None and node.type.low > 0
