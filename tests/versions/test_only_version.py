"""A rule whose document ends, and whose words never changed, is told like one whose document goes on."""

from __future__ import annotations

from datetime import date

import pytest

import policy_rules as pr
from scoring.world import write_ruleset

LIST = {
    "inspections": {"zh": "检查", "en": "inspections", "dated_by": "held_on"},
    "inspections.held_on": {"type": "date", "zh": "日期", "en": "held on"},
    "inspections.share": {"type": "percent", "zh": "比例", "en": "share"},
}
EXAMPLE = {"given": {"inspections": []}, "expect": "not_applicable"}
RULE = {
    "text": "丁应当做。",
    "title": "t",
    "gloss": "g",
    "bearer": "any",
    "id": "each",
    "examples": [EXAMPLE],
}
RULE_OF_LIMBS = {key: RULE[key] for key in ("title", "gloss", "bearer")}
YEARLY = {**RULE_OF_LIMBS, "id": "each_year", "text": "庚应当做。", "examples": [EXAMPLE]}
YEARLY |= {"for each": "i in inspections", "period": "year", "requires": "i.share >= 80%"}
RULE |= {"for each": "i in inspections", "requires": "i.share >= 80%"}
LIMBS = {
    "two_days": {"first": {"due": "2025-06-30"}, "second": {"due": "2025-09-30"}},
    "one_day": {"dated": {"due": "2025-06-30"}, "undated": {}},
}
"""Limbs by the id of their rule; each asks for the same."""
WHOLE = {"list": "inspections", "by": "x", "date": "2025-12-31", "for": "all"}
RECORDS = [
    {"id": "a", "held_on": "2025-05-01", "share": "70%"},
    {"id": "b", "held_on": "2026-05-01", "share": "70%"},
]
FACTS = {"unit": {"id": "u", "flag": True}, "inspections": RECORDS, "complete": [WHOLE]}


def with_limbs(id: str) -> dict[str, object]:
    limbs = {name: {**limb, "requires": "unit.flag"} for name, limb in LIMBS[id].items()}
    example = {"given": {"unit": {"flag": True}}, "expect": "satisfied"}
    texts = {"two_days": "戊应当做。", "one_day": "己应当做。"}
    return {**RULE_OF_LIMBS, "id": id, "text": texts[id], "limbs": limbs, "examples": [example]}


@pytest.fixture(scope="module", params=[None, "2026-01-01"], ids=["goes on", "ends"])
def ruleset(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pr.Ruleset:
    folder = tmp_path_factory.mktemp("one")
    document = {"source": "sources/d.md"} | ({"out_of_force": request.param} if request.param else {})
    rules = [RULE, YEARLY, *map(with_limbs, LIMBS)]
    write_ruleset(folder, LIST, {}, rules, {"language": 2, "documents": {"d": document}})
    return pr.load_ruleset(folder)


def test_its_records_are_those_of_the_finding(ruleset: pr.Ruleset) -> None:
    finding = ruleset.assess(FACTS, as_of="2025-12-31").finding("each")
    assert finding.outcome == "violated"
    assert [(row.id, row.outcome) for row in finding.instances] == [("a", "violated")]
    assert dict(finding.counts) == {"violated": 1}
    data = finding.to_dict()
    assert "versions" not in data
    assert [(row["id"], row["outcome"]) for row in data["instances"]] == [("a", "violated")]
    assert data["instances"][0]["measured"][0]["shortfall"] == "0.1"


def test_what_came_after_its_end_is_none_of_it(ruleset: pr.Ruleset) -> None:
    finding = ruleset.assess(FACTS, as_of="2026-12-31").finding("each")
    ends = ruleset.model.documents["d"].out_of_force is not None
    assert [row.id for row in finding.instances] == (["a"] if ends else ["a", "b"])


def test_its_day_is_that_of_the_one_limb_that_has_one(ruleset: pr.Ruleset) -> None:
    told = ruleset.assess(FACTS, as_of="2025-12-31")
    assert {id: told.finding(id).due for id in LIMBS} == {"two_days": None, "one_day": date(2025, 6, 30)}


def test_its_day_is_that_of_its_period_though_records_say_whether_it_holds(ruleset: pr.Ruleset) -> None:
    assert ruleset.assess(FACTS, as_of="2025-12-01").finding("each_year").due == date(2025, 12, 31)
