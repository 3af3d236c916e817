"""The assessment of one unit as data: what was asked, the findings, the score, what follows."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Required, TypedDict

from attrs import field, fields

from policy_rules.arguments import Day, Year, name_among
from policy_rules.attributes import frozen
from policy_rules.errors import NoSuchName
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.differing import Differing
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program, part_of
from policy_rules.memo import MadeLater, told_state
from policy_rules.reference.differing_facts import differing_of, read_by, with_reckoned
from policy_rules.reference.protocol import Engine
from policy_rules.reference.remarks import conflicts, dated_later, graded_oddly, unattested, unread
from policy_rules.results.decided_readings import DecisionTaken, decisions_taken
from policy_rules.results.finding import OUTCOMES, Finding
from policy_rules.results.finding_rows import FindingRows
from policy_rules.results.other_years import OtherYears, other_years
from policy_rules.results.shown_as_page import ShownAsPage
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.consequences import Consequence
from policy_rules.scoring.others import ALONE, Others
from policy_rules.values.known import Value
from policy_rules.vocabulary import Vocabulary
from policy_rules.wording import Speaker

if TYPE_CHECKING:
    from policy_rules.reference.decided import Decided
    from policy_rules.results.score_decisions import DecidedInScore
    from policy_rules.ruleset.decisions import Decisions, Taken
    from policy_rules.scoring.ledger import Score
    from policy_rules.scoring.sheet import Sheet


_OUTCOME = 'outcome("'
"""How the name of a finding begins, in what a score is missing."""


class About(TypedDict, total=False):
    """What is asked of a unit, as `Ruleset.assess` tells."""

    as_of: Required[Day]
    year: Year | None
    profile: str | None
    sheet: str | None
    engine: str | None
    known_by: Day | None
    decisions: Taken


@frozen(eq=False)
class Asked:
    """All that an assessment is made from: asked again, it gives the same answer.

    `facts` are those known by `known_by`, where a day is given. `year` is None where no year was asked
    for. `decisions` are those on readings, over the parameters of the `profile`; over both are those that a
    what-if set (True) or opened: `set_here`.
    """

    facts: Facts
    unit: str
    as_of: datetime.date
    year: int | None
    engine: Engine
    profile: str = ""
    sheet: Sheet | None = None
    known_by: datetime.date | None = None
    decisions: Decisions | None = None
    set_here: Mapping[tuple[str, str], bool] = field(factory=dict)

    def view(self, vocabulary: Vocabulary, scored: Mapping[str, Value] | None = None) -> UnitView:
        """What is known of the unit as of the day; `scored`: measures that a sheet has given."""
        found = self.decided(vocabulary)
        return self._view(vocabulary if found is None else found.vocabulary, scored)

    def decided(self, vocabulary: Vocabulary) -> Decided | None:
        """What the decisions on readings come to; None where none are taken."""
        if self.decisions is None:
            return None
        from policy_rules.reference.decided import decided

        view = self._view(vocabulary)
        return decided(self.decisions, view, year=self.year, known_by=self.known_by)

    def _view(self, vocabulary: Vocabulary, scored: Mapping[str, Value] | None = None) -> UnitView:
        unit, day = self.facts.units[self.unit], self.as_of.toordinal()
        year = vocabulary.year.year(day) if self.year is None else self.year
        return UnitView(self.facts, unit, vocabulary, day, year, self.year is not None, scored=scored)


def differing_scored(asked: Asked, model: RulesetModel, program: Program) -> tuple[Differing, ...]:
    """The facts on which sources differ and which the sheet reads, or a rule whose finding it counts."""
    if asked.sheet is None:
        return ()
    rules = (program.by_id[rule].finding for rule in asked.sheet.rules)
    return read_by(differing_of(asked.facts, asked.unit, model), (*asked.sheet.trees, *rules))


@frozen(eq=False, slots=False)
class Assessed(MadeLater, ShownAsPage):
    """Everything that is said of one unit as of a day, for a year.

    Immutable; what explains a finding is computed when asked for. `illustrative` tells that
    illustrative parameters were used, which every report says at its top.
    """

    model: RulesetModel = field(repr=False)
    program: Program = field(repr=False)
    asked: Asked = field(repr=False)
    view: UnitView = field(repr=False)
    as_of: datetime.date
    year: int
    findings: FindingRows = field(repr=False)
    own: Mapping[str, tuple[int, int]] = field(repr=False)
    """What the rules come to on the unit itself: of a place, without its organs."""
    profile: str = ""
    score: Score | None = field(default=None, repr=False)
    peers: Others = field(default=ALONE, repr=False)
    decided: Decided | None = field(default=None, repr=False)
    """What the decisions on readings come to; None where none are given."""

    def __getstate__(self) -> dict[str, Any]:
        return told_state(self, (f.name for f in fields(type(self))))

    @property
    def unit(self) -> UnitFacts:
        """The unit assessed."""
        return self.view.unit

    @property
    def illustrative(self) -> bool:
        """Whether illustrative parameters, decisions or an illustrative sheet were used."""
        taken = self.asked.decisions is not None and self.asked.decisions.illustrative
        filled_in = bool(self.profile) or any(self.asked.set_here.values())
        return filled_in or taken or bool(self.score is not None and self.score.sheet.illustrative)

    @property
    def grade(self) -> frozenset[str] | None:
        """The grades still possible; None where no sheet gives one."""
        return None if self.score is None else self.score.grade

    @cached_property
    def consequences(self) -> tuple[Consequence, ...]:
        """What follows for the unit, in the order of the text."""
        from policy_rules.scoring.consequences import consequences_of

        return tuple(consequences_of(self.model, self.program, self.view, self.own))

    @cached_property
    def notes(self) -> tuple[str, ...]:
        """Remarks about the data: sources that exclude each other, facts that no rule reads."""
        on_data = _on_data(self.program, self.view, self.asked.sheet)
        on_decisions = (
            *_on_taken(self.decisions_taken),
            *_on_decisions(self.asked, self.view),
        )
        return (*on_data, *on_decisions, *_on_the_year(self.asked, self.year))

    @cached_property
    def decisions_taken(self) -> tuple[DecisionTaken, ...]:
        """The decisions on readings that count for the unit and the year, or may."""
        return () if self.decided is None else decisions_taken(self.decided, self.view)

    @cached_property
    def differing(self) -> tuple[Differing, ...]:
        """The facts on which sources differ: the unit's, then those of its organs and of units below it.

        A published figure that what the sheet gave excludes is one of them.
        """
        found = differing_of(self.asked.facts, self.unit.id, self.model)
        return found if self.score is None else with_reckoned(found, self.view, self.score.sheet.name)

    @cached_property
    def differing_scored(self) -> tuple[Differing, ...]:
        """Those that the sheet reads, or a rule whose finding it counts; none without a sheet."""
        return differing_scored(self.asked, self.model, self.program)

    @cached_property
    def decided_in_score(self) -> tuple[DecidedInScore, ...]:
        """The decisions on readings that the score rests on; none without a sheet."""
        if self.score is None:
            return ()
        from policy_rules.results.score_decisions import decided_in_score

        return decided_in_score(self.score, self.decided, self.view, self.program)

    def finding(self, rule: str) -> Finding:
        """The finding on a rule; raises PolicyRulesError where there is none such."""
        found = self._by_rule
        return found[name_among(rule, found, f"the ruleset `{self.model.name}` has no rule", NoSuchName)]

    @cached_property
    def open_findings(self) -> Mapping[str, tuple[str, ...]]:
        """The findings that leave the score open, by rule: the facts and parameters that each waits for.

        A score names the finding itself (`outcome("…")` in `score.missing`), as it reads no more of it.
        """
        named = () if self.score is None else self.score.missing
        rules = (name[len(_OUTCOME) : -2] for name in named if name.startswith(_OUTCOME))
        return {rule: (*self.finding(rule).missing, *self.finding(rule).needs) for rule in rules}

    @cached_property
    def _by_rule(self) -> Mapping[str, Finding]:
        return {f.rule.id: f for f in self.findings}

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    @cached_property
    def other_years(self) -> OtherYears:
        """What the year asked for leaves to others: instances left out, and those carried over."""
        return other_years(self.program, self.view)

    @cached_property
    def other_years_scored(self) -> OtherYears:
        """The same of the rules that the sheet reads; nothing without a sheet."""
        sheet = None if self.score is None else self.score.sheet
        return OtherYears() if sheet is None else other_years(part_of(self.program, sheet.rules), self.view)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many rules came to each outcome; none is left out."""
        counted = dict.fromkeys(OUTCOMES, 0)
        for finding in self.findings:
            counted[finding.outcome] += 1
        return counted


def _on_data(program: Program, view: UnitView, sheet: Sheet | None) -> Iterator[str]:
    speaker = Speaker(program.model.vocabulary)
    for name, records, report in conflicts(program, view):
        counted, published = speaker.show(records), speaker.show(report)
        yield (
            f"`{name}`: records say {counted}, the published figure says {published}; "
            "both are kept, and the value is anything from one to the other"
        )
    unused = unread(program, view, () if sheet is None else sheet.trees)
    if unused:
        yield f"kept, though no rule reads them: {', '.join(unused)}"
    yield from view.facts.notes
    yield from dated_later(view)
    yield from unattested(view)
    yield from graded_oddly(view, () if sheet is None else sheet.rules)


def _on_the_year(asked: Asked, year: int) -> Iterator[str]:
    """That a sheet which was named is of another year than the findings."""
    sheet = asked.sheet
    if sheet is not None and sheet.year != year:
        told = f"the sheet `{sheet.name}` is of {sheet.year}, and its figures and instances are of that year"
        yield f"{told}; the findings that it reads are those of {year}"


def _on_taken(taken: tuple[DecisionTaken, ...]) -> Iterator[str]:
    """Which decisions on readings it rests on."""
    sure = [f"{t.decision.document} ({t.decision.decided_by})" for t in taken if t.certain]
    perhaps = [f"{t.decision.document} ({t.decision.decided_by})" for t in taken if not t.certain]
    if sure:
        yield f"decisions taken: {', '.join(sure)}"
    if perhaps:
        told = "decisions of which it is not known whether they count for this unit"
        yield f"{told}: {', '.join(perhaps)}"


def _on_decisions(asked: Asked, view: UnitView) -> Iterator[str]:
    """Decisions on readings that do not count for the unit, and why; it is not told whom others mean."""
    from policy_rules.reference.decided import left_aside

    if asked.decisions is None:
        return
    found: dict[str, list[str]] = {}
    for why, decision in left_aside(asked.decisions, view, year=asked.year, known_by=asked.known_by):
        found.setdefault(why, []).append(decision.document)
    for why, told in (
        ("undated", "they are for single years and no year was asked for"),
        ("years", f"they are for other years than {asked.year}"),
        ("unknown", f"they were not known yet on {asked.known_by}"),
        ("units", "they are for other units"),
    ):
        if why in found and not (why == "units" and view.facts.handed_to):
            yield f"not taken, since {told}: {', '.join(found[why])}"
