"""The years of which a missing fact must be told: those at which its rules look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.facts.bound import Completeness
from policy_rules.facts.view import UnitView
from policy_rules.reference.trace import NOTHING, Tracer
from policy_rules.results.assessed import Assessed
from policy_rules.results.finding import Finding
from policy_rules.results.measured import is_point
from policy_rules.values.days import FIRST
from policy_rules.values.known import Num

YearsAsked = tuple[int, ...] | Literal["all"]
"""The years of which a fact is to be told."""


def years_asked(name: str, findings: Sequence[Finding], assessment: Assessed, *, scored: bool) -> YearsAsked:
    """The years of a figure, or of a list that is whole, which the findings wait for; () where one will do.

    All, where one of the findings waits for nothing else and is not settled by those years, but by all.
    `scored`: the sheet waits for it too, in the year that is assessed.
    """
    year = assessment.year
    if name in assessment.model.vocabulary.measures:
        of_unit = assessment.asked.facts.units[assessment.asked.unit].reported
        told = {figure.year for figure in of_unit if figure.measure == name}
        read = {y for finding in findings for y in _of_figure(name, finding, assessment)} - told
        found = {*read, *({year} - told if scored else ())}
    elif name.startswith("complete("):
        found = {year, *(y for finding in findings for y in _of_list(finding, assessment))}
        alone = [f for f in findings if f.missing == (name,) and not f.needs]
        if any(not _settled(f, name, tuple(sorted(found))) and _settled(f, name) for f in alone):
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


def _of_list(finding: Finding, assessment: Assessed) -> Iterator[int]:
    """The years over which the period goes; the year before, where a record of it may be due in this one."""
    years = assessment.model.vocabulary.year
    period, owed = finding.program.of_years
    if period and finding.period is not None:
        first, last = (years.year(day.toordinal()) for day in finding.period)
        yield from range(first, last + 1)
    if owed:
        yield assessment.year - 1


def _settled(finding: Finding, name: str, years: tuple[int, ...] = ()) -> bool:
    """Whether the finding would be settled if the list were whole for these years, or for all."""
    tracer = finding.told_by
    view, path = tracer.view, name.removeprefix("complete(").removesuffix(")")
    since = None if years else FIRST
    told = Completeness(path, years=years, since=since, date=view.as_of)
    unit = evolve(view.unit, complete=(*view.unit.complete, told))
    about = (view.facts, unit, view.vocabulary, view.as_of, view.year, view.year_given)
    known = UnitView(*about, scored=view.scored)
    known.findings = view.findings
    least, greatest = Tracer(tracer.program, known).ends(finding.program)
    return least == greatest
