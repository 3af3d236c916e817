"""What a step may read of other units: a column of their scores, each unit's value with its class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Protocol

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core.nodes import Node
from policy_rules.facts.bound import OF_OTHERS
from policy_rules.values.known import ANY_NUM, End, Num, Truth

Ends = tuple[End, ...]
"""The least, or the greatest, that a unit's amount and its further keys may be, in their order."""


@frozen(slots=False)
class Peer:
    """Another unit: its value of the step, whether it is of the same class, its further keys.

    `unplaced` names the facts that leave its class open.
    """

    unit: str
    value: Num
    same: Truth
    keys: tuple[Num, ...] = ()
    unplaced: frozenset[str] = frozenset()

    @cached_property
    def ends(self) -> tuple[Ends, Ends]:
        """Both ends of value and keys, better the greater."""
        return ends_of(self.value, self.keys)

    @cached_property
    def turned(self) -> tuple[Ends, Ends]:
        """The same where the least is the best."""
        return ends_of(self.value, self.keys, greatest_first=False)


def ends_of(value: Num, keys: Iterable[Num], *, greatest_first: bool = True) -> tuple[Ends, Ends]:
    """Both ends, turned round where the least amount comes first; a key without an amount may be any."""
    several = (value, *(ANY_NUM if key.null else key for key in keys))
    if greatest_first:
        return tuple(v.lo for v in several), tuple(v.hi for v in several)
    return tuple(-v.hi for v in several), tuple(-v.lo for v in several)


class Column(Protocol):
    """What is read of the others: an item or a step, further keys, and the key of the class (None: any)."""

    @property
    def of(self) -> str:
        """The item or step."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Items and steps that decide between equal units."""

    @property
    def among(self) -> Node | None:
        """The key of the class compared; None: all units of the sheet."""


class Others(Protocol):
    """The other units, as far as they are known."""

    @property
    def sheets(self) -> Mapping[str, str]:
        """Every unit of the population with the name of its sheet, "" where it has none; empty alone."""

    def peers(self, column: Column) -> Sequence[Peer] | None:
        """The other units' values of the step that is read; None where they are not known."""


class Alone:
    """One unit without its peers."""

    sheets: Mapping[str, str] = MappingProxyType({})

    def __reduce__(self) -> str:
        return "ALONE"  # the one there is

    def peers(self, column: Column) -> Sequence[Peer] | None:
        """Not known."""
        return None


@frozen
class Unnamed:
    """The other units without their names and what is open of them: for what one of them is handed."""

    others: Others
    sheets: Mapping[str, str] = MappingProxyType({})

    def peers(self, column: Column) -> Sequence[Peer] | None:
        """The other units' values of the step that is read; nobody tells whose."""
        found = self.others.peers(column)
        if found is None:
            return None
        return [evolve(p, unit="", unplaced=frozenset((OF_OTHERS,) if p.unplaced else ())) for p in found]


ALONE = Alone()
