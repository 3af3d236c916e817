"""The frame around a page of the site: the bar at its top, the way to its twin, the menu beside a clause."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.frame import link
from policy_rules.report.pages.headings import INDEXES, LANGUAGE_NAMES, SEARCH
from policy_rules.wording import Language

STYLE_SHEET, SCRIPT, INDEX = "style.css", "search.js", "search-index.js"


def shared_files() -> Mapping[str, str]:
    """The files that all pages share, by name."""
    return {name: (Path(__file__).parent / name).read_text("utf-8") for name in (STYLE_SHEET, SCRIPT)}


def page(catalogue: Catalogue, name: str, title: str, body: str, side: str = "") -> str:
    """A whole page; `name` is its file, by which its place is marked, `side` the menu beside it."""
    top = catalogue.top
    head = (
        '<meta charset="utf-8">\n<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"{tag('title', escape(f'{title} · {catalogue.model.name}'))}\n"
        f'<link rel="stylesheet" href="{top}{STYLE_SHEET}">'
    )
    skip = tag("a", catalogue.said(SEARCH["skip"]), href="#main", class_="skip")
    bar = tag("header", skip + _bar(catalogue, name) + _search(catalogue) + _twins(catalogue, name))
    to_side = tag("p", link("#side", catalogue.said(SEARCH["to side"])), class_="to-side") if side else ""
    inside = bar + "\n" + tag("main", to_side + "\n" + body + "\n", id="main") + side
    look = ' class="with-side"' if side else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{catalogue.language}">\n<head>\n{head}\n</head>\n'
        f"<body{look}>\n{inside}\n</body>\n</html>\n"
    )


def _bar(catalogue: Catalogue, name: str) -> str:
    """The ways into the site; the one on which the reader is is marked."""
    shown = []
    for address in catalogue.indexes:
        here = {"aria-current": "page"} if address == name else {}
        shown.append(tag("li", tag("a", catalogue.said(INDEXES[address]), href=address, **here)))
    return tag("nav", tag("ul", "".join(shown)), **{"aria-label": catalogue.word(SEARCH["bar"])})


def _search(catalogue: Catalogue) -> str:
    """A field that leads to the page of the search: no script is needed for it here."""
    said = catalogue.word(SEARCH["search"])
    field = f'<input name="q" type="search" aria-label="{said}">'
    return tag("form", field + tag("button", said), action="search.html", role="search")


def _twins(catalogue: Catalogue, name: str) -> str:
    """The same page in the other languages."""
    return "".join(
        tag("a", LANGUAGE_NAMES[other], href=twin(catalogue, name, other), lang=other, hreflang=other)
        for other in catalogue.others
    )


def twin(catalogue: Catalogue, name: str, other: Language) -> str:
    """Where the page stands in another language: the main one at the top, each other in its folder."""
    return f"{catalogue.top}{'' if other == catalogue.languages[0] else other + '/'}{name}"
