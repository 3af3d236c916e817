"""The cases of `check_ledgers`: a sheet on the facts of a unit after an event, with what is true of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.facts.view import UnitView
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.reference.trace import RuleResult
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.score_unit import score
from policy_rules.testing.comparing import rule_lines
from policy_rules.testing.facts import UNIT, view_of
from policy_rules.testing.facts_files import as_file
from policy_rules.testing.ledger_laws import broken_laws, differing_scores
from policy_rules.testing.ledger_truth import Judge, Truths, unsound
from policy_rules.testing.schemes import Scheme, State, day, history
from policy_rules.testing.sheet_words import SCORED


@frozen
class Case:
    """One case, with the reference's answer."""

    scheme: Scheme
    seed: str
    state: State
    expected: Score
    outcomes: Mapping[str, tuple[int, int]]
    """The findings once the score is known."""
    truths: Truths = field(factory=Truths)

    def view(self, scored: Score | None = None) -> UnitView:
        """A fresh view of the unit, with what the sheet gives where it is known."""
        view = view_of(self.scheme.program, self.state.facts, self.scheme.asked)
        view.scored = {} if scored is None else scored.as_measures()
        return view

    def broken_laws(self) -> Iterator[tuple[str, str]]:
        """The laws that the reference's ledger breaks."""
        unit, measures = self.state.facts.units[UNIT], self.scheme.model.vocabulary.measures
        twice = any(measures[figure.measure].derived is not None for figure in unit.reported)
        return (("adds up", law) for law in broken_laws(self.expected, contradicting=twice))


def cases_of(made: Scheme, number: int, events: int, completions: int = 0) -> Iterator[Case]:
    """The cases of one set of facts: as it is at first, and after each event, judged on completions."""
    judge = Judge(made)
    for at, state in enumerate(history(made, number, events)):
        case = reference_case(made, f"{made.seed}, set {number}, event {at}", state)
        yield evolve(case, truths=judge.truths(state, case.seed, completions))


def reference_case(made: Scheme, seed: str, state: State) -> Case:
    """The case with what the reference gives."""
    view = view_of(made.program, state.facts, made.asked)
    found = scored_on(made, view, ReferenceEngine().outcomes(made.program, [view])[0])
    bare = Case(made, seed, state, found, {})
    return Case(made, seed, state, found, outcomes_after(ReferenceEngine(), bare, found))


def scored_on(
    made: Scheme, view: UnitView, results: Mapping[str, RuleResult] | Mapping[str, tuple[int, int]]
) -> Score:
    """The score on the results of rules."""
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
    found = scored_on(case.scheme, view, engine.outcomes(case.scheme.program, [view])[0])
    yield from differing_scores(case.expected, found)
    yield from unsound(found, case.truths)
    after = outcomes_after(engine, case, found)
    if after != case.outcomes:
        yield "outcomes", f"reference: {case.outcomes}\nengine:    {after}"


def whole_results(case: Case) -> Iterator[tuple[str, str]]:
    """With what explains each finding, the score is the same, but that more is known of what is missing."""
    view = case.view()
    whole = scored_on(case.scheme, view, ReferenceEngine().run(case.scheme.program, [view])[0])
    yield from differing_scores(case.expected, whole, missing=False)


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
