"""Points got and points possible of a component: what `share_of` and `possible_of` stand for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from policy_rules.core import nodes as core
from policy_rules.documents import Node, Scalar, Sequence, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.scoring.amounts.kinds import Constant, Named, Quotient, WeightedAmount
from policy_rules.scoring.sheet import Item
from policy_rules.values.intervals import whole
from policy_rules.values.known import Num
from policy_rules.vocabulary import Type


def counted(items: Mapping[str, Item], components: tuple[str, ...]) -> Iterator[Item]:
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


def possible(item: Item) -> Constant:
    """The points that can be got on an item."""
    points = whole(possible_points(item))
    return Constant(value=Num(points, points))


def possible_points(item: Item) -> Fraction:
    """The same as a number: the item's points, or its cap where its children may come to more."""
    return item.points if item.at_most is None else min(item.at_most, item.points)


def share_of(items: Mapping[str, Item], node: Node | None, faults: list[Fault]) -> tuple[WeightedAmount, ...]:
    """Points got by points that apply, as a mean: each item's share, weighted by its points."""
    return tuple(
        WeightedAmount(Quotient(of=Named(node=got(item)), to=possible(item)), possible(item), item.applies)
        for item in _named(items, node, faults)
    )


def possible_of(
    items: Mapping[str, Item], node: Node | None, faults: list[Fault]
) -> tuple[WeightedAmount, ...]:
    """The points that apply."""
    return tuple(WeightedAmount(possible(item), None, item.applies) for item in _named(items, node, faults))


def got(item: Item) -> core.Node:
    """The points of an item where it applies."""
    return core.Input(Type("number"), f"got {item.id}")


def _named(items: Mapping[str, Item], node: Node | None, faults: list[Fault]) -> list[Item]:
    written = node.items if isinstance(node, Sequence) else (node,)
    known = {item.component for item in items.values() if item.component}
    names = []
    for scalar in written:
        if not isinstance(scalar, Scalar):
            if scalar is not None:
                faults.append(scalar.fault(f"the name of a component is needed, not {describe(scalar)}"))
            return []
        if scalar.text not in known:
            hint = near_miss(scalar.text, known) or "components: " + ", ".join(sorted(known))
            faults.append(scalar.fault(f"no item belongs to a component `{scalar.text}`", hint))
            return []
        names.append(scalar.text)
    return list(counted(items, tuple(names)))
