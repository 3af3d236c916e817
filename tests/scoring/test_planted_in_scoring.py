"""Faults planted in what all engines share: each makes scores say what is not true, and a law names it.

Engines agree on every one of these, so that only the truth of sheets can tell. Faults of amounts show on
the worlds of `random_sheets`, those of the procedure on states of generated schemes.
"""

from __future__ import annotations

import random
from functools import cache, cached_property

import pytest

from policy_rules.scoring.score_unit import score
from policy_rules.testing.choices import Seeded
from policy_rules.testing.ledger_cases import reference_case
from policy_rules.testing.ledger_truth import Judge, untrue
from policy_rules.testing.schemes import history, scheme
from policy_rules.testing.truth.declined import Declined
from scoring.planted_in_scoring import IN_AMOUNTS, IN_PROCEDURE, SHOWN_BY, SHOWN_IN
from scoring.random_sheets import PARAMETERS, VOCABULARY, World, random_sheet
from scoring.test_sheet_truth import truth_of_world
from scoring.world import model, sheet_of

pytestmark = pytest.mark.heavy
SCHEMES, EVENTS, SHEETS = 400, 6, 600


class Grown:
    """What is made when it is first asked for, and then kept for the tests after."""

    def __init__(self, make, most):
        self.make, self.most = cache(make), most

    def starting_at(self, first):
        """All of them, that one first."""
        return (self.make(number) for number in (first, *range(self.most)))


# -- amounts, on worlds --------------------------------------------------------------------------------


class SheetOnWorlds:
    """A random sheet; what is true of it is worked out when it is asked for."""

    def __init__(self, made, number):
        self.made, self.number = made, number
        self.data = random_sheet(Seeded(f"planted {number}"))
        self.text = str(self.data)

    @cached_property
    def judged(self):
        """Worlds, each with its truth; none where the sheet has faults of its own."""
        rng, (sheet, _) = random.Random(f"planted {self.number}"), sheet_of(self.data, self.made)
        worlds = [World(rng, dict.fromkeys(sheet.entries(), (0, 4))) for _ in range(3)] if sheet else []
        return [(world, truth_of_world(self.data, world).values) for world in worlds]

    def laws(self):
        """The laws that scores of the sheet, read anew, break where all is known; a crash tells nothing."""
        found = set()
        try:
            sheet, _ = sheet_of(self.data, self.made)
            for world, true in self.judged:
                told = untrue(score(sheet, *world.view(self.made, ())), true, "", settled=True)
                found |= {law for law, _ in told}
        except Exception:  # noqa: BLE001 - a crash is told by other tests
            return set()
        return found


@pytest.fixture(scope="module")
def worlds():
    made = model(VOCABULARY, PARAMETERS)
    return Grown(lambda number: SheetOnWorlds(made, number), SHEETS)


@pytest.mark.parametrize("planted", IN_AMOUNTS, ids=lambda p: p.name)
def test_a_fault_in_amounts_breaks_a_law(planted, worlds):
    for sheet in worlds.starting_at(SHOWN_IN.get(planted.name, 0)):
        if SHOWN_BY.get(planted.name, "") not in sheet.text or not sheet.judged:
            continue
        with planted.in_place():
            laws = sheet.laws()
        if laws:
            assert laws == {"exact"}
            assert not sheet.laws(), "without the fault"
            return
    pytest.fail("no law is broken")


# -- the procedure, on schemes ---------------------------------------------------------------------------


class SchemeJudged:
    """A scheme with states of a unit; what is true of them is worked out when it is asked for."""

    def __init__(self, number):
        self.judge, self.number = Judge(scheme(f"planted {number}")), number
        self.text = str(self.judge.made.data)

    @cached_property
    def states(self):
        """What is told of a unit at first and after events."""
        return list(history(self.judge.made, self.number, EVENTS))

    @cache  # noqa: B019 - for as long as the test's own schemes
    def truths(self, at):
        """Completions of a state, each with its truth where that is one."""
        found = []
        for number in range(3):
            made = self.judge.completed(self.states[at], f"planted {self.number} {at}", number)
            try:
                values = list(self.judge.values(made))
            except Declined:
                continue
            found += [(made, values[0])] if len(values) == 1 else []
        return found

    def laws(self, at):
        """The laws that scores break, on what is told and on one completion of it; a crash tells nothing."""
        found = set()
        try:
            partial = reference_case(self.judge.made, "", self.states[at]).expected
            found |= {law for _, values in self.truths(at) for law, _ in untrue(partial, values, "")}
            for made, values in self.truths(at)[-1:]:
                found |= {law for law, _ in untrue(self.judge.scored(made), values, "", settled=True)}
        except Exception:  # noqa: BLE001 - a crash is told by other tests
            pass
        return found


@pytest.fixture(scope="module")
def schemes():
    return Grown(SchemeJudged, SCHEMES)


@pytest.mark.parametrize("planted", IN_PROCEDURE, ids=lambda p: p.name)
def test_a_fault_in_the_procedure_breaks_a_law(planted, schemes):
    for made in schemes.starting_at(SHOWN_IN.get(planted.name, 0)):
        if SHOWN_BY.get(planted.name, "") not in made.text:
            continue
        for at in range(len(made.states)):
            made.truths(at)
            with planted.in_place():
                laws = made.laws(at)
            if laws:
                assert laws <= {"sound", "exact"}
                assert not made.laws(at), "without the fault"
                return
    pytest.fail("no law is broken")
