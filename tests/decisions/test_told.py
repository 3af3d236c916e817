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
from policy_rules.messages import in_language
from policy_rules.policy import Ruleset
from policy_rules.report.assessment_html import assessment_html, finding_html
from policy_rules.report.assessment_summary import summary
from policy_rules.report.exchange.junit import junit_text
from policy_rules.report.exchange.sarif import sarif_data
from policy_rules.report.exchange.tables import findings_table
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.output_schemas import schema
from policy_rules.results.assessment import Assessment
from policy_rules.ruleset.new import new_ruleset

HERE = Path(__file__)
TAKEN = yaml.safe_load(HERE.with_name("taken.yaml").read_text("utf-8"))
CASES = yaml.safe_load(HERE.with_name("told.yaml").read_text("utf-8"))


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


@pytest.mark.parametrize("case", TAKEN, ids=lambda case: case["why"])
def test_which_are_taken(library: Ruleset, case: dict[str, Any]) -> None:
    found = assessed(library, case)
    assert [note for note in found.notes if "decisions" in note] == [
        case[key] for key in ("note",) if key in case
    ]
    for language in ("en", "zh"):
        brief, html = summary(found, language), unescape(found.to_html(language, brief=True))
        words = case.get("brief", {}).get(language, "")
        assert words in brief
        assert words in html
        assert words in unescape(assessment_html(found, language))
        run = sarif_data(found, language)["runs"][0]["invocations"][0]["toolExecutionNotifications"]
        assert words in "\n".join(note["message"]["text"] for note in run)
        assert words in unescape(junit_text(found, language))
        assert ("Decisions taken" in brief or "所采口径" in brief) is bool(case["data"])
    data = json.loads(json.dumps(found.to_dict()))
    Draft202012Validator(schema("assessment")).validate(data)
    assert [
        {key: one[key] for key in want} for one, want in zip(data["decisions"], case["data"], strict=True)
    ] == case["data"]


def test_a_note_is_told_in_chinese(library: Ruleset) -> None:
    found = assessed(library, TAKEN[1])
    assert "所采口径：No. 1 (the office)" in [in_language(note, "zh") for note in found.notes]


def test_a_table_names_the_documents(library: Ruleset) -> None:
    case = next(case for case in CASES if len(case["data"]) == 2)
    table = findings_table(assessed(library, case), "en", coded=True)
    told = dict(zip((row[table.columns.index("rule")] for row in table.rows), table.rows, strict=True))
    at = table.columns.index("decisions")
    assert {rule: row[at] for rule, row in told.items()} == {"reg-1-s1": "", RULE: "No. 1, No. 2"}
