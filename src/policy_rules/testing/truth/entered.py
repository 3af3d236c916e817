"""What persons entered on a sheet, on raw facts: which of several entries counts, and which are refused."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from policy_rules.testing.truth.amounts import constant
from policy_rules.testing.truth.cycles import Years
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.sheet_texts import entry_name, listed, texts_in
from policy_rules.testing.truth.units import day_of

Entry = Mapping[str, Any]
InTurn = Callable[[Iterable[Any]], list[Any]]
"""Puts records in the order in which they were made."""


def asked_in(written: Any) -> Iterator[Mapping[str, Any]]:
    """The entries that a part of a sheet as written asks for, each as it stands there."""
    if isinstance(written, Mapping):
        if "given" in written:
            yield written
        for value in written.values():
            yield from asked_in(value)
    elif isinstance(written, list):
        for value in written:
            yield from asked_in(value)


def how_of_several(sheet: Any, entry: str) -> Any:
    """What a sheet as written says of an entry that several persons made; None where it says nothing."""
    return next((a["several"] for a in asked_in(sheet) if a["given"] == entry and "several" in a), None)


def highest(how: Any, entries: Iterable[Entry]) -> list[Entry]:
    """The entries by the highest of the roles that a sheet names."""
    made = list(entries)
    for role in how if isinstance(how, list) else ():
        if of_role := [e for e in made if e.get("role") == role]:
            return of_role
    return []


def of_several(how: Any, first: Sequence[Entry], later: Sequence[Entry], in_turn: InTurn) -> Fraction:
    """What counts of the entries that several persons made for one thing; declined where any may.

    A person's entry is the last put in the place of his own; a third person replaces what others made.
    """
    own = {e.get("scorer"): [e] for e in first}
    thirds = [e for e in later if e.get("scorer") not in own]
    for entry in in_turn(e for e in later if e.get("scorer") in own):
        own[entry.get("scorer")].append(entry)
    standing = [made[-1] for made in own.values()]
    if how == "mean":
        return sum(map(_value, standing), Fraction(0)) / len(standing)
    if how == "moderated" and thirds:
        return _value(in_turn(thirds)[-1])
    of_role = highest(how, standing)
    if len(of_role) != 1:
        raise Declined("an entry of several of which it is not said what counts")
    return _value(of_role[0])


def _value(entry: Entry) -> Fraction:
    found = constant(entry["value"])
    assert found is not None, entry
    return found


def refused(sheet: Mapping[str, Any], raw: Mapping[str, Any], day: dt.date, years: Years) -> Iterator[str]:
    """The entries and gradings on file on a day of which the sheet says that it refuses such ones."""
    year, unit = int(sheet["year"]), raw["unit"]
    own = {unit["id"], unit.get("name")} - {None}
    for entry in raw.get("entries", ()):
        made = day_of(entry["date"]) if "date" in entry else None
        if int(entry.get("for", year)) != year or (made is not None and made > day):
            continue
        who, assessors = {entry.get("scorer"), entry.get("role")} - {None, ""}, _assessors(sheet, entry)
        odd = {
            "own_unit": bool(who & own),
            "nobody": not who,
            "before_year": made is not None and years.of(made) < year,
            "other_assessor": bool(entry.get("role") and assessors and not who & assessors),
        }
        for kind in listed(sheet.get("refuses")):
            if odd[kind]:
                yield f"{entry_name(entry)}: {kind}"
    read = set(_READ.findall(" ".join(texts_in(sheet))))
    for grading in raw.get("gradings", ()):
        if int(grading["for"]) != year or grading["rule"] not in read:
            continue
        who = {grading.get("grader"), grading.get("role")} - {None, ""}
        early = "date" in grading and years.of(day_of(grading["date"])) < year
        odd = {"own_unit": bool(who & own), "nobody": not who, "before_year": early}
        for kind in listed(sheet.get("refuses")):
            if odd.get(kind):
                yield f"{grading['rule']}: {kind}"


_READ = re.compile(r'(?:outcome|instances)\("([^"/]+)')
"""The rules whose findings, or whose instances, a text of a sheet reads."""


def _assessors(sheet: Mapping[str, Any], entry: Entry) -> set[str]:
    """The assessors of all items that ask for an entry; none where one of them names none."""
    asking = [
        i for i in sheet["items"] if any(a["given"] == entry["entry"] for a in asked_in(i.get("effects")))
    ]
    named = [i.get("assessor") for i in asking]
    return set() if None in named else set(named)
