"""Hypothesis strategies: the generators of this package, one shrinkable case at a time.

Each is built on the same functions as the seeded cases (`choices`), so whatever `check_engine` can
meet, these can too.

    from hypothesis import given
    from policy_rules.testing import strategies as rules_st

    @given(rules_st.cases())
    def test_my_engine(case): ...
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from hypothesis import strategies as st

from policy_rules.attributes import frozen
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.ruleset.model import Rule, RulesetModel
from policy_rules.testing import rulesets as made
from policy_rules.testing import vocabularies as words
from policy_rules.testing.completions import Completion
from policy_rules.testing.completions import completion as made_completion
from policy_rules.testing.expressions import expression
from policy_rules.testing.facts import FactsWriter, Question, question, view_of
from policy_rules.testing.learnings import learning as made_learning
from policy_rules.testing.steps import Step
from policy_rules.testing.steps import session_steps as made_steps
from policy_rules.testing.thresholds import thresholds
from policy_rules.vocabulary import Vocabulary

T = TypeVar("T")


@frozen
class Drawn:
    """Choices that Hypothesis draws, and shrinks."""

    draw: st.DrawFn

    def integer(self, low: int, high: int) -> int:
        """A whole number from low to high, both included."""
        return self.draw(st.integers(low, high))

    def pick(self, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self.draw(st.integers(0, len(options) - 1))]

    def chance(self, percent: int) -> bool:
        """Whether something of this likelihood happens."""
        return self.draw(st.integers(1, 100)) > 100 - percent


@frozen
class Case:
    """A program, the facts of units, and the question put to them."""

    program: Program
    facts: Facts
    asked: Question

    def view(self) -> UnitView:
        """A fresh view of the unit assessed."""
        return view_of(self.program, self.facts, self.asked)


@st.composite
def vocabularies(draw: st.DrawFn) -> Vocabulary:
    """Vocabularies with single records, dated, undated and inner lists, measures and parameters."""
    return words.vocabulary(Drawn(draw))


@st.composite
def expressions(draw: st.DrawFn, vocabulary: Vocabulary, kind: str = "boolean", depth: int = 3) -> str:
    """FEEL texts of a kind (boolean, number, date) in the profile of rules; nearly all are free of faults."""
    return expression(Drawn(draw), vocabulary, kind, depth)


@st.composite
def rules(draw: st.DrawFn, vocabulary: Vocabulary, id: str = "r1") -> Rule:
    """Rules over a vocabulary, of every kind; nearly all are free of faults."""
    return made.rule(Drawn(draw), vocabulary, id)


@st.composite
def rulesets(draw: st.DrawFn, size: int = 5) -> tuple[RulesetModel, Program]:
    """Rulesets in memory, free of faults, with their programs."""
    return made.ruleset(Drawn(draw), size)


def programs(size: int = 5) -> st.SearchStrategy[Program]:
    """Programs of about so many rules."""
    return rulesets(size).map(lambda pair: pair[1])


@st.composite
def facts(draw: st.DrawFn, program: Program, gaps: int = 25) -> Facts:
    """Facts of a unit (and of units below it) near the thresholds of a program."""
    return writer(Drawn(draw), program, gaps).facts()


@st.composite
def questions(draw: st.DrawFn) -> Question:
    """Days of assessment, with the year and whether it is asked for."""
    return question(Drawn(draw))


@st.composite
def cases(draw: st.DrawFn, size: int = 3) -> Case:
    """Programs with facts and a question."""
    choices = Drawn(draw)
    _, program = made.ruleset(choices, size)
    return Case(program, writer(choices, program).facts(), question(choices, program.model.vocabulary.year))


def views(size: int = 3) -> st.SearchStrategy[UnitView]:
    """Views of units on their facts."""
    return cases(size).map(Case.view)


@st.composite
def session_steps(draw: st.DrawFn, program: Program, length: int = 30) -> list[Step]:
    """Steps that a session can take in their order."""
    choices = Drawn(draw)
    return made_steps(choices, writer(choices, program), length)


@st.composite
def completions(draw: st.DrawFn, case: Case) -> Completion:
    """Ways in which the facts of a case may turn out, nothing being missing."""
    choices = Drawn(draw)
    return made_completion(choices, writer(choices, case.program), case.facts, as_of=case.asked.as_of)


@st.composite
def learnings(draw: st.DrawFn, case: Case) -> Facts:
    """The facts of a case with one thing more known."""
    choices = Drawn(draw)
    return made_learning(choices, writer(choices, case.program), case.facts, case.asked.as_of)[1]


def writer(choices: Drawn, program: Program, gaps: int = 25) -> FactsWriter:
    """What writes facts for a program."""
    return FactsWriter(choices, program, thresholds(program), gaps)
