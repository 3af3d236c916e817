"""What two assessments were asked otherwise: day, sheet, parameters, facts, each by its name."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping as MappingNode
from policy_rules.documents import Scalar
from policy_rules.facts.bound import Entry, RecordFacts
from policy_rules.facts.differences import differences, other_sources, same_value
from policy_rules.facts.paths import without_brackets
from policy_rules.results.assessed import Assessed
from policy_rules.results.who_reads import ReadBy, readers_of_fact, readers_of_parameter
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.parameter_names import name_for
from policy_rules.values.known import WITHHELD
from policy_rules.vocabulary import Parameter

if TYPE_CHECKING:
    from policy_rules.scoring.sheet import Sheet

Key = TypeVar("Key", bound=Hashable)
Thing = TypeVar("Thing")


@frozen
class Why:
    """One thing that was asked otherwise.

    sort: `ruleset`, `unit`, `as_of`, `year`, `known_by`, `profile`, `sheet`, `parameter`, `fact` or
    `source`; a fact goes by its path, a parameter by its name (` of ` the rule whose own it is). `before`
    and `after` are what was asked: texts, days, values of the domain, pieces of facts; None where nothing.
    `source`: the fact at the path is told alike, by other sources, whose ids these are. `read_by`: the
    rules and the sheet that read it; None of what is not read by its name. `same_value`: sources differ
    otherwise of a fact, which comes to the same, and so turns nothing.
    """

    sort: str
    name: str
    before: Any
    after: Any
    read_by: ReadBy | None = None
    same_value: bool = False


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
    hidden = before.model.vocabulary.redacted | after.model.vocabulary.redacted
    for path, a, b in differences(before.unit, after.unit):
        yield _fact(path, a, b, hidden, read_by=readers_of_fact(after, path))
    yield from (Why("source", *told) for told in other_sources(before.unit, after.unit))
    if old.unit == new.unit:
        for unit, a, b in side_by_side(old.facts.units, new.facts.units):
            if unit == old.unit or a is b:
                continue
            if a is None or b is None:
                yield Why("fact", unit, a and a.name, b and b.name)
                continue
            yield from (_fact(p, x, y, hidden, f"{unit}.") for p, x, y in differences(a, b))


def _fact(
    path: str,
    before: Any,
    after: Any,
    hidden: Collection[str],
    of: str = "",
    read_by: ReadBy | None = None,
) -> Why:
    """A fact told otherwise; values of what is `hidden` are withheld."""
    *_, entity, name = ["", *without_brackets(path).split(".")]
    sides = [_untold(piece, entity, name, hidden) if hidden else piece for piece in (before, after)]
    return Why("fact", of + path, sides[0], sides[1], read_by, same_value(before, after))


def _untold(piece: Any, entity: str, name: str, hidden: Collection[str]) -> Any:
    """A piece of facts without the values that are not told, of the attribute or list of that name."""
    if isinstance(piece, tuple):
        return tuple(_untold(one, entity, name, hidden) for one in piece)
    if isinstance(piece, Entry) and f"{entity}.{name}" in hidden:
        return evolve(piece, value=WITHHELD, told=())
    if isinstance(piece, RecordFacts):
        values = {n: _untold(entry, name, n, hidden) for n, entry in piece.values.items()}
        lists = {n: _untold(records, name, n, hidden) for n, records in piece.lists.items()}
        return evolve(piece, values=values, lists=lists)
    return piece


def _parameters(before: Assessed, after: Assessed) -> Iterator[Why]:
    """The parameters of the rulesets, then the sheet's own, where it is the same sheet."""
    sides = (before.model.vocabulary.parameters, after.model.vocabulary.parameters)
    for name, a, b in side_by_side(*sides):
        if a is b or (a == b and a is not None):
            continue
        read_by = readers_of_parameter(after, name)
        old, new = ((p.values, p.table) if p else None for p in (a, b))
        if old != new:
            yield Why("parameter", name, old, new, read_by)
        yield from _of_rules(name, a, b, read_by)
    old_sheet, new_sheet = before.asked.sheet, after.asked.sheet
    if old_sheet and new_sheet and old_sheet.name == new_sheet.name:
        own = (_own(before.model, old_sheet), _own(after.model, new_sheet))
        for name, x, y in side_by_side(*own):
            if x != y:
                yield Why("parameter", name, x, y, readers_of_parameter(after, name))


def _of_rules(name: str, before: Parameter | None, after: Parameter | None, read_by: ReadBy) -> Iterator[Why]:
    """What each rule has of its own: those that read it and have it alike are told together."""
    sides = [p.rule_values if p else {} for p in (before, after)]
    moved = [(rule, was, now) for rule, was, now in side_by_side(*sides) if was != now]
    reading = [each for each in moved if each[0] in read_by.rules] or moved
    alike: list[tuple[Any, Any, list[str]]] = []
    for rule, was, now in reading:
        together = next((rules for a, b, rules in alike if (a, b) == (was, now)), None)
        if together is None:
            alike.append((was, now, [rule]))
        else:
            together.append(rule)
    for was, now, rules in alike:
        told = evolve(read_by, rules=tuple(rule for rule in rules if rule in read_by.rules))
        yield Why("parameter", name_for(name, rules[0] if len(rules) == 1 else ""), was, now, told)


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
