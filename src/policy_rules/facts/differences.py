"""What is told of a unit in one set of facts and not, or otherwise, in another; by the paths of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve

from policy_rules.facts.bound import Completeness, RecordFacts, UnitFacts
from policy_rules.facts.paths import quoted

Piece = Any
"""What stands at a path: entries of a value, a record, statements; None where nothing does."""

Difference = tuple[str, Piece, Piece]
"""The path with what stands there before and after."""


def differences(before: UnitFacts, after: UnitFacts) -> tuple[Difference, ...]:
    """Every path at which the two differ, in the order of facts files; sources and places don't count."""
    found = [
        ("unit.id", before.id, after.id),
        ("unit.name", before.name, after.name),
        ("unit.parent", before.parent, after.parent),
        ("unit.place", before.is_place, after.is_place),
        ("unit.organ_of", before.organ_of, after.organ_of),
        *_each(before.values, after.values),
        *_lists(before.lists, after.lists, ""),
    ]
    for name, of in _STATEMENTS.items():
        found += _each(_by_path(name, of(before)), _by_path(name, of(after)))
    return tuple((path, old, new) for path, old, new in found if _plain(old) != _plain(new))


def _plain(piece: Piece) -> Piece:
    """The piece without its sources, which are no part of what is told."""
    if isinstance(piece, tuple):
        return tuple(_plain(p) for p in piece)
    return piece if piece is None or isinstance(piece, str | bool) else evolve(piece, source="")


def _each(before: Mapping[str, Piece], after: Mapping[str, Piece]) -> Iterator[Difference]:
    for path in dict.fromkeys((*before, *after)):
        yield path, before.get(path), after.get(path)


def _lists(
    before: Mapping[str, tuple[RecordFacts, ...]], after: Mapping[str, tuple[RecordFacts, ...]], outer: str
) -> Iterator[Difference]:
    """Records that came or went as a whole, and the attributes of those that stayed."""
    for name in dict.fromkeys((*before, *after)):
        old = {r.id: r for r in before.get(name, ())}
        new = {r.id: r for r in after.get(name, ())}
        for own in dict.fromkeys((*old, *new)):
            path = f"{outer}{name}[{quoted(own)}]"
            a, b = old.get(own), new.get(own)
            if a is None or b is None:
                yield path, a, b
                continue
            for attribute, was, now in _each(a.values, b.values):
                yield f"{path}.{attribute}", was, now
            yield from _lists(a.lists, b.lists, f"{path}.")


_STATEMENTS: Mapping[str, Callable[[UnitFacts], tuple[Piece, ...]]] = {
    "complete": lambda unit: unit.complete,
    "reported": lambda unit: unit.reported,
    "exceptions": lambda unit: unit.exceptions,
    "gradings": lambda unit: unit.gradings,
    "entries": lambda unit: unit.entries,
    "corrections": lambda unit: unit.corrections,
    "succession": lambda unit: unit.succession,
    "samples": lambda unit: unit.samples,
}


def _by_path(name: str, statements: Iterable[Piece]) -> Mapping[str, tuple[Piece, ...]]:
    found: dict[str, tuple[Piece, ...]] = {}
    for told in statements:
        years = told.years or (None,) if isinstance(told, Completeness) else (getattr(told, "year", None),)
        for year in years:
            one = evolve(told, years=(year,)) if isinstance(told, Completeness) and year else told
            path = f"{name}[{', '.join([*_about(name, told), *([str(year)] if year else [])])}]"
            found[path] = (*found.get(path, ()), one)
    return found


def _about(name: str, statement: Piece) -> Iterator[str]:
    if isinstance(statement, Completeness):
        *outer, own = statement.list.split(".")
        yield (
            ".".join(outer) + (f"[{quoted(statement.of)}]" if statement.of else "") + "." * bool(outer) + own
        )
        return
    keys = {"reported": ("measure",), "entries": ("entry", "instance"), "corrections": ("id",)}
    keys |= {"succession": ("predecessor",), "samples": ()}
    for key in keys.get(name, ("rule", "instance")):
        if word := getattr(statement, key):
            yield quoted(word)
