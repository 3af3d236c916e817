"""What a notebook shows of a ruleset, rule, finding and assessment: HTML, and the text beside it.

The pages in `golden/` are those of the ruleset that `policy-rules new` writes. After a change that is
meant, `python tests/report/test_notebook.py` writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import datetime
import tempfile
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from policy_rules import load_facts, load_ruleset
from policy_rules.report.assessment_html import assessment_html, finding_html
from policy_rules.report.assessment_text import render
from policy_rules.report.ruleset_html import rule_html, ruleset_html
from policy_rules.ruleset.new import FACTS_FILE, new_ruleset
from policy_rules.wording import Language

GOLDEN = Path(__file__).parent / "golden"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
ON: dict[str, Any] = {"as_of": datetime.date(2026, 1, 1), "year": 2025}
HOSTILE = """</div><script src="http://evil/x.js">alert('1')</script><img src=x onerror="y()">&amp;"""


def shown(folder: Path) -> dict[str, str]:
    """Every form of everything, by the name of its golden page."""
    new_ruleset(folder, "library")
    ruleset = load_ruleset(folder)
    assessment = ruleset.assess(load_facts(folder / FACTS_FILE), **ON)
    pages = {
        "ruleset.txt": repr(ruleset),
    }
    for language in LANGUAGES:
        pages[f"ruleset.{language}.html"] = ruleset_html(ruleset.model, language)
        pages[f"rule.{language}.html"] = rule_html(ruleset.rules["reg-1-s2"], language)
    for rule in ("reg-1-s1", "reg-1-s2"):
        finding = assessment.finding(rule)
        for language in LANGUAGES:
            pages[f"finding-{rule}.{language}.html"] = finding_html(finding, language)
            pages[f"finding-{rule}.{language}.txt"] = finding.explain(language)
    for language in LANGUAGES:
        pages[f"assessment.{language}.html"] = assessment_html(assessment, language)
        pages[f"assessment.{language}.txt"] = render(assessment, language)
    return {name: broken_into_lines(page) if name.endswith("html") else page for name, page in pages.items()}


def broken_into_lines(page: str) -> str:
    """A line for each element, so that a difference can be read."""
    return page.replace("><", ">\n<") + "\n"


class Reader(HTMLParser):
    """The elements, attributes and text of a page; tells elements that are not closed in order."""

    EMPTY = frozenset({"br", "hr", "img", "meta", "link", "input"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str]] = []
        self.text = ""
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> closes another element")

    def handle_data(self, data):
        self.text += data


def read(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    reader.close()
    return reader


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    return shown(tmp_path_factory.mktemp("notebook") / "library")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory) -> dict[str, str]:
    """The pages of a ruleset and facts whose words are an attack."""
    folder = tmp_path_factory.mktemp("hostile") / "library"
    new_ruleset(folder, "library")
    evil = HOSTILE.replace("\n", " ")
    for file, words, by in (
        ("sources/regulation.md", "56小时", f"56小时{evil}"),
        ("sources/regulation.md", "开放与意见", f"开放{evil}"),
        ("regulation/1-opening.yaml", "56小时", f"56小时{evil}"),
        ("regulation/1-opening.yaml", "title: Opening hours and opinions", f"title: {as_yaml(evil)}"),
        ("regulation/1-opening.yaml", "title: Opening hours\n", f"title: {as_yaml(evil)}\n"),
        ("regulation/1-opening.yaml", "gloss: A public library is open", f"gloss: {as_yaml(evil)} #"),
        ("vocabulary/entities.yaml", "en: hours open a week", f"en: {as_yaml(evil)}"),
        ("vocabulary/entities.yaml", "zh: 每周开放时间", f"zh: {as_yaml(evil)}"),
        (FACTS_FILE, "河滨图书馆（虚构）", as_yaml(evil)),
        (FACTS_FILE, "made up for this example", as_yaml(evil)),
    ):
        path = folder / file
        text = path.read_text("utf-8")
        assert words in text
        path.write_text(text.replace(words, by, 1), "utf-8")
    ruleset = load_ruleset(folder)
    assessment = ruleset.assess(load_facts(folder / FACTS_FILE), **ON)
    finding, rule = assessment.finding("reg-1-s1"), ruleset.rules["reg-1-s1"]
    forms = {}
    for language in LANGUAGES:
        forms[f"ruleset {language}"] = ruleset_html(ruleset.model, language)
        forms[f"rule {language}"] = rule_html(rule, language)
        forms[f"finding {language}"] = finding_html(finding, language)
        forms[f"assessment {language}"] = assessment_html(assessment, language)
    return forms


def as_yaml(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"


GOLDEN_NAMES = sorted(p.name for p in GOLDEN.iterdir())


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_a_notebook_shows_what_the_golden_page_holds(pages, name):
    assert pages[name] == (GOLDEN / name).read_text("utf-8")


def test_every_form_has_its_golden_page(pages):
    assert sorted(pages) == GOLDEN_NAMES


def test_what_notebooks_ask_for_is_the_chinese_form(pages, tmp_path):
    new_ruleset(tmp_path / "library")
    ruleset = load_ruleset(tmp_path / "library")
    assessment = ruleset.assess(load_facts(tmp_path / "library" / FACTS_FILE), **ON)
    assert broken_into_lines(assessment._repr_html_()) == pages["assessment.zh.html"]
    finding = assessment.finding("reg-1-s1")
    assert broken_into_lines(finding._repr_html_()) == pages["finding-reg-1-s1.zh.html"]
    assert broken_into_lines(ruleset._repr_html_()) == pages["ruleset.zh.html"]
    assert broken_into_lines(ruleset.rules["reg-1-s2"]._repr_html_()) == pages["rule.zh.html"]


def test_no_table_has_an_empty_head(pages):
    for name, page in pages.items():
        assert "<thead>\n<tr>\n</tr>" not in page and "<tr></tr>" not in page, name


def test_a_single_clause_is_told_as_one(pages):
    assert "<summary>1 clause</summary>" in pages["ruleset.en.html"]
    assert "<summary>1个条款</summary>" in pages["ruleset.zh.html"]
    assert "<p>2 rules: duty 2</p>" in pages["ruleset.en.html"]


def test_the_html_is_well_formed(pages):
    for name, page in pages.items():
        if name.endswith(".html"):
            reader = read(page)
            assert (reader.faults, reader.open) == ([], []), name


def test_nothing_is_loaded_and_no_script_runs(pages, hostile):
    for name, page in [*hostile.items(), *((n, p) for n, p in pages.items() if n.endswith("html"))]:
        reader = read(page)
        assert not reader.tags & {"script", "img", "iframe", "link", "object", "embed", "style", "form"}, name
        for attribute, value in reader.attributes:
            assert attribute in {"style", "lang", "class", "colspan", "open"}, (name, attribute)
            assert "http" not in value and "url(" not in value, (name, value)


def test_words_of_rules_and_facts_are_escaped(hostile):
    for name, page in hostile.items():
        assert "<script" not in page, name
        assert "<img" not in page, name
        reader = read(page)
        assert (reader.faults, reader.open) == ([], []), name
        assert HOSTILE in reader.text or HOSTILE in unescape(page), name


def test_no_form_tells_a_path_of_the_machine(pages):
    for name, page in pages.items():
        assert tempfile.gettempdir() not in page, name


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        GOLDEN.mkdir(exist_ok=True)
        for name, page in shown(Path(folder) / "library").items():
            (GOLDEN / name).write_text(page, "utf-8")
