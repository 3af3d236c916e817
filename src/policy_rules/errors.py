"""Faults as a reader meets them: where, what, and what to do.

Every error that the library raises on purpose is a `PolicyRulesError`. It carries one or more
`Fault`s, so that all faults of a file are told at once. Wording: lower case, the user's own words
in back-ticks, no class name of ours, the remedy apart as a hint.
"""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from attrs import field, frozen


@frozen
class Place:
    """A place in a file or text; line and column count characters from 1."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [self.file] if self.file else []
        if self.line:
            parts += [str(self.line), str(self.column)]
        return ":".join(parts)


@frozen
class Fault:
    """One thing that is wrong: `what`, at `place`, with an optional hint.

    `source` is the line of text concerned and `width` how many of its characters, from the
    place's column on, are underlined.
    """

    what: str
    place: Place = Place()
    hint: str = ""
    source: str = field(default="", repr=False)
    width: int = field(default=1, repr=False)

    def __str__(self) -> str:
        head = f"{self.place}: {self.what}" if str(self.place) else self.what
        lines = [head]
        if self.source:
            lead = self.source[: self.place.column - 1]
            marked = self.source[self.place.column - 1 :][: max(self.width, 1)] or " "
            pad = "".join(" " if c != "\t" else c for c in _cells(lead))
            lines += ["  " + self.source, "  " + pad + "^" * len(_cells(marked))]
        if self.hint:
            lines.append(f"  hint: {self.hint}")
        return "\n".join(lines)


def _cells(text: str) -> str:
    """The text with each wide character doubled, so that its length is its width on a terminal."""
    return "".join(c + (" " if unicodedata.east_asian_width(c) in "WF" else "") for c in text)


class PolicyRulesError(Exception):
    """Base of all errors of the library; `faults` lists everything that was found."""

    def __init__(self, faults: Fault | str | Iterable[Fault]) -> None:
        if isinstance(faults, str):
            faults = Fault(faults)
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


class ExpressionError(PolicyRulesError):
    """An expression cannot be read, or the profile does not admit what it says."""


class RulesetError(PolicyRulesError):
    """A ruleset's files cannot be used as they are."""


class FactsError(PolicyRulesError):
    """Facts cannot be used as they are."""


class EngineError(PolicyRulesError):
    """An engine declines a ruleset or facts that it cannot carry exactly."""


def near_miss(word: str, known: Iterable[str]) -> str:
    """A hint that names the closest of the known words, or an empty text."""
    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""
