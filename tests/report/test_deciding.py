"""What decides a violation, held to cases by hand (`deciding.yaml`) on the ruleset `park`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.examples import check_examples
from policy_rules.report.assessment_summary import summary
from policy_rules.report.deciding import deciding_lines
from policy_rules.report.finding_lines import FindingLines
from policy_rules.wording import LANGUAGES, Language

HERE = Path(__file__).parent
PARK = pr.load_ruleset(HERE / "park")
CASES = yaml.safe_load((HERE / "deciding.yaml").read_text("utf-8"))


def test_the_rules_decide_their_own_examples() -> None:
    assert not check_examples(PARK).faults


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], language: Language) -> None:
    facts = {"unit": {"id": "p", "name": "P"}, **case["given"]}
    found = PARK.assess(facts, as_of="2025-03-01", year=2025)
    told = deciding_lines(found.finding(case["rule"]), FindingLines(found.model, language))
    assert told == case[language]
    if found.finding(case["rule"]).outcome == "violated":
        assert found.finding(case["rule"]).why(language) == tuple(told)
    explained = [line.strip() for line in found.finding(case["rule"]).explain(language).splitlines()]
    force = found.finding(case["rule"]).rule.force
    for line in case.get("explained", {}).get(language, ()):
        assert line.replace("{force}", force) in explained
    shown = summary(found, language)
    for line in told[:2]:
        assert f"    {line}\n" in shown


@pytest.mark.parametrize(
    ("language", "said"), [("zh", "适用条件不成立"), ("en", "what it applies to is not the case")]
)
def test_what_does_not_apply_says_that_what_it_applies_to_is_not_the_case(
    language: Language, said: str
) -> None:
    facts = {"unit": {"id": "p", "name": "P"}, "park": {"charges": False, "guarded": False}}
    finding = PARK.assess(facts, as_of="2025-03-01", year=2025).finding("watched")
    assert finding.outcome == "not_applicable"
    assert f"  {said}\n" in finding.explain(language)


@pytest.mark.parametrize(
    ("trees", "zh", "en"),
    [(7, "… 另1项所据事实", "… 1 more fact used"), (8, "… 另2项所据事实", "… 2 more facts used")],
)
def test_how_many_more_facts_were_used(trees: int, zh: str, en: str) -> None:
    facts = {"unit": {"id": "p"}, "trees": [{"id": f"t{n}", "height": n} for n in range(trees)]}
    finding = PARK.assess(facts, as_of="2025-03-01", year=2025).finding("tall")
    assert f"  {zh}\n" in finding.explain("zh") and f"  {en}\n" in finding.explain("en")
