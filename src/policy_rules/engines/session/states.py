"""The states of durable, shared by all sessions of the process: few are awake, the others put away."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from policy_rules.engines.session.host import GUARD, Rulebook

if TYPE_CHECKING:
    from policy_rules.engines.session.memory import Memory

AWAKE_AT_MOST = 64
"""How many units have a state at a time: one costs about half a megabyte, and 8 KB a fact."""


class States:
    """Gives memories the states of a rulebook, the one touched longest ago giving way."""

    def __init__(self, book: Rulebook, most: int = AWAKE_AT_MOST) -> None:
        self.book, self.most = book, most
        self._awake: OrderedDict[int, Memory] = OrderedDict()
        self._abandoned: deque[Memory] = deque()
        self._free = list(range(Rulebook.states_at_most))

    def wake(self, memory: Memory) -> None:
        """Give the memory a state that holds its facts, if it has none."""
        with GUARD:
            self._clear()
            if memory.state >= 0:
                self._awake.move_to_end(memory.state)
                return
            while len(self._awake) >= self.most:
                self.put_away(next(iter(self._awake.values())))
            number = self._free.pop()
            self.book.open(number)
            memory.state = number
            self._awake[number] = memory
            memory.tell_again()

    def put_away(self, memory: Memory) -> None:
        """Delete the memory's state; its facts stay on our side."""
        with GUARD:
            if memory.state < 0:
                return
            number, memory.state = memory.state, -1
            del self._awake[number]
            self.book.close(number)
            self._free.append(number)

    def abandon(self, memory: Memory) -> None:
        """Note that nobody holds the memory any more.

        A collector may say so in the middle of a call of durable, so the state is deleted later.
        """
        self._abandoned.append(memory)

    def _clear(self) -> None:
        while self._abandoned:
            self.put_away(self._abandoned.popleft())

    @property
    def awake(self) -> int:
        """How many memories have a state."""
        with GUARD:
            self._clear()
            return len(self._awake)
