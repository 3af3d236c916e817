"""The facts of a unit as they look on the day of assessment: abstract values and lists.

All engines read facts through a view, so what is there, what is missing and what has not happened
yet is settled in one place (semantics: facts that begin after `as_of` are not there yet; a date of
an event after it reads as null; planned dates stand).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import evolve, field

from policy_rules.attributes import define, frozen
from policy_rules.facts.bound import (
    NO,
    OF_OTHERS,
    YES,
    Completeness,
    Entry,
    Facts,
    RecordFacts,
    UnitFacts,
)
from policy_rules.facts.in_place import in_place
from policy_rules.facts.timeline import anything, as_known, in_force, parameter_on, value_on
from policy_rules.facts.whole_lists import Gap, gaps_of_days, gaps_of_years, whole_on
from policy_rules.memo import Memo
from policy_rules.ruleset.inner_lists import inner_lists
from policy_rules.values.known import (
    FALSE,
    INF,
    MAYBE,
    NEVER,
    ONLY,
    TRUE,
    UNDECIDED,
    Labels,
    Num,
    T,
    Truth,
    Value,
    join,
    meet,
    point,
)
from policy_rules.vocabulary import Attribute, Entity, Type, Vocabulary


@define(eq=False)
class Record:
    """One record on the day of assessment; not to be changed (a frozen one takes thrice as long to make).

    `generic` stands for any records that an incomplete list may hold besides; `whole` is then the
    name of the fact that would settle them (`complete(lectures)`). `unit` is set for records that
    are units themselves.
    """

    id: str
    path: str
    values: Mapping[str, Value]
    lists: Mapping[str, tuple[Member, ...]] = field(factory=dict)
    generic: bool = False
    whole: str = ""
    unit: UnitView | None = None
    facts: RecordFacts | None = field(default=None, repr=False)
    of_others: bool = False
    """Whether it is another unit's, or such a unit, of which nothing is told."""

    def fact(self, name: str) -> str:
        """The name of the fact that the attribute is."""
        if self.of_others:
            return OF_OTHERS
        return self.whole if self.generic else f"{self.path}.{name}"


@define(eq=False)
class Member:
    """A record with the number of times that it may be there; `hi` INF is any number.

    Not to be changed, like the record. `why` names the fact that leaves the number open, where it is open.
    """

    record: Record
    lo: int
    hi: float
    why: str = ""


NO_LISTS: Mapping[str, tuple[Member, ...]] = {}


class UnitView:
    """A unit of `facts` as of a day, for a year (`year_given`: asked for that year only)."""

    def __init__(
        self,
        facts: Facts,
        unit: UnitFacts,
        vocabulary: Vocabulary,
        as_of: int,
        year: int,
        year_given: bool,
        scored: Mapping[str, Value] | None = None,
    ) -> None:
        self.facts, self.unit, self.vocabulary = facts, unit, vocabulary
        self.as_of, self.year, self.year_given = as_of, year, year_given
        self.inputs: Mapping[str, Value] = {
            "as_of": point(as_of),
            "year": point(year),
            "year_given": TRUE if year_given else FALSE,
        }
        self._lists: dict[str, tuple[Member, ...]] = {}
        self.kept = Memo()
        """What has been made of it."""
        self.findings: dict[str, Record] = {}
        """The findings so far, for rules about rules; filled in the program's order."""
        self.scored: Mapping[str, Value] = scored or {}
        """What the sheet's steps gave for the year, where measures bear their names."""

    @cached_property
    def undated(self) -> Mapping[str, Value | None]:
        """The unit's attributes that are told: the one value of an undated one, None for another."""
        return {
            path: told[0].value if len(told) == 1 and told[0].start is None is told[0].year else None
            for path, told in self.unit.values.items()
            if told
        }

    def read(self, path: str, day: Num) -> Value:
        """The attribute on the day, or the hull over all days that `day` could be."""
        attribute = self.vocabulary.attribute(path)
        assert attribute is not None, path
        entries = self.unit.values.get(path, ())
        return as_known(self._on(entries, day, attribute.type.missing()), attribute, self.as_of)

    def reported(self, measure: str, day: Num) -> Value:
        """The published figure for the year of the day; a measure without one may be anything."""
        entries = self._published(measure)
        given = self.scored.get(measure)
        none = isinstance(given, Num | Labels) and given.null == ONLY
        if given is not None and not (none and any(e.year == self.year for e in entries)):
            entries.append(Entry(given, year=self.year))  # none given says nothing of one published
        return self._figure(measure, entries, day)

    def published(self, measure: str, day: Num) -> Value:
        """The same without what a sheet has given: what the unit's sources said, and nobody else."""
        return self._figure(measure, self._published(measure), day)

    def _published(self, measure: str) -> list[Entry]:
        return [Entry(r.value, year=r.year) for r in self.unit.reported if r.measure == measure]

    def _figure(self, measure: str, entries: list[Entry], day: Num) -> Value:
        declared = self.vocabulary.measures[measure]
        missing = declared.type.missing() if declared.derived is None else anything(declared.type)
        return self._on(entries, day, missing)

    def _on(self, entries: Iterable[Entry], day: Num, missing: Value) -> Value:
        return value_on(entries, day, missing, self.vocabulary.year)

    def graded(self, rule: str, scale: Type, instance: str, day: Num) -> Value:
        """The grading of the rule (of the instance, where it has its own) for the year of the day."""
        return self._on(self._gradings.get((rule, instance), ()), day, scale.missing())

    @cached_property
    def _gradings(self) -> Mapping[tuple[str, str], list[Entry]]:
        """The gradings by rule and instance; an assessor may have graded hundreds of rules."""
        found: dict[tuple[str, str], list[Entry]] = {}
        for g in self.unit.gradings:
            found.setdefault((g.rule, g.instance), []).append(Entry(g.value, year=g.year))
        return found

    def excepted(self, rule: str, instance: str, day: Num) -> Truth:
        """Whether an exception is in force on the day (exceptions are a complete list)."""
        possible, sure = False, False
        for e in self.unit.exceptions:
            if e.rule == rule and e.instance == instance and e.lifts:
                holds = in_force(e, day)
                possible, sure = possible or holds.hi == T, sure or holds.lo == T
        return TRUE if sure else UNDECIDED if possible else FALSE

    def replaced(self, rule: str, day: Num, default: Value) -> Value:
        """A number that the rule defines, or what a recorded exception puts in its place on the day."""
        value = default
        for e in in_place(self.unit.exceptions, rule):
            assert e.value is not None
            holds = in_force(e, day)
            value = e.value if holds.lo == T else join(value, e.value) if holds.hi == T else value
        return value

    def parameter(self, name: str, rule: str, type: Type, day: Num) -> Value:
        """The parameter on the day; unset, it is anything of its type."""
        declared = self.vocabulary.parameters.get(name)
        if declared is None:
            return type.missing()
        if rule:
            return declared.rule_values.get(rule, type.missing())
        return parameter_on(declared, day, type.missing())

    def records(self, entity: str) -> tuple[Member, ...]:
        """The unit's records of an entity that are there on the day of assessment."""
        if entity not in self._lists:
            declared = self.vocabulary.entities[entity]
            self._lists[entity] = self._members(declared, self.unit.lists.get(entity), entity, "")
        return self._lists[entity]

    def under(self, levels: Iterable[str]) -> tuple[Member, ...]:
        """The units of the tree below this one (itself too) at the levels."""
        wanted = frozenset(levels)
        members = []
        for view in self._tree:
            level = view.read("unit.level", point(self.as_of))
            assert isinstance(level, Labels)
            if level.members is not None and level.members <= wanted and level.null == NEVER:
                lo, hi = 1, 1
            elif level.members is not None and not (level.members & wanted):
                continue
            else:
                lo, hi = 0, 1
            record = Record(view.unit.id, view.unit.id, {}, unit=view, of_others=view.unit.withheld)
            members.append(Member(record, lo, hi, view.name(f"{view.unit.id}.unit.level")))
        if not whole_on(self._told_of("units_under", ""), self.as_of):
            members.append(Member(_generic("units_under"), 0, INF, "complete(units_under)"))
        return tuple(members)

    @cached_property
    def _tree(self) -> tuple[UnitView, ...]:
        children: dict[str, list[str]] = {}
        for unit in self.facts.units.values():
            children.setdefault(unit.parent, []).append(unit.id)
        found, queue = {self.unit.id: self}, [self.unit.id]
        while queue:
            for child in children.get(queue.pop(), ()):
                if child not in found:
                    found[child] = self._of(self.facts.units[child])
                    queue.append(child)
        return tuple(found.values())

    @cached_property
    def organs(self) -> tuple[UnitView, ...]:
        """The organs of a place, in the order of the facts."""
        return tuple(self._of(u) for u in self.facts.units.values() if u.organ_of == self.unit.id)

    @property
    def has_all_organs(self) -> bool:
        """Whether the list of the organs is whole."""
        return whole_on(self._told_of("organs", ""), self.as_of)

    def with_gradings_of(self, other: UnitFacts) -> UnitView:
        """The unit as if what was graded of another had been graded of it."""
        return self._of(evolve(self.unit, gradings=other.gradings))

    def _of(self, unit: UnitFacts) -> UnitView:
        """Another unit as of the same day, for the same year."""
        return UnitView(self.facts, unit, self.vocabulary, self.as_of, self.year, self.year_given)

    def _members(
        self, entity: Entity, records: tuple[RecordFacts, ...] | None, path: str, outer: str
    ) -> tuple[Member, ...]:
        plan = _plan(self.vocabulary, entity)
        members = [m for r in records or () if (m := self._member(plan, r, path)) is not None]
        told = self._told_of(entity.name, outer)
        if whole_on(told, self.as_of):
            return tuple(members)
        if entity.told_year:
            gaps = gaps_of_years(told, self.as_of, self.vocabulary.year, dated=bool(entity.dated_by))
        elif entity.dated_by:
            gaps = gaps_of_days(told, self.as_of, self.vocabulary.year)
        else:
            whole = self.name(f"complete({path})")
            return (*members, Member(_generic(path, whole=whole), 0, INF, whole))
        unlisted = (self._unlisted(entity, path, gap, n) for n, gap in enumerate(gaps, 1))
        return (*members, *(m for m in unlisted if m is not None))

    def _member(self, plan: _Plan, facts: RecordFacts, path: str) -> Member | None:
        """The record as it stands on the day, or None where it has not begun.

        What it does not tell is left to `field_value`, but for a day that decides whether it is there.
        """
        if facts.there == NO:
            return None
        own, as_of = f"{path}[{facts.id}]", self.as_of
        values = {name: entry.value for name, entry in facts.values.items()}
        lo, why = (1, "") if facts.there == YES else (0, self.name(f"complete({path})"))
        for name, attribute, missing, begins in plan.attributes:
            value = values.get(name, missing) if begins else values.get(name)
            if isinstance(value, Num) and value.hi > as_of:
                if not begins:
                    values[name] = as_known(value, attribute, as_of)
                    continue
                if value.lo > as_of:
                    return None
                lo, why = 0, self.name(f"{own}.{name}")
                values[name] = Num(value.lo, as_of)
        lists = NO_LISTS
        if plan.inner:
            lists = {
                inner.name: self._members(inner, facts.lists.get(inner.name), f"{own}.{inner.name}", facts.id)
                for inner in plan.inner
            }
        record = Record(facts.id, own, values, lists, False, "", None, facts, self.unit.withheld)
        return Member(record, lo, 1, why)

    def name(self, fact: str) -> str:
        """The name of a fact of the unit, as far as it may be told."""
        return OF_OTHERS if self.unit.withheld else fact

    @cached_property
    def _complete(self) -> Mapping[str, list[Completeness]]:
        """What is said of lists being whole, by entity."""
        found: dict[str, list[Completeness]] = {}
        for c in self.unit.complete:
            if c.void:
                continue
            found.setdefault(c.list.rpartition(".")[2], []).append(c)
        return found

    def _told_of(self, entity: str, outer: str) -> list[Completeness]:
        """What is said of the list, or of the inner list of that record."""
        return [c for c in self._complete.get(entity, ()) if not c.of or not outer or c.of == outer]

    def _unlisted(self, entity: Entity, path: str, gap: Gap, n: int) -> Member | None:
        """A generic record of the gap; one of days without an end ends at the day of assessment."""
        values: dict[str, Value] = {}
        if gap.years is not None:
            possible = entity.attributes[entity.told_year].type.missing()
            assert isinstance(possible, Num)
            year = meet(Num(*gap.years), possible)
            if year is None:
                return None
            values[entity.told_year] = year
        if gap.days is not None:
            lo, hi = gap.days
            values[entity.dated_by[0]] = Num(lo, min(hi, self.as_of))
            if len(entity.dated_by) == 2:
                ended = entity.attributes[entity.dated_by[1]]
                hi = INF if gap.years is not None else hi
                null = MAYBE if hi == INF and ended.type.nullable else NEVER
                values[ended.name] = as_known(Num(lo, hi, null), ended, self.as_of)
        whole = self.name(f"complete({path})")
        return Member(_generic(path, values, n, whole), 0, INF, whole)


@frozen
class _Plan:
    """How the records of an entity are looked at.

    `attributes`: the dates on which it depends whether they or the record are there yet, each with what it
    may be untold and whether the record begins with it. `inner`: the inner lists.
    """

    attributes: tuple[tuple[str, Attribute, Value, bool], ...]
    inner: tuple[Entity, ...]


def _plan(vocabulary: Vocabulary, entity: Entity) -> _Plan:
    def plan() -> _Plan:
        dates = [a for a in entity.attributes.values() if a.derived is None and a.type.kind == "date"]
        return _Plan(
            tuple(
                (a.name, a, a.type.missing(), begins(entity, a))
                for a in dates
                if not a.planned and (a.type.nullable or begins(entity, a))
            ),
            tuple(inner_lists(vocabulary, entity.name).values()),
        )

    return vocabulary.declared.once(("plan", entity.name), plan)


def _generic(path: str, values: Mapping[str, Value] | None = None, n: int = 1, whole: str = "") -> Record:
    return Record(f"*{n}", f"{path}[*{n}]", values or {}, generic=True, whole=whole or f"complete({path})")


def field_value(record: Record, attribute: Attribute, as_of: int) -> Value:
    """The attribute of a record; of a generic one, whatever it could be."""
    value = record.values.get(attribute.name)
    return as_known(attribute.type.missing(), attribute, as_of) if value is None else value


def inner_list(record: Record, entity: str) -> tuple[Member, ...]:
    """The inner list of a record; that of a generic one may hold anything."""
    if record.generic:
        path = f"{record.path}.{entity}[*1]"
        return (Member(Record("*1", path, {}, generic=True, whole=record.whole), 0, INF, record.whole),)
    return record.lists.get(entity, ())


def begins(entity: Entity, attribute: Attribute) -> bool:
    """Whether the record is there only once this date has come."""
    kind = attribute.type.kind == "date" and not attribute.planned and not attribute.type.nullable
    return kind and (
        not entity.dated_by or attribute.name != entity.dated_by[-1] or len(entity.dated_by) == 1
    )
