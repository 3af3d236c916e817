"""Rules of whose facts a unit tells nothing: they come to the same for all units that are alike.

Most units tell little of what a ruleset asks. What such a rule comes to depends on the day, the year,
the parameters and on what kind of unit it is. So it is learnt from the first such unit and not computed
for the next.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from threading import Lock

from policy_rules.attributes import frozen
from policy_rules.facts.view import Record, UnitView
from policy_rules.lowering.static_facts import ANY, StaticFacts

Span = tuple[int, int]
KEPT = 64
"""Kinds of units of which it is kept what they come to; the oldest makes room."""


@frozen(eq=False)
class Known:
    """What the silent rules come to: the findings, those that other rules read, the rules not known yet."""

    found: Mapping[str, Span]
    findings: Mapping[str, Record]
    unknown: frozenset[int]


class UntoldRules:
    """What rules come to where a unit tells nothing of what they read, by the kind of unit.

    The kind of a unit is what the roles look at, as far as it can be only a few things.
    """

    def __init__(self, rules: Iterable[str], known: StaticFacts) -> None:
        self.kind = known.kind
        names = {rule: of.names for rule, of in zip(rules, known.rules, strict=True)}
        everything = frozenset(range(len(names)))
        self.always = frozenset(n for n, read in enumerate(names.values()) if read is ANY)
        self._readers: dict[str, set[int]] = {}
        for number, read in enumerate(names.values()):
            for name in read or ():
                self._readers.setdefault(name, set()).add(number)
        self._rules = tuple(names)
        self._nothing = Known(dict.fromkeys(names, (0, 0)), {}, everything)
        self._kept: dict[Hashable, Known] = {}
        self._lock = Lock()

    def told(self, view: UnitView) -> set[int]:
        """The numbers of the rules that may read something that the unit tells."""
        unit = view.unit
        names = {*unit.values, *unit.lists, *view.scored}
        names.difference_update(self.kind)
        names.update(c.list.rpartition(".")[2] for c in unit.complete)
        names.update(e.rule for e in unit.exceptions)
        names.update(g.rule for g in unit.gradings)
        names.update(r.measure for r in unit.reported)
        readers = self._readers
        return set(self.always).union(*[readers[name] for name in names if name in readers])

    def key(self, view: UnitView) -> Hashable:
        """All that a silent rule can depend on."""
        entries = map(view.unit.values.get, self.kind)
        kind = [tuple((e.value, e.year, e.start) for e in told) if told else None for told in entries]
        return (view.as_of, view.year, view.year_given, view.vocabulary, *kind)

    def known(self, key: Hashable) -> Known:
        """What is known so far."""
        return self._kept.get(key, self._nothing)

    def learn(
        self,
        key: Hashable,
        silent: Iterable[int],
        found: Mapping[str, Span],
        findings: Mapping[str, Record],
    ) -> None:
        """Keep what the silent rules came to."""
        rules = [self._rules[n] for n in silent]
        with self._lock:
            known = self.known(key)
            if len(self._kept) >= KEPT and key not in self._kept:
                del self._kept[next(iter(self._kept))]
            self._kept[key] = Known(
                {**known.found, **{rule: found[rule] for rule in rules}},
                {**known.findings, **{rule: findings[rule] for rule in rules if rule in findings}},
                known.unknown.difference(silent),
            )
