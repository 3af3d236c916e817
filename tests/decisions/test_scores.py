"""The decisions on readings that scores and ranks rest on: in text, HTML, JSON and tables."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from decisions.test_decisions import file_of
from policy_rules import load_ruleset
from policy_rules.errors import RulesetError
from policy_rules.policy import Ruleset
from policy_rules.report.exchange.tables import items_table, places_table
from policy_rules.report.output_schemas import schema
from policy_rules.report.population_data import population_data
from policy_rules.report.population_text import population_text
from policy_rules.report.score_data import score_page_data
from policy_rules.report.score_html import ledger_part
from policy_rules.report.score_lines import ledger_text
from policy_rules.results.population import Population

HERE = Path(__file__)
LIBRARY = HERE.parents[1] / "use" / "library"
UNITS = HERE.parents[1] / "use" / "two-libraries.yaml"
CASES = yaml.safe_load(HERE.with_name("scores.yaml").read_text("utf-8"))
ASKED: dict[str, Any] = {"as_of": "2025-03-01", "year": 2024}
SHEET = "town-2024"
COUNTED_BY = (
    "question: Q3, zh: 计分方法, en: how points are counted, type: choice, one_of: [all, best], values: {}"
)
UNREAD = "question: Q4, zh: 未读, en: unread, type: integer, values: {}"
HEADS = {"en": "== Decisions on readings ==", "zh": "== 所依据的口径 =="}


def before_the_year(decisions: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """A file of decisions that were told before the year began."""
    return file_of({"decisions": [{"decided_on": "2023-12-01", **decision} for decision in decisions]})


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Ruleset:
    """The libraries of a town, whose total is that of all items, or of the best."""
    folder = tmp_path_factory.mktemp("town") / "library"
    shutil.copytree(LIBRARY, folder)
    parameters, sheet = folder / "parameters.yaml", folder / "sheets" / f"{SHEET}.yaml"
    more = f"counted_by: {{{COUNTED_BY}}}\nunread: {{{UNREAD}}}\n"
    parameters.write_text(parameters.read_text("utf-8") + more, "utf-8")
    told = sheet.read_text("utf-8")
    every = "{sum: [heat, seating, manner, money]}"
    assert every in told
    read = told.replace(every, f"{{cases: [['counted_by = \"all\"', {every}]], else: heat}}")
    sheet.write_text(read.replace("  cutoffs: {}\n", "  cutoffs: {}\n  counted_by: {}\n"), "utf-8")
    return load_ruleset(folder)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_score_names_what_it_rests_on(town: Ruleset, case: dict[str, Any]) -> None:
    about = {**ASKED, "sheet": SHEET, "decisions": before_the_year(case["decisions"])}
    found = town.assess(yaml.safe_load(UNITS.read_text("utf-8"))["units"][0], **about)
    for language in ("en", "zh"):
        wanted = case.get("text" if language == "en" else "zh", ())
        for told in (ledger_text(found, language), ledger_text(found, language, full=True)):
            assert [words for words in wanted if words not in told] == []
            assert (HEADS[language] in told) is bool(case["data"])
        html = unescape(ledger_part(found, language))
        assert [words for words in wanted if words not in html] == []
    data = json.loads(json.dumps(score_page_data(found)))
    Draft202012Validator(schema("score")).validate(data)
    told = data["score"]["decisions"]
    assert [{k: one[k] for k in want} for one, want in zip(told, case["data"], strict=True)] == case["data"]
    table = items_table(found, "en")
    columns = [table.columns.index(name) for name in ("item", "step", "decisions")]
    rows = ([row[at] for at in columns] for row in table.rows)
    assert {item or step: by for item, step, by in rows if by} == case.get("columns", {})


def ranked(town: Ruleset, *decisions: dict[str, Any]) -> Population:
    sheets = {"elm": SHEET, "oak": SHEET}
    return town.assess_population(UNITS, **ASKED, sheets=sheets, decisions=before_the_year(decisions))


def test_a_ranking_names_what_its_scores_rest_on(town: Ruleset) -> None:
    found = ranked(town, {"id": "a", "settles": {"counted_by": "all"}})
    for language in ("en", "zh"):
        told, html = population_text(found, language), unescape(found.to_html(language))
        assert HEADS[language] in told
        for words in {"en": ["how points are counted [Q3] = all\n"], "zh": ["计分方法 [Q3] = all\n"]}[
            language
        ]:
            assert words in told
            assert words.strip() in html
    data = json.loads(json.dumps(population_data(found)))
    Draft202012Validator(schema("population")).validate(data)
    told_of = {place["unit"]: [d["steps"] for d in place["decisions"]] for place in data["places"]}
    assert told_of == {"elm": [["total"]], "oak": [["total"]]}
    table = places_table(found, "en")
    assert {row[table.columns.index("decisions")] for row in table.rows} == {"No. 1"}


def test_a_ranking_names_the_units_that_a_decision_means(town: Ruleset) -> None:
    found = ranked(town, {"id": "a", "units": "rooms.seats > 30", "settles": {"counted_by": "all"}})
    assert "= all (touches: Elm library)\n" in population_text(found, "en")
    places = {place["unit"]: place["decisions"] for place in population_data(found)["places"]}
    assert [len(places[unit]) for unit in ("elm", "oak")] == [1, 0]
    assert HEADS["en"] not in population_text(ranked(town), "en")


def test_one_unit_alone_is_not_told_whom_it_means(town: Ruleset) -> None:
    more = {"units": "rooms.seats > 30", "ground": "asked for by Oak library"}
    found = ranked(town, {"id": "a", "settles": {"counted_by": "all"}, **more}).for_unit("elm")
    ((told,),) = ([place["decisions"][0]] for place in population_data(found)["places"])
    assert (told["units"], told["ground"], told["withheld"]) == (None, None, ["units", "ground"])
    for page in (
        found.to_html("en"),
        found.assessment("elm").to_html("en"),
        json.dumps(found.assessment("elm").to_dict()),
    ):
        assert "Oak library" not in page
        assert "rooms.seats > 30" not in unescape(page)


def test_a_table_of_a_sheet_is_no_reading_and_is_refused(town: Ruleset) -> None:
    cutoffs = {">= 40": "good", "[20..40)": "pass", "< 20": "fail"}
    unit = yaml.safe_load(UNITS.read_text("utf-8"))["units"][0]
    one = {"id": "a", "settles": {"cutoffs": cutoffs, "counted_by": "all"}}
    with pytest.raises(RulesetError) as told:
        town.assess(unit, **ASKED, sheet=SHEET, decisions=before_the_year([one]))
    assert "`cutoffs` is a table of sheets, and no reading of the words" in str(told.value)
    assert "`cutoffs`是计分表所用的表" in told.value.in_language("zh")
