"""The facts of a unit of which sources differ: what each said, which of it counts, what follows."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.facts.bound import (
    NO,
    YES,
    Completeness,
    Entry,
    Facts,
    GradingRecord,
    RecordFacts,
    ReportedFigure,
    Source,
    UnitFacts,
)
from policy_rules.facts.paths import quoted
from policy_rules.facts.sources_that_differ import Ranking, differs, spoken_of
from policy_rules.values.known import FALSE, TRUE, UNDECIDED, WITHHELD, Value
from policy_rules.vocabulary import BOOLEAN, Type, Vocabulary

GradingType = Callable[[str], Type]
"""The type of a rule's gradings."""


@frozen
class Said:
    """What one source said of a fact, and whether it counts: nothing that differs goes before it.

    Of a grading also who graded, and where it stands.
    """

    source: Source
    value: Value
    counts: bool
    on: datetime.date | None = None
    """The day on which it was said."""
    by: str = ""
    place: str = ""
    by_sheet: bool = False
    """Whether a sheet has reckoned it, by whose name the source goes."""


@frozen
class Differing:
    """A fact on which sources differ: its path, what each said, and the value that is taken.

    `base` is the attribute, list, measure or rule by which rules read it; `when` the year, or the day from
    which it was said to stand. Of a record it is asked whether it is there. `ranked`: a precedence has set
    something aside.
    """

    path: str
    base: str
    when: str
    said: tuple[Said, ...]
    value: Value
    type: Type

    @property
    def ranked(self) -> bool:
        """Whether a precedence has set aside what somebody said."""
        return not all(s.counts for s in self.said)


def differing(unit: UnitFacts, vocabulary: Vocabulary, graded: GradingType) -> tuple[Differing, ...]:
    """The facts of the unit of which sources differ, in the order of facts files."""
    return tuple(_Found(unit, vocabulary, graded).all()) if differs(unit) else ()


def every_differing(facts: Facts, vocabulary: Vocabulary, graded: GradingType) -> tuple[Differing, ...]:
    """Those of all units, each with the id of its unit before its path."""
    return tuple(
        evolve(found, path=f"{unit.id}.{found.path}")
        for unit in facts.units.values()
        for found in differing(unit, vocabulary, graded)
    )


def who_published(unit: UnitFacts, figure: ReportedFigure) -> tuple[Said, ...]:
    """What each source said of a published figure, be it one or several."""
    told = figure.told or (figure,)
    counting = Ranking(unit.sources, unit.precedence).counting(told)
    sources = [unit.sources.get(one.source, Source(one.source)) for one in told]
    return tuple(
        Said(source, one.value, counts, source.date)
        for source, one, counts in zip(sources, told, counting, strict=True)
    )


def _withheld(found: Differing) -> Differing:
    """That sources differ, and not in what."""
    said = tuple(evolve(one, value=WITHHELD) for one in found.said)
    return evolve(found, said=said, value=WITHHELD)


class _Found:
    def __init__(self, unit: UnitFacts, vocabulary: Vocabulary, graded: GradingType) -> None:
        self.unit, self.vocabulary, self.graded = unit, vocabulary, graded
        self.ranking = Ranking(unit.sources, unit.precedence)

    def all(self) -> Iterator[Differing]:
        unit = self.unit
        for path, entries in unit.values.items():
            for entry in entries:
                yield from self._entry(path, path, entry)
        for name, records in unit.lists.items():
            for record in records:
                yield from self._record(name, name, record, "", name)
        for figure in unit.reported:
            kind = self.vocabulary.measures[figure.measure].type
            path = f"reported[{quoted(figure.measure)}, {figure.year}]"
            yield from self._stated(path, figure.measure, str(figure.year), figure, kind)
        for grading in unit.gradings:
            about = [quoted(word) for word in (grading.rule, grading.instance) if word]
            path = f"gradings[{', '.join([*about, str(grading.year)])}]"
            kind = self.graded(grading.rule)
            yield from self._stated(path, f"grading({grading.rule})", str(grading.year), grading, kind)

    def _entry(self, path: str, base: str, entry: Entry) -> Iterator[Differing]:
        attribute = self.vocabulary.attribute(base)
        since = datetime.date.fromordinal(entry.start).isoformat() if entry.start and entry.start > 1 else ""
        when = str(entry.year) if entry.year else since
        if attribute is not None:
            found = self._stated(path, base, when, entry, attribute.type)
            yield from map(_withheld, found) if attribute.redact else found

    def _stated(
        self, path: str, base: str, when: str, one: Entry | ReportedFigure | GradingRecord, kind: Type
    ) -> Iterator[Differing]:
        told: Sequence[Entry | ReportedFigure | GradingRecord] = one.told
        if len({t.value for t in told}) < 2:
            return
        counting = self.ranking.counting(told)
        said = [self._said_by(t, counts) for t, counts in zip(told, counting, strict=True)]
        yield Differing(path, base, when, tuple(said), one.value, kind)

    def _said_by(self, one: Entry | ReportedFigure | GradingRecord, counts: bool) -> Said:
        if not isinstance(one, GradingRecord):
            return self._said(one.source, one.value, counts)
        said = self._said(one.source, one.value, counts, one.date)
        return evolve(said, by=one.grader or one.role, place=str(one.place) if one.place.file else "")

    def _said(self, id: str, value: Value, counts: bool, day: int | None = None) -> Said:
        source = self.unit.sources.get(id, Source(id))
        return Said(source, value, counts, source.date if day is None else datetime.date.fromordinal(day))

    def _record(
        self, name: str, list_: str, record: RecordFacts, outer: str, path: str
    ) -> Iterator[Differing]:
        """Whether the record is there, then its attributes, then the records inside it."""
        own = f"{path}[{quoted(record.id)}]"
        entity = self.vocabulary.entities.get(name)
        against: list[Completeness] = [
            c
            for c in self.unit.complete
            if c.source in record.not_in
            and c.list == list_
            and c.of in ("", outer)
            and spoken_of(c, record, entity, self.vocabulary.year)
        ]
        if against:
            ranks = [self.ranking.rank_of(source) for source in record.sayers]
            ranks += [self.ranking.rank_of(c.source, c.date) for c in against]
            first = self.ranking.first(ranks)
            said = [
                self._said(source, TRUE, counts) for source, counts in zip(record.sayers, first, strict=False)
            ]
            denied = zip(against, first[len(said) :], strict=True)
            said += [self._said(c.source, FALSE, counts, c.date) for c, counts in denied]
            value = {YES: TRUE, NO: FALSE}.get(record.there, UNDECIDED)
            yield Differing(own, name, "", tuple(dict.fromkeys(said)), value, BOOLEAN)
        for attribute, entry in record.values.items():
            yield from self._entry(f"{own}.{attribute}", f"{name}.{attribute}", entry)
        for inner, records in record.lists.items():
            for each in records:
                yield from self._record(inner, f"{list_}.{inner}", each, record.id, f"{own}.{inner}")
