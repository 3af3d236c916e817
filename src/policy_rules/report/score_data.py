"""Score and consequences as plain data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policy_rules.assessment import Assessment


def score_data(assessment: Assessment) -> Any:
    """The score."""
    return None


def consequences_data(assessment: Assessment) -> Any:
    """The consequences."""
    return []
