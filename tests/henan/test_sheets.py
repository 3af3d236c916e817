"""The seven illustrative sheets: what they hold, and what comes of one unit's facts on each of them."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from attrs import evolve

from henan.sheet_units import ADJUSTED, AS_OF, CASES, POINTS, YEAR, YEARS, case_of, facts_of, name_of
from policy_rules import UNKNOWN, Ruleset
from policy_rules.ruleset.profile import apply_profile, set_parameters
from policy_rules.scoring.amounts.component_shares import counted, possible_points
from policy_rules.values.known import ONLY, point
from thinned import heavy, thinned

RANKED = (1, 4, 7)
ASKED: dict[str, Any] = {"as_of": AS_OF, "year": YEAR}


def opened(model, parameter):
    """The model with a parameter open again."""
    vocabulary = model.vocabulary
    left = evolve(vocabulary.parameters[parameter], values=())
    parameters = {**vocabulary.parameters, parameter: left}
    return evolve(model, vocabulary=evolve(vocabulary, parameters=parameters))


def assessed(henan, case, **more):
    return henan.assess(facts_of(henan.model, case), **ASKED, **more)


@pytest.fixture(scope="module")
def sheets(henan):
    return {int(name[-1]): sheet for name, sheet in henan.sheets.items() if sheet.year == YEAR}


def test_a_sheet_for_each_category(sheets):
    assert sorted(sheets) == [1, 2, 3, 4, 5, 6, 7]
    assert sorted({case["unit"]["category"] for case in CASES}) == [1, 2, 3, 4, 5, 6, 7]
    assert all(sheet.illustrative and sheet.year == 2024 and not sheet.notes for sheet in sheets.values())


def test_each_step_has_a_name_in_each_language_and_no_two_share_one(henan):
    for sheet in henan.sheets.values():
        for language in henan.model.languages:
            called = [step.titles[language] for step in sheet.steps]
            assert len(set(called)) == len(called)


def test_rules_whose_instances_a_sheet_prices_are_read_by_it(henan):
    """An office assesses a unit on what its sheet reads, and no more."""
    assert all(
        {"as-5.7-s2", "as-5.7-s4", "as-4.1.3-s4"} <= sheet.rules
        for sheet in henan.sheets.values()
        if sheet.year == YEAR
    )


@pytest.mark.parametrize("category", range(1, 8))
def test_points_contents_and_methods(henan, sheets, category):
    sheet = sheets[category]
    leaves = [item for item in sheet.items.values() if not item.children]
    components = tuple({item.component for item in leaves})
    assert sum(possible_points(item) for item in counted(sheet.items, components)) == 100
    assert 15 <= len(leaves) <= 25
    assert {item.content for item in leaves} == set(henan.model.sheet_content)
    assert {item.method for item in leaves} == set(henan.model.sheet_methods) - {"adjustment"}
    assert all(item.arrangement for item in leaves)
    assert set(sheet.cites) >= set(sheet.items), "what an item stands on is cited"
    assert (any(step.name == "rank" for step in sheet.steps)) == (category in RANKED)


@pytest.mark.parametrize("case", thinned(CASES, 3), ids=lambda c: c["about"])
def test_each_rule_read_can_apply_to_the_unit(henan, sheets, case):
    """But for the items of which the case says that they do not apply."""
    found = henan.assess({"unit": {"id": "u", **case["unit"]}}, **ASKED)
    by_rule = {finding.rule.id: finding for finding in found}
    for item in sheets[case["unit"]["category"]].items.values():
        for rule in (r for r in item.reads if r in henan.rules):
            out = case["points"].get(item.id, 0) is None and rule not in SILENT
            assert (by_rule[rule].hi == 0) == out, (item.id, rule)


SILENT = ("as-4.3.4.5-s1", "as-6.4-s5")
"""Rules that may apply, and of which the unit has no case or which the profile leaves out of its content."""


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["about"])
def test_with_the_profile_there_is_one_total_and_one_grade(henan, case):
    score = assessed(henan, case, profile="illustrative").score
    expected = {k: v for k, v in {**POINTS, **case["points"]}.items() if k in score.sheet.items}
    got = {k: None if v.null == ONLY else v.lo for k, v in score.items.items() if v.settled or v.null == ONLY}
    assert got == {k: None if v is None else Fraction(str(v)) for k, v in expected.items()}
    assert (score.lo, score.hi) == (Fraction(str(case["total"])),) * 2
    assert score.grade == {case["grade"]}


@pytest.mark.parametrize("case", YEARS, ids=lambda c: c["why"])
def test_a_breach_is_charged_once_in_its_year(henan, case):
    given = facts_of(henan.model, case_of(1), **case["given"])
    found = henan.assess(given, **ASKED, profile="illustrative")
    got = {name: found.score.items[name] for name in case["points"]}
    assert {name: [value.lo, value.hi] for name, value in got.items()} == case["points"]
    carried = [f"{c.rule} {c.id} {c.due}" for c in found.other_years.carried_over if c.certain]
    assert carried == case.get("carried", [])


@pytest.mark.parametrize("case", ADJUSTED, ids=lambda c: c["why"])
def test_what_the_rules_on_adjustments_find_is_priced(henan, case):
    given = facts_of(henan.model, case_of(1), **{**CLOSED, **case["given"]})
    ruleset = henan.with_profile("illustrative")
    if "set" in case:
        own = {k: v for k, v in case["set"].items() if v is not None}
        changed, wrong = set_parameters(ruleset.model, own)
        assert not wrong
        if None in case["set"].values():
            changed = opened(changed, next(iter(case["set"])))
        ruleset = Ruleset(changed, henan.program)
    found = ruleset.assess(given, sheet=name_of(case_of(1)), **ASKED)
    steps = found.score.steps
    for name in {"bonus", "deduction"} & set(case):
        assert [steps[name].lo, steps[name].hi] == case[name]
    if "finds" in case:
        assert found.finding("as-5.7-s4").outcome == case["finds"]
    assert [r.shows[1] for r, _ in found.score.remarks if r.shows] == case.get("remarks", [])


@pytest.mark.parametrize("case", thinned(CASES, 3), ids=lambda c: c["about"])
def test_without_the_profile_nothing_is_filled_in(henan, case):
    score = assessed(henan, case, sheet=name_of(case)).score
    assert score.lo < score.hi
    assert len(score.grade) > 1
    asked = {"component_max_daily_work", "component_max_on_site", "component_max_satisfaction"}
    assert asked | {"rescale_order", "grade_cutoffs"} <= set(score.needs)


def test_a_grave_circular_bars_excellent_whatever_the_parameters(henan):
    case = next(case for case in CASES if case["grade"] == "excellent")
    grave = {"id": "c1", "for_year": 2024, "kind": "criticism", "grave": True, "for_breach_or_neglect": True}
    grave |= {"calls_for_deduction": True}
    barred = {**case, "given": {**case["given"], "circulars": [grave]}}
    assert assessed(henan, barred, sheet=name_of(case)).score.grade == {"fail", "pass", "good"}


@pytest.mark.parametrize(
    "kind",
    [
        {"kind": "criticism", "for_breach_or_neglect": False},
        {"kind": "negative_publicity", "for_breach_or_neglect": True, "very_bad_effect": False},
    ],
)
def test_what_costs_no_points_bars_no_grade_however_grave(henan, kind):
    """as-5.7-s6 speaks of what as-5.7-s4 deducts for: grade and finding cannot differ."""
    case = next(case for case in CASES if case["grade"] == "excellent")
    event = {"id": "c1", "for_year": 2024, "grave": True, "calls_for_deduction": False, **kind}
    found = assessed(
        henan, {**case, "given": {**case["given"], "circulars": [event]}}, profile="illustrative"
    )
    assert found.finding("as-5.7-s6").outcome == "not_applicable"
    assert found.score.grade == {"excellent"}


CHOICES: list[tuple[dict[str, Any], dict[str, Any]]] = [
    # what is chosen, and what steps then come to of a city without enforcement of its own, 8 points of merits
    # (two of them of one matter) and 3 of circulars
    ({}, {"bonus": 5, "deduction": 3, "adjustment": 2}),
    ({"caps_apart_or_net": "net"}, {"adjustment": 5}),
    ({"event_counted_once": True}, {"bonus_summed": 6, "bonus": 5}),
    ({"event_counted_once": True, "caps_apart_or_net": "net"}, {"adjustment": 3}),
    ({"rounding_mode": "up", "rounding_places": 0}, {"total": "up"}),
    ({"rounding_mode": "down", "rounding_places": 0}, {"total": "down"}),
    ({"composite_definition": "points_summed", "rescale_level": "sum"}, {"composite": "pooled"}),
    ({"composite_definition": "points_summed"}, {"composite": "by component"}),
]
MERITS = [
    {"id": "m1", "matter": "a", "points_added": 2},
    {"id": "m2", "matter": "a", "points_added": 4},
    {"id": "m3", "matter": "b", "points_added": 2},
]


@pytest.mark.parametrize("choices", [CHOICES[::3], heavy(CHOICES)], ids=len)
def test_what_the_words_leave_open_is_a_choice(henan, choices):
    about = {"for_year": YEAR, "kind": "demonstration", "commended_by": "nobody", "measures_strong": True}
    circular = {"id": "c1", "for_year": YEAR, "kind": "criticism", "grave": False, "points_deducted": 3}
    circular |= {"for_breach_or_neglect": True, "very_bad_effect": False, "calls_for_deduction": True}
    given = {"merit_events": [{**about, **m} for m in MERITS], "circulars": [circular]}
    case = next(c for c in CASES if None in c["points"].values())
    case = {**case, "given": {**case["given"], **given}}
    first = assessed(henan, case, profile="illustrative").what_if({"adjustment_points_by": "case"}).after
    planned: dict[str, Fraction] = {}
    got: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for name, item in first.score.sheet.items.items():
        planned[item.component] = planned.get(item.component, Fraction(0)) + item.points
        if first.score.items[name].null != ONLY:
            value = Fraction(first.score.items[name].lo)
            got.setdefault(item.component, []).append((value, item.points))
    share = {c: sum(g for g, _ in some) / sum(p for _, p in some) for c, some in got.items()}
    every = [pair for some in got.values() for pair in some]
    by_hand = {
        "pooled": 100 * sum(g for g, _ in every) / sum(p for _, p in every),
        "by component": sum(planned[c] * share[c] for c in share),
        "up": Fraction(-(-first.score.lo // 1)),
        "down": Fraction(first.score.lo // 1),
    }
    asked = {name for chosen, _ in CHOICES for name in chosen}
    for chosen, steps in choices:
        after = first.what_if({f"parameters.{n}": v for n, v in chosen.items()}).after.score
        for name, value in steps.items():
            exact = Fraction(by_hand.get(value, value))
            assert (after.steps[name].lo, after.steps[name].hi) == (exact, exact), (chosen, name)
        open_ = first.what_if({f"parameters.{n}": UNKNOWN for n in (*chosen, *asked)}).after.score
        assert open_.lo <= after.lo and after.hi <= open_.hi, chosen


MERIT = {"id": "m1", "for_year": YEAR, "kind": "demonstration", "measures_strong": True, "points_added": 2}


@pytest.mark.parametrize("case", thinned(CASES, 3), ids=lambda c: c["about"])
def test_who_is_only_graded_has_no_rank_and_that_is_known(henan, case):
    found = assessed(henan, case, profile="illustrative")
    ranked = case["unit"]["category"] in RANKED
    (limb,) = [i for i in found.finding("as-6.1-s3").instances if i.id == "not_ranked"] or [None]
    assert ranked == (found.finding("as-6.1-s3").outcome == "not_applicable")
    assert ranked or limb.outcome == "satisfied"
    last = {c.rule: c.status for c in found.consequences}
    assert last.get("as-6.4-s1", "excluded") == ("possible" if ranked else "excluded")


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["about"])
def test_no_norm_of_the_scheme_is_silent(henan, case):
    """Each duty, target and prohibition is asked, not asked, or not known to be."""
    found = assessed(henan, case, profile="illustrative")
    kinds = ("duty", "target", "prohibition")
    marks = {f.rule.id: f.asked for f in found if f.rule.id.startswith("as-") and f.rule.kind in kinds}
    assert len(marks) > 200
    assert set(marks.values()) <= {"asked", "not_asked", "not_known"}


@pytest.mark.parametrize("category", [1, 4])
def test_the_sheet_of_the_year_after_carries_part_four(henan, category):
    sheet = henan.sheets[f"illustrative-2025-category-{category}"]
    leaves = [item for item in sheet.items.values() if not item.children]
    assert sum(possible_points(item) for item in leaves) == 100
    assert sheet.whole_list and sheet.illustrative and sheet.year == 2025
    asked = {rule for item in leaves for rule in (*item.reads, *item.carries)}
    parts = ["4.1.", "4.2.", "4.3.3.", "4.3.5.", *(["4.3.1.", "4.3.2."] if category == 1 else [])]
    kinds = ("duty", "target", "prohibition")
    owed = {
        r.id
        for r in henan.rules.values()
        if r.kind in kinds and r.id.startswith(tuple(f"as-{p}" for p in parts))
    }
    assert owed <= asked
    assert any(rule.startswith("ip-38") for rule in asked), "the plan, by the item on its execution"
    case = case_of(category)
    before = assessed(henan, case, sheet=name_of(case))
    after = before.what_if({}, sheet=sheet.name, year=2025)
    assert after.before.score.sheet.year == 2024
    assert after.after.score.sheet.year == 2025
    assert "改变 总分" in str(after), "what changed is visible"


def test_a_city_assesses_its_counties_by_reference(henan):
    asked = {"as_of": AS_OF.replace(year=2026), "year": 2025, "profile": "illustrative"}
    found = henan.assess(
        {"unit": {"id": "u", "level": "county", "category": None, "kind": "government"}}, **asked
    )
    assert found.score.sheet.name == "illustrative-2025-county"
    assert "P28" in {remark.question for remark, _ in found.score.remarks}


CLOSED = {"circulars": [], "assessment_contents": {"settled_on": "2025-02-10"}}
QUOTA = {"grade_quotas": {"<= 34": "excellent", "> 34": "good"}}
"""At most about a third of the units ranked may be excellent: here one of three."""


def of_three(henan, **more):
    """Three units of category 7, the first two equal at 90.3…, the third two points below."""
    case = case_of(7)
    units = [
        facts_of(henan.model, case, name, merit_events=[MERIT] if bonus else [])
        for name, bonus in (("a", True), ("b", True), ("c", False))
    ]
    tried, faults = apply_profile(henan.model, "illustrative")
    changed, wrong = set_parameters(tried, more)
    assert not faults + wrong
    sheets = dict.fromkeys("abc", name_of(case))
    return Ruleset(changed, henan.program).assess_population(units, **ASKED, sheets=sheets)


def test_equal_units_share_their_rank_and_the_quota(henan):
    found = of_three(henan, **QUOTA)
    assert [found.place(u).rank for u in "abc"] == [point(1), point(1), point(3)]
    assert [found.place(u).grades for u in "abc"] == [{"excellent"}, {"excellent"}, {"good"}]


def test_by_another_tie_rule_neither_of_the_two_is_excellent(henan):
    found = of_three(henan, ranking_ties="last_of_tie", **QUOTA)
    assert [found.place(u).rank for u in "abc"] == [point(2), point(2), point(3)]
    assert [found.place(u).grades for u in "abc"] == [{"good"}, {"good"}, {"good"}]


def test_a_quota_leaves_a_unit_alone_open(henan):
    tried, _ = apply_profile(henan.model, "illustrative")
    changed, _ = set_parameters(tried, QUOTA)
    case = case_of(7)
    score = assessed(Ruleset(changed, henan.program), case, sheet=name_of(case)).score
    assert score.grade == {"excellent", "good"}
    assert score.settled is False
