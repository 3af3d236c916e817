"""Open parameters while it is asked what hangs on them: who reads them, their readings, and each put in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.parameter_readers import parameter_readers
from policy_rules.lowering.program import Program
from policy_rules.results.question_points import read_by_sheet
from policy_rules.ruleset.left_open import Days, leaves_open, open_between, open_filled
from policy_rules.ruleset.listed import Choices, readings_of
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.profile import mark_type
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.known import INF, End, Num, Value, join, point
from policy_rules.vocabulary import Parameter, Type, Vocabulary

Users = Mapping[str, Type]
"""The rules that read a parameter, by id ("" where all share one value), each with its type there."""


@frozen(eq=False)
class OpenParameter:
    """An open parameter while its cases are looked for."""

    parameter: Parameter
    users: Users
    joins: bool
    readings: tuple[tuple[Value, Type], ...]
    listed: bool

    @property
    def name(self) -> str:
        """The parameter's name."""
        return self.parameter.name

    def reads(self, rule: str) -> bool:
        """Whether the rule may read it: one that reads the outcome of another may be moved, too."""
        return rule in self.users or self.joins

    def possible(self, reading: int, view: UnitView, rule: str) -> bool:
        """Whether the reading is one of what is left open for the rule and the unit."""
        value, type = self.readings[reading]
        own = self.users.get(rule, type)
        if own.kind == "label" and own.labels != type.labels and not set(_members(value)) <= set(own.labels):
            return False
        if self.parameter.dated:
            return leaves_open(view.vocabulary.parameters[self.name], value, _days(view))
        now = view.parameter(self.name, rule if self.parameter.per_rule else "", own, point(view.as_of))
        return join(now, value) == now

    def possible_for(self, reading: int, view: UnitView) -> bool:
        """Whether the reading is one of what is left open for the unit and some rule."""
        return any(self.possible(reading, view, rule) for rule in self._asked_for)

    def open_in(self, view: UnitView) -> bool:
        """Whether it is left open for a rule and the unit."""
        day, type = point(view.as_of), self.parameter.type
        if self.parameter.dated:
            return open_between(view.vocabulary.parameters[self.name], _days(view))
        return any(
            not view.parameter(self.name, rule, self.users.get(rule, type), day).settled
            for rule in self._asked_for
        )

    @property
    def _asked_for(self) -> Iterable[str]:
        """The rules of which each has a value of its own, or "" for all."""
        return self.users if self.parameter.per_rule else ("",)

    def put_in(self, reading: int, view: UnitView, only: str = "") -> UnitView:
        """The view where the reading is decided, for all rules (or the `only` one) for which it can be."""
        value, _ = self.readings[reading]
        if self.parameter.per_rule:
            given = view.vocabulary.parameters[self.name].rule_values
            rules = (only,) if only else self.users
            found = {rule: value for rule in rules if self.possible(reading, view, rule)}
            changed = evolve(self.parameter, values=(), rule_values={**given, **found})
        else:
            changed = open_filled(view.vocabulary.parameters[self.name], value)
        return _with_parameter(view, changed)


def open_parameters(model: RulesetModel, program: Program) -> Iterator[OpenParameter]:
    """Every parameter with the rules that read it and its readings."""
    reading = parameter_readers(program)
    declared = model.places
    joins = {w.removeprefix("parameters.") for w in (declared.counted, declared.gradings)} if declared else ()
    for name, parameter in model.vocabulary.parameters.items():
        if parameter.left:
            continue  # for people: nothing hangs on it
        own = {rule: _type(model, rule, node) for rule, node in reading.get(name, {}).items()}
        types = list(dict.fromkeys(own.values() if parameter.per_rule else ())) or [parameter.type]
        told = [(type, readings_of(parameter, type)) for type in types]
        values = {value: type for type, found in reversed(told) for value in reversed(found.values)}
        readings = tuple(reversed(values.items()))
        yield OpenParameter(parameter, own, name in joins, readings, _all_listed([r for _, r in told]))


def with_ends_of_sheets(open_: OpenParameter, sheets: Iterable[Sheet]) -> OpenParameter:
    """The parameter, where nobody can list its readings also with the ends that a sheet leaves."""
    reads = () if open_.listed else [read_by_sheet(sheet, open_.name) for sheet in sheets]
    types = [declared.type for declared in reads if declared is not None]
    more = {value: type for type in types for value in readings_of(open_.parameter, type).values}
    every = {**more, **dict(open_.readings)}.items()
    return evolve(open_, readings=tuple(sorted(every, key=_least))) if more else open_


def _least(told: tuple[Value, Type]) -> End:
    return told[0].lo if isinstance(told[0], Num) else -INF


def _type(model: RulesetModel, rule: str, node: core.Param) -> Type:
    """The type of a parameter as a rule reads it: a pass mark is a label of the rule's own scale."""
    own = node.name == "pass_mark" and not node.type.labels
    return mark_type(model, model.rules[rule]) if own else node.type


def _all_listed(found: list[Choices]) -> bool:
    return all(readings.whole for readings in found)


def narrowed_to_open(open_: OpenParameter) -> OpenParameter | None:
    """The parameter, for the rules for which the ruleset leaves it open; None where it is set."""
    parameter = open_.parameter
    if not parameter.per_rule:
        return None if parameter.values or parameter.table is not None else open_
    users = {rule: type for rule, type in open_.users.items() if rule not in parameter.rule_values}
    return evolve(open_, users=users) if users else None


def _days(view: UnitView) -> Days:
    """The days on which a parameter with values by day is read: of the year, and on to that of assessment."""
    years = view.vocabulary.year
    return years.first_day(view.year), max(years.last_day(view.year), view.as_of)


def _with_parameter(view: UnitView, parameter: Parameter) -> UnitView:
    """The view where a parameter has another value."""
    changed = {**view.vocabulary.parameters, parameter.name: parameter}
    vocabulary: Vocabulary = view.vocabulary.with_parameters(changed)
    about = (view.facts, view.unit, vocabulary, view.as_of, view.year, view.year_given)
    return UnitView(*about, scored=view.scored)


def _members(value: Value) -> frozenset[str]:
    members = getattr(value, "members", None)
    return members or frozenset()
