"""One rule of one assessment: role, trigger, periods, records, day, requirement, as they are written."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from attrs import evolve

from policy_rules.ruleset.model import UNBREAKABLE, Iteration, RulePart
from policy_rules.testing.truth.cycles import Cycle, window_of
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.texts import spoken_in
from policy_rules.testing.truth.units import ID
from policy_rules.testing.truth.versions import InTime
from policy_rules.testing.truth.world import Asked, Moment, Outcome, World
from policy_rules.testing.truth.years import InYears
from policy_rules.vocabulary import DATE, Entity, Type

NOT_APPLICABLE, EXCEPTED, SATISFIED, PENDING, VIOLATED = range(5)
_PERIOD = Type("label", labels=("year", "other"))
_PARAMETER = re.compile(r"parameters\.(\w+)")
_WRITTEN_OUT = re.compile(r'@"[^"]*"')
"""A day that a rule names itself."""


def _whatever(found: Outcome, world: World) -> Outcome:
    return found


def _only(outcome: int) -> Outcome:
    return Outcome(outcome, outcome)


class OfRule(InTime, InYears):
    """One rule of one assessment, or one part of it."""

    def __init__(
        self, asked: Asked, part: RulePart, names: frozenset[str], assumed: Mapping[str, int]
    ) -> None:
        self.asked, self.part, self.rule = asked, part, part.norm
        rule = part.norm
        moment = Moment(asked.as_of, asked.year)
        self.begin = World(asked, asked.unit, rule.id, moment, names, {}, assumed)

    def outcome(self) -> Outcome:
        """Role, then an exception for the unit, then the trigger, then the worst instance."""
        return self._around(self._worst)

    def by_record(self) -> Iterator[tuple[str, Outcome]]:
        """What each record of the rule's only list comes to, by its id; the others are no instances."""
        for of, period in self._periods(self.early()):
            for records in self._instances(of, self.rule.for_each):
                (record,) = records.values()
                found = self._instance(of, records, period)
                if found is not None:
                    yield self._id(record), self._around(partial(_whatever, found))

    def _around(self, inner: Callable[[World], Outcome]) -> Outcome:
        """What comes of the instances, or of one, where role, exception and trigger let them count."""
        rule, asked = self.rule, self.asked
        world = self.early()
        one_day = self.on_one_day(world)
        said = [one_day.say(when) for when in self._who() if not self._asked_on_its_day(when)]
        has_role = False if False in said else None if None in said else True
        if has_role is False:
            return _only(NOT_APPLICABLE)
        if rule.force and asked.unit.excepted(rule.id, "", world.moment.day):
            return self._if(has_role, _only(EXCEPTED))
        holds = self.version_step() is not None or self.holds()
        applies = (
            holds is not False
            and self._in_force(world)
            and (
                True
                if rule.applies is None or self._asked_on_its_day(rule.applies.text)
                else one_day.say(rule.applies.text)
            )
        )
        applies = None if applies is True and holds is None else applies
        found = _only(NOT_APPLICABLE) if applies is False else self._if(applies, inner(world))
        return self._if(has_role, found)

    def _who(self) -> list[str]:
        """Whom the rule concerns: those who have the role, of those to whom it, or its document, speaks."""
        model, rule = self.asked.model, self.rule
        role = model.vocabulary.roles.get(rule.about)
        spoken = rule.applies_to or model.documents[rule.document].applies_to
        return [told.text for told in (None if role is None else role.when, spoken) if told is not None]

    @staticmethod
    def _if(condition: bool | None, found: Outcome) -> Outcome:
        """The outcome where the condition holds; where it is null, anything from not applicable to it."""
        return found if condition is True else Outcome(NOT_APPLICABLE, found.high)

    def _asked_on_its_day(self, text: str) -> bool:
        """Whether a condition on the unit reads a number of the day of each record, or of each period."""
        named = set(_PARAMETER.findall(text))
        declared = self.asked.model.vocabulary.parameters.values()
        dated = any(p.dated and p.name.partition("[")[0] in named for p in declared)
        own_days = len(self._judged) > 1 and not self.have_one_day
        return dated and (own_days or self.last(lambda e: e.dated_by) is not None)

    def _is_asked(self, world: World) -> bool | None:
        """Whether role and trigger hold on the day that counts for an instance, where they are asked then."""
        applies = [] if self.rule.applies is None else [self.rule.applies.text]
        early = self.early()
        then = early.binding(evolve(early.moment, counts=world.moment.counts))
        said = [then.say(c) for c in (*self._who(), *applies) if self._asked_on_its_day(c)]
        return False if False in said else None if None in said else True

    def due(self) -> dt.date | None:
        """The due day of the rule, where it has one for all its records."""
        if self._by_each_record:
            return None
        if len(self._judged) == 1:
            return self.late(self.early()).moment.due
        due = self.rule.due
        of_each = due is None or "period" in self.asked.texts.read(due.text).names
        return None if of_each else self.due_in(self.early())

    @property
    def by_records(self) -> bool:
        """Whether its due day, or which version holds, is a matter of each record."""
        return self._by_each_record or self.version_step() is not None

    @property
    def _by_each_record(self) -> bool:
        """Whether the due day, or else the end of the period, is each record's own."""
        texts = [self.rule.due or self.rule.period] if self.rule.for_each else []
        kinds = self.asked.model.vocabulary.periods
        return any(self.is_each_records(names) for names in spoken_in(texts, self.asked.texts, kinds))

    # -- time --------------------------------------------------------------------------------------

    def early(self) -> World:
        """The world at the day looked at as far as no record decides on it."""
        rule, world = self.rule, self.begin
        period = rule.period.text if rule.period else ""
        if period == "open":
            if world.parameter("period", _PERIOD) != "year":
                raise Declined("a period that is no year")
            world = self._in(world, self.asked.years.cycle, self._judged[0])
        elif self._kind is not None and len(self._judged) == 1:
            world = self._in(world, self._kind, self._judged[0])
        due = rule.due.text if rule.due else ""
        world = self.counting(world, due_known=False)
        if due and not self._by_record:
            if rule.period is not None and world.moment.period is None and "period." in due:
                world = world.binding(evolve(world.moment, period=world.say(rule.period.text)))
            world = world.binding(evolve(world.moment, due=self.due_in(world)))
        moment = evolve(world.moment, day=self._day(world.moment))
        if len(self._judged) > 1:
            moment = evolve(moment, day=min(moment.day, self.asked.year_span.high))
        return self.counting(world.binding(self._rolled(moment)), due_known=not self._by_record)

    @property
    def _kind(self) -> Cycle | None:
        """The kind of periods that the rule is judged by."""
        return self.asked.years.kind(self.rule.period.text if self.rule.period else "")

    @property
    def _judged(self) -> list[int]:
        """The numbers of the periods by which the year is judged."""
        years = self.asked.years
        return years.judged(self._kind or years.cycle, self.asked.year)

    def _in(self, world: World, kind: Cycle, number: int) -> World:
        """The world in one period; a calendar year needs no more than its days."""
        calendar = kind.months == 12 and (kind.first.month, kind.first.day) == (1, 1) and not kind.by_last
        cycle = None if calendar and kind == self.asked.years.cycle else kind
        return world.binding(evolve(world.moment, period=kind.days(number), cycle=cycle, number=number))

    def _rolled(self, moment: Moment) -> Moment:
        """The moment with the window that ends on its day, where the rule has one."""
        window = window_of(self.rule.period.text if self.rule.period else "")
        return moment if window is None else evolve(moment, window=window, period=window.ending(moment.day))

    @property
    def _by_record(self) -> bool:
        """Whether the due day is a matter of each record."""
        due = self.rule.due.text if self.rule.due else ""
        several = bool(self.rule.for_each) or len(self._judged) > 1
        return several and due not in ("default", "open") and not _WRITTEN_OUT.fullmatch(due)

    def due_in(self, world: World) -> dt.date | None:
        """The due day; null where the clock has not started, or an exception has lifted the default day."""
        rule, asked = self.rule, self.asked
        assert rule.due is not None
        due: dt.date | None
        if rule.due.text == "open":
            due = world.parameter("due", DATE)
        elif rule.due.text != "default":
            due = world.say(rule.due.text)
        else:
            default = asked.model.rules[asked.model.documents[rule.document].default_due]
            lifted = self._day_is_lifted()
            due = None if lifted or default.due is None else world.say(default.due.text)
        return due

    def _day_is_lifted(self) -> bool:
        """Whether an exception has lifted the default day for this task: it is never late then."""
        rule, asked = self.rule, self.asked
        if rule.due is None or rule.due.text != "default":
            return False
        default = asked.model.rules[asked.model.documents[rule.document].default_due]
        return bool(default.force and asked.unit.excepted(default.id, rule.id, asked.as_of))

    def _day(self, moment: Moment) -> dt.date:
        """The day looked at: that of the assessment, or the due day or the end of the period before it."""
        period = None if moment.window else moment.period
        ends: list[dt.date | None] = [moment.due, period.high if period else None]
        return min([self.asked.as_of, *(end for end in ends if end is not None)])

    def late(self, world: World) -> World:
        """The world of one instance: what its records decide on, and then the day looked at."""
        rule, known = self.rule, not self._by_record
        world = self.counting(world, due_known=known)
        if rule.period is not None and world.moment.period is None:
            world = world.binding(evolve(world.moment, period=world.say(rule.period.text)))
            world = self.counting(world, due_known=known)
        if rule.due is not None and self._by_record:
            world = world.binding(evolve(world.moment, due=self.due_in(world)))
        elif rule.due is None and world.moment.period is not None and not world.moment.window:
            world = world.binding(evolve(world.moment, due=world.moment.period.high))
        moment = self._rolled(evolve(world.moment, day=self._day(world.moment)))
        world = self.counting(world.binding(moment), due_known=True)
        if rule.version_on is None:
            return world
        return world.binding(evolve(world.moment, counts=world.say(rule.version_on.text)))

    def _start(self, world: World) -> dt.date | None:
        """The first day of force of the rule's document."""
        start = self.asked.model.documents[self.rule.document].in_force
        today = world.binding(evolve(world.moment, counts=None))
        found: dt.date | None = None if start is None else today.say(start.text)
        return found

    def _in_force(self, world: World) -> bool:
        """Whether the document is in force on the due day, at the end of the year, or today.

        A day that the words name counts as it stands; records are looked at one by one.
        """
        rule, start, moves = self.rule, self._start(world), not self.rule.for_each and self.due_moves()
        if start is None or len(self._judged) > 1:
            return True
        last = self.late(world).moment.due if moves else None
        if rule.due is not None and rule.due.text != "open" and not rule.for_each:
            return not moves or (last or self.asked.as_of) >= start
        of_year = self.asked.model.language > 1 and rule.period is not None and rule.period.text == "open"
        kind = self.asked.years.cycle if of_year else self._kind
        if kind is not None:
            return bool(kind.days(self._judged[0]).high >= start)
        return bool(rule.for_each) or (last or self.asked.as_of) >= start

    # -- instances ---------------------------------------------------------------------------------

    def _worst(self, world: World) -> Outcome:
        """The worst of all instances; not applicable where there is nothing to check."""
        if self.rule.requires is None and not self.rule.grading:
            return _only(NOT_APPLICABLE)
        found = [
            o
            for of, name in self._periods(world)
            for records in self._instances(of, self.rule.for_each)
            if (o := self._instance(of, records, name)) is not None
        ]
        return Outcome(max((f.low for f in found), default=0), max((f.high for f in found), default=0))

    def _periods(self, world: World) -> Iterator[tuple[World, str]]:
        """The world in each of the periods that are judged by themselves, with its name."""
        if self._kind is None or len(self._judged) == 1:
            yield world, ""
            return
        start = self._start(world)
        written = self.rule.due is not None and _WRITTEN_OUT.fullmatch(self.rule.due.text)
        for place, number in enumerate(self._judged, 1):
            inside = self._in(world, self._kind, number)
            inside = inside.binding(evolve(inside.moment, day=self._day(inside.moment)))
            inside = self.counting(inside, due_known=not self._by_record)
            assert inside.moment.period is not None
            if (start is None or written or inside.moment.period.high >= start) and self.is_of_period(inside):
                yield inside, f"{self._kind.name}_{place}"

    def _instances(self, world: World, steps: Sequence[Iteration]) -> Iterator[dict[str, Any]]:
        """The records of each instance by the names of the steps."""
        if not steps:
            yield {}
            return
        step, *rest = steps
        for record in self.records(world, step, self._entity(step)):
            if self._ends_in_force(world, step, record):
                inside = world.binding(world.moment, **{step.name: record})
                if step is self.version_step() and not self.is_of_version(inside, record):
                    continue
                for inner in self._instances(inside, rest):
                    yield {step.name: record, **inner}

    def _entity(self, step: Iteration) -> Entity | None:
        """Of which entity the records of a step are, told by the first list named in its text."""
        entities = self.asked.model.vocabulary.entities
        text = step.source.text
        spoken = [part for part in text.partition("[")[0].split(".") if part in entities]
        return entities[spoken[-1]] if spoken and "(" not in text.partition("[")[0] else None

    def last(self, holds: Callable[[Entity], object]) -> tuple[Iteration, Entity] | None:
        """The last step through records of such a list."""
        found = [(s, e) for s in self.rule.for_each if (e := self._entity(s)) is not None and holds(e)]
        return found[-1] if found else None

    def _ends_in_force(self, world: World, step: Iteration, record: Mapping[str, Any]) -> bool:
        """Whether a record ends no earlier than the words began; asked of the last step that has dates."""
        dated = self.last(lambda e: e.dated_by)
        if dated is None or dated[0] is not step:
            return True
        start, last = self._start(world), record[dated[1].dated_by[-1]]
        return start is None or last is None or bool(last >= start)

    def _entered(self, world: World, records: Mapping[str, Any], period: str) -> tuple[World, str] | None:
        """The world and the name of one instance; None where it counts in another year than asked for."""
        by_due = self.has_own_due()
        if not by_due and not self.counts(world, records):
            return None
        world, name = self._at(world, records, period)
        left_out = (by_due and not self.counts(world, records)) or not self.is_of_own_day(world)
        return None if left_out else (world, name)

    def _instance(self, world: World, records: Mapping[str, Any], period: str) -> Outcome | None:
        """The outcome of one instance; None where it counts in another year than the one asked for."""
        entered = self._entered(world, records, period)
        if entered is None:
            return None
        world, name = entered
        asked_then = self._is_asked(world)
        return None if asked_then is False else self._if(asked_then, self._of_instance(world, name))

    def _of_instance(self, world: World, name: str) -> Outcome:
        """What an instance comes to that the rule asks about."""
        rule, asked, moment = self.rule, self.asked, world.moment
        if rule.kind in UNBREAKABLE:
            used = self._is_met(world, name) is True
            return _only(SATISFIED if used else NOT_APPLICABLE)
        if rule.force and name and asked.unit.excepted(rule.id, name, moment.day):
            return _only(EXCEPTED)
        timed = rule.due is not None or (rule.period is not None and not moment.window)
        clock = rule.kind != "prohibition" and timed
        if clock and moment.due is None and not self._day_is_lifted():
            return _only(PENDING)
        met = self._is_met(world, name)
        late = not clock or (moment.due is not None and asked.as_of > moment.due)
        late = late or (met is None and asked.model.language == 1)
        return Outcome(
            SATISFIED if met is not False else VIOLATED if late else PENDING,
            SATISFIED if met is True else VIOLATED if late else PENDING,
        )

    def degrees(self) -> dict[str, str]:
        """The first place whose condition holds, for each instance by its name."""
        found = {}
        for of, period in self._periods(self.early()):
            for records in self._instances(of, self.rule.for_each):
                if (entered := self._entered(of, records, period)) is not None:
                    at, name = entered
                    reached = (d.name for d in self.rule.degrees if at.say(d.when.text) is True)
                    found[name] = next(reached, "")
        return found

    def _at(self, world: World, records: Mapping[str, Any], period: str) -> tuple[World, str]:
        """The world of one instance, at the day looked at, with the instance's name."""
        world = self.late(world.binding(world.moment, **records))
        again = {step: world.again(record) for step, record in records.items()}
        name = "/".join([period] * bool(period) + [self._id(record) for record in records.values()])
        return world.binding(world.moment, **again), name

    def _is_met(self, world: World, name: str) -> bool | None:
        """The requirement; a rule that is only graded asks for its pass mark."""
        rule, asked = self.rule, self.asked
        if self._day_is_lifted():  # what is done by today is done
            world = world.binding(evolve(world.moment, due=asked.as_of))
        if rule.grading:
            scale = Type("label", labels=asked.model.vocabulary.scales[rule.grading])
            if rule.requires is None or "grading" in world.names:
                graded = asked.unit.grading(rule.id, name, asked.years.of(world.moment.day), scale)
                world = world.binding(world.moment, grading=graded)
        text = "grading >= parameters.pass_mark" if rule.requires is None else rule.requires.text
        met: bool | None = world.say(text)
        return met

    def _id(self, record: Any) -> str:
        return str(record[ID]) if isinstance(record, Mapping) else self.asked.ranks.word(record)
