"""The amounts of a scoring sheet: its words lowered to the few that engines carry.

Amounts are trees over `Constant`, `Named`, `Entered`, `ByLabel`, `ByRange`, `Curve`, `Quotient`, `Cases`,
`Combine`, `OverRecords` and `Peers`; conditions and what is read are trees of the typed core (`ir`).
Items, earlier steps and parameters of the sheet are `ir.Input`s by their names.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from attrs import field, frozen

from policy_rules.core import nodes as core
from policy_rules.errors import Place
from policy_rules.scoring.points import Amounted
from policy_rules.values.known import Num


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
class Named(Amount):
    """A parameter, measure, attribute, item or earlier step."""

    node: core.Node


@frozen(eq=False, kw_only=True)
class Entered(Amount):
    """What a person enters: a number from `low` to `high`, in steps of `by` from `low` if it is set."""

    entry: str
    low: Fraction
    high: Fraction
    by: Fraction | None = None


@frozen(eq=False, kw_only=True)
class ByLabel(Amount):
    """The amount of the label that `of` has."""

    of: core.Node
    rows: Mapping[str, Amount]


@frozen(eq=False)
class Interval:
    """The numbers of a row, from `low` to `high`, each end owned or not; None is no end."""

    low: Fraction | None
    high: Fraction | None
    low_owned: bool = True
    high_owned: bool = True


Rows = tuple[tuple[Interval, Amount], ...]


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
class CurvePiece:
    """On its span `base + slope * steps((x - origin) / step)`; `rounding` makes the steps whole."""

    span: Interval
    base: Fraction
    slope: Fraction = Fraction(0)
    origin: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    rounding: str = ""


@frozen(eq=False, kw_only=True)
class Curve(Amount):
    """A function of one amount in pieces, each of them monotone."""

    of: Amount
    pieces: tuple[CurvePiece, ...]


@frozen(eq=False, kw_only=True)
class Quotient(Amount):
    """`of / to`, undefined where `to` is 0; `whole`: the divisor is a whole number."""

    of: Amount
    to: Amount
    whole: bool = False


@frozen(eq=False, kw_only=True)
class Cases(Amount):
    """The amount of the first condition that is true, else `otherwise`."""

    rows: tuple[tuple[core.Node, Amount], ...]
    otherwise: Amount


@frozen(eq=False)
class WeightedAmount:
    """What is combined: an amount with a weight, where the condition is true."""

    of: Amount
    weight: Amount | None = None
    condition: core.Node | None = None


@frozen(eq=False, kw_only=True)
class Combine(Amount):
    """The sum, best, least or weighted mean of parts.

    An undefined part makes a `strict` combination (and every sum) undefined; otherwise it is absent.
    """

    how: str
    parts: tuple[WeightedAmount, ...]
    strict: bool = False


@frozen(eq=False, kw_only=True)
class OverRecords(Amount):
    """The same over the records of a list; with `key`, the sum over keys of the best of each."""

    how: str
    source: core.Node
    var: str
    part: WeightedAmount
    key: core.Node | None = None


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
    among: core.Node | None = None
    own: bool = True
    greatest_first: bool = True
    ties: core.Node | None = None
    keys: tuple[str, ...] = ()


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
        case Quotient():
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


def nodes_of(amount: Amount) -> tuple[core.Node, ...]:
    """The trees of the core that stand in the amount itself."""
    match amount:
        case Named():
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
        case Named():
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
