"""Sources that differ: what they come to, and that it is told. Cases by hand in `cases.yaml`."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from attrs import evolve

import policy_rules as pr
from policy_rules.facts.bound import Facts
from policy_rules.facts.known_by import known_by
from policy_rules.facts.plain_data import facts_data, facts_from
from policy_rules.facts.sources_that_differ import settle
from policy_rules.report.assessment_html import assessment_html
from policy_rules.report.assessment_text import render
from policy_rules.report.population_html import population_html
from policy_rules.report.population_text import population_text
from policy_rules.report.score_data import score_page_data
from policy_rules.report.score_lines import ledger_text
from policy_rules.report.value_data import shown_value
from report.test_ledger import ledger_html
from scoring.world import write_ruleset
from sources.parks import DAY, HERE, PARKS, YEAR, assessed, park

CASES = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))


def named(found):
    return f"{found.path} {found.when}".strip()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case):
    for engine in ("reference", "compiled"):
        found = assessed(park(case["facts"]), precedence=case.get("precedence"), engine=engine)
        for rule, told in case["expect"].items():
            finding = found.finding(rule)
            assert finding.outcome == told, f"{rule}: {finding.possible}"
        assert {named(d): shown_value(d.value, d.type) for d in found.differing} == case["differing"]
        aside = {
            named(d): names
            for d in found.differing
            if (names := [s.source.id for s in d.said if not s.counts])
        }
        assert aside == case.get("set_aside", {})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_session_says_the_same(case):
    loaded = pr.load_facts(park(case["facts"]), precedence=case.get("precedence"))
    with PARKS.session(as_of=DAY, year=YEAR) as session:
        session.load(loaded)
        for rule, told in case["expect"].items():
            low, high = session.outcomes("north")[rule]
            assert (told == "unknown") == (low != high)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_record_holds_what_each_said(case):
    found = assessed(park(case["facts"]), precedence=case.get("precedence"))
    again = facts_from(facts_data(found.asked.facts))
    assert again == Facts({u: evolve(f, file="") for u, f in found.asked.facts.units.items()})
    replayed = pr.replay.replay(pr.replay.record_of(found), PARKS)
    assert replayed.identical


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_settling_twice_changes_nothing(case):
    unit = assessed(park(case["facts"]), precedence=case.get("precedence")).unit
    assert settle(unit, PARKS.model.vocabulary) == unit


CONTRADICTED = {
    "grounds": {"trees": {"told": [{"value": 30, "source": "survey"}, {"value": 12, "source": "yearbook"}]}}
}


def test_it_is_told_wherever_the_fact_is_read():
    found = assessed(park(CONTRADICTED), sheet="parks-2024")
    line = (
        "grounds: trees: Survey (land register, the surveyor, 2024-05-01) says 30; "
        "Yearbook (yearbook, 2024-11-30) says 12; "
        "taken: 12..30 (none goes before the others: any of them could be)"
    )
    assert f"== Sources differ ==\n- {line}" in render(found, "en")
    assert line in found.finding("trees").explain("en")
    assert "Sources differ" not in found.finding("benches").explain("en")
    assert "来源不一" in assessment_html(found)
    assert [d["fact"] for d in found.to_dict()["differing"]] == ["grounds.trees"]
    assert [d["fact"] for d in found.finding("trees").to_dict()["differing"]] == ["grounds.trees"]
    many = PARKS.assess_population(pr.load_facts(park(CONTRADICTED)), as_of=DAY, year=YEAR)
    assert [p["differing"][0]["value"] for p in many.to_dict()["places"]] == [
        {"at_least": "12", "at_most": "30"}
    ]
    assert "north: grounds: trees" in population_text(many, "en")
    assert "north: grounds: trees" in population_html(many, "en")
    assert line in ledger_text(found, "en")
    assert line in ledger_html(found, "en")
    assert [d["fact"] for d in score_page_data(found)["differing"]] == ["grounds.trees"]
    benches = {"told": [{"value": 1, "source": "survey"}, {"value": 2, "source": "letter"}]}
    unread = assessed(
        park({"benches": [{"id": "b", "set_up_on": "2024-01-01", "width": benches}]}), sheet="parks-2024"
    )
    assert unread.differing
    assert not unread.differing_scored  # no score reads it


def test_in_chinese():
    told = render(assessed(park(CONTRADICTED), precedence=["later"]), "zh")
    survey = "Survey（土地登记，the surveyor，2024-05-01）称30（未采）"
    yearbook = "Yearbook（年鉴，2024-11-30）称12；取值：12（按来源先后次序）"
    assert f"- 园地·树木：{survey}；{yearbook}" in told


def test_a_further_source_is_a_change_that_comparing_names():
    """A settled finding may be turned by a source that differs: nobody calls that learning."""
    before = assessed(park({"grounds": {"trees": 30}}))
    after = assessed(park(CONTRADICTED))
    found = pr.compare(before, after)
    assert [(f.rule, *f.outcomes) for f in found.findings] == [("trees", "satisfied", "unknown")]
    assert "grounds: trees 30 → 12..30 (survey: 30, yearbook: 12)" in found.render("en")


def test_what_comes_to_the_same_turns_no_finding():
    """A second source that agrees is another source; one that is set aside turns nothing."""
    open_days = {"grounds": {"trees": 30}}
    agreed = {"told": [{"value": 30, "source": "survey"}, {"value": 30, "source": "yearbook"}]}
    before = assessed(park({**open_days, "source": "survey"}))
    found = pr.compare(before, assessed(park({"grounds": {"trees": agreed}})))
    told = {(why.sort, why.name) for why in found.why}
    assert ("source", "grounds.trees") in told and ("fact", "grounds.trees") not in told
    ranked = pr.compare(before, assessed(park(CONTRADICTED), precedence=["earlier"]))
    aside = [why for why in ranked.why if why.name == "grounds.trees"]
    assert [why.sort for why in aside] == ["fact"]
    assert ranked.after.finding("trees").possible == before.finding("trees").possible
    assert "trees" in aside[0].read_by.rules
    assert ranked.by("trees") == found.by("trees") == ()


@pytest.mark.parametrize(("first", "second"), [(3, 40), (19, 21), (0, 10000)])
def test_learning_within_one_source_narrows_what_either_could_be(first, second):
    """The meet of both would not: [3..5] and [4..9] give [4..5], and 3 and [4..9] give [3..9]."""
    wide = {
        "told": [
            {"at_least": first, "source": "survey"},
            {"at_least": 4, "at_most": second, "source": "letter"},
        ]
    }
    narrow = {
        "told": [{"value": first, "source": "survey"}, {"at_least": 4, "at_most": second, "source": "letter"}]
    }
    known, learned = (assessed(park({"grounds": {"trees": t}})).finding("trees") for t in (wide, narrow))
    assert known.lo <= learned.lo <= learned.hi <= known.hi


def test_what_was_not_known_yet_differs_from_nothing():
    told = park(CONTRADICTED)
    told["sources"] = {
        "survey": {"known_on": "2024-05-02"}, "yearbook": {"known_on": "2024-12-01"},
    }  # fmt: skip
    facts = PARKS.bind(pr.load_facts(told))
    for day, trees in (("2024-05-01", None), ("2024-11-30", (30, 30)), ("2024-12-01", (12, 30))):
        seen = known_by(facts, datetime.date.fromisoformat(day)).units["north"].values.get("grounds.trees")
        assert trees == (None if not seen else (seen[0].value.lo, seen[0].value.hi))


def test_one_that_bears_no_day_may_have_been_known():
    told = park(CONTRADICTED)
    told["sources"] = {"survey": {"known_on": "2024-05-02"}, "yearbook": {}}
    facts = known_by(PARKS.bind(pr.load_facts(told, precedence=["later"])), DAY)
    (entry,) = facts.units["north"].values["grounds.trees"]
    assert (entry.value.lo, entry.value.hi) == (12, 30)
    assert "grounds.trees" in facts.notes[0]


def test_a_session_tells_facts_of_several_sources():
    with PARKS.session(as_of=DAY, year=YEAR) as session:
        session.load(park({"grounds": {"trees": 30}}))
        session.change_fact("north", "grounds.trees", CONTRADICTED["grounds"]["trees"])
        assert (
            session.outcomes("north")["trees"] == assessed(park(CONTRADICTED)).finding("trees").result.finding
        )
        session.retract_fact("north", "grounds.trees")
        session.assert_fact("north", "benches[b1]", {"set_up_on": "2024-05-01", "broken": True, "width": 1})
        whole = {"by": "s", "date": "2025-01-01", "source": "yearbook"}
        session.assert_fact("north", "complete[benches, 2024]", whole)
        assert session.outcomes("north")["whole"] == (4, 4)
        session.change_fact(
            "north",
            "benches[b1]",
            {"set_up_on": "2024-05-01", "broken": True, "width": 1, "not_in": "yearbook"},
        )
        low, high = session.outcomes("north")["whole"]
        assert low < high
        session.retract_fact("north", "complete[benches, 2024]")
        assert session.outcomes("north")["whole"] == (4, 4)


def on_total(tmp_path, published):
    """The finding and the assessment where a sheet gives 4 to a total that was published too."""
    item = {"id": "i", "points": 10, "component": "all", "start": "zero", "reads": ["n"]}
    item["effects"] = [{"add": {"table": "n", "rows": {"< 5": 0, ">= 5": 4}}}]
    sheet = {"sheet": "a", "year": YEAR, "items": [item], "steps": {"total": {"sum": ["i"]}}}
    rule: dict[str, Any] = {
        "id": "on_total",
        "title": "t",
        "gloss": "g",
        "bearer": "any",
        "text": "总分大于五。",
    }
    rule |= {"requires": "total > 5", "examples": [{"given": {}, "expect": "unknown"}]}
    measures = {
        "n": {"type": "integer", "range": "[0..20]"},
        "total": {"type": "decimal", "range": "[0..100]"},
    }
    write_ruleset(tmp_path / "r", measures, rules=[rule], sheets=[sheet], header={"language": 2})
    figures = [{"measure": "n", "for": YEAR, "value": 7}]
    figures += [{"measure": "total", "for": YEAR, **told} for told in published]
    facts = {"unit": {"id": "u"}, "sources": {"survey": {"title": "Survey"}, "yearbook": {}}}
    facts |= {"source": "survey", "reported": figures}
    found = pr.load_ruleset(tmp_path / "r").assess(facts, as_of=DAY, year=YEAR)
    return found.finding("on_total"), found


def test_no_source_is_credited_with_what_a_sheet_gave(tmp_path):
    finding, found = on_total(tmp_path, [{"value": {"at_least": 3}}])
    assert (finding.outcome, found.differing) == ("violated", ())
    (told,) = finding.facts
    assert (told.value.lo, told.value.hi, told.sources) == (3, 100, ("survey",))
    assert "total (published figure) = 3..100 [Survey]; by the sheet 4\n" in finding.explain("en")
    assert "total（公布数） = 3..100 [Survey]；计分表得出4\n" in finding.explain("zh")


def test_a_published_figure_that_the_sheet_excludes_differs_from_it(tmp_path):
    finding, found = on_total(tmp_path, [{"value": 9}])
    assert finding.outcome == "unknown"
    assert finding.facts[0].value.lo == finding.facts[0].value.hi == 9
    line = (
        "total (published figure) (2024): Survey says 9; "
        "the sheet a says 4; taken: 4..9 (none goes before the others: any of them could be)"
    )
    assert f"Sources differ: {line}" in finding.explain("en")
    assert f"== Sources differ ==\n- {line}" in render(found, "en")
    assert [(s["source"], s["value"]) for s in finding.to_dict()["differing"][0]["said"]] == [
        ("survey", "9"),
        ("a", "4"),
    ]


def test_of_several_who_published_each_is_told_beside_the_sheet(tmp_path):
    told = [{"value": 9, "source": "survey"}, {"value": 8, "source": "yearbook"}]
    finding, _ = on_total(tmp_path, told)
    (one,) = finding.differing
    assert [(s.source.id, s.value.lo) for s in one.said] == [("survey", 9), ("yearbook", 8), ("a", 4)]
    assert (one.value.lo, one.value.hi) == (4, 9)
