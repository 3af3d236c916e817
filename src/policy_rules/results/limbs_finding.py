"""Findings of rules joined from parts: limbs and versions, which all count; readings, of which one does."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.reference.trace import NOTHING, RuleResult
from policy_rules.results.finding import Finding, InstanceFinding
from policy_rules.results.measured import Measured
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.parameter_names import name_for
from policy_rules.values.known import T


@frozen(eq=False, slots=False)
class JoinedFinding(Finding):
    """What came out for a unit on a rule with parts, each of which has a finding."""

    @property
    def parts(self) -> tuple[tuple[str, Finding], ...]:
        """What came out on each part that counts, by its name."""
        return tuple((part.name, finding) for part, finding in self.each)

    @cached_property
    def each(self) -> tuple[tuple[core.RuleProgram, Finding], ...]:
        """The parts that count, with what came out."""
        norms = {part.name: part.norm for part in self.rule.parts}
        read: dict[int, Rule] = self.tracer.program.kept.once("rules as read", dict)
        found = []
        for part in self.told_by.parts(self.program):
            ends = self.told_by.reference.value(part.finding, NOTHING)
            rule = read.get(id(part)) if part.reading else norms[part.name]
            if rule is None:
                chosen = {param.name: str(label) for param, const in part.reading for label in _labels(const)}
                rule = read[id(part)] = self.rule.read_as(chosen)
            about = (rule, part, self.unit, self.as_of, self.year, int(ends.lo), int(ends.hi))
            found.append((part, finding_class(part)(*about, view=self.view, tracer=self.tracer)))
        return tuple(found)

    @cached_property
    def readings(self) -> Mapping[str, tuple[tuple[core.Param, core.Const], ...]]:
        """By the names of parts the values of parameters that each puts in; () of a limb and of a version."""
        return {part.name: part.reading for part, _ in self.each}

    @property
    def has_instances(self) -> bool:
        """Whether the part that is told alone has, or several are told."""
        return self.told.has_instances if self.told is not self else True

    @cached_property
    def has_role(self) -> bool:
        """Whether the unit may have the role that the rule is about."""
        return any(part.has_role for _, part in self.each)

    @property
    def undefined(self) -> bool:
        """Whether the requirement of a part came out undefined."""
        return any(part.undefined for _, part in self.parts)

    @property
    def left_open(self) -> bool:
        """Whether each part that came out undefined did so since the rule says `null`."""
        return self.undefined and all(part.left_open for _, part in self.parts if part.undefined)

    @property
    def degrees(self) -> tuple[str, ...]:
        """Each limb has the degree of its own finding."""
        return ()

    @cached_property
    def _counted(self) -> Mapping[str, int]:
        """How many instances there are of each outcome."""
        if self.told is not self:
            return self.told.counts
        return dict(Counter(part.outcome for _, part in self.parts))

    @cached_property
    def instances(self) -> tuple[InstanceFinding, ...]:
        """Those of the part that is told alone, or each part."""
        if self.told is not self:
            return self.told.instances
        return tuple(self._row(name, part) for name, part in self.parts)

    @cached_property
    def measured(self) -> tuple[Measured, ...]:
        """Both sides of comparisons of the part that is told alone."""
        return self.told.measured if self.told is not self else ()

    def _row(self, name: str, part: Finding) -> InstanceFinding:
        """One part on a line: its day, or the one of all its records that come to what it comes to."""
        days = {i.due for i in part.instances if i.outcome == part.outcome} or {None}
        due = part.due or (next(iter(days)) if len(days) == 1 else None)
        return InstanceFinding(
            name,
            part.outcome,
            part.possible,
            True,
            due,
            None if due is None else (due - self.as_of).days,
            part.undefined,
            part.measured,
            period=part.period,
            degrees=part.degrees,
            left_open=part.left_open,
        )


@frozen(eq=False, slots=False)
class LimbsFinding(JoinedFinding):
    """What came out for a unit on a rule with limbs or versions: the worst of theirs.

    The only version that requires anything, that of a rule whose document ends, is told like a rule.
    """

    @property
    def told(self) -> Finding:
        """The finding of the only version that there is, or this one."""
        alone = self.rule.in_versions and len(self.rule.parts) == 1 and len(self.parts) == 1
        return self.parts[0][1] if alone else self

    @property
    def degrees(self) -> tuple[str, ...]:
        """Those of the only version; each limb has the degree of its own finding."""
        return self.told.degrees if self.told is not self else ()

    @cached_property
    def period(self) -> tuple[datetime.date, datetime.date] | None:
        """That of the only version."""
        return self.told.period if self.told is not self else super().period

    @cached_property
    def parts(self) -> tuple[tuple[str, Finding], ...]:
        """What came out on each limb, or on each version that may hold, by its name."""
        return tuple(self._that_hold())

    @property
    def limbs(self) -> tuple[tuple[str, Finding], ...]:
        """The same."""
        return self.parts

    @property
    def by_unit(self) -> bool:
        """Whether a version holds for the unit at large, and not for each record by its day."""
        return any(part.holds is not None for part, _ in self.each)

    def _that_hold(self) -> Iterator[tuple[str, Finding]]:
        for part, finding in self.each:
            if part.holds is not None and self.told_by.reference.value(part.holds, NOTHING).hi != T:
                continue
            if not self.rule.versions or part.holds is not None or finding.hi > core.NOT_APPLICABLE:
                yield part.name, finding


def record_rows(finding: Finding) -> tuple[InstanceFinding, ...]:
    """The instances; of a rule with versions the records that these look at, which no version hides.

    A version that looks at the unit at large stands for itself. A record that two versions may look at, with
    two outcomes, is unknown.
    """
    if not isinstance(finding, LimbsFinding) or not finding.rule.in_versions or finding.told is not finding:
        return finding.instances
    rows: dict[str, InstanceFinding] = {}
    whole = {row.id: row for row in finding.instances}
    for name, part in finding.parts:
        for row in part.instances if part.has_instances else (whole[name],):
            before = rows.get(row.id, row)
            agreed = before.outcome == row.outcome
            rows[row.id] = row if agreed else evolve(row, outcome="unknown", due=None, days=None)
    return tuple(rows.values())


@frozen(eq=False, slots=False)
class ReadingsFinding(JoinedFinding):
    """What came out by each reading that is left; where one is, it is told like a rule that says so."""

    @property
    def told(self) -> Finding:
        """The finding of the only reading that is left, or this one."""
        return self.parts[0][1].told if len(self.parts) == 1 else self

    @cached_property
    def result(self) -> RuleResult:
        """The reference's answer."""
        found = self.told_by.result(self.program)
        return RuleResult((self.lo, self.hi), found.instances, found.comparisons, self.lacking)

    @cached_property
    def lacking(self) -> frozenset[str]:
        """What is missing and matters to a reading that is left."""
        return frozenset(self._missing()) if self.lo != self.hi else frozenset()

    def _missing(self) -> Iterator[str]:
        """The parameters on whose value the outcome hangs, and what is missing by each reading."""
        left = [
            (part.reading, (f.lo, f.hi))
            for part, (_, f) in zip(self.told_by.parts(self.program), self.parts, strict=True)
        ]
        for n, (param, _) in enumerate(left[0][0] if left else ()):
            others = [
                (tuple(c.value for i, (_, c) in enumerate(reading) if i != n), ends) for reading, ends in left
            ]
            if any(a == b and x != y for a, x in others for b, y in others):
                yield f"parameters.{name_for(param.name, param.rule)}"
        for _, part in self.parts:
            yield from part.lacking

    @cached_property
    def due(self) -> datetime.date | None:
        """The last day in time, where all readings that are left have the same."""
        days = {part.due for _, part in self.parts}
        return days.pop() if len(days) == 1 else None


def _labels(const: core.Const) -> frozenset[str]:
    members: frozenset[str] | None = getattr(const.value, "members", None)
    return members or frozenset()


def finding_class(program: core.RuleProgram) -> Callable[..., Finding]:
    """What tells the finding of a rule for one unit."""
    return ReadingsFinding if program.by_reading else LimbsFinding if program.joined else Finding
