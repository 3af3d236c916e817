"""The finding of a rule with parts: the worst of theirs, each told as an instance with what explains it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property

from attrs import frozen

from policy_rules.core import nodes as core
from policy_rules.results.finding import Finding, InstanceFinding
from policy_rules.values.known import T


@frozen(eq=False, slots=False)
class LimbsFinding(Finding):
    """What came out for a unit on a rule with limbs or versions."""

    @cached_property
    def limbs(self) -> tuple[tuple[str, Finding], ...]:
        """What came out on each limb, or on each version that may hold, by its name."""
        return tuple(self._told())

    def _told(self) -> Iterator[tuple[str, Finding]]:
        for part, finding in self._parts:
            if part.holds is not None and self.tracer.reference.value(part.holds, {}).hi != T:
                continue
            if not self.rule.versions or part.holds is not None or finding.hi > core.NOT_APPLICABLE:
                yield part.name, finding

    @cached_property
    def _parts(self) -> tuple[tuple[core.RuleProgram, Finding], ...]:
        norms = {part.name: part.norm for part in self.rule.parts}
        found = []
        for part in self.program.parts:
            ends = self.tracer.reference.value(part.finding, {})
            about = (norms[part.name], part, self.unit, self.as_of, self.year, int(ends.lo), int(ends.hi))
            found.append((part, Finding(*about, view=self.view, tracer=self.tracer)))
        return tuple(found)

    @property
    def has_instances(self) -> bool:
        """Its parts."""
        return True

    @cached_property
    def has_role(self) -> bool:
        """Whether the unit may have the role that the rule is about."""
        return any(part.has_role for _, part in self._parts)

    @property
    def undefined(self) -> bool:
        """Whether the requirement of a limb came out undefined."""
        return any(limb.undefined for _, limb in self.limbs)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many limbs there are of each outcome."""
        return dict(Counter(limb.outcome for _, limb in self.limbs))

    @cached_property
    def instances(self) -> tuple[InstanceFinding, ...]:
        """Each limb, or version that may hold."""
        return tuple(
            InstanceFinding(
                name, limb.outcome, limb.possible, True, limb.due, limb.days, limb.undefined, limb.measured
            )
            for name, limb in self.limbs
        )


def finding_class(program: core.RuleProgram) -> Callable[..., Finding]:
    """What tells the finding of a rule for one unit."""
    return LimbsFinding if program.parts else Finding
