"""Guards: what is surely not null where a part of a condition matters, and its value there.

The right side of `and` matters where the left side is not false, that of `or` where it is not true; the then
part of `if` where the condition is true, the else part where it is not; a record of a filtered list where the
filter is true. What is surely not null there is read as `not null(x)`: its value without null. Where it is
null all the same, what is made of it does not count. A computed value (a defined name, a derived attribute, a
measure) is known again by how it is computed.
"""

from __future__ import annotations

from policy_rules.core.nodes import (
    Agg,
    Const,
    Excepted,
    Field,
    Filter,
    Findings,
    Graded,
    Input,
    Listed,
    Node,
    Op,
    Outcome,
    Param,
    Read,
    Records,
    Replaced,
    Reported,
    Under,
    children,
)
from policy_rules.core.types import Key, key_of, not_null, shape
from policy_rules.values.known import NEVER, F, N, T, Truth

NOT_NULL = "not null"
"""The operator of the core for a value where it is known not to be null."""
TRUE, NOT_TRUE, NOT_FALSE = frozenset((T,)), frozenset((F, N)), frozenset((N, T))
"""Where a part matters: the truths that another part then has."""
Truths = frozenset[int]
COMPUTED = "computed"
"""What stands for the unit where a guard speaks of a computed value."""
DIVISIONS = frozenset(("/", "/ integer"))
"""Null where the divisor is 0, whatever the type says, as an aggregate is where there is no record."""
ORDERS = frozenset(("<", "<=", ">", ">="))


def fact_of(node: Node) -> Key | None:
    """The fact that a guard on the node speaks of, of a unit as of its day; or what computes the value."""
    node = without_guard(node)
    if isinstance(node, Read):
        return (node.unit, f"{node.path} on {shape(node.day)}")
    if isinstance(node, Op | Agg | Replaced):
        by_type = isinstance(node, Op | Replaced) and not (isinstance(node, Op) and node.name in DIVISIONS)
        return None if by_type and not node.type.nullable else (COMPUTED, _written(node))
    return key_of(node)


def _written(root: Node) -> str:
    """How a value is computed: two nodes that are written alike have one value, whatever the facts.

    Variables that are bound within count by their order, nodes met before by their number: that keeps the
    text of a shared tree short. What no fact can tell is itself alone.
    """
    parts: list[str] = []
    bound: dict[str, str] = {}
    met: dict[int, int] = {}

    def var(name: str) -> str:
        return bound.get(name, name)

    def own(node: Node) -> tuple[object, ...]:
        match node:
            case Op():
                return (node.name, *map(id, node.by))
            case Const():
                return (node.value if node.value.settled else id(node),)
            case Input(name=name) | Outcome(rule=name):
                return (name,)
            case Read():
                return (node.path, var(node.unit))
            case Field():
                return (var(node.var), node.attribute.name)
            case Param():
                return (node.name, node.rule)
            case Reported():
                return (node.measure, var(node.unit))
            case Graded():
                return (node.rule, *map(var, node.vars))
            case Excepted():
                return (node.rule, node.instance, *map(var, node.vars))
            case Replaced():
                return (node.rule,)
            case Records():
                return (node.entity, var(node.var))
            case Under():
                return (node.levels, var(node.var))
            case Findings(rules=rules) | Listed(items=rules):
                return rules
            case Filter() | Agg():
                name = node.name if isinstance(node, Agg) else ""
                return (name, bound.setdefault(node.var, f"#{len(bound)}"))
            case _:
                return (id(node),)

    def write(node: Node) -> None:
        node = without_guard(node)
        if id(node) in met:
            parts.append(f"@{met[id(node)]}")
            return
        met[id(node)] = len(met)
        parts.append(f"({type(node).__name__} {own(node)!r}")
        for child in children(node):
            write(child)
        parts.append(")")

    write(root)
    return "".join(parts)


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
