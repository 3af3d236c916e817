"""What rules say: their words, what was found, what is due next and from whom."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from policy_rules.office import cells
from policy_rules.office.cells import NOTHING, Cell
from policy_rules.office.document import PartTold
from policy_rules.office.year_at_office import YearAtOffice
from policy_rules.report.fact_names import FactNames
from policy_rules.report.listed_names import instance_told
from policy_rules.report.part_names import part_name
from policy_rules.results.finding import Finding
from policy_rules.results.limbs_finding import record_rows
from policy_rules.results.place_finding import PlaceFinding
from policy_rules.ruleset.model import Rule
from policy_rules.ruleset.office_model import OfficePart
from policy_rules.wording import Speaker

_CLOSED = ("satisfied", "not_applicable", "excepted")


def words_part(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """The words of rules, as they stand in the text."""
    rows = tuple((cells.same_cell(r), rule_words(year.model.rules[r])) for r in part.rules)
    return PartTold("words", ("rule", "words"), rows)


def rule_words(rule: Rule) -> Cell:
    """The words of a rule; in English with its title."""
    return Cell(rule.text, f"“{rule.text}”", f"{rule.title} “{rule.text}”")


def named_facts(year: YearAtOffice, names: tuple[str, ...]) -> Cell:
    """Facts and parameters by their names, in words."""
    zh, en = _both(year)
    return cells.joined_cell(Cell(name, zh.say(name), en.say(name)) for name in names)


def _both(year: YearAtOffice) -> tuple[FactNames, FactNames]:
    """How facts and parameters are called in Chinese, and in English."""
    return FactNames(year.model, "zh"), FactNames(year.model, "en")


def findings(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """What was found of each unit on each rule; what is missing, and what the text leaves open."""
    rows = []
    for id_ in year.units(part.of, unit):
        found = year.assessed(id_, following=part.following)
        for rule in part.rules:
            finding = found.finding(rule)
            if not finding.has_role:
                continue
            told = (
                named_facts(year, finding.missing),
                named_facts(year, finding.needs),
            )
            title = cells.rule_cell(finding.rule)
            head = (cells.same_cell(id_), cells.same_cell(rule), title, cells.outcome_cell(finding.outcome))
            rows.append((*head, cells.day_cell(finding.due), *told))
    return PartTold("findings", ("unit", "rule", "words", "outcome", "due", "missing", "needs"), tuple(rows))


def due(year: YearAtOffice, part: OfficePart, unit: str) -> PartTold:
    """What is not met, by the day on which it is due: overdue first, what has no day last."""
    found: list[tuple[datetime.date | None, tuple[Cell, ...]]] = []
    for id_ in year.units(part.of, unit):
        assessed = year.assessed(id_, following=part.following)
        for rule in part.rules:
            finding = assessed.finding(rule)
            if finding.has_role and finding.outcome not in _CLOSED:
                found += [(day, tuple(row)) for day, row in _matters(year, id_, finding)]
    found.sort(key=lambda pair: (pair[0] is None, pair[0] or datetime.date.min))
    columns = ("due", "days", "unit", "bearer", "rule", "words", "instance", "outcome", "missing", "needs")
    return PartTold("due", columns, tuple(row for _, row in found))


def _matters(
    year: YearAtOffice, unit: str, finding: Finding
) -> Iterator[tuple[datetime.date | None, Iterator[Cell]]]:
    """The instances that are not met; the rule as a whole where none is, or where it has no instances.

    Of a place those on its own records, then its organs.
    """
    if isinstance(finding, PlaceFinding) and finding.own.has_role and finding.own.outcome not in _CLOSED:
        yield from _matters(year, unit, finding.own)
    of_place = isinstance(finding, PlaceFinding)
    open_ones = [
        i for i in record_rows(finding) if i.outcome not in _CLOSED and not (of_place and i.id == unit)
    ]
    for i in open_ones:
        yield i.due, _row(year, unit, finding, i.id, i.outcome, i.due)
    if not open_ones and not (isinstance(finding, PlaceFinding) and finding.own.has_role):
        yield finding.due, _row(year, unit, finding, "", finding.outcome, finding.due)


def _instance(year: YearAtOffice, finding: Finding, id_: str) -> Cell:
    """A limb as readers call it, or an instance by the labels of what it stands for."""
    if not id_:
        return NOTHING
    if id_ in finding.rule.limbs or any(version.name == id_ for version in finding.rule.versions):
        zh, en = (part_name(finding.rule, id_, names.language, names) for names in _both(year))
        return Cell(id_, zh, en)
    zh = instance_told(finding, id_, Speaker(year.vocabulary, "zh"))
    return Cell(id_, zh, instance_told(finding, id_, Speaker(year.vocabulary, "en")))


def _row(
    year: YearAtOffice, unit: str, finding: Finding, instance: str, outcome: str, day: datetime.date | None
) -> Iterator[Cell]:
    yield cells.day_cell(day)
    yield NOTHING if day is None else cells.number_cell((day - year.population.as_of).days)
    yield cells.same_cell(unit)
    yield cells.role_cell(finding.rule.bearer, year.vocabulary)
    yield cells.same_cell(finding.rule.id)
    yield cells.rule_cell(finding.rule)
    yield _instance(year, finding, instance)
    yield cells.outcome_cell(outcome)
    yield named_facts(year, finding.missing)
    yield named_facts(year, finding.needs)
