"""What a rule leaves open (`null`) is told as that, and not as something that cannot be reckoned (0/0)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.wording import LANGUAGES, Language
from scoring.world import write_ruleset

CASES = yaml.safe_load((Path(__file__).parent / "left_open.yaml").read_text("utf-8"))
VOCABULARY = {
    "visits": {"zh": "走访", "en": "visits"},
    "visits.kind": {"type": ["own", "other"], "labels": {"own": "o", "other": "t"}, "zh": "类", "en": "kind"},
    "a": {"type": "integer", "nullable": False},
    "b": {"type": "integer", "nullable": False},
}
FACTS = {
    "unit": {"id": "u", "flag": True},
    "reported": [{"measure": m, "for": 2025, "value": 0} for m in ("a", "b")],
    "visits": [{"id": "v1", "kind": "own"}, {"id": "v2", "kind": "other"}],
    "complete": [{"list": "visits", "by": "x", "date": "2025-12-31"}],
}
TOLD = {"zh": "此种情形，规则未作定论", "en": "the rule leaves this case open"}
ELSE = {"zh": "无法计算（如 0/0）", "en": "undefined (such as 0/0)"}


def found(case: dict[str, Any], folder: Path) -> pr.Assessment:
    given = {key: value for key, value in case.items() if key not in ("why", "left_open")}
    example = {"given": {"unit": {"flag": True}}, "expect": "unknown"}
    rule = {"id": "r", "text": "丁应当做。", "title": "t", "gloss": "g", "bearer": "any"}
    write_ruleset(folder, VOCABULARY, {}, [{**rule, "examples": [example], **given}], {"language": 2})
    return pr.load_ruleset(folder).assess(FACTS, as_of="2025-12-31", year=2025)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], language: Language, tmp_path: Path) -> None:
    finding = found(case, tmp_path).finding("r")
    assert finding.outcome == "unknown"
    lines = finding.explain(language) + str(finding.why(language))
    if isinstance(case["left_open"], dict):
        assert {row.id: row.left_open for row in finding.instances} == case["left_open"]
        assert [row.undefined for row in finding.instances] == [True, False]
        assert not finding.left_open
    else:
        assert finding.left_open is case["left_open"]
    shown = TOLD if finding.left_open or any(row.left_open for row in finding.instances) else ELSE
    assert shown[language] in lines
