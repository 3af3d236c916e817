"""What facts may turn out to be: completions, in which nothing is missing.

A completion only narrows what is known. It holds a settled value for every attribute, figure and
grading on every day, closes every list after adding records where records may be missing, and sets
every parameter. Exceptions and units are as they are: their lists are complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, frozen

from policy_rules.facts.bound import (
    Completeness,
    Entry,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    UnitFacts,
)
from policy_rules.facts.timeline import first_day, last_day
from policy_rules.testing import abstract
from policy_rules.testing.choices import Choices
from policy_rules.testing.facts import UNIT, FactsWriter, in_order
from policy_rules.testing.vocabularies import GRADES
from policy_rules.values.known import NEVER, Labels, Num, Truth, Value
from policy_rules.vocabulary import Entity, Parameter, Type, Vocabulary

FIRST_YEAR, LAST_YEAR = 2012, 2035
"""The years that a completion fills in."""
ALL_YEARS = tuple(range(FIRST_YEAR, LAST_YEAR + 1))
EARLIEST, LATEST = first_day(FIRST_YEAR), last_day(LAST_YEAR)


@frozen
class Completion:
    """Facts with nothing missing, and the vocabulary with every parameter set."""

    facts: Facts
    vocabulary: Vocabulary


def completion(choices: Choices, writer: FactsWriter, facts: Facts) -> Completion:
    """One of the ways in which the facts may turn out."""
    completing = Completing(choices, evolve(writer, choices=choices, gaps=0))
    units = {id: completing.unit(unit) for id, unit in facts.units.items()}
    return Completion(Facts(units), completing.parameters())


@frozen
class Completing:
    """Fills in what is missing, within what is known."""

    choices: Choices
    writer: FactsWriter

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the program."""
        return self.writer.program.model.vocabulary

    def settled(self, value: Value, type: Type) -> Value:
        """A settled value of the type within the given one: where it can be, one near a threshold."""
        if isinstance(value, Truth):
            return (
                Truth(value.lo, value.lo) if value.settled else self.choices.pick((Truth(0, 0), Truth(2, 2)))
            )
        if value.settled:
            return value
        if isinstance(value, Labels) and value.members is None:
            return self.writer.value(type)
        for _ in range(4):
            near = self.writer.value(type)
            if near.settled and _inside(near, value):
                return near
        return self._on_grid(value, type)

    def _on_grid(self, value: Value, type: Type) -> Value:
        """A point of an interval that the declared places allow; an end, where none lies between."""
        if isinstance(value, Num) and type.kind == "date":
            value = Num(
                max(value.lo, min(EARLIEST, value.hi)), min(value.hi, max(LATEST, value.lo)), value.null
            )
        return abstract.narrower(
            self.choices, value, whole=type.kind == "date" or type.places == 0, settled=True
        )

    # -- units -------------------------------------------------------------------------------------

    def unit(self, unit: UnitFacts) -> UnitFacts:
        """The unit with nothing missing."""
        values, lists = {}, {}
        for entity in self.vocabulary.entities.values():
            if entity.one:
                for attribute in entity.attributes.values():
                    path = f"{entity.name}.{attribute.name}"
                    if attribute.derived is None:
                        values[path] = self.entries(unit.values.get(path, ()), attribute.type)
            elif not entity.of:
                lists[entity.name] = self.records(unit, entity, unit.lists.get(entity.name, ()), "")
        return evolve(
            unit,
            values=values,
            lists=lists,
            complete=(Completeness("units_under"), *(Completeness(p) for p in self._list_paths())),
            reported=tuple(self._reported(unit)),
            gradings=tuple(self._gradings(unit, lists)),
        )

    def _list_paths(self) -> Iterable[str]:
        for entity in self.vocabulary.entities.values():
            if not entity.one:
                yield f"{entity.of[0]}.{entity.name}" if entity.of else entity.name

    def entries(self, entries: tuple[Entry, ...], type: Type) -> tuple[Entry, ...]:
        """A settled value for every day."""
        if not entries:
            return (Entry(self.settled(type.missing(), type)),)
        filled = [evolve(e, value=self.settled(e.value, type)) for e in entries]
        if any(e.start is not None for e in entries):
            return (Entry(self.settled(type.missing(), type), start=1), *filled)
        if all(e.year is None for e in entries):
            return tuple(filled)
        have = {e.year for e in entries}
        more = [Entry(self.settled(type.missing(), type), year=y) for y in ALL_YEARS if y not in have]
        return (*filled, *more)

    def record(self, unit: UnitFacts, entity: Entity, record: RecordFacts) -> RecordFacts:
        """The record with nothing missing; it does not end before it begins."""
        values = {}
        for name, attribute in entity.attributes.items():
            if attribute.derived is None:
                known = record.values.get(name)
                value = attribute.type.missing() if known is None else known.value
                values[name] = Entry(self.settled(value, attribute.type))
        inner = {
            e.name: self.records(unit, e, record.lists.get(e.name, ()), record.id)
            for e in self.vocabulary.entities.values()
            if entity.name in e.of
        }
        return RecordFacts(record.id, values, inner)

    def records(
        self, unit: UnitFacts, entity: Entity, records: tuple[RecordFacts, ...], outer: str
    ) -> tuple[RecordFacts, ...]:
        """The list with a few more records, where it may lack some."""
        kept = [self.record(unit, entity, r) for r in records]
        for n in range(self.choices.integer(0, 2)):
            made = self.missing_record(unit, entity, f"new{n}", outer)
            if made is not None:
                kept.append(self.record(unit, entity, made))
        return tuple(kept)

    def missing_record(self, unit: UnitFacts, entity: Entity, id: str, outer: str) -> RecordFacts | None:
        """A record that the list may lack, or None where it was just found complete for it."""
        made = evolve(self.writer.record(entity, id), lists={})
        values = {n: Entry(self.settled(e.value, entity.attributes[n].type)) for n, e in made.values.items()}
        values = in_order(entity, values)
        about = [c for c in unit.complete if _speaks_of(c, entity, outer)]
        if any(not c.years for c in about):
            return None
        if not entity.dated_by:
            return evolve(made, values=values)
        spans = [
            (first_day(y), last_day(y) if c.date is None else min(last_day(y), c.date))
            for c in about
            for y in c.years
        ]
        dates = [values[name].value for name in entity.dated_by]
        first, last = dates[0], dates[-1]
        assert isinstance(first, Num) and isinstance(last, Num)
        if any(first.lo <= hi and last.hi >= lo for lo, hi in spans):
            return None
        return evolve(made, values=values)

    # -- statements --------------------------------------------------------------------------------

    def _reported(self, unit: UnitFacts) -> Iterable[ReportedFigure]:
        """Figures of measures that nothing else tells, for all years; no figure of the others."""
        for measure in self.vocabulary.measures.values():
            if measure.derived is not None:
                continue
            known = {r.year: r.value for r in unit.reported if r.measure == measure.name}
            for year in ALL_YEARS:
                value = known.get(year, measure.type.missing())
                yield ReportedFigure(measure.name, year, self.settled(value, measure.type))

    def _gradings(
        self, unit: UnitFacts, lists: Mapping[str, tuple[RecordFacts, ...]]
    ) -> Iterable[GradingRecord]:
        scale = Type("label", labels=GRADES, ordered=True)
        names = ["", UNIT, "below0", "below1", "legal", "political"]
        names += [r.id for records in lists.values() for r in records]
        names += [
            f"{o.id}/{t.id}" for rs in lists.values() for o in rs for ts in o.lists.values() for t in ts
        ]
        for rule in self.writer.program.model.rules.values():
            if rule.grading:
                known = {(g.instance, g.year): g.value for g in unit.gradings if g.rule == rule.id}
                for name in dict.fromkeys(names):
                    for year in ALL_YEARS:
                        value = known.get((name, year), scale.missing())
                        yield GradingRecord(rule.id, year, self.settled(value, scale), name)

    def parameters(self) -> Vocabulary:
        """The vocabulary with every parameter set."""
        return evolve(
            self.vocabulary,
            parameters={name: self._parameter(p) for name, p in self.vocabulary.parameters.items()},
        )

    def _parameter(self, parameter: Parameter) -> Parameter:
        if parameter.per_rule:
            rules = self.writer.program.model.rules
            return evolve(parameter, rule_values={r: self._free(parameter.type) for r in rules})
        if not parameter.values:
            return evolve(parameter, values=((0, self._free(parameter.type)),))
        if parameter.values[0][0] > 0:
            return evolve(parameter, values=((0, self._free(parameter.type)), *parameter.values))
        return parameter

    def _free(self, type: Type) -> Value:
        return self.settled(type.missing(), type)


def _speaks_of(c: Completeness, entity: Entity, outer: str) -> bool:
    return c.list.rpartition(".")[2] == entity.name and (not c.of or c.of == outer)


def _inside(a: Value, b: Value) -> bool:
    if isinstance(a, Num) and isinstance(b, Num):
        return a.null == NEVER and b.lo <= a.lo and a.hi <= b.hi
    return False
