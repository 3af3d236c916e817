"""Single values of a unit as slots, and the text that reads them from a mapping.

A slot holds None where the fact is missing, else a truth, a text, a whole number (numbers times ten to their
declared places) or the ordinal of a day; where that is asked for, what is known of a partly known value. What
the text does not take exactly, by class and range, it leaves to `facts.bind`: it gives None for the whole
mapping and faults nothing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from decimal import Clamped, Context, Decimal, Inexact, InvalidOperation, Overflow
from fractions import Fraction
from functools import partial
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.engines.points import partly_known
from policy_rules.engines.points.partly_known import CLASSES, KnownEnds
from policy_rules.ruleset.shapes import read_day
from policy_rules.values.known import Value, label, point, truth
from policy_rules.vocabulary import Attribute, Entity, Vocabulary

LARGEST = 10**15
"""Numbers beyond it, which a float may not hold exactly, are read the other way."""
FLOAT_PLACES = 4
"""A float of more places may be written with an exponent, which facts are not."""
REMEMBERED = 4096
"""So many decimals are remembered as whole numbers; then all of them make room."""
_SCALED = Context(prec=40, Emin=-40, Emax=40, traps=[Clamped, Inexact, InvalidOperation, Overflow]).scaleb
"""Raises an ArithmeticError for what has more digits: no number of a million digits is written out."""


class Scaled(dict[Decimal, int | None]):
    """Decimals times ten to some places, None for those that have more; to work one out takes long."""

    def __init__(self, places: int) -> None:
        self._places = places

    def __missing__(self, number: Decimal) -> int | None:
        scaled = _SCALED(number, self._places)
        whole = int(scaled)
        found = whole if whole == scaled else None
        if len(self) >= REMEMBERED:
            self.clear()
        self[number] = found
        return found


@frozen(eq=False)
class FactSlot:
    """Where the generated code finds an attribute."""

    path: str
    attribute: Attribute
    name: str

    def value(self, held: Any) -> Value:
        """What is known where the slot holds this."""
        kind = self.attribute.type
        if held is None:
            return kind.missing()
        if type(held) is KnownEnds:
            return held.value(kind.places or 0)
        if type(held) in CLASSES:
            known: Value = held
            return known
        if kind.kind == "boolean":
            return truth(held)
        if kind.kind in ("label", "text"):
            return label(held)
        if not kind.places:
            return point(held)
        exact = Fraction(held, 10**kind.places)
        return point(exact.numerator if exact.denominator == 1 else exact)


def slots_of(vocabulary: Vocabulary) -> dict[str, FactSlot]:
    """The attributes that have slots, by their paths."""
    found: dict[str, FactSlot] = {}
    for entity in _single(vocabulary):
        for attribute in entity.attributes.values():
            if _taken(attribute):
                path = f"{entity.name}.{attribute.name}"
                found[path] = FactSlot(path, attribute, f"x{len(found)}")
    return found


def _single(vocabulary: Vocabulary) -> Iterator[Entity]:
    return (e for e in vocabulary.entities.values() if e.one and not e.of)


def _taken(attribute: Attribute) -> bool:
    kind = attribute.type
    if attribute.derived is not None or kind.percent:
        return False
    return kind.kind in ("boolean", "label", "text", "date", "number")


def reading(
    vocabulary: Vocabulary, slots: Mapping[str, FactSlot], *, partly: bool
) -> tuple[list[str], dict[str, Any]]:
    """Lines of a function of `facts` that fill the slots, or return None; and the names that they need.

    They take partly known values where those are asked for.
    """
    needs: dict[str, Any] = {"date": datetime.date, "Decimal": Decimal, "day": read_day}
    needs |= {"int": int, "float": float, "str": str, "dict": dict, "len": len, "round": round, "type": type}
    lines = ["n = 0"]
    for entity in _single(vocabulary):
        own = [slot for slot in slots.values() if slot.path == f"{entity.name}.{slot.attribute.name}"]
        if own:
            lines += _entity_lines(entity, own, _partly_known if partly else _checked, needs)
    return [*lines, "if n != len(facts):", "    return None"], needs


def _entity_lines(
    entity: Entity,
    own: list[FactSlot],
    filled: Callable[[FactSlot, dict[str, Any]], Iterator[str]],
    needs: dict[str, Any],
) -> Iterator[str]:
    unit = entity.name == "unit"
    yield f"told = facts.get({entity.name!r})"
    yield "if told is None:"
    yield "    return None" if unit else f"    {' = '.join(slot.name for slot in own)} = None"
    yield "elif type(told) is not dict:"
    yield "    return None"
    yield "else:"
    yield "    n += 1"
    yield "    get = told.get"
    yield "    k = 0"
    if unit:
        for key in ("id", "name"):
            yield f"    x = get({key!r})"
            yield "    if x is None:"
            yield "        return None" if key == "id" else "        k = 1"
            yield "    elif type(x) is not str or not x.isprintable() or not x.strip():"
            yield "        return None"
    for slot in own:
        yield f"    {slot.name} = get({slot.attribute.name!r})"
        yield from (f"    {line}" for line in filled(slot, needs))
    # a key too many, or a None that is told
    yield f"    if k + len(told) != {len(own) + (2 if unit else 0)}:"
    yield "        return None"


def _partly_known(slot: FactSlot, needs: dict[str, Any]) -> Iterator[str]:
    """Lines that take a partly known value as well; of a number and of a day, both ends besides."""
    name, both = slot.name, partly_known.ordered(slot.attribute.type)
    needs[f"known_{name}"] = partial(partly_known.known, slot.attribute.type)
    yield f"if type({name}) is dict:"
    yield f"    {name} = known_{name}({name})"
    yield f"    if {name} is None:"
    yield "        return None"
    if both:
        yield f"    {name}l, {name}h = {name}"
    yield "else:"
    yield from (f"    {line}" for line in _checked(slot, needs))
    if both:
        yield f"    {name}l = {name}h = {name}"


def _checked(slot: FactSlot, needs: dict[str, Any]) -> Iterator[str]:
    """Lines that look at what was told under the name: first what is usual; what is missing counts."""
    kind, name = slot.attribute.type, slot.name
    if kind.kind == "boolean":
        yield f"if {name} is not True and {name} is not False:"
        yield f"    if {name} is not None:"
        yield "        return None"
        yield "    k += 1"
        return
    if kind.kind in ("label", "text"):
        needs[f"labels_{name}"] = frozenset(kind.labels)
        odd = f"{name} not in labels_{name}" if kind.kind == "label" else f"not {name}.isprintable()"
        yield f"if type({name}) is str:"
        yield f"    if {odd}:"
        yield "        return None"
        yield from _otherwise(name)
        return
    bounded = [f"    {line}" for line in _bounded(slot)]
    if kind.kind == "date":
        yield f"if type({name}) is date:"
        yield f"    {name} = {name}.toordinal()"
        yield from bounded
        yield f"elif type({name}) is str:"
        yield f"    {name} = day({name})"
        yield f"    if {name} is None:"
        yield "        return None"
        yield f"    {name} = {name}.toordinal()"
    elif not kind.places:  # of open places: whole ones alone
        yield f"if type({name}) is int:"
        yield from bounded
        yield f"elif type({name}) is float and {name}.is_integer():"
        yield f"    {name} = int({name})"
    else:
        needs.setdefault(f"scaled{kind.places}", Scaled(kind.places))
        yield from _decimal(name, kind.places, bounded)
    yield from bounded
    yield from _otherwise(name)


def _otherwise(name: str) -> Iterator[str]:
    """Lines for what is missing, and for what is left to the other way."""
    yield f"elif {name} is None:"
    yield "    k += 1"
    yield "else:"
    yield "    return None"


def _decimal(name: str, places: int, bounded: list[str]) -> Iterator[str]:
    yield f"if type({name}) is Decimal:"
    yield f"    {name} = scaled{places}[{name}]"
    yield f"    if {name} is None:"
    yield "        return None"
    yield from bounded
    if places <= FLOAT_PLACES:
        least, most = -LARGEST // 10**places, LARGEST // 10**places
        yield f"elif type({name}) is float and {least} < {name} < {most}:"
        yield f"    x = {name}"
        yield f"    {name} = round(x * {10**places})"
        yield f"    if {name} / {10**places} != x:"
        yield "        return None"
        yield from bounded
    yield f"elif type({name}) is int:"
    yield f"    {name} *= {10**places}"


def _bounded(slot: FactSlot) -> Iterator[str]:
    """The range of the type; of one without an end what the other way may refuse is left to it."""
    kind, name = slot.attribute.type, slot.name
    places = kind.places or 0
    low, high = (None if end is None else end * 10**places for end in (kind.low, kind.high))
    least = -LARGEST if low is None else _end(low, up=True)
    most = LARGEST if high is None else _end(high, up=False)
    if kind.kind != "date" or kind.low is not None or kind.high is not None:
        yield f"if {name} < {least} or {name} > {most}:"
        yield "    return None"


def _end(end: Fraction | int, *, up: bool) -> int:
    return -(-end.numerator // end.denominator) if up else end.numerator // end.denominator
