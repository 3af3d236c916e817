"""Who graded: remarked on, or refused, as of entries; who assesses and is assessed is told at lines."""

from __future__ import annotations

from typing import Any

import pytest

import policy_rules as pr
from policy_rules.report.score_lines import ledger_text
from scoring.world import write_ruleset

NEAT: dict[str, Any] = {
    "id": "neat",
    "text": "院子应当整洁。",
    "title": "t",
    "gloss": "g",
    "bearer": "any",
    "requires": 'grading >= "fair"',
    "grading": "tidiness",
    "examples": [{"given": {}, "expect": "unknown"}],
}
ITEM = {
    "id": "yard",
    "points": 5,
    "component": "all",
    "start": "zero",
    "reads": ["neat"],
    "effects": [{"add": 5, "if": 'outcome("neat") = "satisfied"'}],
}
SHEET = {"sheet": "s", "year": 2024, "items": [ITEM], "steps": {"total": {"sum": ["yard"]}}}
ASKED: dict[str, Any] = {"as_of": "2024-12-31", "year": 2024}
SAID = {
    "own_unit": "the grading of `neat` was made by the assessed unit itself (facts: gradings[1])",
    "nobody": "nobody is said to have made the grading of `neat` (facts: gradings[1])",
    "before_year": "the grading of `neat` is dated before the year that is assessed (facts: gradings[1])",
}
NOTED = {
    "own_unit": "graded by the assessed unit itself: `neat`",
    "nobody": "gradings that do not say who graded: `neat`",
    "before_year": "gradings dated before the year that is assessed: `neat`",
}
ODD = [
    ({"grader": "an inspector", "date": "2024-11-02"}, ()),
    ({"grader": "the unit"}, ("own_unit",)),
    ({"grader": "Ms. Wu", "role": "u"}, ("own_unit",)),
    ({"role": "the bureau"}, ()),
    ({}, ("nobody",)),
    ({"grader": "an inspector", "date": "2023-12-31"}, ("before_year",)),
    ({"grader": "u", "date": "2023-12-31"}, ("own_unit", "before_year")),
]


def ruleset(path: Any, **more: Any) -> Any:
    write_ruleset(path, {}, rules=[NEAT], sheets=[{**SHEET, **more}])
    (path / "vocabulary/scales.yaml").write_text("tidiness: [untidy, fair, tidy]")
    return pr.load_ruleset(path)


def facts(*gradings: dict[str, Any], **more: Any) -> Any:
    graded = [{"rule": "neat", "for": 2024, "value": "tidy", **g} for g in gradings]
    return pr.load_facts({"unit": {"id": "u", "name": "the unit"}, "gradings": graded, **more})


def said(found: Any) -> list[str]:
    return [r.says["en"] for r, sure in found.score.remarks if sure]


@pytest.mark.parametrize(("grading", "kinds"), ODD, ids=str)
def test_a_grading_is_remarked_on_as_an_entry_is(tmp_path, grading, kinds):
    made = ruleset(tmp_path)
    found = made.assess(facts(grading), **ASKED)
    assert said(found) == [SAID[kind] for kind in kinds]
    assert (found.score.lo, found.score.hi) == (5, 5)
    assert not [note for note in found.notes if "grad" in note]


@pytest.mark.parametrize(("grading", "kinds"), ODD, ids=str)
def test_without_a_sheet_that_reads_the_rule_a_note_says_so(tmp_path, grading, kinds):
    made = ruleset(tmp_path, year=2023)
    notes = made.assess(facts(grading), **ASKED).notes
    assert [note for note in notes if "grad" in note] == [NOTED[kind] for kind in kinds]


@pytest.mark.parametrize("kind", SAID)
def test_a_sheet_refuses_what_it_refuses_of_entries(tmp_path, kind):
    made = ruleset(tmp_path, refuses=[kind])
    grading = next(grading for grading, kinds in ODD if kinds == (kind,))
    with pytest.raises(pr.FactsError) as caught:
        made.assess(facts(grading), **ASKED)
    (fault,) = caught.value.faults
    assert (f"{fault.what} ({fault.place})", str(fault.place)) == (SAID[kind], "facts: gradings[1]")
    assert f"refuses such gradings: `refuses: [{kind}]`" in fault.hint
    assert made.assess(facts(ODD[0][0]), **ASKED).score


def test_each_of_several_gradings_is_looked_at(tmp_path):
    made = ruleset(tmp_path)
    found = made.assess(facts({"grader": "an inspector"}, {"grader": "u"}), **ASKED)
    assert said(found) == [SAID["own_unit"].replace("[1]", "[2]")]


def test_of_another_year_nothing_is_said(tmp_path):
    assert said(ruleset(tmp_path).assess(facts({"for": 2023}), **ASKED)) == []


def test_a_session_tells_the_same_after_each_step(tmp_path):
    made = ruleset(tmp_path)
    with made.session(sheet="s", **ASKED) as session:
        session.load(facts({"grader": "an inspector"}))
        assert not session.score("u").remarks
        session.change_fact("u", "gradings[neat, 2024]", "tidy")
        assert [r.says["en"] for r, _ in session.score("u").remarks] == [
            SAID["nobody"].replace("facts", "fact")
        ]


def test_who_graded_and_is_assessed_is_told_at_the_line(tmp_path):
    made = ruleset(tmp_path)
    other = {"units": [{"unit": {"id": "o", "name": "an inspector"}}]}
    recused = {"id": "r", "kind": "recusal", "item": "yard", "by": "an inspector", "date": "2024-12-01"}
    for more, told in ((other, "an inspector"), ({**other, "corrections": [recused]}, "has stood back")):
        found = made.assess(facts({"grader": "an inspector"}, **more), unit="u", **ASKED)
        page = ledger_text(found, "en", full=True)
        (line,) = [line for line in page.splitlines() if "who gave it is assessed too" in line]
        assert told in line
    alone = ledger_text(made.assess(facts({"grader": "an inspector"}), **ASKED), "en", full=True)
    assert "who gave it is assessed too" not in alone


def test_what_an_open_finding_waits_for_stands_beside_the_score(tmp_path):
    found = ruleset(tmp_path).assess(facts(), **ASKED)
    assert list(found.score.missing) == ['outcome("neat")']
    assert found.open_findings == {"neat": ("grading(neat)",)}
    assert found.to_dict()["score"]["behind"] == {"neat": ["grading(neat)"]}
