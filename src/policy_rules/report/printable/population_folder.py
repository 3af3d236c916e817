"""A population as a folder of pages: one of all units, and one of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape

from policy_rules.report.clause_sums import SUMMED, ClauseSum, clause_sums
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.html_elements import tag
from policy_rules.report.phrases import phrase
from policy_rules.report.printable.assessment_page import assessment_page
from policy_rules.report.printable.page_frame import grid
from policy_rules.report.printable.population_page import Links, population_page
from policy_rules.results.assessment import Assessment
from policy_rules.results.population import Population
from policy_rules.wording import Language

INDEX = "index.html"
MARKS = (("violated", "✗"), ("unknown", "?"), ("pending", "…"), ("excepted", "✓"), ("satisfied", "✓"))
"""The outcome that a cell tells, the first that some rule of the clause has, with its mark."""
_COUNTED = ("violated", "unknown")


def population_folder(population: Population, language: Language = "zh") -> Mapping[str, str]:
    """The pages by the names of their files: `index.html`, and one of each unit, among the others."""
    places = population.table()
    links = page_names([place.unit for place in places])
    assessments = [population.assessment(place.unit) for place in places]
    by_clause = ("clauses", phrase("outcomes by clause", language), _by_clause(assessments, links, language))
    pages = {links[a.unit.id]: assessment_page(a, language) for a in assessments}
    return {INDEX: population_page(population, language, links, [by_clause]), **pages}


def _by_clause(assessments: Sequence[Assessment], links: Links, language: Language) -> str:
    """A row for each clause: over all units what its rules came to, then a cell for each unit."""
    if not assessments:
        return ""
    lines = FindingLines(assessments[0].model, language)
    rows = []
    for heading, clause in found_by_clause(assessments, language):
        sums = clause.sums
        cells = [_cell(clause.by_unit.get(a.unit.id, Counter())) for a in assessments]
        rows.append([escape(heading), *(str(sums[o] or "") for o in SUMMED), *cells])
    names = [tag("a", escape(a.unit.name), href=links[a.unit.id]) for a in assessments]
    heads = [escape(phrase("clause", language)), *(escape(lines.outcome(o)) for o in SUMMED), *names]
    return tag("p", escape(phrase("outcome marks", language)), class_="faint") + grid(heads, rows, "heat")


def found_by_clause(assessments: Sequence[Assessment], language: Language) -> Iterator[tuple[str, ClauseSum]]:
    """The clauses by their headings, with what their rules came to."""
    headings = FindingLines(assessments[0].model, language).headings if assessments else {}
    for one in clause_sums(assessments):
        yield headings.get((one.document, one.clause), one.clause), one


def gravest(counts: Counter[str]) -> str:
    """The worst outcome among them; "" where all are not applicable, or there are none."""
    return next((outcome for outcome, _ in MARKS if counts[outcome]), "")


def _cell(counts: Counter[str]) -> str:
    """The worst that the rules of a clause came to for a unit, with how many of them where that matters."""
    outcome = gravest(counts)
    if not outcome:
        return tag("span", "·", class_="faint")
    mark = dict(MARKS)[outcome]
    return tag("span", f"{counts[outcome]} {mark}" if outcome in _COUNTED else mark, class_=outcome)


def page_names(units: Sequence[str]) -> Links:
    """A file for each unit: its id where that is a name on every machine and no other's, else its number."""
    names: dict[str, str] = {}
    taken = {"index"}
    for number, unit in enumerate(units, 1):
        plain = re.fullmatch("[A-Za-z0-9_-]{1,60}", unit, re.ASCII) and not unit.startswith("unit-")
        name = unit if plain and unit.casefold() not in taken else f"unit-{number}"
        taken.add(name.casefold())
        names[unit] = f"{name}.html"
    return names
