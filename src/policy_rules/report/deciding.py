"""What decides a violation: of its conditions those that made it one, and nothing beside them.

Of an `and` that is false those parts that are false, of an `or` all; of a list the records that fall short;
then the day that is past, and an exception on file that lifts nothing.
"""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.reference.evaluate import Scope, instance
from policy_rules.reference.trace import NOTHING
from policy_rules.reference.withheld import value_told
from policy_rules.report.exceptions_told import day_missed, lifts_nothing
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.listed_names import instance_told
from policy_rules.results.finding import Finding, InstanceFinding
from policy_rules.results.limbs_finding import JoinedFinding
from policy_rules.results.measured import measured
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.values.known import T, Truth
from policy_rules.wording import done_by, says_nothing

MOST_RECORDS = 4
_MEASURED = ("number", "days", "months", "date")
_COMPARE = ("=", "!=", "<", "<=", ">", ">=")


def deciding_lines(finding: Finding, lines: FindingLines) -> list[str]:
    """What decided a violated finding, each on a line, the requirement first; [] of another finding."""
    told = finding.told
    if told.outcome != "violated":
        return []
    return list(dict.fromkeys([*_parts(told, lines), *_not_lifted(told, lines)]))


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
        for name, part in finding.parts:
            if part.outcome == "violated":
                yield from (f"{lines.part(finding, name)}: {line}" for line in _parts(part, lines))
    elif isinstance(finding, PlaceFinding):
        for unit in finding.instances:
            if unit.outcome == "violated":
                yield lines.instance(unit, finding.rule)
    elif finding.program.each:
        yield from _instances(finding, lines)
    elif finding.program.instance is not None:
        yield from _of_outcome(finding, finding.program.instance, NOTHING, lines)
        yield from filter(None, (lines.timing(finding.due, finding.days, finding.outcome),))


def _instances(finding: Finding, lines: FindingLines) -> Iterator[str]:
    """The records that are violated, each with what decided it and its day."""
    failing = {i.id: i for i in finding.instances if i.outcome == "violated"}
    node = finding.program.instance
    told = 0
    for scope, _ in finding.told_by.scopes(finding.program.each):
        found = failing.get(_id_of(finding, scope))
        if found is None or node is None or any(record.generic for record in scope.values()):
            continue
        told += 1
        if told > MOST_RECORDS:
            yield f"… {len(failing) - MOST_RECORDS}"
            return
        reasons = [*_of_outcome(finding, node, scope, lines), *_overdue(found, lines)]
        named = instance_told(finding, found.id, lines.speaker)
        yield f"{named}: {'; '.join(reasons) or lines.outcome('violated')}"


def _id_of(finding: Finding, scope: Scope) -> str:
    return instance(tuple(variable for variable, _ in finding.program.each), scope)


def _overdue(found: InstanceFinding, lines: FindingLines) -> Iterator[str]:
    yield from filter(None, (lines.timing(found.due, found.days, found.outcome),))


def _of_outcome(finding: Finding, node: core.Op, scope: Scope, lines: FindingLines) -> Iterator[str]:
    """What decided that the requirement of an instance is not met."""
    if node.name == "outcome":
        yield from _Deciding(finding, lines).of(node.args[1], scope, wanted=False)


def _not_lifted(finding: Finding, lines: FindingLines) -> Iterator[str]:
    """The exceptions on file that lift nothing, with the days of their force."""
    for record in finding.view.unit.exceptions:
        if finding.rule.id == record.rule and record.instance in ("", finding.rule.id):
            yield lifts_nothing(record, day_missed(finding, record), lines.language)


@frozen
class _Deciding:
    """The parts of a condition that decided its truth."""

    finding: Finding
    lines: FindingLines

    def of(self, node: core.Node, scope: Scope, *, wanted: bool) -> Iterator[str]:
        """The lines of the parts of a condition that is surely true, or surely false, as is wanted."""
        reference = self.finding.told_by.reference
        value = reference.value(node, scope)
        if not isinstance(value, Truth) or not value.settled:
            return
        match node:
            case core.Op(name="and") if done_by(node) is not None:
                yield from self.of(node.args[1], scope, wanted=wanted)  # the guard says no more
            case core.Op(name="and" | "or"):
                every = wanted is (node.name == "and")  # a true `and` needs all of them, as a false `or`
                for argument in node.args:
                    if every or reference.value(argument, scope) == value:
                        yield from self.of(argument, scope, wanted=wanted)
            case core.Op(name="not", args=(core.Op(name="is null" | "not null"),)):
                yield self._told(node, scope)
            case core.Op(name="not", args=(inner,)):
                yield from self.of(inner, scope, wanted=not wanted)
            case core.Op(name="if"):
                taken = reference.value(node.args[0], scope)
                if isinstance(taken, Truth) and taken.settled:
                    yield from self.of(node.args[1 if taken.lo == T else 2], scope, wanted=wanted)
            case core.Agg(name="every" | "some") if node.body is not None and wanted is (node.name == "some"):
                yield from self._records(node, scope, wanted=wanted)
            case core.Op(name=name) if name in _COMPARE and node.args[0].type.kind in _MEASURED:
                yield self.lines.measured(measured(self.finding.told_by, node, scope))
            case core.Const():
                return
            case core.Op() if says_nothing(node):
                return
            case _:
                yield self._told(node, scope)

    def _records(self, node: core.Agg, scope: Scope, *, wanted: bool) -> Iterator[str]:
        """The records by which it is decided."""
        assert node.body is not None
        reference = self.finding.told_by.reference
        told = 0
        for member in reference.members(node.source, scope):
            inner = reference.inner(scope, node.var, member)
            found = reference.value(node.body, inner)
            if member.lo == 0 or member.record.of_others or not isinstance(found, Truth) or not found.settled:
                continue
            if (found.lo == T) is wanted:
                told += 1
                if told > MOST_RECORDS:
                    yield "…"
                    return
                reasons = "; ".join(self.of(node.body, inner, wanted=wanted))
                yield f"{member.record.id}: {reasons}" if reasons else member.record.id

    def _told(self, node: core.Node, scope: Scope) -> str:
        speaker, found = self.lines.speaker, self.finding.told_by.reference.value(node, scope)
        value = value_told(found, node, self.finding.view)
        shown = speaker.show(value, node.type)
        if isinstance(node, core.Read) and not node.unit:
            return f"{self.lines.names.say(node.path)} = {shown}"
        return f"{speaker.say(node)}: {shown}"
