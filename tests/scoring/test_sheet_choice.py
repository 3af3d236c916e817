"""Which sheet is a unit's, what cannot be one, and why a unit has none: the same on every way in."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.cli import main
from scoring.world import write_ruleset

ASKED: dict[str, Any] = {"as_of": "2025-03-01", "year": 2024}
VOCABULARY: dict[str, Any] = {
    "unit.kind": {"type": ["city", "county"], "zh": "k", "en": "k"},
    "n": {"type": "integer", "range": "[0..20]"},
    "total": {"type": "decimal", "places": 1, "range": "[0..100]"},
}
ITEM: dict[str, Any] = {"id": "i", "points": 10, "component": "all", "start": "zero", "reads": ["n"]}
ITEM["effects"] = [{"add": {"table": "n", "rows": {"< 5": 0, "[5..10)": 4, ">= 10": 10}}}]
RULES = [
    {"id": "on_total", "requires": "total > 5", "text": "今年总分大于五。"},
    {"id": "by_way", "requires": 'outcome("on_total") = "violated"', "text": "结果要看。"},
    {"id": "before", "requires": "prior(total, 1) > 5", "text": "上年总分大于五。"},
]
CASES = yaml.safe_load(Path(__file__).with_name("sheet_choice.yaml").read_text("utf-8"))
WRONG = [(c["sheets"], c["told"]) for c in CASES]


def folder(path, *sheets):
    usual = {"year": 2024, "scale": ["low", "high"], "items": [ITEM]}
    usual["steps"] = {
        "total": {"sum": ["i"]},
        "mark": {"table": "total", "rows": {"< 5": "low", ">= 5": "high"}},
    }
    usual["result"] = {"total": "total", "grade": "mark"}
    rules = [
        {
            "title": "t",
            "gloss": "g",
            "bearer": "any",
            "examples": [{"given": {}, "expect": "unknown"}],
            **rule,
        }
        for rule in RULES
    ]
    made = [{**usual, **s} for s in sheets]
    for sheet in made:
        if "mark" not in sheet["steps"]:
            del sheet["result"]
    write_ruleset(path, VOCABULARY, rules=rules, sheets=made, header={"language": 2})
    return str(path)


def facts(path, **unit):
    file = path / "facts.json"
    told = {"unit": {"id": "u", **unit}, "reported": [{"measure": "n", "for": 2024, "value": 7}]}
    file.write_text(json.dumps(told), "utf-8")
    return str(file)


@pytest.mark.parametrize(("sheets", "told"), WRONG, ids=[c["about"] for c in CASES])
def test_what_cannot_be_is_told_on_every_way_in(tmp_path, capsys, sheets, told):
    ruleset = pr.load_ruleset(folder(tmp_path / "rules", *sheets))
    given = facts(tmp_path, kind="city")
    with pytest.raises(pr.RulesetError) as caught:
        ruleset.assess(pr.load_facts(given), as_of="2025-03-01", year=2024)
    assert told in str(caught.value)
    for words in (["assess"], ["score"], ["rank"], ["rank", "--sheet", "a"], ["score", "--sheet", "a"]):
        command = [words[0], given, "--as-of", "2025-03-01", "--year", "2024", *words[1:]]
        assert main([*command, "--ruleset", str(tmp_path / "rules")]) != 0
        assert told in capsys.readouterr().err, words


def test_a_rule_on_the_year_before_may_be_read(tmp_path):
    item = {**ITEM, "reads": ["before"], "effects": [{"add": 3, "if": 'outcome("before") = "satisfied"'}]}
    assert pr.load_ruleset(folder(tmp_path / "rules", {"sheet": "a", "items": [item]})).sheets


TWO = ({"sheet": "a", "for": 'unit.kind = "city"'}, {"sheet": "b", "for": 'unit.kind in ("city", "county")'})


def test_two_sheets_that_both_fit_are_a_fault_until_one_is_named(tmp_path, capsys):
    ruleset = pr.load_ruleset(folder(tmp_path / "rules", *TWO))
    given = facts(tmp_path, kind="city")
    told = "several sheets of 2024 are for the unit `u`: `a`, `b`"
    for ask in (ruleset.assess, ruleset.assess_population):
        with pytest.raises(pr.RulesetError, match="several sheets"):
            ask(pr.load_facts(given), **ASKED)
    for command in ("assess", "score", "rank"):
        words = [
            command,
            given,
            "--as-of",
            "2025-03-01",
            "--year",
            "2024",
            "--ruleset",
            str(tmp_path / "rules"),
        ]
        assert main(words) != 0
        assert told in capsys.readouterr().err
        if command != "assess":
            assert main([*words, "--sheet", "b"]) == 0
            capsys.readouterr()
    assert ruleset.assess(pr.load_facts(given), sheet="a", **ASKED).score.lo == 4
    county = pr.load_facts(facts(tmp_path, kind="county"))
    assert ruleset.assess(county, **ASKED).score.sheet.name == "b"


def test_a_unit_without_a_sheet_is_told_of_each_why(tmp_path, capsys):
    sheets = (
        {"sheet": "a", "for": 'unit.kind = "city"'},
        {"sheet": "b", "for": "unit.flag"},
        {"sheet": "c", "year": 2023},
        {"sheet": "d", "for": 'unit.kind = "county"', "illustrative": True},
    )
    ruleset = pr.load_ruleset(folder(tmp_path / "rules", *sheets))
    given = facts(tmp_path, kind="county")
    found = ruleset.assess(pr.load_facts(given), as_of="2025-03-01", year=2024)
    assert found.score is None
    assert [(r.sheet, r.why, r.missing) for r in found.why_no_sheet()] == [
        ("a", "others", ()),
        ("b", "not known", ("unit.flag",)),
        ("c", "year", ()),
        ("d", "profile", ()),
    ]
    words = ["score", given, "--as-of", "2025-03-01", "--year", "2024", "--ruleset", str(tmp_path / "rules")]
    assert main([*words, "--lang", "en"]) != 0
    told = capsys.readouterr().err
    for line in ("a: it is for others", "b: it may be the unit's; missing: unit.flag", "c: it is of 2023"):
        assert line in told
    assert ruleset.assess(pr.load_facts(given), as_of="2025-03-01", year=2024, sheet="a").why_no_sheet() == ()


def test_a_line_on_a_measure_names_it_its_value_and_the_bound(tmp_path, capsys):
    folder(tmp_path / "rules", {"sheet": "a"})
    words = ["score", facts(tmp_path, kind="city"), "--as-of", "2025-03-01", "--year", "2024", "--lang", "en"]
    assert main([*words, "--ruleset", str(tmp_path / "rules")]) == 0
    assert "n (published figure) = 7; bound [5..10)" in capsys.readouterr().out
    assert main([*words, "--ruleset", str(tmp_path / "rules"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["score"]["total"] == 4


def test_what_units_are_without_is_known(tmp_path):
    more = {"place_of_year": {"type": "integer", "range": "[1..9]", "nullable": True, "reported": True}}
    path = tmp_path / "rules"
    rule: dict[str, Any] = {
        "id": "unranked",
        "title": "t",
        "gloss": "g",
        "bearer": "any",
        "text": "不排名。",
        "period": "year",
    }
    rule |= {"requires": "place_of_year = null", "examples": [{"given": {}, "expect": "unknown"}]}
    sheet: dict[str, Any] = {
        "sheet": "a",
        "year": 2024,
        "without": "place_of_year",
        "items": [ITEM],
        "steps": {"got": {"sum": ["i"]}},
    }
    write_ruleset(path, {**VOCABULARY, **more}, rules=[rule], sheets=[sheet], header={"language": 2})
    ruleset = pr.load_ruleset(path)
    assert ruleset.assess({"unit": {"id": "u"}}, **ASKED).finding("unranked").outcome == "satisfied"
    with ruleset.session(**ASKED, sheet="a") as session:
        session.add_unit("u")
        assert session.outcomes("u")["unranked"] == (2, 2)
    with ruleset.session(**ASKED) as session:  # it looks for no sheet, as docs/sessions.md says
        session.add_unit("u")
        assert (session.score("u"), session.grade("u")) == (None, None)
        assert session.outcomes("u")["unranked"] == (2, 4)
    published = {"unit": {"id": "u"}, "reported": [{"measure": "place_of_year", "for": 2024, "value": 3}]}
    assert ruleset.assess(published, **ASKED).finding("unranked").outcome == "violated"
    found = ruleset.assess_population([{"unit": {"id": "u"}}], **ASKED)
    assert {"measure": "place_of_year", "for": 2024, "value": None} in found.results()["u"]


@pytest.mark.parametrize(
    ("without", "told"),
    [("rank", "no measure `rank`"), ("n", "`n` is never null"), ("total", "`total` is never null")],
)
def test_what_no_unit_can_be_without(tmp_path, without, told):
    ruleset = pr.load_ruleset(folder(tmp_path / "rules", {"sheet": "a", "without": without}))
    with pytest.raises(pr.RulesetError, match=told):
        _ = ruleset.sheets
