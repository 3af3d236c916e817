"""What an operator is: its typing, its meaning on points and on intervals, its words, its documentation."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from enum import Enum
from typing import Any, Literal, Protocol

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Many, Meaning, Names
from policy_rules.feel import nodes as feel
from policy_rules.feel.table import Form, Params, parameters
from policy_rules.values.known import Num, Value
from policy_rules.vocabulary import Cells, Measure, Vocabulary

Part = tuple[int, float, Any]
"""A part of an aggregate: how often a record may be there (least, greatest), and its value."""
Null = Literal["strict", "never", "empty", "own"]
"""When the result is null: where an argument is; never; for an empty list too; in a way of its own."""


class Elaborating(Protocol):
    """What a typing rule may ask of the elaborator of rules, which reads the table of operators."""

    vocabulary: Vocabulary
    rules: Collection[str]
    after: set[str]
    given: Mapping[str, Meaning]
    standing: bool
    """Whether the tree is that of a derived operator, in which null is what FEEL says it is."""

    def one(self, node: feel.Node, names: Names, kind: str = "") -> core.Node:
        """One value, of a kind where one is named."""

    def visit(self, node: feel.Node, names: Names) -> Meaning:
        """What the node means; raises Slip."""

    def findings(self) -> Many:
        """The findings of all other rules of the unit, as a list."""

    def variable(self) -> str:
        """A name that no other variable of the rule has."""

    def cell(self, node: feel.Node, cells: Cells, key: core.Node) -> core.Node:
        """What a set or a table says of a label."""

    def may_be_null(self, node: core.Node) -> bool:
        """Whether the value may be null, whatever guards say."""

    def measure(self, measure: Measure, names: Names, unit: str = "") -> core.Node:
        """A measure: its expression, its published figure, or what both allow."""

    def guarded_type(self, meaning: Meaning, names: Names) -> Meaning:
        """The value as the guards in force leave it."""

    def give(self, bound: Mapping[str, Meaning]) -> None:
        """Set the names that the rule gives."""

    def path(self, node: Any, names: Names) -> Meaning:
        """`source.name`."""

    def filter(self, node: Any, names: Names) -> Meaning:
        """`list[condition]`."""

    def iterated(self, steps: Any, names: Names, body: Callable[[Names], Meaning]) -> Meaning:
        """A body for every combination of the records that the steps run through."""


Build = Callable[[Elaborating, Any, Names], Meaning]
"""Typing: from a written node (of the class that the operator's form has) to the core; raises Slip."""


@frozen
class Words:
    """How a tree with the operator is told.

    `{0}`, `{1}`, … are the arguments, `{*}` all of them, `{1*}` those from `{1}` on. Between two sides
    stand the words alone. Over records `{list}` and `{body}` are told. `dated` holds the English and the
    Chinese where days are compared.
    """

    feel: str
    en: str
    zh: str
    dated: tuple[str, str] | None = None
    negative: Words | None = None
    """How it is told where a number below 0 is written out last, by the number above 0."""

    def for_last(self, args: tuple[core.Node, ...]) -> tuple[Words, tuple[core.Node, ...]]:
        """The words for these arguments, and the arguments as they are told then."""
        last = args[-1] if args else None
        if self.negative is None or not isinstance(last, core.Const) or not isinstance(last.value, Num):
            return self, args
        if last.value.hi >= 0 or not last.value.settled:
            return self, args
        return self.negative, (*args[:-1], core.Const(last.type, Num(-last.value.hi, -last.value.lo)))

    def told(self, form: int, *args: str, **named: str) -> str:
        """In FEEL (0), English (1) or Chinese (2), with these arguments."""

        def one(place: re.Match[str]) -> str:
            name, rest = place.groups()
            return (
                ", ".join(args[int(name or 0) :])
                if rest
                else named[name]
                if name in named
                else args[int(name)]
            )

        return re.sub(r"\{(\w*)(\*?)\}", one, (self.feel, self.en, self.zh)[form])


@frozen(kw_only=True)
class Operator:
    """One operator, as authors write it, as the core has it, or both.

    `feel` is what authors write, "" where only lowering makes it; then it needs no documentation. What is
    gone after elaboration has no meaning here: it is derived, and `build` or `means` says what it becomes.
    """

    name: str
    group: str
    feel: str = ""
    form: Form = "function"
    params: Params = ()
    """Of a function: the overloads that rules admit; by default all those that FEEL has."""
    signature: str = ""
    doc: str = ""
    examples: tuple[str, ...] = ()
    """Expressions that are true. Those of a derived operator are what checks its text."""
    source: str = ""
    build: Build | None = None
    means: str = ""
    """FEEL that a derived operator stands for, in the names of its parameters."""
    takes: tuple[str, ...] = ()
    """Of a derived operator: the kinds of its parameters."""
    over: Literal["values", "records"] = "values"
    point: Callable[..., Any] | None = None
    """The meaning on settled values: None for null, True, False, exact numbers (days as ordinals), texts.

    OPEN is a result that settled arguments leave open. Over records, of the list of their values.
    """
    hull: Callable[..., Value] | None = None
    """The meaning on intervals: the hull of what `point` gives on all that the arguments may be."""
    null: Null = "strict"
    gives: str | int = ""
    """The kind of the result in the core, `truth` or `number`; or the argument whose kind it has."""
    words: Words | None = None
    binds: int = 9
    """Between two sides: how closely."""
    draws: str = ""
    """What generators draw for the arguments, by names of domains; `|` between alternatives."""
    drawn: tuple[tuple[str, str], ...] = ()
    """Expressions that generators write: the kind (boolean, number, date) and a template."""

    @property
    def overloads(self) -> Params:
        """The parameters that rules admit, for each overload of a function."""
        return self.params or parameters()[self.feel]

    @property
    def arity(self) -> tuple[int, int]:
        """The least and the greatest number of arguments of a function."""
        most = [99 if p[-1:] == ("...",) else len(p) for p in self.overloads]
        return min(len(p) - (p[-1:] == ("...",)) for p in self.overloads), max(most)

    @property
    def only_in_rules(self) -> bool:
        """Whether `feel.evaluate` does not have it."""
        return self.source == RULES

    def __attrs_post_init__(self) -> None:
        """Raise TypeError where a part is missing."""
        needed: tuple[str, ...] = ()
        if self.feel:
            needed += ("signature", "doc", "source", "build" if not self.means else "takes")
            needed += () if self.only_in_rules and not self.means else ("examples",)
        if self.hull is not None or self.point is not None or not (self.build or self.means):
            needed += ("point", "hull", "gives", "words", "draws")
        missing = [part for part in needed if getattr(self, part) in ("", (), None)]
        missing += [
            f"words.{way}" for way in ("feel", "en", "zh") if self.words and not getattr(self.words, way)
        ]
        if missing:
            raise TypeError(f"the operator `{self.name}` has no {', '.join(missing)}")


RULES = "rules"
"""The source of what only rules have."""


class Open(Enum):
    """A result that settled arguments leave open."""

    OPEN = "open"


OPEN = Open.OPEN
