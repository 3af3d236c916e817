"""An assessment as a page to hand on: points, what is violated and why, days, what to find out, all rules."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from html import escape
from itertools import groupby

from policy_rules.messages import in_language
from policy_rules.report.carried_over import carried_lines, left_out_words
from policy_rules.report.finding_lines import FindingLines, falling_due
from policy_rules.report.html_elements import bullets, tag
from policy_rules.report.next_facts_list import next_heading, next_line
from policy_rules.report.phrases import banners, counted, phrase, year_said
from policy_rules.report.printable.charts import bars, day_line
from policy_rules.report.printable.page_frame import (
    cards,
    labels,
    model_foot,
    model_title,
    outcome_mark,
    report_page,
)
from policy_rules.report.printable.score_bars import score_bars
from policy_rules.report.score_account import sheet_title
from policy_rules.report.score_html import item_anchor, ledger_part
from policy_rules.report.score_phrases import total_and_grade
from policy_rules.report.score_reasons import Reasons
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import OUTCOMES, Finding, told_together
from policy_rules.wording import Language

MOST_DAYS, MOST_NEXT = 8, 20


def assessment_page(assessment: Assessment, language: Language = "zh") -> str:
    """The page, with nothing in it from elsewhere; at its top the labels of what decides nothing."""
    with told_together(assessment.findings):
        return _page(assessment, language)


def _page(assessment: Assessment, language: Language) -> str:
    lines = FindingLines(assessment.model, language)
    say = lines.say
    told = f"{say('as of')} {assessment.as_of} · {year_said(assessment.model, assessment.year, language)}"
    told += left_out_words(assessment.other_years, language)
    counts = [(str(assessment.counts[o]), lines.outcome(o), o) for o in OUTCOMES]
    head = labels(banners(assessment, language)) + model_title(assessment.model, language)
    head += tag("p", escape(told)) + cards(counts, _opens(assessment))
    carried = bullets(carried_lines(assessment, language)) if assessment.other_years.carried_over else ""
    facts = [next_line(f, assessment, lines.names) for f in assessment.next_facts()[:MOST_NEXT]]
    parts = [
        ("score", say("score"), _score(assessment, language)),
        ("violated", lines.outcome("violated").capitalize(), _violated(assessment, lines)),
        ("due", say("due soonest"), _due(assessment, lines)),
        ("consequences", say("consequences"), _consequences(assessment, lines)),
        (
            "next",
            next_heading(assessment, language),
            tag("ol", "".join(tag("li", escape(fact)) for fact in facts)) if facts else "",
        ),
        ("carried", say("carried over"), carried),
        ("rules", say("rules by clause"), "".join(_clauses(assessment, lines))),
        ("ledger", say("ledger"), _ledger(assessment, language)),
        ("notes", say("notes"), bullets(in_language(note, language) for note in assessment.notes)),
    ]
    title = f"{assessment.unit.name} · {assessment.year}"
    return report_page(title, language, head, parts, model_foot(assessment.model))


def _opens(assessment: Assessment) -> Mapping[str, str]:
    """Where the findings of each outcome stand."""
    return {o: "#violated" if o == "violated" else "#rules" for o in OUTCOMES if assessment.counts[o]}


# Points ----------------------------------------------------------------------------------------------


def _score(assessment: Assessment, language: Language) -> str:
    """The total and the grade, then from the points possible down every item that took some, or may have."""
    score = assessment.score
    if score is None:
        return tag("p", escape(phrase("no sheet", language)))
    reasons = Reasons(assessment, score, language)
    told = "".join(
        tag("p", escape(line)) for line in [sheet_title(score.sheet, language), *total_and_grade(reasons)]
    )
    opens = lambda item: f"#{item_anchor(item, reasons) if item else 'ledger'}"  # noqa: E731
    rows = score_bars(score, language, opens)
    if not rows:
        return told
    key = tag("p", escape(phrase("hatched", language)), class_="faint")
    return told + key + bars(rows, phrase("lost items", language), "points")


def _ledger(assessment: Assessment, language: Language) -> str:
    if assessment.score is None:
        return ""
    return tag(
        "div", ledger_part(assessment, language, "h3", linked=True), class_="ledger wide", tabindex="0"
    )


# Rules -----------------------------------------------------------------------------------------------


def _violated(assessment: Assessment, lines: FindingLines) -> str:
    found = [f for f in assessment.findings if f.outcome == "violated"]
    return "".join(_told(f, lines) for f in found)


def _told(finding: Finding, lines: FindingLines) -> str:
    """A finding: its words, both sides, what is missing, the facts it rests on with their sources."""
    words, *rest = _lines(finding, lines)
    link = tag("a", escape(finding.rule.id), href=f"#rule-{finding.rule.id}")
    head = tag(
        "h3", f"{link} {outcome_mark(finding.outcome, lines.language)} {escape(_title(finding, lines))}"
    )
    return tag("div", head + tag("blockquote", escape(words)) + bullets(rest), class_="finding")


def _lines(finding: Finding, lines: FindingLines) -> Iterator[str]:
    return (line.strip().removeprefix("- ") for line in lines.lines(finding, whole=True))


def _title(finding: Finding, lines: FindingLines) -> str:
    return finding.rule.title if lines.language == "en" else ""


def _due(assessment: Assessment, lines: FindingLines) -> str:
    """What is pending by its due day: on a line, then in a list."""
    by_day = _by_day(assessment)
    if not by_day:
        return ""
    listed = []
    for day, held in by_day:
        left = counted((day - assessment.as_of).days, "days left", lines.language)
        rules = ", ".join(tag("a", escape(f.rule.id), href=f"#rule-{f.rule.id}") for f in held)
        listed.append(tag("li", f"{day} ({escape(left)}): {rules}"))
    drawn = day_line(day_marks(assessment, lines.language), assessment.as_of, lines.say("due soonest"))
    return drawn + tag("ul", "".join(listed))


def day_marks(assessment: Assessment, language: Language) -> list[tuple[datetime.date, str, str]]:
    """The next days on which something falls due, each with how much and how far it is."""
    marks = []
    for day, held in _by_day(assessment)[:MOST_DAYS]:
        left = counted((day - assessment.as_of).days, "days left", language)
        marks.append((day, f"{day}: {len(held)} ({left})", "pending"))
    return marks


def _by_day(assessment: Assessment) -> list[tuple[datetime.date, list[Finding]]]:
    ahead = falling_due(assessment.findings, assessment.as_of)
    return [(day, [f for _, f in held]) for day, held in groupby(ahead, key=lambda both: both[0])]


def _consequences(assessment: Assessment, lines: FindingLines) -> str:
    """Those that surely follow or may, with to whom they go."""
    rows = []
    for found in assessment.consequences:
        if found.status != "excluded":
            rule = assessment.model.rules[found.rule]
            link = tag("a", escape(rule.id), href=f"#rule-{rule.id}")
            words = rule.title if lines.language == "en" else found.words
            rows.append(tag("li", f"{escape(lines.say(found.status))}: {link} {escape(words)}"))
    return tag("ul", "".join(sorted(rows, key=lambda row: lines.say("certain") not in row)))


def _clauses(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    """Every rule in the order of the text: by clause how many came to what, then each with its reason."""
    for (_, clause), held in groupby(assessment.findings, key=lambda f: (f.rule.document, f.rule.clause)):
        findings = list(held)
        first = findings[0].rule
        heading = lines.headings.get((first.document, clause), clause)
        tally = " ".join(
            f"{outcome_mark(o, lines.language)} {n}"
            for o in OUTCOMES
            if (n := sum(f.outcome == o for f in findings))
        )
        told = "".join(_folded(f, lines) for f in findings)
        yield tag("h3", escape(heading)) + tag("p", tally) + told


def _folded(finding: Finding, lines: FindingLines) -> str:
    """A rule on a line; unfolded, why. What does not apply has its reason on the line."""
    id_ = f"rule-{finding.rule.id}"
    head = f"{outcome_mark(finding.outcome, lines.language)} {tag('code', escape(finding.rule.id))} "
    if finding.outcome == "not_applicable":
        return tag("div", head + escape(f"{_short(finding, lines)} ({lines.reason(finding)})"), id=id_)
    words, *rest = _lines(finding, lines)
    summary = tag("summary", head + escape(_short(finding, lines)))
    return tag("details", summary + tag("blockquote", escape(words)) + bullets(rest), id=id_)


def _short(finding: Finding, lines: FindingLines) -> str:
    text = finding.rule.title if lines.language == "en" else finding.rule.text
    return text if len(text) <= 60 else text[:59] + "…"
