"""A sheet's file as it is written: mappings, lists and texts; numbers, floors and caps written out in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from policy_rules import documents
from policy_rules.testing.truth.amounts import Written, constant
from policy_rules.testing.truth.declined import Declined


def as_written(tree: object) -> Any:
    """A file's tree, or data as if it were one, as mappings, lists and texts; null is None."""
    node, faults = documents.from_data(tree, "sheet")
    assert not faults, faults
    return _plain(node)


def _plain(node: documents.Node | None) -> Any:
    if isinstance(node, documents.Mapping):
        return {key.text: _plain(value) for key, value in node.entries}
    if isinstance(node, documents.Sequence):
        return [_plain(value) for value in node]
    return None if node is None or node.null else node.text


def texts_in(written: Any) -> Iterator[str]:
    """Everything that stands in a sheet as one text, and the ranges of rows."""
    if isinstance(written, Mapping):
        for key, value in written.items():
            yield from map(str, value) if key == "rows" and isinstance(value, Mapping) else ()
            yield from texts_in(value)
    elif isinstance(written, list | tuple):
        for value in written:
            yield from texts_in(value)
    else:
        yield str(written)


def listed(written: Written) -> list[str]:
    """A text, or a list of them, as a list."""
    if written is None:
        return []
    return list(written) if isinstance(written, list | tuple) else [written]


def fixed(written: Written) -> Fraction:
    """A number that is written out."""
    found = constant(written)
    if found is None:
        raise Declined("a number that a rule defines, where a constant stands")
    return found


def within(item: Mapping[str, Any], points: Fraction) -> tuple[Fraction | None, Fraction | None]:
    """Floor and cap of an item, None where it is open."""
    written = item.get("within")
    if written is None:
        return Fraction(0), points
    return (None, None) if written == "open" else (fixed(written[0]), fixed(written[1]))


def clamped(at: Fraction, floor: Fraction | None, cap: Fraction | None) -> Fraction:
    """The number within floor and cap."""
    at = at if floor is None else max(at, floor)
    return at if cap is None else min(at, cap)


def entry_name(entry: Mapping[str, Any]) -> str:
    """The name of an entry with the records that it is for."""
    return f"{entry['entry']}({entry['instance']})" if entry.get("instance") else str(entry["entry"])
