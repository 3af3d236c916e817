"""The outcome of each rule, read off the rule as it is written: `RuleTruth`.

An outcome is one of five on a chain, told as (least, greatest): the two differ where a
requirement is null, for then it is neither met nor broken, or where a trigger is (docs/decisions/0002).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from policy_rules.ruleset.model import UNBREAKABLE, Iteration, Rule, RulePart, RulesetModel
from policy_rules.testing.truth.declined import Declined, Undefined
from policy_rules.testing.truth.scales import Ranks, scales_of
from policy_rules.testing.truth.texts import Texts
from policy_rules.testing.truth.units import ID, Raw, Unit
from policy_rules.testing.truth.versions import InTime
from policy_rules.testing.truth.world import Asked, Moment, Outcome, World, dated_norm
from policy_rules.testing.truth.years import InYears
from policy_rules.vocabulary import DATE, Entity, Expression, Type

NOT_APPLICABLE, EXCEPTED, SATISFIED, PENDING, VIOLATED = range(5)
MOST_ASSUMED = 3
"""How many undefined outcomes a rule may read, each being tried as all that it could be."""


class RuleTruth:
    """Says what the rules of one ruleset come out as where everything is known."""

    def __init__(self, model: RulesetModel) -> None:
        self.model = model
        self.ranks = Ranks(scales_of(model))
        self.texts = Texts(self.ranks)
        self._names = {rule.id: self._spoken(rule) for rule in model.rules.values()}

    def asked(
        self,
        units: Iterable[Raw],
        unit: str,
        as_of: dt.date,
        year: int,
        *,
        year_given: bool = False,
        parameters: Mapping[str, Mapping[Any, Any]] | None = None,
        scored: Mapping[str, Any] | None = None,
    ) -> Asked:
        """An assessment of the unit.

        `units` are the facts, a mapping for each unit as its file would have it; what they do not hold
        there is not. `parameters` and `scored`: see `Asked`.
        """
        found: dict[str, Unit] = {}
        for raw in units:
            each = Unit(raw, self.model.vocabulary, self.ranks, as_of, found)
            found[each.id] = each
        return Asked(
            self.model, self.texts, self.ranks, found[unit], as_of, year, year_given, parameters or {},
            scored or {}, self.outcome, self._due,
        )  # fmt: skip

    def outcomes(self, asked: Asked, rules: Iterable[str] | None = None) -> dict[str, Outcome | Declined]:
        """The outcome of every rule (or of some), or why there is none."""
        return {rule: self.outcome(asked, rule) for rule in (self.model.rules if rules is None else rules)}

    def value(self, asked: Asked, text: str) -> Any:
        """What a text gives on the day of assessment, the period being the year; raises `Declined`."""
        moment = Moment(asked.as_of, asked.year, asked.year_span)
        names = frozenset().union(*self._names.values(), self.texts.read(text).names)
        return World(asked, asked.unit, "", moment, names).say(text)

    def outcome(self, asked: Asked, rule: str) -> Outcome | Declined:
        """The outcome of one rule, or why there is none."""
        if rule not in asked.outcomes:
            try:
                low, high, supposed = self._supposing(asked, self.model.rules[rule], {})
                asked.outcomes[rule] = Outcome(low, high, supposed or rule in asked.supposing)
            except Declined as why:
                asked.outcomes[rule] = why
        return asked.outcomes[rule]

    def _due(self, asked: Asked, rule: str) -> dt.date | None:
        of = asked.read(self.model.rules[rule])
        if of.versions:
            return self._due_of_versions(asked, of)
        norm = dated_norm(of)
        return None if norm is None else _OfRule(asked, RulePart("", norm), self._names[rule], {}).due()

    def _due_of_versions(self, asked: Asked, rule: Rule) -> dt.date | None:
        """The day of the version that holds, where each has a day, and is chosen, for the unit as a whole."""
        parts = [_OfRule(asked, part, self._names[rule.id], {}) for part in rule.parts]
        if any((p.rule.due is None and p.rule.period is None) or p.by_records for p in parts):
            return None
        return next((part.due() for part in parts if part.holds()), None)

    def day_for_all(self, asked: Asked, rule: str) -> list[tuple[int, dt.date | None]]:
        """Each norm of a rule: the worst it comes to, and its due day where that is one for all years."""
        found = [
            _OfRule(asked, norm, self._names[rule], {}) for norm in asked.read(self.model.rules[rule]).parts
        ]
        return [(each.outcome().high, None if each.is_of_its_year() else each.due()) for each in found]

    def _spoken(self, rule: Rule) -> frozenset[str]:
        """All names in the texts that the rule rests on, those of measures and roles among them."""
        vocabulary = self.model.vocabulary
        role = vocabulary.roles.get(rule.about)
        document = self.model.documents[rule.document]
        default = self.model.rules.get(document.default_due)
        waiting: list[Expression | None] = [document.in_force]
        waiting += [text for norm in rule.norms for text in _texts(norm)]
        waiting += [version.since for version in rule.versions]
        waiting += [role.when if role else None, default.due if default else None]
        waiting += [text for other in self.model.rules.values() for text in other.defines.values()]
        waiting += [m.derived for m in vocabulary.measures.values()]
        waiting += [a.derived for e in vocabulary.entities.values() for a in e.attributes.values()]
        years = frozenset(e.for_year for e in vocabulary.entities.values())
        return years.union(*_spoken_in(waiting, self.texts))

    def _supposing(self, asked: Asked, rule: Rule, assumed: Mapping[str, int]) -> Outcome:
        """The outcome, each undefined outcome that the rule reads being tried as all that it could be."""
        try:
            parts = asked.read(rule).parts
            found = [_OfRule(asked, part, self._names[rule.id], assumed).outcome() for part in parts]
            return Outcome(max(f.low for f in found), max(f.high for f in found))
        except Undefined as read:
            if len(assumed) == MOST_ASSUMED:
                raise Declined("a rule that reads many undefined outcomes") from None
            could_be = range(read.low, read.high + 1)
            found = [self._supposing(asked, rule, {**assumed, read.rule: each}) for each in could_be]
            return Outcome(min(f.low for f in found), max(f.high for f in found), supposed=True)


_KEYWORDS = ("", "default", "open", "year")


def _texts(rule: Rule) -> list[Expression]:
    said = [rule.applies, rule.period, rule.due, rule.requires, *(step.source for step in rule.for_each)]
    said += [text for readings in rule.readings.values() for text in readings.options.values()]
    return [text for text in (*said, rule.version_on) if text is not None]


def _only(outcome: int) -> Outcome:
    return Outcome(outcome, outcome)


def _spoken_in(said: Iterable[Expression | None], texts: Texts) -> Iterator[frozenset[str]]:
    """The names in each of the texts, keywords left out."""
    for text in said:
        if text is not None and text.text not in _KEYWORDS:
            yield texts.read(text.text).names


class _OfRule(InTime, InYears):
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
        rule, asked = self.rule, self.asked
        world = self.early()
        role = asked.model.vocabulary.roles.get(rule.about)
        has_role = True if role is None or role.when is None else world.say(role.when.text)
        if has_role is False:
            return _only(NOT_APPLICABLE)
        if rule.force and asked.unit.excepted(rule.id, "", world.moment.day):
            return self._if(has_role, _only(EXCEPTED))
        holds = self.version_step() is not None or self.holds()
        applies = (
            holds is not False
            and self._in_force(world)
            and (True if rule.applies is None else world.say(rule.applies.text))
        )
        applies = None if applies is True and holds is None else applies
        found = _only(NOT_APPLICABLE) if applies is False else self._if(applies, self._worst(world))
        return self._if(has_role, found)

    @staticmethod
    def _if(condition: bool | None, found: Outcome) -> Outcome:
        """The outcome where the condition holds; where it is null, anything from not applicable to it."""
        return found if condition is True else Outcome(NOT_APPLICABLE, found.high)

    def due(self) -> dt.date | None:
        """The due day of the rule, where it has one for all its records."""
        texts = [self.rule.due or self.rule.period] if self.rule.for_each else []
        steps = {step.name for step in self.rule.for_each}
        if any(steps & names for names in _spoken_in(texts, self.asked.texts)):
            return None
        return self.late(self.early()).moment.due

    @property
    def by_records(self) -> bool:
        """Whether its due day, or which version holds, is a matter of each record."""
        texts = [self.rule.due or self.rule.period] if self.rule.for_each else []
        steps = {step.name for step in self.rule.for_each}
        of_record = any(steps & names for names in _spoken_in(texts, self.asked.texts))
        return of_record or self.version_step() is not None

    # -- time --------------------------------------------------------------------------------------

    def early(self) -> World:
        """The world at the day looked at as far as no record decides on it."""
        rule, world = self.rule, self.begin
        period = rule.period.text if rule.period else ""
        if period in ("year", "open"):
            if period == "open" and world.parameter("period", _PERIOD) != "year":
                raise Declined("a period that is no calendar year")
            world = world.binding(evolve(world.moment, period=self.asked.year_span))
        due = rule.due.text if rule.due else ""
        if due and not self._by_record:
            world = world.binding(evolve(world.moment, due=self.due_in(world)))
        return world.binding(evolve(world.moment, day=self._day(world.moment)))

    @property
    def _by_record(self) -> bool:
        """Whether the due day is a matter of each record."""
        due = self.rule.due.text if self.rule.due else ""
        return bool(self.rule.for_each) and due not in ("default", "open") and not due.startswith("@")

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
            lifted = default.force and asked.unit.excepted(default.id, rule.id, asked.as_of)
            due = None if lifted or default.due is None else world.say(default.due.text)
        return due

    def _day(self, moment: Moment) -> dt.date:
        """The day looked at: that of the assessment, or the due day or the end of the period before it."""
        ends: list[dt.date | None] = [moment.due, moment.period.high if moment.period else None]
        return min([self.asked.as_of, *(end for end in ends if end is not None)])

    def late(self, world: World) -> World:
        """The world of one instance: what its records decide on, and then the day looked at."""
        rule = self.rule
        if rule.period is not None and world.moment.period is None:
            world = world.binding(evolve(world.moment, period=world.say(rule.period.text)))
        if rule.due is not None and self._by_record:
            world = world.binding(evolve(world.moment, due=self.due_in(world)))
        elif rule.due is None and world.moment.period is not None:
            world = world.binding(evolve(world.moment, due=world.moment.period.high))
        return world.binding(evolve(world.moment, day=self._day(world.moment)))

    def _start(self, world: World) -> dt.date | None:
        """The first day of force of the rule's document."""
        start = self.asked.model.documents[self.rule.document].in_force
        found: dt.date | None = None if start is None else world.say(start.text)
        return found

    def _in_force(self, world: World) -> bool:
        """Whether the document is in force at the end of the year, or on the day of assessment.

        A day that is written out counts as it stands; records are looked at one by one.
        """
        rule = self.rule
        if rule.due is not None and rule.due.text != "open" and not rule.for_each:
            return True
        start = self._start(world)
        if start is not None and rule.period is not None and rule.period.text == "year":
            return bool(self.asked.year_span.high >= start)
        return start is None or bool(rule.for_each) or self.asked.as_of >= start

    # -- instances ---------------------------------------------------------------------------------

    def _worst(self, world: World) -> Outcome:
        """The worst of all instances; not applicable where there is nothing to check."""
        if self.rule.requires is None and not self.rule.grading:
            return _only(NOT_APPLICABLE)
        records = self._instances(world, self.rule.for_each)
        found = [o for each in records if (o := self._instance(world, each)) is not None]
        return Outcome(max((f.low for f in found), default=0), max((f.high for f in found), default=0))

    def _instances(self, world: World, steps: Sequence[Iteration]) -> Iterator[dict[str, Any]]:
        """The records of each instance by the names of the steps."""
        if not steps:
            yield {}
            return
        step, *rest = steps
        for record in world.say(step.source.text):
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

    def _instance(self, world: World, records: Mapping[str, Any]) -> Outcome | None:
        """The outcome of one instance; None where it counts in another year than the one asked for."""
        rule, asked = self.rule, self.asked
        by_due = self.has_own_due()
        if not by_due and not self.counts(world, records):
            return None
        world = self.late(world.binding(world.moment, **records))
        if by_due and not self.counts(world, records):
            return None
        moment = world.moment
        world = world.binding(moment, **{step: world.again(record) for step, record in records.items()})
        name = "/".join(self._id(record) for record in records.values())
        if rule.kind in UNBREAKABLE:
            used = self._is_met(world, name) is True
            return _only(SATISFIED if used else NOT_APPLICABLE)
        if rule.force and rule.for_each and asked.unit.excepted(rule.id, name, moment.day):
            return _only(EXCEPTED)
        clock = rule.kind != "prohibition" and (rule.due is not None or rule.period is not None)
        if clock and moment.due is None:
            return _only(PENDING)
        met = self._is_met(world, name)
        if met is None:
            return Outcome(SATISFIED, VIOLATED)
        if met is True:
            return _only(SATISFIED)
        late = not clock or (moment.due is not None and asked.as_of > moment.due)
        return _only(VIOLATED if late else PENDING)

    def _is_met(self, world: World, name: str) -> bool | None:
        """The requirement; a rule that is only graded asks for its pass mark."""
        rule, asked = self.rule, self.asked
        if rule.grading:
            scale = Type("label", labels=asked.model.vocabulary.scales[rule.grading])
            if rule.requires is None or "grading" in world.names:
                graded = asked.unit.grading(rule.id, name, world.moment.day.year, scale)
                world = world.binding(world.moment, grading=graded)
        text = "grading >= parameters.pass_mark" if rule.requires is None else rule.requires.text
        met: bool | None = world.say(text)
        return met

    def _id(self, record: Any) -> str:
        return str(record[ID]) if isinstance(record, Mapping) else self.asked.ranks.word(record)


_PERIOD = Type("label", labels=("year", "other"))
