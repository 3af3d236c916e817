"""What a sheet reads besides its entries, so that a changed fact moves only the scores that it touches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import attrs

from policy_rules.core import nodes as core
from policy_rules.reference.rule_reads import Read, reads_in
from policy_rules.scoring.sheet import Sheet


def reads_of_sheet(sheet: Sheet) -> frozenset[Read]:
    """Everything that the score may depend on."""
    nodes = {id(node): node for node in _nodes(sheet, set())}
    defined = {("exception", d.rule) for d in sheet.defined.values()}
    graded = {("grading", rule) for rule in sheet.rules}  # who graded is remarked on, whatever came of it
    return frozenset(read for node in nodes.values() for read in reads_in(node)) | defined | graded


def _nodes(thing: Any, seen: set[int]) -> Iterator[core.Node]:
    """The core trees anywhere in a sheet."""
    if id(thing) in seen or isinstance(thing, str | int):
        return
    seen.add(id(thing))
    if isinstance(thing, core.Node):
        yield thing
    elif isinstance(thing, Mapping):
        for value in thing.values():
            yield from _nodes(value, seen)
    elif isinstance(thing, tuple):
        for value in thing:
            yield from _nodes(value, seen)
    elif attrs.has(type(thing)):
        for attribute in attrs.fields(type(thing)):
            yield from _nodes(getattr(thing, attribute.name), seen)
