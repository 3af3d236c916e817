"""The Plain Writing Act: its text, examples as told, a fiscal year, a calendar and a sheet of its own."""

from __future__ import annotations

import datetime
from fractions import Fraction
from pathlib import Path

import pytest

from policy_rules import load_facts, load_ruleset, office_of
from policy_rules.examples import check_examples
from policy_rules.policy import Ruleset
from policy_rules.ruleset.coverage import coverage

ROOT = Path(__file__).parents[2] / "rulesets" / "plain-writing"
FACTS = ROOT / "sources" / "department.yaml"
DAY = datetime.date(2025, 12, 1)


@pytest.fixture(scope="module")
def act() -> Ruleset:
    return load_ruleset("plain-writing")


def test_every_word_is_under_a_rule_or_skipped_with_a_reason(act: Ruleset) -> None:
    found = coverage(act.model)
    assert found.whole
    assert (sum(c.ruled for c in found.clauses), len(act.model.rules)) == (3075, 20)
    assert all(reason for reason, _ in found.reasons)


def test_the_words_are_those_of_the_whole_act(act: Ruleset) -> None:
    words = act.model.documents["act"].words
    assert [n for n in range(1, 9) if f"SEC. {n}." in words or f"SECTION {n}." in words] == list(range(1, 8))
    assert "[" not in words  # what editors put in


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_every_example_is_as_told(act: Ruleset, engine: str) -> None:
    report = check_examples(act)
    assert (report.count, report.faults) == (50, ())
    both = {e.expect for r in act.model.rules.values() for e in r.examples}
    assert both >= {"satisfied", "violated", "unknown", "pending", "not_applicable"}
    for rule in act.model.rules.values():
        outcomes = {e.expect for e in rule.examples}
        assert not outcomes or outcomes >= {"satisfied", "violated"}, rule.id


@pytest.mark.parametrize("engine", ["reference", "compiled"])
def test_the_invented_department(act: Ruleset, engine: str) -> None:
    found = act.assess(load_facts(FACTS), as_of=DAY, year=2025, engine=engine)
    outcomes = {f.rule.id: f.outcome for f in found.findings if f.outcome != "not_applicable"}
    assert outcomes == {
        "pw-4-a-1-A": "satisfied", "pw-4-a-1-B": "satisfied", "pw-4-a-1-C": "unknown",
        "pw-4-a-1-D": "satisfied", "pw-4-a-1-E": "satisfied", "pw-4-a-1-F": "satisfied",
        "pw-4-a-2": "violated", "pw-4-b": "violated", "pw-5-a": "satisfied", "pw-5-b": "unknown",
    }  # fmt: skip
    assert found.finding("pw-4-a-1-C").degrees == ("some",)
    assert found.finding("pw-4-a-1-C").needs == ("parameters.employees_to_train",)
    documents = {i.id: (i.outcome, i.degrees) for i in found.finding("pw-4-b").instances}
    assert documents == {
        "permit-form": ("satisfied", ("plain",)),
        "fee-notice": ("violated", ("partly_plain",)),
        "keeper-guide": ("satisfied", ("plain",)),
    }


def test_the_year_is_the_fiscal_year_in_a_session_too(act: Ruleset) -> None:
    with act.session(as_of=datetime.date(2025, 9, 30)) as session:
        assert session.year is None
        session.load(load_facts(FACTS))
        session.set_day(DAY)
        session.set_year(2025)
        assert session.outcomes("lighthouses")["pw-4-b"] == (4, 4)
        session.set_year(2024)
        assert session.outcomes("lighthouses")["pw-4-b"][0] == 0


def test_nine_months_end_on_a_day_of_the_calendar(act: Ruleset) -> None:
    found = act.assess(load_facts(FACTS), as_of=DAY, year=2025)
    assert found.finding("pw-4-a-1-A").due == datetime.date(2011, 7, 13)
    assert act.calendar is not None
    assert not act.calendar.works[datetime.date(2025, 7, 4).toordinal() - act.calendar.first]


def test_the_report_card_by_hand(act: Ruleset) -> None:
    """15 + 10 + 0..20 + 10 + 15 + 0 + 15 for compliance; two of three documents are plain."""
    score = act.assess(load_facts(FACTS), as_of=DAY, year=2025, sheet="report-card-2025").score
    assert score is not None
    assert score.sheet.illustrative
    assert (score.total.lo, score.total.hi) == (Fraction(395, 6), Fraction(455, 6))
    assert score.grade == {"C", "D"}


def test_its_office_makes_a_report_card_of_what_an_agency_publishes(act: Ruleset) -> None:
    """A second ruleset's office: no unit of the facts is the office, and nothing stands for what is open."""
    sheets = {"lighthouses": "report-card-2025"}
    population = act.assess_population(load_facts(FACTS), as_of="2025-10-31", year=2025, sheets=sheets)
    office = office_of(population)
    assert office.unit is None
    assert list(office.roster) == ["lighthouses"]
    (card,) = office.document("after/report-card").to_dict()["letters"]
    result, items, findings = (part["rows"] for part in card["parts"])
    assert result[0]["grade"] == {"possible": "C or D"}
    assert {row["item"]: row["got"] for row in items}["official"] == "15"
    assert {row["rule"]: row["outcome"] for row in findings}["pw-4-a-1-C"] == "unknown"
