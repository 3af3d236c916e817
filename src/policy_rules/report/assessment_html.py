"""Findings and assessments as HTML for notebooks: no scripts, no files from elsewhere."""

from __future__ import annotations

from html import escape

from policy_rules.report.carried_over import carried_lines, carried_title, left_out_words
from policy_rules.report.decision_words import DecisionWords
from policy_rules.report.differing_lines import differing_html
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.html_elements import STYLE, banner, line_of_its_own, tag
from policy_rules.report.phrases import banners, phrase, year_said
from policy_rules.report.score_account import sheet_title
from policy_rules.report.score_html import ledger_part
from policy_rules.report.score_phrases import provisional, total_and_grade
from policy_rules.report.score_reasons import Reasons
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import OUTCOMES, Finding, told_together
from policy_rules.results.finding_rows import FindingRows
from policy_rules.wording import OUTCOMES as OUTCOME_WORDS
from policy_rules.wording import Language, in_either

COLOURS = {
    "satisfied": "#1a7f37",
    "violated": "#b42318",
    "pending": "#9a6700",
    "unknown": "#57606a",
    "not_applicable": "#8c959f",
    "excepted": "#5b4bb7",
}


def badge(outcome: str, language: Language) -> str:
    """The outcome as a coloured word."""
    style = f"background:{COLOURS[outcome]};color:#fff;border-radius:4px;padding:0 .5em;white-space:nowrap"
    return tag("span", escape(OUTCOME_WORDS[outcome][language == "zh"]), style)


def finding_html(finding: Finding, language: Language = "zh") -> str:
    """A finding: outcome, words, both sides, what is missing."""
    lines = FindingLines(finding.model, language)
    rule = finding.rule
    head = badge(finding.outcome, language) + " " + tag("strong", escape(rule.id))
    head += " " + escape(rule.title if language == "en" else "")
    told = [escape(line.strip()) for line in lines.lines(finding, whole=True)]
    quote = tag("blockquote", told[0], "margin:.3em 0 .3em 1em")
    rest = "".join(tag("li", line) for line in told[1:])
    return tag("div", tag("p", head, "margin:.5em 0") + quote + tag("ul", rest), STYLE, lang=language)


def assessment_html(assessment: Assessment, language: Language = "zh") -> str:
    """An assessment: labels, counts, score, and each finding that is not "not applicable"."""
    parts = [*map(banner, banners(assessment, language))]
    parts.append(line_of_its_own(in_either(assessment.model.title, language)))
    told = f"{assessment.unit.name} · {phrase('as of', language)} {assessment.as_of}"
    year = year_said(assessment.model, assessment.year, language)
    year += left_out_words(assessment.other_years, language)
    parts.append(tag("h3", escape(f"{told} · {year}")))
    if decisions := DecisionWords(assessment.model, language).taken(assessment.decisions_taken):
        parts.append(tag("p", escape(decisions)))
    counts = " ".join(f"{badge(o, language)} {assessment.counts[o]}" for o in OUTCOMES)
    parts.append(tag("p", counts))
    parts.append(_score(assessment, language))
    if assessment.other_years.carried_over:
        listed = "".join(tag("li", escape(line)) for line in carried_lines(assessment, language))
        summary = tag("summary", escape(carried_title(language)))
        parts.append(tag("details", summary + tag("ul", listed)))
    parts.append(folded_by_outcome(assessment.findings, language))
    parts.append(differing_html(assessment.differing, assessment.model, language))
    return tag("div", "".join(parts), STYLE, lang=language)


WORST_FIRST = ("violated", "pending", "unknown", "excepted", "satisfied", "not_applicable")
_MOST_UNFOLDED = 20
"""The violations that are shown without a click."""


def findings_html(findings: FindingRows, language: Language = "zh") -> str:
    """Findings, folded by outcome, worst first."""
    return tag("div", folded_by_outcome(findings, language), STYLE, lang=language)


def folded_by_outcome(findings: FindingRows, language: Language) -> str:
    """A fold for each outcome, with how many; in it each finding, with why where it applies."""
    parts = []
    with told_together(findings):
        for outcome in WORST_FIRST:
            held = findings.where(outcome=outcome)
            if not held:
                continue
            told = "".join(_on_a_line(f, language) for f in held)
            unfolded = {"open": ""} if outcome == "violated" and len(held) <= _MOST_UNFOLDED else {}
            summary = tag("summary", f"{badge(outcome, language)} {len(held)}")
            parts.append(tag("details", summary + told, "margin:.3em 0", **unfolded))
    return "".join(parts)


def _on_a_line(finding: Finding, language: Language) -> str:
    rule = finding.rule
    line = f"{tag('code', escape(rule.id))} {escape(rule.title if language == 'en' else rule.text)}"
    if finding.outcome == "not_applicable":
        return tag("div", line, "margin-left:1.2em")
    return tag("details", tag("summary", line) + finding_html(finding, language), "margin-left:1em")


def _score(assessment: Assessment, language: Language) -> str:
    """The sheet, that the result is provisional, total and grade; unfolded, the whole ledger."""
    score, name = assessment.score, phrase("score", language)
    if score is None:
        return tag("p", escape(f"{name}: {phrase('no sheet', language)}"))
    reasons = Reasons(assessment, score, language)
    told = [
        f"{name}: {sheet_title(score.sheet, reasons.language)}",
        *[*provisional(reasons)][:1],
        *total_and_grade(reasons),
    ]
    summary = tag("summary", escape(" · ".join(told)))
    return tag("details", summary + ledger_part(assessment, language))
