"""One language at a time: a page is in one, and its twin in the other stands at the same place beside it."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.frame import in_own_language
from policy_rules.report.pages.headings import FIELDS, TOLD
from policy_rules.ruleset.languages import own_text
from policy_rules.wording import Language

MOST_WORDS = 30
"""The characters of a rule's words that name it where it has no title in the language."""


class Spoken:
    """Says things in the language of a page; `languages` are all in which the site is, the main one first."""

    language: Language
    languages: tuple[Language, ...]

    def either(self, zh: str, en: str) -> str:
        """A name in the page's language; where it has none, in the other, which is marked."""
        own, other = (en, zh) if self.language == "en" else (zh, en)
        if own or not other:
            return escape(own)
        return tag("span", escape(other), lang="zh" if self.language == "en" else "en")

    def word(self, both: tuple[str, str]) -> str:
        """A fixed phrase, as plain text."""
        return both[self.language == "en"]

    def said(self, both: tuple[str, str]) -> str:
        """A fixed phrase, as HTML."""
        return escape(self.word(both))

    def told(self, key: str) -> str:
        """A fixed phrase of `TOLD`."""
        return self.said(TOLD[key])

    def field(self, key: str, content: str) -> str:
        """A term of a description list with what it holds; nothing where it holds nothing."""
        return tag("dt", self.said(FIELDS[key])) + tag("dd", content) if content else ""

    def flag(self) -> str:
        """The flag of a parameter left open."""
        return tag("strong", self.told("open"), class_="open")

    def own(self, text: str) -> str:
        """A text that its author wrote in one language; nothing on a page of another that has a twin."""
        told = own_text(text, self.language, self.languages)
        return in_own_language("span", told, self.language) if told else ""

    @property
    def others(self) -> Iterator[Language]:
        """The other languages of the site."""
        return (language for language in self.languages if language != self.language)

    def shortened(self, words: str, title: str) -> str:
        """What a rule is called: its title in English, the beginning of its words in their own language."""
        named = title if self.language == "en" else _beginning(words)
        return in_own_language("span", named, self.language)


def _beginning(words: str) -> str:
    return words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1] + "…"
