"""A session: facts of units asserted, changed and retracted one by one, and what follows from them."""

from __future__ import annotations

import datetime
import threading
import weakref
from collections.abc import Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from attrs import evolve

from policy_rules.domain import Num
from policy_rules.engines.session.edit import put, remove
from policy_rules.engines.session.findings import Outcomes
from policy_rules.engines.session.naming import slot_of
from policy_rules.engines.session.reads import BELOW, Read
from policy_rules.engines.session.slots import Slot
from policy_rules.engines.session.truths import unlike_the_chain
from policy_rules.engines.session.unit import Frame, Unit
from policy_rules.errors import EngineError, FactsError, Fault, near_miss
from policy_rules.facts.model import Facts, Source, UnitFacts
from policy_rules.ir.program import Program
from policy_rules.ir.trace import RuleResult, Tracer
from policy_rules.ruleset.model import RulesetModel

Changes = Mapping[str, tuple[Outcomes | None, Outcomes]]


class Session:
    """Facts of units, changed one by one as of a day; findings follow each step.

    Paths name facts as facts files do: `staffing.posts_total`, `lectures[l1]`, `lectures[l1].held_on`,
    `complete[lectures, 2024]`, `reported[measure, 2024]`, `exceptions[rule]`, `gradings[rule, 2024]`.
    A step that cannot be taken raises FactsError and leaves the session as it was. One session may be
    used by several threads, which then take turns.
    """

    def __init__(
        self,
        model: RulesetModel,
        program: Program,
        *,
        as_of: datetime.date,
        year: int | None = None,
        sheet: object = None,
    ) -> None:
        lacking = [(rule.id, told) for rule in program.rules if (told := unlike_the_chain(rule))]
        if lacking:
            raise EngineError([Fault(f"a session cannot carry the rule `{rule}`: {told}") for rule, told in lacking])
        self._units: dict[str, Unit] = {}
        self._facts: dict[str, UnitFacts] = {}
        day = as_of.toordinal()
        self._frame = Frame(model, program, day, year or as_of.year, year is not None, Facts(self._facts))
        self._lock = threading.RLock()
        self._changed: dict[str, Changes] = {}
        self._closed = False
        self._release = weakref.finalize(self, _put_away, self._units)
        self._release.atexit = False

    # -- steps -------------------------------------------------------------------------------------

    def load(self, facts: Facts) -> None:
        """Take the units of bound facts in, all or none of them."""
        with self._open():
            known = [unit for unit in facts.units if unit in self._units]
            if known:
                raise FactsError([Fault(f"the unit `{unit}` is in the session already") for unit in known])
            for name, unit in facts.units.items():
                self._take(name, unit)
            self._changed = {}

    def add_unit(self, unit: str, *, name: str = "", parent: str = "") -> None:
        """Take in a unit without facts; `parent` is the unit above it."""
        with self._open():
            if unit in self._units:
                raise FactsError(Fault(f"the unit `{unit}` is in the session already"))
            self._take(unit, UnitFacts(unit, name or unit, parent))
            self._changed = {}
            self._look_up(unit)

    def assert_fact(self, unit: str, path: str, value: object, source: str | Source = "") -> None:
        """Put a fact where none stands; the first one takes the unit in."""
        with self._open():
            slot, facts = self._slot(path), self._facts.get(unit) or UnitFacts(unit, unit)
            if slot.find(facts) is not None:
                raise FactsError(Fault(f"`{path}` of `{unit}` is there already", hint="change it, or retract it"))
            self._step(unit, put(facts, slot, value, source, self._frame.model), slot.reads)

    def change_fact(self, unit: str, path: str, value: object, source: str | Source = "") -> None:
        """Put another value in the place of a fact."""
        with self._open():
            slot, facts = self._slot(path), self._there(unit, path)
            self._step(unit, put(facts, slot, value, source, self._frame.model), slot.reads)

    def retract_fact(self, unit: str, path: str) -> None:
        """Take a fact back, with all that followed from it."""
        with self._open():
            slot, facts = self._slot(path), self._there(unit, path)
            self._step(unit, remove(facts, slot), slot.reads)

    def _step(self, name: str, facts: UnitFacts, reads: Iterable[Read]) -> None:
        """Put the unit's new facts in place, and look at the rules that read them."""
        new = name not in self._units
        if new:
            self._take(name, UnitFacts(name, facts.name))
        unit = self._units[name]
        try:
            unit.settle()
            before = unit.facts
            unit.facts = self._facts[name] = facts
            try:
                changed = {name: unit.conclude(self._frame.touched(reads))}
                changed |= self._look_up(name)
            except BaseException:
                unit.facts = self._facts[name] = before
                raise
        except BaseException:
            if new:
                self._drop(name)
            raise
        self._changed = changed
    ...
