"""The search: a page with a script, and the index that it looks through, each entry a line of data."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue, clause_heading, fact_page
from policy_rules.report.pages.frame import anchor
from policy_rules.report.pages.headings import ENTRIES, INDEXES, SEARCH
from policy_rules.report.pages.sheet_pages import page_of_sheet
from policy_rules.report.pages.site_frame import INDEX, SCRIPT, page
from policy_rules.report.pages.unit_pages import page_of_kind
from policy_rules.report.score_account import sheet_title, title_of
from policy_rules.ruleset.languages import question_of

Entry = tuple[str, str, str, str]
"""An address, the kind of what is there, its title, the rest of its words."""


def search_page(catalogue: Catalogue) -> str:
    """The page on which results are shown."""
    title = catalogue.word(INDEXES["search.html"])
    said = catalogue.said(SEARCH["search"])
    field = f'<input name="q" type="search" aria-label="{said}">'
    body = (
        tag("h1", escape(title))
        + tag("form", field + tag("button", said), role="search", **{"aria-label": said})
        + tag("noscript", tag("p", catalogue.said(SEARCH["script"])))
        + tag("p", "", id="status", role="status")
        + tag("ol", "", id="found")
    )
    scripts = "".join(tag("script", "", src=src, defer="") for src in (INDEX, catalogue.top + SCRIPT))
    return page(catalogue, "search.html", title, tag("div", body, class_="search") + scripts)


def search_index(catalogue: Catalogue) -> str:
    """The index as a script, which a page from a file may load where it could not read data."""
    data = {
        "kinds": {kind: catalogue.word(words) for kind, words in ENTRIES.items()},
        "words": {key: catalogue.word(SEARCH[key]) for key in ("none", "found", "more")},
        "entries": [*_entries(catalogue)],
    }
    told = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    safe = told.replace("<", "\\u003c").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"const SEARCH_INDEX = {safe};\n"


def _entries(catalogue: Catalogue) -> Iterator[Entry]:
    yield from _of_text(catalogue)
    yield from _of_vocabulary(catalogue)
    for name, kind in catalogue.kinds.items():
        yield page_of_kind(name), "unit", _named(catalogue, name, kind.kind.zh, kind.kind.en), ""
    for name, sheet in catalogue.sheets.items():
        items = "; ".join(title_of(item, catalogue.language) for item in sheet.items.values())
        yield page_of_sheet(name), "sheet", sheet_title(sheet, catalogue.language), items


def _of_text(catalogue: Catalogue) -> Iterator[Entry]:
    """Clauses by their headings, rules by their words."""
    for clause in catalogue.model.clauses:
        title = clause.title if catalogue.language == "en" else ""
        yield catalogue.pages[clause.file], "clause", f"{clause_heading(clause)} {title}".strip(), ""
        for id_ in clause.rules:
            rule = catalogue.model.rules[id_]
            if catalogue.language == "en":
                yield catalogue.address(id_), "rule", f"{id_} {rule.title}", f"{rule.gloss} {rule.text}"
            else:
                yield catalogue.address(id_), "rule", id_, f"{rule.governed_by}{rule.text}"


def _of_vocabulary(catalogue: Catalogue) -> Iterator[Entry]:
    """Entities and facts, measures, roles, parameters, by what they are called."""
    known = catalogue.model.vocabulary
    for entity in known.entities.values():
        file, name = fact_page(entity.name), _named(catalogue, entity.name, entity.zh, entity.en)
        yield file, "list", f"{name} {entity.name}", ""
        for each in entity.attributes.values():
            path = f"{entity.name}.{each.name}"
            address = f"{file}#{anchor('fact', path)}"
            yield address, "fact", f"{name}: {_named(catalogue, each.name, each.zh, each.en)}", path
    for measure in known.measures.values():
        address = f"facts.html#{anchor('fact', measure.name)}"
        yield address, "fact", _named(catalogue, measure.name, measure.zh, measure.en), measure.name
    for role in known.roles.values():
        address = f"bearers.html#{anchor('role', role.name)}"
        yield address, "role", _named(catalogue, role.name, role.zh, role.en), role.name
    for parameter in known.parameters.values():
        address = f"parameters.html#{anchor('parameter', parameter.name)}"
        asked = question_of(parameter, catalogue.language)
        title = _named(catalogue, parameter.name, parameter.zh, parameter.en)
        yield address, "parameter", title, f"{parameter.name} {asked}".strip()


def _named(catalogue: Catalogue, name: str, zh: str, en: str) -> str:
    return catalogue.word((zh, en)) or zh or en or name
