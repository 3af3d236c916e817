"""A document names the decisions on readings by which it was made."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import policy_rules as pr
from policy_rules.report.output_schemas import schema

DECISIONS = """
title: two readings
decisions:
  - id: a
    document: No. 1 of 2023
    decided_by: the office
    decided_on: 2023-12-01
    years: all
    settles: {timely_days: 10}
  - id: b
    document: No. 2 of 2023
    decided_by: the office
    decided_on: 2023-12-02
    years: [2024]
    units: unit.level = "county"
    ground: a county has few hands
    settles: {day_count_start: 1}
"""
UNITS = [
    {"unit": {"id": "u", "level": "city", "kind": "government"}},
    {"unit": {"id": "v", "level": "county", "kind": "government"}},
]


@pytest.fixture
def office(henan: pr.Ruleset, tmp_path: Any) -> pr.OfficeYear:
    file = tmp_path / "decisions.yaml"
    file.write_text(DECISIONS, "utf-8")
    facts = pr.load_facts({"units": UNITS})
    as_of = datetime.date(2025, 1, 10)
    return pr.office_of(henan.assess_population(facts, as_of=as_of, year=2024, decisions=str(file)))


def test_a_document_of_all_units_names_those_of_any(office: pr.OfficeYear) -> None:
    document = office.document("before/roster")
    line = "Decisions taken: No. 1 of 2023 (the office), No. 2 of 2023 (the office)"
    assert line in document.to_text("en").splitlines()
    assert line in document.to_html("en")
    assert [(d["decision"], d["settles"]) for d in document.to_dict()["decisions"]] == [
        ("a", ["timely_days"]), ("b", ["day_count_start"]),
    ]  # fmt: skip


def test_a_letter_names_those_of_its_unit_and_no_ground_that_speaks_of_others(office: pr.OfficeYear) -> None:
    letters = [name for name, declared in office.documents.items() if declared.each == "unit"]
    told = {unit: office.document(letters[0], unit).to_dict() for unit in ("u", "v")}
    assert [d["decision"] for d in told["u"]["decisions"]] == ["a"]
    assert [d["decision"] for d in told["v"]["decisions"]] == ["a", "b"]
    assert [d["ground"] for d in told["v"]["decisions"]] == [None, None]
    for data in told.values():
        assert not list(Draft202012Validator(schema("office-document")).iter_errors(data))
