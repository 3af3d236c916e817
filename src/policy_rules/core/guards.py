"""Guards: which facts are not null where a part of a condition matters, and their values there.

The right side of `and` matters where the left side is not false, that of `or` where it is not true; the then
part of `if` where the condition is true, the else part where it is not; a record of a filtered list where the
filter is true. What is surely not null there is read as `not null(x)`: its value without null. Where it is
null all the same, what is made of it does not count.
"""

from __future__ import annotations

from policy_rules.core.nodes import Const, Node, Op, Read
from policy_rules.core.types import Key, key_of, not_null, shape
from policy_rules.values.known import NEVER, F, N, T, Truth

NOT_NULL = "not null"
"""The operator of the core for a value where it is known not to be null."""
TRUE, NOT_TRUE, NOT_FALSE = frozenset((T,)), frozenset((F, N)), frozenset((N, T))
"""Where a part matters: the truths that another part then has."""
Truths = frozenset[int]
ORDERS = frozenset(("<", "<=", ">", ">="))


def fact_of(node: Node) -> Key | None:
    """The fact that a guard on the node speaks of: of a unit, as of its day."""
    node = without_guard(node)
    return (node.unit, f"{node.path} on {shape(node.day)}") if isinstance(node, Read) else key_of(node)


def without_guard(node: Node) -> Node:
    """The node without `not null`."""
    return node.args[0] if isinstance(node, Op) and node.name == NOT_NULL else node


def narrowed(node: Node) -> Node:
    """The value of a fact where it is known not to be null."""
    return Op(not_null(node.type), NOT_NULL, (node,))


def not_null_where(condition: Node, truths: Truths) -> frozenset[Key]:
    """The facts that are surely not null where the condition is one of these truths."""
    if not isinstance(condition, Op):
        return frozenset()
    name, args = condition.name, condition.args
    if name == "not":
        return not_null_where(args[0], frozenset(T - t for t in truths))
    if name in ("and", "or"):
        each = [not_null_where(a, truths) for a in args]
        all_of_them = (F if name == "and" else T) not in truths
        return frozenset.union(*each) if all_of_them else frozenset.intersection(*each)
    if name in ORDERS:
        return _facts(args) if N not in truths else frozenset()
    if name in ("=", "in"):
        return _facts(_beside_constants(args)) if F not in truths else frozenset()
    if name == "!=":
        return _facts(_beside_constants(args)) if T not in truths else frozenset()
    return _facts(args) if name == "is null" and T not in truths else frozenset()


def _facts(nodes: tuple[Node, ...]) -> frozenset[Key]:
    return frozenset(key for node in nodes if (key := fact_of(node)))


def _beside_constants(args: tuple[Node, ...]) -> tuple[Node, ...]:
    """The one side that is compared with what is written out and is not null."""
    sides = tuple(a for a in args if not isinstance(a, Const) or _may_be_null(a))
    return sides if len(sides) == 1 else ()


def _may_be_null(node: Const) -> bool:
    value = node.value
    return value.lo <= N <= value.hi if isinstance(value, Truth) else value.null != NEVER
