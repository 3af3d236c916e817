"""The facts of a unit as a facts file has them, read as plain values as of a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any

from attrs import field

from policy_rules.attributes import define
from policy_rules.ruleset.model import Criterion
from policy_rules.testing.truth.cycles import Years, years_of
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.scales import Ranks
from policy_rules.testing.truth.sources import Sources, is_there, statements
from policy_rules.vocabulary import Attribute, Entity, Measure, Type, Vocabulary

Raw = Mapping[str, Any]
ID = "id "
"""Under this key a record bears its id; no text can name it."""


def plain(raw: Any, type: Type, ranks: Ranks) -> Any:
    """The one value that a fact gives, of its declared type."""
    if isinstance(raw, Mapping):
        if "value" not in raw:
            raise Declined("a fact that is partly known")
        return plain(raw["value"], type, ranks)
    if raw is None or type.kind == "boolean":
        return raw
    if type.kind == "date":
        return day_of(raw)
    if type.kind == "number":
        text = str(raw)
        return Fraction(text[:-1]) / 100 if text.endswith("%") else Fraction(text)
    return ranks.ranked(str(raw))


def day_of(raw: Any) -> dt.date:
    """A day as it is, or as text."""
    return raw if isinstance(raw, dt.date) else dt.date.fromisoformat(raw)


@define
class Figure:
    """A published figure: what it may stand for, given the places with which it was printed."""

    low: Any
    high: Any

    def allows(self, value: Any) -> bool:
        """Whether what follows from records may have been published so."""
        return value is not None and type(value) is type(self.low) and self.low <= value <= self.high


@define(eq=False)
class Unit:
    """One unit on the day of assessment; `others` are all units of the facts, by id."""

    raw: Raw
    vocabulary: Vocabulary
    ranks: Ranks
    as_of: dt.date
    others: Mapping[str, Unit]
    precedence: Sequence[Criterion] = ()
    _lists: dict[str, list[dict[str, Any]]] = field(factory=dict)
    _told: dict[tuple[str, str, dt.date], Any] = field(factory=dict)

    @cached_property
    def years(self) -> Years:
        """What a year is."""
        return years_of(self.vocabulary)

    @cached_property
    def id(self) -> str:
        """The id of the unit."""
        return str(self.raw["unit"]["id"])

    @cached_property
    def below(self) -> list[Unit]:
        """The unit itself and the units of the tree below it."""
        children = [u for u in self.others.values() if u.raw["unit"].get("parent") == self.id]
        return [self, *(unit for child in children for unit in child.below)]

    # -- attributes and records --------------------------------------------------------------------

    def attribute(self, entity: Entity, attribute: Attribute, day: dt.date) -> Any:
        """The attribute of a single record on a day: always the same, by years, or from days on."""
        about = (entity.name, attribute.name, day)
        if about not in self._told:
            told = self.raw.get(entity.name, {})
            if attribute.name not in told:
                raise Declined("a fact that is missing")
            value = self._believed(told[attribute.name], attribute.type, told.get("source"), day)
            self._told[about] = self._happened(value, attribute)
        return self._told[about]

    @cached_property
    def sources(self) -> Sources:
        """Who told of it, and how they are ranked."""
        return Sources.of(self.raw, self.precedence)

    def _believed(self, raw: Any, type: Type, source: Any, day: dt.date | None = None) -> Any:
        """The one value that is to be believed of all that was told."""
        said = list(statements(raw, day, source or self.sources.default, self.years))
        if not said:
            raise Declined("no value on the day looked at")
        return self.sources.one_of(said, lambda value: plain(value, type, self.ranks))

    def _happened(self, value: Any, attribute: Attribute) -> Any:
        """An event ahead has not happened yet, where it need not happen at all."""
        may_be_ahead = attribute.type.kind != "date" or attribute.planned or not attribute.type.nullable
        return value if may_be_ahead or value is None or value <= self.as_of else None

    def records(self, entity: Entity) -> list[dict[str, Any]]:
        """The records of a list that are there on the day of assessment."""
        if entity.name not in self._lists:
            self._lists[entity.name] = list(self._rows(entity, self.raw.get(entity.name, ()), entity.name))
        return self._lists[entity.name]

    def _rows(
        self, entity: Entity, raw: Iterable[Raw], path: str, outer: str = ""
    ) -> Iterator[dict[str, Any]]:
        told = [a for a in entity.attributes.values() if a.derived is None]
        inner = [e for e in self.vocabulary.entities.values() if entity.name in e.of]
        for number, each in enumerate(raw, 1):
            if any(a.name not in each for a in told):
                raise Declined("a fact that is missing")
            row = {a.name: self._believed(each[a.name], a.type, each.get("source")) for a in told}
            own = str(each.get("id", f"#{number}"))
            dates = [row[name] for name in entity.dated_by]
            about = row[entity.told_year] if entity.told_year else None
            when = (dates, about, self.years)
            if "not_in" in each and not is_there(each, path, outer, when, self.raw, self.sources):
                continue
            if all(row[a.name] <= self.as_of for a in told if _begins(entity, a)):
                row = {a.name: self._happened(row[a.name], a) for a in told}
                lists = {
                    e.name: list(self._rows(e, each.get(e.name, ()), f"{path}.{e.name}", own)) for e in inner
                }
                yield {**row, **lists, ID: own}

    # -- statements --------------------------------------------------------------------------------

    def figures(self, measure: Measure, year: int) -> list[Figure]:
        """The figures published for the year, of the unit or of the one that it succeeds."""
        own = [r for r in self.raw.get("reported", ()) if _tells(r, measure, year)]
        if own:
            return self._ranked(own, measure)
        for told in self.raw.get("succession", ()):
            carries = "all" if told["kind"] == "renamed" else told.get("carries")
            passes = carries == "all" or (carries and measure.name in carries)
            if passes and year < self.years.of(day_of(told["on"])):
                before = self.others.get(told["from"])
                given = [
                    r for r in told.get("figures", ()) if (r["measure"], r["for"]) == (measure.name, year)
                ]
                found = self._ranked(given, measure)
                found += before.figures(measure, year) if before else []
                if found:
                    return found
        return []

    def _ranked(self, figures: list[Raw], measure: Measure) -> list[Figure]:
        """The figures that no other goes before."""
        said = [(r, r.get("source", self.sources.default), None) for r in figures]
        return [self._figure(r, measure.type) for r in self.sources.believed(said)]

    def _figure(self, raw: Raw, type: Type) -> Figure:
        value = plain(raw["value"], type, self.ranks)
        if "places" not in raw or type.places == 0:
            return Figure(value, value)
        half = Fraction(1, 2 * 10 ** (raw["places"] + (2 if type.percent else 0)))
        return Figure(value - half, value + half)

    def grading(self, rule: str, instance: str, year: int, scale: Type) -> Any:
        """An assessor's grading of the rule, or of one instance of it, for the year."""
        default = self.sources.default
        said = [
            (told["value"], told.get("source", default), told.get("date"), told)
            for told in self.raw.get("gradings", ())
            if (told["rule"], told.get("instance", ""), told["for"]) == (rule, instance, year)
        ]
        if not said:
            raise Declined("a grading that is missing")
        return self.sources.one_of(said, lambda value: plain(value, scale, self.ranks))

    def excepted(self, rule: str, instance: str, day: dt.date) -> bool:
        """Whether a recorded exception lifts the rule, or the instance, on the day."""
        lifting = [e for e in self._in_force(rule, day) if "value" not in e or "lifted" in e]
        return any(e.get("instance", "") == instance for e in lifting)

    def replaced(self, rule: str, day: dt.date) -> Fraction | None:
        """The number that an exception puts in place of the one that the rule defines."""
        return number_in_place(self._in_force(rule, day))

    def _in_force(self, rule: str, day: dt.date) -> Iterator[Raw]:
        for told in self.raw.get("exceptions", ()):
            begun = told["rule"] == rule and day_of(told["date"]) <= day
            if begun and ("until" not in told or day <= day_of(told["until"])):
                yield told


def number_in_place(told: Iterable[Raw]) -> Fraction | None:
    """Of the numbers of exceptions that are in force that of the last day, and of this day the last one."""
    lifting = [e for e in told if "value" in e or "lifted" in e]
    if not lifting:
        return None
    last = max(day_of(e["date"]) for e in lifting)
    of_day = [e for e in lifting if day_of(e["date"]) == last]
    if any("value" not in e or isinstance(e["value"], Mapping) for e in of_day):
        raise Declined("a number that an exception leaves open")
    numbers = {Fraction(str(e["value"])) for e in of_day}
    if len(numbers) == 1:
        return numbers.pop()
    orders = [e.get("order") for e in of_day]
    if None in orders or len(set(orders)) < len(orders):
        raise Declined("two exceptions of one day without an order")
    return Fraction(str(max(of_day, key=lambda e: int(e["order"]))["value"]))


def _tells(raw: Raw, measure: Measure, year: int) -> bool:
    return bool(raw["measure"] == measure.name and raw["for"] == year)


def _begins(entity: Entity, attribute: Attribute) -> bool:
    """Whether a record is there only once this date has come: an event, not the end of the record."""
    ends = len(entity.dated_by) > 1 and attribute.name == entity.dated_by[-1]
    return attribute.type.kind == "date" and not (attribute.planned or attribute.type.nullable or ends)
