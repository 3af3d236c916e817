"""In which year an instance counts, read off the rule and its lists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from policy_rules.ruleset.model import Iteration, Rule
from policy_rules.testing.truth.cycles import Cycle, window_of
from policy_rules.testing.truth.texts import PARAMETER
from policy_rules.testing.truth.world import Asked, World
from policy_rules.vocabulary import Entity


class InYears:
    """A rule asked for a year."""

    asked: Asked
    rule: Rule
    last: Callable[[Callable[[Entity], object]], tuple[Iteration, Entity] | None]
    due: Callable[[], dt.date | None]

    @property
    def _kind(self) -> Cycle | None:
        """The kind of periods that the rule is judged by."""
        raise NotImplementedError

    @property
    def _judged(self) -> list[int]:
        """The numbers of the periods by which the year is judged."""
        raise NotImplementedError

    def counts(self, world: World, records: Mapping[str, Any]) -> bool:
        """Whether an instance counts in the year that is asked for, if one is."""
        if not self.asked.year_given or not self.rule.for_each:
            return True
        dated = self.last(lambda e: e.dated_by)
        if self.asked.model.language == 1:
            return dated is None or self._touches(records[dated[0].name], dated[1])
        told = self.last(lambda e: e.dated_by or e.for_year)
        own = self.has_own_due() and self.rule.kind != "prohibition"
        if told is not None:
            step, entity = told
            how = entity.counted or "breached"
            if how.startswith("parameters."):
                how = str(world.binding(evolve(world.moment, counts=None)).say(how))
            if how == "about" or (not own and dated is None):
                record = records[step.name]
                if entity.for_year:
                    return bool(record[entity.for_year] == self.asked.year)
                return self._touches(record, entity)
        if own:
            due = world.moment.due
            return due is not None and self.asked.years.of(due) == self.asked.year
        return dated is None or self._touches(records[dated[0].name], dated[1])

    def is_of_its_year(self) -> bool:
        """Whether it looks only at what counts in the year asked for; a ban counts by the act."""
        told = self.last(lambda e: e.dated_by or e.for_year)
        return self.rule.kind == "prohibition" or told is not None or self.has_own_due()

    def breached_on(self) -> dt.date | None:
        """The day by whose year a breach of the unit counts; None where it counts in each that is asked for.

        A due day which each year has of its own says nothing of the year: that is the one in which the period
        ends.
        """
        if self.is_of_its_year():
            return None
        if not self._each_year_has_its_day():
            return self.due()
        kind, judged = self._kind, self._judged
        return kind.days(judged[0]).high if kind is not None and len(judged) == 1 else None

    def _each_year_has_its_day(self) -> bool:
        """Whether the due day follows from the year that is asked for, or from a period of it."""
        due, period = self.rule.due, self.rule.period
        if due is None or due.text in ("default", "open"):
            return False
        names = self.asked.texts.read(due.text).names
        if "year" in names:
            return True
        if period is None or (self._kind is None and period.text != "open"):
            return False
        parameters = self.asked.model.vocabulary.parameters
        told = {name for name in names if not name.startswith(PARAMETER)} - {"parameters", *parameters}
        return "period" in names or self._reads_by_day(names) or (len(self._judged) > 1 and bool(told))

    def due_moves(self) -> bool:
        """Whether the last day is another for other facts, or for another year; in language 1 none is."""
        model, told = self.asked.model, self.rule.due or self.rule.period
        if told is not None and told.text == "default":
            told = model.rules[model.documents[self.rule.document].default_due].due
        return model.language > 1 and told is not None and self._moves(told.text)

    def _moves(self, text: str) -> bool:
        model, period = self.asked.model, self.rule.period.text if self.rule.period else ""
        if text == "open" or window_of(text) is not None:
            return False
        if self.asked.years.kind(text) is not None:
            return True
        names = self.asked.texts.read(text).names
        vocabulary = model.vocabulary
        if names & {"year", "unit", *vocabulary.entities, *vocabulary.measures}:
            return True
        if self._kind is not None or period == "open":
            return "period" in names or self._reads_by_day(names)
        inner = [d.text for rule in model.rules.values() for name, d in rule.defines.items() if name in names]
        return any(map(self._moves, [*inner, period] if "period" in names else inner))

    def _touches(self, record: Mapping[str, Any], entity: Entity) -> bool:
        """Whether a record's days touch the year that is asked for."""
        year = self.asked.year_span
        first, last = record[entity.dated_by[0]], record[entity.dated_by[-1]]
        return first is not None and first <= year.high and (last is None or last >= year.low)

    def has_own_due(self) -> bool:
        """Whether the due day is a matter of each record: its text, or that of the period, names one."""
        said = self.rule.due or self.rule.period
        if said is None or said.text in ("", "default", "open", "year") or window_of(said.text) is not None:
            return False
        return self.is_each_records(self.asked.texts.read(said.text).names)

    def is_each_records(self, names: frozenset[str]) -> bool:
        """Whether a text has a value for each record: it names one, or what is read on its day."""
        if {step.name for step in self.rule.for_each} & names:
            return True
        return self._reads_by_day(names) and self.last(lambda e: e.dated_by) is not None

    def _reads_by_day(self, names: frozenset[str]) -> bool:
        """Whether a text reads a parameter with values by day."""
        parameters = self.asked.model.vocabulary.parameters
        return any(
            p.dated and f"{PARAMETER}{name.partition('[')[0]}" in names for name, p in parameters.items()
        )
