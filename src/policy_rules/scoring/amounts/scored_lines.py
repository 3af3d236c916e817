"""The items of a sheet as amounts read them: which count for a component, and their points possible."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TypeVar

from policy_rules.attributes import frozen
from policy_rules.core.nodes import Input, Node
from policy_rules.vocabulary import BOOLEAN


@frozen(eq=False, kw_only=True)
class ScoredLine:
    """What amounts read of an item: points, the component for which it counts, the sum that it is."""

    id: str
    points: Fraction
    component: str = ""
    applies: Node | None = None
    due: datetime.date | None = None
    children: tuple[str, ...] = ()
    at_most: Fraction | None = None


APPLIES = "applies "
Line = TypeVar("Line", bound=ScoredLine)


def counted(items: Mapping[str, Line], components: tuple[str, ...]) -> Iterator[Line]:
    """The items that count for the components: a group with a cap of its own as one, else its children."""
    below_cap: set[str] = set()
    for item in reversed(tuple(items.values())):  # parents before their children
        if item.at_most is not None or item.id in below_cap:
            below_cap.update(item.children)
    for item in items.values():
        if item.component not in components or item.id in below_cap:
            continue
        if not item.children or item.at_most is not None:
            yield item


def possible_points(item: ScoredLine) -> Fraction:
    """The points that can be got: the item's, or its cap where its children may come to more."""
    return item.points if item.at_most is None else min(item.at_most, item.points)


def got_name(item: str) -> str:
    """The name of an item's points where it applies."""
    return f"got {item}"


def applies_name(item: str) -> str:
    """The name of whether an item with a due day of its own applies."""
    return APPLIES + item


def applying(item: ScoredLine) -> Node | None:
    """Whether the item applies, as steps read it: one with a day of its own was looked at on that day."""
    if item.applies is None or item.due is None:
        return item.applies
    return Input(BOOLEAN, applies_name(item.id))
