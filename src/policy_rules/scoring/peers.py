"""What a step may read of other units: the column of a step, each unit's value with its class."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from attrs import frozen

from policy_rules.domain import Truth
from policy_rules.scoring.model import Peers
from policy_rules.scoring.values import Amounted


@frozen
class Peer:
    """Another unit: its value of the step, whether it is of the same class, its further keys."""

    unit: str
    value: Amounted
    same: Truth
    keys: tuple[Amounted, ...] = ()


class Population(Protocol):
    """The other units, as far as they are known."""

    def peers(self, amount: Peers) -> Sequence[Peer] | None:
        """The other units' values of the step that is read; None where they are not known."""


class Alone:
    """One unit without its peers."""

    def peers(self, amount: Peers) -> Sequence[Peer] | None:
        """Not known."""
        return None


ALONE = Alone()
