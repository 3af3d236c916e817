"""Sources that differ: what several statements of one fact come to.

A statement goes before another by the first step of the precedence that tells them apart. Where a step
cannot be asked of one of them (no register, no day), the two are not ranked, and no later step is looked
at: so that whatever becomes known of a source narrows what was said, and never turns it. What nothing goes
before counts, and the value is what any of those could be. A statement and the lack of one in a list that
is called whole are ranked in the same way.

Coming to contradict is a change, not learning (docs/decisions/0014-sources.md).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.facts.bound import (
    MAYBE_THERE,
    NO,
    YES,
    Completeness,
    Entry,
    GradingRecord,
    Lists,
    RecordFacts,
    ReportedFigure,
    Source,
    UnitFacts,
)
from policy_rules.facts.whole_lists import goes_by
from policy_rules.ruleset.model import EARLIER, Criterion
from policy_rules.values.known import INF, Num, Value, join_all
from policy_rules.values.periods import CALENDAR_YEAR, Periods
from policy_rules.vocabulary import Entity, Vocabulary

Stated = TypeVar("Stated", Entry, ReportedFigure, GradingRecord)


@frozen
class Rank:
    """By what a statement is ranked: the register of its source, and the day (ordinal) it was said.

    Of a grading also who graded, in which role, and whether it replaces others.
    """

    register: str = ""
    day: int | None = None
    graded: bool = False
    grader: str = ""
    role: str = ""
    replaces: bool = False


@frozen
class Ranking:
    """Ranks the statements of one unit's sources."""

    sources: Mapping[str, Source]
    precedence: Sequence[Criterion]

    def rank_of(self, source: str, day: int | None = None) -> Rank:
        """That of a statement; a day of its own goes before that of its source."""
        found = self.sources.get(source)
        if day is None and found is not None and found.date is not None:
            day = found.date.toordinal()
        return Rank(found.register if found else "", day)

    def _of(self, s: Entry | ReportedFigure | GradingRecord) -> Rank:
        if not isinstance(s, GradingRecord):
            return self.rank_of(s.source)
        own = self.rank_of(s.source, s.date)
        return evolve(own, graded=True, grader=s.grader, role=s.role, replaces=s.replaces)

    def before(self, a: Rank, b: Rank) -> bool:
        """Whether the first surely goes before the second."""
        if a.grader and a.grader == b.grader and a.replaces != b.replaces:
            return a.replaces
        for step in self.precedence:
            if step.moderated or step.graders:
                if not (a.graded and b.graded):
                    continue  # nobody grades a fact
                if step.graders and not (a.role and b.role):
                    return False
                one, other = _graded(step, a), _graded(step, b)
                if one != other:
                    return one < other
                if step.graders and a.role != b.role:
                    return False
                continue
            if step.day:
                if a.day is None or b.day is None:
                    return False
                if a.day != b.day:
                    return (a.day < b.day) == (step.day == EARLIER)
                continue
            if not a.register or not b.register:
                return False
            if a.register != b.register:
                places = [
                    step.registers.index(r) if r in step.registers else None for r in (a.register, b.register)
                ]
                first, second = places
                return first is not None and second is not None and first < second
        return False

    def first(self, ranks: Sequence[Rank]) -> list[bool]:
        """Of each statement, whether nothing goes before it."""
        return [not any(self.before(other, own) for other in ranks) for own in ranks]

    def counting(self, told: Sequence[Entry | ReportedFigure | GradingRecord]) -> list[bool]:
        """Of each statement of one fact, whether it counts."""
        return self.first([self._of(s) for s in told])

    def value(self, told: Sequence[Stated]) -> Value:
        """What the statements of one fact come to."""
        return join_all(s.value for s, counts in zip(told, self.counting(told), strict=True) if counts)

    def settled(self, stated: Stated) -> Stated:
        """The value by what was told of it."""
        return evolve(stated, value=self.value(stated.told)) if stated.told else stated


def _graded(step: Criterion, rank: Rank) -> int:
    """The place of a grading in a step of its own; a role that the step does not name goes last."""
    if step.moderated:
        return int(not rank.replaces)
    return step.graders.index(rank.role) if rank.role in step.graders else len(step.graders)


def as_one(statements: Sequence[Stated]) -> Stated:
    """Several statements of one fact as one that holds them; its value is settled later."""
    if len(statements) == 1:
        return statements[0]
    told = _all_told(statements)
    return evolve(statements[0], value=join_all(s.value for s in told), source="", told=told)


def several(statements: Iterable[Stated]) -> tuple[Stated, ...]:
    """Figures or gradings, those of one fact as one."""
    found: dict[tuple[str, ...], list[Stated]] = {}
    for s in statements:
        about = (s.rule, s.instance, str(s.year)) if isinstance(s, GradingRecord) else (_name(s), str(s.year))
        found.setdefault(about, []).append(s)
    return tuple(as_one(each) for each in found.values())


def _all_told(statements: Iterable[Stated]) -> tuple[Stated, ...]:
    return tuple(one for s in statements for one in (s.told or (s,)))


def _name(statement: Entry | ReportedFigure) -> str:
    assert isinstance(statement, ReportedFigure)
    return statement.measure


# -- values by year and day ------------------------------------------------------------------------


def joined_timelines(
    timelines: Sequence[Sequence[Entry]], missing: Value, years_of: Periods
) -> tuple[Entry, ...]:
    """The entries of an attribute as told by several, each with all its years and days.

    By years where all tell years, without days where all do; else from day to day, what nobody tells
    being `missing`.
    """
    every = [entry for line in timelines for entry in line]
    if all(e.year is not None for e in every):
        years = sorted({e.year for e in every if e.year is not None})
        return tuple(as_one([e for e in every if e.year == year]) for year in years)
    if all(e.year is None and e.start is None for e in every):
        return (as_one(every),)
    spans = [span for line in timelines for span in _spans(line, years_of)]
    turns = sorted({lo for lo, _, _ in spans} | {int(hi) + 1 for _, hi, _ in spans if hi != INF})
    found: list[Entry] = []
    for turn in turns:
        held = [entry for lo, hi, entry in spans if lo <= turn <= hi]
        if held:
            found.append(evolve(as_one(held), source="", year=None, start=turn, told=_all_told(held)))
        elif found:
            found.append(Entry(missing, start=turn))
    return tuple(found)


def _spans(line: Sequence[Entry], years: Periods) -> Iterator[tuple[int, float, Entry]]:
    """From which day to which each entry of one teller stands; an undated one from the first day."""
    starts = sorted(e.start for e in line if e.start is not None)
    for entry in line:
        if entry.year is not None:
            yield years.first_day(entry.year), years.last_day(entry.year), entry
        elif entry.start is None:
            yield 1, INF, entry
        else:
            later = [start for start in starts if start > entry.start]
            yield entry.start, later[0] - 1 if later else INF, entry


# -- whole units -----------------------------------------------------------------------------------


def differs(unit: UnitFacts) -> bool:
    """Whether several sources tell of one fact of the unit."""
    figures = [*unit.reported, *(f for s in unit.succession for f in s.figures)]
    entries = (e for told in unit.values.values() for e in told)
    if any(e.told for e in entries) or any(f.told for f in figures) or any(g.told for g in unit.gradings):
        return True
    return _in_lists(unit.lists)


def _in_lists(lists: Lists) -> bool:
    return any(
        r.not_in or any(e.told for e in r.values.values()) or _in_lists(r.lists)
        for records in lists.values()
        for r in records
    )


def settle(unit: UnitFacts, vocabulary: Vocabulary | None) -> UnitFacts:
    """The unit with what its sources come to by its precedence.

    Without a vocabulary it is not known what dates a record, and a list that is whole for one year speaks of
    all records.
    """
    if not differs(unit):
        if any(c.void for c in unit.complete):
            return evolve(unit, complete=tuple(evolve(c, void=False) for c in unit.complete))
        return unit
    ranking = Ranking(unit.sources, unit.precedence)
    lists = _Lists(ranking, unit.complete, vocabulary)
    return evolve(
        unit,
        values={path: tuple(map(ranking.settled, told)) for path, told in unit.values.items()},
        lists={name: lists.settled(name, name, records, "") for name, records in unit.lists.items()},
        reported=tuple(map(ranking.settled, unit.reported)),
        gradings=tuple(map(ranking.settled, unit.gradings)),
        succession=tuple(evolve(s, figures=tuple(map(ranking.settled, s.figures))) for s in unit.succession),
        complete=tuple(lists.complete()),
    )


class _Lists:
    """Settles which records are there, and which lists are whole all the same."""

    def __init__(
        self, ranking: Ranking, complete: Sequence[Completeness], vocabulary: Vocabulary | None
    ) -> None:
        self.ranking, self.vocabulary = ranking, vocabulary
        self.years = vocabulary.year if vocabulary else CALENDAR_YEAR
        self.given = [evolve(c, void=False) for c in complete]
        self.void: list[set[int | None]] = [set() for _ in complete]
        """The years (None: all time) for which each statement is void."""

    def settled(
        self, name: str, path: str, records: Sequence[RecordFacts], outer: str
    ) -> tuple[RecordFacts, ...]:
        entity = self.vocabulary.entities.get(name) if self.vocabulary else None
        return tuple(self._record(r, entity, path, outer) for r in records)

    def _record(self, record: RecordFacts, entity: Entity | None, path: str, outer: str) -> RecordFacts:
        rank = self.ranking
        record = evolve(record, values={n: rank.settled(entry) for n, entry in record.values.items()})
        against = [
            (at, years)
            for at, c in enumerate(self.given)
            if c.source in record.not_in
            and c.list == path
            and c.of in ("", outer)
            and (years := spoken_of(c, record, entity, self.years))
        ]
        there = YES
        if against:
            mine = [rank.rank_of(source) for source in record.sayers]
            theirs = [rank.rank_of(self.given[at].source, self.given[at].date) for at, _ in against]
            first = rank.first([*mine, *theirs])
            said, denied = any(first[: len(mine)]), any(first[len(mine) :])
            there = MAYBE_THERE if said and denied else YES if said else NO
        if there != NO:
            for at, years in against:
                self.void[at] |= years
        return evolve(
            record,
            there=there,
            lists={
                name: self.settled(name, f"{path}.{name}", inner, record.id)
                for name, inner in record.lists.items()
            },
        )

    def complete(self) -> Iterator[Completeness]:
        """What is said of whole lists; what is void stands apart."""
        for c, void in zip(self.given, self.void, strict=True):
            if not void:
                yield c
            elif None in void:
                yield evolve(c, void=True)
            else:
                kept, lost = ([y for y in c.years if (y in void) == gone] for gone in (False, True))
                if kept:
                    yield evolve(c, years=tuple(kept))
                yield evolve(c, years=tuple(lost), void=True)


def spoken_of(c: Completeness, record: RecordFacts, entity: Entity | None, by: Periods) -> set[int | None]:
    """The years of a statement about a list in which the record may lie; {None} of one without years."""
    if entity is None or not goes_by(entity):
        return set(c.years) or {None}
    dates = entity.dated_by or ()
    first = _known(record, dates[0]) if dates else Num(None, None)
    last = _known(record, dates[-1]) if dates else Num(None, None)
    if c.date is not None and first.lo > c.date:
        return set()
    if not c.years:
        return set() if c.since is not None and not entity.told_year and last.hi < c.since else {None}
    if entity.told_year:
        about = _known(record, entity.told_year)
        return {year for year in c.years if about.lo <= year <= about.hi}
    return {year for year in c.years if first.lo <= by.last_day(year) and last.hi >= by.first_day(year)}


def _known(record: RecordFacts, name: str) -> Num:
    """What a date or year of a record may be; one that is not told, or may be null, lies anywhere."""
    entry = record.values.get(name)
    value = None if entry is None else entry.value
    return value if isinstance(value, Num) and not value.null else Num(None, None)
