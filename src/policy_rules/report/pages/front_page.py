"""The first page: the documents with their clauses, how to read them, the ways in."""

from __future__ import annotations

from collections import Counter
from html import escape

from policy_rules.report.html_elements import tag
from policy_rules.report.pages.catalogue import Catalogue
from policy_rules.report.pages.deadlines import written_day
from policy_rules.report.pages.frame import code, in_own_language, link, listed_items
from policy_rules.report.pages.headings import FIELDS, GUIDE, INDEXES
from policy_rules.report.pages.site_frame import page
from policy_rules.report.phrases import RULE_KINDS, counted
from policy_rules.ruleset.model import Clause, Document
from policy_rules.wording import in_either


def front_page(catalogue: Catalogue) -> str:
    """The page as HTML."""
    model = catalogue.model
    title = in_either(model.title, catalogue.language)
    kinds = kinds_counted(catalogue, list(model.rules))
    ways = [
        link(address, catalogue.said(INDEXES[address]))
        for address in catalogue.indexes
        if address != "index.html"
    ]
    clauses = counted(len(model.clauses), "clauses", catalogue.language)
    total = escape(f"{clauses}, {counted(len(model.rules), 'rules', catalogue.language)}: ") + kinds
    body = [
        tag("h1", code(model.name)),
        *([tag("p", in_own_language("span", title, catalogue.language))] if title else []),
        tag("p", total),
        listed_items(ways),
        tag("h2", catalogue.told("how to read")),
        listed_items(catalogue.said(line) for line in GUIDE),
        tag("h2", catalogue.told("documents")),
        *(_document(catalogue, document) for document in model.documents.values()),
    ]
    return page(catalogue, "index.html", model.name, "\n".join(body))


def kinds_counted(catalogue: Catalogue, rules: list[str]) -> str:
    """How many rules there are of each kind."""
    numbers = Counter(catalogue.model.rules[id_].kind for id_ in rules)
    return " · ".join(
        f"{catalogue.said(words)} {numbers[kind]}" for kind, words in RULE_KINDS.items() if numbers[kind]
    )


def _document(catalogue: Catalogue, document: Document) -> str:
    said = []
    if document.in_force is not None:
        said.append(f"{catalogue.told('in force')} {written_day(document.in_force.text)}")
    if document.default_due:
        said.append(f"{catalogue.told('default due')} {catalogue.rule(document.default_due, titled=False)}")
    if document.applies_to is not None:
        said.append(f"{catalogue.said(FIELDS['applies to'])} {code(document.applies_to.text)}")
    clauses = [c for c in catalogue.model.clauses if c.document == document.name]
    rows = "".join(_clause(catalogue, clause) for clause in clauses)
    head = tag("h3", in_own_language("span", document.title or document.name, catalogue.language))
    top = tag(
        "tr",
        "".join(
            tag("th", catalogue.said(words), scope="col") for words in (("条款", "clause"), FIELDS["kind"])
        ),
    )
    return head + tag("p", " · ".join(said)) + tag("table", tag("thead", top) + tag("tbody", rows))


def _clause(catalogue: Catalogue, clause: Clause) -> str:
    kinds = kinds_counted(catalogue, list(clause.rules)) or catalogue.told("no rule")
    return tag("tr", tag("td", catalogue.clause(clause)) + tag("td", f"{len(clause.rules)}: {kinds}"))
