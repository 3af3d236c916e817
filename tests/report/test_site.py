"""The site of a ruleset in two languages: each page has its twin, is in one language, and marks its place."""

from __future__ import annotations

import json
import posixpath
import re
import shutil
from pathlib import Path

import pytest

from policy_rules import RulesetError, load_ruleset
from policy_rules.policy import Ruleset
from policy_rules.report.pages import pages
from report.test_pages import VOID, Page

LEDGER = Path(__file__).parent / "data" / "ledger" / "ruleset"
KINDS = """
unit_kinds:
  library: {zh: 公共图书馆, en: public library, facts: {kind: library}}
  online: {zh: 网上图书馆, en: library on line, facts: {kind: library, lends_online: true}}
  centre: {zh: 文化馆, en: centre, facts: {kind: centre}}
"""
ROLES = """
public-library: {zh: 公共图书馆, en: public library, when: unit.kind = "library"}
online-library: {zh: 网上图书馆, en: library on line, when: 'unit.kind = "library" and unit.lends_online'}
authority: {zh: 主管部门, en: competent authority}
"""
HAN, LATIN = re.compile("[\u3400-\u9fff]"), re.compile("[A-Za-z]{2,}")
NAMES = {"code", "pre", "script", "title"}
"""The elements in which names, ids and data stand."""


def changed(folder: Path, kinds: str = KINDS) -> Path:
    """The ruleset with kinds of units, and roles that tell them apart."""
    shutil.copytree(LEDGER, folder)
    head = folder / "ruleset.yaml"
    head.write_text(head.read_text("utf-8") + kinds, "utf-8")
    (folder / "vocabulary" / "roles.yaml").write_text(ROLES, "utf-8")
    first, _, second = (content := folder / "scheme/1-content.yaml").read_text("utf-8").rpartition("public-")
    content.write_text(f"{first}online-{second}", "utf-8")
    return folder


@pytest.fixture(scope="module")
def ruleset(tmp_path_factory) -> Ruleset:
    return load_ruleset(changed(tmp_path_factory.mktemp("site") / "libraries"))


@pytest.fixture(scope="module")
def site(ruleset: Ruleset) -> dict[str, str]:
    return dict(pages(ruleset.model, ruleset.program, ruleset.sheets))


@pytest.fixture(scope="module")
def henan() -> dict[str, str]:
    found = load_ruleset("henan")
    return dict(pages(found.model, found.program, found.sheets))


@pytest.fixture(params=["site", pytest.param("henan", marks=pytest.mark.heavy)])
def written(request) -> dict[str, str]:
    found: dict[str, str] = request.getfixturevalue(request.param)
    return found


class Words(Page):
    """The words of a page that stand in its own language: not in an element of another, nor in names."""

    def __init__(self, text: str) -> None:
        self.away: list[bool] = []
        self.found: list[str] = []
        super().__init__(text)

    def handle_starttag(self, tag, attrs) -> None:
        super().handle_starttag(tag, attrs)
        if tag not in VOID:
            lang = dict(attrs).get("lang")
            self.away.append((lang is not None and tag != "html") or tag in NAMES)

    def handle_endtag(self, tag) -> None:
        super().handle_endtag(tag)
        self.away.pop()

    def handle_data(self, data) -> None:
        super().handle_data(data)
        if not any(self.away):
            self.found.append(data)


def test_each_page_has_its_twin(written: dict[str, str]) -> None:
    html = {name for name in written if name.endswith(".html")}
    top, english = ({n for n in html if n.startswith("en/") is there} for there in (False, True))
    assert top
    assert {f"en/{name}" for name in top} == english
    for name in html:
        language = "en" if name in english else "zh"
        assert f'<html lang="{language}">' in written[name]
        other = name.removeprefix("en/") if name in english else f"en/{name}"
        address = posixpath.relpath(other, posixpath.dirname(name) or ".")
        assert f'href="{address}" lang="{"zh" if language == "en" else "en"}"' in written[name], name


def test_every_address_leads_somewhere(written: dict[str, str]) -> None:
    read = {name: Page(text) for name, text in written.items() if name.endswith(".html")}
    for name, page in read.items():
        assert max(page.ids.values(), default=1) == 1, name
        for address in page.addresses:
            file, _, anchor = address.partition("#")
            target = posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name
            assert target in written, f"{name}: {address}"
            assert not anchor or anchor in read[target].ids, f"{name}: {address}"


def test_one_language_at_a_time(site: dict[str, str]) -> None:
    for name, text in site.items():
        if not name.endswith(".html"):
            continue
        other = HAN if name.startswith("en/") else LATIN
        said = [w for w in Words(text).found if other.search(_without_ids(w))]
        assert not said, (name, said[:3])


def _without_ids(words: str) -> str:
    """Words without the names of rules and clauses, and FEEL."""
    return re.sub(r"\b(sch-[\w.-]+|FEEL|P\d+|unit\.\w+)", "", words)


def test_the_place_is_marked_in_the_menu_and_in_the_bar(site: dict[str, str]) -> None:
    for name, text in site.items():
        if name.endswith(".html"):
            marked = re.findall(r'<a href="([^"]+)" aria-current="page"|<a aria-current', text)
            own = posixpath.basename(name)
            single = own.startswith(("facts-", "unit-", "sheet-", "question-"))
            assert marked == ([] if single else [own]), name
    clause = site["scheme-1-content.html"]
    menu = clause[clause.index('id="side"') :]
    assert re.findall(r'href="([^"]+)"', menu)[:4] == [
        "scheme-1-content.html",
        "#sch-1-s1",
        "#sch-1-s2",
        "scheme-2-adjustment.html",
    ]


def test_scripts_stand_on_the_page_of_the_search_alone(site: dict[str, str]) -> None:
    for name, text in site.items():
        if name.endswith(".html"):
            sources = re.findall(r"<script\b[^>]*>", text)
            top = "../" if name.startswith("en/") else ""
            wanted = [f'<script src="{s}" defer="">' for s in ("search-index.js", f"{top}search.js")]
            assert sources == (wanted if name.endswith("search.html") else []), name
    assert not re.search(r"fetch\(|XMLHttp|import\(|https?:|innerHTML|eval\(", site["search.js"])


def test_the_index_of_the_search_has_all_and_its_addresses_are_there(ruleset: Ruleset, site) -> None:
    for folder in ("", "en/"):
        text = site[f"{folder}search-index.js"]
        assert "<" not in text
        data = json.loads(text.removeprefix("const SEARCH_INDEX = ").removesuffix(";\n"))
        addresses = [entry[0] for entry in data["entries"]]
        assert len(set(addresses)) == len(addresses)
        for address in addresses:
            file, _, anchor = address.partition("#")
            assert not anchor or f'id="{anchor}"' in site[folder + file], address
        kinds = {kind: sum(e[1] == kind for e in data["entries"]) for kind in data["kinds"]}
        known = ruleset.model.vocabulary
        facts = sum(len(e.attributes) for e in known.entities.values()) + len(known.measures)
        assert (kinds["rule"], kinds["clause"], kinds["fact"]) == (len(ruleset.rules), 3, facts)
        assert (kinds["unit"], kinds["sheet"]) == (3, len(ruleset.sheets))


@pytest.mark.parametrize(
    ("kind", "duties", "depends"),
    [
        ("library", ["sch-1-s1", "sch-2-s1", "sch-2-s2", "sch-3-s1"], ["sch-1-s2"]),
        ("online", ["sch-1-s1", "sch-1-s2", "sch-2-s1", "sch-2-s2", "sch-3-s1"], []),
        ("centre", [], []),
    ],
)
def test_a_kind_of_unit_has_its_duties_and_what_hangs_on_it(site, kind, duties, depends) -> None:
    text = site[f"en/unit-{kind}.html"]
    for part, wanted in (("duties", duties), ("depends", depends)):
        section = re.search(rf'<section id="{part}">.*?</section>', text, re.DOTALL)
        listed = re.findall(r"<code>(sch-[\w-]+)</code>", section[0]) if section else []
        assert sorted(set(listed)) == wanted, part
    assert ("facts-unit.html#fact-unit.lends_online" in text) == (kind == "library")


def test_a_sheet_shows_its_items_points_effects_and_rules(ruleset: Ruleset, site) -> None:
    text = site["en/sheet-libraries-2024.html"]
    sheet = ruleset.sheets["libraries-2024"]
    for id_, item in sheet.items.items():
        row = re.search(rf'<tr id="item-{id_}">.*?</tr>', text, re.DOTALL)
        assert row, id_
        assert f"<td>{item.points}</td>" in row[0], id_
        assert row[0].count("<li><code>") == len(item.effects), id_
        for rule in sheet.cites.get(id_, ()):
            assert f"#{rule}" in row[0], (id_, rule)
    for step in sheet.steps:
        assert f'id="step-{step.name}"' in text


def test_a_sheet_has_its_page_where_its_file_has_another_name(tmp_path: Path, site) -> None:
    sheets = changed(tmp_path / "libraries") / "sheets"
    (sheets / "libraries-2024.yaml").rename(sheets / "scheme.yaml")
    ruleset = load_ruleset(sheets.parent)
    written = dict(pages(ruleset.model, ruleset.program, ruleset.sheets))
    assert {name for name in written if "sheet-" in name} == {name for name in site if "sheet-" in name}
    assert _table_of_items(written) == _table_of_items(site)


def _table_of_items(written) -> list[str]:
    return re.findall(r'<tr id="item-.*?</tr>', written["sheet-libraries-2024.html"], re.DOTALL)


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ("{knd: library}", "a unit has no attribute `knd`; did you mean `kind`?"),
        ("{kind: museum}", "`museum` is no label of `unit.kind`; labels: library, centre"),
        ("{lends_online: maybe}", "`unit.lends_online` needs `true` or `false`"),
        ("library", "needs keys with values"),
    ],
)
def test_kinds_with_facts_that_no_unit_has_are_told(tmp_path: Path, facts: str, told: str) -> None:
    kinds = f"\nunit_kinds: {{library: {{zh: 馆, facts: {facts}}}}}\n"
    with pytest.raises(RulesetError) as caught:
        load_ruleset(changed(tmp_path / "libraries", kinds))
    (fault,) = caught.value.faults
    assert told in f"{fault.what}; {fault.hint}"
