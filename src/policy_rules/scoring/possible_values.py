"""The values that a missing fact could take: every one where they are few, else ends and thresholds."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError
from policy_rules.facts.bound import (
    Completeness,
    Entry,
    EntryRecord,
    Facts,
    GradingRecord,
    ReportedFigure,
    UnitFacts,
)
from policy_rules.facts.naming import slot_of
from policy_rules.facts.printed import path_of, whose
from policy_rules.facts.slots import CompleteSlot, FieldSlot, Read, Slot, StatementSlot, ValueSlot
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import grading_type
from policy_rules.ruleset.typed_values import whole
from policy_rules.values.known import (
    FALSE,
    INF,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    NULL_TRUTH,
    ONLY,
    TRUE,
    Exact,
    Labels,
    Num,
    Truth,
    Value,
    label,
    point,
)
from policy_rules.vocabulary import NUMBER, Type

if TYPE_CHECKING:
    from policy_rules.scoring.sheet import Sheet

MOST_VALUES = 24
"""How many values of one fact are tried, where these are all that it could take."""
MOST_THRESHOLDS = 12
"""How many numbers or days are tried of those near which a value begins to matter."""


@frozen
class NearValues:
    """The numbers and the days (ordinals) near which a value begins to matter."""

    numbers: tuple[Exact, ...] = ()
    days: tuple[int, ...] = ()


@frozen
class Guesses:
    """The facts of the unit concerned with each value of one fact; `all`: the fact can have no other.

    `reads`: by which reads rules see the fact.
    """

    units: tuple[UnitFacts, ...] = ()
    all: bool = False
    reads: frozenset[Read] = frozenset()


NONE = Guesses()


def guesses(
    name: str, facts: Facts, unit: str, year: int, model: RulesetModel, sheet: Sheet, near: NearValues
) -> Guesses:
    """The facts with each value that the missing fact could take; none where it cannot be told alone.

    `name` is that under which findings and scores print it; `unit` and `year` those assessed. A list
    is tried as complete, which is one of the things that it could be.
    """
    owner, bare = whose(name, facts, unit, model)
    try:
        slot = slot_of(path_of(bare, model, year, tuple(sheet.entries()), sheet.year), model)
    except FactsError:
        return NONE
    own = facts.units[owner]
    if isinstance(slot, CompleteSlot):
        of = slot.outer[-1][1] if slot.outer else ""
        complete = Completeness(slot.path, of, (slot.year,) if slot.year else ())
        return Guesses((slot.put(own, (*(slot.find(own) or ()), complete)),), reads=slot.reads)
    found = _values(slot, own, model, sheet, near)
    if found is None:
        return NONE
    values, every = found
    return Guesses(tuple(_told(slot, own, values)), every, slot.reads)


def _values(
    slot: Slot[Any], unit: UnitFacts, model: RulesetModel, sheet: Sheet, near: NearValues
) -> tuple[list[Value], bool] | None:
    """The values possible in a slot; None where it is told for some days or years only."""
    told = slot.find(unit)
    if isinstance(slot, FieldSlot):
        kind = slot.entity.attributes[slot.attribute].type
        return possible(kind.missing() if told is None else told.value, kind, near)
    if told is not None and (
        len(told) > 1 or (isinstance(slot, ValueSlot) and (told[0].year or told[0].start))
    ):
        return None
    value: Value | None = told[0].value if told else None
    if isinstance(slot, ValueSlot):
        attribute = model.vocabulary.attribute(slot.path)
        assert attribute is not None
        kind = attribute.type
    elif isinstance(slot, StatementSlot) and slot.section == "reported":
        kind = model.vocabulary.measures[str(slot.about["measure"])].type
    elif isinstance(slot, StatementSlot) and slot.section == "gradings":
        kind = grading_type(model, model.rules[str(slot.about["rule"])])
    elif isinstance(slot, StatementSlot) and slot.section == "entries":
        given = sheet.entries()[str(slot.about["entry"])]
        kind = evolve(NUMBER, low=given.low, high=given.high)
        if value is None and given.by and (given.high - given.low) / given.by < MOST_VALUES:
            count = int((given.high - given.low) / given.by) + 1
            return [point(whole(given.low + n * given.by)) for n in range(count)], True
    else:
        return None
    return possible(kind.missing() if value is None else value, kind, near)


def possible(value: Value, kind: Type, near: NearValues) -> tuple[list[Value], bool]:
    """Settled values that a value may turn out to be, and whether these are all of them."""
    if isinstance(value, Truth):
        return [t for t in (FALSE, NULL_TRUTH, TRUE) if _inside(t, value, kind)], True
    null = value.null != NEVER
    if isinstance(value, Labels):
        members = sorted(
            value.members or (), key=lambda m: (kind.labels.index(m) if m in kind.labels else 0, m)
        )
        found: list[Value] = [label(m) for m in members[:MOST_VALUES]]
        every = value.members is not None and len(members) <= MOST_VALUES
        return [*found, *([NULL_LABEL] if null else [])], every
    numbers, every = _numbers(value, kind, near)
    return [*map(point, numbers), *([NULL_NUM] if null else [])], every


def _inside(truth: Truth, value: Truth, kind: Type) -> bool:
    """Whether a truth is possible; null only of what may be null."""
    return value.lo <= truth.lo <= value.hi and (truth is not NULL_TRUTH or kind.nullable or value.settled)


def _numbers(value: Num, kind: Type, near: NearValues) -> tuple[list[Exact], bool]:
    """Every number where they are few; else the ends, and the thresholds with the numbers beside them."""
    if value.null == ONLY:
        return [], True
    day = kind.kind == "date"
    unit = Fraction(1) if day else None if kind.places is None else Fraction(1, 10**kind.places)
    if unit is not None and INF not in (abs(value.lo), abs(value.hi)):
        first, last = math.ceil(value.lo / unit), math.floor(value.hi / unit)
        if last - first < MOST_VALUES:
            return [whole(n * unit) for n in range(first, last + 1)], True
    beside = unit or Fraction(1, 1000)
    tried = {Fraction(e) for e in (value.lo, value.hi) if abs(e) != INF}
    for threshold in near.days if day else near.numbers:
        tried |= {Fraction(threshold) + move * beside for move in (-1, 0, 1)}
    inside = sorted(n for n in tried if value.lo <= n <= value.hi)
    return [whole(n) for n in _spread(inside)], False


def _spread(numbers: list[Fraction]) -> list[Fraction]:
    """No more than may be tried, both ends among them."""
    if len(numbers) <= MOST_THRESHOLDS:
        return numbers
    last = len(numbers) - 1
    return [numbers[n * last // (MOST_THRESHOLDS - 1)] for n in range(MOST_THRESHOLDS)]


def _told(slot: Slot[Any], unit: UnitFacts, values: Iterable[Value]) -> Iterator[UnitFacts]:
    """The unit with each of the values told."""
    for value in values:
        piece: Any = Entry(value)
        if isinstance(slot, ValueSlot):
            piece = (piece,)
        elif isinstance(slot, StatementSlot):
            about = {("year" if key == "for" else key): word for key, word in slot.about.items()}
            piece = (_STATEMENTS[slot.section](value=value, **about),)
        try:
            yield slot.put(unit, piece)
        except FactsError:
            continue  # no record ends before it begins


_STATEMENTS: Any = {"reported": ReportedFigure, "gradings": GradingRecord, "entries": EntryRecord}
