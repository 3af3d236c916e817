"""Degrees as they are read and shown: marks beside outcomes, in every form; what is wrong with them."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy_rules import load_ruleset
from policy_rules.errors import RulesetError
from policy_rules.policy import Ruleset
from policy_rules.report.assessment_html import finding_html
from policy_rules.report.assessment_text import render
from policy_rules.report.pages.site import pages

DAY = datetime.date(2026, 1, 1)
DEGREES = [
    {"name": "adopted", "zh": "已采纳", "en": "adopted", "when": "plan.adopted"},
    {"name": "considered", "zh": "已研究", "when": "plan.considered_on != null"},
]
RULE: dict[str, Any] = {
    "id": "r1", "text": "The board considers the plan.", "title": "considered", "gloss": "considered",
    "bearer": "board", "requires": "plan.considered_on != null or plan.adopted", "degree": DEGREES,
    "examples": [{"given": {"plan": {"adopted": True}}, "expect": "satisfied"}],
}  # fmt: skip
FILES = {
    "ruleset.yaml": "name: harbour\nlanguage: 1\ndocuments: {order: {source: sources/order.md}}\n"
    "examples: {as_of: 2026-01-01}\n",
    "sources/order.md": "# Order\n\n## 1\n\nThe board considers the plan.\n",
    "vocabulary/entities.yaml": "unit: {one: true}\nplan: {one: true}\nplan.adopted: {type: boolean}\n"
    "plan.considered_on: {type: date, nullable: true}\n",
    "vocabulary/roles.yaml": "board: {en: board}\n",
}


def written(folder: Path, **changed: Any) -> Path:
    """The ruleset with one rule, changed."""
    rule = {key: value for key, value in {**RULE, **changed}.items() if value is not None}
    clause = yaml.safe_dump({"clause": "1", "title": "all", "rules": [rule]}, allow_unicode=True)
    for name, text in {**FILES, "order/1-all.yaml": clause}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    return folder


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    return load_ruleset(written(tmp_path_factory.mktemp("degrees") / "harbour"))


CASES = (
    ({"adopted": True, "considered_on": None}, "satisfied", ["adopted"]),
    ({"adopted": False, "considered_on": "2025-05-01"}, "satisfied", ["considered"]),
    ({"adopted": False, "considered_on": None}, "violated", [None]),
    ({"considered_on": "2025-05-01"}, "satisfied", ["adopted", "considered"]),
    ({"considered_on": None}, "unknown", ["adopted", None]),
    ({"adopted": True}, "satisfied", ["adopted"]),
    ({}, "unknown", ["adopted", "considered", None]),
)


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize(("plan", "outcome", "degree"), CASES)
def test_the_degree_stands_beside_the_outcome(
    harbour: Ruleset, plan: dict[str, Any], outcome: str, degree: list[str | None], engine: str
) -> None:
    found = harbour.assess({"unit": {"id": "u"}, "plan": plan}, as_of=DAY, engine=engine)
    told = json.loads(json.dumps(found.to_dict()))["findings"][0]
    assert (told["outcome"], told["degree"]) == (outcome, degree)


def test_it_is_shown_in_text_and_html(harbour: Ruleset) -> None:
    found = harbour.assess({"unit": {"id": "u"}, "plan": {"considered_on": "2025-05-01"}}, as_of=DAY)
    assert "degree may be: adopted, considered" in render(found, "en", full=True)
    assert "程度可能为：已采纳、已研究" in render(found, "zh", full=True)
    assert "程度可能为：已采纳、已研究" in finding_html(found.findings[0], "zh")
    known = harbour.assess({"unit": {"id": "u"}, "plan": {"adopted": True}}, as_of=DAY)
    assert "degree: adopted" in finding_html(known.findings[0], "en")
    told = "".join(pages(harbour.model, harbour.program).values())
    assert "<code>plan.considered_on != null</code>" in told


def test_a_rule_without_a_scale_says_nothing_of_degrees(tmp_path: Path) -> None:
    ruleset = load_ruleset(written(tmp_path / "harbour", degree=None))
    found = ruleset.assess({"unit": {"id": "u"}}, as_of=DAY)
    assert "degree" not in found.to_dict()["findings"][0]
    assert found.findings[0].degrees == ()


def test_the_cache_keeps_them(harbour: Ruleset) -> None:
    again = load_ruleset(harbour.model.root)
    assert again.model.rules["r1"].degrees == harbour.model.rules["r1"].degrees


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"degree": [DEGREES[0], dict(DEGREES[0])]}, "the degree `adopted` stands twice"),
        ({"degree": [{"name": "adopted"}]}, "a degree lacks `when`"),
        ({"degree": [{"nam": "adopted", "when": "true"}]}, "a degree has no key `nam`"),
        ({"degree": [{"name": "adopted", "when": "plan.adoptd"}]}, "plan has no attribute `adoptd`"),
        ({"degree": [{"name": "adopted", "when": "count(plan)"}]}, "1-all.yaml"),
        ({"kind": "power"}, "nothing is satisfied more or less under a rule that nobody can break"),
    ],
)
def test_what_is_refused(tmp_path: Path, changed: dict[str, Any], told: str) -> None:
    with pytest.raises(RulesetError) as refused:
        load_ruleset(written(tmp_path / "harbour", **changed))
    assert told in str(refused.value)
