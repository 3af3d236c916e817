"""What an assessment of a year leaves to others: instances left out, and those open at the year's end."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Remembered, Scope, instance
from policy_rules.reference.trace import Tracer
from policy_rules.reference.withheld import value_told
from policy_rules.values.days import FIRST, LAST
from policy_rules.values.known import NEVER, Num, Value


@frozen
class CarriedOver:
    """A duty on a record that counts in another year, and was open on the year's last day.

    Before the year's end it is open as of the day of assessment. `due` is its day where that was known then;
    `certain`: it surely was open, and surely counts in another year. `organ` is that of a place whose record
    it is.
    """

    rule: str
    id: str
    due: datetime.date | None
    certain: bool
    organ: str = ""


@frozen
class OtherYears:
    """`left_out`: how many instances of how many rules surely count in other years than the one asked for."""

    carried_over: tuple[CarriedOver, ...] = ()
    left_out: int = 0
    rules: int = 0


@frozen
class _Looked:
    """The rules on one view, where each finding is worked out once."""

    tracer: Tracer
    done: set[str] = field(factory=set)

    def concerns(self, rule: core.RuleProgram) -> bool:
        """Whether the rule may apply to the unit at all."""
        for read in sorted(rule.after - self.done):
            self.concerns(self.tracer.program.by_id[read])
        self.done.add(rule.id)
        return self.tracer.finding(rule)[1] > core.NOT_APPLICABLE

    def instances(self, part: core.RuleProgram) -> Iterator[tuple[str, Scope, bool]]:
        """The records of each instance that facts tell of, by their ids, and whether they surely are."""
        variables = tuple(v for v, _ in part.each)
        for scope, sure in self.tracer.scopes(part.each):
            if not any(r.generic or r.of_others for r in scope.values()):
                yield instance(variables, scope), scope, sure


def other_years(program: Program, view: UnitView) -> OtherYears:
    """What the year asked for leaves to others; nothing where none was, or in version 1 of the language."""
    if program.model.language == 1 or not view.year_given:
        return OtherYears()
    if view.unit.is_place:
        found = [(organ.unit.id, other_years(program, organ)) for organ in view.organs]
        return left_out_together(
            evolve(one, carried_over=tuple(evolve(c, organ=organ) for c in one.carried_over))
            for organ, one in found
        )
    asked = _Looked(Tracer(program, view))
    last, now = view.vocabulary.year.last_day(view.year), _without_year(program, view, view.as_of)
    then = now if view.as_of <= last else _without_year(program, view, last)
    carried: list[CarriedOver] = []
    left_out: dict[str, int] = {}
    for rule in program.rules:
        if rule.counted is not None and rule.counted.isdisjoint(view.unit.lists):
            continue
        parts = [part for part in rule.told.parts or (rule.told,) if part.counts_by]
        reads = bool(rule.after)  # then what it reads has to be worked out before its instances are looked at
        if not parts or (reads and not now.concerns(rule)):
            continue
        left = 0
        for part in parts:
            known = {name for name, _, _ in asked.instances(part)}
            left += sum(name not in known for name, _, _ in now.instances(part))
        if left and now.concerns(rule):
            left_out[rule.id] = left
        if reads and not then.concerns(rule):
            continue
        open_ = [c for part in parts for c in _carried(rule.id, part, asked, then)]
        if open_ and now.concerns(rule) and then.concerns(rule):
            carried += open_
    return OtherYears(tuple(carried), sum(left_out.values()), len(left_out))


def left_out_together(found: Iterable[OtherYears]) -> OtherYears:
    """Of several units together; of how many rules at least, as each counts its own."""
    every = tuple(found)
    carried = tuple(c for one in every for c in one.carried_over)
    return OtherYears(
        carried, sum(one.left_out for one in every), max((one.rules for one in every), default=0)
    )


def _without_year(program: Program, view: UnitView, day: int) -> _Looked:
    about = (view.facts, view.unit, view.vocabulary, day, view.year)
    then = UnitView(*about, year_given=False, scored=view.scored)
    return _Looked(Tracer(program, then, Remembered(then)))


def _carried(rule: str, part: core.RuleProgram, asked: _Looked, then: _Looked) -> Iterator[CarriedOver]:
    """The instances of a rule that were open, and do not surely count in the year."""
    if part.counts_by != "owed" or part.instance is None or part.due is None:
        return
    counted = {name: sure for name, _, sure in asked.instances(part)}
    for name, scope, sure in then.instances(part):
        found = then.tracer.reference.value(part.instance, scope)
        assert isinstance(found, Num)
        if found.lo <= core.PENDING <= found.hi and not counted.get(name, False):
            certain = sure and found.lo == found.hi and name not in counted
            due = value_told(then.tracer.reference.value(part.due, scope), part.due, then.tracer.view)
            yield CarriedOver(rule, name, _day(due), certain)


def _day(due: Value) -> datetime.date | None:
    if not isinstance(due, Num):
        return None
    settled = due.lo == due.hi and due.null == NEVER and FIRST <= due.lo <= LAST
    return datetime.date.fromordinal(int(due.lo)) if settled else None
