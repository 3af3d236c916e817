"""The static site of a ruleset: whole, closed in itself, the same each time."""

import json
import posixpath
import shutil
from collections import Counter
from html.parser import HTMLParser
from itertools import product
from pathlib import Path

import pytest
from attrs import evolve

from policy_rules.cli import main
from policy_rules.policy import Ruleset, load_ruleset
from policy_rules.report.pages import pages, write_pages
from policy_rules.report.pages.catalogue import catalogue
from policy_rules.report.pages.example_text import flow, given_text
from policy_rules.report.pages.indexes import tension_pairs
from policy_rules.report.pages.rule_section import rule_section
from policy_rules.ruleset.source_text import squeeze
from policy_rules.wording import Language

TOWN = Path(__file__).parents[1] / "ruleset" / "good" / "town"
LIBRARIES = Path(__file__).parent / "data" / "ledger" / "ruleset"
VOID = {"meta", "link", "br", "input"}


class Page(HTMLParser):
    """What a page holds: anchors, addresses, tags, the marked words of each rule, runs of marks."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.ids, self.addresses, self.tags = Counter(), [], Counter()
        self.marked, self.stack, self.text = {}, [], []
        self.feed(text)
        self.close()
        assert not self.stack

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.tags[tag] += 1
        self.ids.update([given["id"]] if "id" in given else [])
        self.addresses += [given[k] for k in ("href", "src", "action") if k in given]
        if tag not in VOID:
            self.stack.append((tag, given.get("data-rules", "").split()))

    def handle_endtag(self, tag):
        assert self.stack.pop()[0] == tag

    def handle_data(self, data):
        self.text.append(data)
        marks = any(tag == "mark" for tag, _ in self.stack)
        for rule in {r for _, rules in self.stack for r in rules if marks}:
            self.marked.setdefault(rule, []).append(data)

    def said(self):
        return " ".join("".join(self.text).split())


def _site(ruleset):
    return {n: Page(t) for n, t in pages(ruleset.model, ruleset.program).items() if n.endswith(".html")}


HENAN_TAKES_LONG = pytest.mark.parametrize(
    "told", ["town", pytest.param("henan", marks=pytest.mark.heavy)], indirect=True
)


@pytest.fixture(scope="module")
def town():
    return load_ruleset(TOWN)


@pytest.fixture(scope="module", params=["town", pytest.param("henan", marks=pytest.mark.heavy)])
def told(request) -> tuple[Ruleset, dict[str, Page]]:
    ruleset = request.getfixturevalue(request.param)
    return ruleset, _site(ruleset)


def test_what_collides_stands_once_with_both_sentences(tmp_path):
    here, there = "trees are planted behind locks", "a lock is what keeps trees"

    def collide(text):
        text = text.replace("or-1-s2: the next one", f"or-1-s2: {{tension: {here}}}")
        return text.replace("kind: proh", f"see: {{or-1-s1: {{tension: {there}}}}}\n    kind: proh", 1)

    ruleset = _changed(tmp_path, "ordinance/1-trees.yaml", collide)
    page = _site(ruleset)["tensions.html"]
    assert page.ids["or-1-s1--or-1-s2"] == 1
    assert page.said().count(here) == page.said().count(there) == 1
    pair = {"first": "or-1-s1", "second": "or-1-s2", "first_says": here, "second_says": there}
    assert ruleset.to_dict()["tensions"] == [pair]
    assert ruleset.rules["or-1-s2"].tensions == ("or-1-s1",)


def test_reasons_are_told_in_the_language_of_the_page(tmp_path):
    """Where a reason or a tension is told in both languages each page has its own, and data have all."""
    words = {"en": "trees behind locks", "zh": "树在锁后"}, {"en": "a lock keeps trees", "zh": "锁护着树"}
    why = {"en": "the benches under them", "zh": "树下的长椅"}

    def tell(text):
        see = {"or-1-s2": {"tension": words[0]}, other: why}
        text = text.replace("{or-1-s2: the next one}", json.dumps(see, ensure_ascii=False))
        there = f"{{tension: {json.dumps(words[1], ensure_ascii=False)}}}"
        return text.replace("kind: proh", f"see: {{or-1-s1: {there}}}\n    kind: proh", 1)

    other = next(id_ for id_ in load_ruleset(TOWN).rules if id_ not in ("or-1-s1", "or-1-s2"))
    ruleset = _changed(tmp_path, "ordinance/1-trees.yaml", tell)
    ways: tuple[tuple[Language, Language], ...] = (("zh", "en"), ("en", "zh"))
    for language, away in ways:
        home = evolve(catalogue(ruleset.model, ruleset.program), language=language, languages=("en", "zh"))
        section = rule_section(home, ruleset.model.rules["or-1-s1"])
        for told in (*words, why):
            assert told[language] in section and told[away] not in section
        assert words[1][language] in tension_pairs(home)
    assert ruleset.model.rules["or-1-s1"].see["or-1-s2"] == words[0]["en"]
    data = next(rule for rule in ruleset.to_dict()["rules"] if rule["rule"] == "or-1-s1")
    assert data["see_in"] == {"or-1-s2": words[0], other: why}
    assert data["see"][other] == why["en"]


def test_a_ruleset_without_tensions_says_so(town):
    assert "no tension between clauses is recorded" in _site(town)["tensions.html"].said()


def _changed(tmp_path, file, change):
    folder = tmp_path / "town"
    shutil.copytree(TOWN, folder)
    path = folder / file
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    return load_ruleset(folder)


@HENAN_TAKES_LONG
def test_every_link_leads_to_a_page_and_an_anchor(told):
    _, site = told
    for name, page in site.items():
        for address in page.addresses:
            file, _, anchor = address.partition("#")
            if not file.endswith(".html") and file:
                continue
            target = site[posixpath.normpath(posixpath.join(posixpath.dirname(name), file)) if file else name]
            assert not anchor or anchor in target.ids, f"{name}: {address}"


@HENAN_TAKES_LONG
def test_anchors_are_unique_on_a_page(told):
    _, site = told
    assert not [(n, i) for n, page in site.items() for i, count in page.ids.items() if count > 1]


@HENAN_TAKES_LONG
def test_every_rule_has_one_section_and_its_words_are_marked_once(told):
    """In each language of the site."""
    ruleset, site = told
    sections = Counter(
        (posixpath.dirname(n), i) for n, p in site.items() for i in p.ids if i in ruleset.rules
    )
    folders = {posixpath.dirname(name) for name in site}
    assert sections == Counter((folder, rule) for folder in folders for rule in ruleset.rules)
    for folder, clause in product(folders, ruleset.model.clauses):
        of_folder = (p for n, p in site.items() if posixpath.dirname(n) == folder)
        page = next(p for p in of_folder if set(clause.rules) <= set(p.ids))
        for rule in clause.rules:
            assert "".join(page.marked[rule]) == squeeze(ruleset.rules[rule].text)
            assert page.ids[f"words-{rule}"] == 1


def test_words_inside_words_are_marked_for_both_rules(town):
    page = _site(town)["ordinance-12.1-management.html"]
    assert page.marked["or-12.1-s1"] == ["占用绿地"]
    assert page.marked["or-12.1-s2"] == ["不得", "占用绿地"]


def test_nothing_comes_from_elsewhere(told):
    ruleset, site = told
    for page in site.values():
        assert not [a for a in page.addresses if ":" in a or a.startswith("/")]
        scripts = {"script", "img", "iframe", "object", "base"}
        assert not page.tags.keys() & (scripts - {"script"} if page.tags["noscript"] else scripts)
    style = pages(ruleset.model, ruleset.program)["style.css"]
    assert "url(" not in style and "@import" not in style


def test_no_page_names_a_folder_of_the_machine(told):
    ruleset, _ = told
    whole = "".join(pages(ruleset.model, ruleset.program).values())
    assert str(ruleset.model.root) not in whole and str(ruleset.model.root.parent.parent) not in whole


def test_the_indexes_carry_every_rule(told):
    ruleset, site = told
    for name in ("kinds.html", "deadlines.html", "bearers.html"):
        listed = {a.partition("#")[2] for a in site[name].addresses}
        assert set(ruleset.rules) <= listed, name


def test_a_hostile_title_stays_text(tmp_path):
    hostile = "</title><script src='//x'>alert(1)</script>\" onclick=\"x & <b>"
    wanted = json.dumps(hostile)
    ruleset = _changed(tmp_path, "ordinance/1-trees.yaml", lambda t: t.replace("Thirty trees", wanted))
    assert ruleset.rules["or-1-s1"].title == hostile
    for page in _site(ruleset).values():
        assert page.tags["script"] == (2 if page.tags["noscript"] else 0)
        assert not page.tags["b"]
    assert hostile in _site(ruleset)["ordinance-1-trees.html"].said()


def test_open_parameters_are_flagged_and_set_ones_are_not(town):
    page = pages(town.model, town.program)["ordinance-1-trees.html"]
    flag = '<strong class="open">'
    section = page[page.index('id="or-1-s3"') :]
    assert section[section.index("parameter-pass_mark") :].index(flag) < 200
    assert "the words give no period" in section
    index = pages(town.model, town.program)["parameters.html"]
    fee = index[index.index('id="parameter-fee"') :].partition("</section>")[0]
    step = index[index.index('id="parameter-step"') :].partition("</section>")[0]
    assert flag not in fee and "12.5" in fee and "2024-01-01" in fee
    assert flag in step


def test_a_parameter_left_to_people_stands_apart_with_its_reason(tmp_path):
    shutil.copytree(TOWN, tmp_path / "town")
    with (tmp_path / "town" / "parameters.yaml").open("a", encoding="utf-8") as file:
        file.write("mood: {zh: 氛围, type: text, left_to_people: {zh: 无人计数, en: nobody counts it}}\n")
    ruleset = load_ruleset(tmp_path / "town")
    index = pages(ruleset.model, ruleset.program)["parameters.html"]
    left = index[index.index('id="left-to-people"') :]
    assert "nobody counts it" in left
    assert "parameter-fee" not in left and '<strong class="open">' not in left


def test_an_inherited_due_day_names_its_rule(town):
    page = _site(town)["ordinance-11-benches.html"]
    assert "ordinance-end-closing.html#or-end-s1" in page.addresses
    assert "2025-12-31" in page.said()


def test_related_rules_are_linked_in_both_directions(town):
    page = pages(town.model, town.program)["ordinance-1-trees.html"]
    first, second = (
        page[page.index(f'id="{r}"') :].partition("</article>")[0] for r in ("or-1-s1", "or-1-s2")
    )
    assert "#or-1-s2" in first and "→" in first and "the next one" in first
    assert "#or-1-s1" in second and "←" in second and "the next one" in second


def test_a_rule_tells_its_condition_facts_and_register(town):
    said = _site(town)["ordinance-1-trees.html"]
    assert "grounds.trees >= 30" in said.said()
    assert "trees standing is at least 30" in said.said()
    assert {"facts-grounds.html#fact-grounds.trees", "registers.html#register-land-register"} <= set(
        said.addresses
    )


def test_an_inner_clause_is_a_link_on_the_page_of_the_outer(town):
    page = _site(town)["ordinance-11-benches.html"]
    assert "ordinance-11.2-iron.html" in page.addresses
    assert "or-11.2-s1" not in page.marked


@HENAN_TAKES_LONG
def test_the_same_ruleset_gives_the_same_bytes(told):
    ruleset, _ = told
    again = load_ruleset(ruleset.model.root)
    assert pages(ruleset.model, ruleset.program) == pages(again.model, again.program)


def test_examples_are_written_compactly(town):
    example = town.rules["or-1-s3"].examples[0]
    assert given_text(example.given) == "gradings: [{rule: or-1-s3, for: 2024, value: fine}]"
    assert flow(example.parameters) == "{pass_mark: fair, period: year}"
    assert flow({"a": [None, 1]}) == "{a: [null, 1]}"


def test_computed_measures_and_fields_of_records_are_in_the_index_of_facts(town):
    site = pages(town.model, town.program)
    index, inner = site["facts.html"], site["facts-repairs.html"]
    repairs = index[index.index('id="fact-repair_count"') :].partition("</details>")[0]
    cost = inner[inner.index('id="fact-repairs.cost"') :].partition("</details>")[0]
    assert "#or-11-s2" in repairs and "#or-1-s2" in cost


def test_the_command_writes_the_site(tmp_path, capsys):
    folder, made = tmp_path / "deep" / "site", load_ruleset(LIBRARIES)
    assert main(["docs", str(LIBRARIES), "-o", str(folder)]) == 0
    files = [f for f in folder.rglob("*") if f.is_file()]
    written = {f.relative_to(folder).as_posix(): f.read_text(encoding="utf-8") for f in files}
    assert written == pages(made.model, made.program, made.sheets)
    assert capsys.readouterr().out == f"library-assessment: {len(written)} files in {folder}\n"
    assert write_pages(made.model, made.program, folder, made.sheets) == len(written)


def test_a_folder_that_cannot_be_written_is_told(tmp_path, capsys):
    file = tmp_path / "file"
    file.write_text("")
    assert main(["docs", str(LIBRARIES), "-o", str(file)]) == 74
    assert "cannot write into" in capsys.readouterr().err
