"""Facts as an example gives them, as plain data that can be turned, and written out as a line of a rule."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping as AbstractMapping
from functools import cached_property
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.ruleset.model import Example

Plain = Any
"""Texts, null, lists and mappings: what a file holds."""
_BARE = re.compile(r"[^\W_][\w./%+-]*(?: [\w./%+-]+)*")


@frozen(slots=False)
class AskedFacts:
    """What an example gives and asks: all but what it expects."""

    given: AbstractMapping[str, Plain]
    settings: AbstractMapping[str, Plain]
    as_of: datetime.date | None = None
    year: int | None = None
    no_year: bool = False

    @cached_property
    def line(self) -> str:
        """The keys of the example as they are written in one line, without `expect`."""
        told: dict[str, Plain] = {"given": self.given}
        if self.settings:
            told["set"] = self.settings
        if self.as_of is not None:
            told["as_of"] = self.as_of.isoformat()
        if self.no_year or self.year is not None:
            told["year"] = "none" if self.no_year else str(self.year)
        return ", ".join(f"{key}: {in_one_line(value)}" for key, value in told.items())

    def facts(self) -> Example:
        """The facts of the example; what it sets is left to who has the ruleset with these parameters."""
        return Example(as_read(self.given), "", {}, self.as_of, self.year, no_year=self.no_year)


def asked_facts_of(example: Example) -> AskedFacts:
    """What an example gives and asks."""
    settings = {name: as_plain(value) for name, value in example.parameters.items()}
    return AskedFacts(as_plain(example.given), settings, example.as_of, example.year, example.no_year)


def as_plain(node: Node | Plain) -> Plain:
    """A tree as read as plain data; what is plain stays so."""
    if isinstance(node, Scalar):
        return None if node.null else node.text
    if isinstance(node, Sequence):
        return [as_plain(item) for item in node]
    if isinstance(node, Mapping):
        return {key.text: as_plain(value) for key, value in node.entries}
    return node


def as_read(value: Plain) -> Node:
    """Plain data as the tree that its line is read as."""
    if isinstance(value, AbstractMapping):
        return Mapping({key: (Scalar(key), as_read(item)) for key, item in value.items()})
    if isinstance(value, list):
        return Sequence(tuple(map(as_read, value)))
    return Scalar("null", null=True) if value is None else Scalar(str(value))


def in_one_line(value: Plain) -> str:
    """Plain data as YAML in one line, read again as the same."""
    if value is None:
        return "null"
    if isinstance(value, AbstractMapping):
        return (
            "{" + ", ".join(f"{in_one_line(key)}: {in_one_line(item)}" for key, item in value.items()) + "}"
        )
    if isinstance(value, list):
        return "[" + ", ".join(map(in_one_line, value)) + "]"
    text = str(value)
    if (_BARE.fullmatch(text) and text != "null") or re.fullmatch(r"-?[0-9.]+%?", text):
        return text
    return "'" + text.replace("'", "''") + "'"
