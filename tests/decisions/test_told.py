"""How decisions are told beside what they settle: in text, HTML and JSON, in both languages."""

from __future__ import annotations

import json
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from decisions.test_decisions import FACTS, RULE, asked_of, file_of
from policy_rules import load_ruleset
from policy_rules.policy import Ruleset
from policy_rules.report.assessment_html import finding_html
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.output_schemas import schema
from policy_rules.results.assessment import Assessment
from policy_rules.ruleset.new import new_ruleset

CASES = yaml.safe_load(Path(__file__).with_name("told.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    folder = tmp_path_factory.mktemp("told") / "library"
    new_ruleset(folder)
    return load_ruleset(folder)


def assessed(library: Ruleset, case: dict[str, Any]) -> Assessment:
    return library.assess(FACTS, **asked_of(case), decisions=file_of(case))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_beside_a_finding(library: Ruleset, case: dict[str, Any]) -> None:
    found = assessed(library, case)
    finding = found.finding(RULE)
    text = {lang: "\n".join(FindingLines(found.model, lang).lines(finding)) for lang in ("zh", "en")}
    assert [words for words in case.get("text", ()) if words not in text["en"]] == []
    assert [words for words in case.get("zh", ()) if words not in text["zh"]] == []
    assert [words for words in case.get("not", ()) if words in text["en"]] == []
    html = unescape(finding_html(finding, "en"))
    assert [words for words in case.get("html", ()) if words not in html or words in text["en"]] == []


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_in_its_json(library: Ruleset, case: dict[str, Any]) -> None:
    found = json.loads(json.dumps(assessed(library, case).to_dict()))
    Draft202012Validator(schema("assessment")).validate(found)
    told = next(f for f in found["findings"] if f["rule"] == RULE)["decisions"]
    wanted = json.loads(json.dumps(case["data"], default=str))
    assert [{key: one[key] for key in want} for one, want in zip(told, wanted, strict=True)] == wanted
    digests = [one["digest"] for one in told]
    assert len(set(digests)) == len(digests)
    assert all(len(digest) == 64 for digest in digests)


def test_a_decision_bears_the_digest_of_its_own_words(library: Ruleset) -> None:
    def digest(**more: Any) -> str:
        case = {"decisions": [{"id": "a", "settles": {"timely_days": 4}, **more}]}
        return assessed(library, case).finding(RULE).decisions[0].decision.digest

    assert digest() == digest()
    assert digest() != digest(ground="practice elsewhere")
