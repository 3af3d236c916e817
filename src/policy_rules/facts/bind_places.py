"""Places and their organs as files declare them: what hangs together, and which organs were drawn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from policy_rules.documents import Node
from policy_rules.errors import Fault, near_miss
from policy_rules.facts.bind_statements import ORGANS, each_of, ordinal_of
from policy_rules.facts.binding import Binding
from policy_rules.facts.bound import SampleRecord, UnitFacts
from policy_rules.ruleset.model import RulesetModel

Nodes = Mapping[str, Node]
"""Where the id of each unit stands."""


def bind_samples(items: Iterable[Node], scope: Binding) -> tuple[SampleRecord, ...]:
    """The organs that were drawn, a record for each year."""
    found: dict[int, SampleRecord] = {}
    for fields in each_of(items, "a sample", scope):
        if "for" not in fields or "organs" not in fields:
            continue
        year = int(fields.text("for"))
        if year in found:
            told = f"two samples are of the year {year}"
            scope.faults.append(fields.node.fault(told, f"the other is at {found[year].place}"))
        organs = tuple(dict.fromkeys(organ.text for organ in fields.texts("organs")))
        source = scope.source(fields.scalar("source"))
        place = fields.node.place
        found[year] = SampleRecord(year, organs, fields.text("by"), ordinal_of(fields, "date"), source, place)
    return tuple(found.values())


def faults_of_places(units: Mapping[str, UnitFacts], nodes: Nodes, *, declared: bool) -> Iterator[Fault]:
    """What is wrong with places and organs; `declared`: the ruleset says how their findings are joined."""
    for unit in units.values():
        node = nodes[unit.id]
        if unit.is_place:
            yield from _of_place(unit, units, node, declared=declared)
        else:
            yield from _of_no_place(unit)
        if unit.organ_of:
            yield from _of_organ(unit, units, node)


def _of_place(
    unit: UnitFacts, units: Mapping[str, UnitFacts], node: Node, *, declared: bool
) -> Iterator[Fault]:
    if not declared:
        told = f"`{unit.id}` is a place, and the ruleset does not say how findings of organs are joined"
        yield node.fault(told, "declare `places: {counted: …, gradings: …}` in ruleset.yaml")
    for sample in unit.samples:
        for organ in sample.organs:
            if organ in units and units[organ].organ_of != unit.id:
                told = f"`{organ}`, drawn for {sample.year}, is no organ of `{unit.id}`"
                own = [other.id for other in units.values() if other.organ_of == unit.id]
                hint = near_miss(organ, own) or f"an organ says so itself: `organ_of: {unit.id}`"
                yield Fault(told, sample.place, hint)


def _of_no_place(unit: UnitFacts) -> Iterator[Fault]:
    hint = "say `place: true` of the unit"
    for sample in unit.samples[:1]:
        yield Fault(f"`{unit.id}` is no place, so it has no sample of organs", sample.place, hint)
    for whole in unit.complete:
        if whole.list == ORGANS and ORGANS not in unit.lists:
            yield Fault(f"`{unit.id}` is no place, so it has no list of organs", whole.place, hint)


def _of_organ(unit: UnitFacts, units: Mapping[str, UnitFacts], node: Node) -> Iterator[Fault]:
    place = units.get(unit.organ_of)
    if unit.is_place:
        yield node.fault(f"`{unit.id}` is a place, so it is no organ of another", "leave one of the two out")
    if unit.organ_of == unit.parent:
        told = f"`{unit.id}` is an organ of `{unit.parent}`, so it is no unit below it"
        yield node.fault(told, "leave `parent` out, or name the unit above it")
    if place is not None and not place.is_place and unit.id != unit.organ_of:
        yield node.fault(
            f"`{unit.organ_of}`, whose organ `{unit.id}` is, is no place", "say `place: true` of it"
        )
    if unit.id == unit.organ_of:
        yield node.fault(f"`{unit.id}` is said to be an organ of itself", "`organ_of` names the place")


def faults_of_added(unit: UnitFacts, others: Mapping[str, UnitFacts], model: RulesetModel) -> Iterator[Fault]:
    """What is wrong with a unit that comes without facts to others, as far as places go."""
    if unit.is_place and model.places is None:
        told = f"`{unit.id}` is a place, and the ruleset does not say how findings of organs are joined"
        yield Fault(told, hint="declare `places: {counted: …, gradings: …}` in ruleset.yaml")
    if unit.is_place and unit.organ_of:
        yield Fault(f"`{unit.id}` is a place, so it is no organ of another", hint="leave one of the two out")
    if unit.organ_of and unit.organ_of == unit.parent:
        yield Fault(f"`{unit.id}` is an organ of `{unit.parent}`, so it is no unit below it")
    place = others.get(unit.organ_of)
    if unit.organ_of == unit.id or (place is not None and not place.is_place):
        told = f"`{unit.organ_of}`, whose organ `{unit.id}` is, is no place"
        yield Fault(told, hint="add it with `place=True`")
    for other in others.values():
        if other.organ_of == unit.id and not unit.is_place:
            yield Fault(f"`{other.id}` is an organ of `{unit.id}`, which is no place", hint="`place=True`")
