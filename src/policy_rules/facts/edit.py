"""One fact put, changed or removed among a unit's facts: bound and checked as a facts file would be."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve

from policy_rules.documents import Mapping as MappingNode
from policy_rules.documents import from_data
from policy_rules.errors import FactsError, Fault, printed
from policy_rules.facts.bind import bind
from policy_rules.facts.bound import Lists, Source, UnitFacts
from policy_rules.facts.facts_file import RawFacts, RawUnit
from policy_rules.facts.slots import (
    ORGANS,
    CompleteSlot,
    FieldSlot,
    Raw,
    RecordSlot,
    Slot,
    StatementSlot,
    record_at,
)
from policy_rules.facts.sources_that_differ import differs, settle
from policy_rules.ruleset.model import RulesetModel
from policy_rules.values.python_scalars import UNKNOWN, own_scalar


def put(
    unit: UnitFacts, slot: Slot[Any], value: object, source: str | Source, model: RulesetModel
) -> UnitFacts:
    """The unit with the value in the slot; raises FactsError where it cannot stand there."""
    if own_scalar(value) is UNKNOWN:
        raise FactsError(Fault(f"`{printed(value)}` tells nothing", hint="retract the fact, or leave it out"))
    _check_around(unit, slot)
    _check_place(unit, slot)
    named = source if isinstance(source, Source) else Source(source) if source else None
    if named is not None and unit.sources.get(named.id) is None:
        unit = evolve(unit, sources={**unit.sources, named.id: named})
    changed = slot.put(unit, _bound(unit, slot, value, named, model))
    _check_complete(changed, slot)
    return _settled(changed, slot, model)


def remove(unit: UnitFacts, slot: Slot[Any], model: RulesetModel) -> UnitFacts:
    """The unit with nothing in the slot."""
    changed = slot.put(unit, None)
    _check_complete(changed, slot)
    _check_answered(changed, slot)
    return _settled(changed, slot, model)


def _settled(unit: UnitFacts, slot: Slot[Any], model: RulesetModel) -> UnitFacts:
    """The unit with what its sources come to, where what was changed can move that of something else."""
    if not isinstance(slot, RecordSlot | FieldSlot | CompleteSlot) or not differs(unit):
        return unit
    ranked = unit if unit.precedence else evolve(unit, precedence=model.precedence)
    return settle(ranked, model.vocabulary)


def _bound(
    unit: UnitFacts, slot: Slot[Any], value: object, source: Source | None, model: RulesetModel
) -> Any:
    """The value typed against the vocabulary, as the piece that stands in the slot."""
    sources: dict[str, Raw] = {name: {} for name in unit.sources}
    written: Mapping[str, Any] = {**slot.written(value), "sources": sources}
    if isinstance(slot, StatementSlot) and slot.section == "corrections":
        written = {**written, "corrections": [*written["corrections"], *_others(unit, slot)]}
    if source is not None:
        written = {**written, "source": source.id}
    node, faults = from_data(written, "fact", facts=True)
    if faults or not isinstance(node, MappingNode):
        hidden = Fault("what is given cannot be taken as it is, and is not told")
        raise FactsError(hidden if model.vocabulary.redacted else faults)
    facts = bind(RawFacts((RawUnit(node),)), model, lenient=True)
    found = next(iter(facts.units.values()))
    return found.complete if isinstance(slot, CompleteSlot) else slot.find(found)


def _others(unit: UnitFacts, slot: Slot[Any]) -> Iterator[Raw]:
    """The other corrections as far as one may answer them: their kinds, order, and what they are about."""
    for c in unit.corrections:
        if c in (slot.find(unit) or ()):
            continue
        told: dict[str, Any] = {"id": c.id, "kind": c.kind, "date": c.date or datetime.date.min}
        told |= {"reason": "-", "by": "-", **_POINTS.get(c.kind, {})}
        told |= {"about": c.about} if c.about else {}
        told |= {"supersedes": list(c.supersedes)} if c.supersedes else {}
        told |= {} if c.order is None else {"order": c.order}
        told |= {"item": c.item} if c.item else {}
        told |= {} if c.year is None else {"for": c.year}
        yield told


_POINTS: Mapping[str, Raw] = {"decision": {"change": 0}, "approval": {"grade": "-"}}
"""What a correction of a kind must give."""


def _check_answered(unit: UnitFacts, slot: Slot[Any]) -> None:
    """What answers a correction does not outlive it."""
    if isinstance(slot, StatementSlot) and slot.section == "corrections" and slot.find(unit) is None:
        gone = slot.about["id"]
        for c in unit.corrections:
            if gone == c.about or gone in c.supersedes:
                word = "answers" if c.about == gone else "supersedes"
                told = f"the {c.kind} `{c.id}` {word} `{gone}`, which would be gone"
                raise FactsError(Fault(told, hint="retract that first"))


def _check_around(unit: UnitFacts, slot: Slot[Any]) -> None:
    """The records around an inner one, or of an attribute, are there."""
    match slot:
        case RecordSlot():
            steps = slot.steps[:-1]
        case FieldSlot():
            steps = slot.steps
        case CompleteSlot():
            steps = slot.outer
        case _:
            steps = ()
    for n in range(1, len(steps) + 1):
        if record_at(unit.lists, steps[:n]) is None:
            entity, own = steps[n - 1]
            raise FactsError(Fault(f"`{entity}` has no record `{own}`", hint="assert the record first"))


def _check_place(unit: UnitFacts, slot: Slot[Any]) -> None:
    """Only a place has organs."""
    if ORGANS in slot.reads and not unit.is_place:
        raise FactsError(
            Fault(f"`{unit.id}` is no place, so it has no organs", hint="`place: true` of the unit")
        )


def _check_complete(unit: UnitFacts, slot: Slot[Any]) -> None:
    """What is said of the inner list of a record does not outlive the record."""
    if not isinstance(slot, RecordSlot):
        return
    for c in unit.complete:
        words = c.list.split(".")[:-1]
        if c.of and slot.steps[0][0] == words[0] and not _some_record(unit.lists, words, c.of):
            told = f"`{c.list}` is said to be complete of the record `{c.of}`, which would be gone"
            raise FactsError(Fault(told, hint="retract that first"))


def _some_record(lists: Lists, words: list[str], own: str) -> bool:
    """Whether some record of the list, inside whichever records, has the id."""
    first, *inner = words
    records = lists.get(first, ())
    if inner:
        return any(_some_record(r.lists, inner, own) for r in records)
    return any(r.id == own for r in records)
