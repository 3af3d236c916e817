"""The two laws on random sheets: completions lie inside, and learning a fact never widens anything."""

from __future__ import annotations

import os
import random

import pytest

from policy_rules.scoring.score_unit import score
from policy_rules.testing.choices import Seeded
from policy_rules.testing.ledger_laws import broken_laws
from scoring.random_sheets import PARAMETERS, VOCABULARY, World, random_sheet
from scoring.world import inside, model, sheet_of

SHEETS = int(os.environ.get("RANDOM_SHEETS", "40"))


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY, PARAMETERS)


def values(found):
    return {**found.items, **found.steps}


@pytest.mark.parametrize("batch", range(4))
def test_sound_and_monotone(made, batch):
    rng, tried, seed = random.Random(), 0, 0
    while tried < SHEETS // 4:
        seed += 1
        rng.seed(f"{batch} {seed}")
        sheet, faults = sheet_of(random_sheet(Seeded(f"{batch} {seed}")), made)
        if sheet is None:
            assert all("may" in f.what or "no row" in f.what for f in faults), "\n".join(map(str, faults))
            continue
        tried += 1
        for _ in range(3):
            one_world(made, sheet, World(rng, dict.fromkeys(sheet.entries(), (0, 4))), rng, f"{batch} {seed}")


def one_world(made, sheet, world, rng, where):
    known = score(sheet, *world.view(made, ()))
    assert not list(broken_laws(known)), where
    for name, value in values(known).items():
        assert value.settled, (where, name, value)
    assert known.missing == {}
    assert known.needs == {}
    hidden = world.facts[: rng.randint(1, len(world.facts))]
    before = None
    while True:
        found = score(sheet, *world.view(made, hidden))
        assert not list(broken_laws(found)), (where, list(broken_laws(found)))
        for name, value in values(found).items():
            assert inside(values(known)[name], value), (where, name, value, values(known)[name], hidden)
            if before is not None:
                assert inside(value, before[name]), (where, name, value, before[name], hidden)
        before = values(found)
        if not hidden:
            return
        hidden = hidden[: rng.randint(0, len(hidden) - 1)]
