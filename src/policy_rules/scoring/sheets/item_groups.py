"""Items with children: what they inherit, what their points come to, in which order they come."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from fractions import Fraction

from attrs import evolve

from policy_rules.errors import Fault, near_miss
from policy_rules.scoring.amounts.scored_lines import possible_points
from policy_rules.scoring.sheet import Item
from policy_rules.values.exact import plain


def with_parents(
    found: Mapping[str, Item], set_yearly: Collection[str], faults: list[Fault]
) -> dict[str, Item]:
    """Children before parents, with what they inherit; the points of `set_yearly` are their children's."""
    groups = _Groups(found, set_yearly, faults)
    for name in found:
        groups.put(name, ())
    return groups.ordered


class _Groups:
    def __init__(self, found: Mapping[str, Item], set_yearly: Collection[str], faults: list[Fault]) -> None:
        self.found, self.set_yearly, self.faults = found, set_yearly, faults
        self.parents: dict[str, Item] = {}
        self.ordered: dict[str, Item] = {}
        for item in found.values():
            for child in item.children:
                if child not in found:
                    faults.append(Fault(f"no item `{child}`", item.place, near_miss(child, found)))
                elif child in self.parents or child == item.id:
                    faults.append(Fault(f"`{child}` is a child twice", item.place))
                else:
                    self.parents[child] = item

    def put(self, name: str, above: tuple[str, ...]) -> None:
        """The item after its children."""
        item = self.found[name]
        if name in above:
            self.faults.append(Fault(f"`{name}` is a child of itself", item.place))
            return
        if name in self.ordered:
            return
        known = [child for child in item.children if child in self.found]
        for child in known:
            self.put(child, (*above, name))
        children = [self.ordered[child] for child in known if child in self.ordered]
        if item.children and len(children) == len(item.children):
            item = self._summed(item, children)
        self.ordered[name] = self._heir(item)

    def _heir(self, item: Item) -> Item:
        """The item with the component, content and arrangement of what stands above it, where it has none."""
        line, seen = [item], {item.id}
        while (parent := self.parents.get(line[-1].id)) is not None and parent.id not in seen:
            line.append(parent)
            seen.add(parent.id)
        return evolve(
            item,
            component=next((i.component for i in line if i.component), ""),
            content=next((i.content for i in line if i.content), ""),
            arrangement=next((i.arrangement for i in line if i.arrangement), {}),
        )

    def _summed(self, item: Item, children: list[Item]) -> Item:
        """The item with its points held against those of its children."""
        total = sum((possible_points(child) for child in children), Fraction(0))
        told = f"the points of the children of `{item.id}` come to {plain(total)}"
        if item.id in self.set_yearly:
            item = evolve(item, points=total, high=total if item.high == 0 else item.high)
        elif item.at_most is None and total != item.points:
            hint = "correct the points, cap the sum with `at_most`, or write `points: set yearly`"
            self.faults.append(Fault(f"{told}, not {plain(item.points)}", item.place, hint))
        elif item.at_most is not None and item.points not in (total, item.at_most):
            told += f", its cap is {plain(item.at_most)}, and its points are {plain(item.points)}"
            self.faults.append(Fault(told, item.place, "its points are the sum or the cap"))
        for child in children:
            if item.at_most is not None and child.applies is not None:
                told = f"`{child.id}` may not apply, and `{item.id}` caps the sum of its children"
                self.faults.append(Fault(told, child.place, "points possible would hang on the cap"))
        return item
