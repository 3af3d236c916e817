"""What stands in the place of something earlier: decisions on readings, and corrections of a score."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol


class Superseding(Protocol):
    """Something on file that names what it supersedes."""

    @property
    def supersedes(self) -> tuple[str, ...]:
        """The ids of those in whose place it stands."""
        raise NotImplementedError


def superseded(record: Superseding, known: Mapping[str, Superseding]) -> frozenset[str]:
    """Those in whose place one stands, and those in whose place they stand, as far as they are known."""
    found = set[str]()
    waiting = list(record.supersedes)
    while waiting:
        name = waiting.pop()
        if name not in found and name in known:
            found.add(name)
            waiting += known[name].supersedes
    return frozenset(found)
