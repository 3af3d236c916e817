"""The page of one clause: its text, then its rules in order."""

from __future__ import annotations

from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue, clause_heading
from policy_rules.report.pages.clause_text import DocumentText
from policy_rules.report.pages.frame import in_own_language, link, page, told
from policy_rules.report.pages.rule_section import rule_section
from policy_rules.ruleset.model import Clause


def clause_page(catalogue: Catalogue, text: DocumentText, clause: Clause) -> str:
    """The page as HTML."""
    model = catalogue.model
    document = model.documents[clause.document].title or clause.document
    body = [
        tag("p", link("index.html", in_own_language("span", document))),
        tag(
            "h1",
            in_own_language("span", clause_heading(clause)) + "<br>" + in_own_language("small", clause.title),
        ),
        tag("h2", told("text")),
        text.html(clause),
        tag("h2", f"{told('rules')} ({len(clause.rules)})"),
        *(rule_section(catalogue, model.rules[id_]) for id_ in clause.rules),
        _neighbours(catalogue, clause),
    ]
    return page(f"{clause_heading(clause)} {clause.title}", "\n".join(body), model.name)


def _neighbours(catalogue: Catalogue, clause: Clause) -> str:
    """Links to the clause before and the clause after."""
    clauses = catalogue.model.clauses
    at = next(n for n, c in enumerate(clauses) if c is clause)
    before, after = clauses[max(0, at - 1) : at], clauses[at + 1 : at + 2]
    shown = [f"← {catalogue.clause(c)}" for c in before] + [f"{catalogue.clause(c)} →" for c in after]
    return tag("nav", escape(" ").join(shown))
