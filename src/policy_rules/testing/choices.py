"""Where generated cases take their choices from: a seeded generator, or Hypothesis.

Everything in this package is built by functions of a `Choices`, so that the same cases come fast and
in bulk (`Seeded`) or one at a time and shrinkable (`strategies`, which draws from Hypothesis). The
first option is the simplest: Hypothesis shrinks towards it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Protocol, TypeVar

T = TypeVar("T")


class Choices(Protocol):
    """A source of choices."""

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        ...

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        ...

    def chance(self, percent: int) -> bool:
        """Whether something of this likelihood happens."""
        ...


class Seeded:
    """Choices of a seeded generator; the same seed gives the same cases on every Python."""

    def __init__(self, seed: int | str) -> None:
        self._random = random.Random(f"policy_rules {seed}")  # noqa: S311  (test data, not a secret)

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return low + int(self._random.random() * (high - low + 1))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[int(self._random.random() * len(options))]

    def chance(self, percent: int) -> bool:
        """Whether something of this likelihood happens."""
        return self._random.random() * 100 < percent


def some_of(choices: Choices, options: Sequence[T], percent: int) -> list[T]:
    """Each option with the given likelihood, in their order."""
    return [option for option in options if choices.chance(percent)]


def weighted(choices: Choices, *options: tuple[int, T]) -> T:
    """One of the options by weight, the first being the simplest."""
    at = choices.integer(1, sum(weight for weight, _ in options))
    for weight, option in options:
        at -= weight
        if at <= 0:
            return option
    raise AssertionError(at)
