"""The two laws on random sheets: completions lie inside, and learning a fact never widens anything."""

from __future__ import annotations

import os
import random

import pytest

from policy_rules.scoring.score_unit import score
from policy_rules.testing.choices import Seeded
from policy_rules.testing.ledger_laws import broken_laws
from scoring.random_sheets import PARAMETERS, VOCABULARY, World, random_sheet
from scoring.world import inside, model, sheet_of, view_of
from thinned import thinned

SHEETS = int(os.environ.get("RANDOM_SHEETS", "40"))


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY, PARAMETERS)


def values(found):
    return {**found.items, **found.steps}


@pytest.mark.parametrize("batch", thinned(range(4), 4))
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


@pytest.mark.parametrize("within", [None, "open"])
def test_a_group_cap_holds_from_above_only(within):
    """A deduction that may be negative adds, as far as the item holds; the cap says nothing of that."""
    made = model({"n": {"type": "decimal", "places": 1}})
    item = {"id": "i", "points": 6, "component": "all", "start": "zero", "reads": ["n"]}
    effects = [{"deduct": "n", "group": "g"}, {"deduct": 1, "group": "g"}]
    item |= {"effects": effects, "groups": {"g": {"at_most": 3}}}
    item |= {"within": within} if within else {}
    data = {"sheet": "s", "year": 2024, "items": [item], "steps": {"t": {"sum": ["i"]}}}
    sheet, faults = sheet_of(data, made)
    assert not faults, "\n".join(map(str, faults))
    found = score(sheet, view_of(made, {}), {})
    assert not list(broken_laws(found))
    for n, moved in ((-100, 99), (-4, 3), (0, -1), (100, -3)):
        points = moved if within else min(max(moved, 0), 6)
        known = score(sheet, view_of(made, {"n": n}), {}).items["i"]
        assert (known.lo, known.hi) == (points, points)
        assert inside(known, found.items["i"])
