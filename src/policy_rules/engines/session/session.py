"""A session: facts of units asserted, changed and retracted one by one, and what follows from them."""

from __future__ import annotations

import datetime
import threading
import weakref
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import Any, Self

from attrs import evolve

from policy_rules.arguments import Day, Year, asked_day, asked_year, id_of, name_among
from policy_rules.engines.session.chain_findings import Outcomes
from policy_rules.engines.session.chain_rules import chain
from policy_rules.engines.session.kept_findings import Change, Frame
from policy_rules.engines.session.place import PlaceInSession
from policy_rules.engines.session.rule_truths import unlike_the_chain
from policy_rules.engines.session.stays_here import StaysHere
from policy_rules.engines.session.unit import Unit
from policy_rules.errors import EngineError, FactsError, Fault, printed
from policy_rules.facts.bind import bind, check_bound
from policy_rules.facts.bind_places import faults_of_added
from policy_rules.facts.bound import Facts, Source, UnitFacts
from policy_rules.facts.edit import put, remove
from policy_rules.facts.facts_file import FactsLike, RawFacts, load_facts
from policy_rules.facts.naming import slot_of
from policy_rules.facts.slots import Slot
from policy_rules.lowering.program import Program
from policy_rules.reference.rule_reads import BELOW, ENTRIES, Read
from policy_rules.reference.trace import RuleResult
from policy_rules.ruleset.decisions import Decisions, without
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.entries import on_file
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheets.changed_parameters import (
    SetHere,
    read_again,
    set_here,
    with_parameter,
)

Changes = Mapping[str, Change]
Touched = tuple[str, frozenset[Read] | None]
"""A unit with the reads that were touched; None: all."""
_SLOTS_KEPT = 10_000


class Session(StaysHere):
    """Facts of units, changed one by one as of a day; findings follow each step.

    Paths name facts as facts files do: `staffing.posts_total`, `lectures[l1]`, `lectures[l1].held_on`,
    `complete[lectures, 2024]`, `reported[measure, 2024]`, `exceptions[rule]`, `gradings[rule, 2024]`,
    `entries[name, 2024]`, `corrections[id]`.
    A step that cannot be taken raises FactsError and leaves the session as it was. One session may be
    used by several threads, which then take turns.
    """

    def __init__(
        self,
        model: RulesetModel,
        program: Program,
        *,
        as_of: Day,
        year: Year | None = None,
        sheet: Sheet | None = None,
        decisions: Decisions | None = None,
        profile: str = "",
    ) -> None:
        lacking = [(rule.id, told) for rule in program.rules if (told := unlike_the_chain(rule))]
        if lacking:
            raise EngineError(
                [Fault(f"a session cannot carry the rule `{rule}`: {told}") for rule, told in lacking]
            )
        chain()  # says at once where durable cannot be had
        self._units: dict[str, Unit | PlaceInSession] = {}
        self._facts: dict[str, UnitFacts] = {}
        day = asked_day(as_of, "as_of").toordinal()
        years = _year(year, day, model)
        self._frame = Frame(model, program, day, *years, Facts(self._facts), sheet, decisions)
        self._profile = profile
        self._set_here: SetHere = {}
        self._lock = threading.RLock()
        self._slots: dict[str, Slot[Any]] = {}
        self._changed: dict[str, Changes] = {}
        self._closed = False
        self._release = weakref.finalize(self, _abandon, self._units)
        self._release.atexit = False

    # -- steps -------------------------------------------------------------------------------------

    def load(self, facts: RawFacts | Facts | FactsLike) -> None:
        """Take in the units of facts, all or none: loaded or bound ones, a file, a folder, a mapping."""
        with self._open():
            if not isinstance(facts, Facts):
                raw = facts if isinstance(facts, RawFacts) else load_facts(facts)
                facts = bind(raw, self._frame.model)
            check_bound(facts, self._frame.model)
            known = [unit for unit in facts.units if unit in self._units]
            if known:
                raise FactsError([Fault(f"the unit `{unit}` is in the session already") for unit in known])
            self._take_all(facts.units)

    def add_unit(
        self, unit: str, *, name: str = "", parent: str = "", place: bool = False, organ_of: str = ""
    ) -> None:
        """Take in a unit without facts.

        `parent` is the unit above it. `place`: it is judged by its organs, which name it by `organ_of`.
        """
        with self._open():
            id_of(unit, "a unit")
            if unit in self._units:
                raise FactsError(Fault(f"the unit `{unit}` is in the session already"))
            facts = UnitFacts(unit, name or unit, parent, organ_of=organ_of, is_place=place)
            if faults := list(faults_of_added(facts, self._facts, self._frame.model)):
                raise FactsError(faults)
            self._take_all({unit: facts})

    def assert_fact(self, unit: str, path: str, value: object, source: str | Source = "") -> None:
        """Put a fact where none stands; the first one takes the unit in."""
        with self._open():
            slot, facts = self._slot(path), self._facts.get(id_of(unit, "a unit")) or UnitFacts(unit, unit)
            if slot.find(facts) is not None:
                raise FactsError(
                    Fault(f"`{path}` of `{unit}` is there already", hint="change it, or retract it")
                )
            self._step(unit, put(facts, slot, value, source, self._frame.model), slot.reads)

    def change_fact(self, unit: str, path: str, value: object, source: str | Source = "") -> None:
        """Put another value in the place of a fact."""
        with self._open():
            slot = self._slot(path)
            facts = self._standing(unit, slot, path)
            self._step(unit, put(facts, slot, value, source, self._frame.model), slot.reads)

    def retract_fact(self, unit: str, path: str) -> None:
        """Take a fact back, with all that followed from it."""
        with self._open():
            slot = self._slot(path)
            facts = self._standing(unit, slot, path)
            self._step(unit, remove(facts, slot, self._frame.model), slot.reads)

    # -- what all units share ------------------------------------------------------------------------

    def set_day(self, as_of: Day) -> None:
        """Look at the facts as of another day, and for its year where none was asked for."""
        with self._open():
            day, frame = asked_day(as_of, "as_of").toordinal(), self._frame
            year = frame.year if frame.year_given else frame.model.vocabulary.year.year(day)
            self._share(evolve(frame, as_of=day, year=year), None)

    def set_year(self, year: Year | None) -> None:
        """Judge recurring rules for another year; None: for that of the day, as without a year."""
        with self._open():
            number, given = _year(year, self._frame.as_of, self._frame.model)
            self._share(evolve(self._frame, year=number, year_given=given), None)

    def set_parameter(self, name: str, value: object, *, rule: str = "") -> None:
        """Give a parameter of the ruleset or the sheet another value, at all times; UNKNOWN opens it.

        `rule` is the rule whose own value it is. The value is written as in a profile.

        Raises:
            RulesetError: nothing declares the parameter, it cannot have the value, or the sheet cannot
                be read with it.
        """
        with self._open():
            frame = self._frame
            model = with_parameter(frame.model, frame.sheet, name, value, rule)
            sheet = None if frame.sheet is None else read_again(model, frame.sheet, frame.program.by_id)
            left = frame.decisions and without(frame.decisions, frozenset((name,)))
            frame = evolve(frame, model=model, sheet=sheet, decisions=left)
            self._share(frame, frozenset({("parameter", name), ENTRIES}))
            self._set_here = set_here(self._set_here, name, rule, value)

    def _share(self, frame: Frame, reads: frozenset[Read] | None) -> None:
        """Let all units stand in the frame; those looked at look again at what reads these (None: at all)."""
        before = self._frame
        for unit in self._facts.values():
            _check_on_file(frame, unit)
        self._lay(frame)
        looked_at = [(name, reads) for name, unit in self._units.items() if unit.settled]
        self._follow(looked_at, lambda: self._lay(before))

    def _lay(self, frame: Frame) -> None:
        self._frame = frame
        for unit in self._units.values():
            unit.frame = frame

    def _step(self, name: str, facts: UnitFacts, reads: Iterable[Read]) -> None:
        """Put the unit's new facts in place, and look at what reads them, here and in the units above."""
        new = name not in self._units
        unit = self._take(name, UnitFacts(name, facts.name)) if new else self._units[name]
        before = unit.facts
        try:
            unit.settle()
            unit.facts = self._facts[name] = facts
            self._follow([(name, frozenset(reads)), *self._above([name])], lambda: self._back(unit, before))
        except BaseException:
            if new:
                self._drop([name])
            raise

    def _back(self, unit: Unit | PlaceInSession, before: UnitFacts) -> None:
        unit.facts = self._facts[before.id] = before

    def _follow(self, touched: Iterable[Touched], undo: Callable[[], None]) -> None:
        """Let each unit look at what was touched; where one fails, undo and let all look at that."""
        done: list[Touched] = []
        changed: dict[str, Changes] = {}
        try:
            for name, reads in touched:
                changed[name] = self._units[name].conclude(reads)
                done.append((name, reads))
        except BaseException:
            undo()
            for name, reads in done:
                self._units[name].conclude(reads)
            raise
        self._changed = changed

    def _above(self, names: Iterable[str]) -> list[Touched]:
        """What has been looked at and looks at these: units above, where rules look below, then places."""
        touched = dict.fromkeys(names)
        found = self._units_above(touched)
        touched |= dict.fromkeys(name for name, _ in found)
        places = dict.fromkeys(self._facts[name].organ_of for name in touched)
        return found + [(p, None) for p in places if p in self._units and self._units[p].settled]

    def _units_above(self, names: Iterable[str]) -> list[Touched]:
        """The units above these that have been looked at, where rules look at the units below."""
        seen, found = set(names), list[Touched]()
        for name in tuple(seen) if self._frame.reads_below else ():
            at = self._facts[name].parent
            while at in self._units and at not in seen:
                seen.add(at)
                if self._units[at].settled:
                    found.append((at, frozenset({BELOW})))
                at = self._facts[at].parent
        return found

    def _take_all(self, units: Mapping[str, UnitFacts]) -> None:
        """Take units in, and let those above them look again."""
        for facts in units.values():
            _check_on_file(self._frame, facts)
        for name, facts in units.items():
            self._take(name, facts)
        self._follow(self._above(units), lambda: self._drop(units))

    def _take(self, name: str, facts: UnitFacts) -> Unit | PlaceInSession:
        self._facts[name] = facts
        unit = PlaceInSession(self._frame, facts) if facts.is_place else Unit(self._frame, facts)
        self._units[name] = unit
        return unit

    def _drop(self, names: Iterable[str]) -> None:
        for name in tuple(names):
            self._units.pop(name).put_away()
            del self._facts[name]

    # -- names -------------------------------------------------------------------------------------

    def _slot(self, path: str) -> Slot[Any]:
        if not isinstance(path, str):
            raise FactsError(Fault(f"`{printed(path)}` is no path of a fact", hint="paths are texts"))
        if path not in self._slots:
            if len(self._slots) >= _SLOTS_KEPT:
                self._slots.clear()
            self._slots[path] = slot_of(path, self._frame.model)
        return self._slots[path]

    def _unit(self, name: str) -> Unit | PlaceInSession:
        return self._units[name_among(name, self._units, "the session has no unit", FactsError)]

    def _standing(self, name: str, slot: Slot[Any], path: str) -> UnitFacts:
        """The unit's facts, where the slot holds one."""
        facts = self._unit(name).facts
        if slot.find(facts) is None:
            raise FactsError(Fault(f"`{path}` of `{name}` is not there", hint="assert it"))
        return facts

    def _open(self) -> threading.RLock:
        if self._closed:
            raise EngineError("the session is closed")
        return self._lock

    # -- what follows ------------------------------------------------------------------------------

    def _settled(self, name: str) -> Unit | PlaceInSession:
        unit = self._unit(name)
        unit.settle()
        return unit

    @property
    def as_of(self) -> datetime.date:
        """The day as of which the facts are looked at."""
        return datetime.date.fromordinal(self._frame.as_of)

    @property
    def year(self) -> int | None:
        """The year that was asked for."""
        return self._frame.year if self._frame.year_given else None

    @property
    def units(self) -> tuple[str, ...]:
        """The units of the session, in the order in which they came."""
        return tuple(self._units)

    def holds(self, unit: str, path: str) -> bool:
        """Whether a fact stands at the path; of a unit that is not in the session none does."""
        with self._open():
            slot = self._slot(path)
            return unit in self._units and slot.find(self._units[unit].facts) is not None

    def facts(self, unit: str) -> UnitFacts:
        """The unit's facts as they stand."""
        with self._open():
            return self._unit(unit).facts

    def labels(self, unit: str) -> tuple[str, ...]:
        """What must be said beside all that is told of the unit: `illustrative`, `constructed`."""
        with self._open():
            used, constructed = (self._frame.sheet, self._frame.decisions), self._unit(unit).facts.constructed
            invented = self._profile or any(self._set_here.values())
            invented = invented or any(each is not None and each.illustrative for each in used)
            return (*(["illustrative"] if invented else ()), *(["constructed"] if constructed else ()))

    def outcomes(self, unit: str) -> dict[str, Outcomes]:
        """Each rule with its least and greatest outcome, in the program's order."""
        with self._open():
            found = self._settled(unit).outcomes
            return {rule.id: found[rule.id] for rule in self._frame.program.rules}

    def results(self, unit: str) -> dict[str, RuleResult]:
        """Each rule with its finding and what explains it; comparisons and missing facts by the reference."""
        with self._open():
            return self._settled(unit).results()

    def changed(self, unit: str | None = None) -> Changes:
        """What the last step changed, of its own unit where none is named: rules with what was and is."""
        with self._open():
            about = next(iter(self._changed), "") if unit is None else self._unit(unit).facts.id
            return dict(self._changed.get(about, {}))

    def score(self, unit: str) -> Score | None:
        """The score with its ledger; None without a sheet."""
        with self._open():
            return self._settled(unit).score

    def grade(self, unit: str) -> frozenset[str] | None:
        """The grades still possible; None without a sheet."""
        found = self.score(unit)
        return None if found is None else found.grade

    def consequences(self, unit: str) -> dict[str, str]:
        """Each consequence with whether it is `certain`, `possible` or `excluded`."""
        with self._open():
            return dict(self._settled(unit).consequences())

    # -- the end -----------------------------------------------------------------------------------

    def close(self) -> None:
        """Give everything back; the session cannot be used again."""
        with self._lock:
            self._closed = True
            self._release.detach()
            for unit in self._units.values():
                unit.put_away()
            self._units.clear()
            self._facts.clear()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _check_on_file(frame: Frame, facts: UnitFacts) -> None:
    if frame.sheet is not None:
        on_file(frame.sheet, facts.entries, facts.corrections, frame.as_of, frame.view(facts))


def _year(year: object, day: int, model: RulesetModel) -> tuple[int, bool]:
    """The year that is judged, and whether it was asked for."""
    asked = asked_year(year)
    return (model.vocabulary.year.year(day), False) if asked is None else (asked, True)


def _abandon(units: Mapping[str, Unit | PlaceInSession]) -> None:
    for unit in units.values():
        if isinstance(unit, Unit):
            unit.memory.chain.states.abandon(unit.memory)
