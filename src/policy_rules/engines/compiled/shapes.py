"""Which nodes mean the same: nodes of one shape have one number, whatever their variables are called.

A variable that is free in a node counts as the loop that binds it where the node stands; one that is
bound inside counts by its depth. So equal parts of a rule, and of different rules, are found.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.joins import default_finding
from policy_rules.operators.table import CORE
from policy_rules.values.known import Labels, Truth

Env = Mapping[str, Hashable]
CHEAP = frozenset({"and", "or", "not", "<", "<=", ">", ">=", "=", "!=", "in", "is null", "if", "not null"})
CHEAP |= {"+", "-", "*", "/", "/ integer", "cap", "outcome", "finding"}
CHEAP |= {"negate", "year", "year start", "year end", "period start", "period end", "add months"}


def kind_of(node: core.Node) -> str:
    """What sort of value the node has: `truth`, `number` or `labels`."""
    match node:
        case core.Const():
            value = node.value
            return (
                "truth" if isinstance(value, Truth) else "labels" if isinstance(value, Labels) else "number"
            )
        case core.Op() | core.Agg():
            gives = CORE[node.name].gives
            return gives if isinstance(gives, str) else kind_of(core.children(node)[gives])
        case core.Excepted():
            return "truth"
        case core.Field():
            kind = node.attribute.type.kind
        case _:
            kind = node.type.kind
    return {"boolean": "truth", "label": "labels", "text": "labels"}.get(kind, "number")


@frozen(eq=False)
class Body:
    """A rule, what is computed of it, and every node of that."""

    rule: core.RuleProgram
    roots: tuple[core.Node, ...]
    nodes: tuple[core.Node, ...]


class Shapes:
    """Numbers of shapes, for one program; it must outlive no node that it numbered."""

    def __init__(self) -> None:
        self._shapes: dict[Hashable, int] = {}
        self._free: dict[int, frozenset[str]] = {}
        self._found: dict[Hashable, int] = {}
        self._dear: dict[int, bool] = {}

    def free(self, node: core.Node) -> frozenset[str]:
        """The variables on which the value depends (`core.free_vars`, each node once)."""
        known = self._free.get(id(node))
        if known is None:
            match node:
                case core.Filter():
                    known = self.free(node.source) | (self.free(node.condition) - {node.var})
                case core.Agg():
                    body = frozenset() if node.body is None else self.free(node.body) - {node.var}
                    known = self.free(node.source) | body
                case core.Op():
                    known = frozenset().union(*map(self.free, node.args))
                case _:
                    known = core.free_vars(node)
            self._free[id(node)] = known
        return known

    def dear(self, node: core.Node) -> bool:
        """Whether the node is worth a test that may spare it: a list below it, or a rare operator."""
        known = self._dear.get(id(node))
        if known is None:
            own = isinstance(node, core.Agg) or (isinstance(node, core.Op) and node.name not in CHEAP)
            known = own or any(map(self.dear, core.children(node)))
            self._dear[id(node)] = known
        return known

    def of(self, node: core.Node, env: Env, depth: int = 0) -> int:
        """The number of the node's shape, its free variables standing for what `env` says."""
        free = self.free(node)
        if not free:  # the same wherever it stands
            depth = 0
        at = (id(node), depth, tuple(env[v] for v in sorted(free)) if free else ())
        if at not in self._found:
            shape = self._shape(node, env, depth)
            self._found[at] = self.number(shape)
        return self._found[at]

    def number(self, shape: Hashable) -> int:
        """The number of a shape."""
        return self._shapes.setdefault(shape, len(self._shapes))

    def _shape(self, node: core.Node, env: Env, depth: int) -> Hashable:
        def token(var: str) -> Hashable:
            return env[var] if var else None

        match node:
            case core.Const():
                own: tuple[Hashable, ...] = (node.value,)
            case core.Input():
                own = (node.name,)
            case core.Read():
                own = (node.path, token(node.unit), node.type.missing() if node.unit else None)
            case core.Reported():
                own = (node.measure, token(node.unit), node.type.missing() if node.unit else None)
            case core.Field():
                own = (token(node.var), id(node.attribute))
            case core.Outcome() | core.Replaced():
                own = (node.rule,)
            case core.Param():
                own = (node.name, node.rule, node.type)
            case core.Graded():
                own = (node.rule, tuple(map(token, node.vars)), node.type)
            case core.Excepted():
                own = (node.rule, tuple(map(token, node.vars)), node.instance)
            case core.Records():
                own = (node.entity, token(node.var))
            case core.Under():
                own = (node.levels, token(node.var))
            case core.Findings():
                own = node.rules
            case core.Listed():
                own = node.items
            case core.Filter() | core.Agg():
                return self._binding(node, env, depth)
            case core.Op():
                own = (node.name, *node.by)
            case _:
                raise TypeError(f"no node of the core: {node}")
        return (type(node).__name__, own, tuple(self.of(c, env, depth) for c in core.children(node)))

    def _binding(self, node: core.Filter | core.Agg, env: Env, depth: int) -> Hashable:
        inner = {**env, node.var: depth}
        source = self.of(node.source, env, depth)
        if isinstance(node, core.Filter):
            return ("Filter", source, self.of(node.condition, inner, depth + 1))
        return ("Agg", node.name, source, node.body and self.of(node.body, inner, depth + 1))

    def body(self, rule: core.RuleProgram) -> Body:
        """What is computed of the rule: its finding, that by the default day, a due day of all instances."""
        due = () if rule.due is None or self.free(rule.due) else (rule.due,)
        roots = tuple({id(root): root for root in (rule.finding, default_finding(rule), *due)}.values())
        nodes = {id(node): node for root in roots for node in core.walk(root)}
        return Body(rule, roots, tuple(nodes.values()))

    def shared(self, bodies: Iterable[Body]) -> tuple[Mapping[int, frozenset[int]], frozenset[int]]:
        """What stands in more than one place: the shapes of closed nodes, the identities of others.

        A shape comes with the numbers of the rules in which it stands.
        """
        closed: dict[int, list[int]] = {}
        others: Counter[int] = Counter()
        for number, body in enumerate(bodies):
            for child in (*body.roots, *(c for node in body.nodes for c in core.children(node))):
                if self.free(child):
                    others[id(child)] += 1
                else:
                    closed.setdefault(self.of(child, {}), []).append(number)
        shapes = {key: frozenset(numbers) for key, numbers in closed.items() if len(numbers) > 1}
        return shapes, frozenset(k for k, n in others.items() if n > 1)
