"""Two assessments side by side: findings, items, steps, the ledger line by line, and why."""

from __future__ import annotations

import datetime
import json
from fractions import Fraction
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.scoring.points import Grade
from policy_rules.values.known import INF, Num, point
from use.libraries import DAY, RULESET, elm, elm_without

EXAMPLES = Path(__file__).parents[2] / "examples"


def lines(found, status):
    return [(c.line.item or c.line.step, c.line.effect) for c in found.lines if c.status == status]


def test_the_same_twice():
    found = elm().compare(elm())
    assert not found.changed
    assert found.why == ()
    assert found.findings == ()
    assert found.consequences == ()
    assert {c.status for c in found.lines} == {"unchanged"}
    assert found.total.change == (0, 0)
    assert "nothing changed" in str(found)
    assert "nothing changed" in found.render("en")


def test_one_fact():
    found = elm().compare(elm().what_if({"rooms.heated": False}).after)
    assert found.changed
    assert [(f.rule, f.before, f.after, f.outcomes) for f in found.findings] == [
        ("heated", (2, 2), (4, 4), ("satisfied", "violated"))
    ]
    assert {c.name: c.change for c in found.items} == {
        "heat": (-10, -10),
        "seating": (0, 0),
        "manner": (0, 0),
        "money": (0, 0),
    }
    assert found.total.name == "total"
    assert (found.total.before, found.total.after, found.total.change) == (point(44), point(34), (-10, -10))
    assert found.grade == ({"good"}, {"pass"})
    assert lines(found, "changed") == [("heat", "deduct"), ("total", "sum"), ("grade", "table")]
    assert lines(found, "added") == lines(found, "gone") == []


def test_both_ends_move_apart():
    found = elm().what_if({"manner_points": pr.UNKNOWN})
    assert found.total.change == (-6, 4)
    assert {c.name: c.change for c in found.items}["manner"] == (-6, 4)
    (changed,) = [c for c in found.lines if c.status == "changed" and c.line.item == "manner"]
    assert changed.before.change == (6, 6)
    assert changed.after.change == (0, 10)


def test_lines_added_and_gone():
    """Three fines of 5 come to more than the item holds: the floor is a line of its own."""
    more = {"fines[f1].amount": 5, "fines[f2]": {"amount": 5}, "fines[f3]": {"amount": 5}}
    found = elm().what_if(more)
    assert lines(found, "added") == [("money", "item floor")]
    back = found.after.compare(found.before)
    assert lines(back, "gone") == [("money", "item floor")]
    order = [(c.line.item, c.line.effect) for c in back.lines if c.line.item == "money"]
    assert order == [("money", "start"), ("money", "deduct"), ("money", "item floor")]
    assert back.total.change == (8, 8)
    for change in (*found.lines, *back.lines):
        assert (change.before is None) == (change.status == "added")
        assert (change.after is None) == (change.status == "gone")


def test_every_line_of_both_ledgers_is_told_once():
    before, after = elm(), elm().what_if({"rooms.heated": False}, year=2025).after
    found = before.compare(after)
    assert [c.before for c in found.lines if c.before] == list(before.score.ledger)
    assert [c.after for c in found.lines if c.after] == list(after.score.ledger)


def test_the_changes_of_the_lines_add_up_to_the_change_of_the_total():
    found = elm().what_if({"rooms.heated": False, "fines[f1].amount": 4})
    moved = Fraction(0)
    for change in found.lines:
        if change.line.item:
            old = change.before.change[0] if change.before else 0
            new = change.after.change[0] if change.after else 0
            moved += new - old
    assert (moved, moved) == found.total.change == (-12, -12)


def test_a_grade_has_no_change_and_an_open_end_none_that_is_a_number():
    found = elm().what_if({"cutoffs": pr.UNKNOWN})
    (grade,) = [c for c in found.steps if c.name == "grade"]
    assert isinstance(grade.after, Grade)
    assert grade.changed
    assert grade.change is None
    amount = type(found.total)
    assert amount("x", Num(0, INF), Num(2, INF)).change == (2, 0)
    assert amount("x", Num(0, INF), Num(0, 5)).change is None
    assert amount("x", None, Num(0, 5)).change is None


def test_a_consequence_becomes_certain():
    strict = {"cutoffs": {">= 45": "good", "< 45": "fail"}}
    found = elm().what_if(strict)
    assert [(c.rule, c.before, c.after) for c in found.consequences] == [("talk", "excluded", "certain")]
    assert "== Consequences that changed ==\ntalk excluded → certain" in str(found)


def test_why_tells_day_year_sheet_profile_parameters_and_facts_apart():
    after = elm().what_if(
        {"rooms.seats": 41, "fines[f2]": {"amount": 1}, "visits": 7, "seats_needed": 40},
        as_of=datetime.date(2026, 2, 1),
        year=2025,
        profile="strict",
    )
    assert [(w.sort, w.name) for w in after.why] == [
        ("as_of", ""),
        ("year", ""),
        ("profile", ""),
        ("sheet", ""),
        ("parameter", "pass_mark of friendly"),
        ("parameter", "seats_needed"),
        ("parameter", "cutoffs"),
        ("fact", "rooms.seats"),
        ("fact", "fines[f2]"),
        ("fact", "reported[visits, 2025]"),
    ]
    told = {w["name"] or w["sort"]: (w["before"], w["after"]) for w in after.to_dict()["why"]}
    assert told["as_of"] == ("2025-03-01", "2026-02-01")
    assert told["year"] == ("2024", "2025")
    assert told["profile"] == ("usual", "strict")
    assert told["seats_needed"] == ("30", "40")
    assert told["pass_mark of friendly"] == ("plain", "warm")
    assert told["cutoffs"][1] == "{>= 45: good, [25..45): pass, < 25: fail}"
    assert told["rooms.seats"] == ("35", "41")
    assert told["fines[f2]"] == (None, "amount 1")
    assert told["reported[visits, 2025]"] == (None, "7")


def test_units_sheets_and_rulesets_may_differ(henan):
    county = henan.assess(
        pr.load_facts(EXAMPLES / "constructed-county.yaml"), as_of=datetime.date(2025, 11, 30), year=2025
    )
    found = elm().compare(county)
    assert [w.sort for w in found.why][:2] == ["ruleset", "unit"]
    assert found.total.after is None
    assert found.grade == ({"good"}, None)
    assert {c.status for c in found.lines} == {"gone"}
    assert ("heated", (2, 2), None) in [(f.rule, f.before, f.after) for f in found.findings]
    assert str(found)
    assert json.dumps(found.to_dict())
    assert found._repr_html_()
    other = RULESET.assess({"unit": {"id": "oak", "name": "Oak"}}, as_of=DAY, year=2024)
    assert next(w.sort for w in elm().compare(other).why) == "unit"


def test_as_data_every_number_is_an_exact_text():
    cutoffs = {"cutoffs": {">= 40": "good", "< 40": "fail"}, "fine_weight": Fraction(1, 3)}
    data = elm().what_if(cutoffs).to_dict()
    assert data["total"] == {
        "name": "total",
        "before": {"at_least": "44", "at_most": "44"},
        "after": {"at_least": "136/3", "at_most": "136/3"},
        "change": ["4/3", "4/3"],
        "changed": True,
    }
    assert data["grade"] == {"before": ["good"], "after": ["good"]}
    assert data["illustrative"]
    assert data["constructed"]
    _no_numbers(data)
    json.dumps(data)


def _no_numbers(data, at=""):
    if isinstance(data, dict):
        for key, value in data.items():
            _no_numbers(value, f"{at}.{key}")
    elif isinstance(data, list):
        for value in data:
            _no_numbers(value, at)
    else:
        whole = at.endswith((".year", ".seq", ".format", ".read_by.rules"))
        assert data is None or isinstance(data, str | bool) or whole, (at, data)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_as_text(language):
    found = elm().what_if({"rooms.heated": False, "manner_points": pr.UNKNOWN})
    told = found.render(language)
    words = {
        "zh": ["虚构", "示例", "== 所问不同 ==", "供暖 10 → 0 (−10)", "态度 6 → 0..10 (−6..+4)"],
        "en": ["constructed", "illustrative", "rooms: heated yes → no", "heating 10 → 0 (−10)"],
    }
    for word in words[language]:
        assert word in told, told
    assert "money" not in told
    assert "罚款" not in told
    full = found.render(language, full=True)
    assert ("罚款 8" if language == "zh" else "fines 8") in full
    assert len(full) > len(told)


def test_nothing_in_a_notebook_is_taken_as_html():
    evil = "<script>alert(1)</script>"
    facts = {"unit": {"id": "e", "name": evil, "level": "town"}, "fines": [{"id": "<b>", "amount": 1}]}
    before = RULESET.assess(facts, as_of=DAY, year=2024, profile="usual")
    shown = before.what_if({"rooms.heated": False})._repr_html_()
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown
    assert "<b>" not in before.compare(elm())._repr_html_()
    assert shown.count("<table") == shown.count("</table>") > 2


def test_without_a_sheet_only_findings_are_compared():
    bare = {"unit": {"id": "elm", "name": "Elm library"}, "rooms": {"heated": True}}
    before = RULESET.assess(bare, as_of=DAY, year=2024)
    found = before.what_if({"rooms.heated": False})
    assert found.items == found.steps == found.lines == ()
    assert found.total.before is None
    assert found.grade == (None, None)
    assert [f.rule for f in found.findings] == ["heated"]
    assert "总分" not in str(found)


def test_compare_is_what_the_assessment_says_of_itself():
    before, after = elm(), elm_without("rooms.heated")
    assert pr.compare(before, after).to_dict() == before.compare(after).to_dict()
    assert isinstance(before.compare(after), pr.Comparison)
