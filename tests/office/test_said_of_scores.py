"""What an office's documents say beside scores, and which gradings are in arrears."""

from __future__ import annotations

from typing import Any

import pytest

import policy_rules as pr
from scoring.world import write_ruleset

NEAT: dict[str, Any] = {
    "id": "neat",
    "text": "院子应当整洁。",
    "title": "Neat",
    "gloss": "g",
    "bearer": "any",
    "requires": 'grading >= "fair"',
    "grading": "tidiness",
    "examples": [{"given": {}, "expect": "unknown"}],
}
YARD = {
    "id": "yard",
    "title": {"zh": "院子", "en": "the yard"},
    "points": 5,
    "component": "all",
    "assessor": ["the bureau", "a board"],
    "due": "2024-12-31",
    "start": "zero",
    "reads": ["neat"],
    "effects": [{"add": 5, "if": 'outcome("neat") = "satisfied"'}],
}
SHEET = {"sheet": "s", "year": 2024, "items": [YARD], "steps": {"total": {"sum": ["yard"]}}}
OFFICE = """
office: any
roster: any
stages: {now: {zh: 现, en: now}}
documents:
  list: {stage: now, title: {zh: 榜, en: list}, parts: [{show: ranking}]}
  results: {stage: now, title: {zh: 果, en: results}, parts: [{show: result}]}
  letter: {stage: now, title: {zh: 函, en: letter}, each: unit, parts: [{show: result}]}
  arrears: {stage: now, title: {zh: 欠, en: arrears}, parts: [{show: arrears}]}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("yards")
    write_ruleset(path, {}, rules=[NEAT], sheets=[SHEET])
    (path / "vocabulary/scales.yaml").write_text("tidiness: [untidy, fair, tidy]")
    (path / "office.yaml").write_text(OFFICE, "utf-8")
    return pr.load_ruleset(path)


def office(made, **graders: dict[str, Any] | None):
    """The office on units of these ids, each graded as told, or not at all."""
    units = [
        {
            "unit": {"id": unit, "name": f"Yard {unit}"},
            "gradings": [] if by is None else [{"rule": "neat", "for": 2024, "value": "tidy", **by}],
        }
        for unit, by in graders.items()
    ]
    return pr.office_of(
        made.assess_population(pr.load_facts({"units": units}), as_of="2024-12-31", year=2024)
    )


SAID = {
    "en": "the grading of `neat` was made by the assessed unit itself",
    "zh": "对“neat”的评定由被考核单位自己作出",
}


@pytest.mark.parametrize("name", ["now/list", "now/results"])
def test_remarks_on_scores_stand_below_ranks_and_results_with_the_unit(made, name):
    found = office(made, a={"grader": "a"}, b={"grader": "the bureau"}).document(name)
    assert f"- Yard a: {SAID['en']}\n" in found.to_text("en")
    assert f"- Yard a：{SAID['zh']}\n" in found.to_text("zh")
    assert found.to_text("en").count("\n- ") == 1
    assert SAID["en"] in str(found.to_dict())


def test_a_letter_holds_the_remarks_of_its_unit_alone(made):
    at = office(made, a={"grader": "a"}, b={"grader": "the bureau"})
    assert f"- {SAID['en']}\n" in at.document("now/letter", "a").to_text("en")
    assert "\n- " not in at.document("now/letter", "b").to_text("en")


def test_the_points_of_a_letter_go_on_to_its_total(tmp_path):
    """What is added and taken beside the items; the number of other units stands in no letter."""
    steps = {
        "others": {"peers": "count", "of": "yard", "self": False},
        "praised": {"given": "praise", "between": [0, 3]},
        "summed": {"sum": ["yard", "praised"]},
        "total": {"limit": "summed", "at_most": 6},
        "after": {"sum": ["total", 1]},
    }
    sheet = {**SHEET, "steps": steps, "result": {"total": "total"}}
    write_ruleset(tmp_path, {}, rules=[NEAT], sheets=[sheet])
    (tmp_path / "vocabulary/scales.yaml").write_text("tidiness: [untidy, fair, tidy]")
    text = OFFICE.replace("each: unit, parts: [{show: result}]", "each: unit, parts: [{show: items}]")
    (tmp_path / "office.yaml").write_text(text, "utf-8")
    grading = {"rule": "neat", "for": 2024, "value": "tidy", "grader": "the bureau"}
    praise = {"entry": "praise", "for": 2024, "value": 2, "scorer": "Ann", "date": "2024-12-01"}
    units = [{"unit": {"id": unit}, "gradings": [grading], "entries": [praise]} for unit in ("a", "b")]
    found = pr.load_ruleset(tmp_path).assess_population(
        pr.load_facts({"units": units}), as_of="2024-12-31", year=2024
    )
    letter = pr.office_of(found).document("now/letter", "a")
    rows = letter.to_dict()["letters"][0]["parts"][0]["rows"]
    got = [(row["item"], row["got"]) for row in rows]
    assert got == [("yard", "5"), ("praised", "2"), ("summed", "7")]
    assert "entry praise = 2 (by Ann" in rows[1]["why"]
    assert "others" not in letter.to_text("en")


def test_a_letter_says_why_there_are_no_points(tmp_path):
    write_ruleset(tmp_path, {}, rules=[NEAT], sheets=[{**SHEET, "illustrative": True}])
    (tmp_path / "vocabulary/scales.yaml").write_text("tidiness: [untidy, fair, tidy]")
    text = OFFICE.replace("each: unit, parts: [{show: result}]", "each: unit, parts: [{show: items}]")
    (tmp_path / "office.yaml").write_text(text, "utf-8")
    letter = office(pr.load_ruleset(tmp_path), a=None).document("now/letter", "a")
    assert "- no sheet is taken for any unit of this year; illustrative ones" in letter.to_text("en")
    assert "- 所问年度未对任何单位采用计分表" in letter.to_text("zh")


def test_a_grading_that_a_finding_waits_for_is_in_arrears(made):
    document = office(made, a=None, b={"grader": "the bureau"}).document("now/arrears")
    (row,) = document.to_dict()["letters"][0]["parts"][0]["rows"]
    assert row["unit"] == "a"
    assert row["assessor"] == "the bureau、a board"
    assert (row["entry"], row["bounds"]) == ("grading(neat)", ["untidy", "fair", "tidy"])
    assert (row["item"], row["due"]) == ("yard", "2024-12-31")
    text = document.to_text("en")
    assert "an assessor's grading of neat" in text
    assert "untidy..tidy" in text
