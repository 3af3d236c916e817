"""durable's C engine: one host for the process, and only what it does safely.

The sharp edges are measured in docs: a host starts threads unless told not to, holds at most 1,024
states, compares names by a hash, crashes when a state is deleted that never ran an action, and drops
a fact that no rule could match. All of that is met here and nowhere else.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar, cast

from policy_rules.errors import EngineError, Fault

Fact = Mapping[str, int | str]
Condition = Mapping[str, Any]
Joined = Sequence[Mapping[str, Condition]]
"""The conditions of one rule, each by the name of the fact that meets it."""
Met = Mapping[str, Mapping[str, Any]]
"""The facts that met the conditions of a rule, by those names."""

FIRED_AT_MOST = 1_000
"""Actions that one fact may start; ours start fewer than ten."""

_BOOT: Fact = {"k": "boot"}
_OWN_RULES: dict[str, Joined] = {
    "boot": [{"m": {"k": "boot"}}],
    "keep": [{"m": {"$ex": {"k": 1}}}, {"n": {"never": 1}}],
}
"""A state must run an action before it may be deleted; a fact that no rule could match is not stored."""

Made = TypeVar("Made")


class Process:
    """What all sessions of the process share, since durable cannot be had twice.

    It never frees a host or a ruleset (300 hosts dropped are 300 alive), so there is one host, and each
    ruleset is registered once; and no two threads may be in it together, hence the lock.
    """

    def __init__(self) -> None:
        self.guard = threading.RLock()
        """Held whenever durable is called."""
        self._once: dict[str, Any] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """What goes by the name, made when it is first asked for."""
        with self.guard:
            if name not in self._once:
                self._once[name] = make()
            return cast("Made", self._once[name])

    @property
    def host(self) -> Any:
        """The host of the process."""
        return self.once("host", _host)


PROCESS = Process()


def _durable() -> Any:
    """The module `durable.engine`; its C part names a symbol that Python 3.13 no longer has."""
    lazily = sys.platform != "win32"
    flags = sys.getdlopenflags() if lazily else 0
    try:
        if lazily:
            sys.setdlopenflags(os.RTLD_LAZY)
        from durable import engine
    except ImportError as error:
        hint = (
            "it is compiled while it is installed: install a C compiler and the headers of Python, then "
            "`pip install --force-reinstall durable-rules==2.0.28`; all but sessions works without it"
        )
        told = f"sessions need durable-rules, which cannot be imported: {error}"
        raise EngineError(Fault(told, hint=hint)) from error
    finally:
        if lazily:
            sys.setdlopenflags(flags)
    return engine


def _host() -> Any:
    """A host without threads, and with our own way of running actions."""
    engine = _durable()
    started = engine.durable_rules_engine.start_action_for_state
    completed = engine.durable_rules_engine.complete_and_start_action

    class Rules(engine.Ruleset):  # type: ignore[misc, name-defined]
        """A ruleset that runs its actions at once: no clock, no state to write back."""

        def __init__(self, name: str, host: object, definition: Mapping[str, dict[str, Any]]) -> None:
            self.run = {rule: given["run"] for rule, given in definition.items()}
            super().__init__(name, host, definition)

        def do_actions(self, state: int, complete: Callable[[object, object], None]) -> None:
            found = started(self._handle, state)
            messages = found[1] if found else None
            for _ in range(FIRED_AT_MOST):
                if not messages:
                    return
                for name, met in json.loads(messages).items():
                    self.run[name](met)
                messages = completed(self._handle, state)
            raise EngineError(f"a fact started more than {FIRED_AT_MOST} actions")

    class Host(engine.Host):  # type: ignore[misc, name-defined]
        """A host that starts no timers."""

        def _run(self) -> None: ...

        def register_rulesets(self, definitions: Mapping[str, dict[str, Any]]) -> list[str]:
            for name, definition in definitions.items():
                assert name not in self._ruleset_directory
                rules = Rules(name, self, definition)
                self._ruleset_directory[name] = rules
                self._ruleset_list.append(rules)
            return list(definitions)

    return Host()


def hashed(text: str) -> int:
    """FNV-1a in 32 bits, by which durable compares names, states and ids."""
    found = 2166136261
    for byte in text.encode():
        found = (found ^ byte) * 16777619 & 0xFFFFFFFF
    return found


class Tokens:
    """Sequential words of ours, of which no two have the same hash."""

    def __init__(self, letter: str) -> None:
        self._letter, self._words, self._hashes = letter, list[str](), set[int]()
        self._next = 0

    def __getitem__(self, number: int) -> str:
        while len(self._words) <= number:
            word = f"{self._letter}{self._next}"
            self._next += 1
            if (own := hashed(word)) not in self._hashes:
                self._hashes.add(own)
                self._words.append(word)
        return self._words[number]


class Rulebook:
    """A set of durable rules, registered once; facts are asserted to numbered states of it."""

    states_at_most = 1_000
    """durable holds 1,024 and crashes on the next one."""

    def __init__(self, name: str, rules: Iterable[tuple[str, Joined]]) -> None:
        self.name = name
        self.fired: list[tuple[str, Met]] = []
        definition = {n: {"all": c, "run": self._action(n)} for n, c in {**_OWN_RULES, **dict(rules)}.items()}
        self._ids, self._states = Tokens("f"), Tokens("s")
        with PROCESS.guard:
            self._host = PROCESS.host
            self._host.register_rulesets({name: definition})

    def _action(self, name: str) -> Callable[[Met], None]:
        def run(met: Met) -> None:
            self.fired.append((name, met))

        return run

    def open(self, state: int) -> None:
        """Begin a state. It must be closed before its number is opened again."""
        assert 0 <= state < self.states_at_most
        self._host.assert_fact(self.name, {**_BOOT, "id": "boot", "sid": self._states[state]})
        if [name for name, _ in self.fired] != ["boot"]:
            raise EngineError("durable did not begin a state as it should")
        self.fired.clear()

    def close(self, state: int) -> None:
        """Delete a state with all its facts."""
        self._host.delete_state(self.name, self._states[state])

    def tell(self, state: int, number: int, fact: Fact) -> tuple[tuple[str, Met], ...]:
        """Assert a fact under a number free in the state; the rules that fired, with what met them."""
        try:
            self._host.assert_fact(self.name, {**fact, "id": self._ids[number], "sid": self._states[state]})
            return tuple(self.fired)
        finally:
            self.fired.clear()

    def untell(self, state: int, number: int, fact: Fact) -> None:
        """Retract a fact that was told."""
        self._host.retract_fact(self.name, {**fact, "id": self._ids[number], "sid": self._states[state]})
