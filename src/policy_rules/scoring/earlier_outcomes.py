"""The outcome of a rule on an earlier day: for an item that was due before the rule itself is.

A year's arrangement may ask for a task earlier than the policy does; by the rule's own day it would be
pending for years, and never cost a point.
"""

from __future__ import annotations

import datetime

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import Tracer
from policy_rules.values.known import Num


class Earlier:
    """Outcomes of one unit's rules as of other days than that of the view; each is worked out once."""

    def __init__(self, program: Program, view: UnitView) -> None:
        self.program, self.view = program, view
        self._tracers: dict[datetime.date, Tracer] = {}
        self._found: dict[tuple[str, datetime.date], tuple[int, int]] = {}

    def overdue(self, rule: str, due: datetime.date) -> tuple[int, int]:
        """The rule's outcome as of the due day, now past: what was pending then is violated."""
        low, high = self._on(rule, due)
        return tuple(core.VIOLATED if end == core.PENDING else end for end in (low, high))  # type: ignore[return-value]

    def _on(self, rule: str, day: datetime.date) -> tuple[int, int]:
        tracer = self._tracers.get(day)
        if tracer is None:
            view = self.view
            then = UnitView(
                view.facts, view.unit, view.vocabulary, day.toordinal(), view.year, view.year_given
            )
            tracer = self._tracers[day] = Tracer(self.program, then)
        if rule not in tracer.view.findings:
            lowered = self.program.by_id[rule]
            for read in sorted(lowered.after):
                self._on(read, day)
            found = tracer.reference.value(lowered.finding, {})
            assert isinstance(found, Num)
            tracer.view.findings[rule] = tracer.record(lowered, found)
            self._found[rule, day] = (int(found.lo), int(found.hi))
        return self._found[rule, day]
