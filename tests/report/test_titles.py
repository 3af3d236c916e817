"""What a ruleset is called, in a line: reports and pages begin with it, each in its language."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.report.assessment_html import assessment_html
from policy_rules.report.assessment_summary import summary
from policy_rules.report.assessment_text import render
from policy_rules.report.pages.site import pages
from policy_rules.report.population_text import population_text
from policy_rules.report.printable.assessment_page import assessment_page
from policy_rules.report.printable.population_page import population_page
from policy_rules.report.ruleset_html import ruleset_html
from policy_rules.wording import Language, in_either

PARK = Path(__file__).parent / "park"
FACTS = {"unit": {"id": "u"}}
BOTH = "title: {zh: 公园条例, en: The park ordinance}"


def park(folder: Path, title: str) -> pr.Ruleset:
    shutil.copytree(PARK, folder / "park", dirs_exist_ok=True)
    header = folder / "park" / "ruleset.yaml"
    header.write_text(f"{title}\n{header.read_text('utf-8')}", "utf-8")
    return pr.load_ruleset(folder / "park")


@pytest.mark.parametrize(
    ("title", "zh", "en"),
    [
        (BOTH, "公园条例", "The park ordinance"),
        ("title: The park ordinance", "The park ordinance", "The park ordinance"),
        ("title: {zh: 公园条例}", "公园条例", "公园条例"),
        ("", "", ""),
    ],
)
def test_it_is_told_in_the_language_or_in_its_own(title: str, zh: str, en: str, tmp_path: Path) -> None:
    park(tmp_path, title)
    for _ in ("read", "from its cache file"):
        model = pr.load_ruleset(tmp_path / "park").model
        assert (in_either(model.title, "zh"), in_either(model.title, "en")) == (zh, en)


@pytest.mark.parametrize(("language", "title"), [("zh", "公园条例"), ("en", "The park ordinance")])
def test_reports_and_pages_begin_with_it(language: Language, title: str, tmp_path: Path) -> None:
    ruleset = park(tmp_path, BOTH)
    found = ruleset.assess(FACTS, as_of="2025-01-31", year=2024)
    for told in (render(found, language), summary(found, language)):
        lines = [line for line in told.splitlines() if not line.startswith("***")]
        assert lines[0] == title
    many = ruleset.assess_population(FACTS, as_of="2025-01-31", year=2024)
    shown = [
        assessment_html(found, language),
        assessment_page(found, language),
        population_page(many, language),
        ruleset_html(ruleset.model, language),
    ]
    assert all(f">{title}</p>" in page for page in shown)
    assert population_text(many, language).splitlines()[0] == title
    site = pages(ruleset.model, ruleset.program)
    own = next(
        page
        for name, page in site.items()
        if name.endswith("index.html") and f'lang="{language}"' in page[:60]
    )
    assert title in own
