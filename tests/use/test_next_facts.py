"""What to find out next: the points that each missing fact is worth, held to trying out everything."""

from __future__ import annotations

import datetime
import os
import random
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import yaml
from attrs import evolve

import policy_rules as pr
from policy_rules.core.nodes import VIOLATED
from policy_rules.facts.bound import Entry, Facts
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.report.assessment_summary import summary
from policy_rules.report.next_facts_list import next_facts_text
from policy_rules.results.assessed import Asked
from policy_rules.results.assessment import Assessment
from policy_rules.results.from_facts import assess
from policy_rules.testing.choices import Seeded
from policy_rules.values.known import INF, truth
from scoring.random_sheets import PARAMETERS, VOCABULARY, World, random_sheet
from scoring.world import AS_OF, YEAR, model, sheet_of
from use.libraries import DAY, RULESET, elm, elm_without

TESTS = Path(__file__).parents[1]
EXAMPLES = TESTS.parent / "examples"
SHEETS = int(os.environ.get("RANDOM_SHEETS", "16"))


def by_name(assessment):
    return {n.name: n for n in assessment.next_facts()}


def figures(fact):
    return fact.points, fact.at_stake, fact.settles_grade, fact.exact


def test_what_each_fact_is_worth():
    """Total 0..50: 10 for heat, 20 for seats, 0..10 for manners, 0..10 for fines not yet listed."""
    found = by_name(elm_without("rooms.heated", "rooms.seats", "manner_points", "fines[f1].amount"))
    assert figures(found["rooms.heated"]) == (10, 10, False, True)
    assert figures(found["rooms.seats"]) == (20, 20, False, False)  # 61 numbers: ends and thresholds
    assert figures(found["manner_points"]) == (10, 10, False, True)
    assert figures(found["fines[f1].amount"]) == (5, 5, False, True)
    assert figures(found["grading(friendly)"]) == (0, 0, False, True)
    assert found["rooms.heated"].items == ("heat", "total", "grade")
    assert found["rooms.heated"].rules == found["rooms.heated"].settles == ("heated",)
    assert found["manner_points"].items[0] == "manner"
    assert found["manner_points"].rules == ()
    assert found["grading(friendly)"].items == ()


def test_those_that_settle_the_grade_come_first_then_those_worth_most():
    found = elm_without("rooms.heated", "rooms.seats", "fines[f1].amount").next_facts()
    assert [n.name for n in found][:3] == ["rooms.seats", "rooms.heated", "fines[f1].amount"]
    # without its seats the library passes, with them it is good, whatever the fines
    found = elm_without("rooms.seats", "fines[f1].amount").next_facts()
    assert [(n.name, n.settles_grade) for n in found][:2] == [
        ("rooms.seats", False),  # not every number of seats was tried
        ("fines[f1].amount", False),
    ]
    # 41..46 with heat, 31..36 without
    found = elm_without("rooms.heated", "fines[f1].amount").next_facts()
    assert [(n.name, n.settles_grade, n.points) for n in found][:2] == [
        ("rooms.heated", True, 10),
        ("fines[f1].amount", False, 5),
    ]


def test_the_only_fact_missing_settles_everything():
    found = by_name(elm_without("rooms.seats"))
    assert figures(found["rooms.seats"]) == (20, 20, True, True)
    found = by_name(elm_without("complete(fines)"))
    assert figures(found["complete(fines)"]) == (8, 8, True, True)


def test_an_open_parameter_leaves_it_open():
    found = by_name(elm_without("rooms.heated", "cutoffs"))
    assert figures(found["rooms.heated"]) == (10, 10, False, True)


def test_of_records_not_listed_the_items_tell_how_much_at_most():
    found = by_name(elm_without("rooms.heated", "complete(fines)"))
    fines = found["complete(fines)"]
    assert figures(fines) == (8, 8, False, False)  # 0..8: all of it, should no fine come
    assert fines.items == ("money", "total", "grade")


def test_without_a_sheet_it_is_a_matter_of_rules():
    bare = RULESET.assess({"unit": {"id": "x", "name": "X"}}, as_of=DAY, year=2024).next_facts()
    assert {figures(n) for n in bare} == {(0, 0, False, True)}
    assert {n.items for n in bare} == {()}
    assert [n.name for n in bare] == sorted(
        (n.name for n in bare),
        key=lambda name: (-len(by(bare, name).settles), -len(by(bare, name).rules), name),
    )


def by(found, name):
    return next(n for n in found if n.name == name)


# -- held to trying out everything ------------------------------------------------------------------

VALUES = {
    "a": range(13),
    "b": range(13),
    "flag": (True, False),
    "gate": (True, False),
    "unit.flag": (True, False),
    "status": ("none", "poor", "good"),
    "matter": ("x", "y", "z"),
    "points": range(6),
    "bad": (True, False),
}


@pytest.fixture(scope="module")
def small():
    made = model(VOCABULARY, PARAMETERS)
    program, faults = compile_rules(made)
    assert not faults
    return made, program


def assessed(made, program, sheet, world, hidden):
    """The assessment of a world of which some facts are hidden; whoever made an entry, it is taken."""
    sheet = evolve(sheet, refuses=frozenset())
    view, outcomes, entries = world.view(made, hidden)
    unit = evolve(view.unit, entries=tuple(evolve(e, year=YEAR) for e in entries))
    low, high = outcomes["r1"]
    if low == high:
        unit = evolve(unit, values={"unit.flag": (Entry(truth(low != VIOLATED)),)})
    asked = Asked(Facts({"u": unit}), "u", AS_OF, YEAR, ReferenceEngine(), sheet=sheet)
    return assess(Assessment, evolve(made, vocabulary=view.vocabulary), program, asked)


def width(score):
    return None if INF in (abs(score.lo), abs(score.hi)) else Fraction(score.hi) - Fraction(score.lo)


def expected(before, name, values):
    """Points, what is at stake and whether the grade is settled, by assessing anew for every value."""
    worlds = [before.what_if({name: value}).after.score for value in values]
    widths, now = [width(s) for s in worlds], before.score
    points = Fraction(0) if None in widths else None if width(now) is None else width(now) - max(widths)
    moves: list[Any] = [
        0 if a == b else None if INF in (abs(a), abs(b)) else b - a
        for s in worlds
        for a, b in ((now.lo, s.lo), (s.hi, now.hi))
    ]
    graded = not now.steps["barred"].settled and all(s.steps["barred"].settled for s in worlds)
    return points, None if None in moves else max(moves), graded


@pytest.mark.parametrize("batch", range(4))
def test_points_are_those_of_trying_out_every_value(small, batch):
    made, program = small
    rng, tried, seed, told = random.Random(), 0, 0, 0
    while tried < SHEETS // 4:
        seed += 1
        rng.seed(f"next {batch} {seed}")
        sheet, _ = sheet_of(random_sheet(Seeded(f"next {batch} {seed}")), made)
        if sheet is None:
            continue
        tried += 1
        bounds = dict.fromkeys(sheet.entries(), (0, 4))
        world = World(rng, bounds)
        before = assessed(made, program, sheet, world, world.facts[: rng.randint(1, len(world.facts))])
        alone = len(by_name(before)) == 1
        for fact in before.next_facts():
            values: Any = VALUES.get(fact.name.rpartition(".")[2] if "[" in fact.name else fact.name)
            if fact.name in bounds:
                values = [Fraction(n, 2) for n in range(9)]
            if values is None or not fact.items:
                continue
            told += 1
            found = expected(before, fact.name, values)
            assert fact.exact, (batch, seed, fact)
            if not alone:
                assert (fact.points, fact.at_stake, fact.settles_grade) == found, (batch, seed, fact)
    assert told > SHEETS // 8


@pytest.mark.heavy
def test_a_fact_that_settles_the_grade_goes_before_one_worth_more(small):
    """Random sheets bar grades by facts that move no points."""
    made, program = small
    rng, met, seed = random.Random(), 0, 0
    while met < 3:
        seed += 1
        rng.seed(f"order {seed}")
        sheet, _ = sheet_of(random_sheet(Seeded(f"order {seed}")), made)
        if sheet is None:
            continue
        world = World(rng, dict.fromkeys(sheet.entries(), (0, 4)))
        found = assessed(made, program, sheet, world, world.facts[:4]).next_facts()
        first = [n.settles_grade for n in found]
        assert first == sorted(first, reverse=True)
        sure = [
            [INF if n.points is None else n.points for n in found if n.settles_grade is settles]
            for settles in (True, False)
        ]
        for points in sure:
            assert points == sorted(points, reverse=True)
        met += all(sure) and max(sure[1]) > max(sure[0])


@pytest.mark.parametrize("batch", range(2))
def test_the_total_becomes_narrower_by_no_less(small, batch):
    """Whatever the fact turns out to be, in the world that hid it: points are sure."""
    made, program = small
    rng, tried, seed = random.Random(), 0, 0
    while tried < SHEETS // 4:
        seed += 1
        rng.seed(f"sure {batch} {seed}")
        sheet, _ = sheet_of(random_sheet(Seeded(f"sure {batch} {seed}")), made)
        if sheet is None:
            continue
        tried += 1
        world = World(rng, dict.fromkeys(sheet.entries(), (0, 4)))
        hidden = world.facts[: rng.randint(2, len(world.facts))]
        before = assessed(made, program, sheet, world, hidden)
        facts = by_name(before)
        for kind, name in hidden:
            if kind not in ("value", "entry") or name not in facts:
                continue
            after = assessed(made, program, sheet, world, [f for f in hidden if f != (kind, name)])
            fact, now, then = facts[name], width(before.score), width(after.score)
            if fact.exact and now is not None and fact.points is not None:
                assert then is not None
                assert now - then >= fact.points, (batch, seed, fact)
            if fact.settles_grade:
                assert after.score.steps["barred"].settled, (batch, seed, fact)


# -- what waits for another finding ------------------------------------------------------------------

GARDENS = pr.load_ruleset(TESTS / "questions" / "gardens")


def test_behind_the_finding_on_another_rule_stands_what_that_one_waits_for():
    asked = {"unit": {"id": "u"}, "grounds": {"trees": 2, "wet": True}}
    found = GARDENS.assess(asked, as_of="2025-03-01", year=2024)
    assert found.finding("careful").missing == ('outcome("trees")',)
    facts = by_name(found)
    assert "grounds.shrubs" in facts and not any("outcome(" in name for name in facts)
    assert facts["grounds.shrubs"].rules == ("trees", "careful")
    assert facts["grounds.shrubs"].settles == ()  # how many are many, nobody said


def test_a_finding_that_waits_for_one_that_waits_for_a_parameter_is_a_matter_of_no_fact():
    asked = {"unit": {"id": "u"}, "grounds": {"trees": 2, "shrubs": 0, "wet": True}}
    found = GARDENS.assess(asked, as_of="2025-03-01", year=2024)
    assert not any("careful" in fact.rules for fact in found.next_facts())
    assert "await a parameter that the text leaves open 2" in summary(found, "en")  # trees, careful
    assert "missing: the finding on trees\n" in found.finding("careful").explain("en")
    assert "缺少: trees的认定\n" in found.finding("careful").explain("zh")


def test_behind_the_finding_on_an_organ_stand_facts_of_the_organ(tmp_path):
    folder = shutil.copytree(TESTS / "use" / "towns", tmp_path / "towns")
    rules = folder / "charter" / "1-organs.yaml"
    town = "bearer: town\n    applies: outcome"
    assert town in rules.read_text("utf-8")
    rules.write_text(rules.read_text("utf-8").replace(town, "bearer: library\n    applies: outcome"), "utf-8")
    asked = {
        "unit": {"id": "t", "place": True, "kind": "town"},
        "units": [{"unit": {"id": "l", "organ_of": "t", "kind": "library"}}],
        "complete": [{"list": "organs", "by": "clerk", "date": "2025-03-01"}],
    }
    found = pr.load_ruleset(folder).assess(asked, unit="t", as_of="2025-03-01", year=2024)
    assert 'l.outcome("opens")' in found.finding("flag").missing
    facts = by_name(found)
    assert {"opens", "flag"} <= set(facts["l.opening.hours"].rules)
    assert not any("outcome(" in name for name in facts)


# -- told -------------------------------------------------------------------------------------------


def test_as_text_and_as_data():
    found = elm_without("rooms.heated", "fines[f1].amount")
    told = next_facts_text(found, "zh")
    assert "1. 房间·供暖: 可定等次; 总分区间至少收窄 10分; 涉及 10分 (供暖); 可定 heated" in told
    assert "1. rooms: heated: settles the grade" in str(found), "in the language of the ruleset"
    english = next_facts_text(found, "en", most=2)
    assert "1. rooms: heated: settles the grade; narrows the total by 10 points; 10 points" not in english
    assert "settles the grade; narrows the total by 10 points; at stake 10 points (heating)" in english
    assert english.endswith("… 2\n")
    first = found.to_dict()["next_facts"][0]
    assert first == {
        "fact": "rooms.heated",
        "settles": ["heated"],
        "rules": ["heated"],
        "register": None,
        "items": ["heat", "total", "grade"],
        "points": "10",
        "at_stake": "10",
        "settles_grade": True,
        "exact": True,
        "excludes": [],
        "due": None,
        "write": {"rooms": {"heated": "…"}},
    }
    assert "没有缺少的事实" in next_facts_text(
        elm().what_if({"grading(friendly)": "warm", "complete(complaints)": True}).after
    )


@pytest.mark.heavy
def test_a_city_of_henan(henan):
    """Nanyang's published facts, with the illustrative sheet: what touches the score stands first."""
    facts = pr.load_facts(EXAMPLES / "nanyang-2024.yaml")
    city = henan.assess(facts, as_of=datetime.date(2025, 3, 31), year=2024, profile="illustrative")
    found = city.next_facts()
    points = [(n.points, n.at_stake) for n in found]
    assert points == sorted(points, reverse=True)
    assert found[0].at_stake and found[0].at_stake > 0
    touching = {n.name for n in found if n.items}
    assert "complete(merit_events)" in touching
    assert not any(name.startswith("outcome(") for name in touching)
    assert all(n.at_stake == 0 for n in found if not n.items)


# -- the order -------------------------------------------------------------------------------------


def settled(fact):
    return len({*fact.settles, *fact.excludes})


def test_by_points_or_by_findings_and_by_points_where_some_are_at_stake():
    found = elm_without("rooms.heated", "rooms.seats", "fines[f1].amount")
    assert [n.name for n in found.next_facts()] == [n.name for n in found.next_facts("points")]
    counted = [settled(n) for n in found.next_facts("findings")]
    assert counted == sorted(counted, reverse=True)
    assert {n.name for n in found.next_facts("findings")} == {n.name for n in found.next_facts()}
    assert [n.name for n in found.next_facts("findings")] != [n.name for n in found.next_facts("points")]
    bare = RULESET.assess({"unit": {"id": "x", "name": "X"}}, as_of=DAY, year=2024)
    assert [n.name for n in bare.next_facts()] == [n.name for n in bare.next_facts("findings")]


def test_the_heading_says_by_what():
    found = elm_without("rooms.heated", "fines[f1].amount")
    assert "== 下一步查明（按涉及分数排序） ==" in next_facts_text(found)
    assert "== What to find out next (by rules settled) ==" in next_facts_text(found, "en", by="findings")


def test_there_is_no_other_order():
    with pytest.raises(pr.PolicyRulesError, match="no order `size`"):
        elm().next_facts("size")


def test_what_is_to_be_written_settles_what_it_is_said_to_settle():
    """A list read whatever the days of its records is whole for all time, not for the year that is asked."""
    henan = pr.load_ruleset("henan")
    given = yaml.safe_load((EXAMPLES / "constructed-county.yaml").read_text("utf-8"))
    asked: dict[str, Any] = {"as_of": "2025-11-30", "year": 2025}
    lists = [
        n for n in henan.assess(given, **asked).next_facts() if n.name.startswith("complete(") and n.settles
    ]
    told = {n.name: dict(n.written["complete"][0], by="the office", date="2025-11-30") for n in lists}
    assert "all" in [statement["for"] for statement in told.values()]
    assert 2025 in [statement["for"] for statement in told.values()]
    for fact in lists:
        found = henan.outcomes({**given, "complete": [*given.get("complete", ()), told[fact.name]]}, **asked)
        for rule in fact.settles:
            assert pr.outcome_of(found[rule]) != "unknown", (fact.name, rule)


@pytest.mark.parametrize("decisions", [(), ("illustrative-full",)])
def test_what_is_to_be_written_of_several_lists_settles_who_waits_for_them_alone(decisions):
    henan = pr.load_ruleset("henan")
    given = yaml.safe_load((EXAMPLES / "constructed-county.yaml").read_text("utf-8"))
    asked: dict[str, Any] = {"as_of": "2025-11-30", "year": 2025, "decisions": list(decisions)}
    before = henan.assess(given, **asked)
    lists = [n for n in before.next_facts() if n.name.startswith("complete(")]
    told = [dict(n.written["complete"][0], by="the office", date="2025-11-30") for n in lists]
    after = henan.assess({**given, "complete": [*given.get("complete", ()), *told]}, **asked)
    names = {n.name for n in lists}
    waited = [f.rule.id for f in before.findings if f.missing and not f.needs and {*f.missing} <= names]
    assert len(waited) > 10
    assert [id_ for id_ in waited if after.finding(id_).missing] == []
