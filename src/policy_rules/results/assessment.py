"""From facts to an assessment: findings, score, grade, consequences, and what to find out next."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from attrs import field, frozen

from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import Engine
from policy_rules.reference.remarks import conflicts, unattested, unread
from policy_rules.reference.trace import Tracer
from policy_rules.results.finding import OUTCOMES, Finding
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.others import ALONE, Others
from policy_rules.shown import ShownAsText
from policy_rules.values.known import Num, Value
from policy_rules.vocabulary import Vocabulary
from policy_rules.wording import Speaker

if TYPE_CHECKING:
    from policy_rules.results.comparison import Comparison
    from policy_rules.results.next_facts import NextFact
    from policy_rules.scoring.consequences import Consequence
    from policy_rules.scoring.ledger import Score
    from policy_rules.scoring.sheet import Sheet


@frozen(eq=False)
class Asked:
    """All that an assessment is made from: asked again, it gives the same answer.

    `facts` are those known by `known_by`, where a day is given. `year` is None where no year was asked
    for.
    """

    facts: Facts
    unit: str
    as_of: datetime.date
    year: int | None
    engine: Engine
    profile: str = ""
    sheet: Sheet | None = None
    known_by: datetime.date | None = None

    def view(self, vocabulary: Vocabulary, scored: Mapping[str, Value] | None = None) -> UnitView:
        """What is known of the unit as of the day; `scored`: measures that a sheet has given."""
        unit, day = self.facts.units[self.unit], self.as_of.toordinal()
        year = self.as_of.year if self.year is None else self.year
        return UnitView(self.facts, unit, vocabulary, day, year, self.year is not None, scored=scored)


@frozen(eq=False, slots=False)
class Assessment(ShownAsText):
    """Everything that can be said of one unit as of a day, for a year.

    Immutable; what explains a finding is computed when asked for. `illustrative` tells that
    illustrative parameters were used, which every report says at its top.
    """

    model: RulesetModel = field(repr=False)
    program: Program = field(repr=False)
    asked: Asked = field(repr=False)
    view: UnitView = field(repr=False)
    as_of: datetime.date
    year: int
    findings: tuple[Finding, ...] = field(repr=False)
    profile: str = ""
    score: Score | None = field(default=None, repr=False)
    consequences: tuple[Consequence, ...] = field(default=(), repr=False)
    notes: tuple[str, ...] = ()
    peers: Others = field(default=ALONE, repr=False)

    @property
    def unit(self) -> UnitFacts:
        """The unit assessed."""
        return self.view.unit

    @property
    def illustrative(self) -> bool:
        """Whether illustrative parameters or an illustrative sheet were used."""
        return bool(self.profile) or bool(self.score is not None and self.score.sheet.illustrative)

    @property
    def grade(self) -> frozenset[str] | None:
        """The grades still possible; None where no sheet gives one."""
        return None if self.score is None else self.score.grade

    def finding(self, rule: str) -> Finding:
        """The finding on a rule; raises KeyError."""
        return self._by_rule[rule]

    @cached_property
    def _by_rule(self) -> Mapping[str, Finding]:
        return {f.rule.id: f for f in self.findings}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many rules came to each outcome; none is left out."""
        counted = dict.fromkeys(OUTCOMES, 0)
        for finding in self.findings:
            counted[finding.outcome] += 1
        return counted

    def compare(self, other: Assessment) -> Comparison:
        """What differs in another assessment (this one is before), of whichever unit, sheet or year."""
        from policy_rules.results.comparison import compare

        return compare(self, other)

    def what_if(
        self,
        changes: Mapping[str, object] | None = None,
        *,
        as_of: datetime.date | None = None,
        year: int | None = None,
        sheet: str | Sheet | None = None,
        profile: str | None = None,
    ) -> Comparison:
        """The same asked again with changes: `.after` is the new assessment, `.before` this one.

        `changes` maps names of facts and parameters, as the library prints them, to values as facts
        files write them; None is null, `UNKNOWN` takes away. All is told by `trial.what_if`.

        Raises:
            FactsError: names that nothing declares, values that cannot be.
            RulesetError: no such sheet or profile.
        """
        from policy_rules.results.what_if import what_if

        return what_if(self, changes, as_of=as_of, year=year, sheet=sheet, profile=profile)

    def next_facts(self) -> tuple[NextFact, ...]:
        """The missing facts: first those that settle the grade, then by points, then by rules settled."""
        return self._next_facts

    @cached_property
    def _next_facts(self) -> tuple[NextFact, ...]:
        from policy_rules.results.next_facts import next_facts

        return next_facts(self)


def assess(model: RulesetModel, program: Program, asked: Asked, peers: Others = ALONE) -> Assessment:
    """One unit on all rules; then the sheet, then the rules that read what the sheet gives."""
    as_of, sheet, engine = asked.as_of, asked.sheet, asked.engine
    view = asked.view(model.vocabulary)
    outcomes = engine.outcomes(program, [view])[0]
    tracer = _recorded(program, view, outcomes)
    score: Score | None = None
    if sheet is not None:
        from policy_rules.scoring.score_unit import score as make_score

        unit = view.unit
        score = make_score(
            sheet, view, outcomes, unit.entries, unit.corrections, program=program, peers=peers
        )
        view = asked.view(model.vocabulary, score.as_measures())
        outcomes = engine.outcomes(program, [view])[0]
        tracer = _recorded(program, view, outcomes)
    findings = _findings(tracer, outcomes, as_of, score)
    from policy_rules.scoring.consequences import consequences_of

    consequences = consequences_of(model, program, view, outcomes)
    return Assessment(
        model,
        program,
        asked,
        view,
        as_of,
        view.year,
        findings,
        asked.profile,
        score,
        tuple(consequences),
        notes_on(program, view, sheet),
        peers,
    )


def fitting(
    sheets: Iterable[Sheet],
    model: RulesetModel,
    facts: Facts,
    unit: str,
    as_of: datetime.date,
    year: int | None,
    *,
    illustrative: bool,
) -> Sheet | None:
    """The one sheet that surely serves the unit and year; None where none or several do."""
    from policy_rules.scoring.score_unit import serves

    found = [
        s
        for s in sheets
        if (illustrative or not s.illustrative) and serves(s, model, facts, unit, as_of, year)
    ]
    return found[0] if len(found) == 1 else None


def notes_on(program: Program, view: UnitView, sheet: Sheet | None = None) -> tuple[str, ...]:
    """Remarks about the data: sources that exclude each other, facts that no rule reads."""
    speaker = Speaker(program.model.vocabulary)
    told = [
        f"`{name}`: records say {speaker.show(records)}, the published figure says {speaker.show(report)}; "
        "both are kept, and the value is anything from one to the other"
        for name, records, report in conflicts(program, view)
    ]
    unused = unread(program, view, () if sheet is None else sheet.trees)
    if unused:
        told.append(f"kept, though no rule reads them: {', '.join(unused)}")
    return (*told, *view.facts.notes, *unattested(view))


def _recorded(program: Program, view: UnitView, outcomes: Mapping[str, tuple[int, int]]) -> Tracer:
    """A tracer of the view, on which every finding is left for the rules and items that read it."""
    tracer = Tracer(program, view)
    for rule in program.rules:
        view.findings[rule.id] = tracer.record(rule, Num(*outcomes[rule.id]))
    return tracer


def _findings(
    tracer: Tracer, outcomes: Mapping[str, tuple[int, int]], as_of: datetime.date, score: Score | None
) -> tuple[Finding, ...]:
    """The findings in the order of the text."""
    view, program = tracer.view, tracer.program
    return tuple(
        Finding(
            rule,
            program.by_id[rule.id],
            view.unit.id,
            as_of,
            view.year,
            *outcomes[rule.id],
            view=view,
            tracer=tracer,
            score=score,
        )
        for rule in program.model.rules.values()
    )
