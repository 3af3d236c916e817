"""Sheets are read where one may be the one for a unit, and left alone where none can be."""

from __future__ import annotations

import datetime

import pytest
from attrs import evolve

from policy_rules.ruleset.sheet_heads import may_serve, some_not_illustrative

DAY = datetime.date(2024, 12, 31)
FACTS = {"unit": {"id": "county", "level": "county"}}


def test_illustrative_sheets_count_only_with_a_profile(henan):
    assert not some_not_illustrative(henan.model)
    assert not may_serve(henan.model, DAY, 2024, illustrative=False)
    assert may_serve(henan.model, DAY, 2024, illustrative=True)
    assert may_serve(henan.model, DAY, None, illustrative=True)
    assert not may_serve(henan.model, DAY, 2026, illustrative=True)


def test_no_sheet_is_read_where_none_can_serve(henan, monkeypatch):
    monkeypatch.setattr("policy_rules.scoring.sheets.sheet_file.read_sheets", None)
    ruleset = type(henan)(henan.model, henan.program)
    assert ruleset.assess(FACTS, as_of=DAY, year=2024).score is None


@pytest.mark.parametrize("head", [None, "a text", {"illustrative": "yes"}])
def test_a_head_that_is_not_plain_may_be_that_of_any_sheet(henan, head):
    model = evolve(henan.model, sheets={"odd": head})
    assert some_not_illustrative(model)
    assert may_serve(model, DAY, 2031, illustrative=False)
