"""What is odd about who graded a rule or entered points, and when: what must not pass without a remark."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from policy_rules.facts.bound import EntryRecord, GradingRecord, UnitFacts
from policy_rules.facts.view import UnitView

OWN_UNIT, NOBODY, BEFORE_YEAR = "own_unit", "nobody", "before_year"


def maker(record: EntryRecord | GradingRecord) -> str:
    """Who made it; "" where nobody is named."""
    return record.scorer if isinstance(record, EntryRecord) else record.grader


def oddities(record: EntryRecord | GradingRecord, own: Collection[str], begins: int) -> Iterator[str]:
    """Whether the assessed unit made it (or somebody for it), or nobody, or somebody before the year began.

    `own` are the ids and names of the assessed unit; `begins` is the first day (ordinal) of the year.
    """
    date = record.date
    day = date if date is None or isinstance(date, int) else date.toordinal()
    if not {maker(record), record.role}.isdisjoint(own):
        yield OWN_UNIT
    if not maker(record) and not record.role:
        yield NOBODY
    if day is not None and day < begins:
        yield BEFORE_YEAR


def gradings_of(unit: UnitFacts, year: int) -> Iterator[GradingRecord]:
    """Each grading of the unit for the year; of one that several gave, what each gave."""
    return (told for g in unit.gradings if g.year == year for told in g.told or (g,))


def odd_gradings(view: UnitView, year: int) -> Iterator[tuple[str, str, GradingRecord]]:
    """What is odd about the gradings of the unit for a year, and of a place's organs: kind, name, grading."""
    begins = view.vocabulary.year.first_day(year)
    organs = (organ.unit for organ in view.organs) if view.unit.is_place else ()
    for unit in (view.unit, *organs):
        own = called(view.unit, unit)
        for grading in gradings_of(unit, year):
            name = f"{grading.rule}({grading.instance})" if grading.instance else grading.rule
            yield from ((kind, name, grading) for kind in oddities(grading, own, begins))


def called(*units: UnitFacts) -> frozenset[str]:
    """The ids and names of units."""
    return frozenset(name for unit in units for name in (unit.id, unit.name))
