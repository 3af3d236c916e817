"""What decides a violation: of its conditions those that made it one, and nothing beside them.

Then the day that is past, and an exception on file that lifts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.reference.trace import NOTHING
from policy_rules.report.deciding_conditions import MOST_RECORDS, deciding_of_instances, deciding_of_outcome
from policy_rules.report.exceptions_told import day_missed, lifts_nothing
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.listed_names import instance_told
from policy_rules.results.finding import Finding
from policy_rules.results.limbs_finding import JoinedFinding
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.wording import Language


def deciding_lines(finding: Finding, lines: FindingLines) -> list[str]:
    """What decided a violated finding, each on a line, the requirement first; [] of another finding."""
    told = finding.told
    if told.outcome != "violated":
        return []
    return list(dict.fromkeys([*_parts(told, lines), *_not_lifted(told, lines)]))


def why_in(finding: Finding, language: Language) -> list[str]:
    """Why a finding came out as it did, whatever it is, in a language."""
    return why_lines(finding, FindingLines(finding.model, language))


def why_lines(finding: Finding, lines: FindingLines) -> list[str]:
    """Why a finding came out as it did, whatever it is, in few lines: no words, no sources."""
    if deciding := deciding_lines(finding, lines):
        return deciding
    told = finding.told
    found = [*filter(None, (lines.reason(told),)), *(line.strip() for line in lines.parts(told))]
    if finding.missing:
        found.append(lines.listed("missing", [lines.names.say(name) for name in finding.missing]))
    if finding.needs:
        found.append(lines.listed("needs", [lines.names.say(name) for name in finding.needs]))
    if not found:
        given = [f for f in finding.facts if f.given and not f.of_unit]
        found = [f"{lines.names.say(f.name)} = {lines.speaker.show(f.value, f.type)}" for f in given]
    return found


def _parts(finding: Finding, lines: FindingLines) -> Iterator[str]:
    if isinstance(finding, JoinedFinding):
        told = {n: list(_parts(part, lines)) for n, part in finding.parts if part.outcome == "violated"}
        shared = _however_read(finding, told)
        yield from shared
        for name, found in told.items():
            yield from (f"{lines.part(finding, name)}: {line}" for line in found if line not in shared)
    elif isinstance(finding, PlaceFinding):
        for unit in finding.instances:
            if unit.outcome == "violated":
                yield lines.instance(unit, finding.rule)
    elif finding.program.each:
        yield from _instances(finding, lines)
    elif finding.program.instance is not None:
        yield from deciding_of_outcome(finding, finding.program.instance, NOTHING, lines.language)
        yield from filter(None, (lines.timing(finding.due, finding.days, finding.outcome),))


def _however_read(finding: JoinedFinding, told: dict[str, list[str]]) -> list[str]:
    """What decides it by each of its readings; [] of limbs and versions, which each decide for themselves."""
    if len(told) < len(finding.parts) or not any(finding.readings.values()):
        return []
    first, *others = told.values()
    return [line for line in first if all(line in other for other in others)]


def _instances(finding: Finding, lines: FindingLines) -> Iterator[str]:
    """The records that are violated, each with what decided it and its day."""
    failing = {i.id: i for i in finding.instances if i.outcome == "violated"}
    for told, (id_, deciding) in enumerate(deciding_of_instances(finding, failing, lines.language)):
        if told == MOST_RECORDS:
            yield f"… {len(failing) - MOST_RECORDS}"
            return
        found = failing[id_]
        reasons = [*deciding, *filter(None, (lines.timing(found.due, found.days, found.outcome),))]
        named = instance_told(finding, id_, lines.speaker)
        yield f"{named}: {'; '.join(reasons) or lines.outcome('violated')}"


def _not_lifted(finding: Finding, lines: FindingLines) -> Iterator[str]:
    """The exceptions on file that lift nothing, with the days of their force."""
    for record in finding.view.unit.exceptions:
        if finding.rule.id == record.rule and record.instance in ("", finding.rule.id):
            yield lifts_nothing(record, day_missed(finding, record), lines.language)
