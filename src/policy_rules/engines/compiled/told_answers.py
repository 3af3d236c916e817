"""What rules came to before, by what the unit told of all that they read: only what is told anew is run.

A service asks of the same units again, with a fact or two that are new, and units tell many things alike. A
rule that reads other units is run each time. Facts are not kept: what was told is known by its digest.
"""

from __future__ import annotations

import marshal
from collections.abc import Hashable, Mapping
from hashlib import blake2b
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.engines.compiled.untold_rules import Span
from policy_rules.facts.view import Record, UnitView
from policy_rules.lowering.static_facts import ANY, StaticFacts
from policy_rules.reference.answers import about, speaks_alone, told_by_names

Answer = tuple[Span, "Record | None"]
"""What a rule came to, and its record, where other rules read it."""
Key = tuple[bytes, ...]
"""The digests of what a unit tells of all that a rule reads."""
DAYS, ANSWERS = 4, 16
"""Of so many days, each with its parameters, and so many of each rule on a day; the oldest make room."""
PLAIN = 0
"""The form of `marshal` in which equal data is written alike."""


@frozen(eq=False)
class ToldOfUnit:
    """Digests of what a unit tells, by the names under which rules read it; the answers of its day."""

    digests: Mapping[str, bytes]
    of_day: dict[int, dict[Key, Answer]]


class ToldAnswers:
    """The answers of a program's rules; may be shared between threads, which at worst find one twice."""

    def __init__(self, known: StaticFacts) -> None:
        self._names = [None if of.names is ANY else tuple(sorted(of.names | of.kind)) for of in known.rules]
        self._days: dict[Hashable, dict[int, dict[Key, Answer]]] = {}

    def of(self, view: UnitView) -> ToldOfUnit | None:
        """What the unit of a view tells; None of a place, whose organs have a say, or of what is withheld."""
        if not speaks_alone(view.unit):
            return None
        at = view.vocabulary, *about(view)
        of_day = self._days[at] = self._days.pop(at, {})  # the latest is last
        for oldest in list(self._days)[:-DAYS]:
            self._days.pop(oldest, None)
        told = told_by_names(view.unit, view.scored).items()
        return ToldOfUnit({name: _digest(name, parts) for name, parts in told}, of_day)

    def key(self, rule: int, told: ToldOfUnit) -> Key | None:
        """What is told of all that a rule, by its number, reads; None where it reads of others."""
        names, digest = self._names[rule], told.digests.get
        return None if names is None else tuple([d for name in names if (d := digest(name)) is not None])

    def known(self, told: ToldOfUnit, rule: int, key: Key) -> Answer | None:
        """What a rule came to before where the same was told."""
        of_rule = told.of_day.get(rule)
        return None if of_rule is None else of_rule.get(key)

    def keep(self, told: ToldOfUnit, rule: int, key: Key, answer: Answer) -> None:
        """Keep what a rule came to."""
        of_rule = told.of_day.setdefault(rule, {})
        if len(of_rule) >= ANSWERS:
            of_rule.clear()
        of_rule[key] = answer


def _digest(name: str, told: Any) -> bytes:
    return blake2b(marshal.dumps((name, told), PLAIN), digest_size=16).digest()
