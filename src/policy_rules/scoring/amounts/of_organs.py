"""Instances of rules on a place: those that its organs have, each looked at by itself, beside its own.

By each reading of which organs count there is a list of instances; what an amount over them may be is the
hull over the readings. An organ of which nothing is told may have any: it is a unit without facts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.facts.bound import UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.reference.places import PlaceReadings, Reading
from policy_rules.scoring.amounts.amount import Amounts
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.named_values import SheetReference

_EACH = re.compile(r"(.*)\((.*)\)")
"""An entry that was made for one record."""


@frozen(eq=False)
class PlacePart:
    """The place itself, or one of its organs: what evaluates its amounts, and whether it surely counts."""

    run: Amounts
    sure: bool = True
    owner: str = ""
    """The id of the organ; "" for the place itself, and for an organ of which nothing is told."""


def as_of_organ(found: Basis, organ: str) -> Basis:
    """What things on an organ rest on, under its name."""
    entries = {name: _EACH.sub(rf"\1({organ}/\2)", name) for name in found.entries}
    missing = frozenset(entries.get(name, f"{organ}.{name}") for name in found.missing)
    facts, records = (frozenset(f"{organ}.{n}" for n in names) for names in (found.facts, found.records))
    told = frozenset(entries.values())
    return evolve(found, facts=facts, records=records, entries=told, missing=missing)


def organs_by_reading(run: Amounts) -> tuple[tuple[PlacePart, ...], ...]:
    """By each reading of which organs count: the place itself, and the organs that do, or may."""
    place = run.reference.organs
    if place is None:
        return ((PlacePart(run),),)
    return tuple((PlacePart(run), *_counted(run, place, reading)) for reading in place.readings)


def who_counts(run: Amounts) -> Basis:
    """What leaves it open which organs count."""
    place = run.reference.organs
    if place is None:
        return Basis()
    missing = frozenset(name for r in place.readings if (name := r.missing(place.view.year)))
    missing |= {f"organ({o.id})" for r in place.readings for o in r.organs if o.view is None}
    names = place.parameters.values() if len(place.readings) > 1 else ()
    return Basis(missing=missing, needs=frozenset(name.removeprefix("parameters.") for name in names))


def _counted(run: Amounts, place: PlaceReadings, reading: Reading) -> Iterator[PlacePart]:
    for organ in reading.organs:
        owner = organ.id if organ.view is not None else ""
        there = _run_of(run, organ.view or _untold(place.view), (owner, reading.of_place))
        yield PlacePart(there, reading.drawn, owner)
    if not reading.whole:
        yield PlacePart(_run_of(run, _untold(place.view), ("", False)), sure=False)


def _untold(view: UnitView) -> UnitView:
    """A unit of which nothing is told."""
    about = (view.facts, UnitFacts("", ""), view.vocabulary, view.as_of, view.year, view.year_given)
    return UnitView(*about)


def _run_of(run: Amounts, view: UnitView, at: tuple[str, bool]) -> Amounts:
    """What evaluates amounts on an organ: names of the sheet are those of the place."""
    place, found = run.reference, run.on_organs.get(at)
    if found is None:
        reference = SheetReference(view, place.known, place.outcomes, place.behind, place.earlier)
        reference.organs = None
        own = {_of_record(name, at[0]): value for name, value in run.entries.items()}
        found = run.on_organs[at] = Amounts(reference, run.scale, own, run.population)
    found.reference.due = place.due
    return found


def _of_record(name: str, owner: str) -> str:
    """The name of an entry as an organ has it; that of a record of others is none of its own."""
    each = _EACH.fullmatch(name)
    if each is None:
        return name
    first, _, record = each[2].partition("/")
    return f"{each[1]}({record})" if owner and first == owner and record else f"{name} of the place"
