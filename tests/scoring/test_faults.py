"""What is wrong with a sheet is told with its place, all at once, in the author's words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.errors import FactsError
from policy_rules.scoring.entries import EntryRecord
from policy_rules.scoring.score_unit import score
from policy_rules.values.known import point
from scoring.world import RULES, model, sheet_of, view_of

CASES = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text("utf-8"))
VOCABULARY = {
    "n": {"type": "integer", "range": "[0..20]"},
    "share": {"type": "percent", "range": "[0%..100%]"},
    "growth": {"type": "percent"},
    "pledge": {"type": ["none", "poor", "good"]},
    "flag": {"type": "boolean"},
    "events": {"zh": "e", "en": "e"},
    "events.matter": {"type": "text", "zh": "m", "en": "m"},
    "events.change": {"type": "integer", "range": "[-5..5]", "zh": "c", "en": "c"},
}


MADE_UP = {
    "documents": {"d": {"source": "sources/d.md", "default_due": "r4"}},
    "sheet_content": {
        "core": {"zh": "c", "en": "c", "compulsory": True, "cites": "r1"},
        "extra": {"zh": "e", "en": "e"},
    },
    "sheet_methods": {"visit": {"zh": "v", "en": "v"}, "review": {"zh": "r", "en": "r"}},
}
DATED = [
    {**RULES["rules"][0], "id": "r4", "text": "在2022年做。", "due": "2022-12-31"},
    {**RULES["rules"][0], "id": "r6", "text": "在限期内做。", "due": "default"},
    {**RULES["rules"][0], "id": "r5", "text": "在2025年做。", "due": "2025-12-31"},
    {
        **RULES["rules"][0],
        "id": "r7",
        "text": "每件都做。",
        "for each": "e in events",
        "requires": "e.change > 0",
    },
]


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY)


@pytest.fixture(scope="module")
def made_up():
    return model(VOCABULARY, rules=DATED, header=MADE_UP)


def read(case, made, made_up):
    data = {"sheet": "s", "year": 2024, "scale": ["low", "high"]}
    given = {
        k: case[k]
        for k in ("points", "plan", "approval", "parameters", "items", "steps", "remarks", "result")
        if k in case
    }
    return sheet_of({**data, **given}, made_up if case.get("made_up") else made)


@pytest.mark.parametrize("case", [c for c in CASES if "told" in c], ids=lambda c: c["about"])
def test_fault(made, made_up, case):
    sheet, faults = read(case, made, made_up)
    assert sheet is None
    told = "\n".join(map(str, faults))
    for words in case["told"]:
        assert words in told, told
    assert all(f.place.file == "sheet.yaml" and f.place.line for f in faults), told


@pytest.mark.parametrize("case", [c for c in CASES if "noted" in c], ids=lambda c: c["about"])
def test_remark(made, made_up, case):
    sheet, faults = read(case, made, made_up)
    assert not faults, "\n".join(map(str, faults))
    assert sorted(n.what for n in sheet.notes) == sorted(case["noted"])
    assert [n.hint for n in sheet.notes] == case.get("hinted", [n.hint for n in sheet.notes])
    assert all(n.place.file == "sheet.yaml" and n.place.line for n in sheet.notes)


def test_a_ruleset_cites_rules_that_exist():
    wrong = {"sheet_content": {"core": {"zh": "c", "en": "c", "cites": "r7"}}}
    with pytest.raises(AssertionError, match="no rule `r7`"):
        model(VOCABULARY, header=wrong)


def test_entries_are_checked(made):
    data = {"sheet": "s", "year": 2024, "steps": {"a": {"given": "manner", "between": [0, 2], "by": 0.5}}}
    sheet, faults = sheet_of(data, made)
    assert not faults
    view = view_of(made, {})
    bad = {
        "lies outside its bounds": EntryRecord("manner", point(3)),
        "lies off its grid": EntryRecord("manner", point(Fraction(1, 3))),
        "no item of `s` asks for `maner`": EntryRecord("maner", point(1)),
    }
    for words, record in bad.items():
        with pytest.raises(FactsError, match=words):
            score(sheet, view, {}, [record])
    twice = [EntryRecord("manner", point(1)), EntryRecord("manner", point(2))]
    with pytest.raises(FactsError, match="stands twice"):
        score(sheet, view, {}, twice)
    replaced = [EntryRecord("manner", point(1)), EntryRecord("manner", point(2), replaces=True)]
    assert score(sheet, view, {}, replaced).steps["a"] == point(2)


@pytest.mark.parametrize(("each", "asked"), [("1", False), ("0.5", True), ("e.change", False)])
def test_how_a_part_of_a_step_counts_is_asked_where_there_may_be_one(each, asked):
    made = model(VOCABULARY)
    steps = {"a": {"each": 5, "of": {"for": "e in events", "sum": each}}}
    _, faults = sheet_of({"sheet": "s", "year": 2024, "steps": steps}, made)
    told = "the words leave open how a part of a step counts"
    assert (told in [fault.what for fault in faults]) is asked
