"""What every amount has: what it looks at, what it may be, what can be wrong with it; and who asks it so.

A kind of amounts is one class. What an amount may be is the hull of its image, its parts taken as
independent; soundness and monotonicity follow by composition. Source: effects, 2.1 to 2.6.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from attrs import field, fields, has

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, Place
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.others import ALONE, Others
from policy_rules.scoring.points import NO_GRADE, Amounted, defined
from policy_rules.values.known import NULL_NUM, F, Num, T, Truth, Value

PARTS_OF_A_KIND = ("image", "looked_at")
"""What every kind of amounts has of its own."""


@frozen(eq=False, kw_only=True)
class Amount:
    """Base of all kinds; `undefined` is what to take where there is none."""

    place: Place = field(default=Place(), repr=False)
    undefined: Amount | None = None

    def __init_subclass__(cls) -> None:
        lacking = [name for name in PARTS_OF_A_KIND if getattr(cls, name) is getattr(Amount, name)]
        if lacking:
            raise TypeError(f"the kind of amounts `{cls.__name__}` lacks {', '.join(lacking)}")

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """What it may be, with the records that its variables stand for."""
        raise NotImplementedError

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """What its image was made from; all that it rests on follows from that."""
        raise NotImplementedError

    def touched(self, run: Amounts, scope: Scope) -> Iterable[Amount]:
        """Of amounts written in rows, those of the rows that may count."""
        return ()

    def before_facts(self, run: Amounts, scope: Scope) -> Amounted:
        """What it may be where nothing is known, not even the other units."""
        return self.image(run, scope)

    def check(self, run: Amounts, scope: Scope) -> Iterable[Fault]:
        """What can be wrong with it where nothing is known."""
        return ()

    @cached_property
    def below(self) -> tuple[Amount, ...]:
        """The amounts directly below, `undefined` last."""
        return tuple(_held((*self._written, self.undefined), Amount))

    @cached_property
    def trees(self) -> tuple[core.Node, ...]:
        """The trees of the core that stand in the amount itself."""
        return tuple(_held(self._written, core.Node))

    @cached_property
    def _written(self) -> tuple[object, ...]:
        names = (each.name for each in fields(type(self)))
        return tuple(getattr(self, name) for name in names if name not in ("place", "undefined"))

    def as_it_is(self) -> Iterable[Amount]:
        """The amounts of which it takes the number as it is, or the best, least or sum."""
        return ()

    def stages(self, word: str) -> tuple[Stage, ...]:
        """The lines of the ledger that it is worth."""
        return (Stage(word, self, self),)

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return False

    @property
    def whole(self) -> bool:
        """Whether it is surely a whole number, where it is not undefined."""
        return False


@frozen(eq=False)
class Stage:
    """A step up to one of its words: `word` names it, `amount` is all so far, `own` what it adds."""

    word: str
    amount: Amount
    own: Amount


@frozen(eq=False)
class Membership:
    """Which records are in a list."""

    source: core.Node


@frozen(eq=False)
class OnOrgan:
    """Things looked at on an organ of a place: what evaluates them there, and the organ's id."""

    run: Amounts
    organ: str
    looks: tuple[Look, ...]


Look = tuple["Amount | core.Node | Membership | OnOrgan | Basis | str", Scope]
"""An amount, a tree of the core, the records of a list, things on an organ, a name of the sheet, or what is
plain already."""


class Amounts:
    """Evaluates amounts; `entries` holds what persons have entered, by the name of the entry."""

    def __init__(
        self,
        reference: SheetReference,
        scale: tuple[str, ...],
        entries: Mapping[str, Num],
        population: Others = ALONE,
    ) -> None:
        self.reference, self.scale, self.entries, self.population = reference, scale, entries, population
        self._kept: dict[Amount, Amounted] = {}
        self._read: dict[tuple[core.Node, datetime.date | None], Value] = {}
        self.kept_reasons: dict[Amount, Basis] = {}
        """What amounts rest on, for as long as their values stand."""
        self.on_organs: dict[tuple[str, bool], Amounts] = {}
        """What evaluates amounts on organs of a place, by id and whether the place's gradings count."""

    def forget(self) -> None:
        """Work everything out again: something read has changed."""
        self._kept.clear()
        self._read.clear()
        self.kept_reasons.clear()
        self.on_organs.clear()

    def remember(self, other: Amounts) -> None:
        """Take over what another has worked out on the same facts."""
        self._kept, self._read = dict(other._kept), dict(other._read)

    def read(self, node: core.Node, scope: Scope) -> Value:
        """What a tree of the core may be, for an item as of its own due day."""
        if scope:
            return self.reference.value(node, scope)
        key = (node, self.reference.due)
        found = self._read.get(key)
        if found is None:
            found = self._read[key] = self.reference.value(node, scope)
        return found

    def value(self, amount: Amount, scope: Scope) -> Amounted:
        """What the amount may be, with the records that its variables stand for."""
        if not scope and amount in self._kept:
            return self._kept[amount]
        found = self.image(amount, scope)
        if found is NULL_NUM and amount.graded:
            found = NO_GRADE
        if amount.undefined is not None and found.null:
            found = defined(found, self.value(amount.undefined, scope))
        if not scope:
            self._kept[amount] = found
        return found

    def image(self, amount: Amount, scope: Scope) -> Amounted:
        """The same, where `undefined` is left aside."""
        return amount.image(self, scope)

    def touched(self, amount: Amount, scope: Scope) -> Iterable[Amount]:
        """The amounts of the rows that may count."""
        return amount.touched(self, scope)

    def points(self, amount: Amount, scope: Scope) -> Num:
        """The amount, which is one of points."""
        found = self.value(amount, scope)
        assert isinstance(found, Num), amount
        return found

    def truth(self, condition: core.Node | None, scope: Scope) -> Truth:
        """Whether the condition is true; without one it is."""
        if condition is None:
            return Truth(T, T)
        found = self.read(condition, scope)
        assert isinstance(found, Truth)
        return found

    def holds(self, condition: core.Node | None) -> Truth:
        """Whether the condition is met: one that is null is not."""
        found = self.truth(condition, {})
        return Truth(T if found.lo == T else F, T if found.hi == T else F)


Held = TypeVar("Held", Amount, core.Node)


def _held(thing: object, sort: type[Held]) -> Iterator[Held]:
    """The amounts, or the trees of the core, that stand directly in something."""
    if isinstance(thing, sort):
        yield thing
    elif isinstance(thing, tuple):
        for inner in thing:
            yield from _held(inner, sort)
    elif isinstance(thing, dict):
        yield from _held(tuple(thing.values()), sort)
    elif has(kind := type(thing)) and not isinstance(thing, Amount | core.Node):
        yield from _held(tuple(getattr(thing, each.name) for each in fields(kind)), sort)


def amounts_in(amount: Amount) -> tuple[Amount, ...]:
    """The amount and all below it."""
    return (amount, *(a for inner in amount.below for a in amounts_in(inner)))


def is_whole(amount: Amount | None) -> bool:
    """Whether the amount is surely a whole number."""
    if amount is None or not (amount.undefined is None or is_whole(amount.undefined)):
        return False
    return amount.whole
