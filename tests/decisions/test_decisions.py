"""Decisions on readings: what they settle, for whom and when, on every engine; what is wrong with them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.core.nodes import OUTCOMES
from policy_rules.engines.session import Session
from policy_rules.errors import RulesetError
from policy_rules.policy import Ruleset
from policy_rules.replay import record_of, replay
from policy_rules.ruleset.new import new_ruleset

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "decisions.yaml").read_text("utf-8"))
FAULTS = yaml.safe_load((HERE / "faults.yaml").read_text("utf-8"))
IN_SESSIONS = [case for case in CASES if "known_by" not in case.get("ask", {})]
DAY = datetime.date(2026, 1, 1)
RULE = "reg-1-s2"
FACTS = {
    "unit": {"id": "library", "is_public_library": True},
    "sources": {"letters": {"title": "letters", "known_on": "2025-03-20"}},
    "source": "letters",
    "opinions": [{"id": "o1", "received_on": "2025-03-03", "answered_on": "2025-03-10"}],
    "complete": [{"list": "opinions", "for": list(range(2023, 2027)), "by": "x", "date": "2026-01-01"}],
}
USUAL = {"document": "No. 1", "decided_by": "the office", "decided_on": "2024-12-01", "years": "all"}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    folder = tmp_path_factory.mktemp("decisions") / "library"
    new_ruleset(folder)
    return load_ruleset(folder)


def file_of(case: dict[str, Any]) -> dict[str, Any]:
    """The decisions of a case as a file has them."""
    plain = json.loads(json.dumps(case["decisions"], default=str))
    return {"decisions": [{**USUAL, **decision} for decision in plain]}


def outcome_in(session: Session) -> str:
    """What the session has come to on the rule."""
    lo, hi = session.outcomes("library")[RULE]
    return OUTCOMES[lo] if lo == hi else "unknown"


def asked_of(case: dict[str, Any]) -> dict[str, Any]:
    return {"as_of": DAY, "year": 2025, **case.get("ask", {})}


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_what_a_decision_settles(library: Ruleset, case: dict[str, Any], engine: str) -> None:
    found = library.assess(FACTS, **asked_of(case), decisions=file_of(case), engine=engine)
    finding = found.finding(RULE)
    assert finding.outcome == case["expect"]
    assert [d.decision.id for d in finding.decisions] == case.get("by", [])
    assert any(d.late for d in finding.decisions) is case.get("late", False)
    assert any(case.get("note", "") in note for note in found.notes) or "note" not in case
    open_ = library.assess(FACTS, **asked_of(case), engine=engine).finding(RULE)
    assert open_.lo <= finding.lo <= finding.hi <= open_.hi  # a decision narrows


@pytest.mark.parametrize(
    "case", [c for c in CASES if "known_by" not in c.get("ask", {})], ids=lambda c: c["why"]
)
def test_in_a_session(library: Ruleset, case: dict[str, Any]) -> None:
    asked = asked_of(case)
    with library.session(as_of=asked["as_of"], year=asked["year"], decisions=file_of(case)) as session:
        session.load(FACTS)
        assert outcome_in(session) == case["expect"]


def test_a_session_follows_whom_a_decision_means(library: Ruleset) -> None:
    decision = {**USUAL, "id": "a", "units": "opening.hours_per_week >= 40", "settles": {"timely_days": 4}}
    with library.session(as_of=DAY, year=2025, decisions={"decisions": [decision]}) as session:
        session.load(FACTS)
        assert outcome_in(session) == "unknown"
        session.assert_fact("library", "opening.hours_per_week", 40)
        assert outcome_in(session) == "violated"
        session.change_fact("library", "opening.hours_per_week", 39)
        assert outcome_in(session) == "unknown"
        session.change_fact("library", "opening.hours_per_week", 41)
        session.set_parameter("timely_days", 5)  # over what was decided
        assert outcome_in(session) == "satisfied"


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["why"])
def test_what_is_wrong_is_told_at_once(library: Ruleset, case: dict[str, Any]) -> None:
    with pytest.raises(RulesetError) as raised:
        library.assess(FACTS, as_of=DAY, year=2025, decisions=file_of(case))
    told = str(raised.value)
    assert [words for words in case["told"] if words not in told] == []
    assert case.get("hint", "") in told


def test_a_record_holds_the_decisions(library: Ruleset) -> None:
    case = {
        "decisions": [
            {"id": "a", "units": "unit.is_public_library", "settles": {"timely_days": {"default": 4}}}
        ]
    }
    found = library.assess(FACTS, as_of=DAY, year=2025, decisions=file_of(case))
    assert not found.illustrative
    record = json.loads(json.dumps(record_of(found)))
    again = replay(record, library)
    assert (again.identical, again.notes) == (True, ())
    record["decisions"] = None
    assert not replay(record, library).identical


def test_what_if_goes_over_a_decision(library: Ruleset) -> None:
    case = {"decisions": [{"id": "a", "settles": {"timely_days": 4}}]}
    found = library.assess(FACTS, as_of=DAY, year=2025, decisions=file_of(case))
    after = found.what_if({"parameters.timely_days of reg-1-s2": 5}).after
    assert after.finding(RULE).outcome == "satisfied"
    assert after.finding(RULE).decisions == ()


def test_a_decision_goes_before_a_profile_and_is_named(henan: Ruleset) -> None:
    facts = {"unit": {"id": "x", "category": 4}}
    plain = henan.assess(facts, as_of=DAY, year=2025, profile="illustrative")
    found = henan.assess(facts, as_of=DAY, year=2025, profile="illustrative", decisions="illustrative")
    assert not any(f.decisions for f in plain.findings)
    assert {d.decision.id for f in found.findings for d in f.decisions} >= {"kj-2024-1"}
    assert "kj-2025-1" not in {d.decision.id for f in found.findings for d in f.decisions}  # cities alone


def test_illustrative_decisions_are_labelled(henan: Ruleset) -> None:
    facts = {"unit": {"id": "x", "category": 1}}
    found = henan.assess(facts, as_of=DAY, year=2024, decisions="illustrative")
    assert found.illustrative
    assert "参数为示例" in str(found).splitlines()[0]
    assert not henan.assess(facts, as_of=DAY, year=2024).illustrative


@pytest.mark.parametrize(("published", "late"), [("2024-10-01", False), ("2024-10-02", True)])
def test_late_is_after_the_first_day_of_the_year_that_the_ruleset_has(
    tmp_path: Path, published: str, late: bool
) -> None:
    """The fiscal year 2025 began on 1 October 2024."""
    new_ruleset(tmp_path / "library")
    with (tmp_path / "library" / "ruleset.yaml").open("a") as file:
        file.write("year: fiscal\nperiods:\n")
        file.write("  fiscal: {zh: 财政年度, en: fiscal year, start: 10-01, length: P1Y, named_by: last}\n")
    decision = {**USUAL, "id": "a", "published_on": published, "settles": {"timely_days": 4}}
    decision["decided_on"] = "2024-09-01"
    found = load_ruleset(tmp_path / "library").assess(
        FACTS, as_of=DAY, year=2025, decisions={"decisions": [decision]}
    )
    assert [d.late for d in found.finding(RULE).decisions] == [late]
