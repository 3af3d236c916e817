"""The finding of a rule with limbs: the worst of theirs, each told as an instance with what explains it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property

from attrs import frozen

from policy_rules.core import nodes as core
from policy_rules.results.finding import Finding, InstanceFinding


@frozen(eq=False, slots=False)
class LimbsFinding(Finding):
    """What came out for a unit on a rule with limbs."""

    @cached_property
    def limbs(self) -> tuple[tuple[str, Finding], ...]:
        """What came out on each limb, by its name."""
        found = []
        for part in self.program.parts:
            ends = self.tracer.reference.value(part.finding, {})
            norm = self.rule.limbs[part.name]
            about = (norm, part, self.unit, self.as_of, self.year, int(ends.lo), int(ends.hi))
            found.append((part.name, Finding(*about, view=self.view, tracer=self.tracer)))
        return tuple(found)

    @property
    def has_instances(self) -> bool:
        """Its limbs."""
        return True

    @cached_property
    def has_role(self) -> bool:
        """Whether the unit may have the role that the rule is about."""
        return any(limb.has_role for _, limb in self.limbs)

    @property
    def undefined(self) -> bool:
        """Whether the requirement of a limb came out undefined."""
        return any(limb.undefined for _, limb in self.limbs)

    @cached_property
    def instances(self) -> tuple[InstanceFinding, ...]:
        """Each limb."""
        return tuple(
            InstanceFinding(
                name, limb.outcome, limb.possible, True, limb.due, limb.days, limb.undefined, limb.measured
            )
            for name, limb in self.limbs
        )


def finding_class(program: core.RuleProgram) -> Callable[..., Finding]:
    """What tells the finding of a rule for one unit."""
    return LimbsFinding if program.parts else Finding
