"""The outcome of a rule on an earlier day: for an item that was due before the rule itself is.

A year's arrangement may ask for a task earlier than the policy does; by the rule's own day it would be
pending for years, and never cost a point.
"""

from __future__ import annotations

import datetime
from functools import cached_property

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program, part_of
from policy_rules.reference.places import PlaceReadings, judge_place
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import Num


class Earlier:
    """Outcomes of one unit's rules as of other days than that of the view; each is worked out once."""

    def __init__(self, program: Program, view: UnitView) -> None:
        self.program, self.view = program, view
        self._tracers: dict[datetime.date, Tracer] = {}
        self._found: dict[tuple[str, datetime.date], tuple[int, int]] = {}

    @cached_property
    def organs(self) -> PlaceReadings | None:
        """Of a place, by which organs it is judged on the day of the view."""
        return PlaceReadings.of(self.program, self.view) if self.view.unit.is_place else None

    def overdue(self, rule: str, due: datetime.date) -> tuple[int, int]:
        """The rule's outcome as of the due day, now past: what was pending then is violated."""
        low, high = self._on(rule, due)
        return tuple(core.VIOLATED if end == core.PENDING else end for end in (low, high))  # type: ignore[return-value]

    def _on(self, rule: str, day: datetime.date) -> tuple[int, int]:
        if self.view.unit.is_place:
            return self._of_place(rule, day)
        tracer = self._tracers.get(day)
        if tracer is None:
            tracer = self._tracers[day] = Tracer(self.program, self._then(day))
        if rule not in tracer.view.findings:
            lowered = self.program.by_id[rule]
            for read in sorted(lowered.after):
                self._on(read, day)
            found = tracer.reference.value(lowered.finding, {})
            assert isinstance(found, Num)
            tracer.view.findings[rule] = tracer.record(lowered, found)
            self._found[rule, day] = (int(found.lo), int(found.hi))
        return self._found[rule, day]

    def _of_place(self, rule: str, day: datetime.date) -> tuple[int, int]:
        """The joined outcome of a place, whose organs are looked at as of that day, too."""
        if (rule, day) not in self._found:
            part = part_of(self.program, (rule,))
            found = judge_place(part, self._then(day), ReferenceEngine().outcomes)
            self._found[rule, day] = found.joined[rule]
        return self._found[rule, day]

    def _then(self, day: datetime.date) -> UnitView:
        view = self.view
        return UnitView(view.facts, view.unit, view.vocabulary, day.toordinal(), view.year, view.year_given)
