"""The tree that files are read into: scalars, lists and mappings, each with its place.

A scalar is text as it was typed: nothing is resolved, so `no`, `010` and `12:30` stay what they
are, and a number keeps its digits.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from attrs import field

from policy_rules.attributes import define
from policy_rules.errors import Fault, Place, shorten

_SHOWN = 200
"""The longest part of a line shown with a fault, in characters."""


# Nothing changes these once they are made. They are not `frozen`, which takes three times as long to make,
# since a ruleset holds some two hundred thousand of them.


@define(unsafe_hash=True, slots=False)
class Page:
    """The text that nodes were read from, for the line shown with a fault."""

    file: str
    text: str = field(default="", repr=False)
    cells: dict[str, str] | None = field(default=None, eq=False, repr=False)
    """In a workbook the cells of a row by the keys of their columns: where what is missing belongs."""

    @cached_property
    def lines(self) -> list[str]:
        """The lines of the text."""
        return self.text.split("\n")

    def line(self, number: int) -> str:
        """The line of that number, from 1; empty where there is none."""
        return self.lines[number - 1] if 0 < number <= len(self.lines) else ""

    def fault(self, what: str, line: int, column: int, hint: str = "", width: int = 1) -> Fault:
        """A fault at a place of the page; the line is shown where the place lies near its beginning."""
        shown = self.line(line)[:_SHOWN] if column <= _SHOWN else ""
        return Fault(what, Place(self.file, line, column), hint, shown, width)


@define(unsafe_hash=True, kw_only=True)
class _Positioned:
    page: Page = field(default=Page(""), eq=False, repr=False)
    line: int = field(default=0, eq=False, repr=False)
    column: int = field(default=0, eq=False, repr=False)

    @property
    def place(self) -> Place:
        """Where the value begins."""
        return Place(self.page.file, self.line, self.column)

    def fault(self, what: str, hint: str = "") -> Fault:
        """A fault at this value."""
        return self.page.fault(what, self.line, self.column, hint)


@define(unsafe_hash=True)
class Scalar(_Positioned):
    """A single value as text. `quoted` was written in quotes (or as a block); `null` is plain `null`."""

    text: str
    quoted: bool = False
    null: bool = False

    @property
    def begin(self) -> Place:
        """The place of the first character of the text, inside quotes or below a block's mark."""
        if not self.quoted or not self.line:
            return self.place
        line = self.page.line(self.line)
        if line[self.column - 1 : self.column] in ("|", ">"):
            below = self.line + 1
            while below < len(self.page.lines) and not self.page.line(below).strip():
                below += 1
            following = self.page.line(below)
            return Place(self.page.file, below, len(following) - len(following.lstrip()) + 1)
        return Place(self.page.file, self.line, self.column + 1)

    def fault(self, what: str, hint: str = "") -> Fault:
        """A fault at this value, which is underlined."""
        width = len(self.text.split("\n")[0]) + (2 if self.quoted else 0)
        return self.page.fault(what, self.line, self.column, hint, max(1, width))

    def fault_at(self, offset: int, width: int, what: str, hint: str = "") -> Fault:
        """A fault at a character of the text, where the text stands on one line as it is."""
        start = self.begin
        line = self.page.line(start.line)
        if line[start.column - 1 :].startswith(self.text[: offset + 1]):
            return self.page.fault(what, start.line, start.column + offset, hint, width)
        return self.fault(what, hint)


@define(unsafe_hash=True)
class Untold(Scalar):
    """A value of Python that says that nothing is known (`UNKNOWN`, `NaT`).

    It is `null` too, so that whatever refuses null refuses it; what takes null must not take it for none.
    """


@define(unsafe_hash=True)
class Sequence(_Positioned):
    """A list of values."""

    items: tuple[Node, ...]

    def __iter__(self) -> Iterator[Node]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)


@define(unsafe_hash=True)
class Mapping(_Positioned):
    """Keys with values, in the order written. `broken` holds keys whose value was refused."""

    table: dict[str, tuple[Scalar, Node]] = field(repr=False)
    broken: frozenset[str] = field(default=frozenset(), eq=False, repr=False)

    @property
    def entries(self) -> tuple[tuple[Scalar, Node], ...]:
        """The keys with their values."""
        return tuple(self.table.values())

    def get(self, key: str) -> Node | None:
        """The value of the key, or None."""
        found = self.table.get(key)
        return found[1] if found else None

    def key(self, name: str) -> Scalar:
        """The key itself, with its place."""
        return self.table[name][0]

    def keys(self) -> tuple[str, ...]:
        """The texts of the keys."""
        return tuple(self.table)

    def home(self, key: str, at: Node | None = None) -> Node:
        """Where a key belongs that is missing: the cell for it in a workbook, else `at` a node or here."""
        cell = None if self.page.cells is None else self.page.cells.get(key)
        return Scalar("", page=Page(cell)) if cell else at or self

    def __contains__(self, key: object) -> bool:
        return key in self.table or key in self.broken

    def __len__(self) -> int:
        return len(self.table)


Node = Scalar | Sequence | Mapping


def describe(node: Node) -> str:
    """What kind of value stands here, in the reader's words."""
    if isinstance(node, Sequence):
        return "a list"
    if isinstance(node, Mapping):
        return "keys with values"
    if isinstance(node, Untold):
        return "a missing value"
    return "null" if node.null else f"`{shorten(node.text)}`"
