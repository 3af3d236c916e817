"""Whether an engine answers as it must, on generated cases: `check_engine`.

A case is one rule on one set of facts. Every engine, the reference included, is held to the truth of rules
on completions of the facts (`truth`), and to the reference's answer in full. The laws: `LAWS`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.errors import EngineError
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.testing.answers import Answers, Findings, Inputs
from policy_rules.testing.batches import (
    COMPLETIONS,
    RULES,
    SETS,
    Batch,
    Whole,
    assessed,
    batch,
)
from policy_rules.testing.comparing import Difference, case_text, differing, outcomes, rule_lines
from policy_rules.testing.conformance_report import Report
from policy_rules.testing.facts_files import as_file
from policy_rules.testing.public_api import asked_by_the_door
from policy_rules.testing.raw_facts import Raw
from policy_rules.testing.truth import Asked, Declined, Outcome, RuleTruth

Finding = tuple[int, int]
ANYTHING: Finding = (core.NOT_APPLICABLE, core.VIOLATED)


def check_engine(
    engine: Engine,
    *,
    cases: int = 1000,
    seed: int = 0,
    rules: int = RULES,
    sets: int = SETS,
    completions: int = COMPLETIONS,
    may_lack: Collection[str] = (),
) -> Report:
    """Run generated cases on an engine; the report says whether it `passed`, with `reasons` if not.

    The same seed gives the same cases. An engine passes that breaks no law and lacks nothing but what
    `may_lack` names in its own words (those of `Engine.lacks`; "these facts" where it refuses facts).
    """
    return check_engines(
        [engine], cases=cases, seed=seed, rules=rules, sets=sets, completions=completions, may_lack=may_lack
    )


def check_engines(
    engines: Iterable[Engine],
    *,
    cases: int = 1000,
    seed: int = 0,
    rules: int = RULES,
    sets: int = SETS,
    completions: int = COMPLETIONS,
    may_lack: Collection[str] = (),
) -> Report:
    """Run the same generated cases on several engines, besides the reference."""
    report, named, number = Report(may_lack=frozenset(may_lack)), list(engines), 0
    while report.cases < cases:
        report.add(check_batch(named, batch(f"{seed}.{number}", rules, sets), completions=completions))
        number += 1
    return report


def check_batch(
    engines: Sequence[Engine], made: Batch, *, completions: int = COMPLETIONS, door: bool = False
) -> Report:
    """The report on one batch; with `door` mappings go in by the public door too."""
    drawn = Drawn(made, completions)
    report = check_drawn(engines, drawn)
    if door:
        hold_door(drawn, report)
    return report


class Drawn:
    """A batch with its completions and the true outcomes on them, which serve any number of checks."""

    def __init__(self, made: Batch, completions: int = COMPLETIONS) -> None:
        self.made, self.truth = made, RuleTruth(made.program.model)
        self.sets = list(made.sets(self.truth, completions))
        self._assessed: dict[tuple[int, int], Asked] = {}

    def true(self, at: int, number: int, rule: str) -> Outcome | Declined:
        """The outcome of a rule on a completion of a set of facts."""
        key, given = (at, number), self.sets[at]
        if key not in self._assessed:
            self._assessed[key] = assessed(self.truth, given.wholes[number], given.asked)
        return self.truth.outcome(self._assessed[key], rule)


def check_drawn(
    engines: Sequence[Engine], drawn: Drawn, library: AbstractContextManager[object] | None = None
) -> Report:
    """The report on a batch that is drawn.

    `library` is entered while the library compiles, binds and evaluates: a test can so break a part that
    all engines share.
    """
    reference, program = ReferenceEngine(), drawn.made.program
    with library or nullcontext():
        if library is not None:
            program = compile_rules(evolve(program.model, vocabulary=evolve(program.model.vocabulary)))[0]
        inputs = Inputs.of(program, drawn.sets)
        expected, *others = (
            Answers.of(engine, inputs, in_full=bool(engines))
            for engine in (reference, *(e for e in engines if e.name != reference.name))
        )
    check = _Check(drawn, expected)
    for answers in (expected, *others):
        check.hold(answers)
    check.judge((expected, *others))
    return check.report


def hold_door(drawn: Drawn, report: Report) -> None:
    """Hold what mappings come to by the public door to the reference."""
    made, name = drawn.made, "door"
    for at, how, found, expected in asked_by_the_door(made.program, drawn.sets, report.carried):
        where = f"{made.seed}, set {at}, {how}"
        report.checked[name] += len(expected)
        if isinstance(found, Exception):
            report.differing[name] += 1
            told = f"{type(found).__name__}: {found}"
            report.break_law("answers", Difference(name, where, "*", "a raised error", told))
            continue
        for rule in expected:
            if found.get(rule) != expected[rule]:
                report.differing[name] += 1
                told = f"reference: {expected[rule]}; by the door: {found.get(rule)}"
                told = f"{case_text(made.program, rule, *made.facts[at])}\n{told}"
                report.break_law("agrees", Difference(name, where, rule, "the finding", told))


class _Check:
    """Holds the answers on one batch to the laws."""

    def __init__(self, drawn: Drawn, expected: Answers) -> None:
        self.drawn, self.made, self.sets, self.expected = drawn, drawn.made, drawn.sets, expected
        self.report, made = Report(cases=drawn.made.size), drawn.made
        for rule in made.program.rules:
            lines = "\n".join(rule_lines(made.program.model.rules[rule.id]))
            self.report.rules.add(lines.replace(f"id: {rule.id} ", ""))
            operators = {n.name for n in core.walk(rule.finding) if isinstance(n, core.Op | core.Agg)}
            self.report.operators.update(operators)
        for answer in expected.known.values():
            if not isinstance(answer, Exception):
                self.report.findings.update(answer.values())

    # -- the laws that need no truth ---------------------------------------------------------------

    def hold(self, answers: Answers) -> None:
        """Hold an engine to the reference, and to itself where more is known."""
        report, name = self.report, answers.engine
        declined = report.declined.setdefault(name, Counter())
        carried = [r.id for r in self.made.program.rules if r.id not in answers.lacks]
        for why in answers.lacks.values():
            declined[why] += len(self.sets)
        for at, answer in answers.known.items():
            if isinstance(answer, EngineError):
                declined["these facts"] += len(carried)
                continue
            report.checked[name] += len(carried)
            if isinstance(answer, Exception):
                self._raised(name, at, answer)
                continue
            for rule in carried:
                self._agrees(answers, at, rule, answer.get(rule))
                self._narrows(answers, at, rule, answer.get(rule))

    def _raised(self, engine: str, at: int, error: Exception) -> None:
        told = f"{type(error).__name__}: {error}"
        self.report.differing[engine] += 1
        difference = Difference(engine, f"{self.made.seed}, set {at}", "*", "a raised error", told)
        self.report.break_law("answers", difference)

    def _agrees(self, answers: Answers, at: int, rule: str, found: Finding | None) -> None:
        expected, given = self.expected.full.get(at, {}), answers.full.get(at, {})
        if isinstance(expected, Exception) or rule not in expected:
            return
        if isinstance(given, Exception) or found is None or rule not in given:
            told = (
                given
                if isinstance(given, Exception)
                else "none, and the engine does not say that it lacks it"
            )
            self._broken("answers", answers.engine, at, rule, "the answer", str(told))
            return
        faults = list(differing(expected[rule], given[rule]))
        if tuple(found) != expected[rule].finding:
            faults.append(("outcomes", f"reference: {expected[rule].finding}; engine: {found}"))
        if faults:
            what = ", ".join(what for what, _ in faults)
            self._broken("agrees", answers.engine, at, rule, what, "\n".join(told for _, told in faults))

    def _narrows(self, answers: Answers, at: int, rule: str, before: Finding | None) -> None:
        """Where more is known, no more is possible; where everything is, of facts without double figures."""
        learned = self.sets[at].learned
        if learned is None or before is None:
            return
        for what, told in ((learned[0], answers.learned.get(at)), ("everything", answers.whole.get(at))):
            if isinstance(told, EngineError) or told is None:
                continue
            if isinstance(told, Exception):
                self._raised(answers.engine, at, told)
            elif (after := told.get(rule)) is not None and not _within(after, before):
                text = f"{outcomes(*before)} became {outcomes(*after)} with more known: {what}"
                raw = learned[1] if what == learned[0] else self.sets[at].wholes[0].raw
                self._broken("monotone", answers.engine, at, rule, "the finding", f"{text}\n{_yaml(raw)}")

    # -- the laws of the truth ---------------------------------------------------------------------

    def judge(self, everybody: Sequence[Answers]) -> None:
        """Hold the engines to the true outcomes of every completion."""
        for at, given in enumerate(self.sets):
            if given.consistent:
                told = {a.engine: _findings(a.known.get(at)) for a in everybody}
                for number, whole in enumerate(given.wholes):
                    exactly = {a.engine: _findings(a.whole.get(at)) for a in everybody} if not number else {}
                    self._judge(at, (number, whole), told, exactly)

    def _judge(
        self,
        at: int,
        turned: tuple[int, Whole],
        told: Mapping[str, Mapping[str, Finding]],
        exactly: Mapping[str, Mapping[str, Finding]],
    ) -> None:
        report, (number, whole) = self.report, turned
        for rule in self.made.program.model.rules:
            if not exactly and all(found.get(rule, ANYTHING) == ANYTHING for found in told.values()):
                report.judged += 1  # whatever it is, it is within
                continue
            true = self.drawn.true(at, number, rule)
            if isinstance(true, Declined):
                report.unjudged[str(true)] += 1
                continue
            report.judged += 1
            for engine, findings in told.items():
                if not _within(true[:2], findings.get(rule, ANYTHING)):
                    self._untrue("sound", engine, at, rule, (whole, findings[rule], true))
            for engine, findings in exactly.items():
                found = findings.get(rule)
                if found is not None and not _is_exactly(found, true):
                    self._untrue("exact", engine, at, rule, (whole, found, true))

    def _untrue(
        self, law: str, engine: str, at: int, rule: str, case: tuple[Whole, Finding, Outcome]
    ) -> None:
        whole, found, true = case
        text = f"true: {outcomes(*true[:2])}; engine: {outcomes(*found)}"
        told = f"{text}\nthe facts turned out as\n{_yaml(whole.raw)}\nparameters: {whole.parameters}"
        self._broken(law, engine, at, rule, "the finding", told)

    def _broken(self, law: str, engine: str, at: int, rule: str, what: str, told: str) -> None:
        case = case_text(self.made.program, rule, *self.made.facts[at])
        difference = Difference(engine, f"{self.made.seed}, set {at}", rule, what, f"{case}\n{law}: {told}")
        self.report.differing[engine] += 1
        self.report.break_law(law, difference)


def _findings(answer: Findings | Exception | None) -> Findings:
    """The findings of an answer, none where there is none."""
    return {} if answer is None or isinstance(answer, Exception) else answer


def _within(inner: tuple[int, ...], outer: tuple[int, ...]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _is_exactly(found: Finding, true: Outcome) -> bool:
    """Whether complete facts came out true; where undefined outcomes are read, no less may be possible."""
    return _within(true[:2], found) if true.supposed else tuple(found) == true[:2]


def _yaml(raw: Sequence[Raw]) -> str:
    return "\n---\n".join(map(as_file, raw))
