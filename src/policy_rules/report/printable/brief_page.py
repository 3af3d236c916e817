"""An assessment in brief, for whoever answers for the unit: three pages of paper at most."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from policy_rules.report.assessment_summary import Most, decisions_line, result_lines, summary_parts
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.html_elements import tag
from policy_rules.report.phrases import banners, phrase, year_said
from policy_rules.report.printable.page_frame import cards, labels, model_foot, report_page
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import OUTCOMES
from policy_rules.wording import Language

BRIEF = Most(items=10, violated=15, met=0, due=8, consequences=8, next=10, width=150)


def brief_page(assessment: Assessment, language: Language = "zh") -> str:
    """The page: result, points lost, what is violated and why, what falls due, what follows, what to do next.

    Of each the most important, and how many more there are; three pages of paper at most.
    """
    lines = FindingLines(assessment.model, language)
    year = year_said(assessment.model, assessment.year, language)
    told = tag("p", escape(f"{phrase('as of', language)} {assessment.as_of} · {year}"))
    counts = [(str(assessment.counts[o]), lines.outcome(o), o) for o in OUTCOMES]
    told += "".join(tag("p", escape(line)) for line in decisions_line(assessment, language))
    result = "".join(tag("p", tag("strong", _spaced(line))) for line in result_lines(assessment, language))
    head = labels(banners(assessment, language)) + told + result + cards(counts)
    parts = [
        (f"part-{number}", heading, _listed(held))
        for number, (heading, held) in enumerate(summary_parts(assessment, language, BRIEF), 1)
        if any(not line.startswith("…") for line in held)
    ]
    title = f"{assessment.unit.name} · {assessment.year} · {phrase('in brief', language)}"
    return report_page(title, language, head, parts, model_foot(assessment.model))


def _spaced(line: str) -> str:
    """What stands in columns on a terminal, with marks between."""
    return escape(" · ".join(part for part in line.split("  ") if part))


def _listed(told: Iterable[str]) -> str:
    """Lines as a list; those set in stand within the one before."""
    items: list[list[str]] = []
    for line in told:
        if line.startswith(" ") and items:
            items[-1].append(line.strip())
        else:
            items.append([line])
    rows = (
        tag("li", _spaced(first) + "".join("<br>" + tag("span", escape(r), class_="faint") for r in rest))
        for first, *rest in items
    )
    return tag("ul", "".join(rows))
