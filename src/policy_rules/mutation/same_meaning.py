"""Whether two programs of a rule surely mean the same: only what can be shown, nothing that is likely.

Shown is: the same tree, whatever its variables are called and however often a condition stands in a chain of
`and` or `or`; comparisons of one fact with constants that hold for the same values of its declared type (a
whole number `> 0` is `>= 1`; a number from 0 on is `!= 0` where it is `> 0`; grades in their order).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction
from math import inf

from policy_rules.core import nodes as core
from policy_rules.values.known import FALSE, NEVER, TRUE, Labels, Num
from policy_rules.vocabulary import Type

Key = Hashable
Cut = tuple[Fraction | float, int]
_TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_DISCRETE = frozenset({"date", "days", "months"})


def same_meaning(a: core.RuleProgram, b: core.RuleProgram) -> bool:
    """Whether the findings and the instances of two programs are surely the same on all facts."""
    keys = TreeKeys()
    return keys.of_rule(a) == keys.of_rule(b)


class TreeKeys:
    """A number for each tree of the core, one for all that surely mean the same."""

    def __init__(self) -> None:
        self._numbers: dict[Key, int] = {}
        self._known: dict[int, frozenset[str]] = {}
        self._met: list[core.Node] = []
        self._made: dict[tuple[int, tuple[tuple[str, int], ...]], tuple[int, core.Node]] = {}

    def of_rule(self, rule: core.RuleProgram) -> Key:
        """The finding and the instances, those of its parts too."""
        each: list[int] = []
        names: dict[str, int] = {}
        for var, source in rule.each:
            each.append(self.of(source, names))
            names[var] = len(names)
        instance = None if rule.instance is None else self.of(rule.instance, names)
        parts = tuple((p.name, self.of_rule(p)) for p in rule.parts)
        due = None if rule.due is None else self.of(rule.due, names)
        return self.of(rule.finding, {}), tuple(each), instance, due, parts

    def closed(self, node: core.Node) -> bool:
        """Whether a tree has no variable that is bound outside it."""
        if id(node) not in self._known:
            self._met.append(node)  # held, or its id could return
        return not core.free_vars(node, self._known)

    def of(self, node: core.Node, names: Mapping[str, int]) -> int:
        """The number of a tree; `names` are its free variables, each by the depth at which it is bound."""
        free = core.free_vars(node, self._known)
        around = tuple(sorted((var, at) for var, at in names.items() if var in free))
        found = self._made.get((id(node), around))
        if found is None:
            number = self._number(self._key(node, dict(names)))
            found = self._made[id(node), around] = number, node  # the node is held, or its id could return
        return found[0]

    def _number(self, key: Key) -> int:
        return key if isinstance(key, int) else self._numbers.setdefault(key, len(self._numbers))

    def _key(self, node: core.Node, names: dict[str, int]) -> Key:
        def at(var: str) -> Key:
            return names.get(var, var)

        match node:
            case core.Op(name="and" | "or" as name):
                return self._chain(name, node, names)
            case core.Op(name=name, args=(left, right)) if name in _TURNED:
                return self._comparison(name, left, right, names)
            case core.Op(name="in", args=(value, *options)):
                return self._membership(value, options, names)
            case core.Op():
                return "op", node.name, tuple(self.of(a, names) for a in node.args), tuple(map(id, node.by))
            case core.Const():
                return "const", node.type.kind, node.value
            case core.Input():
                return "input", node.name
            case core.Field():
                return "field", at(node.var), node.attribute.name
            case core.Read():
                return "read", node.path, at(node.unit), self.of(node.day, names)
            case core.Reported():
                return "reported", node.measure, at(node.unit), self.of(node.day, names)
            case core.Param():
                return "param", node.name, node.rule, self.of(node.day, names)
            case core.Graded():
                return "graded", node.rule, tuple(map(at, node.vars)), self.of(node.day, names)
            case core.Excepted():
                own = node.rule, node.instance, tuple(map(at, node.vars))
                return "excepted", own, self.of(node.day, names)
            case core.Replaced():
                return "replaced", node.rule, self.of(node.day, names), self.of(node.default, names)
            case core.Outcome():
                return "outcome", node.rule
            case core.Records():
                return "records", node.entity, at(node.var)
            case core.Under():
                return "under", node.levels, at(node.var)
            case core.Findings():
                return "findings", node.rules
            case core.Listed():
                return "listed", node.items
            case core.Filter(source=source, var=var, condition=body):
                return "filter", self.of(source, names), self.of(body, {**names, var: len(names)})
            case core.Agg(name=name, source=source, var=var, body=body):
                inner = None if body is None else self.of(body, {**names, var: len(names)})
                return "agg", name, self.of(source, names), inner
        return "only", id(node)

    def _chain(self, name: str, node: core.Op, names: dict[str, int]) -> Key:
        """The links of a chain, in any order and each once; what changes nothing is left out."""
        found: dict[int, None] = {}
        neutral = self._number(("const", "boolean", TRUE if name == "and" else FALSE))
        waiting = list(node.args)
        while waiting:
            one = waiting.pop()
            if isinstance(one, core.Op) and one.name == name:
                waiting += one.args
            else:
                found[self.of(one, names)] = None
        links = tuple(sorted(n for n in found if n != neutral)) or (neutral,)
        return links[0] if len(links) == 1 else ("op", name, links, ())

    def _comparison(self, op: str, left: core.Node, right: core.Node, names: dict[str, int]) -> Key:
        if isinstance(left, core.Const) and not isinstance(right, core.Const):
            op, left, right = _TURNED[op], right, left
        held = self._held(op, left, right, names)
        if held is not None:
            return held
        sides = self.of(left, names), self.of(right, names)
        if op in (">", ">="):
            op, sides = _TURNED[op], sides[::-1]
        return ("op", op, tuple(sorted(sides)) if op in ("=", "!=") else sides, ())

    def _held(self, op: str, fact: core.Node, const: core.Node, names: dict[str, int]) -> Key | None:
        """The values of a told fact for which a comparison with a constant holds; None where none tell."""
        if isinstance(fact, core.Op) and fact.name == "place" and isinstance(const, core.Op):
            return self._grades(op, fact, const, names)
        if not isinstance(const, core.Const) or not _is_told(fact) or fact.type.nullable:
            return None
        value = const.value
        if isinstance(value, Labels) and fact.type.kind == "label" and fact.type.labels and _members(const):
            return self._labels(op, fact, frozenset(_members(const)), names) if op in ("=", "!=") else None
        if not isinstance(value, Num) or not value.settled or value.null != NEVER:
            return None
        if fact.type.kind not in _DISCRETE and fact.type.kind != "number":
            return None
        return "holds", self.of(fact, names), _spans(op, Fraction(value.lo), fact.type)

    def _grades(self, op: str, fact: core.Op, const: core.Op, names: dict[str, int]) -> Key | None:
        """A grade compared with a grade, by the places on their scale."""
        value, *order = fact.args
        other = const.args[0]
        if const.name != "place" or not isinstance(other, core.Const) or value.type.nullable:
            return None
        scale = [label for o in order if isinstance(o, core.Const) for label in _members(o)]
        mine = _members(other)
        if len(mine) != 1 or mine[0] not in scale or not _is_told(value):
            return None
        at = scale.index(mine[0])
        holds = {"<": scale[:at], "<=": scale[: at + 1], ">": scale[at + 1 :], ">=": scale[at:]}.get(op)
        if holds is None:
            return None
        return "holds", self.of(value, names), frozenset(holds) & frozenset(value.type.labels)

    def _labels(self, op: str, fact: core.Node, members: frozenset[str], names: dict[str, int]) -> Key:
        every = frozenset(fact.type.labels)
        return "holds", self.of(fact, names), every & members if op == "=" else every - members

    def _membership(self, fact: core.Node, options: list[core.Node], names: dict[str, int]) -> Key:
        members = [label for o in options for label in (_members(o) if isinstance(o, core.Const) else ())]
        labels = fact.type.kind == "label" and fact.type.labels and not fact.type.nullable
        if labels and len(members) == len(options) and _is_told(fact):
            return self._labels("=", fact, frozenset(members), names)
        told = frozenset(self.of(o, names) for o in options)
        return "in", self.of(fact, names), told


def _members(const: core.Const) -> tuple[str, ...]:
    value = const.value
    return tuple(value.members or ()) if isinstance(value, Labels) and value.null == NEVER else ()


def _is_told(node: core.Node) -> bool:
    """Whether its values are those of its type: what is told is checked against it, counts are whole.

    What a count and a published figure both allow is among them too, and is never null.
    """
    match node:
        case core.Field() | core.Read() | core.Param() | core.Graded() | core.Agg(name="count"):
            return True
        case core.Op(name="both", args=(core.Agg(name="count"), core.Reported())):
            return True
    return False


def _spans(op: str, at: Fraction, type: Type) -> Key:
    """The values of a type for which `x op at` holds, as spans of numbers with their ends, in order.

    An end is (number, 1 where the numbers begin, or stop, just above it, else 0); of whole numbers all ends
    are whole and held.
    """
    low: Cut = (-inf, 0) if type.low is None else (type.low, 0)
    high: Cut = (inf, 0) if type.high is None else (type.high, 1)
    first_of_all: Cut = (-inf, 0)
    last_of_all: Cut = (inf, 0)
    before: Cut = (at, 0)
    behind: Cut = (at, 1)
    below, above = (first_of_all, before), (behind, last_of_all)
    upto, onward, only = (first_of_all, behind), (before, last_of_all), (before, behind)
    parts: tuple[tuple[Cut, Cut], ...] = {
        "<": (below,), "<=": (upto,), ">": (above,), ">=": (onward,), "=": (only,), "!=": (below, above),
    }[op]  # fmt: skip
    whole = type.kind in _DISCRETE or type.places == 0
    found = []
    for start, end in parts:
        first, last = max(start, low), min(end, high)
        if whole:
            first, last = _whole(first), _whole(last)
        if first < last:
            found.append((first, last))
    return tuple(found)


def _whole(cut: Cut) -> Cut:
    """A cut between numbers as the cut before the next whole number."""
    number, above = cut
    if isinstance(number, float):
        return cut
    floor = number.numerator // number.denominator
    return (Fraction(floor + 1), 0) if above or floor != number else (number, 0)
