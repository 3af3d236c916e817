"""The page of one clause: its text, then its rules in order; beside it the menu of its document."""

from __future__ import annotations

from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue, clause_heading
from policy_rules.report.pages.clause_text import DocumentText
from policy_rules.report.pages.frame import in_own_language, link
from policy_rules.report.pages.headings import SEARCH
from policy_rules.report.pages.rule_section import rule_section
from policy_rules.report.pages.site_frame import page
from policy_rules.ruleset.languages import language_of
from policy_rules.ruleset.model import Clause


def clause_page(catalogue: Catalogue, text: DocumentText, clause: Clause) -> str:
    """The page as HTML."""
    model = catalogue.model
    document = model.documents[clause.document].title or clause.document
    heading, title = clause_heading(clause), clause.title
    told = in_own_language("span", heading, catalogue.language)
    if title != heading and language_of(title) == catalogue.language:
        told += "<br>" + tag("small", escape(title))
    body = [
        tag("p", link("index.html", in_own_language("span", document, catalogue.language))),
        tag("h1", told),
        tag("h2", catalogue.told("text")),
        text.html(catalogue, clause),
        tag("h2", f"{catalogue.told('rules')} ({len(clause.rules)})"),
        *(rule_section(catalogue, model.rules[id_]) for id_ in clause.rules),
        _neighbours(catalogue, clause),
    ]
    address = catalogue.pages[clause.file]
    return page(catalogue, address, heading, "\n".join(body), _menu(catalogue, text, clause))


def _neighbours(catalogue: Catalogue, clause: Clause) -> str:
    """Links to the clause before and the clause after."""
    clauses = catalogue.model.clauses
    at = next(n for n, c in enumerate(clauses) if c is clause)
    before, after = clauses[max(0, at - 1) : at], clauses[at + 1 : at + 2]
    shown = [f"← {catalogue.clause(c)}" for c in before] + [f"{catalogue.clause(c)} →" for c in after]
    return tag("p", " · ".join(shown))


def _menu(catalogue: Catalogue, text: DocumentText, clause: Clause) -> str:
    """The clauses of the document, inner ones further in; that of the page is marked, above its rules."""
    rows = []
    for each in text.clauses:
        here = each is clause
        marked = {"aria-current": "page"} if here else {}
        shown = tag("a", catalogue.clause_title(each), href=catalogue.pages[each.file], **marked)
        if here and clause.rules:
            shown += tag("ol", "".join(tag("li", link(f"#{id_}", escape(id_))) for id_ in clause.rules))
        deep = text.depth(each)
        rows.append(tag("li", shown, f"padding-left:{deep * 0.8:g}rem" if deep else ""))
    said = catalogue.word(SEARCH["side"])
    head = tag("h2", escape(said))
    return tag("nav", head + tag("ol", "".join(rows)), id="side", class_="side", **{"aria-label": said})
