"""What decisions on readings come to for a unit and a year: the parameters that they settle.

A parameter has one value for a whole assessment. Of decisions that count, one that names a rule is nearer
than one that names none; one that another supersedes falls away in the other's years; where several are left,
or where it is not known whether the unit is meant, all that they leave possible stays possible.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import reduce

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, RulesetError
from policy_rules.facts.view import UnitView
from policy_rules.reference.evaluate import Reference
from policy_rules.ruleset.decisions import Decision, Decisions
from policy_rules.ruleset.left_open import Days, by_day, open_between, set_on
from policy_rules.values.known import INF, TRUE, UNDECIDED, T, Truth, Value, join
from policy_rules.vocabulary import Parameter, Vocabulary

Counted = tuple[Decision, bool]
"""A decision, and whether it surely counts."""


@frozen(eq=False)
class Decided:
    """The vocabulary with the parameters decided, and which decisions settle which of them.

    `by` has the decisions by parameter and rule ("" = every rule, or a parameter that rules share).
    `doubtful` are the ids of those of which it is not known whether they count.
    """

    vocabulary: Vocabulary = field(repr=False)
    by: Mapping[tuple[str, str], tuple[Decision, ...]]
    doubtful: frozenset[str] = frozenset()

    def on(self, parameter: str, rule: str) -> tuple[Decision, ...]:
        """The decisions that settle a parameter, for a rule where each has its own."""
        return self.by.get((parameter, rule)) or self.by.get((parameter, ""), ())


def check_units(decisions: Decisions, vocabulary: Vocabulary) -> None:
    """Read the conditions on units; raises RulesetError with all that is wrong with them."""
    faults: list[Fault] = []
    for decision in decisions.decisions:
        _condition(decision, vocabulary, faults)
    if faults:
        raise RulesetError(faults)


def conditions(decisions: Decisions, vocabulary: Vocabulary) -> Iterator[core.Node]:
    """The conditions on units, as trees."""
    for decision in decisions.decisions:
        node = _condition(decision, vocabulary, [])
        if node is not None:
            yield node


def decided(
    decisions: Decisions, view: UnitView, *, year: int | None, known_by: datetime.date | None = None
) -> Decided:
    """What the decisions come to for the unit of the view; `year` is None where none was asked for."""
    vocabulary, standing = view.vocabulary, list(_standing(decisions, view, year, known_by))
    years = vocabulary.year
    days = (-INF, INF) if year is None else (years.first_day(year), years.last_day(year))
    key = ("decided", decisions, tuple((d.id, sure) for d, sure in standing), days)
    return vocabulary.kept.once(key, lambda: _decided(vocabulary, standing, days))


def _standing(
    decisions: Decisions, view: UnitView, year: int | None, known_by: datetime.date | None
) -> Iterator[tuple[Decision, bool]]:
    """The decisions that may count, each with whether it surely does."""
    found: list[tuple[Decision, bool]] = []
    for decision in decisions.decisions:
        why, meant = _aside(decision, view, year, known_by)
        if not why:
            found.append((decision, meant.lo == T))
    superseded = {id_ for decision, sure in found if sure for id_ in decision.supersedes}
    perhaps = {id_ for decision, _ in found for id_ in decision.supersedes}
    return ((d, sure and d.id not in perhaps) for d, sure in found if d.id not in superseded)


def left_aside(
    decisions: Decisions, view: UnitView, *, year: int | None, known_by: datetime.date | None = None
) -> Iterator[tuple[str, Decision]]:
    """The decisions that do not count for the unit of the view, each with why.

    `unknown`: it was not known by then; `undated`: it is for single years, and none was asked for; `years`:
    it is for others; `units`: so it is. What another supersedes is none of them.
    """
    for decision in decisions.decisions:
        why, _ = _aside(decision, view, year, known_by)
        if why:
            yield why, decision


def _aside(
    decision: Decision, view: UnitView, year: int | None, known_by: datetime.date | None
) -> tuple[str, Truth]:
    """Why the decision does not count, as `left_aside` tells, "" where it may; whether it means the unit."""
    if known_by is not None and decision.known_on > known_by:
        return "unknown", UNDECIDED
    if not decision.counts_for(year):
        return "undated" if year is None else "years", UNDECIDED
    meant = _meant(decision, view)
    return ("" if meant.hi == T else "units"), meant


def _meant(decision: Decision, view: UnitView) -> Truth:
    """Whether the unit is one of those that the decision is about."""
    vocabulary, told = view.vocabulary, decision.units
    if told is None:
        return TRUE
    node = vocabulary.kept.once(("units", told.text), lambda: _condition(decision, vocabulary, []))
    assert node is not None
    found = Reference(view).value(node, {})
    assert isinstance(found, Truth)
    return found


def _condition(decision: Decision, vocabulary: Vocabulary, faults: list[Fault]) -> core.Node | None:
    if decision.units is None:
        return None
    from policy_rules.reference.unit_condition import unit_condition

    return unit_condition(decision.units, vocabulary, faults)


def _decided(vocabulary: Vocabulary, standing: list[tuple[Decision, bool]], days: Days) -> Decided:
    parameters = dict(vocabulary.parameters)
    by: dict[tuple[str, str], tuple[Decision, ...]] = {}
    for name in dict.fromkeys(n for decision, _ in standing for n in decision.settles):
        about = [(d, sure) for d, sure in standing if name in d.settles]
        parameters[name] = _settled(parameters[name], about, by)
        if vocabulary.parameters[name].dated and not open_between(vocabulary.parameters[name], days):
            by.pop((name, ""), None)  # what the ruleset has set by then is not decided
    doubtful = frozenset(d.id for d, sure in standing if not sure)
    return Decided(vocabulary.with_parameters(parameters), by, doubtful)


def _settled(
    parameter: Parameter, about: list[Counted], by: dict[tuple[str, str], tuple[Decision, ...]]
) -> Parameter:
    """The parameter with what the decisions leave possible."""
    name = parameter.name
    if not parameter.per_rule:
        by[name, ""] = tuple(d for d, _ in about)
        values = [d.settles[name] for d, _ in about]
        days = sorted({day for each in (parameter, *values) for day, _ in by_day(each)})
        found = [(day, _possible(_told_on(day, name, about), set_on(parameter, day))) for day in days]
        return evolve(parameter, values=tuple((day, value) for day, value in found if value is not None))
    rules = dict(parameter.rule_values)
    for rule in dict.fromkeys(r for d, _ in about for r in d.settles[name].rule_values):
        own = [(d, sure) for d, sure in about if rule in d.settles[name].rule_values]
        nearest = [(d, sure) for d, sure in own if (name, rule) in d.named]
        counted = nearest if any(sure for _, sure in nearest) else own
        told = [(d, sure, d.settles[name].rule_values[rule]) for d, sure in counted]
        value = _possible(told, rules.pop(rule, None))
        rules |= {} if value is None else {rule: value}
        by[name, rule] = tuple(d for d, _ in counted)
    return evolve(parameter, rule_values=rules)


def _told_on(day: int, name: str, about: list[Counted]) -> list[tuple[Decision, bool, Value]]:
    """What the decisions say of a day: each fills what the ruleset leaves open."""
    told = [(d, sure, set_on(d.settles[name], day)) for d, sure in about]
    return [(d, sure, value) for d, sure, value in told if value is not None]


def _possible(told: list[tuple[Decision, bool, Value]], before: Value | None) -> Value | None:
    """Any of the values, and what was before where no decision surely counts; None: whatever it may be."""
    found = reduce(join, (value for _, _, value in told))
    if any(sure for _, sure, _ in told):
        return found
    return None if before is None else join(found, before)
