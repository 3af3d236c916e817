"""What is told of a unit in one set of facts and not, or otherwise, in another; by the paths of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from attrs import evolve

from policy_rules.facts.bound import Completeness, GradingRecord, RecordFacts, SuccessionRecord, UnitFacts
from policy_rules.facts.paths import quoted

Piece = Any
"""What stands at a path: entries of a value, a record, statements; None where nothing does."""

Difference = tuple[str, Piece, Piece]
"""The path with what stands there before and after."""


def differences(before: UnitFacts, after: UnitFacts) -> tuple[Difference, ...]:
    """Every path at which the two differ, in the order of facts files; sources and places don't count."""
    return tuple((path, old, new) for path, old, new in _every(before, after) if _plain(old) != _plain(new))


def _every(before: UnitFacts, after: UnitFacts) -> list[Difference]:
    """Every path of either with what stands there in both."""
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
    return found


def other_sources(before: UnitFacts, after: UnitFacts) -> Iterator[tuple[str, str, str]]:
    """Every path at which the same is told by other sources than before, with the ids of both.

    That a source is named where none was is no change of source; that one is no longer named, is.
    """
    for path, old, new in (*_every(before, after), *_records_in_both(before.lists, after.lists, "")):
        first, last = (", ".join(dict.fromkeys(_sources(piece))) for piece in (old, new))
        if first and first != last and old and new and _plain(old) == _plain(new):
            yield path, first, last


def same_value(before: Piece, after: Piece) -> bool:
    """Whether what stands at a path comes to the same in both, whoever told it and whatever was set aside."""
    return bool(before and after) and _settled(before) == _settled(after)


def _settled(piece: Piece) -> Piece:
    if isinstance(piece, tuple):
        return tuple(map(_settled, piece))
    return evolve(piece, source="", told=()) if hasattr(piece, "told") else piece


def _sources(piece: Piece) -> Iterator[str]:
    """The ids of the sources of a piece."""
    if isinstance(piece, tuple):
        for each in piece:
            yield from _sources(each)
    elif isinstance(piece, RecordFacts):
        yield from filter(None, piece.sayers)
    else:
        told = getattr(piece, "told", ())
        yield from filter(None, (one.source for one in told or (piece,) if hasattr(one, "source")))


def _records_in_both(
    before: Mapping[str, tuple[RecordFacts, ...]], after: Mapping[str, tuple[RecordFacts, ...]], outer: str
) -> Iterator[Difference]:
    """The records that are in both and that several have told of, each without what is in it."""
    for name, records in before.items():
        new = {record.id: record for record in after.get(name, ())}
        for old in records:
            if (now := new.get(old.id)) is not None:
                path = f"{outer}{name}[{quoted(old.id)}]"
                if old.said_in or now.said_in:
                    bare, bare_now = (evolve(r, values={}, lists={}, said_in=r.sayers) for r in (old, now))
                    yield path, bare, bare_now
                yield from _records_in_both(old.lists, now.lists, f"{path}.")


def _plain(piece: Piece) -> Piece:
    """The piece without its sources, which are no part of what is told; several that agree are one."""
    if isinstance(piece, tuple):
        return tuple(_plain(p) for p in piece)
    if told := getattr(piece, "told", ()):
        by_whom = isinstance(piece, GradingRecord)
        said = {evolve(one, source="") if by_whom else one.value for one in told}
        return evolve(piece, source="", told=() if len(said) == 1 else told)
    if isinstance(piece, RecordFacts):
        return evolve(piece, source="", said_in=())
    if isinstance(piece, SuccessionRecord):
        return evolve(piece, source="", figures=_plain(piece.figures))
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
