"""What an amount rests on: facts, findings, entries and parameters, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable

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
        return joined((self, other))

    def settled(self) -> Basis:
        """The same for an amount that nothing leaves open."""
        if not self.missing and not self.needs:
            return self
        reasons = (self.findings, self.records, self.entries, self.parameters, self.rules)
        return Basis(self.facts, _NONE, _NONE, *reasons)


NO_BASIS = Basis()
"""What rests on nothing."""


def joined(parts: Iterable[Basis]) -> Basis:
    """All that several amounts rest on."""
    several = [part for part in parts if part is not NO_BASIS]
    if len(several) < 2:
        return several[0] if several else NO_BASIS
    return Basis(
        _all([p.facts for p in several]),
        _all([p.missing for p in several]),
        _all([p.needs for p in several]),
        _all([p.findings for p in several]),
        _all([p.records for p in several]),
        _all([p.entries for p in several]),
        _all([p.parameters for p in several]),
        _all([p.rules for p in several]),
    )


def _all(sets: list[frozenset[str]]) -> frozenset[str]:
    """What is in any of several sets, of which most are empty."""
    held = [names for names in sets if names]
    return (held[0] if len(held) == 1 else _NONE.union(*held)) if held else _NONE
