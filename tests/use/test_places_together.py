"""Places in sessions, in populations, asked what if and what next, and in reports. The ruleset `towns`."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from policy_rules.errors import EngineError, FactsError
from policy_rules.replay import record_of, replay
from policy_rules.report.population_text import population_text
from use.test_places import CASES, TOWNS, town

HERE = Path(__file__).parent
DAY, YEAR = datetime.date(2025, 3, 1), 2024
PLAIN = {"organs_counted": "all", "whose_gradings": "each"}
ALIKE = [case for case in CASES if case.get("set") == PLAIN]


def opened(case=None):
    session = TOWNS.session(as_of=DAY, year=YEAR)
    for name, value in PLAIN.items():
        session.set_parameter(name, value)
    if case is not None:
        session.load(town(case["organs"], case.get("place"), whole=case.get("whole", True)))
    return session


@pytest.mark.parametrize("case", ALIKE, ids=lambda case: case["why"])
def test_a_session_says_of_a_place_what_an_assessment_says(case):
    facts = town(case["organs"], case.get("place"), whole=case.get("whole", True))
    found = TOWNS.assess(facts, "town", as_of=DAY, year=YEAR).what_if(
        {f"parameters.{name}": value for name, value in PLAIN.items()}
    )
    with opened(case) as session:
        assert session.outcomes("town") == {f.rule.id: (f.lo, f.hi) for f in found.after}


def test_a_place_follows_its_organs_in_a_session():
    with opened() as session:
        session.add_unit("town", place=True)
        session.assert_fact("town", "unit.kind", "town")
        session.assert_fact("town", "complete[organs]", True)
        assert session.outcomes("town")["opens"] == (0, 0)
        session.add_unit("east", organ_of="town")
        session.assert_fact("east", "unit.kind", "library")
        assert session.outcomes("town")["opens"] == (2, 4)
        session.assert_fact("east", "opening.hours", 20)
        assert session.changed("town")["opens"] == ((2, 4), (2, 2))
        session.add_unit("west", organ_of="town")
        assert session.outcomes("town")["opens"] == (2, 4)
        session.assert_fact("west", "opening.hours", 3)
        session.assert_fact("west", "unit.kind", "library")
        assert session.outcomes("town")["opens"] == (4, 4)
        session.change_fact("west", "opening.hours", 30)
        assert session.outcomes("town")["opens"] == (2, 2)
        session.retract_fact("west", "opening.hours")
        assert session.outcomes("town")["opens"] == (2, 4)
        with pytest.raises(EngineError, match="came to, and not by what"):
            session.results("town")


def test_the_score_of_a_place_follows_in_a_session():
    with TOWNS.session(as_of=DAY, year=YEAR, sheet="town-2024") as session:
        session.set_parameter("organs_counted", "all")
        session.set_parameter("whose_gradings", "each")
        session.load(town({"east": {"kind": "library", "opening": {"hours": 19}}}))
        before = session.score("town").items["hours"]
        session.change_fact("east", "opening.hours", 20)
        after = session.score("town").items["hours"]
        assert ((before.lo, before.hi), (after.lo, after.hi)) == ((0, 0), (20, 20))


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"unit": "x", "place": True, "organ_of": "town"}, "no organ of another"),
        ({"unit": "x", "organ_of": "plain"}, "is no place"),
        ({"unit": "x", "organ_of": "x"}, "is no place"),
        ({"unit": "x", "organ_of": "town", "parent": "town"}, "no unit below it"),
        ({"unit": "late"}, "which is no place"),
    ],
)
def test_what_does_not_hang_together_is_told_and_nothing_is_taken_in(asked, told):
    with opened() as session:
        session.add_unit("town", place=True)
        session.add_unit("plain")
        session.add_unit("organ", organ_of="late")
        with pytest.raises(FactsError, match=told):
            session.add_unit(asked.pop("unit"), **asked)
        assert session.units == ("town", "plain", "organ")


def two_towns():
    """Two towns with an organ each; the organs are of the same level as their towns."""
    units = []
    for name, hours in (("oak", 20), ("ash", 19)):
        whole = [{"list": "organs", "by": "clerk", "date": "2025-03-01"}]
        units.append(
            {"unit": {"id": name, "place": True, "kind": "town", "level": "town"}, "complete": whole}
        )
        organ = {"id": f"{name}-library", "organ_of": name, "kind": "library", "level": "town"}
        units.append({"unit": organ, "opening": {"hours": hours}})
    return {"units": units}


def settled():
    """The ruleset with both readings of places decided."""
    usual = {"document": "No. 1", "decided_by": "us", "decided_on": "2020-01-01", "years": "all"}
    return {"decisions": [{"id": "a", **usual, "settles": PLAIN}]}


def test_a_ranking_says_of_an_organ_that_it_is_judged_with_its_place():
    found = TOWNS.assess_population(two_towns(), as_of=DAY, year=YEAR)
    assert "(oak-library): judged with its place, oak\n" in population_text(found, "en")
    assert "(oak-library): 随其所在地方oak计分\n" in population_text(found, "zh")


def test_where_no_unit_has_a_sheet_a_ranking_says_how_one_is_taken():
    found = TOWNS.assess_population(two_towns(), as_of=DAY, year=YEAR - 1)
    assert "(oak): no sheet is taken for any unit of this year; illustrative" in population_text(found, "en")
    assert "(oak): 所问年度未对任何单位采用计分表" in population_text(found, "zh")


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_an_organ_of_a_ranked_place_is_not_ranked_itself(engine):
    found = TOWNS.assess_population(two_towns(), as_of=DAY, year=YEAR, engine=engine)
    assert {p.unit: p.sheet for p in found.places} == {
        "oak": "town-2024", "oak-library": "", "ash": "town-2024", "ash-library": "",
    }  # fmt: skip
    assert [(p.unit, p.ranked) for p in found.table()][2:] == [("oak-library", False), ("ash-library", False)]
    for unit in ("oak", "ash", "oak-library"):
        alone = TOWNS.assess(two_towns(), unit, as_of=DAY, year=YEAR, engine=engine)
        among = found.assessment(unit)
        assert [(f.lo, f.hi) for f in among] == [(f.lo, f.hi) for f in alone]
    score = found.score("oak")
    assert score.steps["rank"].lo >= 1
    assert score.steps["rank"].hi <= 2  # the organs are nobody's peers


def test_a_sheet_that_is_named_ranks_an_organ_too():
    found = TOWNS.assess_population(two_towns(), as_of=DAY, year=YEAR, sheets={"oak-library": "town-2024"})
    assert found.place("oak-library").sheet == "town-2024"
    assert found.score("oak").steps["rank"].hi == 3


def test_the_points_of_a_place_follow_from_its_organs():
    found = TOWNS.assess_population(two_towns(), as_of=DAY, year=YEAR)
    assert found.assessment("ash").finding("opens").outcome == "unknown"  # a sample may leave the library out
    items = found.score("ash").items["hours"], found.score("oak").items["hours"]
    assert [(i.lo, i.hi) for i in items] == [(0, 20), (0, 20)]


def test_what_if_and_what_next_speak_of_organs():
    facts = town({"east": {"kind": "library", "opening": {"hours": 20}}, "west": {"kind": "library"}})
    found = TOWNS.assess(facts, "town", as_of=DAY, year=YEAR, decisions=settled())
    assert found.finding("opens").missing == ("west.opening.hours",)
    assert "west.opening.hours" in [n.name for n in found.next_facts() if "opens" in n.settles]
    for hours, outcome in ((20, "satisfied"), (19, "violated")):
        changed = found.what_if({"west.opening.hours": hours})
        assert changed.after.finding("opens").outcome == outcome


@pytest.mark.parametrize(
    ("units", "place", "alone"),
    [('unit.level = "town"', "violated", "unknown"), ('unit.kind = "library"', "unknown", "unknown")],
)
def test_a_decision_for_some_units_is_asked_of_the_place(units, place, alone):
    """Its organs are judged by what counts for it, whatever they are themselves."""
    facts = town({"east": {"kind": "library", "opening": {"hours": 19}}, "west": {"kind": "library"}})
    decisions = settled()
    decisions["decisions"][0]["units"] = units
    for unit, expected in (("town", place), ("west", alone)):
        found = TOWNS.assess(facts, unit, as_of=DAY, year=YEAR, decisions=decisions)
        assert found.finding("opens").outcome == expected


def test_reports_tell_each_organ():
    facts = town(
        {
            "east": {"kind": "library", "opening": {"hours": 20}},
            "west": {"kind": "library", "opening": {"hours": 3}},
        }
    )
    found = TOWNS.assess(facts, "town", as_of=DAY, year=YEAR, decisions=settled())
    data = found.finding("opens").to_dict()
    assert {i["id"]: i["outcome"] for i in data["instances"]} == {"east": "satisfied", "west": "violated"}
    assert "organs: " in str(found)
    assert "west: violated" in str(found)
    assert "west" in found.finding("opens")._repr_html_()


def test_a_record_of_a_place_is_the_same_again():
    facts = town({"east": {"kind": "library", "opening": {"hours": 20}}})
    found = TOWNS.assess(facts, "town", as_of=DAY, year=YEAR, decisions=settled())
    again = replay(record_of(found), TOWNS)
    assert again.identical


def test_questions_ask_how_organs_are_joined():
    facts = town({"east": {"kind": "library", "opening": {"hours": 19}}})
    found = TOWNS.questions(facts, as_of=DAY, year=YEAR)["organs_counted"]
    assert found.joins
    told = {c["rule"]: c["by_reading"] for c in found.to_dict()["cases"] if c["unit"] == "town"}
    assert told["opens"] == [["violated"], ["not_applicable", "excepted", "satisfied", "pending", "violated"]]
