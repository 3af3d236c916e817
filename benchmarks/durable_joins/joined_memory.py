"""The facts of one unit for the joining rules, and what follows from them.

durable has no least and greatest, and nothing of its own that takes back what followed: ends are taken here,
and each activation is kept with the facts that met it (`grounds`), so that it goes when one of them goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Mapping

from attrs import define, field, frozen
from join_rules import KINDS, RULES, JoinRule

from policy_rules.core import nodes as core
from policy_rules.engines.session.durable_host import PROCESS, Met, Rulebook
from policy_rules.engines.session.durable_states import States
from policy_rules.engines.session.working_memory import Key, Values


@frozen(eq=False)
class JoinedChain:
    """The rules as durable holds them, and the states of durable for them."""

    rules: Mapping[str, JoinRule]
    states: States


def joined_chain() -> JoinedChain:
    """The one of the process."""
    return PROCESS.once("joined chain", _registered)


def _registered() -> JoinedChain:
    rules = {f"j{n}": one for n, one in enumerate(RULES)}
    book = Rulebook("joined", ((key, one.as_durable_reads_it()) for key, one in rules.items()))
    return JoinedChain(rules, States(book))


@define(eq=False)
class Activation:
    """A rule that fired: what it admits, and the numbers of the facts that met it."""

    box: Key
    value: int
    grounds: tuple[int, ...]


@frozen
class Told:
    """A fact as it was told to durable."""

    values: Values
    number: int


@define(eq=False)
class JoinedMemory:
    """The facts of one unit, with what stands on them."""

    chain: JoinedChain
    facts: dict[Key, Told] = field(factory=dict)
    boxes: dict[Key, Counter[int]] = field(factory=dict)
    state: int = -1
    grounds: dict[int, set[Activation]] = field(factory=dict)
    """By the number of a fact, the activations that it met."""
    rules: Mapping[str, int] = field(factory=dict)
    """The numbers of the rules by their ids."""
    prices: dict[core.Node, tuple[int, ...]] = field(factory=dict)
    """Conditions of one finding, with what each outcome makes of them."""
    _numbers: dict[Key, int] = field(factory=dict)
    _by_word: dict[str, int] = field(factory=dict)
    _touched: set[Key] = field(factory=set)
    _free: list[int] = field(factory=list)
    _next: int = 0

    def number(self, *about: Hashable) -> int:
        """The number by which facts about the thing join."""
        return self._numbers.setdefault(about, len(self._numbers))

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
                self._untell(key, before)
            if values is not None:
                told = self.facts[key] = Told(values, self._fresh())
                for name, met in self._tell(key, told):
                    self._activate(self.chain.rules[name], met)

    def _tell(self, key: Key, told: Told) -> tuple[tuple[str, Met], ...]:
        book = self.chain.states.book
        self._by_word[book._ids[told.number]] = told.number  # noqa: SLF001
        return book.tell(self.state, told.number, _fact(key, told.values))

    def _untell(self, key: Key, told: Told) -> None:
        self.chain.states.book.untell(self.state, told.number, _fact(key, told.values))
        del self.facts[key]
        self._free.append(told.number)
        for one in self.grounds.pop(told.number, ()):
            self._count(one, -1)
            for other in one.grounds:
                self.grounds.get(other, set()).discard(one)

    def _activate(self, by: JoinRule, met: Met) -> None:
        kind, subject = by.of.split(".")
        then = by.then
        if isinstance(then, str):
            of, name = then.split(".")
            then = met[of][name]
        grounds = tuple(self._by_word[fact["id"]] for fact in met.values())
        one = Activation((by.into, met[kind][subject]), then, grounds)
        for number in grounds:
            self.grounds.setdefault(number, set()).add(one)
        self._count(one, 1)

    def _count(self, one: Activation, step: int) -> None:
        counts = self.boxes.setdefault(one.box, Counter())
        counts[one.value] += step
        if not counts[one.value]:
            del counts[one.value]
        if not counts:
            del self.boxes[one.box]
        self._touched.add(one.box)

    def follow(self, rule_number: int) -> None:
        """Tell what follows, as long as anything does: outcomes, the worst of the rule, its finding."""
        self._touched.add(("worst at least", rule_number))
        while self._touched:
            into, about = self._touched.pop()
            found = self.boxes.get((into, about))
            if into in ("outcome", "finding"):
                ends = (about, min(found), max(found)) if found else None
                self.put((into, about), ends)
            elif into in ("worst at least", "worst at most"):
                least, most = (max(self.admitted(box, about), default=0) for box in _WORST)
                self.put(("worst", about), (about, least, most))

    def _fresh(self) -> int:
        if len(self._free) > len(self.facts) + 1:
            return self._free.pop(0)
        self._next += 1
        return self._next - 1

    def put_away(self) -> None:
        """Give the state of durable back; what was told stays on our side."""
        self.chain.states.put_away(self)

    def tell_again(self) -> None:
        """Tell every fact to a fresh state, after this one was put away."""
        again = sum(len(self._tell(key, told)) for key, told in self.facts.items())
        assert again == sum(map(sum, (counts.values() for counts in self.boxes.values())))

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
        self._touched.clear()

    def admitted(self, *box: Hashable) -> Mapping[int, int]:
        """What is admitted in a box, with how many activations admit it."""
        return self.boxes.get(box, {})


_WORST = ("worst at least", "worst at most")


def _fact(key: Key, values: Values) -> dict[str, int | str]:
    kind = str(key[0])
    return {"k": kind, **dict(zip(KINDS[kind], values, strict=True))}
