"""Facts at random: near the thresholds of the rules, partly known, missing, dated, contradicting nothing."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.bound import (
    Completeness,
    Entry,
    ExceptionRecord,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    SuccessionRecord,
    UnitFacts,
)
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.testing.choices import Choices, some_of, weighted
from policy_rules.testing.rulesets import DEFAULT, in_periods
from policy_rules.testing.thresholds import AS_OF, Thresholds, ordinal
from policy_rules.testing.vocabularies import GRADES, LEVELS
from policy_rules.values.known import (
    MAYBE,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    ONLY,
    Exact,
    Labels,
    Num,
    Value,
    label,
    point,
    truth,
)
from policy_rules.values.periods import CALENDAR_YEAR, Periods
from policy_rules.vocabulary import Entity, Measure, Type

UNIT = "u"
"""The id of the unit assessed."""
BEFORE = "before"
"""The id of the unit that it succeeds, where it succeeds one."""
YEARS = (2024, 2025, 2023)
WORDS = ("a", "b")
BESIDE = (0, 0, 0, 0, 0, 1, 1, -1, -1)
"""So many units from a threshold, most often none."""
BETWEEN = (Fraction(1, 2), Fraction(-1, 2), Fraction(1, 20))


START_DAYS = (ordinal(2025, 3, 1), ordinal(2024, 1, 1), ordinal(2025, 12, 31))


@frozen
class FactsWriter:
    """Writes the facts of units for one program; `gaps` is how many in a hundred are left out."""

    choices: Choices
    program: Program
    near: Thresholds
    gaps: int = 25

    # -- values ------------------------------------------------------------------------------------

    def value(self, type: Type, *, settled: bool = False) -> Value:
        """A value of the type: known, partly known unless `settled`, or null where that is possible."""
        c = self.choices
        if type.kind == "boolean":
            return truth(c.chance(65))
        if type.nullable and c.chance(25):
            return NULL_LABEL if type.kind in ("label", "text") else NULL_NUM
        flag = MAYBE if type.nullable and not settled and c.chance(15) else NEVER
        if type.kind == "text":
            return label(c.pick(WORDS))
        if type.kind == "label":
            return Labels(frozenset([c.pick(type.labels)] if settled else self._labels(type)), flag)
        first = self.exact(type)
        if settled or not c.chance(25):
            return Num(first, first, flag)
        return self._interval(type, first, flag)

    def _labels(self, type: Type) -> list[str]:
        if self.choices.chance(75):
            return [self.choices.pick(type.labels)]
        return some_of(self.choices, type.labels, 50) or [type.labels[0]]

    def _interval(self, type: Type, first: Exact, flag: int) -> Num:
        declared = type.missing()
        assert isinstance(declared, Num)
        side = self.choices.integer(0, 3)
        if side == 0:
            return Num(declared.lo, first, flag)
        if side == 1:
            return Num(first, declared.hi, flag)
        low, high = sorted((first, self.exact(type)))
        return Num(low, high, flag)

    def exact(self, type: Type) -> Exact:
        """A number or day of the type, often on a threshold or one unit beside it."""
        if type.kind == "date":
            return self._within(type, self._day(), 1)
        unit = Fraction(1, 10**type.places) if type.places is not None else Fraction(1, 1000)
        c = self.choices
        if type.low is not None and type.low in YEARS:
            return c.pick(YEARS)
        sort = weighted(c, (9, "near"), (2, "between"), (2, "whole"), (1, "small"), (1, "large"))
        value: Exact
        if sort == "whole":
            value = c.integer(-5, 120)
        elif sort == "small":
            value = Fraction(c.integer(0, 10**6), 10**4)
        elif sort == "large":
            value = c.pick((0, 0, 1, -1, 10**12))
        elif sort == "between":
            value = c.pick(self.near.numbers) + c.pick(BETWEEN)
        else:
            value = c.pick(self.near.numbers) + c.pick(BESIDE) * unit
        return self._within(type, value, unit)

    def _day(self) -> int:
        c = self.choices
        sort = weighted(c, (4, "near"), (2, "asked"), (4, "about"), (1, "any"), (2, "so long before"))
        if sort == "about":
            return ordinal(2024, 1, 1) + c.integer(0, 900)
        if sort == "any":
            return ordinal(2022, 1, 1) + c.integer(0, 3000)
        if sort == "so long before" and self.near.durations:
            return c.pick(self.near.durations).from_day(c.pick(AS_OF), -1) + c.pick(BESIDE)
        return c.pick(self.near.days if sort == "near" else AS_OF) + c.integer(-1, 1)

    def _within(self, type: Type, value: Exact, unit: Exact) -> Exact:
        """The value on the grid of its places and within its range."""
        steps = value.numerator * unit.denominator // value.denominator
        value = Fraction(steps, unit.denominator) if unit.denominator > 1 else steps
        if type.low is not None:
            value = max(value, type.low)
        if type.high is not None:
            value = min(value, type.high)
        return value.numerator if value.denominator == 1 else value

    # -- units -------------------------------------------------------------------------------------

    def unit(self, id: str = UNIT, parent: str = "") -> UnitFacts:
        """All facts of one unit."""
        vocabulary = self.program.model.vocabulary
        values, lists = {}, {}
        for entity in vocabulary.entities.values():
            if entity.one:
                for attribute in entity.attributes.values():
                    if attribute.derived is None and not self.choices.chance(self.gaps):
                        values[f"{entity.name}.{attribute.name}"] = self.entries(attribute.type)
            elif not entity.of:
                lists[entity.name] = self.records(entity)
        return UnitFacts(
            id,
            id,
            parent,
            True,
            values,
            lists,
            complete=tuple(self._complete(lists)),
            reported=tuple(self._reported()),
            exceptions=tuple(self._exceptions(lists)),
            gradings=tuple(self._gradings(lists)),
        )

    def entries(self, type: Type) -> tuple[Entry, ...]:
        """A value for always, or by years, or from days on."""
        sort = weighted(self.choices, (6, "always"), (2, "years"), (2, "days"))
        if sort == "always":
            return (Entry(self.value(type)),)
        if sort == "years":
            years = sorted(some_of(self.choices, YEARS, 70) or [2025])
            return tuple(Entry(self.value(type), year=y) for y in years)
        days = {self._turn() for _ in range(self.choices.integer(1, 3))}
        return tuple(Entry(self.value(type), start=d) for d in sorted(days))

    def _turn(self) -> int:
        """A day from which something holds: now and then one that is looked at, or a day beside it."""
        c = self.choices
        day = weighted(c, (2, c.pick(START_DAYS)), (2, c.pick(AS_OF)), (1, c.pick(self.near.days)))
        return day + c.pick((0, 0, 1, -1))

    def records(self, entity: Entity) -> tuple[RecordFacts, ...]:
        """The records of a list, none or one more often than several."""
        number = self.choices.pick((1, 0, 0, 1, 2, 3))
        return tuple(self.record(entity, f"{entity.name[0]}{n}") for n in range(1, number + 1))

    def record(self, entity: Entity, id: str) -> RecordFacts:
        """One record; its two dates are in order."""
        values = {
            a.name: Entry(self.value(a.type))
            for a in entity.attributes.values()
            if a.derived is None and not self.choices.chance(self.gaps)
        }
        inner = [e for e in self.program.model.vocabulary.entities.values() if entity.name in e.of]
        values = in_order(entity, self._apart(entity, values))
        return RecordFacts(id, values, {e.name: self.records(e) for e in inner})

    def _apart(self, entity: Entity, values: dict[str, Entry]) -> dict[str, Entry]:
        """The values of a record, now and then with one day as long after another as rules reckon."""
        told = {
            n: e.value.lo
            for n, e in values.items()
            if entity.attributes[n].type.kind == "date"
            and isinstance(e.value, Num)
            and e.value.settled
            and e.value.null == NEVER
        }
        if len(told) < 2 or not self.near.durations or not self.choices.chance(30):
            return values
        first = self.choices.pick(list(told))
        later = self.choices.pick([name for name in told if name != first])
        day = self.choices.pick(self.near.durations).from_day(int(told[first])) + self.choices.pick(BESIDE)
        found = self._within(entity.attributes[later].type, day, 1)
        return {**values, later: Entry(Num(found, found))}

    # -- statements --------------------------------------------------------------------------------

    def _complete(self, lists: dict[str, tuple[RecordFacts, ...]]) -> Iterable[Completeness]:
        for entity in self.program.model.vocabulary.entities.values():
            if entity.one or not self.choices.chance(70):
                continue
            path, of = entity.name, ""
            if entity.of:
                path = f"{entity.of[0]}.{entity.name}"
                ids = [r.id for r in lists.get(entity.of[0], ())]
                of = self.choices.pick(ids) if ids and self.choices.chance(30) else ""
            yield self._completeness(path, of, by_year=bool(entity.dated_by or entity.told_year))
        if self.choices.chance(60):
            yield Completeness("units_under")

    def _completeness(self, path: str, of: str, *, by_year: bool) -> Completeness:
        date = self.choices.pick(AS_OF) if self.choices.chance(30) else None
        if by_year and self.choices.chance(20):
            return Completeness(path, of, date=date, since=self.choices.pick((1, *START_DAYS)))
        years = tuple(sorted(some_of(self.choices, YEARS, 60) or [2025])) if by_year else ()
        return Completeness(path, of, years, date=date)

    def _reported(self) -> Iterable[ReportedFigure]:
        for measure in self.program.model.vocabulary.measures.values():
            if measure.reported and self.choices.chance(50):
                for year in some_of(self.choices, YEARS, 60):
                    yield ReportedFigure(measure.name, year, self.figure(measure))

    def figure(self, measure: Measure) -> Value:
        """A published figure, widened by its places now and then."""
        value = self.value(evolve(measure.type, nullable=False))
        if isinstance(value, Num) and value.settled and measure.type.places != 0 and self.choices.chance(30):
            assert not isinstance(value.lo, float)
            half, declared = Fraction(1, 200), measure.type.missing()
            assert isinstance(declared, Num)
            return Num(max(declared.lo, value.lo - half), min(declared.hi, value.lo + half))
        return value

    def _exceptions(self, lists: dict[str, tuple[RecordFacts, ...]]) -> Iterable[ExceptionRecord]:
        for rule in self.program.model.rules.values():
            if not rule.force or not self.choices.chance(30):
                continue
            value = point(self.choices.integer(0, 20)) if rule.defines else None
            if rule.id == DEFAULT:
                tasks = [r.id for r in self.program.model.rules.values() if r.has_default_due]
                instances = some_of(self.choices, ["", *tasks], 50)
            else:
                instances = self._instances(rule.id, lists)
            for name in instances:
                start = self._turn()
                later = max(start, self._turn())
                until = self.choices.pick((start, later, start + 400)) if self.choices.chance(50) else None
                yield ExceptionRecord(rule.id, "reason", "office", start, "" if value else name, value, until)

    def _instances(self, rule: str, lists: dict[str, tuple[RecordFacts, ...]]) -> list[str]:
        """The whole rule, or some of what its instances may be named."""
        if self.choices.chance(40):
            return [""]
        norms, ids = self.program.model.rules[rule].norms, list[str]()
        each = {len(norm.for_each) for norm in norms}
        if 2 in each:
            ids += [f"{o.id}/{t.id}" for o in lists.get("officers", ()) for t in o.lists.get("training", ())]
        if each != {2}:
            ids += [r.id for records in lists.values() for r in records]
        found = some_of(self.choices, [*ids, *(["legal", UNIT] if each != {0} else [])], 30) or [""]
        of = self.program.model.vocabulary
        return list(dict.fromkeys(name for norm in norms for name in in_periods(norm, of, found)))

    def _gradings(self, lists: dict[str, tuple[RecordFacts, ...]]) -> Iterable[GradingRecord]:
        scale = Type("label", labels=GRADES, ordered=True)
        for rule in self.program.model.rules.values():
            if rule.grading:
                each = any(norm.for_each for norm in rule.norms)
                names = self._instances(rule.id, lists) if each else [""]
                for name in names:
                    for year in some_of(self.choices, YEARS, 60):
                        yield GradingRecord(rule.id, year, self.value(scale), name)

    # -- everything --------------------------------------------------------------------------------

    def facts(self) -> Facts:
        """The facts of the unit assessed, and of units below it."""
        units = {UNIT: self.unit()}
        if any(isinstance(n, core.Under) for r in self.program.rules for n in core.walk(r.finding)):
            for n in range(self.choices.integer(0, 2)):
                below = self.unit(f"below{n}", UNIT if n == 0 else self.choices.pick((UNIT, "below0")))
                units[below.id] = self._with_level(below)
            units[UNIT] = self._with_level(units[UNIT])
        if self.choices.chance(25):
            units |= self._succeeding(units[UNIT])
        return Facts(units)

    def _succeeding(self, unit: UnitFacts) -> dict[str, UnitFacts]:
        """The unit as one that succeeds another, and that other: no figure is told of both."""
        c = self.choices
        on = c.pick((ordinal(2025, 1, 1), ordinal(2024, 12, 31), ordinal(2025, 7, 1), ordinal(2026, 2, 1)))
        measures = [m.name for m in self.program.model.vocabulary.measures.values() if m.reported]
        carries = c.pick((None, (), ("all",), tuple(some_of(c, measures, 50))))
        kind = c.pick(("renamed", "merged"))
        record = SuccessionRecord(BEFORE, kind, on, ("all",) if kind == "renamed" else carries)
        years = self.program.model.vocabulary.year
        own = tuple(r for r in unit.reported if not passes_over(record, r.measure, r.year, years))
        told = {(r.measure, r.year) for r in own}
        others = tuple(r for r in self._reported() if (r.measure, r.year) not in told)
        return {
            unit.id: evolve(unit, reported=own, succession=(record,)),
            BEFORE: UnitFacts(BEFORE, BEFORE, reported=others),
        }

    def _with_level(self, unit: UnitFacts) -> UnitFacts:
        """Most units tell their level."""
        if not self.choices.chance(80):
            return unit
        level = (Entry(label(self.choices.pick(LEVELS))),)
        return evolve(unit, values={**unit.values, "unit.level": level})


def passes_over(record: SuccessionRecord, measure: str, year: int, years: Periods) -> bool:
    """Whether a figure of the unit before counts as one of the unit that succeeds it."""
    carried = record.carries is not None and (measure in record.carries or "all" in record.carries)
    return carried and year < years.year(record.on)


def in_order(entity: Entity, values: dict[str, Entry]) -> dict[str, Entry]:
    """The values of a record that does not end before it begins."""
    if len(entity.dated_by) == 2:
        first, last = (values.get(name) for name in entity.dated_by)
        if first and last and isinstance(first.value, Num) and isinstance(last.value, Num):
            a, b = first.value, last.value
            if b.null != ONLY and (a.lo > b.lo or a.hi > b.hi):
                low, high = (Num(a.lo, max(a.lo, a.hi)), Num(max(a.lo, b.lo), max(a.hi, b.hi), b.null))
                return {**values, entity.dated_by[0]: Entry(low), entity.dated_by[1]: Entry(high)}
    return values


@frozen
class Question:
    """When is asked, and for what year."""

    as_of: int
    year: int
    year_given: bool


def question(choices: Choices, years: Periods = CALENDAR_YEAR) -> Question:
    """A day of assessment, a year, and whether it is asked for."""
    as_of = choices.pick(AS_OF)
    if choices.chance(45):
        return Question(as_of, choices.pick((2025, 2024)), True)
    return Question(as_of, years.year(as_of), False)


def view_of(program: Program, facts: Facts, asked: Question, unit: str = UNIT) -> UnitView:
    """The view of a unit; each call gives a fresh one, since engines keep findings in it."""
    vocabulary = program.model.vocabulary
    return UnitView(facts, facts.units[unit], vocabulary, asked.as_of, asked.year, asked.year_given)
