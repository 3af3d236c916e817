"""What two assessments were asked otherwise: day, sheet, parameters, facts, each by its name."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from typing import Any, TypeVar

from attrs import frozen

from policy_rules.documents import Mapping as MappingNode
from policy_rules.documents import Scalar
from policy_rules.facts.differences import differences
from policy_rules.results.assessed import Assessed
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


@frozen
class Why:
    """One thing that was asked otherwise.

    sort: `ruleset`, `unit`, `as_of`, `year`, `known_by`, `profile`, `sheet`, `parameter` or `fact`; a
    fact goes by its path, a parameter by its name (` of ` the rule whose own it is). `before` and
    `after` are what was asked: texts, days, values of the domain, pieces of facts; None where nothing.
    """

    sort: str
    name: str
    before: Any
    after: Any


def asked_otherwise(before: Assessed, after: Assessed) -> Iterator[Why]:
    """Everything that was asked otherwise, facts last."""
    old, new = before.asked, after.asked
    plain = (
        ("ruleset", before.model.name, after.model.name),
        ("unit", old.unit, new.unit),
        ("as_of", old.as_of, new.as_of),
        ("year", before.year, after.year),
        ("known_by", old.known_by, new.known_by),
        ("profile", old.profile or None, new.profile or None),
        ("sheet", old.sheet and old.sheet.name, new.sheet and new.sheet.name),
    )
    yield from (Why(sort, "", a, b) for sort, a, b in plain if a != b)
    if before.model.name == after.model.name and before.model.digest != after.model.digest:
        yield Why("ruleset", "digest", before.model.digest, after.model.digest)
    yield from _parameters(before, after)
    yield from (Why("fact", p, a, b) for p, a, b in differences(before.unit, after.unit))
    if old.unit == new.unit:
        for unit, a, b in side_by_side(old.facts.units, new.facts.units):
            if unit == old.unit or a is b:
                continue
            if a is None or b is None:
                yield Why("fact", unit, a and a.name, b and b.name)
                continue
            yield from (Why("fact", f"{unit}.{p}", x, y) for p, x, y in differences(a, b))


def _parameters(before: Assessed, after: Assessed) -> Iterator[Why]:
    """The parameters of the rulesets, then the sheet's own, where it is the same sheet."""
    sides = (before.model.vocabulary.parameters, after.model.vocabulary.parameters)
    for name, a, b in side_by_side(*sides):
        old = {"": (a.values, a.table), **a.rule_values} if a else {}
        new = {"": (b.values, b.table), **b.rule_values} if b else {}
        for rule, was, now in side_by_side(old, new):
            if was != now:
                yield Why("parameter", f"{name} of {rule}" if rule else name, was, now)
    old_sheet, new_sheet = before.asked.sheet, after.asked.sheet
    if old_sheet and new_sheet and old_sheet.name == new_sheet.name:
        own = (_own(before.model, old_sheet), _own(after.model, new_sheet))
        yield from (Why("parameter", name, a, b) for name, a, b in side_by_side(*own) if a != b)


def _own(model: RulesetModel, sheet: Sheet) -> Mapping[str, Any]:
    """The values of the parameters that are the sheet's own, as its file has them."""
    found: dict[str, Any] = {n: p.value for n, p in sheet.parameters.items() if not p.declared}
    for tree in model.sheets.values():
        name = tree.get("sheet") if isinstance(tree, MappingNode) else None
        if isinstance(tree, MappingNode) and isinstance(name, Scalar) and name.text == sheet.name:
            written = tree.get("parameters")
            for key, node in written.entries if isinstance(written, MappingNode) else ():
                if key.text in found and isinstance(node, MappingNode):
                    found[key.text] = node.get("value")
    return found


def side_by_side(
    before: Mapping[Key, Thing], after: Mapping[Key, Thing]
) -> Iterator[tuple[Key, Thing | None, Thing | None]]:
    """What two mappings hold for each key, in the order of the first."""
    for key in dict.fromkeys((*before, *after)):
        yield key, before.get(key), after.get(key)
