"""The table `as_of.yaml`: thirty rules on six days, each cell on the reference and the compiled engine."""

from pathlib import Path

import pytest
import yaml

from policy_rules.engines.compiled import CompiledEngine
from policy_rules.examples import told_outcome
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.results.example_views import program_of

ROWS = yaml.safe_load(Path(__file__).with_name("as_of.yaml").read_text("utf-8"))
DAYS = ("2021-12-31", "2022-12-31", "2023-12-31", "2024-12-31", "2025-12-31", "2026-06-30")
ENGINES = [ReferenceEngine(), CompiledEngine()]
OF_ALL_RULES = "ip-end-s3"
"""Reads the findings of all rules, and so takes as long as all of them."""


def marks(row):
    return [pytest.mark.heavy] if row["rule"] == OF_ALL_RULES else []


CELLS = [
    pytest.param(row, day, id=f"{row['rule']}-{day}", marks=marks(row))
    for row in ROWS
    for day in row["outcome"]
]


@pytest.fixture(scope="module")
def facts(henan):
    return {row["rule"]: bind(load_facts(row["given"]), henan.model, lenient=True) for row in ROWS}


def test_the_table_has_thirty_rules_and_six_days():
    assert len({row["rule"] for row in ROWS}) == len(ROWS) == 30
    assert all(tuple(map(str, row["outcome"])) == DAYS for row in ROWS)


def test_the_words_are_those_of_the_rules(henan):
    assert {row["rule"]: row["words"] for row in ROWS} == {
        row["rule"]: henan.rules[row["rule"]].text for row in ROWS
    }


@pytest.fixture(scope="module")
def programs(henan):
    return {row["rule"]: program_of(henan.program, row["rule"]) for row in ROWS}


@pytest.mark.parametrize("engine", ENGINES, ids=lambda e: e.name)
@pytest.mark.parametrize(("row", "day"), CELLS)
def test_a_rule_on_a_day(henan, facts, programs, row, day, engine):
    known = facts[row["rule"]]
    unit = next(iter(known.units.values()))
    view = UnitView(known, unit, henan.model.vocabulary, day.toordinal(), day.year, True)
    result = engine.run(programs[row["rule"]], [view])[0][row["rule"]]
    assert told_outcome(*result.finding) == row["outcome"][day], row["why"]
