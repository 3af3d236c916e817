"""What a session knows of one unit: small facts, what they admit, and what they support in turn.

durable keeps no account of why a fact is there, so this module does: each fact holds what the rules
that fired on it admitted, and taking the fact back takes that back too.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.engines.session.chain_rules import KINDS, Chain
from policy_rules.engines.session.durable_host import PROCESS

Key = tuple[Hashable, ...]
"""What a fact or a box is about: its kind, then the rule and the instance, or the amount that is priced."""

Values = tuple[int, ...]


@frozen
class Told:
    """A fact as it was told to durable: its values, its number, the rules that fired on it."""

    values: Values
    number: int
    fired: tuple[str, ...]


@define(eq=False)
class Memory:
    """The facts of one unit and what they admit, in a state of durable that may be put away."""

    chain: Chain
    facts: dict[Key, Told] = field(factory=dict)
    boxes: dict[Key, dict[int, int]] = field(factory=dict)
    """What is admitted, with how many facts admit it."""
    state: int = -1
    """The number of the state of durable, or -1 while it is put away."""
    _free: list[int] = field(factory=list)
    _next: int = 0

    @property
    def size(self) -> int:
        """How many facts there are."""
        return len(self.facts)

    def put(self, key: Key, values: Values | None) -> None:
        """Tell a fact in place of the one under the key, or none in its place."""
        before = self.facts.get(key)
        if (None if before is None else before.values) == values:
            return
        with PROCESS.guard:
            self.chain.states.wake(self)
            if before is not None:
                self.chain.states.book.untell(self.state, before.number, _words(key, before.values))
                del self.facts[key]
                self._free.append(before.number)
                self._count(key, before, -1)
            if values is not None:
                told = self._tell(key, values, self._number())
                self.facts[key] = told
                self._count(key, told, 1)

    def put_away(self) -> None:
        """Give the state of durable back; what was told stays on our side."""
        self.chain.states.put_away(self)

    def snapshot(self) -> Mapping[Key, Values]:
        """What is told, to return to it."""
        return {key: told.values for key, told in self.facts.items()}

    def restore(self, snapshot: Mapping[Key, Values]) -> None:
        """Tell again what was told then, and nothing else."""
        self.put_away()
        for key in [key for key in self.facts if key not in snapshot]:
            self.put(key, None)
        for key, values in snapshot.items():
            self.put(key, values)

    def tell_again(self) -> None:
        """Tell every fact to a fresh state, after this one was put away."""
        for key, told in self.facts.items():
            again = self._tell(key, told.values, told.number)
            assert sorted(again.fired) == sorted(told.fired), (key, told, again)

    def _tell(self, key: Key, values: Values, number: int) -> Told:
        fired = self.chain.states.book.tell(self.state, number, _words(key, values))
        return Told(values, number, tuple(name for name, _ in fired))

    def _number(self) -> int:
        """A number that no fact of the unit has; one just given back rests for a while."""
        if len(self._free) > len(self.facts) + 1:
            return self._free.pop(0)
        self._next += 1
        return self._next - 1

    def _count(self, key: Key, told: Told, step: int) -> None:
        """Add what the fact admits, or take it back."""
        for name in told.fired:
            rule = self.chain.rules[name]
            box = (rule.into, key[1]) if rule.of_whole_rule else (rule.into, *key[1:])
            value = rule.admits(told.values)
            counts = self.boxes.setdefault(box, {})
            counts[value] = counts.get(value, 0) + step
            if not counts[value]:
                del counts[value]
            if not counts:
                del self.boxes[box]

    def admitted(self, *box: Hashable) -> Mapping[int, int]:
        """What is admitted in a box, with how many facts admit it."""
        return self.boxes.get(box, {})


def _words(key: Key, values: Values) -> dict[str, int | str]:
    """The fact as durable reads it: its kind and small numbers, nothing of the user's."""
    kind = str(key[0])
    return {"k": kind, **dict(zip(KINDS[kind], values, strict=True))}
