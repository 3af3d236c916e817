"""Entries that are made for each record of a list: each names a record, and one that there is."""

from __future__ import annotations

import pytest

import policy_rules as pr
from scoring.world import write_ruleset

LISTS = {
    "visits": {"zh": "走访", "en": "visits"},
    "visits.kind": {"type": "text", "zh": "种类", "en": "kind"},
}
EACH = {"for": "v in visits", "sum": {"given": "manner", "between": [0, 3]}}
ITEM = {"id": "calls", "points": 9, "component": "all", "start": "zero", "effects": [{"add": EACH}]}
SHEET = {"sheet": "s", "year": 2024, "items": [ITEM], "steps": {"total": {"sum": ["calls"]}}}
ENTRY = {"entry": "manner", "for": 2024, "value": 2, "scorer": "Ann", "date": "2024-12-01", "evidence": "e"}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("visited")
    write_ruleset(path, LISTS, sheets=[SHEET])
    return pr.load_ruleset(path)


def scored(made, *instances):
    given = {
        "unit": {"id": "u"},
        "visits": [{"id": "v1", "kind": "a"}, {"id": "v2", "kind": "b"}],
        "complete": [{"list": "visits", "by": "Ann", "date": "2024-12-31"}],
        "entries": [ENTRY if own is None else {**ENTRY, "instance": own} for own in instances],
    }
    return made.assess(pr.load_facts(given), as_of="2024-12-31", year=2024).score


def test_each_names_its_record(made):
    found = scored(made, "v1", "v2")
    assert (found.total.lo, found.total.hi, found.remarks) == (4, 4, ())


def test_one_of_a_record_that_is_not_there_is_told(made):
    found = scored(made, "v1", "v22")
    assert (found.total.lo, found.total.hi) == (2, 5)
    ((told, _),) = found.remarks
    assert "the entry `manner(v22)` names a record that is not among the facts" in told.says["en"]
    assert "未计入" in told.says["zh"]


def test_one_that_names_none_is_refused(made):
    with pytest.raises(pr.FactsError, match="is made for each record, and names none"):
        scored(made, "v1", None)


def test_one_for_a_record_inside_a_record_bears_both_ids(tmp_path):
    stops = {"stops": {"of": "visits", "zh": "停留", "en": "stops"}, "stops.kind": LISTS["visits.kind"]}
    of_both = {"for": "v in visits", "sum": {"for": "s in v.stops", "sum": EACH["sum"]}}
    item = {**ITEM, "effects": [{"add": of_both}]}
    write_ruleset(tmp_path, {**LISTS, **stops}, sheets=[{**SHEET, "items": [item]}])
    given = {
        "unit": {"id": "u"},
        "visits": [{"id": "v1", "stops": [{"id": "s1"}, {"id": "s2"}]}],
        "complete": [{"list": n, "by": "Ann", "date": "2024-12-31"} for n in ("visits", "visits.stops")],
        "entries": [{**ENTRY, "instance": "v1/s1"}],
    }
    score = pr.load_ruleset(tmp_path).assess(pr.load_facts(given), as_of="2024-12-31", year=2024).score
    assert (score.total.lo, score.total.hi, score.remarks) == (2, 5, ())
    assert "manner(v1/s2)" in str(score.to_dict())
