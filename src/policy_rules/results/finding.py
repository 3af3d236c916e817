"""Findings: what came out for a unit on a rule, with the reason.

One builder serves every engine: it takes the engine's outcome and looks the explanation up with the
reference, so that a finding says the same whichever engine found it. Findings are built on demand.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cached_property
from typing import TYPE_CHECKING, Any

from attrs import field, fields

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.core import nodes as core
from policy_rules.facts.bound import Source
from policy_rules.facts.differing import Differing
from policy_rules.facts.view import UnitView
from policy_rules.memo import MadeLater, told_state
from policy_rules.reference.differing_facts import read_by, with_reckoned
from policy_rules.reference.evaluate import Scope, instance
from policy_rules.reference.leaves import FactUsed, facts_used
from policy_rules.reference.trace import NOTHING, RuleResult, Tracer
from policy_rules.reference.withheld import value_told
from policy_rules.results.decided_readings import DecidedReading, decided_readings, parameters_read
from policy_rules.results.degrees import possible_degrees
from policy_rules.results.measured import Measured, is_point, measured
from policy_rules.results.said_null import said_null
from policy_rules.results.shown_as_page import language_of_reports
from policy_rules.results.told_already import told_already
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.shown import ShownAsText, form_of
from policy_rules.values.known import N, Num, T, Truth, Value
from policy_rules.wording import Language

if TYPE_CHECKING:
    from policy_rules.reference.decided import Decided
    from policy_rules.scoring.ledger import Both, Line, Score
    from policy_rules.scoring.year_list import YearList

OUTCOMES = ("satisfied", "violated", "pending", "unknown", "not_applicable", "excepted")
MOST_INSTANCES = 1000
"""Instances are told one by one up to this number; beyond it, only those that are not met."""


@frozen
class InstanceFinding:
    """The outcome of one instance, with its due day and the days left (below 0: overdue)."""

    id: str
    outcome: str
    possible: tuple[str, ...]
    certain: bool
    due: datetime.date | None
    days: int | None
    undefined: bool
    measured: tuple[Measured, ...]
    name: str = ""
    """The name of the organ of a place whose finding it is."""
    period: tuple[datetime.date, datetime.date] | None = None
    """The first and the last day of its period, where the ruleset declares it or it is a rolling window."""
    degrees: tuple[str, ...] = ()
    """The degrees of the rule's own scale that are possible, highest first; "" is none of them."""
    left_open: bool = False
    """Undefined since the rule says `null`: it leaves open what holds in this case."""


@frozen(eq=False, slots=False)
class Finding(MadeLater, ShownAsText):
    """What came out for a unit on a rule as of a day.

    outcome: one of OUTCOMES; `possible` tells from what to what it may still come. Everything that explains
    it is computed when asked for.
    """

    rule: Rule
    program: core.RuleProgram = field(repr=False)
    unit: str
    as_of: datetime.date
    year: int
    lo: int
    hi: int
    view: UnitView = field(repr=False)
    tracer: Tracer = field(repr=False)
    score: Score | None = field(default=None, repr=False)
    decided: Decided | None = field(default=None, repr=False)
    year_list: YearList | None = field(default=None, repr=False)

    def __getstate__(self) -> dict[str, Any]:
        return told_state(self, (f.name for f in fields(type(self))))

    def explain(self, language: Language | None = None) -> str:
        """Why it came out so, as indented text: each condition with its value, below it what it rests on.

        Raises NoSuchName where it is no language of reports (LANGUAGES).
        """
        return str(form_of(self, "text")(self, language_of_reports(self, language)))

    def why(self, language: Language | None = None) -> tuple[str, ...]:
        """Why it came out so, in few lines. Raises NoSuchName."""
        return tuple(form_of(self, "why")(self, language_of_reports(self, language)))

    def to_dict(self, *, why: Language | None = None) -> dict[str, Any]:
        """It as plain data for JSON, with its reasons as `why` where their language is given."""
        return super().to_dict() | ({} if why is None else {"why": list(self.why(why))})

    @property
    def asked(self) -> str | None:
        """Whether the year's indicators ask for the rule: one of MARKS; None where the sheet does not say.

        A mark beside the finding: it changes no outcome. An organ of a place has that of the place.
        """
        return None if self.year_list is None else self.year_list.mark(self.rule.id)

    @property
    def asked_by(self) -> tuple[str, ...]:
        """The items of the sheet that ask for it, or may."""
        return () if self.year_list is None else self.year_list.items(self.rule.id)

    @property
    def points_lost(self) -> Both | None:
        """What deductions on the finding take, least and most; 0 where it is not asked, None as `asked`."""
        return None if self.year_list is None else self.year_list.lost(self.rule.id)

    @cached_property
    def decisions(self) -> tuple[DecidedReading, ...]:
        """The decisions on readings that settle a parameter which the rule reads, parameter by parameter."""
        if self.decided is None:
            return ()
        read = parameters_read(self.program.finding)
        return tuple(reading for node in read for reading in decided_readings(self.decided, node, self.view))

    @cached_property
    def differing(self) -> tuple[Differing, ...]:
        """The facts that the rule reads and sources differ on; those of other units bear their ids."""
        found = self.tracer.differing
        if self.score is not None:
            found = with_reckoned(found, self.view, self.score.sheet.name)
        return read_by(found, (self.program.finding,))

    @property
    def told(self) -> Finding:
        """The finding as it is to be told: of a rule read in one way, that by this reading."""
        return self

    @property
    def effects(self) -> tuple[Line, ...]:
        """The lines of the ledger that rest on this finding, or on a number that the rule defines."""
        return () if self.score is None else self.score.effects_of(self.rule.id)

    @property
    def outcome(self) -> str:
        """The outcome; `unknown` while several are possible, or where the requirement is undefined."""
        return core.OUTCOMES[self.lo] if self.lo == self.hi else "unknown"

    @property
    def possible(self) -> tuple[str, ...]:
        """All from the least to the greatest outcome that it may still become; one between may be none."""
        return core.OUTCOMES[self.lo : self.hi + 1]

    @property
    def told_by(self) -> Tracer:
        """The tracer by which it is told: values found once, kept until another rule is asked about."""
        return self.tracer.about(self.program.id)

    @property
    def model(self) -> RulesetModel:
        """The ruleset's files."""
        return self.tracer.program.model

    @property
    def words(self) -> str:
        """The words of the clause that the rule carries."""
        return self.rule.text

    @cached_property
    def result(self) -> RuleResult:
        """The reference's full answer: instances, both sides of comparisons, facts missing."""
        return self.told_by.result(self.program)

    @cached_property
    def lacking(self) -> frozenset[str]:
        """What decides and is missing: `missing` and `needs`."""
        return frozenset() if self.lo == self.hi else self.told_by.missing(self.program.finding, NOTHING)

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The facts that decide and are missing, by name; open parameters are `needs`.

        One that is told for the day asked about, and seems missing only since a period is open, is left out.
        """
        found = {m for m in self.lacking if not m.startswith("parameters.")}
        if found and self.needs:
            found -= told_already(self.told_by, self.program)
        return tuple(sorted(found))

    @cached_property
    def sent_away_by(self) -> tuple[str, ...]:
        """The facts of the unit of which one value alone makes the rule not applicable."""
        from policy_rules.results.role_questions import sent_away_by

        return sent_away_by(self.told_by, self.program)

    @property
    def needs(self) -> tuple[str, ...]:
        """The open parameters on which the outcome hangs."""
        return tuple(sorted(m for m in self.lacking if m.startswith("parameters.")))

    @cached_property
    def facts(self) -> tuple[FactUsed, ...]:
        """The facts that were read, with their sources."""
        return facts_used(self.told_by, self.program)

    def source(self, fact: FactUsed, name: str) -> Source | None:
        """Where a fact comes from, by the name of the source."""
        return self.view.unit.sources.get(name)

    @property
    def has_instances(self) -> bool:
        """Whether it is told by its instances: records, or the organs of a place."""
        return bool(self.program.each)

    @cached_property
    def has_role(self) -> bool:
        """Whether the unit may have the role that the rule is about."""
        root = self.program.finding
        role = self.told_by.reference.value(root.args[0], NOTHING) if isinstance(root, core.Op) else None
        return not isinstance(role, Truth) or role.hi == T

    @cached_property
    def due(self) -> datetime.date | None:
        """The last day in time, where there is one for the whole rule."""
        due = self.program.due_of_all
        return None if due is None else self._day(due, NOTHING)

    @cached_property
    def period(self) -> tuple[datetime.date, datetime.date] | None:
        """The first and the last day of a period that the ruleset declares, or of a rolling window."""
        return self._period(NOTHING) if self.program.one_period else None

    @cached_property
    def degrees(self) -> tuple[str, ...]:
        """The possible degrees, highest first, "" being none; empty without a scale, or with parts."""
        none = self.program.each or self.program.parts or self.hi == core.NOT_APPLICABLE
        return () if none else self._degrees(NOTHING)

    def _degrees(self, scope: Scope) -> tuple[str, ...]:
        return possible_degrees(
            (degree.name, self.told_by.reference.value(node, scope))
            for degree, node in zip(self.rule.degrees, self.program.degrees, strict=True)
        )

    def _period(self, scope: Scope) -> tuple[datetime.date, datetime.date] | None:
        ends = [self._day(end, scope) for end in self.program.period]
        first, last = ends or (None, None)
        return None if first is None or last is None else (first, last)

    def _day(self, node: core.Node, scope: Scope) -> datetime.date | None:
        """The day that a tree comes to, where it is one and may be told."""
        return _day(value_told(self.told_by.reference.value(node, scope), node, self.view))

    @property
    def days(self) -> int | None:
        """The days left until the due day; below 0, the days overdue."""
        return None if self.due is None else (self.due - self.as_of).days

    @property
    def counts(self) -> Mapping[str, int]:
        """How many there are of each outcome: instances, limbs, organs of a place."""
        return dict(self._counted)

    @cached_property
    def _counted(self) -> Mapping[str, int]:
        """How many instances there are of each outcome."""
        counted: dict[str, int] = {}
        for _, lo, hi, _ in self.told_by.instances(self.program):
            name = core.OUTCOMES[lo] if lo == hi else "unknown"
            counted[name] = counted.get(name, 0) + 1
        return counted

    @cached_property
    def instances(self) -> tuple[InstanceFinding, ...]:
        """Each instance with its own outcome; many are told only where they are not met."""
        if not self.program.each:
            return ()
        found = tuple(self._instances())
        if len(found) <= MOST_INSTANCES:
            return found
        return tuple(i for i in found if i.outcome not in ("satisfied", "not_applicable"))[:MOST_INSTANCES]

    def _instances(self) -> Iterator[InstanceFinding]:
        variables = tuple(v for v, _ in self.program.each)
        for scope, sure in self.told_by.scopes(self.program.each):
            if any(r.generic or r.of_others for r in scope.values()):
                continue
            yield self._instance(instance(variables, scope), scope, certain=sure)

    def _instance(self, name: str, scope: Scope, *, certain: bool) -> InstanceFinding:
        assert self.program.instance is not None
        reference = self.told_by.reference
        found = reference.value(self.program.instance, scope)
        assert isinstance(found, Num)
        lo, hi = int(found.lo), int(found.hi)
        due = None if self.program.due is None else self._day(self.program.due, scope)
        undefined = self._undefined(scope)
        return InstanceFinding(
            name,
            core.OUTCOMES[lo] if lo == hi else "unknown",
            core.OUTCOMES[lo : hi + 1],
            certain,
            due,
            None if due is None else (due - self.as_of).days,
            undefined,
            tuple(self._measured(scope)),
            period=None if self.period is not None else self._period(scope),
            degrees=self._degrees(scope),
            left_open=undefined and self._left_open(scope),
        )

    @property
    def undefined(self) -> bool:
        """Whether the requirement came out undefined (0/0): not a matter of missing facts."""
        return not self.program.each and self.program.instance is not None and self._undefined(NOTHING)

    @property
    def left_open(self) -> bool:
        """Whether it is undefined since the rule says `null`: it leaves open what holds in this case."""
        return self.undefined and self._left_open(NOTHING)

    def _left_open(self, scope: Scope) -> bool:
        node = self.program.instance
        return node is not None and said_null(self.told_by, node.args[1], scope)

    def _undefined(self, scope: Scope) -> bool:
        node = self.program.instance
        if node is None or node.name != "outcome":
            return False
        requires = self.told_by.reference.value(node.args[1], scope)
        return isinstance(requires, Truth) and requires.lo == requires.hi == N

    @cached_property
    def measured(self) -> tuple[Measured, ...]:
        """Both sides of the requirement's comparisons, where the rule has no instances."""
        if self.program.instance is None or self.program.each:
            return ()
        return tuple(self._measured(NOTHING))

    def _measured(self, scope: Scope) -> Iterator[Measured]:
        """The comparisons of the requirement that the scope decides."""
        for comparison, binders in self.program.required:
            if all(v in scope for v, _ in binders):
                yield measured(self.told_by, comparison, scope, tuple(scope[v].path for v, _ in binders))


def _day(value: Value) -> datetime.date | None:
    if not isinstance(value, Num) or not is_point(value):
        return None
    return datetime.date.fromordinal(int(value.lo))


@contextmanager
def told_together(findings: Sequence[Finding]) -> Iterator[None]:
    """While this holds, what several findings of a unit rest on is found once for all of them.

    The collector rests: all that is found is kept till the end, and to go through it again and again took
    as long as a third of the work.
    """
    with quiet():
        held = [finding.tracer.together() for finding in findings[:1]]
        yield
        held.clear()
