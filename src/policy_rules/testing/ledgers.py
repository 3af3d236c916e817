"""Whether compiled and session engines give the ledger that the reference gives: `check_ledgers`.

A case is one sheet, on the facts of one unit, after one event: a fact, an entry, a correction or an
exception asserted, changed or retracted. The session takes the events one by one; reference and
compiled engine begin anew on the facts that the events lead to.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping

from attrs import define, field, frozen

from policy_rules.facts.view import UnitView
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.reference.trace import RuleResult
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.score_unit import score
from policy_rules.testing.comparing import Difference, rule_lines
from policy_rules.testing.facts import UNIT, view_of
from policy_rules.testing.facts_files import as_file
from policy_rules.testing.ledger_laws import broken_laws, differing_scores
from policy_rules.testing.schemes import Scheme, State, day, history, scheme
from policy_rules.testing.sheet_words import SCORED

SETS, EVENTS = 4, 9
"""Sets of facts of a scheme, and events after each: a case each, and one before the first event."""
KEPT = 2
"""Differences of each engine that a report tells in full."""


@define
class LedgerReport:
    """What was checked, and what was found."""

    cases: int = 0
    sheets: int = 0
    refused: int = 0
    """Events that the sheet or the vocabulary refuses: then nothing may have changed."""
    settled: int = 0
    """Cases in which total and grade can only be one thing."""
    open_lines: int = 0
    lines: Counter[str] = field(factory=Counter)
    """The lines of the reference's ledgers by what they show."""
    differing: Counter[str] = field(factory=Counter)
    """For each engine, and for the laws, the cases with a difference."""
    differences: list[Difference] = field(factory=list)
    seconds: float = 0.0

    def add(self, other: LedgerReport) -> None:
        """Take in another report."""
        for name in ("cases", "sheets", "refused", "settled", "open_lines", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lines.update(other.lines)
        self.differing.update(other.differing)
        for difference in other.differences:
            if [d.engine for d in self.differences].count(difference.engine) < KEPT:
                self.differences.append(difference)

    def __str__(self) -> str:
        return "\n".join(self._told())

    def _told(self) -> Iterator[str]:
        yield f"ledger cases        {self.cases:>9,}"
        yield f"distinct sheets     {self.sheets:>9,}"
        yield f"settled             {self.settled:>9,}   unsettled {self.cases - self.settled:,}"
        yield f"events refused      {self.refused:>9,}"
        yield f"lines               {self.lines.total():>9,}   open {self.open_lines:,}"
        yield "  " + ", ".join(f"{what} {n:,}" for what, n in self.lines.most_common())
        yield "differences         " + (
            ", ".join(f"{who} {n:,}" for who, n in self.differing.items()) or f"{0:>9}"
        )
        yield from (f"\n{difference}" for difference in self.differences)


@frozen
class Case:
    """One case, with the reference's answer."""

    scheme: Scheme
    seed: str
    state: State
    expected: Score
    outcomes: Mapping[str, tuple[int, int]]
    """The findings once the score is known."""

    def view(self, scored: Score | None = None) -> UnitView:
        """A fresh view of the unit, with what the sheet gives where it is known."""
        view = view_of(self.scheme.program, self.state.facts, self.scheme.asked)
        view.scored = {} if scored is None else scored.as_measures()
        return view

    def broken_laws(self) -> Iterator[tuple[str, str]]:
        """The laws that the reference's ledger breaks."""
        unit, measures = self.state.facts.units[UNIT], self.scheme.model.vocabulary.measures
        twice = any(measures[figure.measure].derived is not None for figure in unit.reported)
        return (("a law", law) for law in broken_laws(self.expected, contradicting=twice))


def check_ledgers(
    *, cases: int = 1000, seed: int | str = 0, sets: int = SETS, events: int = EVENTS
) -> LedgerReport:
    """Run generated cases; `report.differences` is empty where all ledgers are the reference's."""
    report = LedgerReport()
    while report.cases < cases:
        report.add(check_scheme(f"{seed}.{report.sheets}", sets, events))
    return report


def check_scheme(seed: str, sets: int = SETS, events: int = EVENTS) -> LedgerReport:
    """The cases of one ruleset with one sheet."""
    begun, made, report = time.monotonic(), scheme(seed), LedgerReport(sheets=1)
    for number in range(sets):
        _check_set(made, number, events, report)
    report.seconds = time.monotonic() - begun
    return report


def _check_set(made: Scheme, number: int, events: int, report: LedgerReport) -> None:
    from policy_rules.engines.compiled import CompiledEngine
    from policy_rules.testing.ledger_session import Following

    compiled = CompiledEngine()
    with Following(made, load=number % 4 != 0) as session:
        for case in cases_of(made, number, events):
            _count(report, case)
            tell = _Teller(case, report)
            tell("the laws", case.broken_laws())
            if number == 1:
                tell("the laws", _whole_results(case))
            tell(compiled.name, compiled_differences(compiled, case))
            tell("session", session.differences(case))


def cases_of(made: Scheme, number: int, events: int) -> Iterator[Case]:
    """The cases of one set of facts: as it is at first, and after each event."""
    for at, state in enumerate(history(made, number, events)):
        yield reference_case(made, f"{made.seed}, set {number}, event {at}", state)


def reference_case(made: Scheme, seed: str, state: State) -> Case:
    """The case with what the reference gives."""
    view = view_of(made.program, state.facts, made.asked)
    found = _scored(made, view, ReferenceEngine().outcomes(made.program, [view])[0])
    bare = Case(made, seed, state, found, {})
    return Case(made, seed, state, found, outcomes_after(ReferenceEngine(), bare, found))


def _scored(
    made: Scheme, view: UnitView, results: Mapping[str, RuleResult] | Mapping[str, tuple[int, int]]
) -> Score:
    unit = view.unit
    return score(made.sheet, view, results, unit.entries, unit.corrections, program=made.program)


def outcomes_after(engine: Engine, case: Case, found: Score) -> Mapping[str, tuple[int, int]]:
    """The findings of an engine once the score is known; none where no rule may read it."""
    if SCORED not in found.steps:
        return {}
    return engine.outcomes(case.scheme.program, [case.view(found)])[0]


def compiled_differences(engine: Engine, case: Case) -> Iterator[tuple[str, str]]:
    """Where the score on the outcomes of an engine is not that of the reference."""
    view = case.view()
    found = _scored(case.scheme, view, engine.outcomes(case.scheme.program, [view])[0])
    yield from differing_scores(case.expected, found)
    after = outcomes_after(engine, case, found)
    if after != case.outcomes:
        yield "outcomes", f"reference: {case.outcomes}\nengine:    {after}"


def _whole_results(case: Case) -> Iterator[tuple[str, str]]:
    """With what explains each finding, the score is the same, but that more is known of what is missing."""
    view = case.view()
    whole = _scored(case.scheme, view, ReferenceEngine().run(case.scheme.program, [view])[0])
    yield from differing_scores(case.expected, whole, missing=False)


@frozen
class _Teller:
    """Takes the differences of one case down."""

    case: Case
    report: LedgerReport

    def __call__(self, who: str, found: Iterator[tuple[str, str]]) -> None:
        try:
            told = list(found)
        except Exception as error:
            if isinstance(error, AssertionError):
                raise
            told = [("a raised error", f"{type(error).__name__}: {error}")]
        if not told:
            return
        self.report.differing[who] += 1
        if [d.engine for d in self.report.differences].count(who) < KEPT:
            what = ", ".join(dict.fromkeys(what for what, _ in told))
            text = case_text(self.case) + "\n" + "\n".join(text or what for what, text in told)
            self.report.differences.append(Difference(who, self.case.seed, "the sheet", what, text))


def case_text(case: Case) -> str:
    """The case as files that a person can read: sheet, rules, facts, the event that led to them."""
    made, asked = case.scheme, case.scheme.asked
    lines = ["# sheet.yaml", as_file(made.data), "# rules"]
    for rule in made.model.rules.values():
        lines += rule_lines(rule)
    lines += [f"# parameters: {p.name} {dict(p.values)}" for p in made.model.vocabulary.parameters.values()]
    lines += [f"# facts.yaml, as of {day(asked)}, year {asked.year}", case.state.file()]
    step = case.state.step
    event = "none yet" if step is None else f"{step.action} {step.path} {step.value}"
    return "\n".join([*lines, f"# event: {event}{' (refused)' if case.state.refused else ''}"])


def _count(report: LedgerReport, case: Case) -> None:
    found = case.expected
    report.cases += 1
    report.refused += case.state.refused
    report.settled += found.settled
    for line in found.ledger:
        report.lines[line.kept or line.effect if line.item or line.kept else "step"] += 1
        report.open_lines += bool(line.missing or line.needs)
