"""A population, a comparison, what to find out: pages to hand on, whole, with all that is known on them."""

from __future__ import annotations

import copy
import re

import pytest

from policy_rules.report.exchange.tables import clauses_table
from policy_rules.report.population_parts import lists_of, result_open, without_sheet
from policy_rules.report.printable.answer_pages import next_page
from policy_rules.report.printable.population_folder import page_names
from policy_rules.wording import Language
from report.test_ledger import OPEN, OTHERS, WHOLE, assessed, ranked, the_ruleset
from report.test_pages_to_hand_on import Page

STRAY = {"unit": {"id": "stray", "name": "无表<b>馆", "level": "county"}}
LANGUAGES: tuple[Language, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def population():
    return ranked(the_ruleset(), [WHOLE, OPEN, *OTHERS])


@pytest.fixture(scope="module")
def made(population):
    """All pages, by language and by file."""
    return {
        (language, name): text
        for language in LANGUAGES
        for name, text in {
            "alone": population.to_html(language),
            "next": next_page(population.assessment(population.places[0].unit), language),
            "compared": assessed_otherwise(population).to_html(language),
            **population.to_html_pages(language),
        }.items()
    }


def assessed_otherwise(population):
    first, second, *_ = population.places
    return population.assessment(first.unit).compare(population.assessment(second.unit))


def test_a_page_is_whole_by_itself(made) -> None:
    files = {name for _, name in made}
    for (language, name), text in made.items():
        page = Page(text)
        assert not page.open, name
        assert "script" not in page.tags
        assert len(set(page.ids)) == len(page.ids), name
        inside = {link[1:] for link in page.links if link.startswith("#")}
        assert inside <= set(page.ids), name
        for file, _, anchor in (link.partition("#") for link in page.links if not link.startswith("#")):
            assert file in files, name
            assert not anchor or anchor in Page(made[language, file]).ids, (name, file, anchor)
        assert not re.search(r"url\((?!#)|@import", text)
        assert f'<html lang="{language}">' in text


def test_the_page_alone_leads_nowhere_and_that_of_a_folder_to_each_unit(population, made) -> None:
    assert all(link.startswith("#") for link in Page(made["en", "alone"]).links)
    links = set(Page(made["en", "index.html"]).links)
    assert {f"{place.unit}.html" for place in population.places} <= links


def test_the_points_of_an_item_open_its_line_of_the_ledger(population, made) -> None:
    links = Page(made["en", "index.html"]).links
    for listed in lists_of(population):
        for place in listed.places:
            score = population.score(place.unit)
            assert score is not None
            outer = {c for i in score.sheet.items.values() for c in i.children}
            opened = {x for x in links if x.startswith(f"{place.unit}.html#ledger-")}
            assert len(opened) == len(set(score.sheet.items) - outer), place.unit


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["alone", "index.html"])
def test_every_unit_stands_there_with_total_rank_and_label(population, made, language, name) -> None:
    text = " ".join(Page(made[language, name]).text)
    for place in population.places:
        assert place.name in text
    for listed in lists_of(population):
        assert listed.title(language) in text
        for place in listed.places:
            score = population.score(place.unit)
            assert score is not None
            assert str(score.lo if score.settled else "")[:2] in text
    assert ("参数为示例" if language == "zh" else "illustrative parameters") in text


def test_the_cards_count_each_unit_once(population, made) -> None:
    text = made["en", "alone"]
    found = {what: int(n) for n, what in re.findall(r"<b>(\d+)</b>([^<]+)</li>", text)}
    places = population.places
    assert found["units"] == len(places)
    assert found["results settled"] + found["results open"] + found["No scoring sheet applies"] == len(places)
    assert found["results open"] == sum(bool(p.sheet) and result_open(population, p) for p in places) > 0


def test_outcomes_by_clause_are_those_of_the_findings(population, made) -> None:
    text = made["en", "index.html"]
    part = text[text.index('id="clauses"') :]
    rows = re.findall(r'<tr><th scope="row">.*?</tr>', part)
    assert rows
    found = [f for p in population.places for f in population.assessment(p.unit).findings]
    for column, outcome in enumerate(("satisfied", "violated", "unknown", "pending")):
        told = sum(int(re.findall("<td>(.*?)</td>", row)[column] or 0) for row in rows)
        assert told == sum(f.outcome == outcome for f in found)


def test_names_are_shown_and_not_taken_as_html() -> None:
    odd = copy.deepcopy(WHOLE)
    odd["unit"] |= {"id": 'a"><script>', "name": "<script>alert(1)</script>"}
    found = ranked(the_ruleset(), [odd, OPEN])
    pages = found.to_html_pages("en")
    assert all("<script" not in text for text in pages.values())
    for text in (found.to_html("zh"), pages["index.html"], pages["unit-1.html"]):
        assert "&lt;script&gt;alert(1)" in text


@pytest.mark.parametrize(
    ("units", "files"),
    [
        (["elm", "oak"], ["elm.html", "oak.html"]),
        (["Elm", "elm"], ["Elm.html", "unit-2.html"]),
        (["index", "unit-1", "豫"], ["unit-1.html", "unit-2.html", "unit-3.html"]),
        (["../elm", "a b", "c" * 61], ["unit-1.html", "unit-2.html", "unit-3.html"]),
    ],
)
def test_a_file_is_one_units_alone(units, files) -> None:
    assert list(page_names(units).values()) == files


def test_what_differs_is_told_and_where_nothing_does_that(population) -> None:
    found = population.assessment(population.places[0].unit)
    assert "nothing changed" in found.compare(found).to_html("en")
    other = assessed_otherwise(population)
    text = " ".join(Page(other.to_html("en")).text)
    for change in other.findings:
        assert change.rule in text


def test_what_to_find_out_next_says_what_to_write() -> None:
    found = assessed(the_ruleset(), OPEN)
    text = " ".join(Page(next_page(found, "en", most=2)).text)
    facts = found.next_facts()
    assert facts[0].name in text or facts[0].register in text
    assert f"… {len(facts) - 2}" in text


def test_units_without_a_sheet_are_listed(population) -> None:
    text = " ".join(Page(population.to_html("en")).text)
    for place in without_sheet(population):
        assert place.name in text


def test_sums_by_clause_are_those_of_the_findings(population) -> None:
    table = clauses_table(population, "en")
    told = {row[1]: dict(zip(table.columns, row, strict=True)) for row in table.rows}
    findings = [(p.unit, f) for p in population.places for f in population.assessment(p.unit)]
    headings = {(c.document, c.number): c.heading for c in population.model.clauses}
    for clause in {(f.rule.document, f.rule.clause) for _, f in findings}:
        row = told[headings.get(clause, clause[1])]
        of = [(u, f.outcome) for u, f in findings if (f.rule.document, f.rule.clause) == clause]
        for outcome in ("satisfied", "violated", "unknown", "pending"):
            assert row[outcome] == str(sum(o == outcome for _, o in of))
        assert row["units_violated"] == str(len({u for u, o in of if o == "violated"}))
