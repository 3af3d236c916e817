"""Generated facts written out as facts files have them, and bound again: what the truth and engines read.

Nothing is lost of facts in which everything is settled; of others, what a facts file has no words for is
left out, so that less is known.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve

from policy_rules.facts.bind import bind
from policy_rules.facts.bound import (
    Completeness,
    Entry,
    ExceptionRecord,
    Facts,
    RecordFacts,
    ReportedFigure,
    SuccessionRecord,
    UnitFacts,
)
from policy_rules.facts.facts_file import load_facts
from policy_rules.ruleset.model import RulesetModel
from policy_rules.testing.plain import Plain, Unsayable, plain_entries, plain_value
from policy_rules.values.known import Num
from policy_rules.vocabulary import Entity, Parameter, Type, Vocabulary

Raw = dict[str, Any]
HALF = Fraction(1, 200)
"""What two places leave open of a number that was printed with them."""


def raw_facts(facts: Facts, vocabulary: Vocabulary) -> list[Raw]:
    """The facts as files would have them, a mapping for each unit."""
    return [raw_unit(unit, vocabulary) for unit in facts.units.values()]


def bound(raw: Iterable[Raw], model: RulesetModel) -> Facts:
    """The facts as the library reads them."""
    return bind(load_facts(*raw), model)


def closed(facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts with every list called complete at all times, which a file cannot say of a dated list."""
    lists = [
        f"{entity.of[0]}.{entity.name}" if entity.of else entity.name
        for entity in vocabulary.entities.values()
        if not entity.one
    ]
    complete = tuple(Completeness(path) for path in ("units_under", *lists))
    of_place = (*complete, Completeness("organs"))
    units = {
        id: evolve(unit, complete=of_place if unit.is_place else complete) for id, unit in facts.units.items()
    }
    return Facts(units, facts.notes)


def raw_unit(unit: UnitFacts, vocabulary: Vocabulary) -> Raw:
    """The facts of one unit."""
    told: Raw = {"unit": {"id": unit.id, "constructed": True, "parent": unit.parent or None}}
    told["unit"] |= {"place": True} if unit.is_place else {}
    told["unit"] |= {"organ_of": unit.organ_of} if unit.organ_of else {}
    for path, entries in unit.values.items():
        entity, _, name = path.partition(".")
        attribute = vocabulary.attribute(path)
        assert attribute is not None
        for value in _sayable(plain_entries, entries, attribute.type):
            told.setdefault(entity, {})[name] = value
    for name, records in unit.lists.items():
        told[name] = [_record(record, vocabulary.entities[name], vocabulary) for record in records]
    told["complete"] = [each for c in unit.complete for each in _complete(c, vocabulary)]
    told["reported"] = [each for f in unit.reported if not f.of for each in _figure(f, vocabulary)]
    told["exceptions"] = [_exception(e) for e in unit.exceptions]
    told["gradings"] = [
        {"rule": g.rule, "for": g.year, "value": plain_value(g.value, Type("label"))}
        | ({"instance": g.instance} if g.instance else {})
        for g in unit.gradings
    ]
    told["samples"] = [{"for": s.year, "organs": list(s.organs)} for s in unit.samples]
    told["succession"] = [_succession(s, vocabulary) for s in unit.succession]
    return {key: value for key, value in told.items() if value or key in vocabulary.entities}


def _sayable(write: Any, *what: Any) -> Iterator[Plain]:
    try:
        yield write(*what)
    except Unsayable:
        return


def _record(record: RecordFacts, entity: Entity, vocabulary: Vocabulary) -> Raw:
    told: Raw = {"id": record.id}
    for name, entry in record.values.items():
        for value in _sayable(plain_value, entry.value, entity.attributes[name].type):
            told[name] = value
    for name, records in record.lists.items():
        told[name] = [_record(each, vocabulary.entities[name], vocabulary) for each in records]
    return told


def _complete(c: Completeness, vocabulary: Vocabulary) -> Iterator[Raw]:
    """A search, which a file dates; a list of years is complete for them, or since a day."""
    entity = vocabulary.entities.get(c.list.rpartition(".")[2])
    by_year = entity is not None and (entity.dated_by or entity.told_year)
    if c.years or c.since is not None or not by_year:
        told: Raw = {"list": c.list, "by": "office", "date": _day(c.date or datetime.date.max.toordinal())}
        told |= {"of": c.of} if c.of else {}
        if c.since is not None:
            yield told | ({"for": "all"} if c.since == 1 else {"since": _day(c.since)})
        else:
            yield told | ({"for": list(c.years)} if c.years else {})


def _figure(figure: ReportedFigure, vocabulary: Vocabulary) -> Iterator[Raw]:
    """A published figure; a number as wide as two places leave it is told as printed with them."""
    type, value = vocabulary.measures[figure.measure].type, figure.value
    told: Raw = {"measure": figure.measure, "for": figure.year}
    if isinstance(value, Num) and not isinstance(value.lo, float) and value.hi == value.lo + 2 * HALF:
        exactly = Entry(Num(value.lo + HALF, value.lo + HALF))
        for plain in _sayable(plain_value, exactly.value, evolve(type, places=None)):
            yield {**told, "value": plain, "places": 0 if type.percent else 2}
        return
    for plain in _sayable(plain_value, value, type):
        yield {**told, "value": plain}


def _exception(e: ExceptionRecord) -> Raw:
    told: Raw = {"rule": e.rule, "reason": e.reason, "approved_by": e.approved_by, "date": _day(e.start)}
    told |= {"instance": e.instance} if e.instance else {}
    told |= {"until": _day(e.until)} if e.until is not None else {}
    return told | ({"value": str(e.value.lo)} if isinstance(e.value, Num) else {})


def _succession(s: SuccessionRecord, vocabulary: Vocabulary) -> Raw:
    told: Raw = {"from": s.predecessor, "kind": s.kind, "on": _day(s.on)}
    if s.kind == "merged" and s.carries is not None:
        told["carries"] = "all" if s.carries == ("all",) else list(s.carries) or "nothing"
    figures = [each for f in s.figures for each in _figure(f, vocabulary)]
    return told | ({"figures": figures} if figures else {})


def _day(ordinal: int) -> datetime.date:
    return datetime.date.fromordinal(ordinal)


def raw_parameters(vocabulary: Vocabulary) -> dict[str, Mapping[Any, Plain]]:
    """The values of parameters by first day of force, or by rule where each rule has its own."""
    return {name: _values(parameter) for name, parameter in vocabulary.parameters.items()}


def _values(parameter: Parameter) -> Mapping[Any, Plain]:
    if parameter.per_rule:
        return {rule: plain_value(v, parameter.type) for rule, v in parameter.rule_values.items()}
    return {_day(max(1, start)): plain_value(v, parameter.type) for start, v in parameter.values}
