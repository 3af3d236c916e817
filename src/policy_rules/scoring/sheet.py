"""A scoring sheet: whom it is for, its items with their effects, its steps, what it says besides.

Its amounts are those of `scoring.amounts`. Built by `scoring.sheets`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, Place
from policy_rules.facts.view import UnitView
from policy_rules.messages import Language
from policy_rules.scoring.amounts.amount import Amount, Stage, amounts_in
from policy_rules.scoring.amounts.by_range import ByRange
from policy_rules.scoring.amounts.entered import Entered
from policy_rules.scoring.amounts.over_records import OverRecords
from policy_rules.scoring.amounts.peers import Peers
from policy_rules.scoring.amounts.scored_lines import ScoredLine
from policy_rules.scoring.names_in_sheets import DefinedNumber, SheetParameter
from policy_rules.scoring.tree_reads import FactTrees, TreeReads, reads_of
from policy_rules.values.known import F, Num, T, Truth, Value


@frozen(eq=False)
class Effect:
    """A deduction or an addition of an item, where its condition is true (`unless`: is not)."""

    word: str
    amount: Amount
    condition: core.Node | None = None
    unless: bool = False
    group: str = ""
    place: Place = field(default=Place(), repr=False)

    def taken(self, holds: Truth) -> Truth:
        """Whether it is taken: its condition is true, or (unless) not true; null is not true."""
        low, high = (T if holds.lo == T else F), (T if holds.hi == T else F)
        return Truth(T - high, T - low) if self.unless else Truth(low, high)


@frozen(eq=False, kw_only=True)
class Item(ScoredLine):
    """A line of the sheet: points possible, and the effects that take from or add to them.

    `full` starts with all points, otherwise with none. `low`, `high` are the floor and cap (None:
    open). An item with `children` is their sum, at most `at_most`. `content`: the part of what is
    assessed that it belongs to; `arrangement`: the year's arrangement that it comes from, by language;
    `informs`: rules, measures and lists shown beside it, which move nothing. `carries`: the rules
    for which it asks, besides those that it reads. `counts`: false where no step reads it.
    """

    titles: Mapping[str, str] = field(factory=dict)
    content: str = ""
    arrangement: Mapping[str, str] = field(factory=dict)
    method: str = ""
    assessors: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    informs: tuple[str, ...] = ()
    carries: tuple[str, ...] = ()
    counts: bool = True
    full: bool = False
    effects: tuple[Effect, ...] = ()
    groups: Mapping[str, Amount] = field(factory=dict)
    low: Fraction | None = Fraction(0)
    high: Fraction | None = None
    place: Place = field(default=Place(), repr=False)

    @property
    def assessor(self) -> str:
        """Who looks at it, as one text."""
        return "、".join(self.assessors)


@frozen(eq=False)
class Step:
    """A named amount that reads items and earlier steps, stage by stage; `titles`: what it is called."""

    name: str
    stages: tuple[Stage, ...]
    graded: bool = False
    titles: Mapping[str, str] = field(factory=dict)
    place: Place = field(default=Place(), repr=False)

    @property
    def amount(self) -> Amount:
        """The whole amount."""
        return self.stages[-1].amount


@frozen(eq=False)
class Remark:
    """What a reader must know of the units for which the condition is true; it moves nothing.

    `shows`: the items and steps whose values stand beside it. `placeless`: what it says without the places
    of records in facts files, for documents that are handed on; empty where it names none.
    """

    condition: core.Node
    says: Mapping[str, str]
    question: str = ""
    shows: tuple[str, ...] = ()
    placeless: Mapping[str, str] = field(factory=dict)


@frozen
class Publishes:
    """What of the results of a sheet's units is made public: some of `grade`, `rank`, `total`.

    `approved`: only of units whose approval is on file. `cites`: the rules that say so.
    """

    shows: frozenset[str] = frozenset()
    approved: bool = False
    cites: tuple[str, ...] = ()


@frozen(eq=False, slots=False)
class Sheet:
    """A scoring sheet: whom it is for, its items, and the steps from them to a total and a grade.

    `total`, `grade` and `rank` name the steps that hold the result. `cites` maps items and steps to the
    rules on which they stand, `clauses` the rules that the sheet reads or cites to their
    clauses; `notes` are remarks about the sheet that do not stop it. `approval`: whether a recorded
    approval may change total and grade; without it none is admitted. `worsens`: whether a review may take
    points; `in_time`: whether an objection came in time (without it all did), `late_counts`: whether a
    decision on one that came late counts. `refuses`: the kinds of entries that it does not take.
    `begins`: the first day of its year. `possible`: what the total may be before any
    facts, with the parameters as a view has them; without one whatever they are.
    `whole_list`: its items are all that is asked in the year. `written_for`: the text of `applies`.
    `without`: the measures that its units have not in the year, each with null. `publishes`: what
    others may know of a unit's result. `languages`: those of the ruleset; `scale_zh`: what the
    grades are called in Chinese.
    """

    name: str
    year: int
    applies: core.Node | None
    scale: tuple[str, ...]
    items: Mapping[str, Item]
    steps: tuple[Step, ...]
    parameters: Mapping[str, SheetParameter] = field(factory=dict)
    defined: Mapping[str, DefinedNumber] = field(factory=dict)
    plan: str = ""
    total: str = ""
    grade: str = ""
    rank: str = ""
    approval: core.Node | None = None
    worsens: core.Node | None = None
    in_time: core.Node | None = None
    late_counts: core.Node | None = None
    refuses: frozenset[str] = frozenset()
    begins: date = date.min
    possible: Callable[[Sheet, UnitView | None], Num] | None = None
    titles: Mapping[str, str] = field(factory=dict)
    remarks: tuple[Remark, ...] = ()
    illustrative: bool = False
    whole_list: bool = False
    written_for: str = "true"
    without: Mapping[str, Value] = field(factory=dict)
    publishes: Publishes = Publishes()
    cites: Mapping[str, tuple[str, ...]] = field(factory=dict)
    clauses: Mapping[str, str] = field(factory=dict)
    notes: tuple[Fault, ...] = ()
    languages: tuple[Language, ...] = ("zh", "en")
    scale_zh: Mapping[str, str] = field(factory=dict)
    place: Place = field(default=Place(), repr=False)

    @cached_property
    def of_others(self) -> frozenset[str]:
        """The steps whose values are those of other units: their mean, their best, their least, their number.

        A rank is none of them, nor is a result: those are the unit's own.
        """
        results = (self.total, self.grade, self.rank)
        first = {step.name: step.stages[0].amount for step in self.steps if step.name not in results}
        return frozenset(
            n for n, amount in first.items() if isinstance(amount, Peers) and amount.how != "rank"
        )

    def entries(self) -> Mapping[str, Entered]:
        """The entries that persons make on this sheet, with their bounds."""
        return self._entries

    @cached_property
    def assessors(self) -> Mapping[str, frozenset[str]]:
        """By entry the assessors of the items that ask for it, where all of these name one."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for item in self.items.values():
            for entry in {
                a.entry for e in item.effects for a in amounts_in(e.amount) if isinstance(a, Entered)
            }:
                found.setdefault(entry, []).append(item.assessors)
        return {entry: frozenset().union(*each) for entry, each in found.items() if all(each)}

    @cached_property
    def _entries(self) -> Mapping[str, Entered]:
        return {a.entry: a for root in self.amounts() for a in amounts_in(root) if isinstance(a, Entered)}

    @cached_property
    def made_for_records(self) -> Mapping[str, frozenset[bool]]:
        """By entry whether it is made once for each record of a list; both where it stands twice."""
        found: dict[str, set[bool]] = {}
        for root in self.amounts():
            for entry, each in _entries_of(root, each=False):
                found.setdefault(entry, set()).add(each)
        return {entry: frozenset(each) for entry, each in found.items()}

    @cached_property
    def trees(self) -> tuple[core.Node, ...]:
        """Every tree of the core that stands in the sheet: what is read, and the conditions."""
        inside = [n for root in self.amounts() for a in amounts_in(root) for n in a.trees]
        effects = [e.condition for i in self.items.values() for e in i.effects]
        said = [r.condition for r in self.remarks]
        own = [self.applies, self.approval, self.worsens, self.in_time, self.late_counts]
        others = [*said, *own, *(i.applies for i in self.items.values()), *effects]
        return (*inside, *(n for n in others if n is not None))

    @cached_property
    def reads(self) -> Mapping[core.Node, TreeReads]:
        """What stands in each of these trees."""
        return {tree: reads_of(tree) for tree in self.trees}

    @cached_property
    def fact_trees(self) -> FactTrees:
        """Which of them rest on facts alone."""
        return FactTrees()

    @cached_property
    def read_by(self) -> Mapping[str, frozenset[str]]:
        """What each item and step reads by name: names of the sheet, and entries."""
        found = {}
        for item in self.items.values():
            inside = (*(e.amount for e in item.effects), *item.groups.values())
            found[item.id] = _names(inside) | _named(e.condition for e in item.effects)
        return found | {step.name: _names((step.amount,)) for step in self.steps}

    @cached_property
    def reads_parameters(self) -> frozenset[str]:
        """The parameters that an item, a step, a remark or a condition reads."""
        named = {n.name for tree in self.trees for n in core.walk(tree) if isinstance(n, core.Input)}
        tables = {a.table for root in self.amounts() for a in amounts_in(root) if isinstance(a, ByRange)}
        return frozenset(self.parameters) & (named | tables)

    @cached_property
    def rules(self) -> frozenset[str]:
        """The rules whose outcomes the sheet reads, or whose instances."""
        return frozenset(rules_in_amounts(self.trees, self.amounts()))

    def amounts(self) -> tuple[Amount, ...]:
        """Every amount of the sheet: of effects, group caps and steps."""
        of_items = [e.amount for i in self.items.values() for e in i.effects]
        caps = [cap for i in self.items.values() for cap in i.groups.values()]
        return (*of_items, *caps, *(s.amount for s in self.steps))


@frozen(eq=False)
class SheetHead:
    """What tells whose sheet one is, where its file is known to be good.

    `whole` reads the rest; it raises RulesetError where that can't be, with the parameters as they are.
    """

    name: str
    year: int
    illustrative: bool
    applies: core.Node | None
    place: Place
    whole: Callable[[], Sheet]


def rules_in_amounts(trees: Iterable[core.Node], amounts: Iterable[Amount]) -> Iterator[str]:
    """The rules whose outcomes trees read, then those whose instances amounts, or what is in them, price."""
    yield from (n.rule for tree in trees for n in core.walk(tree) if isinstance(n, core.Outcome))
    inside = (a for root in amounts for a in amounts_in(root))
    yield from (rule for a in inside if isinstance(a, OverRecords) for rule in a.rules)


def _names(amounts: Iterable[Amount]) -> frozenset[str]:
    """The names of the sheet and of entries that amounts read."""
    every = [a for root in amounts for a in amounts_in(root)]
    entries = frozenset(a.entry for a in every if isinstance(a, Entered))
    compared = frozenset(n for a in every if isinstance(a, Peers) for n in (a.of, *a.keys))
    return entries | compared | _named(n for a in every for n in a.trees)


def _named(nodes: Iterable[core.Node | None]) -> frozenset[str]:
    found = (n for root in nodes if root is not None for n in core.walk(root))
    return frozenset(n.name for n in found if isinstance(n, core.Input))


def _entries_of(amount: Amount, *, each: bool) -> Iterator[tuple[str, bool]]:
    """The entries in an amount, and whether each is made for every record of a list around it."""
    if isinstance(amount, Entered):
        yield amount.entry, each
    for inner in amount.below:
        over = isinstance(amount, OverRecords) and inner is not amount.undefined
        yield from _entries_of(inner, each=each or over)
