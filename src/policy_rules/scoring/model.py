"""A scoring sheet as its file says it, its words lowered to the few that engines carry.

Amounts are trees over `Constant`, `Read`, `Given`, `ByLabel`, `ByRange`, `Curve`, `Ratio`, `Cases`,
`Combine` and `OverRecords`; conditions and what is read are trees of the typed core (`ir`). Items,
earlier steps and parameters of the sheet are `ir.Input`s by their names. Built by `scoring.load`.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import cached_property

from attrs import field, frozen

from policy_rules.domain import Num, Value
from policy_rules.errors import Fault, Place
from policy_rules.ir import nodes as ir
from policy_rules.scoring.values import Amounted
from policy_rules.vocabulary import Type


@frozen(eq=False, kw_only=True)
class Amount:
    """Base of all amounts; `undefined` is what to take where there is none."""

    place: Place = field(default=Place(), repr=False)
    undefined: Amount | None = None


@frozen(eq=False, kw_only=True)
class Constant(Amount):
    """A number, or a grade of the sheet's scale."""

    value: Amounted


@frozen(eq=False, kw_only=True)
class Read(Amount):
    """A parameter, measure, attribute, item or earlier step."""

    node: ir.Node


@frozen(eq=False, kw_only=True)
class Given(Amount):
    """What a person enters: a number from `low` to `high`, in steps of `by` from `low` if it is set."""

    entry: str
    low: Fraction
    high: Fraction
    by: Fraction | None = None


@frozen(eq=False, kw_only=True)
class ByLabel(Amount):
    """The amount of the label that `of` has."""

    of: ir.Node
    rows: Mapping[str, Amount]


@frozen(eq=False)
class Span:
    """The numbers of a row, from `low` to `high`, each end owned or not; None is no end."""

    low: Fraction | None
    high: Fraction | None
    low_owned: bool = True
    high_owned: bool = True


Rows = tuple[tuple[Span, Amount], ...]


@frozen(eq=False, kw_only=True)
class ByRange(Amount):
    """The amount of the row in which `of` lies.

    Rows of a table parameter are dated (`dated`: first day as ordinal, rows); while it has none the
    amount may be anything of `unset`.
    """

    of: Amount
    rows: Rows = ()
    table: str = ""
    dated: tuple[tuple[int, Rows], ...] = ()
    unset: Amounted | None = None


@frozen(eq=False)
class Piece:
    """On its span `base + slope * steps((x - origin) / step)`; `rounding` makes the steps whole."""

    span: Span
    base: Fraction
    slope: Fraction = Fraction(0)
    origin: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    rounding: str = ""


@frozen(eq=False, kw_only=True)
class Curve(Amount):
    """A function of one amount in pieces, each of them monotone."""

    of: Amount
    pieces: tuple[Piece, ...]


@frozen(eq=False, kw_only=True)
class Ratio(Amount):
    """`of / to`, undefined where `to` is 0; `whole`: the divisor is a whole number."""

    of: Amount
    to: Amount
    whole: bool = False


@frozen(eq=False, kw_only=True)
class Cases(Amount):
    """The amount of the first condition that is true, else `otherwise`."""

    rows: tuple[tuple[ir.Node, Amount], ...]
    otherwise: Amount


@frozen(eq=False)
class Part:
    """What is combined: an amount with a weight, where the condition is true."""

    of: Amount
    weight: Amount | None = None
    condition: ir.Node | None = None


@frozen(eq=False, kw_only=True)
class Combine(Amount):
    """The sum, best, least or weighted mean of parts.

    An undefined part makes a `strict` combination (and every sum) undefined; otherwise it is absent.
    """

    how: str
    parts: tuple[Part, ...]
    strict: bool = False


@frozen(eq=False, kw_only=True)
class OverRecords(Amount):
    """The same over the records of a list; with `key`, the sum over keys of the best of each."""

    how: str
    source: ir.Node
    var: str
    part: Part
    key: ir.Node | None = None


@frozen(eq=False, kw_only=True)
class Peers(Amount):
    """What the same step (or item) of other units gives: their mean, best, least or number, or the own rank.

    `of` and `keys` name items and earlier steps. `among` is the key of the class compared, evaluated for
    each unit (None: all units of the sheet); `own` counts the unit itself, which a rank always does. For
    a rank: `greatest_first`, how `ties` are ranked (a label: `shared`, `last of tie`, `dense`; several
    where a parameter leaves it open), and what is compared where `of` is equal (`keys`).
    """

    how: str
    of: str = ""
    among: ir.Node | None = None
    own: bool = True
    greatest_first: bool = True
    ties: ir.Node | None = None
    keys: tuple[str, ...] = ()


@frozen(eq=False)
class Stage:
    """A step up to one of its words: `word` names it, `amount` is all so far, `own` what it adds."""

    word: str
    amount: Amount
    own: Amount


@frozen(eq=False)
class Effect:
    """A deduction or an addition of an item, where its condition is true (`unless`: is not)."""

    word: str
    amount: Amount
    condition: ir.Node | None = None
    unless: bool = False
    group: str = ""
    place: Place = field(default=Place(), repr=False)


@frozen(eq=False)
class Item:
    """A line of the sheet: points possible, and the effects that take from or add to them.

    `full` starts with all points, otherwise with none. `low`, `high` are the floor and cap (None:
    open). An item with `children` is their sum, at most `at_most`. `content`: the part of what is
    assessed that it belongs to; `arrangement`: the year's arrangement that it comes from, by language;
    `informs`: rules, measures and lists shown beside it, which move nothing. `counts`: false where no
    step reads it.
    """

    id: str
    points: Fraction
    titles: Mapping[str, str] = field(factory=dict)
    component: str = ""
    content: str = ""
    arrangement: Mapping[str, str] = field(factory=dict)
    method: str = ""
    assessor: str = ""
    reads: tuple[str, ...] = ()
    informs: tuple[str, ...] = ()
    counts: bool = True
    due: datetime.date | None = None
    applies: ir.Node | None = None
    full: bool = False
    effects: tuple[Effect, ...] = ()
    groups: Mapping[str, Amount] = field(factory=dict)
    low: Fraction | None = Fraction(0)
    high: Fraction | None = None
    children: tuple[str, ...] = ()
    at_most: Fraction | None = None
    place: Place = field(default=Place(), repr=False)


@frozen(eq=False)
class Step:
    """A named amount that reads items and earlier steps, stage by stage."""

    name: str
    stages: tuple[Stage, ...]
    graded: bool = False
    place: Place = field(default=Place(), repr=False)

    @property
    def amount(self) -> Amount:
        """The whole amount."""
        return self.stages[-1].amount


@frozen(eq=False)
class SheetParameter:
    """A parameter that the sheet reads by its name.

    `declared`: the ruleset has a parameter of this name, whose value counts. `value` is what the
    sheet itself sets. Without either it may be anything of its `type`. A `table` may hold the rows of a
    table instead; its type then bounds what they give.
    """

    name: str
    type: Type
    declared: bool = False
    value: Value | None = None
    table: bool = False
    place: Place = field(default=Place(), repr=False)


@frozen(eq=False)
class DefinedNumber:
    """A number that a rule defines; an exception recorded on the rule may replace it."""

    name: str
    rule: str
    value: Num


@frozen(eq=False)
class Remark:
    """What a reader must know of the units for which the condition is true; it moves nothing."""

    condition: ir.Node
    says: Mapping[str, str]
    question: str = ""


@frozen(eq=False, slots=False)
class Sheet:
    """A scoring sheet: whom it is for, its items, and the steps from them to a total and a grade.

    `total`, `grade` and `rank` name the steps that hold the result. `cites` maps items and steps to the
    rules on which they stand, `clauses` the rules that the sheet reads or cites to their
    clauses; `notes` are remarks about the sheet that do not stop it. `approval`: whether a recorded
    approval may change total and grade; without it none is admitted.
    """

    name: str
    year: int
    applies: ir.Node | None
    scale: tuple[str, ...]
    items: Mapping[str, Item]
    steps: tuple[Step, ...]
    parameters: Mapping[str, SheetParameter] = field(factory=dict)
    defined: Mapping[str, DefinedNumber] = field(factory=dict)
    plan: str = ""
    total: str = ""
    grade: str = ""
    rank: str = ""
    approval: ir.Node | None = None
    titles: Mapping[str, str] = field(factory=dict)
    remarks: tuple[Remark, ...] = ()
    illustrative: bool = False
    cites: Mapping[str, tuple[str, ...]] = field(factory=dict)
    clauses: Mapping[str, str] = field(factory=dict)
    notes: tuple[Fault, ...] = ()
    place: Place = field(default=Place(), repr=False)

    def entries(self) -> Mapping[str, Given]:
        """The entries that persons make on this sheet, with their bounds."""
        return self._entries

    @cached_property
    def _entries(self) -> Mapping[str, Given]:
        return {a.entry: a for root in self.amounts() for a in amounts_in(root) if isinstance(a, Given)}

    @cached_property
    def trees(self) -> tuple[ir.Node, ...]:
        """Every tree of the core that stands in the sheet: what is read, and the conditions."""
        inside = [n for root in self.amounts() for a in amounts_in(root) for n in nodes_of(a)]
        effects = [e.condition for i in self.items.values() for e in i.effects]
        said = [r.condition for r in self.remarks]
        others = [*said, self.applies, self.approval, *(i.applies for i in self.items.values()), *effects]
        return (*inside, *(n for n in others if n is not None))

    @cached_property
    def read_by(self) -> Mapping[str, frozenset[str]]:
        """What each item and step reads by name: names of the sheet, and entries."""
        found = {}
        for item in self.items.values():
            inside = (*(e.amount for e in item.effects), *item.groups.values())
            found[item.id] = _names(inside) | _named(e.condition for e in item.effects)
        return found | {step.name: _names((step.amount,)) for step in self.steps}

    @cached_property
    def rules(self) -> frozenset[str]:
        """The rules whose outcomes the sheet reads."""
        items = self.items.values()
        roots = [self.applies, self.approval, *(i.applies for i in items)]
        roots += [e.condition for i in items for e in i.effects]
        roots += [n for root in self.amounts() for a in amounts_in(root) for n in nodes_of(a)]
        found = (n for root in roots if root is not None for n in ir.walk(root))
        return frozenset(n.rule for n in found if isinstance(n, ir.Outcome))

    def amounts(self) -> tuple[Amount, ...]:
        """Every amount of the sheet: of effects, group caps and steps."""
        of_items = [e.amount for i in self.items.values() for e in i.effects]
        caps = [cap for i in self.items.values() for cap in i.groups.values()]
        return (*of_items, *caps, *(s.amount for s in self.steps))


def _names(amounts: Iterable[Amount]) -> frozenset[str]:
    """The names of the sheet and of entries that amounts read."""
    every = [a for root in amounts for a in amounts_in(root)]
    entries = frozenset(a.entry for a in every if isinstance(a, Given))
    compared = frozenset(n for a in every if isinstance(a, Peers) for n in (a.of, *a.keys))
    return entries | compared | _named(n for a in every for n in nodes_of(a))


def _named(nodes: Iterable[ir.Node | None]) -> frozenset[str]:
    found = (n for root in nodes if root is not None for n in ir.walk(root))
    return frozenset(n.name for n in found if isinstance(n, ir.Input))


def below(amount: Amount) -> tuple[Amount, ...]:
    """The amounts directly below, `undefined` last."""
    found: list[Amount | None] = []
    match amount:
        case Curve():
            found = [amount.of]
        case ByLabel():
            found = list(amount.rows.values())
        case ByRange():
            found = [amount.of, *(a for _, a in rows_of(amount))]
        case Ratio():
            found = [amount.of, amount.to]
        case Cases():
            found = [*(a for _, a in amount.rows), amount.otherwise]
        case Combine():
            found = [a for p in amount.parts for a in (p.of, p.weight)]
        case OverRecords():
            found = [amount.part.of, amount.part.weight]
    return tuple(a for a in (*found, amount.undefined) if a is not None)


def rows_of(table: ByRange) -> Rows:
    """All rows of a table, those of every date."""
    return (*table.rows, *(row for _, rows in table.dated for row in rows))


def nodes_of(amount: Amount) -> tuple[ir.Node, ...]:
    """The trees of the core that stand in the amount itself."""
    match amount:
        case Read():
            return (amount.node,)
        case ByLabel():
            return (amount.of,)
        case Cases():
            return tuple(c for c, _ in amount.rows)
        case Combine():
            return tuple(p.condition for p in amount.parts if p.condition is not None)
        case OverRecords():
            return tuple(n for n in (amount.source, amount.key, amount.part.condition) if n is not None)
        case Peers():
            return tuple(n for n in (amount.among, amount.ties) if n is not None)
    return ()


def amounts_in(amount: Amount) -> tuple[Amount, ...]:
    """The amount and all below it."""
    return (amount, *(a for inner in below(amount) for a in amounts_in(inner)))


def graded(amount: Amount) -> bool:
    """Whether the amount is a grade, not points."""
    match amount:
        case Constant():
            return not isinstance(amount.value, Num)
        case Read():
            return amount.node.type.kind == "label"
        case ByLabel():
            return any(graded(a) for a in amount.rows.values())
        case ByRange():
            rows = rows_of(amount)
            return graded(rows[0][1]) if rows else not isinstance(amount.unset, Num)
        case Cases():
            return graded(amount.otherwise)
        case Combine():
            return any(graded(p.of) for p in amount.parts)
        case OverRecords():
            return graded(amount.part.of)
    return False
