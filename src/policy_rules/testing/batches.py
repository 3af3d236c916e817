"""Generated cases in batches: a program, sets of facts, and ways in which each set may turn out.

A batch is made again from its seed alone. Its facts are raw, as files have them, so that whoever checks
an engine binds them anew.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError
from policy_rules.facts.bound import Facts
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import Rule
from policy_rules.testing.choices import Seeded, weighted
from policy_rules.testing.completions import Completing, completion
from policy_rules.testing.facts import UNIT, FactsWriter, Question, question
from policy_rules.testing.learnings import learning
from policy_rules.testing.plain import Unsayable, plain_value
from policy_rules.testing.raw_facts import Raw, bound, raw_facts, raw_parameters
from policy_rules.testing.rulesets import ruleset
from policy_rules.testing.several_sources import SEVERAL, Tellers, precedence
from policy_rules.testing.thresholds import thresholds
from policy_rules.testing.truth import Asked, Declined, RuleTruth
from policy_rules.values.known import Num
from policy_rules.vocabulary import Measure, Vocabulary

RULES, SETS = 30, 12
"""Rules of a batch, and sets of facts on which it runs."""
COMPLETIONS = 20
"""Ways in which each set of facts is made to turn out."""
ENDS = ("", "low", "high", "null", "either", "")
"""At which ends of what is known the facts of a completion lie, in turn."""


@frozen
class Whole:
    """One way in which facts may turn out: nothing is missing, and every parameter is set."""

    raw: list[Raw]
    settings: Vocabulary
    parameters: Mapping[str, Mapping[Any, Any]]


@frozen
class FactsSet:
    """One set of facts, as files have it, with the question put to it.

    `consistent`: no published figure is told that records might contradict, so that what is said of the
    facts must hold in each of `wholes`. `learned` is the set with one thing more known, and what that is.
    """

    raw: list[Raw]
    asked: Question
    consistent: bool
    wholes: tuple[Whole, ...]
    learned: tuple[str, list[Raw]] | None


@frozen
class Batch:
    """A program with sets of facts, each with the question put to it."""

    seed: str
    program: Program
    writer: FactsWriter
    facts: tuple[tuple[Facts, Question], ...]
    """As generated: what a file has no words for is left out of `sets`."""
    _settings: list[Vocabulary] = field(factory=list)

    @property
    def size(self) -> int:
        """The number of cases."""
        return len(self.program.rules) * len(self.facts)

    def sets(self, truth: RuleTruth, completions: int = COMPLETIONS) -> Iterator[FactsSet]:
        """The sets of facts, with so many completions each."""
        settings = [self._settings_of(number) for number in range(completions)]
        for at, (facts, asked) in enumerate(self.facts):
            choices = Seeded(f"completions {self.seed} {at}")
            yield self._set(truth, facts, asked, choices, settings, at)

    def _settings_of(self, number: int) -> Vocabulary:
        choices = Seeded(f"settings {self.seed} {number}")
        return Completing(choices, evolve(self.writer, choices=choices), ENDS[number % 6]).parameters()

    def _set(
        self,
        truth: RuleTruth,
        facts: Facts,
        asked: Question,
        choices: Seeded,
        settings: list[Vocabulary],
        at: int,
    ) -> FactsSet:
        model = self.program.model
        sort = weighted(choices, (6, "single"), (3, "published"), (1, "twice"))
        if sort != "twice" and settings:
            facts = without_double_figures(facts, model.vocabulary)
        wholes = [
            self._whole(choices, facts, ENDS[number % 6], each, asked) for number, each in enumerate(settings)
        ]
        raw = raw_facts(facts, model.vocabulary)
        learned = self._learned(choices, facts, asked) if sort == "single" and settings else None
        if sort == "published" and wholes:
            figures = list(_published(truth, assessed(truth, wholes[0], asked), model.vocabulary))
            for each in (raw, *(whole.raw for whole in wholes)):
                each[0]["reported"] = [*each[0].get("reported", ()), *figures]
        tellers = Tellers(Seeded(f"sources {self.seed} {at}"), self.writer)
        if wholes and tellers.choices.chance(SEVERAL):
            tellers.tell(raw, [whole.raw for whole in wholes])
        return FactsSet(raw, asked, sort != "twice" and bool(settings), tuple(wholes), learned)

    def _whole(
        self, choices: Seeded, facts: Facts, ends: str, settings: Vocabulary, asked: Question
    ) -> Whole:
        whole = completion(choices, self.writer, facts, ends, settings, asked.as_of)
        raw = raw_facts(whole.facts, self.program.model.vocabulary)
        return Whole(raw, settings, raw_parameters(settings))

    def _learned(self, choices: Seeded, facts: Facts, asked: Question) -> tuple[str, list[Raw]] | None:
        what, known = learning(choices, self.writer, facts, asked.as_of)
        raw = raw_facts(known, self.program.model.vocabulary)
        try:
            bound(raw, self.program.model)
        except FactsError:
            return None  # a record that ends before it begins is nothing to be learned
        return what, raw


def batch(
    seed: int | str, rules: int = RULES, sets: int = SETS, more: tuple[Rule, ...] = (), in_force: str = ""
) -> Batch:
    """The batch of a seed; `more` are rules, and `in_force` a start of force, that are not left to chance."""
    choices = Seeded(f"batch {seed}")
    ranked = precedence(Seeded(f"precedence {seed}"))
    _, program = ruleset(choices, rules, more=more, in_force=in_force, precedence=ranked)
    gaps = choices.pick((25, 10, 0, 45))
    writer = FactsWriter(choices, program, thresholds(program), gaps)
    years = program.model.vocabulary.year
    facts = tuple((writer.facts(), question(choices, years)) for _ in range(sets))
    return Batch(str(seed), program, writer, facts)


def assessed(truth: RuleTruth, whole: Whole, asked: Question) -> Asked:
    """The assessment of the unit as the facts turned out."""
    as_of = datetime.date.fromordinal(asked.as_of)
    return truth.asked(
        whole.raw, UNIT, as_of, asked.year, year_given=asked.year_given, parameters=whole.parameters
    )


def without_double_figures(facts: Facts, vocabulary: Vocabulary) -> Facts:
    """The facts without reports that records could contradict: the laws are for what can be true together."""
    units = {
        id: evolve(u, reported=tuple(r for r in u.reported if vocabulary.measures[r.measure].derived is None))
        for id, u in facts.units.items()
    }
    return Facts(units)


def _published(truth: RuleTruth, whole: Asked, vocabulary: Vocabulary) -> Iterator[Raw]:
    """True figures of measures that follow from records, printed with few places."""
    for measure in vocabulary.measures.values():
        if measure.derived is not None and measure.reported:
            try:
                value = truth.value(whole, measure.name)
                if value is not None:
                    yield from _printed(
                        measure, value, whole.years.of(min(whole.as_of, whole.year_span.high))
                    )
            except (Declined, Unsayable):
                continue


def _printed(measure: Measure, value: Fraction, year: int) -> Iterator[Raw]:
    kind, places = measure.type, 2
    rounded = value if kind.places == 0 else Fraction(round(value * 10**places), 10**places)
    if (kind.low is None or rounded >= kind.low) and (kind.high is None or rounded <= kind.high):
        plain = plain_value(Num(rounded, rounded), evolve(kind, places=None))
        told = {} if kind.places == 0 else {"places": places - (2 if kind.percent else 0)}
        yield {"measure": measure.name, "for": year, "value": plain, **told}
