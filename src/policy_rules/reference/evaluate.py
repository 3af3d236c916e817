"""The reference: what the typed core means when not everything is known.

Each operator (`operators.table`) returns the hull of what it could return, its arguments taken as
independent; soundness and monotonicity follow by composition. Every engine is held to this module by
generated tests. A part of an aggregate is (least, greatest, value): how often a record may be there, and
its value.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from policy_rules.core import nodes as core
from policy_rules.errors import EngineError, Fault
from policy_rules.facts.view import Member, Record, UnitView, field_value, inner_list
from policy_rules.lowering.alike import Said
from policy_rules.operators.model import Part
from policy_rules.operators.rules import taken
from policy_rules.operators.table import CORE
from policy_rules.values.known import TRUE, F, T, Value, label, point

Scope = Mapping[str, Record]
Key = int | tuple[int | None, ...]
NOT_APPLICABLE = point(core.NOT_APPLICABLE)


class Meanings(dict[str, Callable[..., Value]]):
    """What names mean; a name that has no meaning is declined."""

    def __missing__(self, name: str) -> Callable[..., Value]:
        raise EngineError(Fault(f"the core has no operator `{name}`"))


OPERATORS: Mapping[str, Callable[..., Value]] = Meanings(
    (name, o.hull) for name, o in CORE.items() if o.over == "values" and o.hull
)
AGGREGATES: Mapping[str, Callable[[list[Part]], Value]] = Meanings(
    (name, o.hull) for name, o in CORE.items() if o.over == "records" and o.hull
)
"""What each operator of the core means, over values and over records: the hulls of the table."""


class Reference:
    """Evaluates core trees on the facts of one unit as of a day."""

    def __init__(self, view: UnitView) -> None:
        self.view = view

    def key(self, node: core.Node, scope: Scope) -> Key | None:
        """By what it is remembered what a tree is on a scope; None where it is not."""
        return None

    def value(self, node: core.Node, scope: Scope) -> Any:
        """What the node may be, with the records that its variables stand for."""
        if isinstance(node, core.Op):
            short = _SHORT.get(node.name)
            if short is not None:
                return short(self, node, scope)
            value = self.value
            args = [a.value if isinstance(a, core.Const) else value(a, scope) for a in node.args]
            return OPERATORS[node.name](*args, *node.by)
        found = _VALUES.get(type(node))
        if found is None:
            raise EngineError(Fault(f"no value of the core: {type(node).__name__}"))
        return found(self, node, scope)

    def _const(self, node: core.Const, scope: Scope) -> Any:
        return node.value

    def _input(self, node: core.Input, scope: Scope) -> Any:
        return self.view.inputs[node.name]

    def _agg(self, node: core.Agg, scope: Scope) -> Any:
        return AGGREGATES[node.name](self.parts(node, scope))

    def _field(self, node: core.Field, scope: Scope) -> Any:
        return field_value(scope[node.var], node.attribute, self.view.as_of)

    def _left(self, node: core.Outcome, scope: Scope) -> Any:
        return self.view.findings[node.rule].values["outcome"]

    def _read(self, node: core.Read, scope: Scope) -> Any:
        unit = self.unit(node.unit, scope)
        return unit.read(node.path, self.value(node.day, scope)) if unit else node.type.missing()

    def _reported(self, node: core.Reported, scope: Scope) -> Any:
        unit = self.unit(node.unit, scope)
        day = self.value(node.day, scope)
        return unit.reported(node.measure, day) if unit else node.type.missing()

    def _param(self, node: core.Param, scope: Scope) -> Any:
        return self.view.parameter(node.name, node.rule, node.type, self.value(node.day, scope))

    def _graded(self, node: core.Graded, scope: Scope) -> Any:
        day, name = self.value(node.day, scope), instance(node.vars, scope)
        return self.view.graded(node.rule, node.type, name, day)

    def _replaced(self, node: core.Replaced, scope: Scope) -> Any:
        default = self.value(node.default, scope)
        return self.view.replaced(node.rule, self.value(node.day, scope), default)

    def _excepted(self, node: core.Excepted, scope: Scope) -> Any:
        name = node.instance or instance(node.vars, scope)
        return self.view.excepted(node.rule, name, self.value(node.day, scope))

    def _chosen(self, node: core.Op, scope: Scope) -> Any:
        """`if`, without what its condition leaves out: F and N take the same."""
        condition = self.value(node.args[0], scope)
        if condition.lo == T or condition.hi < T:
            return self.value(node.args[1 if condition.lo == T else 2], scope)
        return OPERATORS["if"](condition, *(self.value(a, scope) for a in node.args[1:]))

    def _by_cases(self, node: core.Op, scope: Scope) -> Any:
        """`case`, without what the value leaves out."""
        key, half = self.value(node.args[0], scope), 1 + len(node.args) // 2
        listed = [self.value(a, scope) for a in node.args[1:half]]
        left = taken(key, listed)
        found = [self.value(node.args[half + n], scope) for n in left]
        return OPERATORS["case"](key, *(listed[n] for n in left), *found)

    def _finding(self, node: core.Op, scope: Scope) -> Any:
        """`finding`, without the instances where the role, an exception or the trigger leaves them out."""
        role, *others = node.args
        held = self.value(role, scope)
        if held.hi == F:
            return NOT_APPLICABLE
        lifted, applies, worst = others
        excepted, triggered = self.value(lifted, scope), TRUE
        if excepted.lo != T:
            triggered = self.value(applies, scope)
        idle = excepted.lo == T or triggered.hi == F
        of_instances = NOT_APPLICABLE if idle else self.value(worst, scope)
        return OPERATORS["finding"](held, excepted, triggered, of_instances)

    def _joined(self, node: core.Op, scope: Scope) -> Any:
        """`and` up to what is false, `or` up to what is true."""
        found = []
        for arg in node.args:
            found.append(self.value(arg, scope))
            if (found[-1].hi == F) if node.name == "and" else (found[-1].lo == T):
                break
        return OPERATORS[node.name](*found)

    def unit(self, var: str, scope: Scope) -> UnitView | None:
        return scope[var].unit if var else self.view

    def parts(self, node: core.Agg, scope: Scope) -> list[Part]:
        return [
            (m.lo, m.hi, TRUE if node.body is None else self.value(node.body, self.inner(scope, node.var, m)))
            for m in self.members(node.source, scope)
        ]

    def inner(self, scope: Scope, var: str, member: Member) -> Scope:
        """The scope in which a variable stands for a record of a list."""
        return {**scope, var: member.record}

    def members(self, node: core.Node, scope: Scope) -> list[Member]:
        """The records of a list that may be there, with how often."""
        match node:
            case core.Records():
                unit = self.unit(node.var, scope)
                found = unit.records(node.entity) if unit else inner_list(scope[node.var], node.entity)
                return [m for m in found if m.hi]
            case core.Under():
                unit = self.unit(node.var, scope)
                return list(unit.under(node.levels)) if unit else []
            case core.Findings():
                return [Member(self.view.findings[rule], 1, 1) for rule in node.rules]
            case core.Listed():
                return [Member(Record(i, i, {"value": label(i)}), 1, 1) for i in node.items]
            case core.Filter():
                kept = []
                for m in self.members(node.source, scope):
                    holds = self.value(node.condition, self.inner(scope, node.var, m))
                    if holds.hi == T:
                        kept.append(Member(m.record, m.lo if holds.lo == T else 0, m.hi, m.why))
                return kept
        raise EngineError(Fault(f"no list of the core: {type(node).__name__}"))


_SHORT: Mapping[str, Callable[[Reference, Any, Scope], Any]] = {
    "if": Reference._chosen,  # noqa: SLF001 - its own
    "case": Reference._by_cases,  # noqa: SLF001
    "finding": Reference._finding,  # noqa: SLF001
    "and": Reference._joined,  # noqa: SLF001
    "or": Reference._joined,  # noqa: SLF001
}
"""Operators that leave out arguments which do not matter."""
_VALUES: Mapping[type[core.Node], Callable[[Reference, Any, Scope], Any]] = {
    core.Const: Reference._const,  # noqa: SLF001
    core.Input: Reference._input,  # noqa: SLF001
    core.Agg: Reference._agg,  # noqa: SLF001
    core.Field: Reference._field,  # noqa: SLF001
    core.Outcome: Reference._left,  # noqa: SLF001
    core.Read: Reference._read,  # noqa: SLF001
    core.Reported: Reference._reported,  # noqa: SLF001
    core.Param: Reference._param,  # noqa: SLF001
    core.Graded: Reference._graded,  # noqa: SLF001
    core.Replaced: Reference._replaced,  # noqa: SLF001
    core.Excepted: Reference._excepted,  # noqa: SLF001
}
"""What the other kinds of nodes are, each by a method."""


class Remembered(Reference):
    """The reference for many questions on one state of the facts: what a tree is on a scope is found once."""

    def __init__(self, view: UnitView) -> None:
        super().__init__(view)
        # by identity: what is remembered is held here, so that no other object can take its place
        self._values: dict[Key, tuple[Any, core.Node, Scope]] = {}
        self._scopes: dict[tuple[int, str, int], tuple[Scope, Scope, Record]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_values": {}, "_scopes": {}}  # identities do not travel

    def key(self, node: core.Node, scope: Scope) -> Key:
        """By what it is remembered what a tree is on a scope; both are held while it is."""
        return id(node), id(scope)

    def value(self, node: core.Node, scope: Scope) -> Any:
        key = id(node), id(scope)
        found = self._values.get(key)
        if found is None:
            found = self._values[key] = super().value(node, scope), node, scope
        return found[0]

    def inner(self, scope: Scope, var: str, member: Member) -> Scope:
        key = id(scope), var, id(member.record)
        if key not in self._scopes:
            self._scopes[key] = super().inner(scope, var, member), scope, member.record
        return self._scopes[key][0]


class RememberedTogether(Remembered):
    """The same for all rules at once: trees that say the same (`lowering.alike`) are evaluated once."""

    def __init__(self, view: UnitView, said: Mapping[int, Said]) -> None:
        super().__init__(view)
        self._said = said
        self._known: dict[Key, Any] = {}
        self._members: dict[Key, list[Member]] = {}
        self._held: dict[int, tuple[Scope, core.Node]] = {}

    def __getstate__(self) -> dict[str, Any]:
        return {**super().__getstate__(), "_known": {}, "_members": {}, "_held": {}}

    def key(self, node: core.Node, scope: Scope) -> Key:
        """The number of what the tree says, and the records that its variables stand for."""
        said = self._said.get(id(node))
        if said is None:  # it stands in no rule
            self._held[id(node)] = scope, node
            return None, id(node), id(scope)
        number, free, _ = said
        return (number, *[id(scope[var]) for var in free]) if free else number

    def value(self, node: core.Node, scope: Scope) -> Any:
        said = self._said.get(id(node))
        key: Key
        if said is None:
            key = self.key(node, scope)
        elif said[1]:
            key = (said[0], *[id(scope[var]) for var in said[1]])
        else:
            key = said[0]
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = Reference.value(self, node, scope)
            self._held[id(scope)] = scope, node
        return found

    def members(self, node: core.Node, scope: Scope) -> list[Member]:
        key = self.key(node, scope)
        found = self._members.get(key)
        if found is None:
            found = self._members[key] = super().members(node, scope)
            self._held[id(scope)] = scope, node
        return found


def instance(variables: tuple[str, ...], scope: Scope) -> str:
    """The ids of an instance's records, joined."""
    return "/".join(scope[v].id for v in variables)
