"""Units scored together: ranks and means on intervals, against every completion of what is hidden."""

from __future__ import annotations

import os
import random

import pytest

from policy_rules.errors import PolicyRulesError
from policy_rules.scoring.score_unit import Scoring, score
from policy_rules.values.known import INF, Num, point
from scoring import random_populations as pop
from scoring.world import check_ledger, inside, model, sheet_of, together, view_of
from thinned import thinned

POPULATIONS = int(os.environ.get("RANDOM_POPULATIONS", "60"))


@pytest.fixture(scope="module")
def made():
    return model(pop.VOCABULARY)


def steps_of(rng, made):
    """Some random steps, and the sheet of them."""
    steps = {f"p{n}": pop.words(rng) for n in range(4)}
    sheet, faults = sheet_of(pop.sheet(steps), made)
    assert not faults, "\n".join(map(str, faults))
    return steps, sheet


def exact(step, hidden, unit):
    """Whether the interval is the hull: nothing is read twice, and no value is bound to a grid.

    Own and peers hang on one fact where the own class is hidden; a dense rank takes open amounts for
    any numbers, and those here are few and whole.
    """
    if "among" in step and (unit, "group") in hidden:
        return False
    return step.get("ties") in (None, "shared", "last of tie")


@pytest.mark.parametrize("batch", thinned(range(4), 4))
def test_against_every_completion(made, batch):
    for seed in range(POPULATIONS // 4):
        rng = random.Random(f"{batch} {seed}")
        steps, sheet = steps_of(rng, made)
        facts, hidden = pop.units(rng, 4)
        found = together(sheet, made, pop.known(facts, hidden))
        for name, step in steps.items():
            rules = [step["ties"]] if step.get("ties") in pop.TIES else pop.TIES
            for unit in facts:
                value = found.score(unit).steps[name]
                possible = {
                    pop.plainly(step, whole, unit, rule)
                    for whole in pop.completions(facts, hidden)
                    for rule in rules
                }
                where = (batch, seed, step, unit, pop.known(facts, hidden), value, possible)
                for one in possible:
                    assert inside(point(one), value), where
                if exact(step, hidden, unit):
                    assert value == hull(possible), where


def hull(values):
    """The least interval that holds them; None among them is undefined."""
    numbers = [v for v in values if v is not None]
    if not numbers:
        return point(None)
    return Num(min(numbers), max(numbers), 1 if None in values else 0)


@pytest.mark.parametrize("batch", thinned(range(2), 2))
def test_learning_narrows(made, batch):
    for seed in range(POPULATIONS // 2):
        rng = random.Random(f"learning {batch} {seed}")
        _, sheet = steps_of(rng, made)
        facts, hidden = pop.units(rng, 8)
        before = None
        while True:
            found = together(sheet, made, pop.known(facts, hidden))
            values = {u: found.score(u).steps for u in facts}
            for unit in facts if before is not None else ():
                for name, value in values[unit].items():
                    assert inside(value, before[unit][name]), (batch, seed, unit, name)
            if not hidden:
                break
            before, hidden = values, hidden[1:]


@pytest.mark.parametrize("batch", thinned(range(2), 2))
def test_ledger_agrees_and_tells_what_is_missing(made, batch):
    for seed in range(POPULATIONS // 6):
        rng = random.Random(f"ledger {batch} {seed}")
        _, sheet = steps_of(rng, made)
        facts, hidden = pop.units(rng, 5)
        found = together(sheet, made, pop.known(facts, hidden))
        for unit in facts:
            its = found.score(unit)
            check_ledger(its)
            told = [n for names in (*its.missing.values(), *its.needs.values()) for n in names]
            for name, value in its.steps.items():
                assert value.settled or name in told, (batch, seed, unit, name, value)
            if not hidden:
                assert its.missing == {}


def test_a_dense_rank_takes_as_few_distinct_amounts_as_there_may_be(made):
    steps = {"p": {"peers": "rank", "of": "x", "ties": "dense"}}
    sheet, _ = sheet_of(pop.sheet(steps), made)
    for seed in range(POPULATIONS):
        rng = random.Random(f"dense {seed}")
        facts, hidden = pop.units(rng, 5)
        found = together(sheet, made, pop.known(facts, hidden))
        for unit in facts:
            value = found.score(unit).steps["p"]
            wholes = pop.completions(facts, hidden)
            ranks = {pop.plainly(steps["p"], w, unit, "dense") for w in wholes} - {None}
            assert not ranks or value.lo == min(ranks), (seed, unit, pop.known(facts, hidden))


def sheet_with(made, steps, **more):
    sheet, faults = sheet_of({**pop.sheet(steps), **more}, made)
    assert not faults, "\n".join(map(str, faults))
    return sheet


def test_ties_on_the_edge(made):
    """Touching ends: a unit that may be level is before it for one tie rule, and not for the other."""
    steps = {
        "shared": {"peers": "rank", "of": "x", "ties": "shared"},
        "last": {"peers": "rank", "of": "x", "ties": "last of tie"},
        "open": {"peers": "rank", "of": "x", "ties": "equals"},
        "keyed": {"peers": "rank", "of": "x", "ties": "shared", "then": "y"},
        "least": {"peers": "rank", "of": "x", "ties": "shared", "order": "least first"},
    }
    units = {
        "a": {"amount": 2, "second": 1},
        "b": {"amount": {"at_least": 0, "at_most": 2}, "second": 2},
        "c": {"amount": 2, "second": 0},
    }
    found = together(sheet_with(made, steps), made, units).score("a")
    expected = {"shared": (1, 1), "last": (2, 3), "open": (1, 3), "keyed": (1, 2), "least": (1, 2)}
    assert {n: (found.steps[n].lo, found.steps[n].hi) for n in steps} == expected
    assert found.needs["equals"] == ("open",)
    assert found.missing == {"b: x": ("last", "open", "keyed", "least")}


def test_alone_it_says_what_it_needs(made):
    steps = {
        "place": {"peers": "rank", "of": "x", "ties": "shared"},
        "n": {"peers": "count", "of": "x", "self": "no"},
        "m": {"peers": "mean", "of": "x", "self": "no"},
        "top": {"peers": "best", "of": "x", "self": "yes"},
        "quota": {"ratio": "n", "to": 3},
    }
    found = score(sheet_with(made, steps), view_of(made, {"amount": 2}), {})
    assert found.steps["place"] == Num(1, INF)
    assert found.steps["n"] == Num(0, INF)
    assert found.steps["m"] == Num(None, None, 1)
    assert found.steps["top"] == Num(2, INF)
    assert found.needs == {"peers of x": ("place", "n", "m", "top", "quota")}
    assert {n for line in found.lines_of("place") for n in line.needs} == {"peers of x"}


def test_how_many_have_a_value_hangs_on_those_alone_that_may_have_none():
    """Of `b` it is open how much it has, of `c` whether it has anything."""
    made = model({"held": {"type": "integer", "range": "[0..20]", "nullable": True}})
    steps = {
        "x": {"read": "held"},
        "many": {"peers": "count", "of": "x", "self": "no"},
        "top": {"peers": "best", "of": "x", "self": "no", "undefined": 0},
    }
    sheet, faults = sheet_of({"sheet": "s", "year": 2024, "steps": steps}, made)
    assert not faults
    units = {"a": {"held": 3}, "b": {"held": {"at_least": 1, "at_most": 3}}, "c": {}}
    found = together(sheet, made, units).score("a")
    assert (found.steps["many"], found.steps["top"]) == (Num(1, 2), Num(1, 20))
    assert found.missing == {"b: x": ("top",), "c: x": ("many", "top")}
    found = together(sheet, made, units).score("c")
    assert (found.steps["many"], found.steps["top"]) == (point(2), point(3))
    assert found.missing == {"held": ("x",)}


def test_a_quota_of_the_best(made):
    """At most a third, rounded down, is excellent: who shares the edge is in or out by the tie rule."""
    steps = {
        "n": {"peers": "count", "of": "x"},
        "third": {"ratio": "n", "to": 3},
        "quota": {"round": "third", "places": 0, "mode": "floor"},
        "place": {"peers": "rank", "of": "x", "ties": "last of tie"},
        "all_in": {"peers": "rank", "of": "x", "ties": "shared"},
        "got": {"cases": [["place <= quota", 1]], "else": 0},
        "or_all": {"cases": [["all_in <= quota", 1]], "else": 0},
    }
    sheet = sheet_with(made, steps)
    amounts = {"a": 3, "b": 2, "c": 2, "d": 1, "e": 1, "f": 0}
    found = together(sheet, made, {u: {"amount": v} for u, v in amounts.items()})
    assert [u for u in amounts if found.score(u).steps["got"] == point(1)] == ["a"]
    assert [u for u in amounts if found.score(u).steps["or_all"] == point(1)] == ["a", "b", "c"]


def test_a_unit_whose_sheet_is_open_may_be_a_peer(made):
    steps = {"place": {"peers": "rank", "of": "x", "ties": "shared"}}
    east = sheet_with(made, steps, **{"for": 'group = "east"'})
    units = {"a": {"amount": 1, "group": "east"}, "b": {"amount": 2}, "c": {"amount": 3, "group": "west"}}
    found = together({"a": east, "b": None, "c": None}, made, units)
    assert found.score("a").steps["place"] == Num(1, 2)
    assert found.score("a").lines_of("place")[0].missing == ("b: sheet",)
    assert found.score("b") is None


def test_a_class_across_sheets(made):
    """One list for units of two sheets; what the other sheet does not work out may be anything."""
    steps = {"place": {"peers": "rank", "of": "x", "ties": "shared", "among": "true"}}
    one = sheet_with(made, steps, sheet="one")
    other = sheet_with(made, {**steps, "x": {"sum": ["amount", 1]}}, sheet="other")
    units = {"a": {"amount": 1}, "b": {"amount": 1}}
    found = together({"a": one, "b": other}, made, units)
    assert [found.score(u).steps["place"] for u in units] == [point(2), point(1)]
    bare, _ = sheet_of({"sheet": "bare", "year": 2024, "steps": {"z": {"read": "amount"}}}, made)
    found = together({"a": one, "b": bare}, made, units)
    assert found.score("a").steps["place"] == Num(1, 2)
    assert found.score("a").lines_of("place")[0].missing == ("b: sheet", "b: x")


def test_a_circle_across_sheets_is_refused(made):
    def circle(name, first, second):
        steps = {
            "x": {"read": "amount"},
            first: {"peers": "mean", "of": "x", "self": "no", "undefined": 0},
            second: {"peers": "mean", "of": first, "among": "true", "self": "no", "undefined": 0},
        }
        return {"sheet": name, "year": 2024, "steps": steps}

    one, _ = sheet_of(circle("one", "p", "q"), made)
    other, _ = sheet_of(circle("other", "q", "p"), made)
    found = together({"a": one, "b": other}, made, {"a": {"amount": 1}, "b": {"amount": 2}})
    with pytest.raises(PolicyRulesError) as told:
        found.score("a")
    words = "these steps wait for each other: `q` of `one` → `p` of `other` → `q` of `one`"
    assert words in str(told.value)


def test_a_step_is_worked_out_once_for_each_unit(made, monkeypatch):
    steps = {
        "m": {"peers": "mean", "of": "x", "self": "yes"},
        "place": {"peers": "rank", "of": "x", "ties": "shared"},
        "again": {"peers": "rank", "of": "place", "ties": "shared"},
    }
    sheet = sheet_with(made, steps)
    done = []
    step = Scoring.step

    def watched(run, s):
        done.append((run.view.unit.id, s.name))
        return step(run, s)

    monkeypatch.setattr(Scoring, "step", watched)
    units = {f"u{n}": {"amount": n % 4, "second": 0} for n in range(6)}
    found = together(sheet, made, units)
    for unit in units:
        found.score(unit)
    assert len(done) == len(set(done)) == 6 * 5


def missing_of(found, unit, step):
    """What a step of a unit says is missing."""
    return {name for line in found.score(unit).lines_of(step) for name in line.missing}


def test_a_dense_rank_hangs_on_whether_those_before_are_level(made):
    between = {"amount": {"at_least": 2, "at_most": 3}}
    units = {"a": {"amount": 1}, "b": between, "c": between, "d": {"amount": 0}}
    steps = {
        "dense": {"peers": "rank", "of": "x", "ties": "dense"},
        "shared": {"peers": "rank", "of": "x", "ties": "shared"},
    }
    found = together(sheet_with(made, steps), made, units)
    assert found.score("a").steps["dense"] == Num(2, 3)
    assert found.score("a").steps["shared"] == point(3)
    assert missing_of(found, "a", "dense") == {"b: x", "c: x"}
    assert missing_of(found, "a", "shared") == set()


def test_a_class_by_a_fact_or_by_a_step(made):
    """A peer whose class is open may be in the ranking; what leaves its class open is named."""
    steps = {
        "high": {"cases": [["second >= 1", 1]], "else": 0},
        "by_fact": {"peers": "rank", "of": "x", "ties": "shared", "among": "group"},
        "by_step": {"peers": "rank", "of": "x", "ties": "shared", "among": "high"},
    }
    units = {
        "a": {"amount": 1, "group": "east", "second": 1},
        "b": {"amount": 2},
        "c": {"amount": 3, "group": "west", "second": 0},
    }
    found = together(sheet_with(made, steps), made, units)
    for step, name in (("by_fact", "b: group"), ("by_step", "b: high")):
        assert found.score("a").steps[step] == Num(1, 2)
        assert missing_of(found, "a", step) == {name}
        assert found.score("c").steps[step] == point(1)
    assert missing_of(found, "b", "by_fact") == {"group"}
    assert missing_of(found, "b", "by_step") == {"second"}


@pytest.mark.parametrize("other", ["all", "one"])
def test_an_open_parameter_of_the_class_is_the_same_for_all(made, other):
    """While it is open whether the lists are apart, units of one list are peers either way."""
    key = 'if lists = "apart" then second else 0'
    steps = {"place": {"peers": "rank", "of": "x", "ties": "shared", "among": key}}
    parameters = {"lists": {"one_of": ["apart", other]}}
    units = {
        "a": {"amount": 1, "second": 1},
        "b": {"amount": 2, "second": 1},
        "c": {"amount": 3, "second": 2},
    }
    found = together(sheet_with(made, steps, parameters=parameters), made, units)
    assert [found.score(u).steps["place"] for u in units] == [Num(2, 3), Num(1, 2), point(1)]
    assert found.score("a").needs == {"lists": ("place",)}
    assert found.score("a").missing == {}


def test_the_rules_that_a_sheet_reads():
    done = 'outcome("{}") = "satisfied"'
    rules = [
        {
            "id": f"q{n}",
            "text": f"{n}应当做。",
            "requires": "unit.flag",
            **dict.fromkeys(("title", "gloss"), "t"),
        }
        | {"bearer": "any", "examples": [{"given": {"unit": {"flag": True}}, "expect": "satisfied"}]}
        for n in range(7)
    ]
    small = model({}, rules=rules)
    item = {
        "id": "i",
        "points": 5,
        "component": "c",
        "start": "zero",
        "reads": ["q1", "q2", "q3"],
        "applies": done.format("q1"),
        "effects": [{"add": {"cases": [[done.format("q3"), 1]], "else": 0}, "if": done.format("q2")}],
    }
    sheet, faults = sheet_of(
        {
            "sheet": "s",
            "year": 2024,
            "for": done.format("q0"),
            "items": [item],
            "steps": {
                "a": {"share_of": "c", "undefined": 0},
                "b": {"sum": ["a", {"of": 1, "if": done.format("q4")}]},
            },
            "approval": done.format("q5"),
        },
        small,
    )
    assert not faults, faults
    assert sheet.rules == {"q0", "q1", "q2", "q3", "q4", "q5"}
