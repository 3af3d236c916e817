"""What a sheet is made of: points in all, compulsory contents, arrangements, and the days of its items."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction

from policy_rules.core import nodes as core
from policy_rules.documents import Node
from policy_rules.errors import Fault, Place
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.ruleset.shapes import read_day
from policy_rules.scoring.amounts.amount import amounts_in
from policy_rules.scoring.amounts.scored_lines import counted, possible_points
from policy_rules.scoring.sheet import Item, Sheet
from policy_rules.values.exact import plain


def points_in_all(
    items: Mapping[str, Item], declared: Fraction | None, place: Node | None
) -> Iterator[Fault]:
    """The points of all items that count must come to what the sheet says."""
    total = sum((possible_points(item) for item in _counted(items)), Fraction(0))
    if declared is not None and place is not None and total != declared:
        told = f"the points of the items that count come to {plain(total)}, not {plain(declared)}"
        yield place.fault(told, f"{plain(abs(declared - total))} too {'few' if total < declared else 'many'}")


def contents(items: Mapping[str, Item], model: RulesetModel, place: Place) -> Iterator[Fault]:
    """Each item that counts names its content, and every compulsory content has points."""
    held: set[str] = set()
    for item in _leaves(items):
        if item.content and item.points > 0:
            held.add(item.content)
        elif not item.content and model.sheet_content:
            hint = "content: one of " + ", ".join(model.sheet_content)
            yield Fault(f"`{item.id}` names no content", item.place, hint)
    for content in model.sheet_content.values():
        if content.compulsory and content.name not in held:
            cited = f" ({', '.join(content.cites)})" if content.cites else ""
            told = f"no item that counts is of the content `{content.name}`, compulsory in every sheet{cited}"
            yield Fault(told, place, f"add an item with points and `content: {content.name}`")


def arrangements(items: Mapping[str, Item], plan: str) -> Iterator[Fault]:
    """Where a rule wants indicators to follow the year's plan, each says from which arrangement it comes."""
    for item in _leaves(items) if plan else ():
        if not item.arrangement:
            told = f"`{item.id}` names no arrangement of the year, and the sheet's plan is `{plan}`"
            yield Fault(told, item.place, "arrangement: the words of the year's plan that it comes from")


def days(sheet: Sheet, model: RulesetModel) -> Iterator[Fault]:
    """Remarks on days: one later than the rule's own, and a rule that stays pending all year."""
    last = model.vocabulary.year.last_day(sheet.year)
    for item in sheet.items.values():
        for rule in sorted(_outcomes_read(item)):
            fixed = fixed_day(model, rule)
            if fixed is None:
                continue
            if item.due is not None and item.due > fixed:
                told = f"the day of `{item.id}`, {item.due}, never binds: `{rule}` is due on {fixed}"
                yield Fault(told, item.place, "set a day before that of the rule, or none")
            elif item.due is None and fixed.toordinal() > last:
                told = f"`{rule}` is due on {fixed}: it stays pending all year"
                hint = f"give the item a day of its own, such as `due: {datetime.date.fromordinal(last)}`"
                yield Fault(f"{told}, and never costs `{item.id}` a point", item.place, hint)


def fixed_day(model: RulesetModel, rule: str) -> datetime.date | None:
    """The last day of a rule, where it or its document gives one that hangs on nothing."""
    found: Rule | None = model.rules.get(rule)
    if found is not None and found.due is not None and found.due.text == "default":
        found = model.rules.get(model.documents[found.document].default_due)
    if found is None or found.due is None:
        return None
    return read_day(found.due.text.removeprefix('@"').removesuffix('"'))


def _leaves(items: Mapping[str, Item]) -> Iterable[Item]:
    return (item for item in items.values() if item.counts and not item.children)


def _counted(items: Mapping[str, Item]) -> Iterator[Item]:
    return counted(items, tuple({item.component for item in items.values() if item.counts}))


def _outcomes_read(item: Item) -> set[str]:
    roots = [*(e.amount for e in item.effects), *item.groups.values()]
    nodes = [n for root in roots for a in amounts_in(root) for n in a.trees]
    nodes += [e.condition for e in item.effects if e.condition is not None]
    return {n.rule for node in nodes for n in core.walk(node) if isinstance(n, core.Outcome)}
