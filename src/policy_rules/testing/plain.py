"""Facts as plain data, by the paths of a session: what a facts file would say of them."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction

from policy_rules.facts.bound import Completeness, Entry, RecordFacts, UnitFacts
from policy_rules.values.known import MAYBE, NEVER, ONLY, Exact, Labels, Num, T, Truth, Value
from policy_rules.vocabulary import Entity, Type, Vocabulary

Path = str
Plain = object


class Unsayable(Exception):
    """A value that a facts file has no words for; leave the fact out."""


def plain_value(value: Value, type: Type) -> Plain:
    """The value as a facts file writes it; raises Unsayable."""
    if isinstance(value, Truth):
        if not value.settled or value.lo == 1:
            raise Unsayable
        return value.lo == T
    if value.null == ONLY:
        return None
    if isinstance(value, Labels):
        return _plain_labels(value)
    return _plain_number(value, type)


def _plain_labels(value: Labels) -> Plain:
    if value.members is None:
        raise Unsayable
    words = sorted(value.members)
    if value.null == NEVER and len(words) == 1:
        return words[0]
    return {"one_of": [*words, *([None] if value.null == MAYBE else [])]}


def _plain_number(value: Num, type: Type) -> Plain:
    ends = [None if isinstance(end, float) else _plain_exact(end, type) for end in (value.lo, value.hi)]
    if value.null == MAYBE:
        if None in ends:
            raise Unsayable
        return {"one_of": [*ends, None]}
    if value.lo == value.hi:
        return ends[0]
    told = {key: end for key, end in zip(("at_least", "at_most"), ends, strict=True) if end is not None}
    if not told:
        raise Unsayable
    return told


def _plain_exact(end: Exact, type: Type) -> Plain:
    if type.kind == "date":
        if not 1 <= end <= datetime.date.max.toordinal():
            raise Unsayable
        return datetime.date.fromordinal(int(end))
    if type.places is not None and 10**type.places % end.denominator:
        raise Unsayable
    return f"{_decimal(Fraction(end) * 100)}%" if type.percent else _decimal(end)


def _decimal(value: Exact) -> str:
    if value.denominator == 1:
        return str(value.numerator)
    for places in range(1, 41):
        times, rest = divmod(10**places, value.denominator)
        if not rest:
            digits = f"{abs(value.numerator) * times:0{places + 1}}"
            return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"
    return f"{value.numerator}/{value.denominator}"


def plain_entries(entries: tuple[Entry, ...], type: Type) -> Plain:
    """The entries of an attribute: one value, or a map by year or by first day."""
    if len(entries) == 1 and entries[0].year is None and entries[0].start is None:
        return plain_value(entries[0].value, type)
    if any(e.year is not None for e in entries):
        return {str(e.year): plain_value(e.value, type) for e in entries}
    return {datetime.date.fromordinal(e.start or 1).isoformat(): plain_value(e.value, type) for e in entries}


def plain_record(record: RecordFacts, entity: Entity) -> Mapping[str, Plain]:
    """The attributes of a record, without what cannot be said."""
    found = {}
    for name, entry in record.values.items():
        try:
            found[name] = plain_value(entry.value, entity.attributes[name].type)
        except Unsayable:
            continue
    return found


def paths(unit: UnitFacts, vocabulary: Vocabulary) -> Iterator[tuple[Path, Plain]]:
    """All that can be said of a unit by path, in an order in which it can be asserted.

    Of the facts of a list, each record comes before those inside it; statements come last.
    """
    for path, entries in unit.values.items():
        attribute = vocabulary.attribute(path)
        assert attribute is not None
        try:
            yield path, plain_entries(entries, attribute.type)
        except Unsayable:
            continue
    for name, records in unit.lists.items():
        for record in records:
            yield from _record_paths(record, vocabulary.entities[name], name, vocabulary)
    yield from _statements(unit, vocabulary)


def _record_paths(
    record: RecordFacts, entity: Entity, path: str, vocabulary: Vocabulary
) -> Iterator[tuple[Path, Plain]]:
    own = f"{path}[{record.id}]"
    yield own, plain_record(record, entity)
    for name, records in record.lists.items():
        for inner in records:
            yield from _record_paths(inner, vocabulary.entities[name], f"{own}.{name}", vocabulary)


def _statements(unit: UnitFacts, vocabulary: Vocabulary) -> Iterator[tuple[Path, Plain]]:
    for c in unit.complete:
        since = {} if c.since is None else {"for": "all"} if c.since == 1 else {"since": _day(c.since)}
        for year in c.years or (0,):
            told = {"by": "office", **({"date": _day(c.date)} if c.date else {}), **since}
            yield _complete_path(c, year), told
    for r in unit.reported:
        try:
            value = plain_value(r.value, vocabulary.measures[r.measure].type)
        except Unsayable:
            continue
        yield f"reported[{r.measure}, {r.year}]", {"value": value}
    for e in unit.exceptions:
        told = {"reason": e.reason, "approved_by": e.approved_by, "date": _day(e.start)}
        told |= {"until": _day(e.until)} if e.until is not None else {}
        if isinstance(e.value, Num):
            told |= {"value": str(e.value.lo)}
        yield f"exceptions[{e.rule}{f', {e.instance}' if e.instance else ''}]", told
    for g in unit.gradings:
        value = plain_value(g.value, Type("label"))
        yield f"gradings[{g.rule}{f', {g.instance}' if g.instance else ''}, {g.year}]", {"value": value}


def _complete_path(c: Completeness, year: int) -> Path:
    outer, _, name = c.list.rpartition(".")
    path = f"{outer}[{c.of}].{name}" if c.of else c.list
    return f"complete[{path}{f', {year}' if year else ''}]"


def _day(ordinal: int | None) -> datetime.date:
    assert ordinal is not None
    return datetime.date.fromordinal(ordinal)
