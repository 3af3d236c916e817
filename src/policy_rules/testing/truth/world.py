"""What names mean in a rule about a unit on a day: the context in which its texts are evaluated."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

from attrs import evolve, field

from policy_rules import feel
from policy_rules.attributes import frozen
from policy_rules.errors import ExpressionError
from policy_rules.feel.call import is_builtin
from policy_rules.feel.values import Refused
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.testing.truth.cycles import Cycle, Window, Years, later, years_of
from policy_rules.testing.truth.dated_norms import dated_norm, may_take_default
from policy_rules.testing.truth.declined import Declined, Undefined
from policy_rules.testing.truth.scales import Ranks
from policy_rules.testing.truth.texts import (
    BELOW,
    IN_YEAR,
    LEVEL,
    OUTCOME,
    PARAMETER,
    PERIOD_YEAR,
    PRIOR,
    Texts,
)
from policy_rules.testing.truth.units import ID, Unit, day_of, plain
from policy_rules.vocabulary import Cells, Entity, Measure, Type

OUTCOMES = ("not_applicable", "excepted", "satisfied", "pending", "violated")


class Outcome(NamedTuple):
    """The least and the greatest place on the chain `OUTCOMES`.

    `supposed`: an undefined outcome that the rule reads was tried as all that it could be, so that an
    engine that takes each reading for itself may leave more open.
    """

    low: int
    high: int
    supposed: bool = False


@frozen
class Moment:
    """The times that a rule gives: the day looked at, its year, its period and its due day."""

    day: dt.date
    year: int
    period: feel.Range | None = None
    due: dt.date | None = None
    cycle: Cycle | None = None
    """The kind of the period, where the ruleset declares it."""
    number: int = 0
    window: Window | None = None
    no_year: bool = False
    """The moment lies some months back, so that no year belongs to it."""
    counts: dt.date | None = None
    """The day on which parameters with values by day are read; without one, that of the assessment."""

    def earlier(self, times: int, years: Years) -> Moment:
        """The same so many lengths of the period before, or so many years."""
        if self.cycle is not None:
            return self._earlier_period(self.cycle, times, years)
        if self.window is not None:
            whole, rest = divmod(self.window.months, 12)
            day = self.window.back(self.day, times)
            high = self.window.back(self.period.high, times) if self.period else day
            moved = evolve(self, day=day, period=self.window.ending(high), year=self.year - whole * times)
            return evolve(moved, no_year=bool(rest) or not whole, counts=day)
        back = feel.YearsMonths(12 * times)

        def before(day: dt.date | None) -> Any:
            return day if day is None else feel.evaluate("day - back", {"day": day, "back": back})

        period = self.period and evolve(
            self.period, low=before(self.period.low), high=before(self.period.high)
        )
        return Moment(before(self.day), self.year - times, period, self.due, counts=before(self.day))

    def _earlier_period(self, cycle: Cycle, times: int, years: Years) -> Moment:
        number = self.number - times
        period = cycle.days(number)
        assert self.period is not None
        ended = self.day >= self.period.high
        day = period.high if ended else min(later(self.day, -cycle.months * times), period.high)
        year = self.year - times * (cycle.months // 12) if cycle.months >= 12 else years.of(period.high)
        return evolve(self, day=day, period=period, number=number, year=year, counts=day)

    def named(self, years: Years) -> int:
        """The number that names the period."""
        if self.cycle is None or self.cycle.months < 12 or self.cycle == years.cycle:
            return self.year
        return self.cycle.named(self.number)


@frozen
class Asked:
    """What all rules of one assessment share.

    `parameters` are plain: by name, the value by first day of force or, of one that each rule has of its
    own, by rule. `scored` are values that the year's sheet gave, under the names of measures.
    """

    model: RulesetModel
    texts: Texts
    ranks: Ranks
    unit: Unit
    as_of: dt.date
    year: int
    year_given: bool
    parameters: Mapping[str, Mapping[Any, Any]]
    scored: Mapping[str, Any]
    outcome_of: Callable[[Asked, str], Outcome | Declined]
    """Judges another rule."""
    due_of: Callable[[Asked, str], dt.date | None]
    """The due day of another rule, null where each of its records has its own."""
    default_of: Callable[[Asked, str], int]
    """The worst outcome of those parts of another rule that take the default day; raises `Declined`."""
    outcomes: dict[str, Outcome | Declined] = field(factory=dict)
    supposing: set[str] = field(factory=set)
    """Rules that read an outcome for which others were supposed."""

    def read(self, rule: Rule) -> Rule:
        """The rule with its days and periods as the parameters have them read; raises `Declined`."""
        chosen = {}
        for name in rule.read_by:
            type = self.model.vocabulary.parameters[name].type
            moment = Moment(self.as_of, self.year)
            if any(name == norm.readings["period"].by for norm in rule.norms if "period" in norm.readings):
                moment = evolve(
                    moment, counts=self.year_span.high
                )  # which period it is, a year says at its end
            world = World(self, self.unit, rule.id, moment, frozenset())
            chosen[name] = self.ranks.word(world.parameter(name, type))
        return rule.read_as(chosen)

    @cached_property
    def years(self) -> Years:
        """What a year is."""
        return years_of(self.model.vocabulary)

    def in_year(self, day: dt.date) -> Moment:
        """A day in the year assessed; a calendar year needs no more than its days."""
        cycle = self.years.cycle
        number = self.year - cycle.named(0)
        calendar = (cycle.first.month, cycle.first.day) == (1, 1)
        return Moment(day, self.year, self.year_span, cycle=None if calendar else cycle, number=number)

    @cached_property
    def year_span(self) -> feel.Range:
        """The year assessed."""
        return self.years.span(self.year)


@frozen(eq=False)
class World(Mapping[str, Any]):
    """The names of one rule at one moment; those of `unit` come from it, which may be a unit below.

    `bound` are the variables of `for each`, and what the rule gives besides; `assumed` are outcomes that
    undefined rules are taken to have; `names` are those in all texts of the rule.
    """

    asked: Asked
    unit: Unit
    rule: str
    moment: Moment
    names: frozenset[str]
    bound: Mapping[str, Any] = field(factory=dict)
    assumed: Mapping[str, int] = field(factory=dict)

    def say(self, text: str) -> Any:
        """The value of a text here, exactly."""
        try:
            calendar = self.asked.model.vocabulary.calendar
            tree = self.asked.texts.read(text).tree
            return feel.evaluate(tree, self, exact=True, calendar=calendar)
        except ExpressionError as error:
            raise Declined(f"`evaluate` refuses: {error.faults[0].what}") from None

    def binding(self, moment: Moment, **bound: Any) -> World:
        """The same at another moment, with more names."""
        return evolve(self, moment=moment, bound={**self.bound, **bound})

    # -- the mapping -------------------------------------------------------------------------------

    def __contains__(self, name: object) -> bool:
        """Every name means something: one that does not would be null, and null is an answer."""
        return not is_builtin(str(name)) or name in self.bound

    def __getitem__(self, name: str) -> Any:
        vocabulary = self.asked.model.vocabulary
        if name in self.bound:
            return self.bound[name]
        if name == "unit":
            return self._unit()
        if name in vocabulary.entities:
            return self._entity(vocabulary.entities[name])
        if name in vocabulary.measures:
            return self._measure(vocabulary.measures[name])
        for prefix, read in (
            (PARAMETER, self._parameter),
            (PRIOR, self._prior),
            (IN_YEAR, self._in_year),
            (OUTCOME, self._outcome),
        ):
            if name.startswith(prefix):
                return read(name.removeprefix(prefix))
        return self._given(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self.bound)

    def __len__(self) -> int:
        return 1

    def _given(self, name: str) -> Any:
        moment, asked = self.moment, self.asked
        given: dict[str, Any] = {"as_of": asked.as_of, "day": moment.day}
        given |= {} if moment.no_year else {"year": moment.year}
        given |= {"period": moment.period} if moment.period else {}
        given |= {PERIOD_YEAR: moment.named(asked.years)} if moment.period else {}
        given |= {"due": moment.due} if moment.due else {}
        if name in given:
            return given[name]
        if name == "findings":
            return [self._finding(rule) for rule in speaking_of_no_findings(asked)]
        for rule in asked.model.rules.values():
            if name in rule.defines:
                put = asked.unit.replaced(rule.id, asked.as_of) if rule.force else None
                return self.say(rule.defines[name].text) if put is None else put
        raise Refused(f"the name `{name}` means nothing here")

    # -- facts -------------------------------------------------------------------------------------

    def _entity(self, entity: Entity) -> Any:
        if not entity.one:
            return [self._with_derived(entity, row) for row in self.unit.records(entity)]
        told = [a for a in entity.attributes.values() if a.derived is None and a.name in self.names]
        row = {a.name: self.unit.attribute(entity, a, self.moment.day) for a in told}
        return self._with_derived(entity, row)

    def _with_derived(self, entity: Entity, row: Mapping[str, Any]) -> dict[str, Any]:
        """The record with what follows from its attributes, in its inner lists too."""
        inner = {e.name: e for e in self.asked.model.vocabulary.entities.values() if e.name in row}
        found = {
            name: [self._with_derived(inner[name], each) for each in value] if name in inner else value
            for name, value in row.items()
        }
        for attribute in entity.attributes.values():
            if attribute.derived is not None and attribute.name in self.names:
                day = row.get(entity.dated_by[0]) if entity.dated_by else None
                moment = evolve(self.moment, counts=day) if entity.dated_by else self.moment
                own = evolve(self, bound={**found}, unit=self.asked.unit, moment=moment)
                found[attribute.name] = own.say(attribute.derived.text)
        return found

    def _unit(self) -> dict[str, Any]:
        """The unit, with the units below it where the rule speaks of some."""
        below = [self._below(unit) for unit in self.unit.below] if "units_under" in self.names else []
        return {**self._attributes(), BELOW: below, ID: self.unit.id}

    def again(self, record: Any) -> Any:
        """A record as it is at this moment: the facts of a unit below are those of the day looked at."""
        if not isinstance(record, Mapping) or LEVEL not in record:
            return record
        return next(self._below(unit) for unit in self.unit.below if unit.id == record[ID])

    def _below(self, unit: Unit) -> dict[str, Any]:
        """A unit below as a record: its facts by the names by which the rule may speak of them."""
        own = evolve(self, unit=unit, bound={})
        vocabulary, unit_record = self.asked.model.vocabulary, own._attributes()  # noqa: SLF001 - of another unit
        spoken = [
            name
            for name in (*vocabulary.entities, *vocabulary.measures)
            if name in self.names and name != "unit" and not getattr(vocabulary.entities.get(name), "of", ())
        ]
        facts = {name: own[name] for name in spoken}
        return {**unit_record, "unit": unit_record, **facts, LEVEL: own._level(), ID: unit.id}  # noqa: SLF001

    def _attributes(self) -> dict[str, Any]:
        unit = self.asked.model.vocabulary.entities.get("unit")
        found: dict[str, Any] = self._entity(unit) if unit else {}
        return found

    def _level(self) -> Any:
        unit = self.asked.model.vocabulary.entities["unit"]
        return self.unit.attribute(unit, unit.attributes["level"], self.asked.as_of)

    # -- measures, parameters, other rules ---------------------------------------------------------

    def _measure(self, measure: Measure) -> Any:
        """What follows from records, where a figure is published one that this allows; or the figure."""
        by_day = not measure.yearly or self.moment.no_year
        year = self.asked.years.of(self.moment.day) if by_day else self.moment.year
        tells = measure.derived is None or (measure.reported and self._is_about_a_year(measure.derived.text))
        figures = self.unit.figures(measure, year) if tells else []
        if measure.name in self.asked.scored and year == self.asked.year:
            return self.asked.scored[measure.name]
        if measure.derived is not None:
            found = evolve(self, bound={}).say(measure.derived.text)
            if not all(figure.allows(found) for figure in figures):
                raise Declined("records and a published figure that exclude each other")
            return found
        values = [figure.low for figure in figures]
        if any(f.low != f.high for f in figures) or any(v != values[0] for v in values):
            raise Declined("a published figure that is not one value")
        if not values:
            raise Declined("a published figure that is missing")
        return values[0]

    def _is_about_a_year(self, text: str) -> bool:
        """Whether what is counted is counted over a year, as a published figure is, or over no period."""
        moment = self.moment
        other = moment.window or (moment.cycle is not None and moment.cycle != self.asked.years.cycle)
        return not (other and "period" in self.asked.texts.read(text).names)

    def _prior(self, name: str) -> Any:
        years, measure = name.split(" ", 1)
        moment = self.moment.earlier(int(years), self.asked.years)
        return evolve(self, moment=moment)._measure(self.asked.model.vocabulary.measures[measure])  # noqa: SLF001

    def _in_year(self, name: str) -> Any:
        year, measure = name.split(" ", 1)
        span = self.asked.years.span(int(year))
        day = min(self.asked.as_of, span.high)
        moment = Moment(day, int(year), span, self.moment.due, counts=day)
        return evolve(self, moment=moment)._measure(self.asked.model.vocabulary.measures[measure])  # noqa: SLF001

    def _parameter(self, name: str) -> Any:
        vocabulary = self.asked.model.vocabulary
        if name in vocabulary.cells:
            return self._cells(vocabulary.cells[name])
        declared = vocabulary.parameters.get(name)
        return self.parameter(name, declared.type if declared else Type("label"))

    def _cells(self, cells: Cells) -> Any:
        """A set as the list of its labels, a table as a context."""
        found = {self.asked.ranks.ranked(label): self._parameter(cells.cell(label)) for label in cells.labels}
        return [label for label, holds in found.items() if holds] if cells.is_set else found

    def parameter(self, name: str, type: Type) -> Any:
        """The value of a parameter on the day that counts, or of one that each rule has, that of this."""
        asked = self.asked
        told = asked.parameters.get(name, {})
        declared = asked.model.vocabulary.parameters.get(name)
        if declared is None or declared.per_rule:
            found = [told[self.rule]] if self.rule in told else []
        else:
            day = self.moment.counts if declared.dated and self.moment.counts else asked.as_of
            begun = sorted(start for start in told if day_of(start) <= day)
            found = [told[start] for start in begun[-1:]]
        if not found:
            raise Declined("a parameter that is not set")
        return plain(found[0], type, asked.ranks)

    def _outcome(self, rule: str) -> str:
        """The outcome of another rule; one that is open is assumed, or its reader asks to assume it."""
        found = self.asked.outcome_of(self.asked, rule)
        if isinstance(found, Declined):
            raise Declined("a rule that reads what is declined")
        low, high, supposed = found
        if supposed:
            self.asked.supposing.add(self.rule)
        if low != high and rule not in self.assumed:
            raise Undefined(rule, low, high)
        return self.asked.ranks.ranked(OUTCOMES[self.assumed.get(rule, low)])

    def _finding(self, name: str) -> dict[str, Any]:
        rule, asked = self.asked.model.rules[name], self.asked
        norm, default = dated_norm(asked.read(rule)), asked.model.documents[rule.document].default_due
        by_default = norm is not None and norm.due is not None and norm.due.text == "default"
        told: dict[str, str | None] = {"rule": name, "kind": rule.kind, "clause": rule.clause}
        told["due_from"] = default if by_default else None
        told["default_from"] = default if may_take_default(rule) else None
        found: dict[str, Any] = {k: v if v is None else asked.ranks.ranked(v) for k, v in told.items()}
        if "due" in self.names:
            found["due"] = asked.due_of(asked, name)
        if "default_outcome" in self.names:
            found["default_outcome"] = asked.ranks.ranked(OUTCOMES[asked.default_of(asked, name)])
        return {**found, "outcome": self._outcome(name), ID: name}


def speaking_of_no_findings(asked: Asked) -> list[str]:
    """The rules that `findings` lists."""
    found = []
    for rule in asked.model.rules.values():
        said = [(norm.applies, norm.requires, *(s.source for s in norm.for_each)) for norm in rule.norms]
        texts = [text for texts in said for text in texts if text is not None]
        if not any("findings" in asked.texts.read(text.text).names for text in texts):
            found.append(rule.id)
    return found
