"""An assessment as plain text: what is settled, what is not known, what to find out next."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from policy_rules.errors import in_columns
from policy_rules.messages import in_language
from policy_rules.report.carried_over import carried_lines, carried_title, left_out_words
from policy_rules.report.differing_lines import differing_part
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.next_facts_list import next_heading, next_lines
from policy_rules.report.phrases import banners, phrase, year_said
from policy_rules.results.assessment import Assessment
from policy_rules.results.awaited import awaited
from policy_rules.results.finding import Finding, told_together
from policy_rules.wording import OUTCOMES, WIDTH, Language, in_either

SHOWN_FIRST = ("violated", "pending", "excepted", "satisfied")
MOST_NEXT = 12
MOST_IDS = 10


def render(assessment: Assessment, language: Language = "zh", *, full: bool = False) -> str:
    """The report; `full` tells every unknown finding in full, else they are summed up on a line each."""
    with told_together(assessment.findings):
        return "\n".join(_lines(assessment, language, full=full)) + "\n"


def banner_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """What every output says at its top: illustrative parameters, a constructed unit."""
    yield from (f"*** {label} ***" for label in banners(assessment, language))


def head_lines(assessment: Assessment, language: Language) -> Iterator[str]:
    """The title of the ruleset, the unit, the days it is judged by, and how many rules came to what."""
    if title := in_either(assessment.model.title, language):
        yield title
    year = year_said(assessment.model, assessment.year, language)
    year += left_out_words(assessment.other_years, language)
    yield f"{assessment.unit.name}  {phrase('as of', language)} {assessment.as_of}  {year}"
    counts = "  ".join(f"{OUTCOMES[o][language == 'zh']} {n}" for o, n in assessment.counts.items())
    yield f"{len(assessment.findings)} {phrase('rules', language)}: {counts}"
    if held := waiting([f for f in assessment.findings if f.outcome == "unknown"], assessment):
        first, *more = (f"{phrase(key, language)} {len(rules)}" for key, rules in held.items())
        yield from packed([f"{OUTCOMES['unknown'][language == 'zh']}: {first}", *more], indent="    ")


def packed(parts: Iterable[str], indent: str = "") -> Iterator[str]:
    """The parts beside each other, as many on a line as a screen is wide; lines after the first indented."""
    line = ""
    for part in parts:
        beside = f"{line}  {part}" if line else part
        if line and len(in_columns(beside)) > WIDTH:
            yield line
            beside = indent + part
        line = beside
    yield line


def _lines(assessment: Assessment, language: Language, *, full: bool) -> Iterator[str]:
    from policy_rules.report.score_lines import consequence_lines, score_lines

    lines = FindingLines(assessment.model, language)
    say = lines.say
    yield from banner_lines(assessment, language)
    yield from head_lines(assessment, language)
    yield from _settled(assessment, lines)
    yield from _unknown(assessment, lines, full=full)
    yield from _not_applicable(assessment, lines)
    if assessment.other_years.carried_over:
        yield from ("", f"== {carried_title(language)} ==", *carried_lines(assessment, language))
    yield from score_lines(assessment, language, full=full)
    yield from consequence_lines(assessment, language)
    yield from _next(assessment, lines)
    yield from differing_part(assessment.differing, assessment.model, language)
    if assessment.notes:
        yield ""
        yield f"== {say('notes')} =="
        yield from (f"- {in_language(note, language)}" for note in assessment.notes)


def _settled(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    shown = [f for o in SHOWN_FIRST for f in assessment.findings if f.outcome == o]
    if shown:
        yield ""
        yield f"== {lines.say('settled')} =="
    for finding in shown:
        yield lines.head(finding)
        yield from (f"    {line}" for line in lines.lines(finding))


def _unknown(assessment: Assessment, lines: FindingLines, *, full: bool) -> Iterator[str]:
    """Unknown findings: those on which something is known in full, the others by what they wait for."""
    unknown = [f for f in assessment.findings if f.outcome == "unknown"]
    told = [f for f in unknown if full or _known(f)]
    if unknown:
        yield ""
        yield f"== {lines.say('unknown')} =="
    for finding in told:
        yield lines.head(finding)
        yield from (f"    {line}" for line in lines.lines(finding))
    rest = [f for f in unknown if f not in told]
    if rest:
        yield f"{len(rest)} {lines.say('nothing given')} ({lines.say('see full')})"
        for key, held in waiting(rest, assessment).items():
            yield f"    {lines.say(key)}: {len(held)}: {_some(held, lines)}"


def _known(finding: Finding) -> bool:
    return any(f.given and not f.of_unit for f in finding.facts)


def waiting(findings: list[Finding], assessment: Assessment) -> dict[str, list[str]]:
    """The ids of unknown findings by what they wait for: facts, a grading, both, the lawgiver; or nothing.

    What is divided by nothing (0/0), and what the rule leaves open, waits for nobody: all about it is known.
    """
    keys = ("awaits facts", "awaits both", "awaits grading", "awaits parameter", "left open", "undefined")
    held: dict[str, list[str]] = {key: [] for key in keys}
    for finding in findings:
        held[_awaits(finding, *awaited(finding, assessment))].append(finding.rule.id)
    return {key: ids for key, ids in held.items() if ids}


def _awaits(finding: Finding, missing: tuple[str, ...], needs: tuple[str, ...]) -> str:
    if not missing and not needs:
        return "left open" if finding.left_open else "undefined"
    graded = sum("grading(" in name for name in missing)
    if graded:
        return "awaits grading" if graded == len(missing) else "awaits both"
    return "awaits facts" if missing else "awaits parameter"


def _some(ids: list[str], lines: FindingLines) -> str:
    more = len(ids) - MOST_IDS
    tail = "" if more <= 0 else (f"，另{more}项" if lines.language == "zh" else f", and {more} more")
    return ", ".join(ids[:MOST_IDS]) + tail


def _not_applicable(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    by_reason: dict[str, list[str]] = {}
    for finding in assessment.findings:
        if finding.outcome == "not_applicable":
            by_reason.setdefault(lines.reason(finding), []).append(finding.rule.id)
    if by_reason:
        yield ""
        yield f"== {lines.say('not applicable')} =="
    for reason, rules in by_reason.items():
        yield f"{reason}: {len(rules)}: {_some(rules, lines)}"


def _next(assessment: Assessment, lines: FindingLines) -> Iterator[str]:
    if not assessment.next_facts():
        return
    yield ""
    yield f"== {next_heading(assessment, lines.language)} =="
    yield from next_lines(assessment, lines.language, most=MOST_NEXT)
