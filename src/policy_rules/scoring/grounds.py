"""What an amount rests on: facts, findings, entries and parameters, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import evolve

from policy_rules.attributes import define

_NONE: frozenset[str] = frozenset()


@define
class Basis:
    """What an amount rests on.

    `facts` are known and were read, `missing` are those that leave it open, `needs` the parameters
    that do. `findings`, `records`, `entries` and `parameters` are the reasons by their sort.
    """

    facts: frozenset[str] = _NONE
    missing: frozenset[str] = _NONE
    needs: frozenset[str] = _NONE
    findings: frozenset[str] = _NONE
    records: frozenset[str] = _NONE
    entries: frozenset[str] = _NONE
    parameters: frozenset[str] = _NONE
    rules: frozenset[str] = _NONE
    """The rules that define a number read here."""

    def __or__(self, other: Basis) -> Basis:
        if other is NO_BASIS or other is self:
            return self
        if self is NO_BASIS:
            return other
        return Basis(
            self.facts | other.facts,
            self.missing | other.missing,
            self.needs | other.needs,
            self.findings | other.findings,
            self.records | other.records,
            self.entries | other.entries,
            self.parameters | other.parameters,
            self.rules | other.rules,
        )

    def settled(self) -> Basis:
        """The same for an amount that nothing leaves open."""
        return evolve(self, missing=_NONE, needs=_NONE) if self.missing or self.needs else self


NO_BASIS = Basis()
"""What rests on nothing."""


def joined(parts: Iterable[Basis]) -> Basis:
    """All that several amounts rest on."""
    found = NO_BASIS
    for part in parts:
        found = found | part
    return found
