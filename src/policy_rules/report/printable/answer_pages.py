"""Answers to a question as pages to hand on: what differs, of a unit or of many, what to find out next."""

from __future__ import annotations

from html import escape

from policy_rules.report.comparison_tables import (
    comparison_labels,
    comparison_parts,
    comparison_title,
    say,
)
from policy_rules.report.html_elements import tag
from policy_rules.report.next_facts_list import next_heading, next_parts
from policy_rules.report.phrases import banners, phrase, year_said
from policy_rules.report.populations_compared_report import (
    populations_heads,
    populations_labels,
    populations_rows,
    populations_title,
)
from policy_rules.report.printable.page_frame import grid, labels, model_foot, report_page
from policy_rules.results.assessment import Assessment, Comparison
from policy_rules.results.next_facts import By
from policy_rules.results.populations_compared import PopulationsCompared
from policy_rules.wording import Language


def comparison_page(found: Comparison, language: Language = "zh") -> str:
    """What differs, by what was asked otherwise, total and grade, items, findings, consequences."""
    parts = []
    for number, (heading, rows) in enumerate(comparison_parts(found, language), 1):
        width = max(map(len, rows))
        cells = [[escape(cell) for cell in (*row, *[""] * (width - len(row)))] for row in rows]
        parts.append((f"part-{number}", heading, grid((), cells)))
    head = labels(comparison_labels(found, language))
    if not found.changed:
        head += tag("p", escape(say("nothing", language)))
    title, foot = comparison_title(found, language), model_foot(found.after.model)
    return report_page(title, language, head, parts, foot)


def populations_page(found: PopulationsCompared, language: Language = "zh") -> str:
    """The comparison as a page to hand on."""
    rows = [list(map(escape, row)) for row in populations_rows(found, language)]
    part = ("places", say("places", language), grid(map(escape, populations_heads(language)), rows))
    head = labels(populations_labels(found, language))
    if not found.changed:
        head += tag("p", escape(say("nothing", language)))
    foot = model_foot(found.after.model)
    return report_page(populations_title(found, language), language, head, [part], foot)


def next_page(
    assessment: Assessment, language: Language = "zh", *, most: int = 20, by: By | None = None
) -> str:
    """What to find out next, those first that matter most, each with what a facts file says it by."""
    year = year_said(assessment.model, assessment.year, language)
    told = tag("p", escape(f"{phrase('as of', language)} {assessment.as_of} · {year}"))
    head = labels(banners(assessment, language)) + told
    rows, more = next_parts(assessment, language, most=most, by=by)
    items = "".join(
        tag("li", escape(line) + ("<br>" + tag("code", escape(written)) if written else ""))
        for line, written in rows
    )
    content = tag("ol", items) if rows else tag("p", escape(phrase("nothing missing", language)))
    if more:
        content += tag("p", f"… {more}", class_="faint")
    parts = [("next", next_heading(assessment, language, by), content)]
    title, foot = f"{assessment.unit.name} · {phrase('next', language)}", model_foot(assessment.model)
    return report_page(title, language, head, parts, foot)
