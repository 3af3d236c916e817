"""From the truths of a rule to its finding, by the chain of durable rules."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from attrs import field

from policy_rules.attributes import define
from policy_rules.engines.session.rule_truths import InstanceTruths, RuleTruths
from policy_rules.engines.session.working_memory import Key, Memory
from policy_rules.errors import EngineError

Outcomes = tuple[int, int]
Number = int | tuple[Any, int]
Instances = tuple[tuple[str, int, int, bool], ...]


@define(eq=False)
class RuleFacts:
    """The facts of the rules of one unit.

    A rule goes by its number in the program, a part of one by that and its own number.
    """

    memory: Memory
    instances: Mapping[Number, tuple[InstanceTruths, ...]] = field(factory=dict)
    """The instances told of each rule; replaced, not changed, so that one may return to what it was."""

    def conclude(self, rule: Number, truths: RuleTruths) -> Outcomes:
        """Tell the truths of the rule in place of those before; the finding that follows."""
        if truths.parts:
            found = [(name, self.conclude((rule, n), part)) for n, (name, part) in enumerate(truths.parts)]
            if truths.by_reading:
                return self._by_reading(rule, truths, found)
            parts = tuple(InstanceTruths("part", name, 0, ends, sure=True) for name, ends in found)
            truths = RuleTruths(truths.values, parts)
        self._forget(rule, truths)
        for one in truths.instances:
            about = (rule, one.name, one.nth)
            self.memory.put((one.kind, *about), one.values)
            lo, hi = self._ends("outcome", *about)
            self.memory.put(("outcome", *about), (lo, hi, int(one.sure)))
        self.instances = {**self.instances, rule: truths.instances}
        least = max(self.memory.admitted("worst at least", rule), default=0)
        most = max(self.memory.admitted("worst at most", rule), default=0)
        self.memory.put(("rule", rule), (*truths.values, least, most))
        return self._ends("finding", rule)

    def _by_reading(self, rule: Number, truths: RuleTruths, found: list[tuple[str, Outcomes]]) -> Outcomes:
        """What any reading that is left comes to."""
        for (name, ends), (_, part) in zip(found, truths.parts, strict=True):
            self.memory.put(("reading", rule, name), (*ends, int(part.possible)))
        return self._ends("finding", rule)

    def _forget(self, rule: Number, truths: RuleTruths) -> None:
        """Take back the instances that are there no longer."""
        kept = {(one.kind, one.name, one.nth) for one in truths.instances}
        for one in self.instances.get(rule, ()):
            if (one.kind, one.name, one.nth) not in kept:
                about: Key = (rule, one.name, one.nth)
                self.memory.put(("outcome", *about), None)
                self.memory.put((one.kind, *about), None)

    def instance_outcomes(self, rule: Number) -> Instances:
        """The instances of the rule: name, least and greatest outcome, whether it is surely there."""
        return tuple(
            (one.name, *self._ends("outcome", rule, one.name, one.nth), one.sure)
            for one in self.instances.get(rule, ())
        )

    def _ends(self, *box: Hashable) -> Outcomes:
        found = self.memory.admitted(*box)
        if not found:
            raise EngineError(f"no rule of the chain admits anything for {box[0]} {box[1]}")
        return min(found), max(found)
