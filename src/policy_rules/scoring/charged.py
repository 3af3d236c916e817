"""What a sheet of a year reads of a rule: a breach is charged once, in its year.

A duty of the whole unit is looked at in every year, and one that was broken in 2022 still reads violated in
2025. Only the sheet of 2022 charges it: to a later one it owes nothing, and in an earlier one it was open.
Of a place each organ's breach counts in its own year; what the sheet reads is joined from these.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.inputs import YEAR
from policy_rules.lowering.program import Program, part_of
from policy_rules.reference.evaluate import Reference, Remembered
from policy_rules.reference.places import Judged, judge_place
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.reference.trace import NOTHING, Tracer, parts_left
from policy_rules.values.known import ONLY, Num

Span = tuple[int, int]


def charged(
    program: Program | None,
    view: UnitView,
    outcomes: Mapping[str, Span],
    rules: Collection[str],
    reference: Reference | None = None,
) -> Mapping[str, Span]:
    """The outcomes as the sheet of the year asked for reads them; as they are where none was.

    `reference`: one that has evaluated rules on the view before.
    """
    if program is None or program.model.language == 1 or not view.year_given:
        return outcomes
    found = dict(outcomes)
    broken = [
        rule
        for rule in rules
        if rule in outcomes and outcomes[rule][1] == core.VIOLATED and _has_a_day(program.by_id[rule])
    ]
    if broken and view.unit.is_place:
        return found | _of_place(program, view, broken)
    reference = reference or Remembered(view)
    for rule in broken:
        found[rule] = _in_its_year(program.by_id[rule], outcomes[rule], reference)
    return found


def years_left_open(
    program: Program | None, view: UnitView, outcomes: Mapping[str, Span], read: Mapping[str, Span]
) -> Mapping[str, frozenset[str]]:
    """What leaves open in which year the breach of a rule counts that is surely broken, by rule."""
    if program is None:
        return {}
    broken = [
        rule
        for rule, (low, high) in read.items()
        if low != high and outcomes[rule] == (core.VIOLATED, core.VIOLATED)
    ]
    if broken and view.unit.is_place:
        judged = _judged(program, view, broken)
        tracers = [(f"{organ}.", Tracer(program, one)) for (organ, _), one in judged.place.views]
        tracers.append(("", judged.tracer))
    else:
        tracers = [("", Tracer(program, view))]
    return {
        rule: frozenset(
            name if name.startswith("parameters.") else owner + name
            for owner, tracer in tracers
            for name in _left_open(program.by_id[rule], tracer.about(rule))
        )
        for rule in broken
    }


def _of_place(program: Program, view: UnitView, rules: Collection[str]) -> dict[str, Span]:
    """The outcomes of a place as its sheet reads them: those of each organ in its year, joined."""
    judged = _judged(program, view, rules)
    references = {key: Remembered(organ) for key, organ in judged.place.views}
    own, found = Remembered(judged.place.view), dict[str, Span]()
    for rule in rules:
        lowered = program.by_id[rule]

        def of_organ(organ: str, regraded: bool, lowered: core.RuleProgram = lowered) -> Span:
            at = organ, regraded
            return _in_its_year(lowered, judged.organs[at][lowered.id], references[at])

        found[rule] = judged.place.joined(_in_its_year(lowered, judged.own[rule], own), of_organ)
    return found


def _judged(program: Program, view: UnitView, rules: Collection[str]) -> Judged:
    """The place on these rules, looked at apart from the view: it holds the findings of all rules."""
    about = (view.facts, view.unit, view.vocabulary, view.as_of, view.year, view.year_given)
    part = part_of(program, rules)
    return judge_place(part, UnitView(*about, scored=view.scored), ReferenceEngine().outcomes)


def _left_open(rule: core.RuleProgram, tracer: Tracer) -> Iterator[str]:
    """The facts on which the day of a breach rests, and the parameters that choose between readings."""
    parts = tracer.parts(rule)
    if rule.by_reading and len(parts) > 1:
        for param, _ in parts[0].reading:
            yield from tracer.missing(param, NOTHING)
    for part in parts:
        low, high = _finding(part, tracer.reference)
        if low != high:  # of several norms one is surely broken, this one perhaps, in its own year
            yield from tracer.missing(part.finding, NOTHING)
        yield from _left_open(part, tracer)
    due = _day_of_breach(rule)
    if due is not None and not parts:
        yield from tracer.missing(due, NOTHING)


def _day_of_breach(rule: core.RuleProgram) -> core.Node | None:
    """The one day in whose year a breach counts; None where each act, record or period has its own.

    A due day that follows from the year asked for is another in each: such a breach is of the year in which
    its period ends, though the last day in time may come after that.
    """
    if rule.kind == "prohibition" or rule.counts_by or rule.due is None:
        return None
    day: core.Node | None = rule.due
    if any(isinstance(node, core.Input) and node.name == YEAR.name for node in core.walk(rule.due)):
        day = rule.period[1] if rule.period else None
    return None if day is None or core.free_vars(day) else day


def _has_a_day(rule: core.RuleProgram) -> bool:
    """Whether a breach of the rule, or of a part of it, counts in the year of one day."""
    return any(map(_has_a_day, rule.parts)) if rule.parts else _day_of_breach(rule) is not None


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
