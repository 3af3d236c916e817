"""Feedback, review, replaced entries, overrides and approval: `corrections.yaml`, case by case."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from attrs import evolve

from policy_rules.errors import FactsError
from policy_rules.facts.bound import CorrectionRecord, EntryRecord, ExceptionRecord
from policy_rules.facts.view import UnitView
from policy_rules.scoring.score_unit import score
from policy_rules.values.exact import plain
from policy_rules.values.known import Labels, point
from scoring.world import AS_OF, YEAR, check_ledger, model, sheet_of, view_of

DATA = yaml.safe_load(Path(__file__).with_name("corrections.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def made():
    return model(DATA["facts"])


def the_sheet(made, may_change=None):
    found, faults = sheet_of(DATA["sheet"], made)
    assert not faults, "\n".join(map(str, faults))
    if may_change:
        told = evolve(found.parameters["may_change"], value=Labels(frozenset((may_change,))))
        found = evolve(found, parameters={"may_change": told})
    return found


def number(value):
    return None if value is None else point(Fraction(str(value)))


def record(row):
    return CorrectionRecord(**{**row, "change": number(row.get("change")), "value": number(row.get("value"))})


def entry(row):
    return EntryRecord(
        "opinion", number(row["value"]), date=row.get("date"), replaces=row.get("replaces", False)
    )


def viewed(made, given, exception):
    view = view_of(made, given)
    if exception is None:
        return view
    day = datetime.date(2025, 1, 1).toordinal()
    lifted = ExceptionRecord("r3", "grave", "the committee", day, value=number(exception))
    unit = evolve(view.unit, exceptions=(lifted,))
    return UnitView(view.facts, unit, made.vocabulary, AS_OF.toordinal(), YEAR, True)


def side(value):
    if isinstance(value, frozenset):
        return "/".join(g for g in DATA["sheet"]["scale"] if g in value) or "-"
    return "..".join(dict.fromkeys(plain(Fraction(end)) for end in value))


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda c: c["name"])
def test_case(made, case):
    sheet = the_sheet(made, case.get("may_change"))
    view = viewed(made, case["given"], case.get("exception"))
    entries = [entry(row) for row in case.get("entries", ())]
    found = score(sheet, view, {}, entries, [record(row) for row in case.get("corrections", ())])
    for name, expected in case["lines"].items():
        lines = [f"{li.effect} {side(li.before)} {side(li.after)}" for li in found.lines_of(name)]
        assert lines == expected
    assert sorted(found.grade) == sorted(case["grade"])
    assert [c.id for c in found.undecided] == case.get("undecided", [])
    before = found.before_approval
    told = [] if before is None else [sheet.scale[p] for p in before.places]
    assert told == case.get("before_approval", [])
    assert sorted(found.needs) == case.get("needs", [])
    check_ledger(found)


@pytest.mark.parametrize("row", DATA["faults"], ids=lambda r: r["told"])
def test_fault(made, row):
    with pytest.raises(FactsError) as caught:
        score(the_sheet(made), viewed(made, {}, None), {}, (), [record(row["correction"])])
    assert [f.what for f in caught.value.faults] == [row["told"]]


def test_all_faults_are_told_at_once(made):
    rows = [record(row["correction"] | {"id": f"c{n}"}) for n, row in enumerate(DATA["faults"])]
    with pytest.raises(FactsError) as caught:
        score(the_sheet(made), viewed(made, {}, None), {}, (), rows)
    assert len(caught.value.faults) == len(rows)


def test_a_sheet_that_knows_no_approval_admits_none(made):
    data = {k: v for k, v in DATA["sheet"].items() if k not in ("approval", "parameters")}
    sheet, faults = sheet_of(data, made)
    assert not faults
    with pytest.raises(FactsError, match="does not say whether it may change"):
        score(
            sheet, viewed(made, {}, None), {}, (), [record({"id": "a", "kind": "approval", "grade": "pass"})]
        )
