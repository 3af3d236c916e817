"""What rules came to before, in this process or in others, by all that the unit told of what they read.

A rule comes to the same on the same day and for the same year, where parameters are the same and the unit
tells the same of all that the rule reads: values, records, what lists are whole, gradings, exceptions,
published figures, and what a sheet gave. One that reads of other units is evaluated each time.
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from hashlib import blake2b, shake_256
from types import MappingProxyType
from typing import Any

from policy_rules.facts.bound import Entry, RecordFacts, UnitFacts
from policy_rules.facts.parameter_data import parameter_data
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import ANSWERS, ANY, static_facts
from policy_rules.ruleset.deferred import Deferred
from policy_rules.values.known import Labels, Truth, Value
from policy_rules.vocabulary import Vocabulary

Row = tuple[Any, ...]
"""Least and greatest outcome; those of what takes the default day, or None where nobody read them; of an open
one what findings know besides (`results.answered_before`)."""
Kept = dict[tuple[int, int, bool], dict[str, dict[bytes, Row]]]
"""By the day, the year and whether that was asked for: of each rule what it came to, by what was told."""
MOST_DAYS, MOST_ANSWERS = 3, 4
"""How many are kept; the oldest makes room."""
KEY = 16
"""So many bytes of the digest of what was told know an answer; the others, which are not kept, unveil it."""
PLAIN = 0
"""The form of `marshal` in which equal data is written alike."""
OF_A_RECORD = re.compile(r"\[[^*]|^grading\([^,]*,")
"""A name in which the id of a record stands: what is kept on disk holds nothing that a unit told."""


def kept_answers(program: Program) -> Kept | None:
    """What is kept of a program; None where its ruleset does not come from a cache."""
    kept: Deferred[Kept] | None = program.kept.once(ANSWERS, lambda: None)
    return None if kept is None else kept.get()


def known_answers(program: Program, view: UnitView) -> Mapping[str, Row]:
    """The answers that are known for the unit of a view, by rule."""
    kept = kept_answers(program)
    of_day = kept.get(about(view)) if kept else None
    if not of_day:
        return {}
    known = {}
    for rule, told in _told_of_rules(program, view).items():
        row = of_day.get(rule, {}).get(told[:KEY])
        if row is not None:
            known[rule] = _unveiled(row, (rule, about(view), told[KEY:]))
    return known


def with_answers(program: Program, view: UnitView, rows: Mapping[str, Row]) -> Kept:
    """What is kept, and these answers of the unit of a view besides."""
    kept, day = dict(kept_answers(program) or {}), about(view)
    of_day = dict(kept.pop(day, {}))
    for rule, told in _told_of_rules(program, view).items():
        if rule in rows:
            row = _veiled(rows[rule], (rule, day, told[KEY:]))
            of_rule = {**of_day.get(rule, {}), told[:KEY]: row}
            of_day[rule] = dict(list(of_rule.items())[-MOST_ANSWERS:])
    kept[day] = of_day
    return dict(list(kept.items())[-MOST_DAYS:])


def _veiled(row: Row, by: Row) -> Row:
    """An answer, in which names with ids of records are read by who knows what was told, and by none else."""
    if not any(map(OF_A_RECORD.search, row[3] if row[3:] else ())):
        return row
    return *row[:3], _covered(marshal.dumps(row[3:], PLAIN), by)


def _unveiled(row: Row, by: Row) -> Row:
    return row if len(row) != 4 else (*row[:3], *marshal.loads(_covered(row[3], by)))  # noqa: S302 (its own)


def _covered(data: bytes, by: Row) -> bytes:
    """The bytes under a cover of as many that follow from `by`; covered twice they are as before."""
    cover = shake_256(repr(by).encode()).digest(len(data))
    return (int.from_bytes(data, "big") ^ int.from_bytes(cover, "big")).to_bytes(len(data), "big")


def _told_of_rules(program: Program, view: UnitView) -> Mapping[str, bytes]:
    """The same for each rule, worked out once: an assessment asks before it evaluates, and when it tells."""
    return view.kept.once(("told", program), lambda: dict(what_is_told(program, view)))


def what_is_told(program: Program, view: UnitView) -> Iterator[tuple[str, bytes]]:
    """What the unit tells of all that a rule reads, rule by rule.

    It is told as a digest: what is kept on disk holds no facts. Nothing where something else than the
    unit and the ruleset has a say.
    """
    if not told_alone(program, view):
        return
    told = {name: repr(parts) for name, parts in told_by_names(view.unit, view.scored).items()}
    others = _other_parameters(program.model.vocabulary, view.vocabulary)
    for rule, reads in zip(program.rules, static_facts(program).rules, strict=True):
        if reads.names is not ANY:
            read = [(name, told[name]) for name in sorted(told.keys() & (reads.names | reads.kind))]
            known = b"" if not read and not others else repr(read).encode()
            yield rule.id, known and blake2b(known, digest_size=2 * KEY, key=others).digest()


def told_alone(program: Program, view: UnitView) -> bool:
    """Whether nothing but the unit, its score and parameters of the ruleset has a say in what rules come to.

    Else it may be organs, what is kept from the reader, another vocabulary.
    """
    own, known = program.model.vocabulary, view.vocabulary
    alike = own.entities is known.entities and own.measures is known.measures
    return alike and speaks_alone(view.unit)


def speaks_alone(unit: UnitFacts) -> bool:
    """Whether the unit has no organs that have a say, and nothing of it is kept from the reader."""
    return not unit.is_place and not unit.withheld


def _other_parameters(own: Vocabulary, known: Vocabulary) -> bytes:
    """A digest of the parameters that have other values than the ruleset's own; nothing where none have."""
    if known is own:
        return b""
    others = [(name, p) for name, p in sorted(known.parameters.items()) if p is not own.parameters.get(name)]
    told = [(name, parameter_data(p)) for name, p in others]
    return blake2b(repr(told).encode(), digest_size=16).digest() if told else b""


def told_by_names(
    unit: UnitFacts, scored: Mapping[str, Value] = MappingProxyType({})
) -> Mapping[str, tuple[Row, ...]]:
    """All that a unit tells, and what a sheet gave it, as plain data, by the names by which rules read it."""
    found: dict[str, list[Row]] = {}

    def tell(name: str, *what: Any) -> None:
        found.setdefault(name, []).append(what)

    for path, entries in unit.values.items():
        if entries:
            tell(path, "value", *map(_plain_entry, entries))
    for entity, records in unit.lists.items():
        tell(entity, "list", *map(_plain_record, records))
    for c in unit.complete:
        tell(c.list.rpartition(".")[2], "whole", c.list, c.of, c.years, c.date, c.since, c.void)
    for e in unit.exceptions:
        value = None if e.value is None else _plain(e.value)
        tell(e.rule, "exception", e.instance, e.start, e.until, e.lifted, e.order, value)
    for g in unit.gradings:
        tell(g.rule, "grading", g.instance, g.year, _plain(g.value))
    for r in unit.reported:
        tell(r.measure, "figure", r.year, _plain(r.value))
    for measure, given in scored.items():
        tell(measure, "scored", _plain(given))
    return {name: tuple(parts) for name, parts in found.items()}


def about(view: UnitView) -> tuple[int, int, bool]:
    """The day, the year, and whether that was asked for."""
    return view.as_of, view.year, view.year_given


def _plain_entry(entry: Entry) -> Row:
    return _plain(entry.value), entry.year, entry.start


def _plain_record(record: RecordFacts) -> Row:
    values = sorted((name, _plain_entry(entry)) for name, entry in record.values.items())
    inner = sorted((name, tuple(map(_plain_record, records))) for name, records in record.lists.items())
    return record.id, record.there, tuple(values), tuple(inner)


def _plain(value: Value) -> Row:
    """A value as plain data, another for each."""
    if isinstance(value, Truth):
        return "truth", value.lo, value.hi
    if isinstance(value, Labels):
        return "labels", None if value.members is None else tuple(sorted(value.members)), value.null
    ends = ((e.numerator, e.denominator) if isinstance(e, Fraction) else (e, 1) for e in (value.lo, value.hi))
    return "number", *ends, value.null
