"""A breach is charged once, in its year; what was open at the year's end is carried over, and told."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.policy import Ruleset
from policy_rules.report.assessment_text import render
from policy_rules.report.population_html import population_html
from policy_rules.report.population_text import population_text
from policy_rules.report.printable.population_page import population_page
from policy_rules.report.score_data import score_page_data
from policy_rules.report.score_lines import ledger_text
from policy_rules.results.assessment import Assessment
from policy_rules.scoring import charged
from years.test_years import facts_of, with_set

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "sheets.yaml").read_text("utf-8"))
DAY = datetime.date(2025, 3, 1)
POINTS = {"opening": 10, "judgments": 5, "answers": 3, "warnings": 4}


@pytest.fixture(scope="module")
def office() -> Ruleset:
    return load_ruleset(HERE / "office")


def assessed(office: Ruleset, case: dict[str, Any], **more: Any) -> Assessment:
    sheet = f"office-{case['year']}"
    return with_set(office, case).assess(
        facts_of(office, case), as_of=DAY, year=case["year"], sheet=sheet, **more
    )


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_is_charged(office: Ruleset, case: dict[str, Any], engine: str) -> None:
    found = assessed(office, case, engine=engine)
    assert found.score is not None
    lost = {n: p - found.score.items[n].lo for n, p in POINTS.items() if found.score.items[n].lo < p}  # type: ignore[union-attr]
    assert lost == case["lost"]
    assert all(value.settled for value in found.score.items.values())
    told = [f"{c.rule} {c.id} {c.due or 'null'}" for c in found.other_years.carried_over if c.certain]
    assert told == case.get("carried", [])
    assert found.other_years.left_out == case.get("left_out", 0)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_in_a_session(office: Ruleset, case: dict[str, Any]) -> None:
    with with_set(office, case).session(
        as_of=DAY, year=case["year"], sheet=f"office-{case['year']}"
    ) as session:
        session.load(facts_of(office, case))
        score = session.score("u")
        assert score is not None
        lost = {n: p - score.items[n].lo for n, p in POINTS.items() if score.items[n].lo < p}  # type: ignore[union-attr]
        assert lost == case["lost"]


@pytest.fixture(scope="module")
def district(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """The same charter for a district, which is judged by its offices and is none itself."""
    folder = tmp_path_factory.mktemp("charged") / "district"
    shutil.copytree(HERE / "office", folder)
    with (folder / "ruleset.yaml").open("a") as file:
        file.write("places: {counted: all, gradings: each}\n")
    with (folder / "vocabulary" / "entities.yaml").open("a") as file:
        file.write("unit.office: {zh: 办公室, en: is an office, type: boolean}\n")
    roles = folder / "vocabulary" / "roles.yaml"
    roles.write_text(roles.read_text("utf-8").replace("en: anyone", "en: anyone, when: unit.office"), "utf-8")
    return load_ruleset(folder)


def of_a_district(office: Ruleset, case: dict[str, Any]) -> dict[str, Any]:
    """The office of a case as the only organ of its district."""
    organ = facts_of(office, case)
    organ["unit"] |= {"id": "o", "organ_of": "u", "office": True}
    whole = {"list": "organs", "by": "the reviewer", "date": "2025-03-01"}
    return {"units": [{"unit": {"id": "u", "place": True, "office": False}, "complete": [whole]}, organ]}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_place_is_charged_what_its_organ_would_be(district: Ruleset, case: dict[str, Any]) -> None:
    """Whatever gives the day: the words, records, limbs, versions, readings."""
    asked = {"as_of": DAY, "year": case["year"], "sheet": f"office-{case['year']}"}
    facts, ruleset = of_a_district(district, case), with_set(district, case)
    found = ruleset.assess(facts, "u", **asked).score
    assert found is not None
    assert {n: p - found.items[n].lo for n, p in POINTS.items() if found.items[n].lo < p} == case["lost"]  # type: ignore[union-attr]
    assert all(value.settled for value in found.items.values())
    with ruleset.session(**asked) as session:
        session.load(facts)
        assert session.score("u").items == found.items


def test_what_leaves_the_year_open_is_named_by_the_organ(district: Ruleset) -> None:
    facts = {"unit": {"open": True}, "warnings": [{"id": "w", "heeded_on": None}]}
    given = of_a_district(district, {"facts": facts})
    score = district.assess(given, "u", as_of=DAY, year=2022, sheet="office-2022").score
    assert score is not None and not score.items["warnings"].settled
    assert (dict(score.missing), dict(score.needs)) == ({}, {"term": ("warnings", "total")})


def test_readings_that_are_shut_out_charge_nothing(office: Ruleset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Were they read, what is charged would be open, in the year of either day."""
    monkeypatch.setattr(charged, "parts_left", lambda rule, _: rule.parts)
    for case in (case for case in CASES if "set" in case):
        score = assessed(office, case).score
        assert score is not None and not score.items["warnings"].settled, case["why"]


def test_what_leaves_the_year_of_a_sure_breach_open_is_named(office: Ruleset) -> None:
    """Broken by either reading of its day, of which each lies in another year."""
    case = {"year": 2022, "facts": {"unit": {"open": True}, "warnings": [{"id": "w", "heeded_on": None}]}}
    score = assessed(office, case).score
    assert score is not None and not score.items["warnings"].settled
    assert (dict(score.missing), dict(score.needs)) == ({}, {"term": ("warnings", "total")})
    assert {n: line.needs for n, line in enumerate(score.ledger) if line.needs} != {}


def test_what_leaves_another_norm_of_a_broken_rule_open_is_named(office: Ruleset) -> None:
    """Broken in 2022 by the door in any case; by the post in 2024 perhaps, which nobody told of."""
    facts = facts_of(office, {"facts": {"unit": {"open": False}}})
    score = office.assess(facts, as_of=DAY, year=2024, sheet="posts-2024").score
    assert score is not None and not score.items["keeping"].settled
    assert score.missing["unit.staffed"] == ("keeping", "total")


def test_a_norm_without_a_day_of_its_own_leaves_no_year_open(tmp_path: Path) -> None:
    """A third norm of the rule binds at all times: what it asks is open, and it has no day to ask for."""
    folder = tmp_path / "office"
    shutil.copytree(HERE / "office", folder)
    file = folder / "charter" / "1.yaml"
    post = "      post: {due: 2024-06-30, requires: unit.staffed}\n"
    text = file.read_text("utf-8")
    assert post in text
    file.write_text(text.replace(post, post + "      desk: {requires: unit.staffed}\n"), "utf-8")
    made = load_ruleset(folder)
    given = facts_of(made, {"facts": {"unit": {"open": False}}})
    score = made.assess(given, as_of=DAY, year=2024, sheet="posts-2024").score
    assert score is not None and not score.items["keeping"].settled
    assert set(score.missing) == {"unit.staffed", 'outcome("staffed")'}


STAKES = [
    ("office-2022", 2022, {}, "unit.open", (10, 10)),  # open till then: the fact tells of that year
    ("office-2024", 2024, {}, "unit.open", (0, 0)),  # whatever it is, no later sheet charges it
    ("posts-2024", 2024, {"open": False}, "unit.staffed", (7, 7)),  # broken in any case: when, it tells
]
"""A sheet, a fact that is not told, by how much knowing it narrows the total, and how far it moves that."""


@pytest.mark.parametrize(("sheet", "year", "told", "fact", "figures"), STAKES)
def test_points_at_stake_follow_the_year_charged(
    office: Ruleset, sheet: str, year: int, told: dict[str, Any], fact: str, figures: tuple[int, int]
) -> None:
    facts = facts_of(office, {"facts": {"unit": told}})
    asked: dict[str, Any] = {"as_of": DAY, "year": year, "sheet": sheet}
    found = office.assess(facts, **asked).next_facts()
    stakes = {n.name: (n.points, n.at_stake) for n in found if n.items}
    assert stakes.get(fact, (0, 0)) == figures
    ends = []
    for value in (True, False):
        score = office.assess(facts_of(office, {"facts": {"unit": {**told, fact[5:]: value}}}), **asked).score
        assert score is not None and score.lo == score.hi
        ends.append(score.lo)
    assert max(ends) - min(ends) == figures[1]


@pytest.mark.parametrize(("sheet", "year", "told", "fact", "figures"), STAKES)
def test_points_at_stake_with_a_fact_of_an_organ(
    district: Ruleset, sheet: str, year: int, told: dict[str, Any], fact: str, figures: tuple[int, int]
) -> None:
    """As where the organ is assessed by itself: it is the only one, and the whole of its district."""
    facts = of_a_district(district, {"facts": {"unit": told}})
    found = district.assess(facts, "u", as_of=DAY, year=year, sheet=sheet).next_facts()
    stakes = {n.name: (n.points, n.at_stake) for n in found if n.items}
    assert stakes.get(f"o.{fact}", (0, 0)) == figures


@pytest.mark.parametrize(
    ("others", "figures"),
    [
        ([True], (10, 10)),  # the other met it: all hangs on this one
        ([False], (0, 0)),  # the other broke it in that year: the points are lost in any case
        ([None], (0, 10)),  # nor is the other's known: this one may lose the points, and keeps none alone
        ([True, None], (0, 10)),
    ],
)
def test_points_at_stake_with_one_of_several_organs(
    district: Ruleset, others: list[bool | None], figures: tuple[int, int]
) -> None:
    facts = of_a_district(district, {"facts": {"unit": {}}})
    for n, kept in enumerate(others):
        unit = {} if kept is None else {"open": kept}
        other = of_a_district(district, {"facts": {"unit": unit}})["units"][1]
        other["unit"]["id"] = f"other-{n}"
        facts["units"].append(other)
    found = district.assess(facts, "u", as_of=DAY, year=2022, sheet="office-2022").next_facts()
    stakes = {n.name: (n.points, n.at_stake) for n in found}
    assert stakes.get("o.unit.open", (0, 0)) == figures


def test_reports_tell_what_was_left_out_and_carried_over(office: Ruleset) -> None:
    found = assessed(office, CASES[4])
    english, chinese = render(found, "en"), render(found, "zh")
    assert "year 2024 (2 instances that count in other years left out)" in english
    assert "年度 2024（2个事项属于其他年度，未列入）" in chinese
    assert "== Carried over: open at the end of the year (or on the day), counted in another ==" in english
    assert "carries-out  j  due 2025-02-18" in english
    assert "== 结转: 年末（或评估日）尚未了结，计入其他年度 ==" in chinese
    assert "carries-out  j  期限 2025-02-18" in chinese
    assert "carries-out  j  due 2025-02-18" in found._repr_html_()
    data = found.to_dict()["other_years"]
    assert (data["left_out"], data["rules"]) == (2, 2)
    assert data["carried_over"][0] == {
        "rule": "carries-out",
        "instance": "j",
        "due": "2025-02-18",
        "certain": True,
    }


def test_scores_tell_what_was_left_out_of_them(office: Ruleset) -> None:
    """Of the rules that the sheet reads: those are what it could have charged."""
    found = assessed(office, CASES[4])
    read = {rule for rule in ("binds", "carries-out") if rule in found.score.sheet.rules}  # type: ignore[union-attr]
    assert read == {"carries-out"}
    english, chinese = "(1 instance that counts in other years left out)", "（1个事项属于其他年度，未列入）"
    assert f"year 2024 {english}" in ledger_text(found, "en").splitlines()[0]
    assert f"年度 2024{chinese}" in ledger_text(found, "zh").splitlines()[0]
    assert score_page_data(found)["other_years"] == {"left_out": 1}
    facts = facts_of(office, CASES[4])
    many = office.assess_population(facts, as_of=DAY, year=2024, sheets={"u": "office-2024"})
    assert f"year 2024 {english}" in population_text(many, "en").splitlines()[0]
    assert f"年度 2024{chinese}" in population_html(many, "zh")
    assert english in population_page(many, "en")
    assert many.to_dict()["other_years"] == {"left_out": 1}
    assert many.for_unit("u").to_dict()["other_years"] == {"left_out": 1}
    none = assessed(office, CASES[0])
    assert "other_years" not in score_page_data(none) and "left out" not in ledger_text(none, "en")


def test_nothing_is_said_where_no_year_is_asked(office: Ruleset) -> None:
    found = office.assess(facts_of(office, CASES[4]), as_of=DAY)
    assert not found.other_years.carried_over and not found.other_years.left_out
    assert "other_years" not in found.to_dict()


def test_what_may_be_carried_over_is_told_as_such(office: Ruleset) -> None:
    """A letter of 2024 whose answer is due nobody knows when."""
    case = {"facts": {"letters": [{"id": "l", "received_on": "2024-05-01", "answered_on": None}]}}
    found = office.assess(facts_of(office, case), as_of=DAY, year=2024)
    assert [(c.rule, c.due, c.certain) for c in found.other_years.carried_over] == [("promptly", None, False)]
    assert "promptly  l  due day not known; open whether it is" in render(found, "en")
