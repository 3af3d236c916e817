"""An assessment on one screen: what is violated, what is due soonest, what to find out next, the counts."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.report.assessment_text import banner_lines, head_lines, packed
from policy_rules.report.deciding import deciding_lines, why_lines
from policy_rules.report.decision_words import DecisionWords
from policy_rules.report.finding_lines import FindingLines, falling_due
from policy_rules.report.next_facts_list import next_heading, next_lines
from policy_rules.report.phrases import counted, phrase
from policy_rules.report.score_words import points
from policy_rules.results.assessment import Assessment
from policy_rules.results.finding import Finding
from policy_rules.wording import WIDTH, Language, cut


@frozen
class Most:
    """How much of each part is told, and in how many columns; of reasons, how many a violation."""

    items: int = 4
    violated: int = 6
    why: int = 2
    met: int = 4
    due: int = 4
    consequences: int = 4
    next: int = 4
    width: int = WIDTH


SCREEN = Most()
Part = tuple[str, tuple[str, ...]]
"""A heading, and the lines under it; a line that is set in belongs to the one before."""


def summary(assessment: Assessment, language: Language = "zh") -> str:
    """The assessment on a screen; `render` tells all of it."""
    with quiet():  # what few findings rest on is not worth finding together
        told = [
            *banner_lines(assessment, language),
            *head_lines(assessment, language),
            *decisions_line(assessment, language),
            *result_lines(assessment, language),
        ]
        for heading, held in summary_parts(assessment, language, SCREEN):
            told += ["", f"== {heading} ==", *held]
    return "\n".join([*told, "", phrase("more told by", language)]) + "\n"


def decisions_line(assessment: Assessment, language: Language) -> Iterator[str]:
    """The decisions on readings that are taken, on a line; none where there are none."""
    if told := DecisionWords(assessment.model, language).taken(assessment.decisions_taken):
        yield told


def summary_parts(assessment: Assessment, language: Language, most: Most) -> Iterator[Part]:
    """What a reader needs first: points lost, violations and why, days, what follows, what to find out."""
    lines = FindingLines(assessment.model, language)
    facts = (cut(line, most.width) for line in next_lines(assessment, language, most=most.next))
    parts = (
        (phrase("lost items", language), _items(assessment, language, most)),
        (lines.outcome("violated").capitalize(), _violated(assessment, lines, most)),
        (lines.outcome("satisfied").capitalize(), _met(assessment, lines, most)),
        (lines.say("due soonest"), _due(assessment, lines, most)),
        (f"{lines.say('consequences')}: {lines.say('certain')}", _consequences(assessment, lines, most)),
        (next_heading(assessment, language), facts),
    )
    for heading, told in parts:
        if held := tuple(told):
            yield heading, held


def result_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """Total and grade, what is provisional about them; or that there is no sheet."""
    score = assessment.score
    if score is None:
        yield FindingLines(assessment.model, language).say("no sheet")
        return
    from policy_rules.report.score_account import sheet_title
    from policy_rules.report.score_phrases import provisional, total_and_grade
    from policy_rules.report.score_reasons import Reasons

    reasons = Reasons(assessment, score, language)
    yield from (f"! {line}" for line in list(provisional(reasons))[:1])
    yield from packed([*total_and_grade(reasons), f"({sheet_title(score.sheet, language)})"])


def _items(assessment: Assessment, language: Language, most: Most) -> Iterator[str]:
    """The items that surely lost most, and those that may have."""
    if assessment.score is None:
        return
    from policy_rules.report.score_account import items_of, title_of

    lost = [i for i in items_of(assessment.score) if any(i.lost)]
    for account in sorted(lost, key=lambda i: (-i.lost[0], -i.lost[1]))[: most.items]:
        told = f"{phrase('points lost', language)} {points(*account.lost, language)}"
        yield f"{account.item.id}  {told}  {cut(title_of(account.item, language), most.width - 40)}"
    yield from _more(len(lost) - most.items)


def _met(assessment: Assessment, lines: FindingLines, most: Most) -> Iterator[str]:
    """The first of the rules that are met."""
    found = [f for f in assessment.findings if f.outcome == "satisfied"]
    yield from (cut(f"{f.rule.id}  {_named(f, lines)}", most.width) for f in found[: most.met])
    yield from _more(len(found) - most.met)


def _violated(assessment: Assessment, lines: FindingLines, most: Most) -> Iterator[str]:
    """The violated rules, those first that cost most: their words, and why."""
    found = sorted((f for f in assessment.findings if f.outcome == "violated"), key=_cost)
    for finding in found[: most.violated]:
        lost = finding.points_lost
        costs = (
            ""
            if lost is None or not any(lost)
            else f"  {lines.say('points lost')} {points(*lost, lines.language)}"
        )
        yield f"{finding.rule.id}{costs}  {cut(_named(finding, lines), most.width - 24)}"
        yield from (
            f"    {cut(line.strip(), most.width - 4, tail=40)}" for line in _why(finding, lines, most.why)
        )
    yield from _more(len(found) - most.violated)


def _cost(finding: Finding) -> int:
    """The more points are surely lost the earlier; what costs none stays in the order of the rules."""
    lost = finding.points_lost
    return 0 if lost is None else -int(1_000_000 * lost[0])


def _why(finding: Finding, lines: FindingLines, most: int) -> list[str]:
    """Two lines at most: what decided it, else the instances not met, else the facts it rests on."""
    if deciding := deciding_lines(finding, lines):
        return deciding[:most]
    told = list(lines.parts(finding.told))
    marks = (lines.outcome("violated"), lines.say("short"), lines.say("over"))
    failing = [line for line in told if any(mark in line for mark in marks)]
    if failing or told:
        return (failing or told)[-most:]
    return why_lines(finding, lines)[-most:]


def _due(assessment: Assessment, lines: FindingLines, most: Most) -> Iterator[str]:
    """What is pending with a due day, the soonest first."""
    pending = falling_due(assessment.findings, assessment.as_of)
    for due, finding in pending[: most.due]:
        days = counted((due - assessment.as_of).days, "days left", lines.language)
        yield f"{due}  {days}  {finding.rule.id}  {cut(_named(finding, lines), most.width - 40)}"
    yield from _more(len(pending) - most.due)


def _consequences(assessment: Assessment, lines: FindingLines, most: Most) -> Iterator[str]:
    """The consequences that surely follow."""
    sure = [c for c in assessment.consequences if c.status == "certain"]
    for found in sure[: most.consequences]:
        rule = assessment.model.rules[found.rule]
        yield cut(f"{rule.id}  {rule.title if lines.language == 'en' else found.words}", most.width)
    yield from _more(len(sure) - most.consequences)


def _named(finding: Finding, lines: FindingLines) -> str:
    """A rule by its words, in English by its title."""
    return finding.rule.title if lines.language == "en" else lines.words(finding)


def _more(number: int) -> Iterator[str]:
    if number > 0:
        yield f"… {number}"
