"""The records on file behind a line of the ledger: entries of persons, exceptions, corrections."""

from __future__ import annotations

import datetime
import re
from functools import cached_property

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.bound import (
    CorrectionRecord,
    EntryRecord,
    ExceptionRecord,
    GradingRecord,
    UnitFacts,
)
from policy_rules.facts.corrections_in_order import of_the_year
from policy_rules.facts.odd_makers import gradings_of
from policy_rules.facts.timeline import in_force
from policy_rules.results.assessment import Assessment
from policy_rules.scoring.earlier_outcomes import Earlier
from policy_rules.scoring.ledger import Line, Score
from policy_rules.values.known import F, Num

_NAMED = re.compile(r"(exceptions|corrections)\[(.*)\]", re.DOTALL)


@frozen(slots=False)
class RecordsOnFile:
    """Finds what is on file for the lines of one score."""

    assessment: Assessment
    score: Score

    def entries(self, line: Line) -> tuple[EntryRecord, ...]:
        """The entries behind a line, in the order in which they were made.

        A line tells an entry as it was first made; what replaced it is a line of its own, and shows
        both.
        """
        found: list[EntryRecord] = []
        for name in line.because.get("entries", ()):
            held = self.of_entry(name)
            first = [entry for entry in held if not entry.replaces] or held[:1]
            found += held if line.effect == "entry replaced" else first
        return tuple(found)

    def of_entry(self, name: str) -> list[EntryRecord]:
        """All records of an entry that are on file on the day, by its name and record: `manner(b1)`."""
        year, day = self.score.sheet.year, self.assessment.as_of
        return [
            e
            for e in self.assessment.unit.entries
            if e.year in (None, year)
            and (e.date is None or e.date <= day)
            and name == (f"{e.entry}({e.instance})" if e.instance else e.entry)
        ]

    def exceptions(self, line: Line) -> tuple[ExceptionRecord, ...]:
        """The exceptions in force behind a line: to a number that it reads, or to a rule that it reads."""
        numbers = [name for kind, name in _named(line) if kind == "exceptions"]
        lifted = [rule for rule in line.because.get("findings", ()) if self.outcome(rule, line) == "excepted"]
        day = Num(self.assessment.as_of.toordinal(), self.assessment.as_of.toordinal())
        return tuple(
            e
            for e in self.assessment.unit.exceptions
            if (e.rule in numbers if e.value is not None else e.rule in lifted) and in_force(e, day).hi != F
        )

    def corrections(self, line: Line) -> tuple[CorrectionRecord, ...]:
        """The corrections and approvals behind a line."""
        ids = [name for kind, name in _named(line) if kind == "corrections"]
        return tuple(c for c in self.assessment.unit.corrections if c.id in ids)

    def gradings(self, line: Line) -> tuple[GradingRecord, ...]:
        """The gradings for the year of the rules whose findings a line reads: the unit's, and its organs'."""
        rules = line.because.get("findings", ())
        units = (self.assessment.unit, *self._organs) if rules else ()
        year = self.score.sheet.year
        return tuple(g for unit in units for g in gradings_of(unit, year) if g.rule in rules)

    @cached_property
    def _organs(self) -> tuple[UnitFacts, ...]:
        own = self.assessment.unit.id
        return tuple(u for u in self.assessment.asked.facts.units.values() if u.organ_of == own)

    def assessed(self, line: Line) -> tuple[tuple[str, bool], ...]:
        """Who gave a line of an item and is assessed too, each with whether it has stood back by the day.

        Who gave it: the assessor of the item, who made the entries behind it, who graded the rules that
        it reads, who decided. Assessed are the units of the facts, by id or name.
        """
        item = self.score.sheet.items.get(line.item)
        if item is None:
            return ()
        gave = [*item.assessors, *(e.scorer for e in self.entries(line))]
        gave += [g.grader for g in self.gradings(line)]
        gave += [c.by for c in self.corrections(line) if c.kind == "decision"]
        units = self.assessment.asked.facts.units.values()
        names = {name for unit in units for name in (unit.id, unit.name)}
        return tuple((n, n in self._stood_back.get(line.item, ())) for n in dict.fromkeys(gave) if n in names)

    @cached_property
    def _stood_back(self) -> dict[str, set[str]]:
        """By item, who has stood back from it."""
        found: dict[str, set[str]] = {}
        for c in of_the_year(self.assessment.unit.corrections, self.score.sheet.year, self.assessment.as_of):
            if c.kind == "recusal":
                found.setdefault(c.item, set()).add(c.by)
        return found

    def listed(self, line: Line) -> tuple[str, ...]:
        """The records of the unit's lists behind a line, by name: `files[2]`."""
        return tuple(r for r in line.because.get("records", ()) if not _NAMED.fullmatch(r))

    def outcome(self, rule: str, line: Line) -> str:
        """The outcome of a rule as the line has read it: as of the item's own due day, where that is past."""
        low, high = self._ends(rule, line)
        return core.OUTCOMES[low] if low == high else "unknown"

    def _ends(self, rule: str, line: Line) -> tuple[int, int]:
        due = self.due(line)
        if due is not None:
            return self._earlier.overdue(rule, due)
        found = self.assessment.finding(rule)
        return found.lo, found.hi

    @cached_property
    def _earlier(self) -> Earlier:
        return Earlier(self.assessment.program, self.assessment.view)

    def due(self, line: Line) -> datetime.date | None:
        """The day as of which the line reads findings, where it is not the day of assessment."""
        item = self.score.sheet.items.get(line.item)
        if item is None or item.due is None or item.due >= self.assessment.as_of:
            return None
        return item.due


def _named(line: Line) -> list[tuple[str, str]]:
    """The kinds and ids of the statements among the records of a line."""
    found = (_NAMED.fullmatch(name) for name in line.because.get("records", ()))
    return [(m.group(1), m.group(2)) for m in found if m is not None]
