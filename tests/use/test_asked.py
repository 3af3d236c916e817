"""Whether the year's indicators ask for a norm: a mark beside the finding, which stays what it is."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path

import pytest
import yaml

import policy_rules as pr
from policy_rules.report.assessment_text import render
from policy_rules.report.finding_lines import FindingLines
from policy_rules.scoring.year_list import ASKED, NOT_ASKED, NOT_KNOWN

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "asked.yaml").read_text("utf-8"))
PLAIN = yaml.safe_load((HERE / "towns/sheets/town-2024.yaml").read_text("utf-8"))
DAY = datetime.date(2025, 3, 1)
WHOLE = [{"list": "meetings", "for": 2024, "by": "clerk", "date": "2025-03-01"}]


def towns(folder, case):
    """The ruleset with the sheet of the case."""
    shutil.copytree(HERE / "towns", folder)
    sheet = {**PLAIN, **case.get("sheet", {})}
    sheet["items"] = [{**item, **case.get("items", {}).get(item["id"], {})} for item in PLAIN["items"]]
    (folder / "sheets/town-2024.yaml").write_text(yaml.safe_dump(sheet, sort_keys=False), "utf-8")
    return pr.load_ruleset(folder)


def facts(case, **more):
    unit = {"id": "town", "kind": "council", "level": "town", **case.get("unit", {})}
    told = {k: v for k, v in unit.items() if v is not None}
    return {
        "unit": told,
        "opening": {"hours": 18},
        "town_hall": {"has_seal": True},
        "complete": WHOLE,
        **more,
    }


def assessed(ruleset, case, **more):
    return ruleset.assess(facts(case, **more), as_of=DAY, year=case.get("year", 2024), sheet="town-2024")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand_and_no_outcome_and_no_point_is_moved(tmp_path, case):
    found = assessed(towns(tmp_path / "towns", case), case)
    for rule, told in case["expect"].items():
        finding = found.finding(rule)
        assert (finding.asked, finding.points_lost) == ((told[0], tuple(told[1:])) if told else (None, None))
        data = finding.to_dict()
        assert data["asked"] == finding.asked
        assert data["points_lost"] == (None if told is None else [str(n) for n in told[1:]])
    without = {**case, "sheet": {k: v for k, v in case.get("sheet", {}).items() if k != "whole_list"}}
    without["items"] = {
        id_: {k: v for k, v in item.items() if k != "carries"} for id_, item in case.get("items", {}).items()
    }
    plain = assessed(towns(tmp_path / "plain", without), case)
    assert [(f.lo, f.hi) for f in found] == [(f.lo, f.hi) for f in plain]
    assert (found.score.steps, found.score.items) == (plain.score.steps, plain.score.items)


CASE = CASES[7]


@pytest.mark.parametrize("flag", [True, False])
def test_learning_only_settles_the_mark(tmp_path, flag):
    ruleset = towns(tmp_path / "towns", CASE)
    before = assessed(ruleset, CASE)
    after = assessed(ruleset, CASE, town_hall={"has_seal": True, "has_flag": flag})
    assert {f.asked for f in before} == {ASKED, NOT_ASKED, NOT_KNOWN}
    for finding in before:
        then = after.finding(finding.rule.id)
        assert then.asked == finding.asked or finding.asked == NOT_KNOWN
        assert finding.points_lost[0] <= then.points_lost[0] <= then.points_lost[1] <= finding.points_lost[1]
    assert after.finding("meets").points_lost == ((10, 10) if flag else (0, 0))


def test_reports_say_it_in_both_languages(tmp_path):
    found = assessed(towns(tmp_path / "towns", CASE), CASE)
    said = {
        rule: [FindingLines(found.model, lang).asked(found.finding(rule)) for lang in ("zh", "en")]
        for rule in ("meets", "opens", "answers", "seal")
    }
    assert said == {
        "meets": [
            "是否列入本年度指标未知：meeting；失 0..10 分",
            "not known whether asked in the year: meeting; lost 0..10 points",
        ],
        "opens": ["列入本年度指标：hours", "asked in the year: hours"],
        "answers": ["本年度未列入指标；未因此扣分", "not asked in the year; nothing is deducted for it"],
        "seal": ["是否列入本年度指标未知：meeting", "not known whether asked in the year: meeting"],
    }
    assert "〔是否列入本年度指标未知〕" in render(found, "zh")
    assert "not known whether asked in the year" in found._repr_html_()
    assert "not known whether asked in the year" in found.finding("meets")._repr_html_()


def test_organs_have_the_mark_of_their_place(tmp_path):
    ruleset = towns(tmp_path / "towns", {"sheet": {"whole_list": True}})
    organ = {"unit": {"id": "c", "organ_of": "town", "kind": "council"}, "complete": WHOLE}
    town = {"unit": {"id": "town", "place": True, "kind": "town", "level": "town"}, "units": [organ]}
    found = ruleset.assess(town, "town", as_of=DAY, year=2024)
    finding = found.finding("meets")
    assert finding.asked == ASKED
    assert {f.asked for _, findings in finding.parts for f in findings} == {ASKED}
    assert {f.asked for _, findings in found.finding("answers").parts for f in findings} == {NOT_ASKED}
