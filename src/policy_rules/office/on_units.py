"""The roster of units, and which unit came to stand in the place of which."""

from __future__ import annotations

from collections.abc import Iterator

from policy_rules.facts.bound import SuccessionRecord
from policy_rules.office import cells
from policy_rules.office.cells import NOTHING, Cell
from policy_rules.office.document import PartTold
from policy_rules.office.on_facts import fact_cell, head_of_path, source_cell
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.report.population_parts import why_none
from policy_rules.ruleset.office_model import OfficePart

_KINDS = {"renamed": ("更名", "renamed"), "merged": ("并入", "merged")}


def roster(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """Every unit on the roster, with the facts named, its sheet, and the place whose organ it is."""
    rows = [
        (
            cells.same_cell(id_),
            cells.same_cell(year.unit(id_).name),
            cells.truth_cell(sure) if sure else Cell({"possible": "yes or no"}, "待定", "open", "missing"),
            *(fact_cell(year, id_, path) for path in part.facts),
            _sheet(year, id_),
            cells.same_cell(year.unit(id_).organ_of),
            cells.joined_cell(cells.same_cell(s.predecessor) for s in year.unit(id_).succession),
        )
        for id_, sure in year.roster.items()
    ]
    columns = ("unit", "name", "on_roster", *part.facts, "sheet", "organ_of", "before")
    heads = {path: head_of_path(year, path) for path in part.facts}
    others = [id_ for id_ in year.asked if id_ not in year.roster]
    notes: tuple[Cell, ...] = ()
    if others:
        told = ", ".join(others)
        notes = (Cell({"not_on_roster": others}, f"未列入名册：{told}", f"not on the roster: {told}"),)
    return PartTold("roster", columns, tuple(rows), notes, heads=heads)


def _sheet(year: YearAtOffice, id_: str) -> Cell:
    """The name of its sheet, or why it has none."""
    place = year.population.place(id_)
    if place.sheet:
        return cells.same_cell(place.sheet)
    members = [m.unit for m in year.population.together.members]
    if id_ not in members:  # an organ, which is looked at in its place
        return NOTHING
    zh, en = (why_none(year.population, place, language) for language in ("zh", "en"))
    return Cell(None, zh, en, "missing")


def successions(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """Of each unit on the roster those that it was or took in, and what passes over."""
    rows = [
        (cells.same_cell(id_), *_succession(record), source_cell(year.unit(id_), record.source))
        for id_ in year.roster
        for record in year.unit(id_).succession
    ]
    columns = ("unit", "before", "kind", "day", "carries", "by", "source")
    return PartTold("successions", columns, tuple(rows))


def _succession(record: SuccessionRecord) -> Iterator[Cell]:
    yield cells.same_cell(record.predecessor)
    yield Cell(record.kind, *_KINDS[record.kind])
    yield cells.day_cell(record.on)
    if record.carries is None:
        yield cells.missing_cell("carries")
    else:
        yield (
            cells.joined_cell(map(cells.same_cell, record.carries))
            if record.carries
            else Cell([], "无", "nothing")
        )
    yield cells.told_cell(record.by, "by")
