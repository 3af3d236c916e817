"""durable's C engine behind one door: one host for the process, and only what it does safely.

The sharp edges are measured in docs: a host starts threads unless told not to, holds at most 1,024
states, compares names by a hash, crashes when a state is deleted that never ran an action, and drops
a fact that no rule could match. All of that is met here and nowhere else.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from policy_rules.errors import EngineError

Fact = Mapping[str, int | str]
Condition = Mapping[str, Any]

GUARD = threading.RLock()
"""Held whenever durable is called: its states are shared by all sessions of the process."""

FIRED_AT_MOST = 1_000
"""Actions that one fact may start; ours start fewer than ten."""

_BOOT: Fact = {"k": "boot"}
_OWN_RULES: dict[str, list[dict[str, Condition]]] = {
    "boot": [{"m": {"k": "boot"}}],
    "keep": [{"m": {"$ex": {"k": 1}}}, {"n": {"never": 1}}],
}
"""A state must run an action before it may be deleted; a fact that no rule could match is not stored."""


@cache
def _durable() -> Any:
    """The module `durable.engine`; its C part names a symbol that Python 3.13 no longer has."""
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        from durable import engine
    except ImportError as error:
        raise EngineError(f"durable-rules cannot be imported: {error}") from error
    finally:
        sys.setdlopenflags(flags)
    return engine


@cache
def _host() -> Any:
    """The one host of the process: without threads, and with our own way of running actions."""
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
                for name, message in json.loads(messages).items():
                    self.run[name](message["m"]["id"])
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


_IDS, _SIDS = Tokens("f"), Tokens("s")


class Rulebook:
    """A set of durable rules, registered once; facts are asserted to numbered states of it."""

    states_at_most = 1_000
    """durable holds 1,024 and crashes on the next one."""

    def __init__(self, name: str, rules: Iterable[tuple[str, Condition]]) -> None:
        self.name = name
        self._fired: list[str] = []
        conditions = {**_OWN_RULES, **{n: [{"m": condition}] for n, condition in rules}}
        definition = {n: {"all": c, "run": self._action(n)} for n, c in conditions.items()}
        with GUARD:
            self._host = _host()
            self._host.register_rulesets({name: definition})

    def _action(self, name: str) -> Callable[[str], None]:
        def run(fact: str) -> None:
            self._fired.append(name)

        return run

    def open(self, state: int) -> None:
        """Begin a state. It must be closed before its number is opened again."""
        assert 0 <= state < self.states_at_most
        self._host.assert_fact(self.name, {**_BOOT, "id": "boot", "sid": _SIDS[state]})
        if self._fired != ["boot"]:
            raise EngineError("durable did not begin a state as it should")
        self._fired.clear()

    def close(self, state: int) -> None:
        """Delete a state with all its facts."""
        self._host.delete_state(self.name, _SIDS[state])

    def tell(self, state: int, number: int, fact: Fact) -> tuple[str, ...]:
        """Assert a fact under a number that is free in the state; the names of the rules that fired."""
        try:
            self._host.assert_fact(self.name, {**fact, "id": _IDS[number], "sid": _SIDS[state]})
            return tuple(self._fired)
        finally:
            self._fired.clear()

    def untell(self, state: int, number: int, fact: Fact) -> None:
        """Retract a fact that was told."""
        self._host.retract_fact(self.name, {**fact, "id": _IDS[number], "sid": _SIDS[state]})
