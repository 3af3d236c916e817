"""Which places of a rule's own scale are possible."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.values.known import T, Truth, Value


def possible_degrees(reached: Iterable[tuple[str, Value]]) -> tuple[str, ...]:
    """Which places of a scale are possible, highest first, "" being none; empty where there is no scale.

    The degree is the first whose condition is true. One that may be true is possible, and so is what comes
    after it; one that is null is not reached.
    """
    possible: list[str] = []
    scale = False
    for name, when in reached:
        scale = True
        assert isinstance(when, Truth)
        if when.hi == T:
            possible.append(name)
        if when.lo == T:
            return tuple(possible)
    return (*possible, "") if scale else ()
