"""Which version of a rule holds, read off its text and the day that counts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from policy_rules.ruleset.model import Iteration, Rule, RulePart
from policy_rules.testing.truth.texts import OUTCOME
from policy_rules.testing.truth.world import Asked, World
from policy_rules.vocabulary import Entity

ONE = "the_one"
"""A list of one record, as the texts of steps name it here."""


class InTime:
    """A part of a rule, and the days from which and until which it holds."""

    asked: Asked
    part: RulePart
    rule: Rule
    early: Callable[[], World]
    late: Callable[[World], World]
    due_in: Callable[[World], dt.date | None]
    last: Callable[[Callable[[Entity], object]], tuple[Iteration, Entity] | None]

    @property
    def _judged(self) -> list[int]:
        """The numbers of the periods by which the year is judged."""
        raise NotImplementedError

    @property
    def _by_record(self) -> bool:
        """Whether the due day is a matter of each record."""
        raise NotImplementedError

    @property
    def _by_each_record(self) -> bool:
        """Whether the due day, or else the end of the period, is each record's own."""
        raise NotImplementedError

    def _asked_on_its_day(self, text: str) -> bool:
        """Whether a condition on the unit reads a number of the day of each record, or of each period."""
        raise NotImplementedError

    @property
    def _is_bounded(self) -> bool:
        """Whether the part holds for a time only."""
        return self.part.since is not None or self.part.until is not None

    def version_step(self) -> Iteration | None:
        """The step whose records say by their day which version holds."""
        steps, said = self.rule.for_each, self.rule.version_on
        if not self._is_bounded:
            return None
        if said is None:
            dated = self.last(lambda e: e.dated_by)
            return dated[0] if dated else None
        spoken = self.asked.texts.read(said.text).names
        return next((step for step in reversed(steps) if step.name in spoken), None)

    @property
    def by_period(self) -> bool:
        """Whether each period of the year has a version of its own."""
        due = self.rule.due
        if not self._is_bounded or len(self._judged) < 2 or self.rule.version_on is not None:
            return False
        of_each = due is None or (self._by_record and self._is_by_words(due.text))
        return of_each and self.version_step() is None

    @property
    def by_own_day(self) -> bool:
        """Whether `version_on` names no record, and yet is read on a day of each instance."""
        if self.rule.version_on is None or not self._is_bounded:
            return False
        of_each = self._by_each_record or self._period_of_record or len(self._judged) > 1
        of_each = of_each or self._asked_on_its_day(self.rule.version_on.text)
        return self.version_step() is None and of_each

    def is_of_own_day(self, world: World) -> bool:
        """Whether the version holds for an instance, of which the world is."""
        return not self.by_own_day or self._within(world, world.moment.counts) is True

    def is_of_period(self, world: World) -> bool:
        """Whether the version holds for a period of which the world is."""
        if not self.by_period:
            return True
        assert world.moment.period is not None
        day = world.moment.period.high if self.rule.due is None else self.due_in(world)
        return self._within(world, day) is True

    def holds(self) -> bool | None:
        """Whether the version holds for the unit as a whole."""
        if not self._is_bounded or self.by_period or self.by_own_day:
            return True
        world = self.early()
        if self.rule.version_on is not None:  # read on the day looked at, of which a due day is known by now
            return self._within(world, self.late(world).moment.counts)
        if self.rule.due is not None and not self._by_record:
            ends = world.moment.due  # as it is without the window that ends on it
        elif self.rule.due is not None:
            ends = self.due_in(self.counting(world, due_known=False))
        else:
            period = self.late(world).moment.period if self._period_of_unit else world.moment.period
            ends = period.high if period else None
        return self._within(world, ends or self.asked.as_of)

    @property
    def _period_of_record(self) -> bool:
        """Whether the period is written out and names a record: no day looked at is after its end."""
        said = self.rule.period
        if said is None or not said.text.startswith("["):
            return False
        named = self.asked.texts.read(said.text).names
        return any(step.name in named for step in self.rule.for_each)

    @property
    def _period_of_unit(self) -> bool:
        """Whether the period is one for all records: written out, it names none of them."""
        said, steps = self.rule.period, self.rule.for_each
        written = said is not None and said.text.startswith("[")
        return not steps or (written and not self._period_of_record)

    def _within(self, world: World, day: dt.date | None) -> bool | None:
        """Whether the version holds on a day."""
        if day is None:
            return None
        since, until = self.part.since, self.part.until
        world = world.binding(evolve(world.moment, counts=None))
        begun = since is None or day >= world.say(since.text)
        return bool(begun and (until is None or day < world.say(until.text)))

    def counting(self, world: World, *, due_known: bool) -> World:
        """The world with the day on which parameters with values by day are read, as far as it is known."""
        rule, moment = self.rule, world.moment
        dated = self.last(lambda e: e.dated_by)
        day: dt.date | None = None
        if dated is not None and dated[0].name in world.bound:
            day = world.bound[dated[0].name][dated[1].dated_by[0]]
        elif rule.due is not None and due_known:
            day = moment.due if self._is_by_words(rule.due.text) else moment.day
        elif moment.period is not None:
            day = moment.period.high
        return world.binding(evolve(moment, counts=day))

    @property
    def have_one_day(self) -> bool:
        """Whether several periods of the year have one due day between them, read off no fact."""
        due = self.rule.due
        if len(self._judged) < 2 or due is None:
            return False
        return self._is_by_words(due.text) and "period" not in self.asked.texts.read(due.text).names

    def on_one_day(self, world: World) -> World:
        """The world on the one due day of several periods, where they have one."""
        if not self.have_one_day:
            return world
        day = self.due_in(world) if self._by_record else world.moment.due
        return world.binding(evolve(world.moment, counts=day))

    def _is_by_words(self, due: str) -> bool:
        """Whether no fact is read for the due day."""
        vocabulary = self.asked.model.vocabulary
        facts = {
            *vocabulary.entities,
            *vocabulary.measures,
            *(s.name for s in self.rule.for_each),
            "findings",
        }
        spoken = self.asked.texts.read(due).names
        return not facts & spoken and not any(name.startswith(OUTCOME) for name in spoken)

    def records(self, world: World, step: Iteration, entity: Entity | None) -> list[Any]:
        """The records of a step; what is asked of each that has a day is asked as of that."""
        text, asks, rest = step.source.text.partition("[")
        found: list[Any] = []
        if entity is None or not entity.dated_by or not asks:
            found += world.say(step.source.text)
            return found
        for record in world.say(text):
            moment = evolve(world.moment, counts=record[entity.dated_by[0]])
            found += world.binding(moment, **{ONE: [record]}).say(f"{ONE}[{rest}")
        return found

    def is_of_version(self, world: World, record: Mapping[str, Any]) -> bool:
        """Whether the version holds for a record of the step that says so."""
        if self.rule.version_on is not None:
            return self._within(world, world.say(self.rule.version_on.text)) is True
        dated = self.last(lambda e: e.dated_by)
        assert dated is not None
        return self._within(world, record[dated[1].dated_by[0]]) is True
