"""The two laws on random sheets: completions lie inside, and learning a fact never widens anything."""

from __future__ import annotations

import os
import random

import pytest

from policy_rules.domain import Num
from policy_rules.scoring.evaluate import score
from scoring.random_sheets import PARAMETERS, VOCABULARY, Maker, World
from scoring.world import check_ledger, inside, model, sheet_of

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
        maker = Maker(rng)
        sheet, faults = sheet_of(maker.sheet(), made)
        if sheet is None:
            assert all("may" in f.what or "no row" in f.what for f in faults), "\n".join(map(str, faults))
            continue
        tried += 1
        for _ in range(3):
            one_world(made, sheet, World(rng, dict.fromkeys(sheet.entries(), (0, 4))), rng, f"{batch} {seed}")


def one_world(made, sheet, world, rng, where):
    known = score(sheet, *world.view(made, ()))
    check_ledger(known)
    for name, value in values(known).items():
        assert value.settled, (where, name, value)
    assert known.missing == {}
    assert known.needs == {}
    hidden = world.facts[: rng.randint(1, len(world.facts))]
    before = None
    while True:
        found = score(sheet, *world.view(made, hidden))
        check_ledger(found)
        for name, value in values(found).items():
            assert inside(values(known)[name], value), (where, name, value, values(known)[name], hidden)
            if before is not None:
                assert inside(value, before[name]), (where, name, value, before[name], hidden)
            if not value.settled and isinstance(value, Num):
                touched = [n for names in (*found.missing.values(), *found.needs.values()) for n in names]
                assert name in touched, (where, name, value)
        before = values(found)
        if not hidden:
            return
        hidden = hidden[: rng.randint(0, len(hidden) - 1)]
