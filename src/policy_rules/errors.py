"""Faults as a reader meets them: where, what, and what to do.

Every error that the library raises on purpose is a `PolicyRulesError`. It carries one or more
`Fault`s, so that all faults of a file are told at once. Wording: lower case, the user's own words
in back-ticks, no class name of ours, the remedy apart as a hint.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.messages import DEFAULT, LANGUAGES, in_language, of_environment

STEERS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Characters that steer what shows them, or cannot be shown."""
HIDDEN = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u2060-\u2064]")
"""Characters that have no width: two ids that differ in them look the same."""
_LONGEST_INTEGER = 1_000
"""Bits of the longest whole number that is written out; Python refuses to write those of 15,000."""
_LONGEST_NAME = 200
"""Longer words are compared with no others."""


def visible(text: str) -> str:
    """The text with what steers a terminal, turns the writing round or cannot be written as escapes."""
    return STEERS.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def printed(value: object, length: int = 60) -> str:
    """Any value of Python on one line, cut where it is longer, whatever its own `repr` does."""
    if isinstance(value, int) and value.bit_length() > _LONGEST_INTEGER:
        return f"a number of {value.bit_length()} bits"
    try:
        text = repr(value)
    except Exception:  # noqa: BLE001 - `repr` is anybody's code, and whole numbers of 5,000 digits have none
        text = f"a value of type {type(value).__name__}"
    return shorten(visible(text[: 4 * length]), length)


def shorten(text: str, length: int = 40) -> str:
    """The text on one line, cut where it is longer."""
    line = " ".join(text.split())
    return line if len(line) <= length else line[: length - 1] + "…"


@frozen
class Place:
    """A place in a file or text; line and column count characters from 1."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        parts = [visible(self.file).replace("\n", "\\u000a")] if self.file else []
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

    def in_language(self, language: str) -> Fault:
        """The fault with what it says in a language: `zh` or `en`. Raises NoSuchName."""
        _see_to_language(language)
        return evolve(self, what=in_language(self.what, language), hint=in_language(self.hint, language))

    def __str__(self) -> str:
        return self.told(of_environment() or DEFAULT)

    def told(self, language: str) -> str:
        """The fault as lines, in a language."""
        what, hint = (visible(in_language(text, language)) for text in (self.what, self.hint))
        lines = [f"{self.place}: {what}" if str(self.place) else what]
        if self.source:
            source = STEERS.sub("\ufffd", self.source)
            lead = source[: self.place.column - 1]
            marked = source[self.place.column - 1 :][: max(self.width, 1)] or " "
            pad = "".join(" " if c != "\t" else c for c in in_columns(lead))
            lines += ["  " + source, "  " + pad + "^" * len(in_columns(marked))]
        if hint:
            lines.append(f"  {in_language('hint: ', language)}{hint}")
        return "\n".join(lines)


def in_columns(text: str) -> str:
    """The text with each wide character doubled, so that its length is its width on a terminal."""
    return "".join(c + (" " if unicodedata.east_asian_width(c) in "WF" else "") for c in text)


class PolicyRulesError(Exception):
    """Base of all errors of the library; `faults` lists everything that was found, in English."""

    def __init__(self, faults: Fault | str | Iterable[Fault]) -> None:
        if isinstance(faults, str):
            faults = Fault(faults)
        self.faults: tuple[Fault, ...] = (faults,) if isinstance(faults, Fault) else tuple(faults)
        super().__init__(self.faults)  # in words when they are asked for: many a one is caught and forgotten

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.in_language(DEFAULT)!r})"

    def __str__(self) -> str:
        return self.in_language(of_environment() or DEFAULT)

    def in_language(self, language: str) -> str:
        """All that was found, as lines, in a language: `zh` or `en`.

        `str` tells it in English, or in the language that the environment names (`POLICY_RULES_LANG`).
        Raises NoSuchName.
        """
        _see_to_language(language)
        return "\n".join(fault.told(language) for fault in self.faults)


class ExpressionError(PolicyRulesError):
    """An expression cannot be read, or the profile does not admit what it says."""


class RulesetError(PolicyRulesError):
    """A ruleset's files cannot be used as they are."""


class FactsError(PolicyRulesError):
    """Facts cannot be used as they are."""


class EngineError(PolicyRulesError):
    """An engine declines a ruleset or facts that it cannot carry exactly."""


class CannotWriteError(PolicyRulesError):
    """An output, or a file that was asked for, cannot be written."""


class NoSuchName(PolicyRulesError, KeyError):
    """Nothing bears the name that was asked for."""

    __str__ = PolicyRulesError.__str__


def _see_to_language(language: object) -> None:
    if language not in LANGUAGES:
        hint = f"there is {', '.join(LANGUAGES)}"
        raise NoSuchName(Fault(f"`{printed(language)}` is no language of reports", hint=hint))


@contextmanager
def no_lines(*, when: bool) -> Iterator[None]:
    """Tell faults without the lines they are in, `when` something may stand there that is not to be told."""
    try:
        yield
    except PolicyRulesError as error:
        if not when:
            raise
        raise type(error)([evolve(fault, source="") for fault in error.faults]) from None


def near_miss(word: object, known: Iterable[str]) -> str:
    """A hint that names the closest of the known words, or an empty text."""
    if not isinstance(word, str):
        return f"give a text, not `{printed(word)}`"
    if len(word) > _LONGEST_NAME:
        return ""
    import difflib

    close = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""
