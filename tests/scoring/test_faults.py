"""What is wrong with a sheet is told with its place, all at once, in the author's words."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.domain import point
from policy_rules.errors import FactsError
from policy_rules.scoring.entries import EntryRecord
from policy_rules.scoring.evaluate import score
from scoring.world import model, sheet_of, view_of

CASES = yaml.safe_load(Path(__file__).with_name("faults.yaml").read_text("utf-8"))
VOCABULARY = {
    "n": {"type": "integer", "range": "[0..20]"},
    "share": {"type": "percent", "range": "[0%..100%]"},
    "pledge": {"type": ["none", "poor", "good"]},
    "flag": {"type": "boolean"},
    "events": {"zh": "e", "en": "e"},
    "events.matter": {"type": "text", "zh": "m", "en": "m"},
    "events.change": {"type": "integer", "range": "[-5..5]", "zh": "c", "en": "c"},
}


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["about"])
def test_fault(made, case):
    data = {
        "sheet": "s",
        "year": 2024,
        "scale": ["low", "high"],
        **{k: case[k] for k in ("items", "steps") if k in case},
    }
    sheet, faults = sheet_of(data, made)
    assert sheet is None
    told = "\n".join(map(str, faults))
    for words in case["told"]:
        assert words in told, told
    assert all(f.place.file == "sheet.yaml" and f.place.line for f in faults), told


def test_notes_do_not_stop_a_sheet(made):
    data = {
        "sheet": "s",
        "year": 2024,
        "items": [
            {
                "id": "i",
                "points": 5,
                "component": "c",
                "start": "full",
                "reads": ["n"],
                "effects": [{"deduct": {"each": 1, "of": "n"}, "group": "g"}, {"deduct": 0}],
                "groups": {"g": {"at_most": 40}},
            }
        ],
        "steps": {"a": {"limit": "n", "at_most": 30}, "b": {"share_of": "c"}},
    }
    sheet, faults = sheet_of(data, made)
    assert not faults
    notes = "\n".join(n.what for n in sheet.notes)
    assert "the cap of the group `g` of `i` can't bind" in notes
    assert "this effect of `i` never moves it" in notes
    assert "the cap of `a` can't bind" in notes
    assert "no later step reads `a`" in notes


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
