"""Score, grade and consequences as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy_rules.ir.words import Language

if TYPE_CHECKING:
    from policy_rules.assessment import Assessment


def score_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """The score."""
    yield from ()


def consequence_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """The consequences."""
    yield from ()
