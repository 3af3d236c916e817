"""The text of rules that read single values: each finding's code from slots and tables of the day.

What varies with the day, the year and the parameters alone is no part of the text: it stands in tables and
constants (`Wanted`), which a day fills in. A condition for which there is no text of its own is asked of the
reference by the values that it reads, and remembered.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from fractions import Fraction

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.core import nodes as core
from policy_rules.engines.compiled.shapes import Shapes
from policy_rules.engines.points.bits import NOT, OPEN, bits
from policy_rules.engines.points.slots import FactSlot
from policy_rules.values.known import Labels, Num, Truth

SLOT = re.compile(r"\bx[0-9]+\b")
ORDERS = ("<", "<=", ">", ">=")
COMPARED = {"<": "<", "<=": "<=", ">": ">", ">=": ">=", "=": "==", "!=": "!="}
STATIC = (core.Op, core.Const, core.Input, core.Param, core.Excepted)
"""Nodes that read no fact of a unit that is told by single values alone."""
INNER = ("lifted", "applies", "requires", "late", "waiting")
"""The truths of which a finding is made, besides the role."""


class Declined(Exception):
    """The rule reads what has no slot."""


@frozen(eq=False)
class ReadCondition:
    """A condition, and the slots that it reads: what it is for their values."""

    node: core.Node
    slots: tuple[FactSlot, ...]


@frozen(eq=False)
class FindingTable:
    """Findings by the bits of what is not `settled` by the day, the first highest."""

    parts: Mapping[str, core.Node]
    open: tuple[str, ...]
    worst: core.Node | None


@define(eq=False)
class Wanted:
    """What the text needs of a day, by name."""

    tables: dict[str, FindingTable] = field(factory=dict)
    missing: dict[str, ReadCondition] = field(factory=dict)
    """What a condition is where its one fact is missing, as bits."""
    memos: dict[str, ReadCondition] = field(factory=dict)
    truths: dict[str, core.Node] = field(factory=dict)
    """Conditions that the day alone decides, as bits."""


@frozen(eq=False)
class CodeText:
    """The text of a finding's code; `missing` where a slot that it reads is `unless`, else `told`."""

    rule: str
    told: str
    unless: str = ""
    missing: str = ""


@frozen(eq=False)
class Side:
    """A side of a comparison: its text, and to what power of ten it is multiplied; a constant has none.

    `grows`: for each slot whether the side grows with it or shrinks; None where neither holds for sure.
    """

    text: str
    places: int | None
    value: Fraction | None = None
    grows: Mapping[str, bool] | None = field(factory=dict)


@frozen(eq=False)
class NumbersCompared:
    """An order or equality of two numbers: its text, and for each slot whether the left side gains by it.

    `upwards`: it holds the sooner the more the left side gains. `divisor`: the slot that may be nothing.
    """

    text: str
    grows: Mapping[str, bool] | None
    upwards: bool
    divisor: str = ""

    def at(self, *, most: bool) -> str:
        """The text at those ends of the slots where it holds most likely, or least likely."""
        assert self.grows is not None
        grows = self.grows
        return SLOT.sub(lambda m: m[0] + ("h" if grows[m[0]] is (self.upwards is most) else "l"), self.text)


def together(
    one: Mapping[str, bool] | None, other: Mapping[str, bool] | None, *, opposite: bool
) -> Mapping[str, bool] | None:
    """How a sum grows with the slots of both parts, or a difference; None where a slot stands in both."""
    if one is None or other is None or one.keys() & other.keys():
        return None
    return {**one, **{slot: grows is not opposite for slot, grows in other.items()}}


class RuleText:
    """Writes the rules of one program; what a slot `partly` knows is asked of the reference."""

    def __init__(self, slots: Mapping[str, FactSlot], *, partly: bool = False) -> None:
        self.slots, self.wanted, self.shapes, self.partly = slots, Wanted(), Shapes(), partly
        self._names: dict[tuple[str, object], str] = {}

    def rule(self, rule: core.RuleProgram) -> tuple[str, CodeText]:
        """The text of its role's bits, and of its code where it surely has the role; raises Declined."""
        root = rule.finding
        if not isinstance(root, core.Op) or root.name != "finding":
            raise Declined
        role, lifted, applies, worst = root.args
        parts = {"lifted": lifted, "applies": applies}
        of_worst = None
        if isinstance(worst, core.Op) and worst.name == "outcome":
            own, *others = worst.args
            if self.shapes.of(own, {}) != self.shapes.of(lifted, {}):
                parts["own"] = own
            parts |= dict(zip(INNER[2:], others, strict=True))
        elif self.static(worst):
            of_worst = worst
        else:
            raise Declined
        opened = tuple(name for name, node in parts.items() if not self.static(node))
        table = self._named("O", rule.id)
        self.wanted.tables[table] = FindingTable(parts, opened, of_worst)
        return self.truth(role), self._looked_up(rule.id, table, [parts[name] for name in opened])

    def _looked_up(self, rule: str, table: str, opened: list[core.Node]) -> CodeText:
        if not opened:
            return CodeText(rule, f"{table}[0]")
        if len(opened) == 1 and (chosen := self._atom(rule, table, opened[0])) is not None:
            return chosen
        index = " | ".join(
            f"{self.truth(node)} << {4 * n}" if n else self.truth(node)
            for n, node in enumerate(reversed(opened))
        )
        return CodeText(rule, f"{table}[{index}]")

    def static(self, node: core.Node) -> bool:
        """Whether the day alone decides the value."""
        return all(
            isinstance(n, STATIC) and not (isinstance(n, core.Excepted) and n.vars) for n in core.walk(node)
        )

    def read(self, node: core.Node) -> tuple[FactSlot, ...]:
        """The slots that the value depends on; raises Declined where it reads anything else."""
        found: dict[str, FactSlot] = {}
        waiting, seen = [node], set[int]()
        while waiting:
            at = waiting.pop()
            if id(at) in seen:
                continue
            seen.add(id(at))
            if isinstance(at, core.Read):  # whichever the day, the fact has one value
                slot = None if at.unit else self.slots.get(at.path)
                if slot is None:
                    raise Declined
                found[slot.name] = slot
            elif not isinstance(at, STATIC) or (isinstance(at, core.Excepted) and at.vars):
                raise Declined
            else:
                waiting += core.children(at)
        return tuple(found.values())

    # -- truths ------------------------------------------------------------------------------------

    def truth(self, node: core.Node, *, negated: bool = False) -> str:
        """The bits of a condition."""
        if isinstance(node, core.Const) and isinstance(node.value, Truth):
            found = bits(node.value)
            return str(NOT[found] if negated else found)
        if isinstance(node, core.Op):
            if node.name == "not":
                return self.truth(node.args[0], negated=not negated)
            if node.name in ("and", "or"):
                sign = "&" if (node.name == "and") != negated else "|"
                return f"({f' {sign} '.join(self.truth(a, negated=negated) for a in node.args)})"
        if self.static(node):
            name = self._named("T", self.shapes.of(node, {}))
            self.wanted.truths[name] = node
            return f"NOT[{name}]" if negated else name
        return self._condition(node, negated=negated)

    def _condition(self, node: core.Node, *, negated: bool) -> str:
        chosen = self._test(node)
        if chosen is None:
            memo = self._memo(node)
            return f"NOT[{memo}]" if negated else memo
        test, unless, missing, null = chosen
        yes, no = ("0", "15") if negated else ("15", "0")
        missing = f"NOT[{missing}]" if negated else missing
        null_text = f"5 if {null} else " if null else ""
        if self.partly:
            memo = f"NOT[{self._memo(node)}]" if negated else self._memo(node)
            known = self._at_ends(node, memo, yes, no)
            if known is None:
                some = " or ".join(f"{slot.name}.__class__ in PARTLY" for slot in self.read(node))
                known = f"{memo} if {some} else {null_text}{yes} if {test} else {no}"
            return f"({missing} if {unless} else {known})"
        if not null and isinstance(node, core.Read):
            return f"({yes} if {test} else {missing} if {unless} else {no})"
        return f"({missing} if {unless} else {null_text}{yes} if {test} else {no})"

    def _atom(self, rule: str, table: str, node: core.Node) -> CodeText | None:
        """One condition as a choice among the entries of the table."""
        if self.partly:
            return None
        negated = False
        while isinstance(node, core.Op) and node.name == "not":
            node, negated = node.args[0], not negated
        if self.static(node) or (isinstance(node, core.Op) and node.name in ("and", "or")):
            return None
        chosen = self._test(node)
        if chosen is None:
            return None
        test, unless, missing, null = chosen
        yes, no = (f"{table}_0", f"{table}_15") if negated else (f"{table}_15", f"{table}_0")
        null_text = f"{table}_5 if {null} else " if null else ""
        told = f"{null_text}{yes} if {test} else {no}"
        return CodeText(rule, told, unless, f"{table}[{f'NOT[{missing}]' if negated else missing}]")

    def _test(self, node: core.Node) -> tuple[str, str, str, str] | None:
        """When it is true, when a fact is missing, its bits then, when it is null; None: to be remembered."""
        read = self.read(node)
        if any(_may_be_null(slot) for slot in read):
            return None
        found: tuple[str, str] | None = None
        if isinstance(node, core.Read) and node.type.kind == "boolean":
            found = read[0].name, ""
        elif isinstance(node, core.Op) and node.name in COMPARED:
            found = self._labels(node, read) or self._numbers(node)
        if found is None:
            return None
        unless = " or ".join(f"{slot.name} is None" for slot in read)
        return found[0], unless, self._where_missing(node, read), found[1]

    def _where_missing(self, node: core.Node, read: tuple[FactSlot, ...]) -> str:
        if len(read) > 1:
            return self._memo(node)
        name = self._named("U", self.shapes.of(node, {}))
        self.wanted.missing[name] = ReadCondition(node, read)
        return name

    def _memo(self, node: core.Node) -> str:
        """The bits that the reference gives for these values."""
        read = self.read(node)
        name = self._named("M", self.shapes.of(node, {}))
        self.wanted.memos[name] = ReadCondition(node, read)
        return f"{name}[{', '.join(slot.name for slot in read)}]"

    # -- comparisons -------------------------------------------------------------------------------

    def _at_ends(self, node: core.Node, memo: str, yes: str, no: str) -> str | None:
        """An order of two numbers by the ends of what is known; None where they do not say it."""
        if not isinstance(node, core.Op) or node.name not in ORDERS:
            return None
        found = self._ordered(node)
        if found is None or found.grows is None:
            return None
        likely, unlikely = (found.at(most=most) for most in (True, False))
        null = f"{memo} if not {found.divisor}l else " if found.divisor else ""
        return f"{null}{yes} if {unlikely} else {OPEN} if {likely} else {no}"

    def _labels(self, node: core.Op, read: tuple[FactSlot, ...]) -> tuple[str, str] | None:
        sides = [a for a in node.args if not isinstance(a, core.Const)]
        if node.name not in ("=", "!=") or len(sides) != 1 or not isinstance(sides[0], core.Read):
            return None
        const = next(a for a in node.args if a is not sides[0])
        value = const.value if isinstance(const, core.Const) else None
        if not isinstance(value, Labels) or not value.settled or not value.members:
            return None
        (only,) = value.members
        return f"{read[0].name} {COMPARED[node.name]} {only!r}", ""

    def _numbers(self, node: core.Op) -> tuple[str, str] | None:
        """The comparison of two exact numbers, and when it is null: where a divisor is nothing."""
        found = self._ordered(node)
        return None if found is None else (found.text, f"not {found.divisor}" if found.divisor else "")

    def _ordered(self, node: core.Op) -> NumbersCompared | None:
        left, right = node.args
        sign = COMPARED[node.name]
        upwards = sign.startswith(">")
        if isinstance(left, core.Op) and left.name in ("/", "/ integer") and len(left.args) == 2:
            divided, by = (self._number(a) for a in left.args)
            limit = self._number(right)
            positive = isinstance(left.args[1], core.Read) and self._from_nothing(left.args[1])
            if divided is None or by is None or limit is None or limit.value is None or not positive:
                return None
            if divided.places is None or by.places is None:
                return None
            above = Fraction(10 ** max(by.places - divided.places, 0))
            below = limit.value * 10 ** max(divided.places - by.places, 0)
            above, below = above * below.denominator, below * below.denominator
            text = f"{_times(divided.text, above)} {sign} {_times(by.text, below)}"
            # nothing times an end that is infinite is no number
            grows = None if not below else together(divided.grows, by.grows, opposite=below > 0)
            return NumbersCompared(text, grows, upwards, by.text)
        first, second = self._number(left), self._number(right)
        if first is None or second is None or (first.places is None and second.places is None):
            return None
        places = max(s.places if s.places is not None else _places(s.value) for s in (first, second))
        text = f"{_at(first, places)} {sign} {_at(second, places)}"
        return NumbersCompared(text, together(first.grows, second.grows, opposite=True), upwards)

    def _from_nothing(self, node: core.Read) -> bool:
        low = self.slots[node.path].attribute.type.low
        return low is not None and low >= 0

    def _number(self, node: core.Node) -> Side | None:
        match node:
            case core.Const(value=Num() as value):
                if not value.settled or value.null or isinstance(value.lo, float):
                    return None
                number = Fraction(value.lo)
                return Side("", None, number) if _ends(number) else None
            case core.Read():
                slot = self.slots[node.path]
                kind = slot.attribute.type
                if kind.kind not in ("number", "date"):
                    return None
                return Side(slot.name, kind.places or 0, grows={slot.name: True})
            case core.Op(name="+" | "-" | "*" as name, args=(first, second)):
                if any(a.type.kind != "number" for a in node.args):
                    return None
                left, right = self._number(first), self._number(second)
                if left is None or right is None:
                    return None
                if name == "*":
                    places = [s.places if s.places is not None else _places(s.value) for s in (left, right)]
                    text = f"({_at(left, places[0])} * {_at(right, places[1])})"
                    return Side(text, sum(places), grows=_multiplied(left, right))
                most = max(s.places if s.places is not None else _places(s.value) for s in (left, right))
                grows = together(left.grows, right.grows, opposite=name == "-")
                return Side(f"({_at(left, most)} {name} {_at(right, most)})", most, grows=grows)
        return None

    def _named(self, kind: str, key: object) -> str:
        return self._names.setdefault((kind, key), f"{kind}{len(self._names)}")


def _multiplied(left: Side, right: Side) -> Mapping[str, bool] | None:
    """How a product with a constant grows; None where both vary, or nothing is left of it."""
    factor, varies = (left, right) if left.value is not None else (right, left)
    if not factor.value or varies.grows is None:
        return None
    return {slot: grows is (factor.value > 0) for slot, grows in varies.grows.items()}


def _may_be_null(slot: FactSlot) -> bool:
    return slot.attribute.type.nullable


def _ends(number: Fraction) -> bool:
    """Whether it can be written as a decimal."""
    below = number.denominator
    for factor in (2, 5):
        while below % factor == 0:
            below //= factor
    return below == 1


def _places(number: Fraction | None) -> int:
    """How many decimals it has."""
    assert number is not None
    return next(n for n in range(1000) if (number * 10**n).denominator == 1)


def _times(text: str, factor: Fraction) -> str:
    number = factor.numerator
    return text if number == 1 else f"{text} * {f'({number})' if number < 0 else number}"


def _at(side: Side, places: int) -> str:
    """The side multiplied to the power of ten."""
    if side.value is not None:
        number = (side.value * 10**places).numerator
        return f"({number})" if number < 0 else str(number)
    assert side.places is not None
    return _times(side.text, Fraction(10 ** (places - side.places)))
