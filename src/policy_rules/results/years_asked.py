"""The years of which a missing fact must be told: those at which its rules look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts.bound import Completeness
from policy_rules.facts.paths import read_path
from policy_rules.facts.view import UnitView
from policy_rules.facts.whole_lists import goes_by
from policy_rules.reference.trace import NOTHING, Tracer
from policy_rules.results.assessed import Assessed
from policy_rules.results.finding import Finding
from policy_rules.results.measured import is_point
from policy_rules.values.days import FIRST
from policy_rules.values.known import Num

_WHOLE = "complete("
YearsAsked = tuple[int, ...] | Literal["all"]
"""The years of which a fact is to be told."""


def years_asked(name: str, findings: Sequence[Finding], assessment: Assessed, *, scored: bool) -> YearsAsked:
    """The years of a figure, or of a list that is whole, which the findings wait for; () where one will do.

    All, where one of the findings waits for lists alone and is not settled by those years, but by all.
    `scored`: the sheet waits for it too, in the year that is assessed.
    """
    year = assessment.year
    if name in assessment.model.vocabulary.measures:
        of_unit = assessment.asked.facts.units[assessment.asked.unit].reported
        told = {figure.year for figure in of_unit if figure.measure == name}
        read = {y for finding in findings for y in _of_figure(name, finding, assessment)} - told
        found = {*read, *({year} - told if scored else ())}
    elif name.startswith(_WHOLE):
        found = {year, *(y for finding in findings for y in _of_list(finding, year))}
        if any(name in _for_all_time(finding, year) for finding in findings):
            return "all"
    else:
        return ()
    return tuple(sorted(found)) if found - {year} else ()


def _of_figure(name: str, finding: Finding, assessment: Assessed) -> Iterator[int]:
    """The years of whose figure the rule is in want."""
    for node in finding.program.on_days:
        if isinstance(node, core.Reported) and node.measure == name:
            day = finding.told_by.reference.value(node.day, NOTHING)
            if isinstance(day, Num) and is_point(day):
                yield assessment.model.vocabulary.year.year(int(day.lo))


def _of_list(finding: Finding, year: int) -> Iterator[int]:
    """The years over which the period goes; the year before, where a record of it may be due in this one."""
    years = finding.view.vocabulary.year
    period, owed = finding.program.of_years
    if period and finding.period is not None:
        first, last = (years.year(day.toordinal()) for day in finding.period)
        yield from range(first, last + 1)
    if owed:
        yield year - 1


def _for_all_time(finding: Finding, year: int) -> frozenset[str]:
    """Of the lists that a finding waits for, and for nothing else, those whose years would not settle it."""
    if finding.needs or not all(name.startswith(_WHOLE) for name in finding.missing):
        return frozenset()
    key = "lists for all time", finding.rule.id
    return finding.view.kept.once(key, lambda: frozenset(_not_by_years(finding, year)))


def _not_by_years(finding: Finding, year: int) -> Iterator[str]:
    years = tuple(sorted({year, *_of_list(finding, year)}))
    told: dict[str, tuple[int, ...]] = dict.fromkeys(finding.missing, ())
    if not _settled(finding, told):
        return
    for name in finding.missing:  # those before by what is said of them, those behind for all time
        if _settled(finding, {**told, name: years}):
            told[name] = years
        else:
            yield name


def _settled(finding: Finding, told: Mapping[str, tuple[int, ...]]) -> bool:
    """Whether the finding would be settled if the lists were whole for these years; () for all."""
    tracer = finding.told_by
    view = tracer.view
    whole = [_whole(name, years, view) for name, years in told.items()]
    unit = evolve(view.unit, complete=(*view.unit.complete, *whole))
    about = (view.facts, unit, view.vocabulary, view.as_of, view.year, view.year_given)
    known = UnitView(*about, scored=view.scored)
    known.findings = view.findings
    least, greatest = Tracer(tracer.program, known).ends(finding.program)
    return least == greatest


def _whole(name: str, years: tuple[int, ...], view: UnitView) -> Completeness:
    """That the list is whole for these years, or for all; one whose records have no year, as of the day."""
    *outer, inner = read_path(name.removeprefix(_WHOLE).removesuffix(")"))
    path = ".".join(step.name for step in (*outer, inner))
    of = outer[-1].inside[0] if outer and outer[-1].inside else ""
    if not goes_by(view.vocabulary.entities.get(inner.name)):
        return Completeness(path, of, date=view.as_of)
    return Completeness(path, of, years, date=view.as_of, since=None if years else FIRST)
