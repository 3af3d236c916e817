"""A figure of another year is told with its year, and the day on which it is read is no comparison."""

from __future__ import annotations

import pytest

import policy_rules as pr
from policy_rules.ruleset.new import new_ruleset

RULE = """
  - id: reg-1-s3
    text: 公共图书馆每周开放时间不少于56小时
    title: No fewer readers
    gloss: No fewer readers than in the year before, and than in 2020.
    bearer: public-library
    period: year
    requires: readers >= prior(readers, 1) and readers >= in_year(readers, 2020)
    examples:
      - {given: {unit: {is_public_library: true}}, expect: unknown}
"""


@pytest.fixture
def finding(tmp_path):
    new_ruleset(str(tmp_path / "library"), "library")
    clause = tmp_path / "library" / "regulation" / "1-opening.yaml"
    clause.write_text(clause.read_text("utf-8") + RULE, "utf-8")
    measures = "readers: {zh: 读者数, en: readers, type: integer, reported: true}\n"
    (tmp_path / "library" / "vocabulary" / "measures.yaml").write_text(measures, "utf-8")
    figures = [
        {"measure": "readers", "for": year, "value": n} for year, n in ((2025, 8), (2024, 9), (2020, 7))
    ]
    facts = {"unit": {"id": "x", "is_public_library": True}, "reported": figures}
    return (
        pr.load_ruleset(tmp_path / "library").assess(facts, as_of="2026-03-01", year=2025).finding("reg-1-s3")
    )


def test_its_comparisons_are_those_of_the_words(finding):
    sides = [(m.left.lo, m.operator, m.right.lo) for m in finding.measured]
    assert sides == [(8, ">=", 9), (8, ">=", 7)]


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["readers: 8", "readers (2024): 9", "readers (2020): 7"]),
        ("zh", ["读者数: 8", "读者数（2024）: 9"]),
    ],
)
def test_each_figure_is_told_with_its_year(finding, language, told):
    lines = [line.strip() for line in finding.explain(language).splitlines()]
    assert [line for line in told if line not in lines] == []
