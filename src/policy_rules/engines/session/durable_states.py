"""The states of durable, shared by all sessions of the process: few are awake, the others put away."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import Protocol

from policy_rules.engines.session.durable_host import PROCESS, Rulebook

AWAKE_AT_MOST, FACTS_AT_MOST = 64, 60_000
"""How many units have a state at a time, and how many facts those hold in all: a state costs about half a
megabyte and a fact 8 KB, so all of them half a gigabyte. To wake a unit again takes 0.1 ms a fact."""


class Tenant(Protocol):
    """What may be given a state."""

    state: int
    """The number of its state, or -1 while it has none."""

    @property
    def size(self) -> int:
        """How many facts it holds."""

    def tell_again(self) -> None:
        """Tell every fact to a fresh state."""


class States:
    """Gives the states of a rulebook, the one touched longest ago giving way."""

    def __init__(self, book: Rulebook, most: int = AWAKE_AT_MOST, most_facts: int = FACTS_AT_MOST) -> None:
        self.book, self.most, self.most_facts = book, most, most_facts
        self._awake: OrderedDict[int, Tenant] = OrderedDict()
        self._abandoned: deque[Tenant] = deque()
        self._free = list(range(Rulebook.states_at_most))

    def wake(self, tenant: Tenant) -> None:
        """Give it a state that holds its facts, if it has none."""
        with PROCESS.guard:
            self._clear()
            if tenant.state >= 0:
                self._awake.move_to_end(tenant.state)
                return
            while self._awake and self._are_full():
                self.put_away(next(iter(self._awake.values())))
            number = self._free.pop()
            self.book.open(number)
            tenant.state = number
            self._awake[number] = tenant
            tenant.tell_again()

    def _are_full(self) -> bool:
        held = sum(tenant.size for tenant in self._awake.values())
        return len(self._awake) >= self.most or held >= self.most_facts

    def put_away(self, tenant: Tenant) -> None:
        """Delete its state; its facts stay on our side."""
        with PROCESS.guard:
            if tenant.state < 0:
                return
            number, tenant.state = tenant.state, -1
            del self._awake[number]
            self.book.close(number)
            self._free.append(number)

    def abandon(self, tenant: Tenant) -> None:
        """Note that nobody holds it any more.

        A collector may say so in the middle of a call of durable, so the state is deleted later.
        """
        self._abandoned.append(tenant)

    def _clear(self) -> None:
        while self._abandoned:
            self.put_away(self._abandoned.popleft())

    @property
    def awake(self) -> int:
        """How many have a state."""
        with PROCESS.guard:
            self._clear()
            return len(self._awake)
