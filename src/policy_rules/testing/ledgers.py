"""Whether ledgers are true, and the same on every engine: `check_ledgers`.

The scores of reference, compiled engine and session are held to what is true on completions of what is told
(`ledger_truth`), and to each other.

A case is one sheet, on the facts of one unit, after one event: a fact, an entry, a correction or an
exception asserted, changed or retracted. The session takes the events one by one; reference and
compiled engine begin anew on the facts that the events lead to.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.testing.comparing import Difference
from policy_rules.testing.ledger_cases import (
    Case,
    case_text,
    cases_of,
    compiled_differences,
    whole_results,
)
from policy_rules.testing.ledger_session import Following
from policy_rules.testing.ledger_truth import COMPLETIONS, Judge, unsound
from policy_rules.testing.schemes import Scheme, scheme

SETS, EVENTS = 4, 9
"""Sets of facts of a scheme, and events after each: a case each, and one before the first event."""
LAWS = ("answers", "adds up", "agrees", "sound", "exact")
"""`answers`: no error is raised. `adds up`: the lines of a ledger come to its values.

`agrees`: score, ledger and findings are the reference's. `sound`: a score holds what is true on each
completion. `exact`: on complete facts it is that and nothing else.
"""
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
    judged: int = 0
    """Completions on which a truth was told; each engine's score of the case was held to it."""
    unjudged: Counter[str] = field(factory=Counter)
    """Completions of which the truth does not speak, and why."""
    broken: dict[str, Counter[str]] = field(factory=dict)
    """For each engine, how often it breaks each of the laws (`LAWS`)."""
    differing: Counter[str] = field(factory=Counter)
    """For each engine, how often something differs."""
    differences: list[Difference] = field(factory=list)
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether something was judged, and no engine breaks a law."""
        return not self.reasons

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why the check was not passed."""
        found = [
            f"{engine} breaks the law `{law}` in {n:,} cases"
            for engine, laws in self.broken.items()
            for law, n in laws.items()
        ]
        return tuple(found) if self.judged else ("nothing was judged by the truth", *found)

    def add(self, other: LedgerReport) -> None:
        """Take in another report."""
        for name in ("cases", "sheets", "refused", "settled", "open_lines", "judged", "seconds"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.lines.update(other.lines)
        self.unjudged.update(other.unjudged)
        for engine, laws in other.broken.items():
            self.broken.setdefault(engine, Counter()).update(laws)
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
        share = self.unjudged.total() / max(1, self.judged + self.unjudged.total())
        yield f"completions judged  {self.judged:>9,}   not judged {share:.2%}"
        yield from (f"  not judged {n:,}: {why}" for why, n in self.unjudged.most_common())
        yield "differences         " + (
            ", ".join(f"{who} {n:,}" for who, n in self.differing.items()) or f"{0:>9}"
        )
        yield from self.reasons or ("passed",)
        yield from (f"\n{difference}" for difference in self.differences)


def check_ledgers(
    *,
    cases: int = 1000,
    seed: int | str = 0,
    sets: int = SETS,
    events: int = EVENTS,
    completions: int = COMPLETIONS,
) -> LedgerReport:
    """Run generated cases; `report.passed` where all ledgers are true, and those of the reference."""
    report = LedgerReport()
    while report.cases < cases:
        report.add(check_scheme(f"{seed}.{report.sheets}", sets, events, completions))
    return report


def check_scheme(
    seed: str, sets: int = SETS, events: int = EVENTS, completions: int = COMPLETIONS
) -> LedgerReport:
    """The cases of one ruleset with one sheet."""
    begun, made, report = time.monotonic(), scheme(seed), LedgerReport(sheets=1)
    for number in range(sets):
        _check_set(made, number, events, completions, report)
    report.seconds = time.monotonic() - begun
    return report


def _check_set(made: Scheme, number: int, events: int, completions: int, report: LedgerReport) -> None:
    compiled, judge = CompiledEngine(), Judge(made)
    with Following(made, load=number % 4 != 0) as session:
        for case in cases_of(made, number, events, completions):
            _count(report, case)
            tell = _Teller(case, report)
            tell("reference", case.broken_laws())
            tell("reference", judge.taken(case.state))
            if case.state.step is None:
                tell("reference", judge.inexact(case.state, case.seed, number))
            if number == 1:
                tell("reference", whole_results(case))
            tell("reference", unsound(case.expected, case.truths))
            tell(compiled.name, compiled_differences(compiled, case))
            tell("session", session.differences(case))


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
            told = [("answers", f"{type(error).__name__}: {error}")]
        if not told:
            return
        self.report.differing[who] += 1
        laws = {what if what in LAWS else "agrees" for what, _ in told}
        self.report.broken.setdefault(who, Counter()).update(laws)
        if [d.engine for d in self.report.differences].count(who) < KEPT:
            what = ", ".join(dict.fromkeys(what for what, _ in told))
            text = case_text(self.case) + "\n" + "\n".join(text or what for what, text in told)
            self.report.differences.append(Difference(who, self.case.seed, "the sheet", what, text))


def _count(report: LedgerReport, case: Case) -> None:
    found = case.expected
    report.cases += 1
    report.refused += case.state.refused
    report.settled += found.settled
    report.judged += len(case.truths.values)
    report.unjudged.update(case.truths.unjudged)
    for line in found.ledger:
        report.lines[line.kept or line.effect if line.item or line.kept else "step"] += 1
        report.open_lines += bool(line.missing or line.needs)
