"""Single things learned of facts: a value narrowed, a record found, a list closed, a grading given."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.facts.bound import Completeness, Entry, Facts, GradingRecord, RecordFacts, UnitFacts
from policy_rules.testing import abstract
from policy_rules.testing.choices import Choices
from policy_rules.testing.completions import Completing
from policy_rules.testing.facts import FactsWriter
from policy_rules.testing.plain import Unsayable, plain_value
from policy_rules.testing.vocabularies import GRADES
from policy_rules.values.days import year_start
from policy_rules.values.known import INF, Labels, Truth, Value
from policy_rules.vocabulary import Entity, Type


def learning(choices: Choices, writer: FactsWriter, facts: Facts, as_of: float = -INF) -> tuple[str, Facts]:
    """The facts with one thing more known, and what that is; `as_of`: see `Completing`."""
    completing = Completing(choices, evolve(writer, choices=choices, gaps=0), as_of=as_of)
    id = choices.pick(list(facts.units))
    ways: list[Callable[[UnitFacts], tuple[str, UnitFacts] | None]] = [
        Learning(completing).value,
        Learning(completing).value,
        Learning(completing).field,
        Learning(completing).field,
        Learning(completing).record,
        Learning(completing).closing,
        Learning(completing).grading,
    ]
    for _ in range(20):
        found = choices.pick(ways)(facts.units[id])
        if found is not None:
            return f"{id}: {found[0]}", Facts({**facts.units, id: found[1]})
    return "nothing", facts


@frozen
class Learning:
    """The ways in which one thing more comes to be known of a unit; None where there is nothing to learn."""

    completing: Completing

    @property
    def choices(self) -> Choices:
        """Where choices come from."""
        return self.completing.choices

    def _narrowed(self, value: Value, type: Type) -> Value:
        if self.choices.chance(50) or isinstance(value, Truth):
            return self.completing.settled(value, type)
        whole = type.kind == "date" or type.places == 0
        narrowed = abstract.narrower(self.choices, value, whole=whole)
        try:
            plain_value(narrowed, type)
        except Unsayable:
            # A day before the year 1, or a third of a number of two places: a facts file would leave it
            # out, and what was known of it before, so that less would be known and not more.
            return self.completing.settled(value, type)
        return narrowed

    def value(self, unit: UnitFacts) -> tuple[str, UnitFacts] | None:
        """An attribute of a single record."""
        paths = [
            f"{e.name}.{a.name}"
            for e in self.completing.vocabulary.entities.values()
            if e.one
            for a in e.attributes.values()
            if a.derived is None
        ]
        path = self.choices.pick(paths)
        attribute = self.completing.vocabulary.attribute(path)
        assert attribute is not None
        known = unit.values.get(path, ())
        if known:
            at = self.choices.integer(0, len(known) - 1)
            new = evolve(known[at], value=self._narrowed(known[at].value, attribute.type))
            entries: tuple[Entry, ...] = (*known[:at], new, *known[at + 1 :])
        else:
            entries = (Entry(self._narrowed(attribute.type.missing(), attribute.type)),)
        return path, evolve(unit, values={**unit.values, path: entries})

    def field(self, unit: UnitFacts) -> tuple[str, UnitFacts] | None:
        """An attribute of a record."""
        named = [name for name, records in unit.lists.items() if records]
        if not named:
            return None
        name = self.choices.pick(named)
        records = list(unit.lists[name])
        at = self.choices.integer(0, len(records) - 1)
        entity = self.completing.vocabulary.entities[name]
        record = records[at]
        inner = [n for n, rs in record.lists.items() if rs]
        if inner and self.choices.chance(40):
            few = list(record.lists[inner[0]])
            few[0] = self._record_field(self.completing.vocabulary.entities[inner[0]], few[0])
            records[at] = evolve(record, lists={**record.lists, inner[0]: tuple(few)})
        else:
            records[at] = self._record_field(entity, record)
        return f"{name}[{record.id}]", evolve(unit, lists={**unit.lists, name: tuple(records)})

    def _record_field(self, entity: Entity, record: RecordFacts) -> RecordFacts:
        attribute = self.choices.pick([a for a in entity.attributes.values() if a.derived is None])
        known = record.values.get(attribute.name)
        before = attribute.type.missing() if known is None else known.value
        entry = Entry(self._narrowed(before, attribute.type))
        return evolve(record, values={**record.values, attribute.name: entry})

    def record(self, unit: UnitFacts) -> tuple[str, UnitFacts] | None:
        """One more record of an incomplete list."""
        entities = [e for e in self.completing.vocabulary.entities.values() if not e.one and not e.of]
        entity = self.choices.pick(entities)
        made = self.completing.missing_record(
            unit, entity, f"learned{len(unit.lists.get(entity.name, ()))}", ""
        )
        if made is None:
            return None
        kept = {
            n: e
            for n, e in made.values.items()
            if n in (*entity.dated_by, entity.told_year) or self.choices.chance(60)
        }
        records = (*unit.lists.get(entity.name, ()), evolve(made, values=kept))
        return f"{entity.name}[learned]", evolve(unit, lists={**unit.lists, entity.name: records})

    def closing(self, unit: UnitFacts) -> tuple[str, UnitFacts] | None:
        """A list closed, for a year or for good."""
        entity = self.choices.pick([e for e in self.completing.vocabulary.entities.values() if not e.one])
        path = f"{entity.of[0]}.{entity.name}" if entity.of else entity.name
        by_year = entity.dated_by or entity.told_year
        years = (self.choices.pick((2024, 2025)),) if by_year and self.choices.chance(60) else ()
        since = self.choices.pick((1, year_start(2024))) if by_year and not years else None
        return f"complete({path}) {years or since or ''}", evolve(
            unit, complete=(*unit.complete, Completeness(path, years=years, since=since))
        )

    def grading(self, unit: UnitFacts) -> tuple[str, UnitFacts] | None:
        """A grading of a rule where there was none."""
        rules = [r.id for r in self.completing.writer.program.model.rules.values() if r.grading]
        have = {(g.rule, g.year) for g in unit.gradings}
        free = [(r, y) for r in rules for y in (2024, 2025) if (r, y) not in have]
        if not free:
            return None
        rule, year = self.choices.pick(free)
        record = GradingRecord(
            rule, year, self.completing.settled(Labels(frozenset(GRADES)), Type("label", labels=GRADES))
        )
        return f"grading {rule} {year}", evolve(unit, gradings=(*unit.gradings, record))
