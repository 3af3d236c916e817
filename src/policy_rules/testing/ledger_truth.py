"""What is true of the cases of `ledgers`: a sheet judged on completions of what is told of a unit.

In a completion nothing is missing, so the truth of rules and of sheets says one value for every item
and step; a score on what is told must hold each of them, and be it where it is settled.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.errors import FactsError
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.points import Grade as Grades
from policy_rules.scoring.score_unit import score
from policy_rules.scoring.year_list import NOT_KNOWN, year_list
from policy_rules.testing.choices import Seeded
from policy_rules.testing.completions import Completing
from policy_rules.testing.facts import UNIT, FactsWriter, view_of
from policy_rules.testing.facts_files import facts_file
from policy_rules.testing.raw_facts import bound, closed, raw_parameters
from policy_rules.testing.schemes import Scheme, State, day
from policy_rules.testing.sheet_completions import (
    Greatest,
    Least,
    SheetCompleting,
    completed_file,
    graded_by_one,
)
from policy_rules.testing.sheets import loaded
from policy_rules.testing.truth.amounts import Grade, Points
from policy_rules.testing.truth.cycles import years_of
from policy_rules.testing.truth.declined import Declined, Undefined
from policy_rules.testing.truth.entered import refused
from policy_rules.testing.truth.marks import marks
from policy_rules.testing.truth.rules import RuleTruth
from policy_rules.testing.truth.sheet_texts import as_written
from policy_rules.testing.truth.sheets import SheetTruth
from policy_rules.testing.truth.unit_answers import UnitTold
from policy_rules.values.known import NEVER, ONLY
from policy_rules.vocabulary import Vocabulary

COMPLETIONS = 20
"""Completions of each case: the first has the least of everything that is open, the second the greatest."""
_OFF_SCALE = "gives points that the total"
MOST_REFUSED = 6
"""After so many completions of a case of which none is judged no more are tried."""
MOST_ASSUMED = 2
"""How many outcomes that are open though all is known may be tried as all that they could be."""


@frozen
class Completed:
    """One completion of what is told: the facts file, parameters of the ruleset and of the sheet."""

    facts: Mapping[str, Any]
    vocabulary: Vocabulary
    parameters: Mapping[str, Any]


@frozen
class Truths:
    """What is true of one case: a value of each item and step for each completion that was judged."""

    values: tuple[Mapping[str, Points], ...] = ()
    unjudged: Counter[str] = field(factory=Counter)
    marks: tuple[Mapping[str, str], ...] = ()
    """Which rules the sheet asks for, beside each of `values`."""


class Judge:
    """Says what is true of the cases of one scheme."""

    def __init__(self, made: Scheme) -> None:
        self.made, self.sheet = made, as_written(made.data)
        self.rules = RuleTruth(made.model)
        self.read = self.rules.names.union(re.findall(r"\w+", str(self.sheet)))
        """The names that rules or the sheet may read."""
        self.defined = {n: (r.id, e.text) for r in made.model.rules.values() for n, e in r.defines.items()}

    def completed(self, state: State, seed: str, number: int) -> Completed:
        """A completion of what is told; the first two are its ends."""
        made, choices = self.made, Seeded(f"{seed} {number}")
        kind = (Least, Greatest)[number] if number < 2 else Completing
        writer = FactsWriter(choices, made.program, made.near, 0)
        completing = kind(choices, writer, read=self.read, as_of=made.asked.as_of)
        raw = facts_file(UNIT, state.told)
        whole = completed_file(completing, state.facts.units[UNIT], raw)
        graded = graded_by_one(completing, raw, whole.get("gradings", ()), made.model.precedence)
        whole = {**whole, "gradings": graded}
        sheet = SheetCompleting(choices, self.sheet, day(made.asked), number if number < 2 else None)
        return Completed(sheet.facts(whole), completing.parameters(), sheet.parameters())

    def truths(self, state: State, seed: str, completions: int = COMPLETIONS) -> Truths:
        """What is true on so many completions; twice as many are tried, where some are not judged."""
        found: list[Mapping[str, Points]] = []
        unjudged: Counter[str] = Counter()
        for number in range(2 * completions):
            if len(found) >= completions or (not found and number >= MOST_REFUSED):
                break
            try:
                found += self.values(self.completed(state, seed, number))
            except Declined as why:
                unjudged[str(why)] += 1
        return Truths(tuple(found), unjudged, tuple(map(self.marks, found)))

    def marks(self, values: Mapping[str, Points]) -> Mapping[str, str]:
        """Which rules the sheet asks for where its items come to this."""
        return marks(self.sheet, values, self.made.model.rules)

    def values(
        self, made: Completed, assumed: Mapping[str, int] | None = None
    ) -> Iterator[Mapping[str, Points]]:
        """The values where nothing is missing; several where the outcome of a rule is open all the same."""
        asked, assumed = self.made.asked, assumed or {}
        told = UnitTold(
            self.rules, made.facts, day(asked), asked.year, asked.year_given,
            raw_parameters(made.vocabulary), assumed, names=self.read,
        )  # fmt: skip
        try:
            yield self.truth(made, told).run().values
        except Undefined as read:
            if len(assumed) == MOST_ASSUMED:
                raise Declined("a sheet that reads many undefined outcomes") from None
            for outcome in range(read.low, read.high + 1):
                yield from self.values(made, {**assumed, read.rule: outcome})

    def truth(self, made: Completed, told: UnitTold) -> SheetTruth:
        """The truth of the sheet on a completion."""
        return SheetTruth(
            self.sheet, told, made.facts, day(self.made.asked),
            defined=self.defined, parameters=made.parameters, years=years_of(self.made.model.vocabulary),
        )  # fmt: skip

    def scored(self, made: Completed) -> Score:
        """What the library says on a completion, bound from its file."""
        parameters = {
            name: {**(own or {}), **({"value": made.parameters[name]} if name in made.parameters else {})}
            for name, own in self.made.data["parameters"].items()
        }
        model = evolve(self.made.model, vocabulary=made.vocabulary)
        sheet, faults = loaded({**self.made.data, "parameters": parameters}, model)
        assert sheet is not None, faults
        facts = closed(bound([made.facts], model), made.vocabulary)  # type: ignore[list-item]
        program = evolve(self.made.program, model=model)
        view = view_of(program, facts, self.made.asked)
        results = ReferenceEngine().outcomes(program, [view])[0]
        return score(sheet, view, results, view.unit.entries, view.unit.corrections, program=program)

    def taken(self, state: State) -> Iterator[tuple[str, str]]:
        """The entries on file that the sheet says it refuses."""
        raw, years = facts_file(UNIT, state.told), years_of(self.made.model.vocabulary)
        for name in refused(self.sheet, raw, day(self.made.asked), years):
            yield "sound", f"the entry {name}: the sheet refuses it, and it was taken"

    def inexact(self, state: State, seed: str, number: int) -> Iterator[tuple[str, str]]:
        """Where the score of a completion is not its truth: with nothing missing nothing is open.

        A completion that the sheet refuses, since it gives an entry a day, has no score.
        """
        try:
            made = self.completed(state, seed, number)
            true = list(self.values(made))
        except Declined:
            return
        years = years_of(self.made.model.vocabulary)
        if len(true) == 1 and not any(refused(self.sheet, made.facts, day(self.made.asked), years)):
            try:
                scored = self.scored(made)
            except FactsError as error:
                if all(_OFF_SCALE in fault.what for fault in error.faults):
                    return  # parameters of the completion leave no room for what was approved
                raise
            yield from untrue(scored, true[0], "complete facts", settled=True)
            yield from untrue_marks(scored, self.marks(true[0]), "complete facts", settled=True)


def unsound(found: Score, truths: Truths) -> Iterator[tuple[str, str]]:
    """Where a score does not hold what is true."""
    for number, values in enumerate(truths.values):
        yield from untrue(found, values, f"completion {number}")
    for number, said in enumerate(truths.marks):
        yield from untrue_marks(found, said, f"completion {number}")


def untrue(
    found: Score, values: Mapping[str, Points], where: str, *, settled: bool = False
) -> Iterator[tuple[str, str]]:
    """Where a score does not hold the true values, or (settled) may be anything else."""
    given, law = {**found.items, **found.steps}, "exact" if settled else "sound"
    if set(given) != set(values):
        yield law, f"{where}: the names are {sorted(given)}, in truth {sorted(values)}"
        return
    for name, true in values.items():
        value = given[name]
        if not _holds(value, true) or (settled and not value.settled):
            yield law, f"{where}: `{name}` is {value}, in truth {true}"


def untrue_marks(
    found: Score, said: Mapping[str, str], where: str, *, settled: bool = False
) -> Iterator[tuple[str, str]]:
    """Where the list says otherwise which rules are asked, or (settled) does not know what is known."""
    listed, law = year_list(found, serves=True), "exact" if settled else "sound"
    if (listed is None) != (not said):
        yield law, f"{where}: the sheet says {'nothing' if said else 'something'} of what is asked"
    if listed is None:
        return
    for rule, true in said.items():
        given = listed.mark(rule)
        if given != true and (settled or given != NOT_KNOWN):
            yield law, f"{where}: `{rule}` is {given}, in truth {true}"


def _holds(value: Any, true: Points) -> bool:
    """Whether an interval, or a set of grades, holds the true value."""
    if true is None:
        return bool(value.null != NEVER)
    if isinstance(true, Grade):
        return isinstance(value, Grades) and true.place in value.places
    return not isinstance(value, Grades) and value.null != ONLY and bool(value.lo <= true <= value.hi)
