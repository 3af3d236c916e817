"""An assessment as plain text: what is settled, what is not known, what to find out next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from policy_rules.ir.words import OUTCOMES, Language
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.score_lines import consequence_lines, score_lines
from policy_rules.report.words import phrase

if TYPE_CHECKING:
    from policy_rules.assessment import Assessment

SHOWN_FIRST = ("violated", "pending", "excepted", "satisfied")
MOST_NEXT = 12


def render(assessment: Assessment, language: Language = "zh", *, full: bool = False) -> str:
    """The report; `full` tells every unknown finding in full, else they are summed up on a line each."""
    return "\n".join(_lines(assessment, language, full=full)) + "\n"


def banners(assessment: Assessment, language: Language) -> Iterator[str]:
    """What every output says at its top: illustrative parameters, a constructed unit."""
    if assessment.illustrative:
        yield f"*** {phrase('illustrative', language)} ***"
    if any(u.constructed for u in (assessment.unit,)):
        yield f"*** {phrase('constructed', language)} ***"


def _lines(assessment: Assessment, language: Language, *, full: bool) -> Iterator[str]:
    lines = FindingLines(assessment.model, language)
    yield from banners(assessment, language)
    say = lines.say
    yield f"{assessment.unit.name}  {say('as of')} {assessment.as_of}  {say('year')} {assessment.year}"
    counts = "  ".join(f"{OUTCOMES[o][language == 'zh']} {n}" for o, n in assessment.counts.items())
    yield f"{len(assessment.findings)} {say('rules')}: {counts}"
    yield from _settled(assessment, lines)
    yield from _unknown(assessment, lines, full=full)
    yield from _not_applicable(assessment, lines)
    yield from score_lines(assessment, language)
    yield from consequence_lines(assessment, language)
    yield from _next(assessment, lines)
    if assessment.notes:
        yield ""
        yield f"== {say('notes')} =="
        yield from (f"- {note}" for note in assessment.notes)


def _settled(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    shown = [f for o in SHOWN_FIRST for f in assessment.findings if f.outcome == o]
    if shown:
        yield ""
        yield f"== {lines.say('settled')} =="
    for finding in shown:
        yield lines.head(finding)
        yield from (f"    {line}" for line in lines.lines(finding))


def _unknown(assessment: Assessment, lines: FindingLines, *, full: bool) -> Iterator[str]:
    unknown = [f for f in assessment.findings if f.outcome == "unknown"]
    if unknown:
        yield ""
        yield f"== {lines.say('unknown')} =="
    for finding in unknown:
        yield lines.head(finding)
        if full or any(f.given and not f.name.startswith("unit.") for f in finding.facts):
            yield from (f"    {line}" for line in lines.lines(finding))
        else:
            yield f"    {lines.words(finding)}"
            if finding.missing:
                yield f"    {lines.listed('missing', [lines.names.say(m) for m in finding.missing])}"
            if finding.needs:
                yield f"    {lines.listed('needs', [lines.names.say(n) for n in finding.needs])}"


def _not_applicable(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for finding in assessment.findings:
        if finding.outcome == "not_applicable":
            by_reason.setdefault(lines.reason(finding), []).append(finding.rule.id)
    if by_reason:
        yield ""
        yield f"== {lines.say('not applicable')} =="
    for reason, rules in by_reason.items():
        yield f"{reason}: {', '.join(rules)}"


def _next(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    if not assessment.next_facts:
        return
    yield ""
    yield f"== {lines.say('next')} =="
    for number, fact in enumerate(assessment.next_facts[:MOST_NEXT], 1):
        rules = fact.settles or fact.rules
        word = lines.say("settles" if fact.settles else "helps")
        register = f" ({lines.say('from')} {lines.names.register(fact.register)})" if fact.register else ""
        yield f"{number}. {lines.names.say(fact.name)}{register}: {word} {', '.join(rules[:6])}"
    more = len(assessment.next_facts) - MOST_NEXT
    if more > 0:
        yield f"… {more}"
