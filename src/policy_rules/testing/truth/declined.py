"""What the truth does not speak of."""

from __future__ import annotations


class Declined(Exception):
    """Raised with the reason, in few words that are always the same, so that reasons can be counted."""


class Undefined(Exception):
    """A rule is read whose own outcome is open though all facts are known: its requirement is null."""

    def __init__(self, rule: str, low: int, high: int) -> None:
        super().__init__(rule)
        self.rule, self.low, self.high = rule, low, high
