"""Reports in a real browser (`just browser`): axe-core finds nothing, links lead somewhere, all is there."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

import policy_rules as pr
from policy_rules.report.pages import write_pages
from policy_rules.wording import Language
from report.test_site import changed
from use.libraries import elm, elm_without

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory) -> list[dict[str, object]]:
    """What the browser finds on each page, wide and light, narrow and dark."""
    folder = tmp_path_factory.mktemp("pages")
    songtao = pr.load_ruleset("henan").assess(
        ROOT / "docs/tours/year-2024/1-songtao.yaml", as_of="2025-04-30", year=2024, profile="illustrative"
    )
    county = pr.load_ruleset("henan").assess(ROOT / "examples/constructed-county.yaml", as_of="2025-11-30")
    shown = {
        "elm": elm(),
        "unknown": elm_without("rooms.heated", "rooms.seats"),
        "songtao": songtao,
        "county": county,
    }
    files = []
    for name, assessment in shown.items():
        for language in ("zh", "en"):
            files.append(folder / f"{name}.{language}.html")
            files[-1].write_text(assessment.to_html(language), "utf-8")
    ranked = pr.load_ruleset("henan").assess_population(
        ROOT / "docs/tours/year-2024", as_of="2025-04-30", year=2024, profile="illustrative"
    )
    languages: tuple[Language, ...] = ("zh", "en")
    for language in languages:
        files.append(folder / f"ranked.{language}.html")
        files[-1].write_text(ranked.to_html(language), "utf-8")
        found = songtao.what_if(as_of="2025-06-30").to_html(language)
        files.append(folder / f"compared.{language}.html")
        files[-1].write_text(found, "utf-8")
    for name, text in ranked.to_html_pages("zh").items():
        if name in ("index.html", "lujiang.html"):
            files.append(folder / name)
            files[-1].write_text(text, "utf-8")
    line = ["node", str(HERE / "look.mjs"), *map(str, files)]
    looked: list[dict[str, object]] = json.loads(
        subprocess.run(line, check=True, capture_output=True, text=True).stdout
    )
    assert len(looked) == 2 * len(files)
    return looked


@pytest.mark.parametrize("what", ["violations", "broken", "elsewhere", "wide"])
def test_no_page_has(looked_at, what) -> None:
    assert [(page["file"], page[what]) for page in looked_at if page[what]] == []


# The site ----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """The site of the library's ruleset, written to files."""
    folder = tmp_path_factory.mktemp("site")
    ruleset = pr.load_ruleset(changed(folder / "libraries"))
    write_pages(ruleset.model, ruleset.program, folder / "pages", ruleset.sheets)
    return folder / "pages"


def test_no_page_of_the_site_has_what_axe_finds(site) -> None:
    files = sorted(map(str, site.rglob("*.html")))
    line = ["node", str(HERE / "look.mjs"), *files]
    looked = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
    assert len(looked) == 2 * len(files) > 50
    for what in ("violations", "broken", "elsewhere", "wide"):
        assert [(page["file"], page["width"], page[what]) for page in looked if page[what]] == []


QUERIES = {
    "zh:读者意见": ("条结果", "facts.html#fact-opinions_answered"),
    "zh:严重通报": ("条结果", "facts-circulars.html#fact-circulars.grave"),
    "zh:应当答复读者": ("条结果", "scheme-1-content.html#sch-1-s2"),
    "zh:sch-2-s1": ("条结果", "scheme-2-adjustment.html#sch-2-s1"),
    "en:grave circular": ("results", "scheme-2-adjustment.html#sch-2-s2"),
    "en:opinions of readers": ("results", "scheme-1-content.html#sch-1-s2"),
    "en:zebra": ("nothing found", None),
}
"""What is looked for, in which language, and what stands first."""


def test_the_search_finds_from_a_file(site) -> None:
    line = ["node", str(HERE / "search.mjs"), str(site), *QUERIES]
    found = json.loads(subprocess.run(line, check=True, capture_output=True, text=True).stdout)
    for one, (status, first) in zip(found, QUERIES.values(), strict=True):
        assert one["errors"] == []
        assert status in one["status"], one["query"]
        assert [address for _, address in one["results"][:1]] == ([first] if first else []), one["query"]
        assert one["there"] is (True if first else None)
