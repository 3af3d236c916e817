"""The catalogue (`zh.po`): a text is found by the template that it was made by, and told by its translation.

Whoever makes a fault writes it in English and nothing else. `%1`, `%2` … stand in a template for what is
put into it; what is put in outside of back-ticks is told in the language too, what stands within them is
the user's own. Of the templates that fit a text that one counts which leaves nothing of it in English, else
the one that has most words of its own.

A test walks the source for every text of a fault and finds it here (`tests/messages`).
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Literal, get_args

from policy_rules.attributes import frozen

Language = Literal["zh", "en"]
"""The languages that people are spoken to in."""
LANGUAGES: tuple[Language, ...] = get_args(Language)
DEFAULT: Language = "en"
"""The language in which faults are made, and told where no other is asked for."""
VARIABLE = "POLICY_RULES_LANG"
"""The variable of the environment that names the language of faults, reports and help."""
_HOLE = re.compile(r"%([1-9])")
_LINE = re.compile(r'(?P<key>msgid|msgstr) "(?P<text>(?:[^"\\]|\\.)*)"')
_QUOTED, _SEVERAL_WORDS = re.compile(r"`[^`]*`"), re.compile(r"[A-Za-z]{2,}\s|\s[A-Za-z]{2,}")
_DEEPEST = 4
"""How often what is put into a text can hold another."""


@frozen(slots=False)
class _Entry:
    """A template: what it has of its own around what is put in, which of that is quoted, its translation."""

    own: tuple[str, ...]
    quoted: tuple[bool, ...]
    told: str

    def put_in(self, text: str) -> tuple[str, ...] | None:
        """What a text that was made by it has put into it; None of another text."""
        if not (text.startswith(self.own[0]) and text.endswith(self.own[-1])):
            return None
        found = self._pattern.fullmatch(text) if all(own in text for own in self.own) else None
        return None if found is None else found.groups()

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """Made for texts that may be of the template: to make it for all takes longer than many a command."""
        return re.compile("(.*?)".join(map(re.escape, self.own)), re.DOTALL)


def in_language(text: str, language: str) -> str:
    """The text in a language; as it is where it is English that is asked for, or no template is its own."""
    return text if language == DEFAULT or not text else _told(text, language, 0)[0]


def of_environment() -> str | None:
    """The language that `POLICY_RULES_LANG` names; None where it names none that there is."""
    named = os.environ.get(VARIABLE, "").partition("_")[0].lower()
    return named if named in LANGUAGES else None


def _told(text: str, language: str, depth: int) -> tuple[str, bool]:
    """The text in a language, and whether all of it is: but for names and what is quoted."""
    exact, entries = _catalogue(language)
    if text in exact:
        return exact[text], True
    first = None
    for entry in entries if depth <= _DEEPEST else ():
        found = entry.put_in(text)
        if found is not None:
            parts = [
                (part, "`" not in part) if quoted else _told(part, language, depth + 1)
                for part, quoted in zip(found, entry.quoted, strict=True)
            ]
            told = _HOLE.sub(lambda hole, parts=parts: parts[int(hole[1]) - 1][0], entry.told)  # type: ignore[misc]
            if all(whole for _, whole in parts):
                return told, True
            first = first or told
    return first or text, first is None and _SEVERAL_WORDS.search(_QUOTED.sub("", text)) is None


@cache
def _catalogue(language: str) -> tuple[Mapping[str, str], tuple[_Entry, ...]]:
    """The texts without anything put in, and the templates, those first that have most of their own."""
    pairs = dict(pairs_of(Path(__file__).with_name(f"{language}.po")))
    exact = {text: told for text, told in pairs.items() if not _HOLE.search(text)}
    entries = [_entry(text, told) for text, told in pairs.items() if text not in exact]
    return exact, tuple(sorted(entries, key=lambda entry: -sum(map(len, entry.own))))


def _entry(text: str, told: str) -> _Entry:
    parts = _HOLE.split(text)
    literal, holes = tuple(parts[::2]), parts[1::2]
    quoted = tuple(before.endswith("`") and after.startswith("`") for before, after in pairwise(literal))
    assert holes == [str(n) for n in range(1, len(holes) + 1)], text
    return _Entry(literal, quoted, told)


def pairs_of(path: Path) -> Iterator[tuple[str, str]]:
    """The pairs of a catalogue in gettext's form of a text file: `msgid "…"`, and below it `msgstr "…"`."""
    text = ""
    for line in path.read_text("utf-8").splitlines():
        found = _LINE.fullmatch(line)
        if found is None:
            continue
        told = re.sub(r"\\(.)", lambda escaped: {"n": "\n"}.get(escaped[1], escaped[1]), found["text"])
        if found["key"] == "msgid":
            text = told
        elif text and told:
            yield text, told
