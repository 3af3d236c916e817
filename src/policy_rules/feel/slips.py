"""What an author probably meant: typical slips, each with the hint that mends it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy_rules.feel.build import Misread

if TYPE_CHECKING:
    from lark.exceptions import UnexpectedInput


def prescan(text: str) -> None:
    """Check length and nesting before parsing."""
    if len(text) > 65536:
        raise Misread((0, 1), "an expression of more than 65,536 characters")


def explain(text: str, error: UnexpectedInput) -> Misread:
    """The fault behind a parser error."""
    position = getattr(error, "pos_in_stream", None)
    position = len(text) if position is None else position
    return Misread((position, position + 1), "the expression cannot be read here")
