"""What a sheet of a year reads of a rule: a breach is charged once, in its year.

A duty of the whole unit is looked at in every year, and one that was broken in 2022 still reads violated in
2025. Only the sheet of 2022 charges it: to a later one it owes nothing, and in an earlier one it was open.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Reference, Remembered
from policy_rules.reference.trace import NOTHING, Tracer, parts_left
from policy_rules.values.known import ONLY, Num

Span = tuple[int, int]


def charged(
    program: Program | None, view: UnitView, outcomes: Mapping[str, Span], rules: Collection[str]
) -> Mapping[str, Span]:
    """The outcomes as the sheet of the year asked for reads them; as they are where none was."""
    if program is None or program.model.language == 1 or not view.year_given:
        return outcomes
    reference, found = Remembered(view), dict(outcomes)
    for rule in rules:
        if rule in outcomes and outcomes[rule][1] == core.VIOLATED:
            found[rule] = _in_its_year(program.by_id[rule], outcomes[rule], reference)
    return found


def years_left_open(
    program: Program | None, view: UnitView, outcomes: Mapping[str, Span], read: Mapping[str, Span]
) -> Mapping[str, frozenset[str]]:
    """What leaves open in which year the breach of a rule counts that is surely broken, by rule."""
    if program is None:
        return {}
    tracer = Tracer(program, view)
    return {
        rule: frozenset(_left_open(program.by_id[rule], tracer.about(rule)))
        for rule, (low, high) in read.items()
        if low != high and outcomes[rule] == (core.VIOLATED, core.VIOLATED)
    }


def _left_open(rule: core.RuleProgram, tracer: Tracer) -> Iterator[str]:
    """The facts on which the day of a breach rests, and the parameters that choose between readings."""
    parts = tracer.parts(rule)
    if rule.by_reading and len(parts) > 1:
        for param, _ in parts[0].reading:
            yield from tracer.missing(param, NOTHING)
    for part in parts:
        yield from _left_open(part, tracer)
    due = _day_of_breach(rule)
    if due is not None and not parts:
        yield from tracer.missing(due, NOTHING)


def _day_of_breach(rule: core.RuleProgram) -> core.Node | None:
    """The one day in whose year a breach counts; None where each act, record or period has its own."""
    if rule.kind == "prohibition" or rule.counts_by or rule.due is None or core.free_vars(rule.due):
        return None
    return rule.due


def _in_its_year(rule: core.RuleProgram, found: Span, reference: Reference) -> Span:
    """The outcome where a breach counts in the year asked for, in another, or in either.

    Where records count in years, those looked at are of this one.
    """
    if rule.parts:
        each = [
            _in_its_year(part, _finding(part, reference), reference) for part in parts_left(rule, reference)
        ]
        least = min if rule.by_reading else max  # one reading holds, and of other parts all do
        return least(low for low, _ in each), max(high for _, high in each)
    day = _day_of_breach(rule)
    if day is None or found[1] < core.VIOLATED:
        return found
    due = reference.value(day, NOTHING)
    assert isinstance(due, Num)
    year, years = reference.view.year, reference.view.vocabulary.year
    first, last = years.first_day(year), years.last_day(year)
    instead = {core.NOT_APPLICABLE} if due.lo < first else set[int]()
    instead |= {core.PENDING} if due.hi > last else set()
    instead |= {core.VIOLATED} if due.null == ONLY or (due.lo <= last and due.hi >= first) else set()
    possible = {*range(found[0], core.VIOLATED), *instead}
    return min(possible), max(possible)


def _finding(rule: core.RuleProgram, reference: Reference) -> Span:
    found = reference.value(rule.finding, NOTHING)
    assert isinstance(found, Num)
    return int(found.lo), int(found.hi)
