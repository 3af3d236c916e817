"""The truth of sheets against points worked out by hand, and every score against the truth.

The truth reads the sheet's file and plain facts; the hand-worked kinds check it, and it then judges scores
on generated sheets: with all facts it is what the score says, with some hidden it lies inside.
"""

from __future__ import annotations

import os
import random
from fractions import Fraction
from functools import cache

import pytest

from policy_rules import feel
from policy_rules.core.nodes import OUTCOMES
from policy_rules.scoring.score_unit import score
from policy_rules.testing.choices import Seeded
from policy_rules.testing.truth.amounts import Grade as Place
from policy_rules.testing.truth.declined import Declined
from policy_rules.testing.truth.sheet_texts import as_written
from policy_rules.testing.truth.sheets import SheetTruth
from policy_rules.values.known import NEVER, ONLY, Labels, T, Truth
from scoring.random_populations import TIES, plainly, units, words
from scoring.random_populations import sheet as population_sheet
from scoring.random_sheets import PARAMETERS, VOCABULARY, World, random_sheet
from scoring.test_kinds import KINDS, read, settled
from scoring.world import AS_OF, model, sheet_of
from thinned import thinned

SHEETS = int(os.environ.get("RANDOM_SHEETS", "40"))
DEFINED = {"deduction_cap": ("r3", "10")}


class PlainFacts:
    """Facts that are plain values by name."""

    def __init__(self, values, outcomes=None):
        self.values, self.outcomes = values, outcomes or {}

    def say(self, text, names):
        return feel.evaluate(text, {**self.values, **names}, exact=True)

    def outcome(self, rule, as_of):
        return self.outcomes[rule]

    def charged(self, rule):
        return self.outcomes[rule]

    def instances(self, rules):
        raise Declined("instances of rules on plain facts")

    def list_of(self, rule):
        raise Declined("instances of rules on plain facts")


def truth_of(sheet, given, made, entries=None, **more):
    """The truth of a sheet on facts of a kind's case."""
    values = {**dict.fromkeys(made.vocabulary.measures)}
    values |= {k: v for k, v in given.items() if k != "complete"}
    values = {k: exact(v, k, made) for k, v in values.items()}
    file = {"entries": [{"entry": n, "value": v} for n, v in (entries or {}).items()]}
    return SheetTruth(as_written(sheet), PlainFacts(values), file, AS_OF, defined=DEFINED, **more)


def exact(value, name, made):
    """A value as the file has it, decimals exact; a record lacks nothing."""
    if isinstance(value, list):
        return [
            {"id ": str(n), **{k: exact(v, "", made) for k, v in record.items()}}
            for n, record in enumerate(value, 1)
        ]
    if isinstance(value, str) and value.endswith("%"):
        return Fraction(value[:-1]) / 100
    try:
        return Fraction(value) if isinstance(value, str) and name != "grade" else value
    except ValueError:
        return value


def units_of(case):
    return case["population"] if "population" in case else {"": case["given"]}


def judged(case, made):
    """Whether all facts of a case are known: none is partly told, and only what may be null is left out."""
    needed = {name for name, m in made.vocabulary.measures.items() if not m.type.nullable}
    return all(
        "complete" not in given
        and needed <= set(given)
        and not any(isinstance(v, dict) for v in given.values())
        for given in units_of(case).values()
    )


@cache
def truths(path):
    return list(truths_of(path))


def truths_of(path):
    """The settled cases of a kind, each with the truth of each unit and what was worked out for it."""
    written, made, data = read(path)
    for case in (c for c in data["cases"] if settled(c) and "sheet" not in c and judged(c, made)):
        (sheet,) = written.values()
        sheet = sheet | ({"scale": data["scale"]} if "scale" in data else {})
        if "item" in data:
            sheet |= {"items": [{"id": "item_", "component": "all", **data["item"]}]}
        if "parameters" in data:
            sheet["parameters"] = data["parameters"]
        units: dict[str, SheetTruth] = {}
        more = {"others": units.values, "parameters": case.get("set")}
        for unit, given in units_of(case).items():
            units[unit] = truth_of(sheet, given, made, case.get("entries"), **more)
        for unit, found in units.items():
            expected = case["expect"][unit] if unit else case["expect"]
            yield found, "got" if "steps" in data or "sheets" in data else "item_", expected


@pytest.mark.parametrize("path", KINDS, ids=lambda p: p.stem)
def test_kinds_worked_out_by_hand(path):
    for found, name, expected in truths(path):
        assert found.value(name) == point(expected, found.scale), (name, expected)


def test_most_kinds_are_judged():
    judged_of = {path.stem: len(truths(path)) for path in KINDS}
    assert sum(judged_of.values()) >= 150
    of_several_sheets = {"44-different-sheet-per-class", "55-method-change-between-years"}
    assert {stem for stem, number in judged_of.items() if not number} == of_several_sheets


def point(expected, scale):
    return Place(scale.index(expected)) if expected in scale else Fraction(str(expected))


# -- generated sheets ---------------------------------------------------------------------------------


def plain(value):
    """The one thing that a settled value is."""
    if isinstance(value, Truth):
        return value.lo == T
    if isinstance(value, Labels):
        return next(iter(value.members or ()))
    return None if value.null == ONLY else Fraction(value.lo)


def truth_of_world(data, world):
    """The truth of a sheet on a world of `random_sheets`."""
    values = {n: plain(v) for n, v in world.values.items()}
    values["events"] = [
        {"id ": str(n), **{k: plain(v) for k, v in record.items()}} for n, record in enumerate(world.records)
    ]
    parameters = {n: plain(v) for n, v in world.parameters.items()}
    file = {
        "entries": [{"entry": n, "value": plain(v), "scorer": "assessor"} for n, v in world.entries.items()]
    }
    told = PlainFacts(values, {"r1": OUTCOMES[world.outcome]})
    return SheetTruth(as_written(data), told, file, AS_OF, defined=DEFINED, parameters=parameters).run()


def holds(value, true):
    """Whether an interval, or a set of grades, holds the true value."""
    if true is None:
        return value.null != NEVER
    if isinstance(true, Place):
        return true.place in value.places
    return value.null != ONLY and value.lo <= true <= value.hi


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY, PARAMETERS)


@pytest.mark.parametrize("batch", thinned(range(4), 4))
def test_scores_hold_the_truth(made, batch):
    rng, tried, seed = random.Random(), 0, 0
    while tried < SHEETS // 4:
        seed += 1
        rng.seed(f"truth {batch} {seed}")
        data = random_sheet(Seeded(f"truth {batch} {seed}"))
        sheet, _ = sheet_of(data, made)
        if sheet is None:
            continue
        tried += 1
        for _ in range(3):
            world = World(rng, dict.fromkeys(sheet.entries(), (0, 4)))
            truth = truth_of_world(data, world)
            for hidden in ((), world.facts, *(rng.sample(world.facts, rng.randint(1, 8)) for _ in range(3))):
                found = score(sheet, *world.view(made, hidden))
                values = {**found.items, **found.steps}
                assert set(values) == set(truth.values)
                for name, true in truth.values.items():
                    where = (batch, seed, name, true, values[name], hidden)
                    assert holds(values[name], true), where
                    assert hidden or values[name].settled, where


# -- other units, and what the truth does not speak of ----------------------------------------------------


@pytest.mark.parametrize("batch", thinned(range(4), 4))
def test_other_units_by_plain_definition(batch):
    rng = random.Random(f"peers {batch}")
    for _ in range(25):
        step, ties = words(rng), rng.choice(TIES)
        facts, _ = units(rng, 0)
        made: dict[str, SheetTruth] = {}
        for unit, own in facts.items():
            data = as_written(population_sheet({"z": step}))
            parameters = {"equals": ties.replace(" ", "_")}
            made[unit] = SheetTruth(
                data, PlainFacts(own), {}, AS_OF, parameters=parameters, others=made.values
            )
        asked = ties if step.get("ties") == "equals" else step.get("ties")
        for unit, found in made.items():
            assert found.value("z") == plainly(step, facts, unit, asked), (step, facts, unit)


ALONE = {"x": {"read": "n"}, "z": {"peers": "mean", "of": "x", "self": "yes"}}
OPEN_GROUP = {"g": {"at_most": "nothing"}}
ITEM = {"id": "i", "points": 5, "component": "c", "start": "full"}


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        ({"steps": ALONE}, "peers of a unit alone"),
        ({"steps": {"z": {"given": "typed", "between": [0, 5]}}}, "an entry that nobody made"),
        ({"steps": {"z": {"table": "n", "rows": "cutoffs"}}}, "a table that is open"),
        ({"items": [{**ITEM, "effects": [{"deduct": "nothing"}]}]}, "an effect without an amount"),
        (
            {
                "items": [
                    {
                        **ITEM,
                        "effects": [{"deduct": 1, "group": "g"}],
                        "groups": {"g": {"at_most": "nothing"}},
                    }
                ]
            },
            "a group cap without an amount",
        ),
        (
            {"items": [{**ITEM, "within": [0, "deduction_cap"], "effects": []}]},
            "a number that a rule defines, where a constant stands",
        ),
        ({"scale": ["a", "b"], "steps": {"z": {"sum": ["a", 0.5]}}}, "a grade moved by a part of a place"),
    ],
    ids=lambda p: p if isinstance(p, str) else "",
)
def test_what_is_declined_is_named(sheet, why):
    told = PlainFacts({"n": Fraction(3), "nothing": None})
    with pytest.raises(Declined, match=why):
        SheetTruth(as_written({"sheet": "s", "year": 2024, **sheet}), told, {}, AS_OF, defined=DEFINED).run()
