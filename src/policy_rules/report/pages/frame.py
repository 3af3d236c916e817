"""The frame of a page, and the small pieces of HTML that all pages share."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.ruleset.languages import language_of


def link(address: str, content: str) -> str:
    """A link; the content is HTML already."""
    return tag("a", content, href=address)


def code(text: str) -> str:
    """A text as code, or nothing."""
    return tag("code", escape(text)) if text else ""


def listed_items(items: Iterable[str]) -> str:
    """A list; items are HTML already."""
    return tag("ul", "".join(tag("li", item) for item in items))


def folded(summary: str, content: str, anchor: str = "") -> str:
    """A part that opens when asked for."""
    named = {"id": anchor} if anchor else {}
    return tag("details", tag("summary", summary) + content, **named)


def in_own_language(name: str, text: str, around: str = "") -> str:
    """An element whose language is told by its words; plain text where it is that of the page `around`."""
    language = language_of(text)
    plain = language == around and name == "span"
    return escape(text) if plain else tag(name, escape(text), lang=language)


def anchor(kind: str, name: str) -> str:
    """The id of a fact, role, parameter or register on its index page."""
    return f"{kind}-" + "".join(c if c.isalnum() or c in "-_." else f"_{ord(c):x}_" for c in name)
