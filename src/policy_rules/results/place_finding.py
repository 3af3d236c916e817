"""The findings of a place: each joined from those of its organs, which are told as its instances.

Numbers are never pooled, so that a finding of a place measures nothing itself: each organ's does.
"""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.bound import Source
from policy_rules.lowering.program import Program
from policy_rules.reference.leaves import FactUsed
from policy_rules.reference.places import Judged, Organ, Reading
from policy_rules.reference.trace import Ends, RuleResult, Tracer, recorded
from policy_rules.results.finding import Finding, InstanceFinding
from policy_rules.results.limbs_finding import finding_class
from policy_rules.results.measured import Measured
from policy_rules.ruleset.model import Rule

if TYPE_CHECKING:
    from policy_rules.scoring.year_list import YearList


@frozen(eq=False, slots=False)
class Organs:
    """The organs of one place as of a day, with what was found of each by every rule."""

    program: Program = field(repr=False)
    judged: Judged = field(repr=False)
    as_of: datetime.date
    year_list: YearList | None = field(default=None, repr=False)

    @cached_property
    def counted(self) -> tuple[tuple[Organ, bool], ...]:
        """Every organ that counts by some reading, once, and whether it surely counts."""
        readings = self.judged.place.readings
        first = {organ.id: organ for reading in reversed(readings) for organ in reading.organs}
        sure = [{o.id for o in r.organs} if r.drawn else set() for r in readings]
        return tuple((organ, all(organ.id in ids for ids in sure)) for organ in first.values())

    @cached_property
    def _tracers(self) -> dict[tuple[str, bool], Tracer]:
        found = dict(self.judged.place.views)
        return {key: recorded(self.program, v, self.judged.organs[key]) for key, v in found.items()}

    def finding(self, rule: Rule, organ: str, *, of_place: bool) -> Finding:
        """What was found of one organ."""
        tracer, ends = self._tracers[organ, of_place], self.judged.organs[organ, of_place][rule.id]
        year = tracer.view.year
        of_rule = self.program.by_id[rule.id]
        about = (rule, of_rule, organ, self.as_of, year)
        made = finding_class(of_rule)
        return made(*about, *ends, view=tracer.view, tracer=tracer, year_list=self.year_list)

    def both(self, rule: Rule, organ: Organ) -> tuple[Finding, ...]:
        """The findings of one organ by its own gradings and by the place's, as far as either counts."""
        ways = dict.fromkeys(key for key, _ in self.judged.place.views if key[0] == organ.id)
        return tuple(self.finding(rule, id_, of_place=of_place) for id_, of_place in ways)


@frozen(eq=False, slots=False)
class PlaceFinding(Finding):
    """What came out for a place on a rule: the worst of what its organs, and it itself, came to."""

    organs: Organs = field(kw_only=True, repr=False)

    @cached_property
    def own(self) -> Finding:
        """The place by itself, as far as it has the rule's role."""
        ends = self.organs.judged.own[self.rule.id]
        about = (self.rule, self.program, self.unit, self.as_of, self.year)
        made, asks = finding_class(self.program), self.year_list
        seen = (self.view, self.tracer, self.score)
        return made(*about, *ends, *seen, year_list=asks)

    @cached_property
    def of_organs(self) -> tuple[tuple[Organ, tuple[Finding, ...], bool], ...]:
        """The organs that may have the role: their findings (by own and place's gradings), and if surely."""
        found = []
        for organ, sure in self.organs.counted:
            findings = self.organs.both(self.rule, organ) if organ.view is not None else ()
            if not findings or any(f.has_role for f in findings):
                found.append((organ, findings, sure))
        return tuple(found)

    # -- what explains it --------------------------------------------------------------------------

    @cached_property
    def result(self) -> RuleResult:
        """The finding with each organ as an instance; comparisons are those of the organs."""
        instances = tuple(
            (i.id, core.OUTCOMES.index(i.possible[0]), core.OUTCOMES.index(i.possible[-1]), i.certain)
            for i in self.instances
        )
        return RuleResult((self.lo, self.hi), instances, {}, self.lacking)

    @cached_property
    def lacking(self) -> frozenset[str]:
        """What decides and is missing: facts of organs under their names, who counts, parameters."""
        return frozenset(self._missing())

    @cached_property
    def _counted(self) -> Mapping[str, int]:
        """How many organs there are of each outcome."""
        return dict(Counter(organ.outcome for organ in self.instances))

    @cached_property
    def facts(self) -> tuple[FactUsed, ...]:
        """The facts that were read, those of the organs under their names."""
        found = list(self.own.facts) if self.own.has_role else []
        for organ, findings, _ in self.of_organs:
            for finding in findings[:1]:
                found += [evolve(fact, name=f"{organ.id}.{fact.name}") for fact in finding.facts]
        return tuple(found)

    def source(self, fact: FactUsed, name: str) -> Source | None:
        """Where a fact comes from: by the sources of the unit that it is of."""
        for organ, findings, _ in self.of_organs:
            if fact.name.startswith(f"{organ.id}.") and findings:
                return findings[0].source(fact, name)
        return super().source(fact, name)

    @property
    def has_instances(self) -> bool:
        """Its organs."""
        return True

    @cached_property
    def has_role(self) -> bool:
        """Whether the place, or any organ, may have the role."""
        return self.own.has_role or bool(self.of_organs)

    @property
    def degrees(self) -> tuple[str, ...]:
        """Each organ has the degree of its own finding."""
        return ()

    @cached_property
    def due(self) -> datetime.date | None:
        """The last day in time, where it is the same for all whom the rule binds."""
        days = {f.due for _, findings, _ in self.of_organs for f in findings[:1]}
        days |= {self.own.due} if self.own.has_role else set()
        return next(iter(days)) if len(days) == 1 else None

    @property
    def undefined(self) -> bool:
        """A place has no requirement of its own."""
        return False

    @cached_property
    def measured(self) -> tuple[Measured, ...]:
        """Nothing: numbers are never pooled."""
        return ()

    @property
    def instances(self) -> tuple[InstanceFinding, ...]:
        """The place itself, where it has the role, and each organ that may have it."""
        return tuple(instance for instance, _ in self.parts)

    @cached_property
    def parts(self) -> tuple[tuple[InstanceFinding, tuple[Finding, ...]], ...]:
        """Each instance with the findings of its unit: by its own gradings, by those of the place."""
        found: list[tuple[InstanceFinding, tuple[Finding, ...]]] = []
        if self.own.has_role:
            own = (self.own,)
            found.append((self._instance_of(self.unit, self.view.unit.name, own, sure=True), own))
        for organ, findings, sure in self.of_organs:
            name = organ.view.unit.name if organ.view is not None else organ.id
            found.append((self._instance_of(organ.id, name, findings, sure=sure), findings))
        return tuple(found)

    def _instance_of(
        self, unit: str, name: str, findings: tuple[Finding, ...], *, sure: bool
    ) -> InstanceFinding:
        low = min((f.lo for f in findings), default=core.NOT_APPLICABLE)
        high = max((f.hi for f in findings), default=core.VIOLATED)
        first = findings[0] if findings else None
        return InstanceFinding(
            unit,
            core.OUTCOMES[low] if low == high else "unknown",
            core.OUTCOMES[low : high + 1],
            sure,
            first.due if first else None,
            first.days if first else None,
            first.undefined if first else False,
            first.measured if first else (),
            name,
            degrees=first.degrees if first else (),
            left_open=first.left_open if first else False,
        )

    # -- what is missing ---------------------------------------------------------------------------

    def _missing(self) -> Iterator[str]:
        """What could still move the finding: facts of organs under their names, who counts, parameters."""
        if self.lo == self.hi:
            return
        place, judged = self.organs.judged.place, self.organs.judged
        by = [(reading, judged.by(reading, self.rule.id)) for reading in place.readings]
        for key, name in place.parameters.items():
            if _hangs_on(by, key):
                yield name
        for reading, ends in by:
            if ends[0] < ends[1]:
                yield from self._of_reading(reading, ends[0])

    def lacking_of(self, organ: str) -> Iterator[str]:
        """What is missing for the finding of one organ, under its name."""
        ways = dict.fromkeys(key for key, _ in self.organs.judged.place.views if key[0] == organ)
        for id_, of_place in ways:
            for name in self.organs.finding(self.rule, id_, of_place=of_place).lacking:
                yield _of_organ(name, id_, of_place=of_place)

    def _of_reading(self, reading: Reading, least: int) -> Iterator[str]:
        """What could make the finding by one reading worse than it is at the least, or settle that it is."""
        if self.own.hi > least:
            yield from self.own.lacking
        moved = not reading.whole
        for organ in reading.organs:
            if organ.view is None:
                yield f"organ({organ.id})"
                continue
            finding = self.organs.finding(self.rule, organ.id, of_place=reading.of_place)
            if finding.hi > least:
                moved = True
                for name in finding.lacking:
                    yield _of_organ(name, organ.id, of_place=reading.of_place)
        if moved and (name := reading.missing(self.year)):
            yield name


def _of_organ(name: str, organ: str, *, of_place: bool) -> str:
    """The name of a fact of an organ; a parameter, and a grading of the place, are no such facts."""
    plain = name.startswith("parameters.") or (of_place and name.startswith("grading("))
    return name if plain else f"{organ}.{name}"


def _hangs_on(by: list[tuple[Reading, Ends]], key: str) -> bool:
    """Whether two readings that differ in nothing else come to different findings."""
    if key == "counted":
        return any(a.of_place == b.of_place and a.sample != b.sample and x != y for a, x in by for b, y in by)
    return any(a.sample == b.sample and a.of_place != b.of_place and x != y for a, x in by for b, y in by)
