"""What facts may turn out to be: completions, in which nothing is missing.

A completion only narrows what is known. It holds a settled value for every attribute, figure and
grading on every day, closes every list after adding records where records may be missing, and sets
every parameter. Exceptions and units are as they are: their lists are complete.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from fractions import Fraction

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.facts.bound import (
    Completeness,
    Entry,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    UnitFacts,
)
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.typed_values import null_of
from policy_rules.testing import abstract
from policy_rules.testing.choices import Choices
from policy_rules.testing.facts import UNIT, FactsWriter, in_order, passes_over
from policy_rules.testing.rulesets import in_periods
from policy_rules.testing.vocabularies import GRADES
from policy_rules.values import days
from policy_rules.values.intervals import whole
from policy_rules.values.known import (
    FALSE,
    INF,
    MAYBE,
    NEVER,
    ONLY,
    TRUE,
    Labels,
    Num,
    Truth,
    Value,
    label,
    point,
)
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import Entity, Parameter, Type, Vocabulary

ALL_YEARS = tuple(range(2010, 2028))
"""The years that a completion fills in: no rule looks at a day after that of the assessment."""
GRADED_YEARS = (2000, 2001, *range(2022, 2028))
ANY_GRADE = Labels(frozenset(GRADES))
EARLIEST, LATEST = days.year_start(2022), days.year_end(2029)
"""Between these lie the days that nothing else bounds."""
MOST_DAYS = days.year_end(2200)


@frozen
class Completion:
    """Facts with nothing missing, and the vocabulary with every parameter set."""

    facts: Facts
    vocabulary: Vocabulary


def completion(
    choices: Choices,
    writer: FactsWriter,
    facts: Facts,
    ends: str = "",
    settings: Vocabulary | None = None,
    as_of: float = -INF,
) -> Completion:
    """One of the ways in which the facts may turn out; `ends` and `as_of`: see `Completing`.

    `settings` is the vocabulary with every parameter set, where it is not to be drawn.
    """
    completing = Completing(choices, evolve(writer, choices=choices, gaps=0), ends, as_of=as_of)
    before = {s.predecessor: s.on for unit in facts.units.values() for s in unit.succession}
    units = {
        id: completing.predecessor(unit, before[id]) if id in before else completing.unit(unit)
        for id, unit in facts.units.items()
    }
    return Completion(Facts(units), settings or completing.parameters())


class _Everything:
    """Holds any name."""

    def __contains__(self, name: object) -> bool:
        return True


@frozen
class Completing:
    """Fills in what is missing, within what is known.

    `ends` says at which end of what is known (`low`, `high`, `null`, `either`), where it has one; without
    it values lie near the thresholds of rules, or anywhere. `read` are the names that matter, where not
    all do: other attributes of single records, and other figures, stay as they are. `as_of` is the day of
    assessment: what was searched before it may have come to be more since; without it nothing has.
    """

    choices: Choices
    writer: FactsWriter
    ends: str = ""
    read: Container[str] = field(factory=_Everything)
    as_of: float = -INF

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the program."""
        return self.writer.program.model.vocabulary

    def settled(self, value: Value, type: Type) -> Value:
        """A settled value of the type within the given one: where it can be, one near a threshold."""
        if value.settled:
            return value
        if self.ends:
            end = self.choices.pick(("low", "high", "null")) if self.ends == "either" else self.ends
            at_end = _at_end(value, type, end)
            if at_end is not None:
                return at_end
        if isinstance(value, Truth):
            return self.choices.pick((FALSE, TRUE))
        if isinstance(value, Labels) and value.members is None:
            return self.writer.value(type, settled=True)
        for _ in range(4):
            near = self.writer.value(type, settled=True)
            if _inside(near, value):
                return near
        return self._on_grid(value, type)

    def _on_grid(self, value: Value, type: Type) -> Value:
        """A point of an interval that the declared places allow; an end, where none lies between."""
        if isinstance(value, Num) and type.kind == "date":
            value = Num(
                max(value.lo, min(EARLIEST, value.hi)), min(value.hi, max(LATEST, value.lo)), value.null
            )
        places = 0 if type.kind == "date" else type.places
        if not isinstance(value, Num) or not places:
            return abstract.narrower(self.choices, value, whole=places == 0, settled=True)
        steps = abstract.narrower(self.choices, _times(value, 10**places), whole=True, settled=True)
        assert isinstance(steps, Num)
        return _times(steps, Fraction(1, 10**places))

    # -- units -------------------------------------------------------------------------------------

    def _is_read(self, path: str) -> bool:
        """Whether an attribute of a single record matters; units below are chosen by their level."""
        return path.partition(".")[2] in self.read or (path == "unit.level" and "units_under" in self.read)

    def unit(self, unit: UnitFacts) -> UnitFacts:
        """The unit with nothing missing."""
        values, lists = dict(unit.values), {}
        for entity in self.vocabulary.entities.values():
            if entity.one:
                for attribute in entity.attributes.values():
                    path = f"{entity.name}.{attribute.name}"
                    if attribute.derived is None and self._is_read(path):
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
        values = self._ended(entity, record, values)
        inner = {
            e.name: self.records(unit, e, record.lists.get(e.name, ()), record.id)
            for e in self.vocabulary.entities.values()
            if entity.name in e.of
        }
        return RecordFacts(record.id, values, inner)

    def _ended(self, entity: Entity, record: RecordFacts, values: dict[str, Entry]) -> dict[str, Entry]:
        """The values of a record that ends no earlier than it begins, within what is known of its end."""
        if len(entity.dated_by) < 2:
            return values
        (begin, end), (first, last) = entity.dated_by, (values[name].value for name in entity.dated_by)
        assert isinstance(first, Num) and isinstance(last, Num)
        if last.null == ONLY or first.lo <= last.lo:
            return values
        known = [
            record.values[name].value if name in record.values else entity.attributes[name].type.missing()
            for name in entity.dated_by
        ]
        began, ended = known
        assert isinstance(began, Num) and isinstance(ended, Num)
        low, high = max(ended.lo, first.lo), min(began.hi, last.lo)
        if low <= ended.hi:
            later = self._on_grid(Num(low, ended.hi), entity.attributes[end].type)
            return {**values, end: Entry(later)}
        sooner = self._on_grid(Num(began.lo, high), entity.attributes[begin].type)
        return {**values, begin: Entry(sooner)}

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
        if any(not c.years and c.since is None and self._still(c) for c in about):
            return None
        if entity.told_year:
            return (
                None
                if any(
                    _covers(c, entity, values, self.vocabulary.year)
                    for c in about
                    if entity.dated_by or self._still(c)
                )
                else evolve(made, values=values)
            )
        if not entity.dated_by:
            return evolve(made, values=values)
        years = self.vocabulary.year
        spans: list[tuple[float, float]] = [
            (c.since, INF if c.date is None else c.date) for c in about if c.since is not None
        ]
        spans += [
            (years.first_day(y), years.last_day(y) if c.date is None else min(years.last_day(y), c.date))
            for c in about
            for y in c.years
        ]
        dates = [values[name].value for name in entity.dated_by]
        first, last = dates[0], dates[-1]
        assert isinstance(first, Num) and isinstance(last, Num)
        if any(first.lo <= hi and last.hi >= lo for lo, hi in spans):
            return None
        return evolve(made, values=values)

    def _still(self, search: Completeness) -> bool:
        """Whether a search says of the day of assessment too what no day of a record does."""
        return search.date is None or search.date >= self.as_of

    # -- statements --------------------------------------------------------------------------------

    def predecessor(self, unit: UnitFacts, on: int) -> UnitFacts:
        """A unit that another succeeds on a day: only its figures of the years before matter."""
        year = self.vocabulary.year.year(on)
        return evolve(unit, reported=tuple(r for r in self._reported(unit) if r.year < year))

    def _reported(self, unit: UnitFacts) -> Iterable[ReportedFigure]:
        """Figures of measures that nothing else tells, for all years; no figure of the others.

        Those that pass over from the unit before are told of that unit.
        """
        years = self.vocabulary.year
        for measure in self.vocabulary.measures.values():
            if measure.derived is not None or measure.name not in self.read:
                continue
            known = {r.year: r.value for r in unit.reported if r.measure == measure.name}
            for year in ALL_YEARS:
                if not any(passes_over(s, measure.name, year, years) for s in unit.succession):
                    value = known.get(year, measure.type.missing())
                    yield ReportedFigure(measure.name, year, self.settled(value, measure.type))

    def _gradings(
        self, unit: UnitFacts, lists: Mapping[str, tuple[RecordFacts, ...]]
    ) -> Iterable[GradingRecord]:
        """Gradings of all years and instances, of the unit assessed and of organs: no others are read."""
        rules = self.writer.program.model.rules.values()
        for rule in rules if unit.id == UNIT or unit.organ_of else ():
            if rule.grading:
                known = {(g.instance, g.year): g.value for g in unit.gradings if g.rule == rule.id}
                norms = [norm for norm in rule.norms if norm.grading]
                names = [
                    n for norm in norms for n in in_periods(norm, self.vocabulary, _instances(norm, lists))
                ]
                for name in dict.fromkeys(names):
                    for year in GRADED_YEARS:
                        value = known.get((name, year), ANY_GRADE)
                        assert isinstance(value, Labels) and value.members is not None
                        grade = label(self.choices.pick(sorted(value.members)))
                        yield GradingRecord(rule.id, year, grade, name)

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


def _at_end(value: Value, type: Type, end: str) -> Value | None:
    """The least or the greatest value, or null; None where there is none."""
    if isinstance(value, Truth):
        return FALSE if end == "low" else TRUE
    if end == "null":
        return null_of(type) if value.null == MAYBE else None
    if isinstance(value, Labels):
        members = [word for word in type.labels if word in (value.members or ())]
        return label(members[0 if end == "low" else -1]) if members else None
    found = value.lo if end == "low" else value.hi
    days = 1 <= found <= MOST_DAYS if type.kind == "date" else not isinstance(found, float)
    return Num(found, found) if days else None


def _times(value: Num, factor: Fraction | int) -> Num:
    low, high = (e if isinstance(e, float) else whole(Fraction(e) * factor) for e in (value.lo, value.hi))
    return Num(low, high, value.null)


def _instances(rule: Rule, lists: Mapping[str, tuple[RecordFacts, ...]]) -> list[str]:
    """What the instances of a rule may be named, told by the list that it goes through."""
    if not rule.for_each:
        return [""]
    source = rule.for_each[0].source.text
    records = lists.get(source.partition("[")[0], ())
    if len(rule.for_each) == 2:
        return [f"{o.id}/{t.id}" for o in records for ts in o.lists.values() for t in ts]
    if source.startswith("["):
        return ["legal", "political"]
    return [UNIT, "below0", "below1"] if source.startswith("units_under") else [r.id for r in records]


def _speaks_of(c: Completeness, entity: Entity, outer: str) -> bool:
    return c.list.rpartition(".")[2] == entity.name and (not c.of or c.of == outer)


def _covers(c: Completeness, entity: Entity, values: Mapping[str, Entry], years: Periods) -> bool:
    """Whether a search of a list that tells years found a record; where it may have, it counts as found."""
    year = values[entity.told_year].value
    assert isinstance(year, Num)
    found = any(year.lo <= y <= year.hi for y in c.years)
    if c.since is not None:
        found = found or years.first_day(int(year.hi)) >= c.since
    first = values[entity.dated_by[0]].value if entity.dated_by else point(0)
    assert isinstance(first, Num)
    return found and (c.date is None or first.lo <= c.date)


def _inside(a: Value, b: Value) -> bool:
    if isinstance(a, Num) and isinstance(b, Num):
        return a.null == NEVER and b.lo <= a.lo and a.hi <= b.hi
    return False
