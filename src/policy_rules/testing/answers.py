"""What an engine answers on the facts of a batch: as they are, as they turned out, and with more known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.errors import EngineError
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.protocol import Engine
from policy_rules.reference.trace import RuleResult
from policy_rules.testing.batches import FactsSet
from policy_rules.testing.facts import UNIT, Question
from policy_rules.testing.old_names import by_old_names
from policy_rules.testing.raw_facts import Raw, bound, closed
from policy_rules.vocabulary import Vocabulary

Findings = Mapping[str, tuple[int, int]]
Results = Mapping[str, RuleResult]
A = TypeVar("A")
Told = Mapping[int, A | Exception]
"""Answers by the number of the set of facts, or what was raised."""


@frozen
class BoundFacts:
    """Facts as the library read them; each view is a fresh one, since engines keep findings in it."""

    facts: Facts
    vocabulary: Vocabulary
    asked: Question

    def view(self) -> UnitView:
        """The view of the unit assessed."""
        unit, asked = self.facts.units[UNIT], self.asked
        return UnitView(self.facts, unit, self.vocabulary, asked.as_of, asked.year, asked.year_given)


@frozen
class Inputs:
    """What engines are asked: each set of facts, its first completion, and the set with one thing learned."""

    program: Program
    known: Mapping[int, BoundFacts]
    whole: Mapping[int, BoundFacts]
    learned: Mapping[int, BoundFacts]

    @classmethod
    def of(cls, program: Program, sets: Sequence[FactsSet]) -> Inputs:
        """The facts of the sets, read by the library."""
        model, vocabulary = program.model, program.model.vocabulary
        known, whole, learned = {}, {}, {}
        settings: dict[int, Vocabulary] = {}  # a vocabulary keeps what was made of it: each check has its own
        for at, given in enumerate(sets):
            written = by_old_names if at % 2 else _as_they_are
            known[at] = BoundFacts(bound(written(given.raw, vocabulary), model), vocabulary, given.asked)
            if given.consistent and given.wholes:
                first = given.wholes[0]
                facts = closed(bound(written(first.raw, vocabulary), model), vocabulary)
                own = settings.setdefault(id(first.settings), evolve(first.settings))
                whole[at] = BoundFacts(facts, own, given.asked)
            if given.learned is not None:
                learned[at] = BoundFacts(bound(given.learned[1], model), vocabulary, given.asked)
        return cls(program, known, whole, learned)


@frozen
class Answers:
    """The answers of one engine; `lacks` says why it has none on a rule, `full` holds what explains them."""

    engine: str
    lacks: Mapping[str, str]
    full: Told[Results]
    known: Told[Findings]
    whole: Told[Findings]
    learned: Told[Findings]

    @classmethod
    def of(cls, engine: Engine, inputs: Inputs, *, in_full: bool = True) -> Answers:
        """What the engine answers; whatever it raises is kept."""
        program = inputs.program
        lacks = {r.id: why for r in program.rules if (why := engine.lacks(program, r)) is not None}

        def full(made: Sequence[BoundFacts]) -> Sequence[Results]:
            return engine.run(program, [m.view() for m in made])

        def findings(made: Sequence[BoundFacts]) -> Sequence[Findings]:
            return engine.outcomes(program, [m.view() for m in made])

        results: Told[Results] = _asked(full, inputs.known) if in_full else {}
        known: Told[Findings] = _asked(findings, inputs.known)
        whole: Told[Findings] = _asked(findings, inputs.whole)
        return cls(engine.name, lacks, results, known, whole, _asked(findings, inputs.learned))


def _as_they_are(raw: list[Raw], _: Vocabulary) -> list[Raw]:
    return raw


def _asked(ask: Callable[[Sequence[BoundFacts]], Sequence[Any]], made: Mapping[int, BoundFacts]) -> Told[Any]:
    """The answer on each set; those that an engine declines are sought out."""
    try:
        return dict(zip(made, ask(list(made.values())), strict=True))
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is told
        if len(made) == 1 or not isinstance(error, EngineError):
            return dict.fromkeys(made, error)
    half = len(made) // 2
    parts = (list(made)[:half], list(made)[half:])
    return {at: told for part in parts for at, told in _asked(ask, {n: made[n] for n in part}).items()}
