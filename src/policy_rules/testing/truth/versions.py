"""Which version of a rule holds, read off its text and the day that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from policy_rules.ruleset.model import Iteration, Rule, RulePart
from policy_rules.testing.truth.world import Asked, World
from policy_rules.vocabulary import Entity


class InTime:
    """A part of a rule, and the days from which and until which it holds."""

    asked: Asked
    part: RulePart
    rule: Rule
    early: Callable[[], World]
    late: Callable[[World], World]
    due_in: Callable[[World], dt.date | None]
    last: Callable[[Callable[[Entity], object]], tuple[Iteration, Entity] | None]

    def version_step(self) -> Iteration | None:
        """The step whose records say by their day which version holds."""
        steps, said = self.rule.for_each, self.rule.version_on
        if self.part.since is None and self.part.until is None:
            return None
        if said is None:
            dated = self.last(lambda e: e.dated_by)
            return dated[0] if dated else None
        spoken = self.asked.texts.read(said.text).names
        return next((step for step in reversed(steps) if step.name in spoken), None)

    def holds(self) -> bool | None:
        """Whether the version holds for the unit as a whole."""
        if self.part.since is None and self.part.until is None:
            return True
        world = self.early()
        if self.rule.version_on is not None:
            return self._within(world, world.say(self.rule.version_on.text))
        if self.rule.due is not None:
            ends = self.due_in(world)
        else:
            period = world.moment.period if self.rule.for_each else self.late(world).moment.period
            ends = period.high if period else None
        return self._within(world, ends or self.asked.as_of)

    def _within(self, world: World, day: dt.date | None) -> bool | None:
        """Whether the version holds on a day."""
        if day is None:
            return None
        since, until = self.part.since, self.part.until
        begun = since is None or day >= world.say(since.text)
        return bool(begun and (until is None or day < world.say(until.text)))

    def is_of_version(self, world: World, record: Mapping[str, Any]) -> bool:
        """Whether the version holds for a record of the step that says so."""
        if self.rule.version_on is not None:
            return self._within(world, world.say(self.rule.version_on.text)) is True
        dated = self.last(lambda e: e.dated_by)
        assert dated is not None
        return self._within(world, record[dated[1].dated_by[0]]) is True
