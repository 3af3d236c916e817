"""The elements of which HTML is made here: no scripts, no files from elsewhere, every attribute escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape
from typing import Any

from policy_rules.ruleset.languages import language_of

STYLE = "font-family:system-ui,sans-serif;line-height:1.5;max-width:60em"
CELL = "vertical-align:top;padding-right:1em;text-align:left"
BANNER = "background:#fff3cd;padding:.4em;border-radius:4px"


def tag(name: str, content: str, style: str = "", **attributes: str) -> str:
    """An element; the content is HTML already, attributes are escaped."""
    given = {**attributes, **({"style": style} if style else {})}
    written = "".join(f' {k.rstrip("_")}="{escape(v, quote=True)}"' for k, v in given.items())
    return f"<{name}{written}>{content}</{name}>"


def line_of_its_own(words: str) -> str:
    """A paragraph of words of a ruleset, marked by the language in which they are; nothing where none are."""
    return tag("p", escape(words), lang=language_of(words)) if words else ""


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table, without a head where nothing is to stand in it; cells are HTML already."""
    body = "".join(tag("tr", "".join(tag("td", c, CELL) for c in row)) for row in rows)
    return tag("table", heads(head) + tag("tbody", body))


def heads(names: Iterable[str], more: str = "") -> str:
    """The head of a table, its cells with `more` style; nothing where it has no names."""
    told = "".join(tag("th", escape(h), "text-align:left;padding-right:1em" + more) for h in names)
    return tag("thead", tag("tr", told)) if told else ""


def banner(text: str) -> str:
    """What is said at the top of everything that decides nothing."""
    return tag("p", escape(text), BANNER)


def bullets(texts: Iterable[str], style: str = "") -> str:
    """Texts as a list; nothing where there are none."""
    told = "".join(tag("li", escape(text)) for text in texts)
    return tag("ul", told, style) if told else ""


def data_html(data: Mapping[str, Any]) -> str:
    """Plain data as a table of its keys, without those that say nothing."""
    rows = [(escape(key), escape(_cell(value))) for key, value in data.items() if value not in (None, [], "")]
    return tag("div", table((), rows), STYLE)


def _cell(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_cell(held)}" for key, held in value.items())
    return ", ".join(map(_cell, value)) if isinstance(value, list) else str(value)
