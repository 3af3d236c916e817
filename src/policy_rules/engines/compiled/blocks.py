"""Generated text: blocks of lines, the values that they hold in local names, and constants."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from fractions import Fraction

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.values.known import INF, End, Labels, Num, Truth, Value

PARTS = {"truth": ("lo", "hi"), "number": ("lo", "hi", "null"), "labels": ("members", "null")}
"""The parts of each sort of value: attributes of the value object, and suffixes of local names."""
CLASSES = {"truth": "Truth", "number": "Num", "labels": "Labels"}
WIDEST_INT = 64


@frozen
class Held:
    """A value as generated code holds it: a name or literal for each part.

    `boxed` is the name of the value object where there is one; `const` the value where it is known.
    """

    kind: str
    parts: tuple[str, ...]
    boxed: str = ""
    const: Value | None = None

    @property
    def box(self) -> str:
        """An expression for the value object."""
        return self.boxed or f"{CLASSES[self.kind]}({', '.join(self.parts)})"

    @property
    def unsettled(self) -> str:
        """The condition that more than one thing is possible."""
        if self.kind == "truth":
            return f"{self.parts[0]} != {self.parts[1]}"
        if self.kind == "number":
            lo, hi, null = self.parts
            many = f"{lo} != {hi}"
        else:
            members, null = self.parts
            many = f"{members} is None or len({members}) != 1"
        return many if null == "0" else f"{null} != 2 and ({null} or {many})"


YES, NULL, NO = (Held("truth", (t, t)) for t in "210")
"""The settled truths, as literals."""
ZERO = Held("number", ("0", "0", "0"))
UNUSED = {
    "truth": Held("truth", ("0", "0")),
    "number": ZERO,
    "labels": Held("labels", ("NOTHING", "0")),
}
"""What stands for a value that a test has shown not to matter."""


@frozen(eq=False)
class Loop:
    """The record of one loop: names of the record, of its values, of how often it may be there."""

    number: str

    @property
    def record(self) -> str:
        """The record."""
        return f"r{self.number}"

    @property
    def values(self) -> str:
        """The record's values by attribute."""
        return f"v{self.number}"

    @property
    def least(self) -> str:
        """How often it is surely there."""
        return f"least{self.number}"

    @property
    def most(self) -> str:
        """How often it may be there."""
        return f"most{self.number}"


@define(eq=False)
class Block:
    """Lines of one indentation; what is computed in it is known in it and in blocks inside.

    The lines join the parent's when the block is closed, so what is hoisted meanwhile comes before.
    """

    parent: Block | None = None
    header: tuple[str, ...] = ()
    binds: Loop | None = None
    lines: list[str] = field(factory=list)
    known: dict[int, Held] = field(factory=dict)

    def find(self, key: int) -> Held | None:
        """The value computed in this block or around it."""
        block: Block | None = self
        while block is not None:
            if key in block.known:
                return block.known[key]
            block = block.parent
        return None

    @property
    def depth(self) -> int:
        """How many blocks lie around."""
        return 0 if self.parent is None else 1 + self.parent.depth

    @property
    def loops(self) -> int:
        """How many loops lie around, this one counted."""
        return (self.binds is not None) + (0 if self.parent is None else self.parent.loops)

    def add(self, *lines: str) -> None:
        """Add lines at the end."""
        self.lines.extend(lines)

    def close(self) -> None:
        """Put the lines under the header, at the end of the parent."""
        assert self.parent is not None
        if self.lines or self.binds is not None or len(self.header) > 1:
            self.parent.add(*self.header, *(f"    {line}" for line in self.lines or ["pass"]))


@frozen(eq=False)
class Spot:
    """Where code is added: the block, and the loops that the variables stand for."""

    env: Mapping[str, Loop]
    block: Block

    def inside(self, *header: str) -> Spot:
        """A block under a condition; lines before its own (`if` before `else:`) belong to its header."""
        return Spot(self.env, Block(self.block, header))


class Constants:
    """What the generated text refers to by name, so that no text of a ruleset stands in the code."""

    def __init__(self, namespace: Mapping[str, object]) -> None:
        self.namespace: dict[str, object] = dict(namespace)
        self._names: dict[Hashable, str] = {}

    def name(self, thing: object, prefix: str = "K") -> str:
        """The name of a constant; equal texts, numbers and values have one name."""
        plain = isinstance(thing, str | tuple | frozenset | Truth | Num | Labels | Fraction | int)
        key = (type(thing), thing) if plain else id(thing)
        if key not in self._names:
            self._names[key] = f"{prefix}{len(self._names)}"
            self.namespace[self._names[key]] = thing
        return self._names[key]

    def made(self, of: Hashable, thing: object) -> str:
        """The name of a thing that is made from a constant."""
        key = ("made", of)
        if key not in self._names:
            self._names[key] = f"made{len(self._names)}"
            self.namespace[self._names[key]] = thing
        return self._names[key]

    def end(self, end: End) -> str:
        """An end of an interval."""
        if end in (INF, -INF):
            return "INF" if end > 0 else "NINF"
        if isinstance(end, int) and end.bit_length() <= WIDEST_INT:
            return str(end) if end >= 0 else f"({end})"
        return self.name(end)

    def held(self, value: Value) -> Held:
        """A constant value."""
        boxed = self.name(value)
        if isinstance(value, Truth):
            return Held("truth", (str(value.lo), str(value.hi)), boxed, value)
        if isinstance(value, Num):
            parts = (self.end(value.lo), self.end(value.hi), str(value.null))
            return Held("number", parts, boxed, value)
        members = "None" if value.members is None else self.name(value.members)
        return Held("labels", (members, str(value.null)), boxed, value)

    def listing(self) -> str:
        """What the names stand for, one comment a line."""
        lines = [f"# {name} = {shown(self.namespace[name])}" for name in self._names.values()]
        return "\n".join(["# The constants, by name.", *lines])


def shown(thing: object) -> str:
    """A constant in words that are the same in every run."""
    match thing:
        case Labels():
            return f"Labels({shown(thing.members)}, {thing.null})"
        case Num():
            return f"Num({shown(thing.lo)}, {shown(thing.hi)}, {thing.null})"
        case frozenset():
            return "{" + ", ".join(sorted(map(shown, thing))) + "}"
        case tuple():
            return "(" + ", ".join(map(shown, thing)) + ")"
        case int() if thing.bit_length() > WIDEST_INT:
            return f"a number of {thing.bit_length()} bits"
        case Fraction():
            return f"{shown(thing.numerator)}/{shown(thing.denominator)}"
        case Truth() | str() | int() | float() | None:
            return ascii(thing)
        case _:
            return f"a {type(thing).__name__} made beforehand"
