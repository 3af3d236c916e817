"""The typed core: what a rule is once its derived forms are lowered.

A rule becomes one tree whose root is its finding. Everything that varies with the day looked at is
explicit in the tree (`Read.day`), so an engine needs no hidden state. Variables are unique within a
rule. Subtrees may be shared: the tree is a graph without cycles, compared by identity.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from operator import attrgetter
from typing import Any

from attrs import fields

from policy_rules.attributes import frozen
from policy_rules.memo import Folded
from policy_rules.values.calendar import Calendar
from policy_rules.values.known import Value
from policy_rules.vocabulary import Attribute, Type

FINDING = Type("finding")
LIST = Type("list")

OUTCOMES = ("not_applicable", "excepted", "satisfied", "pending", "violated")
"""The chain of outcomes, lowest first; a finding is an interval on it."""
NOT_APPLICABLE, EXCEPTED, SATISFIED, PENDING, VIOLATED = range(5)
OUTCOME = Type("label", labels=OUTCOMES, name="outcome")
"""The type of an outcome that another rule reads."""


@frozen(eq=False)
class Node:
    """Base of all nodes."""

    type: Type


@frozen(eq=False)
class Const(Node):
    """A settled value, or the hull of what a thing that no fact can tell may be."""

    value: Value


@frozen(eq=False)
class Input(Node):
    """What is asked: `as_of` (date), `year` (number), `year_given` (boolean: asked for one year)."""

    name: str


@frozen(eq=False)
class Read(Node):
    """An attribute of a unit on a day; `unit` is the variable of another unit, "" the assessed one."""

    path: str
    day: Node
    unit: str = ""


@frozen(eq=False)
class Field(Node):
    """An attribute of the record that the variable stands for."""

    var: str
    attribute: Attribute


@frozen(eq=False)
class Outcome(Node):
    """The outcome of another rule for the unit, as a label of the chain."""

    rule: str


@frozen(eq=False)
class Param(Node):
    """A parameter on a day, of a rule where each rule has its own."""

    name: str
    rule: str
    day: Node


@frozen(eq=False)
class Reported(Node):
    """The published figure of a measure for the year of a day."""

    measure: str
    day: Node
    unit: str = ""


@frozen(eq=False)
class Graded(Node):
    """The assessor's grading of a rule (and instance) for the year of a day."""

    rule: str
    day: Node
    vars: tuple[str, ...] = ()


@frozen(eq=False)
class Excepted(Node):
    """Whether an exception to the rule is in force on a day: for the unit, or for an instance.

    The instance is named by variables, or by the constant `instance`.
    """

    rule: str
    day: Node
    vars: tuple[str, ...] = ()
    instance: str = ""


@frozen(eq=False)
class Replaced(Node):
    """A number that a rule defines, unless an exception recorded on the rule replaces it on the day."""

    rule: str
    day: Node
    default: Node


@frozen(eq=False)
class Op(Node):
    """A core operator (`operators.table`) with its arguments, `by` a calendar where it counts by one."""

    name: str
    args: tuple[Node, ...]
    by: tuple[Calendar, ...] = ()


@frozen(eq=False)
class Records(Node):
    """The records of a list: of the unit ("") or of the record or unit that `var` stands for."""

    entity: str
    var: str = ""


@frozen(eq=False)
class Under(Node):
    """The units below (and of) a unit at the given levels."""

    levels: tuple[str, ...]
    var: str = ""


@frozen(eq=False)
class Findings(Node):
    """The unit's findings on the other rules named, as records."""

    rules: tuple[str, ...]


@frozen(eq=False)
class Listed(Node):
    """A list of texts written out in the rule; each is a record with its `value`."""

    items: tuple[str, ...]


@frozen(eq=False)
class Filter(Node):
    """The records for which the condition is true."""

    source: Node
    var: str
    condition: Node


@frozen(eq=False)
class Agg(Node):
    """One value from a list, by an operator over records (`operators.table`)."""

    name: str
    source: Node
    var: str
    body: Node | None


KINDS: tuple[type[Node], ...] = (
    *(Const, Input, Read, Field, Outcome, Param, Reported, Graded, Excepted, Replaced, Op),
    *(Records, Under, Findings, Listed, Filter, Agg),
)
"""All kinds of nodes."""
PARTS: dict[type[Node], Callable[[Any], Any]] = {
    kind: attrgetter(*(f.name for f in fields(kind))) for kind in KINDS
}
"""What the nodes of each kind consist of."""
COMPARISONS = frozenset({"=", "!=", "<", "<=", ">", ">=", "in"})


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, in the order of the text."""
    match node:
        case Op():
            return node.args
        case Read() | Param() | Reported() | Graded() | Excepted():
            return (node.day,)
        case Replaced():
            return (node.day, node.default)
        case Filter():
            return (node.source, node.condition)
        case Agg():
            return (node.source,) if node.body is None else (node.source, node.body)
        case _:
            return ()


def walk(root: Node, *, days: bool = True) -> Iterator[Node]:
    """Every node once, parents first; without `days` not the days on which facts are read."""
    seen: set[int] = set()
    stack = [root]
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            yield node
            if days or not isinstance(node, Read | Param | Reported | Graded | Excepted):
                stack.extend(reversed(children(node)))


def free_vars(node: Node, known: dict[int, frozenset[str]] | None = None) -> frozenset[str]:
    """The variables on which the node's value depends; `known` keeps those of nodes met before."""
    known = {} if known is None else known
    if id(node) in known:
        return known[id(node)]
    below = [free_vars(child, known) for child in children(node)]
    if isinstance(node, Op):  # most are
        known[id(node)] = below[0].union(*below[1:]) if below else frozenset()
        return known[id(node)]
    own: frozenset[str] = frozenset()
    match node:
        case Field():
            own = frozenset((node.var,))
        case Read(unit=var) | Reported(unit=var) | Records(var=var) | Under(var=var) if var:
            own = frozenset((var,))
        case Graded() | Excepted():
            own = frozenset(node.vars)
        case Filter() | Agg():
            below[1:] = [inner - {node.var} for inner in below[1:]]
    known[id(node)] = own.union(*below)
    return known[id(node)]


Binders = tuple[tuple[str, Node], ...]
"""Variables with the lists whose records they stand for, outermost first."""


@frozen(eq=False)
class RuleProgram(Folded):
    """One rule, ready for any engine; one from a cache has its trees when they are looked at.

    `finding` is the root. `instance` is the outcome node of one instance (of the whole rule, where
    it has no `for each`); `each` holds the variables of `for each` with their lists, outermost first.
    A rule of several `parts` is joined from their findings by an operator at its root (`worst of`); its
    instances are the parts.
    """

    id: str
    kind: str
    clause: str
    finding: Node
    instance: Op | None
    each: Binders
    due: Node | None
    due_from: str
    day: Node
    time_class: str
    after: frozenset[str] = frozenset()
    """The rules whose findings this one reads."""
    parts: tuple[RuleProgram, ...] = ()
    """The programs that it is joined from at its root, in order; then it has no instances of its own."""
    name: str = ""
    """Its name among the parts of a rule."""
    holds: Node | None = None
    """Of a version: whether it holds for the unit as a whole; None where each record says so."""
    period: tuple[Node, ...] = ()
    """The first and the last day of a period that the ruleset declares, or of a rolling window."""
    degrees: tuple[Node, ...] = ()
    """When each degree of the rule's own scale is reached, highest first."""
    reading: tuple[tuple[Param, Const], ...] = ()
    """The parameters that were put in, each with its value, where it is one reading of a rule."""
    plain: RuleProgram | None = None
    """Of a rule joined from readings: as it is written, for what tells of it."""
    counts_by: str = ""
    """What puts its instances into a year: `owed`, `dated`, `about` (`lowering.counted`); "": nothing."""
    default_from: str = ""
    """The rule whose day (`due: default`) it takes, or one of its parts in any reading."""
    default_whole: bool = False
    """Whether all of it takes that day."""

    @cached_property
    def comparisons(self) -> tuple[tuple[Op, Binders], ...]:
        """The comparison nodes by their place, each with the variables it depends on and their lists."""
        return comparisons_of(self.finding)

    @cached_property
    def required(self) -> tuple[tuple[Op, Binders], ...]:
        """Those of the requirement of an instance."""
        node = self.instance
        if node is None or node.name != "outcome":
            return ()
        inside = frozenset(map(id, walk(node.args[1], days=False)))
        return tuple(one for one in self.comparisons if id(one[0]) in inside)

    @cached_property
    def on_days(self) -> tuple[Read | Reported | Graded, ...]:
        """What of the unit itself is read on a day, each without a variable."""
        read = (n for n in walk(self.finding) if isinstance(n, Read | Reported | Graded))
        return tuple(n for n in read if not free_vars(n))

    @cached_property
    def due_of_all(self) -> Node | None:
        """The day by which the whole rule is to be met, where instances have none of their own."""
        return None if self.due is None or free_vars(self.due) else self.due

    @cached_property
    def one_period(self) -> bool:
        """Whether its period is that of no instance."""
        return not (self.each and any(free_vars(end) for end in self.period))

    @cached_property
    def of_years(self) -> tuple[bool, bool]:
        """Whether it has a period of no instance; whether any of it counts what is owed in a year."""
        owed = any(part.counts_by == "owed" for part in (self, *self.parts))
        return bool(self.period) and self.one_period, owed

    @cached_property
    def joined(self) -> bool:
        """Whether it is joined from parts."""
        return bool(self.parts)

    @cached_property
    def by_reading(self) -> bool:
        """Whether its parts are readings, of which one holds; else all of them do."""
        return any(part.reading for part in self.parts)

    @cached_property
    def counted(self) -> frozenset[str] | None:
        """The lists of the unit without whose records no instance counts in a year; None: any may."""
        lists = [_of_unit(p.each[0][1]) for p in self.told.parts or (self.told,) if p.counts_by and p.each]
        return None if None in lists else frozenset(name for name in lists if name)

    @property
    def told(self) -> RuleProgram:
        """The program that says what the rule requires, its parameters not put in."""
        return self.plain or self


def _of_unit(source: Node) -> str | None:
    """The list of the unit from which the records come; None where they are others."""
    while isinstance(source, Filter):
        source = source.source
    return source.entity if isinstance(source, Records) and not source.var else None


def comparisons_of(root: Node) -> tuple[tuple[Op, Binders], ...]:
    """The comparison nodes below the root, each once, with the lists their variables go through.

    A node that stands in several places counts where a walk meets it first (lists before bodies).
    """
    found: list[tuple[Op, Binders]] = []
    seen: set[int] = set()
    known: dict[int, frozenset[str]] = {}

    def visit(node: Node, around: Binders) -> None:
        if id(node) in seen:
            return
        seen.add(id(node))
        if isinstance(node, Op) and node.name in COMPARISONS:
            found.append((node, _needed(node, around, known)))
        if isinstance(node, Filter | Agg):
            visit(node.source, around)
            body = node.condition if isinstance(node, Filter) else node.body
            if body is not None:
                visit(body, _bind(around, node.var, node.source))
        else:
            for child in children(node):
                visit(child, around)

    visit(root, ())
    return tuple(found)


def _bind(around: Binders, var: str, source: Node) -> Binders:
    return (*(b for b in around if b[0] != var), (var, source))


def _needed(node: Node, around: Binders, known: dict[int, frozenset[str]]) -> Binders:
    """The variables on which the node depends, and those on which their lists depend."""
    needed = set(free_vars(node, known))
    for var, source in reversed(around):
        if var in needed:
            needed |= free_vars(source, known)
    return tuple(b for b in around if b[0] in needed)
