"""Whether the findings of places are true, and the same on every engine: `check_places`.

A case is one rule on one place with its organs, some of which may not be told of, and on the organs that were
drawn for the year, where that is told. Findings of places are joined above the engines, so each engine judges
the organs and the place itself; a session has its own way to the same.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.engines.session.session import Session
from policy_rules.errors import FactsError
from policy_rules.facts.bound import Completeness, Facts, SampleRecord, UnitFacts
from policy_rules.lowering.program import Program
from policy_rules.reference.places import judge_place
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.ruleset.model import ALL_ORGANS, EACH, OF_PLACE, SAMPLE, Places, Rule
from policy_rules.testing.batches import ENDS, Whole, without_double_figures
from policy_rules.testing.choices import Seeded, some_of, weighted
from policy_rules.testing.comparing import Difference, case_text, outcomes
from policy_rules.testing.completions import Completing
from policy_rules.testing.conformance_report import Report
from policy_rules.testing.facts import UNIT, FactsWriter, Question, question, view_of
from policy_rules.testing.facts_files import as_file
from policy_rules.testing.learnings import learning
from policy_rules.testing.raw_facts import Raw, bound, closed, raw_facts, raw_parameters
from policy_rules.testing.rulesets import ruleset
from policy_rules.testing.thresholds import thresholds
from policy_rules.testing.truth import Declined, Outcome, RuleTruth
from policy_rules.testing.truth.places import PlaceTruth
from policy_rules.vocabulary import Parameter, Type, Vocabulary

Findings = Mapping[str, tuple[int, int]]
Judge = Callable[[Program, Facts, Question], Findings]
"""How somebody comes to the findings of the place."""
RULES, SETS, COMPLETIONS = 12, 4, 6
COUNTED, GRADED = "organs_counted", "organs_gradings"
"""The parameters that may leave open which organs count, and whose gradings."""
ORGANS = "organs"
GRADED_RULE = Rule(
    id="graded", text="", title="", gloss="", document="d", clause="1", bearer="anyone", about="anyone",
    grading="grade",
)  # fmt: skip
"""A rule on which it tells whose gradings count: chance draws too few of them."""


@frozen
class PlaceSet:
    """A place with its organs, ways in which they may turn out, and the same with one thing more known."""

    raw: list[Raw]
    asked: Question
    wholes: tuple[Whole, ...]
    learned: tuple[str, list[Raw]] | None


class PlaceDraw:
    """Draws places for one program."""

    def __init__(self, seed: str, rules: int) -> None:
        self.seed, self.choices = seed, Seeded(f"places {seed}")
        model, program = ruleset(self.choices, rules, more=(GRADED_RULE,))
        counted, gradings = Seeded(f"joined {seed}"), Seeded(f"graded {seed}")
        places = Places(
            weighted(counted, (3, ALL_ORGANS), (2, SAMPLE), (3, f"parameters.{COUNTED}")),
            weighted(gradings, (3, EACH), (2, OF_PLACE), (3, f"parameters.{GRADED}")),
        )
        vocabulary = _with_readings(model.vocabulary)
        self.program = evolve(program, model=evolve(model, vocabulary=vocabulary, places=places))
        gaps = self.choices.pick((25, 10, 0, 45))
        self.writer = FactsWriter(self.choices, self.program, thresholds(self.program), gaps)

    @property
    def vocabulary(self) -> Vocabulary:
        """The vocabulary of the program."""
        return self.program.model.vocabulary

    def sets(self, number: int, completions: int) -> Iterator[PlaceSet]:
        """So many sets of facts, each with so many completions."""
        for at in range(number):
            facts, asked = self.facts(), question(self.choices, self.vocabulary.year)
            facts = without_double_figures(self._drawn(facts, asked.year), self.vocabulary)
            wholes = tuple(self._whole(facts, asked, f"{self.seed} {at} {n}", n) for n in range(completions))
            yield PlaceSet(raw_facts(facts, self.vocabulary), asked, wholes, self._learned(facts, asked, at))

    # -- what is known -----------------------------------------------------------------------------

    def facts(self) -> Facts:
        """A place, and none to three organs."""
        place = evolve(self.writer.unit(UNIT), is_place=True)
        if self.choices.chance(60):
            place = evolve(place, complete=(*place.complete, Completeness(ORGANS)))
        organs = [self._organ(f"organ{n}") for n in range(self.choices.integer(0, 3))]
        return Facts({unit.id: unit for unit in (place, *organs)})

    def _organ(self, id: str) -> UnitFacts:
        return evolve(self.writer.unit(id), organ_of=UNIT)

    def _drawn(self, facts: Facts, year: int) -> Facts:
        """The facts with the organs that were drawn for the year, or for another one, where that is told."""
        if not self.choices.chance(60):
            return facts
        told = [id for id, unit in facts.units.items() if unit.organ_of]
        whole = any(c.list == ORGANS for c in facts.units[UNIT].complete)
        told += ["elsewhere"] if not whole and self.choices.chance(20) else []
        organs = some_of(self.choices, told, 60)
        of = year if self.choices.chance(80) else year - 1
        return _with(facts, samples=(SampleRecord(of, tuple(organs)),)) if organs else facts

    def _learned(self, facts: Facts, asked: Question, at: int) -> tuple[str, list[Raw]] | None:
        """One thing more: that the list of organs is whole, which were drawn, or a fact of one of them."""
        choices, place = Seeded(f"learned {self.seed} {at}"), facts.units[UNIT]
        organs = [id for id, unit in facts.units.items() if unit.organ_of]
        sort = weighted(choices, (2, "whole"), (2, "drawn"), (3, "fact"))
        if sort == "whole":
            known = _with(facts, complete=(*place.complete, Completeness(ORGANS)))
        elif sort == "drawn" and organs and not place.samples:
            known = _with(
                facts, samples=(SampleRecord(asked.year, tuple(some_of(choices, organs, 60) or organs)),)
            )
        else:
            sort, known = learning(choices, self.writer, facts, asked.as_of)
        raw = raw_facts(known, self.vocabulary)
        try:
            bound(raw, self.program.model)
        except FactsError:
            return None
        return sort, raw

    # -- how it may turn out -----------------------------------------------------------------------

    def _whole(self, facts: Facts, asked: Question, seed: str, number: int) -> Whole:
        choices = Seeded(f"completions {seed}")
        writer = evolve(self.writer, choices=choices, gaps=0)
        completing = Completing(choices, writer, ENDS[number % 6], as_of=asked.as_of)
        place, units = facts.units[UNIT], dict(facts.units)
        drawn = {s.year: s.organs for s in place.samples}.get(asked.year)
        new = list(drawn or ())
        if not any(c.list == ORGANS for c in place.complete):
            new += [f"new{n}" for n in range(choices.integer(0, 2))]
        units |= {id: evolve(completing.writer.unit(id), organ_of=UNIT) for id in new if id not in units}
        whole = {id: completing.unit(unit) for id, unit in units.items()}
        if drawn is None:
            organs = [id for id, unit in whole.items() if unit.organ_of]
            sample = SampleRecord(asked.year, tuple(some_of(choices, organs, 50)))
            whole[UNIT] = evolve(whole[UNIT], samples=(*place.samples, sample))
        settings = completing.parameters()
        return Whole(raw_facts(Facts(whole), self.vocabulary), settings, raw_parameters(settings))


def _with_readings(vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary with the parameters of how findings are joined, which are open."""
    counted = Type("label", labels=(ALL_ORGANS, SAMPLE), name=COUNTED)
    graded = Type("label", labels=(EACH, OF_PLACE), name=GRADED)
    more = {COUNTED: Parameter(COUNTED, counted), GRADED: Parameter(GRADED, graded)}
    return vocabulary.with_parameters({**vocabulary.parameters, **more})


def _with(facts: Facts, **more: Any) -> Facts:
    """The facts with something else told of the place."""
    return evolve(facts, units={**facts.units, UNIT: evolve(facts.units[UNIT], **more)})


# -- what engines say ------------------------------------------------------------------------------


def joined(engine: Engine) -> Judge:
    """The findings of the place where the engine judges the place itself and each organ."""

    def judge(program: Program, facts: Facts, asked: Question) -> Findings:
        return judge_place(program, view_of(program, facts, asked), engine.outcomes).joined

    return judge


def in_session(program: Program, facts: Facts, asked: Question) -> Findings:
    """The findings of the place in a session that takes in the place, judges it, and then organ by organ."""
    day, year = datetime.date.fromordinal(asked.as_of), asked.year if asked.year_given else None
    with Session(program.model, program, as_of=day, year=year) as session:
        for id, unit in facts.units.items():
            session.load(Facts({id: unit}))
            session.outcomes(UNIT)
        return {rule.id: session.outcomes(UNIT)[rule.id] for rule in program.rules}


def check_places(
    judges: Mapping[str, Judge], *, cases: int = 200, seed: int | str = 0, completions: int = COMPLETIONS
) -> Report:
    """Hold the findings of places to the truth, and those of `judges` to the reference's."""
    report, number = Report(), 0
    while report.cases < cases:
        drawn = PlaceDraw(f"{seed}.{number}", RULES)
        for at, given in enumerate(drawn.sets(SETS, completions)):
            _PlaceCheck(report, drawn, given, f"{drawn.seed}, set {at}").run(judges)
        number += 1
    return report


class _PlaceCheck:
    """Holds what is said of one place to the laws."""

    def __init__(self, report: Report, drawn: PlaceDraw, given: PlaceSet, seed: str) -> None:
        self.report, self.drawn, self.given, self.seed = report, drawn, given, seed
        self.model, self.program = drawn.program.model, drawn.program

    def run(self, judges: Mapping[str, Judge]) -> None:
        """Every law on every rule."""
        given, reference = self.given, joined(ReferenceEngine())
        facts = bound(given.raw, self.model)
        known = reference(self.program, facts, given.asked)
        self.report.cases += len(known)
        self.report.findings.update(known.values())
        for name, judge in judges.items():
            self.report.checked[name] += len(known)
            self._agrees(name, known, judge(self.program, facts, given.asked))
        if given.learned is not None:
            self._narrows(known, reference(self.program, bound(given.learned[1], self.model), given.asked))
        for number, whole in enumerate(given.wholes):
            self._judged(known, whole, reference if number == 0 else None)

    def _agrees(self, name: str, expected: Findings, found: Findings) -> None:
        for rule, ends in expected.items():
            if tuple(found[rule]) != tuple(ends):
                self._broken("agrees", name, rule, f"reference: {outcomes(*ends)}; {outcomes(*found[rule])}")

    def _narrows(self, before: Findings, after: Findings) -> None:
        what, raw = self.given.learned or ("", [])
        for rule, ends in before.items():
            if not _within(after[rule], ends):
                told = f"{outcomes(*ends)} became {outcomes(*after[rule])} with more known: {what}"
                self._broken("monotone", "reference", rule, f"{told}\n{_files(raw)}")

    def _judged(self, known: Findings, whole: Whole, reference: Judge | None) -> None:
        asked = self.given.asked
        truth = PlaceTruth(
            RuleTruth(self.model),
            whole.raw,
            UNIT,
            datetime.date.fromordinal(asked.as_of),
            asked.year,
            year_given=asked.year_given,
            parameters=whole.parameters,
        )
        exactly: Findings = {}
        if reference is not None:
            program = evolve(self.program, model=evolve(self.model, vocabulary=whole.settings))
            facts = closed(bound(whole.raw, self.model), self.model.vocabulary)
            exactly = reference(program, facts, asked)
        for rule, ends in known.items():
            true = truth.outcome(rule)
            if isinstance(true, Declined):
                self.report.unjudged[str(true)] += 1
                continue
            self.report.judged += 1
            turned = f"the facts turned out as\n{_files(whole.raw)}\n{whole.parameters}"
            told = f"true: {outcomes(*true[:2])}, {turned}"
            if not _within(true[:2], ends):
                self._broken("sound", "reference", rule, f"found: {outcomes(*ends)}; {told}")
            if exactly and not _is_exactly(exactly[rule], true):
                self._broken("exact", "reference", rule, f"found: {outcomes(*exactly[rule])}; {told}")

    def _broken(self, law: str, engine: str, rule: str, told: str) -> None:
        asked = self.given.asked
        case = case_text(self.program, rule, Facts({}), asked)
        text = f"{case}\n{self.model.places}\n{_files(self.given.raw)}\n{law}: {told}"
        self.report.differing[engine] += 1
        self.report.break_law(law, Difference(engine, self.seed, rule, "the finding", text))


def _within(inner: Sequence[int], outer: Sequence[int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _is_exactly(found: tuple[int, int], true: Outcome) -> bool:
    return _within(true[:2], found) if true.supposed else tuple(found) == true[:2]


def _files(raw: Sequence[Raw]) -> str:
    return "\n---\n".join(map(as_file, raw))
