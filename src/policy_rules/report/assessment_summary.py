"""An assessment on one screen: what is violated, what is due soonest, what to find out next, the counts."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.report.assessment_text import banner_lines, head_lines
from policy_rules.report.deciding import deciding_lines, why_lines
from policy_rules.report.finding_lines import FindingLines, falling_due
from policy_rules.report.next_facts_list import next_heading, next_lines
from policy_rules.report.phrases import counted, phrase
from policy_rules.report.score_account import items_of, sheet_title, title_of
from policy_rules.report.score_phrases import provisional, total_and_grade
from policy_rules.report.score_reasons import Reasons
from policy_rules.report.score_words import points
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import Finding
from policy_rules.wording import WIDTH, Language, cut

MOST_MET, MOST_ITEMS, MOST_WHY = 4, 4, 2
MOST_VIOLATED, MOST_DUE, MOST_NEXT, MOST_CONSEQUENCES = 6, 4, 4, 4


def summary(assessment: Assessment, language: Language = "zh") -> str:
    """The assessment on a screen; `render` tells all of it."""
    lines = FindingLines(assessment.model, language)
    told = [
        *banner_lines(assessment, language),
        *head_lines(assessment, language),
        *_score(assessment, language),
    ]
    told += [
        *_items(assessment, language),
        *_violated(assessment, lines),
        *_met(assessment, lines),
        *_due(assessment, lines),
        *_consequences(assessment, lines),
    ]
    if facts := [cut(line) for line in next_lines(assessment, language, most=MOST_NEXT)]:
        told += ["", f"== {next_heading(assessment, language)} ==", *facts]
    return "\n".join([*told, "", lines.say("more told by")]) + "\n"


def _score(assessment: Assessment, language: Language) -> Iterator[str]:
    score = assessment.score
    if score is None:
        yield FindingLines(assessment.model, language).say("no sheet")
        return
    reasons = Reasons(assessment, score, language)
    yield from (f"! {line}" for line in list(provisional(reasons))[:1])
    yield "  ".join(total_and_grade(reasons)) + f"  ({sheet_title(score.sheet, language)})"


def _items(assessment: Assessment, language: Language) -> Iterator[str]:
    """The items that surely lost most, and those that may have."""
    lost = [] if assessment.score is None else [i for i in items_of(assessment.score) if any(i.lost)]
    if lost:
        yield from ("", f"== {phrase('lost items', language)} ==")
    for account in sorted(lost, key=lambda i: (-i.lost[0], -i.lost[1]))[:MOST_ITEMS]:
        told = f"{phrase('points lost', language)} {points(*account.lost, language)}"
        yield f"{account.item.id}  {told}  {cut(title_of(account.item, language), WIDTH - 40)}"
    yield from _more(len(lost) - MOST_ITEMS)


def _met(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    """The first of the rules that are met."""
    found = [f for f in assessment.findings if f.outcome == "satisfied"]
    if found:
        yield from ("", f"== {lines.outcome('satisfied').capitalize()} ==")
    yield from (cut(f"{f.rule.id}  {_named(f, lines)}") for f in found[:MOST_MET])
    yield from _more(len(found) - MOST_MET)


def _violated(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    """The violated rules, those first that cost most: their words, and why."""
    found = sorted((f for f in assessment.findings if f.outcome == "violated"), key=_cost)
    if found:
        yield from ("", f"== {lines.outcome('violated').capitalize()} ==")
    for finding in found[:MOST_VIOLATED]:
        lost = finding.points_lost
        costs = (
            ""
            if lost is None or not any(lost)
            else f"  {lines.say('points lost')} {points(*lost, lines.language)}"
        )
        yield f"{finding.rule.id}{costs}  {cut(_named(finding, lines), WIDTH - 24)}"
        yield from (f"    {cut(line.strip(), WIDTH - 4, tail=40)}" for line in _why(finding, lines))
    yield from _more(len(found) - MOST_VIOLATED)


def _cost(finding: Finding) -> int:
    """The more points are surely lost the earlier; what costs none stays in the order of the rules."""
    lost = finding.points_lost
    return 0 if lost is None else -int(1_000_000 * lost[0])


def _why(finding: Finding, lines: FindingLines) -> list[str]:
    """Two lines at most: what decided it, else the instances not met, else the facts it rests on."""
    if deciding := deciding_lines(finding, lines):
        return deciding[:MOST_WHY]
    told = list(lines.parts(finding.told))
    failing = [line for line in told if lines.outcome("violated") in line or lines.say("short") in line]
    if failing or told:
        return (failing or told)[-MOST_WHY:]
    return why_lines(finding, lines)[-MOST_WHY:]


def _due(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    """What is pending with a due day, the soonest first."""
    pending = falling_due(assessment.findings, assessment.as_of)
    if pending:
        yield from ("", f"== {lines.say('due soonest')} ==")
    for due, finding in pending[:MOST_DUE]:
        days = counted((due - assessment.as_of).days, "days left", lines.language)
        yield f"{due}  {days}  {finding.rule.id}  {cut(_named(finding, lines), WIDTH - 40)}"
    yield from _more(len(pending) - MOST_DUE)


def _consequences(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    """The consequences that surely follow."""
    sure = [c for c in assessment.consequences if c.status == "certain"]
    if sure:
        yield from ("", f"== {lines.say('consequences')}: {lines.say('certain')} ==")
    for found in sure[:MOST_CONSEQUENCES]:
        rule = assessment.model.rules[found.rule]
        yield cut(f"{rule.id}  {rule.title if lines.language == 'en' else found.words}")
    yield from _more(len(sure) - MOST_CONSEQUENCES)


def _named(finding: Finding, lines: FindingLines) -> str:
    """A rule by its words, in English by its title."""
    return finding.rule.title if lines.language == "en" else lines.words(finding)


def _more(number: int) -> Iterator[str]:
    if number > 0:
        yield f"… {number}"
