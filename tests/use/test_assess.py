"""Assessments as services and notebooks meet them."""

import datetime
import json
import threading
from fractions import Fraction
from pathlib import Path

import pytest

import policy_rules as pr

EXAMPLES = Path(__file__).parents[2] / "examples"
DAY = datetime.date(2025, 11, 30)
AGENCY = {"id": "x", "name": "X", "level": "county", "kind": "department", "holds_enforcement_power": True}


def county(henan, **more):
    return henan.assess(pr.load_facts(EXAMPLES / "constructed-county.yaml"), as_of=DAY, year=2025, **more)


def posts(henan, frontline, total, **more):
    facts = {"unit": AGENCY, "staffing": {"posts_frontline": frontline, "posts_total": total}}
    as_of = more.pop("as_of", datetime.date(2026, 1, 1))
    return henan.assess(facts, as_of=as_of, **more).finding("ip-14-s8")


def test_the_constructed_county_brings_out_every_outcome(henan):
    counts = county(henan).counts
    assert all(
        counts[o] > 0 for o in ("satisfied", "violated", "pending", "unknown", "not_applicable", "excepted")
    )
    assert sum(counts.values()) == len(henan.rules)


@pytest.mark.parametrize(
    ("frontline", "total", "outcome", "shortfall"),
    [
        (80, 100, "satisfied", None),
        (79, 100, "violated", 1),
        (0, 0, "not_applicable", None),
        (0, 1, "violated", 1),
    ],
)
def test_a_finding_tells_both_sides_and_the_shortfall_in_whole_posts(
    henan, frontline, total, outcome, shortfall
):
    finding = posts(henan, frontline, total)
    assert finding.outcome == outcome
    assert finding.measured[0].shortfall == shortfall
    assert finding.measured[0].unit == ("post" if total else "")


def test_a_quotient_by_zero_is_undefined_and_not_a_missing_fact(henan):
    finding = posts(henan, 0, 0)
    assert finding.undefined
    assert finding.missing == ()


def test_a_missing_fact_is_named_and_what_it_may_be_is_shown(henan):
    finding = posts(henan, {"at_least": 70}, 100)
    assert finding.outcome == "unknown"
    assert finding.missing == ("staffing.posts_frontline",)
    assert finding.measured[0].left.lo == Fraction(7, 10)
    assert finding.possible == ("satisfied", "pending", "violated")


@pytest.mark.parametrize(
    ("as_of", "outcome", "days"),
    [("2025-12-30", "pending", 1), ("2025-12-31", "pending", 0), ("2026-01-01", "violated", -1)],
)
def test_the_due_day_itself_is_in_time(henan, as_of, outcome, days):
    finding = posts(henan, 79, 100, as_of=datetime.date.fromisoformat(as_of))
    assert (finding.outcome, finding.days) == (outcome, days)


def test_what_to_find_out_next_names_the_rules_that_it_settles(henan):
    nexts = county(henan).next_facts()
    settled = {n.name: n.settles for n in nexts}
    assert settled["directives[d2].demands_unlawful_act"] == ("ip-38-s28",)


def test_a_fact_has_its_source(henan):
    facts = pr.load_facts(EXAMPLES / "nanyang-2024.yaml")
    finding = henan.assess(facts, as_of=datetime.date(2025, 3, 31), year=2024).finding("ip-38-s14")
    (source,) = {finding.view.unit.sources[s].url for f in finding.facts for s in f.sources}
    assert source == "https://www.nanyang.gov.cn/2025/03-25/948394.html"


@pytest.mark.heavy
def test_example_files_can_be_assessed(henan):
    for file in sorted(EXAMPLES.glob("*.yaml"))[::2]:
        assessment = henan.assess(pr.load_facts(file), as_of=DAY)
        assert sum(assessment.counts.values()) == len(henan.rules), file.name
        assert str(assessment)
        assert json.dumps(assessment.to_dict())


def test_only_complete_facts_and_a_profile_give_one_number(henan):
    plain, tried = county(henan), county(henan, profile="illustrative")
    assert plain.score is None
    assert not plain.illustrative
    assert tried.illustrative


def test_without_a_profile_the_parameters_of_the_text_stay_open(henan):
    for parameter in henan.model.vocabulary.parameters.values():
        assert parameter.values == (), parameter.name
        assert dict(parameter.rule_values) == {}, parameter.name


def test_the_unit_is_named_where_the_facts_speak_of_several(henan):
    two = [{"unit": {"id": "a", "name": "A"}}, {"unit": {"id": "b", "name": "B"}}]
    with pytest.raises(pr.FactsError, match="the facts speak of 2 units"):
        henan.assess(two, as_of=DAY)
    assert henan.assess(two, "b", as_of=DAY).unit.name == "B"


def test_a_pass_mark_that_a_condition_names_is_told_as_open(henan):
    facts = {
        "unit": {"id": "a", "level": "county", "kind": "department", "handles_petitions": True},
        "institutions": [
            {
                "id": "minutes",
                "subject": "petition_coordination",
                "kind": "operation",
                "in_force_from": "2016-03-01",
                "ended_on": None,
            }
        ],
        "gradings": [{"rule": "ip-25-s5", "for": 2025, "value": "basic"}],
    }
    finding = henan.assess(facts, as_of=datetime.date(2026, 1, 2), year=2025).finding("ip-25-s5")
    asked = ("parameters.aim_owed of ip-25-s5", "parameters.pass_mark of ip-25-s5")
    assert (finding.outcome, finding.needs) == ("unknown", asked)


def test_results_cannot_be_changed(henan):
    finding = posts(henan, 79, 100)
    with pytest.raises(AttributeError):
        finding.lo = 2


@pytest.mark.heavy
def test_one_ruleset_serves_many_threads(henan):
    def work(number, into):
        into[number] = [posts(henan, n, 100).outcome for n in range(60, 100, 3)]

    alone: dict[int, list[str]] = {}
    work(0, alone)
    together: dict[int, list[str]] = {}
    threads = [threading.Thread(target=work, args=(n, together)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(found == alone[0] for found in together.values())
    assert len(together) == 8
