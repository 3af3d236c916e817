"""A score and a population as text, HTML and JSON: every point lost and why, every rank and what is open.

`data/ledger` holds a small scheme with a sheet, two libraries with all that a ledger may tell (missing
facts, a cap lifted by an exception, an entry replaced, feedback, objection and decision, an approval with
another grade, an item that does not apply), and five more units for the ranking. Its `golden` pages are
what readers get: after a change that is meant, `PYTHONPATH=tests python tests/report/test_ledger.py`
writes them anew; read the difference before you keep it.
"""

from __future__ import annotations

import copy
import datetime
import json
import random
import re
from fractions import Fraction
from html import escape
from pathlib import Path

import pytest
import yaml

from policy_rules import load_facts, load_ruleset
from policy_rules.report.differing_lines import differing_html
from policy_rules.report.finding_lines import FindingLines
from policy_rules.report.html_elements import STYLE, banner, tag
from policy_rules.report.phrases import banners, phrase, year_said
from policy_rules.report.population_data import population_data
from policy_rules.report.population_html import population_html
from policy_rules.report.population_parts import clause_order
from policy_rules.report.population_text import aligned, population_text
from policy_rules.report.score_data import score_page_data
from policy_rules.report.score_html import ledger_part, score_html
from policy_rules.report.score_lines import ledger_text
from policy_rules.report.score_words import STAGES, moved, rank_words
from policy_rules.scoring.amounts.amount_words import LANGUAGE
from policy_rules.values.known import INF, MAYBE, ONLY, Num, point
from policy_rules.wording import Language
from report.test_notebook import HOSTILE, broken_into_lines, read

DATA = Path(__file__).parent / "data" / "ledger"
GOLDEN = DATA / "golden"
ON = {"as_of": datetime.date(2025, 3, 1), "year": 2024}
PROFILE, SHEET = "tryout", "libraries-2024"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
WHOLE, OPEN = yaml.safe_load((DATA / "units.yaml").read_text("utf-8"))
OTHERS = yaml.safe_load((DATA / "population.yaml").read_text("utf-8"))


def ledger_html(assessment, language="zh"):
    """The ledger with what stands above and below it."""
    top = "".join(map(banner, banners(assessment, language)))
    told = f"{assessment.unit.name} · {phrase('as of', language)} {assessment.as_of}"
    head = tag("h3", escape(f"{told} · {year_said(assessment.model, assessment.year, language)}"))
    differing = differing_html(assessment.differing_scored, assessment.model, language)
    return tag("div", top + head + ledger_part(assessment, language) + differing, STYLE, lang=language)


def the_ruleset():
    return load_ruleset(DATA / "ruleset")


def assessed(ruleset, unit, profile=PROFILE):
    return ruleset.assess(load_facts(unit), profile=profile, sheet=SHEET, **ON)


def ranked(ruleset, units):
    return ruleset.assess_population([load_facts(u) for u in units], profile=PROFILE, **ON)


def as_json(data):
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def shown(ruleset):
    """Every form of everything, by the name of its golden page."""
    pages = {}
    for name, assessment in (("river", assessed(ruleset, WHOLE)), ("hill", assessed(ruleset, OPEN, None))):
        for language in LANGUAGES:
            pages[f"{name}.{language}.txt"] = ledger_text(assessment, language)
            pages[f"{name}-full.{language}.txt"] = ledger_text(assessment, language, full=True)
            pages[f"{name}.{language}.html"] = broken_into_lines(ledger_html(assessment, language))
            pages[f"{name}-score.{language}.html"] = broken_into_lines(score_html(assessment.score, language))
        data = score_page_data(assessment)
        del data["ruleset_digest"]
        pages[f"{name}.json"] = as_json(data)
    population = ranked(ruleset, [WHOLE, OPEN, *OTHERS])
    for language in LANGUAGES:
        pages[f"population.{language}.txt"] = population_text(population, language)
        pages[f"population.{language}.html"] = broken_into_lines(population_html(population, language))
    data = population_data(population)
    del data["ruleset_digest"]
    pages["population.json"] = as_json(data)
    return pages


@pytest.fixture(scope="module")
def ruleset():
    return the_ruleset()


@pytest.fixture(scope="module")
def pages(ruleset):
    return shown(ruleset)


@pytest.fixture(scope="module")
def river(ruleset):
    return assessed(ruleset, WHOLE)


@pytest.fixture(scope="module")
def hill(ruleset):
    return assessed(ruleset, OPEN)


GOLDEN_NAMES = sorted(p.name for p in GOLDEN.iterdir()) if GOLDEN.is_dir() else []


@pytest.mark.parametrize("name", GOLDEN_NAMES)
def test_a_reader_gets_what_the_golden_page_holds(pages, name):
    assert pages[name] == (GOLDEN / name).read_text("utf-8")


def test_every_form_has_its_golden_page(pages):
    assert sorted(pages) == GOLDEN_NAMES


# The numbers ----------------------------------------------------------------------------------------


def number(end):
    return None if end is None else Fraction(end)


def check_data(score):
    """Every total from the lines of the JSON alone: each begins where the last of its name has ended."""
    running = {}
    for line in score["ledger"]:
        name = line["item"] or line["step"]
        if line["change"] is None:
            assert line["before"] == running.get(name, []), line
        else:
            assert line["before"] == running.get(name, ["0", "0"]), line
            for before, change, after in zip(line["before"], line["change"], line["after"], strict=True):
                if None not in (before, change, after):
                    assert number(after) == number(before) + number(change), line
                else:
                    assert after is None or before is None, line
        running[name] = line["after"]
    for item in score["items"]:
        if item["got"] is not None:
            assert item["got"] == running[item["id"]], item
            got = [number(e) for e in item["got"]]
            lost = [max(number(item["possible"]) - e, 0) for e in reversed(got)]
            assert [number(e) for e in item["lost"]] == lost, item
        lines = [l["seq"] for l in score["ledger"] if l["item"] == item["id"]]
        assert item["lines"] == lines
    for name, value in score["steps"].items():
        if value is not None and "grades" in value:
            assert sorted(value["grades"]) == running[name]
        elif value is not None:
            assert [value["at_least"], value["at_most"]] == running[name]
    total = score["steps"][score["total_step"]]
    assert (score["at_least"], score["at_most"]) == (total["at_least"], total["at_most"])
    settled = total["at_least"] == total["at_most"]
    assert json.dumps(score["total"]).strip('"') == (total["at_least"] if settled else "null")
    assert isinstance(score["total"], int | float) or not settled or "/" in score["total"]
    assert score["grades"] == score["steps"][score["grade_step"]]["grades"]
    assert score["grade"] == (score["grades"][0] if len(score["grades"]) == 1 else None)


def with_some_hidden(unit, rng):
    """The unit without some of what is known of it."""
    unit = copy.deepcopy(unit)
    for key in ("reported", "entries", "complete", "files", "circulars", "exceptions"):
        unit[key] = [row for row in unit.get(key, []) if rng.random() < 0.6]
    for key in ("files", "circulars"):
        for row in unit[key]:
            for name in [n for n in row if n != "id" and rng.random() < 0.3]:
                del row[name]
    if rng.random() < 0.5:
        unit["corrections"] = []
    if rng.random() < 0.5:
        unit["unit"].pop("lends_online", None)
    return unit


@pytest.mark.parametrize("seed", range(24))
def test_totals_follow_from_the_lines_and_no_lost_point_is_passed_over(ruleset, seed):
    rng = random.Random(seed)
    assessment = assessed(ruleset, with_some_hidden(WHOLE, rng), rng.choice([PROFILE, None]))
    check_data(json.loads(json.dumps(score_page_data(assessment)))["score"])
    for language in LANGUAGES:
        short, full = (ledger_text(assessment, language, full=full) for full in (False, True))
        for line in assessment.score.ledger:
            told = re.compile(rf"^ +{line.seq}\. ", re.MULTILINE)
            assert told.search(full), line
            assert told.search(short) or not (line.item and min(line.change) < 0), line
        reader = read(ledger_html(assessment, language))
        assert (reader.faults, reader.open) == ([], [])


def test_numbers_of_the_json_are_exact(river):
    data = score_page_data(river)["score"]
    assert data["steps"]["daily_share"] == {"at_least": "43/60", "at_most": "43/60"}
    written = re.findall(r'"(\w+)": (-?[\d.]+)[,\n]', as_json(data))
    assert [(key, value) for key, value in written if "." in value] == [("total", "65.2")]


@pytest.mark.parametrize(
    ("change", "told"),
    [((-3, -3), "−3"), ((-4, -2), "−4..−2"), ((3, 0), "0..+3"), ((0, 0), "0"), ((1, INF), "+1..+∞")],
)
def test_a_change_bears_its_sign(change, told):
    assert moved(change) == told


# Why ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", [ledger_text, ledger_html])
def test_who_when_and_why_stand_with_each_line(river, form, language):
    page = form(river, language)
    for told in (
        ("第三方机构", "2025-01-06", "调查报告第3页", "满意率80%"),
        ("2025-01-20", "调查报告第3页（更正）", "漏计一所分馆"),
        ("考核领导小组", "一年内两次通报", "2025-02-01", "2025-12-31"),
        ("k1", "案卷评查组", "2025-01-08", "三份案卷瑕疵严重"),
        ("k2", "2025-01-10", "f3的瑕疵已在评查前改正", "改正记录"),
        ("k3", "主管部门 复核", "2025-01-24", "f3按一般瑕疵计"),
        ("k4", "2025-02-20", "年内发生安全事故"),
    ):
        for words in told:
            assert words in page, words


def test_an_entry_stands_as_first_made_until_the_line_that_replaces_it(river):
    lines = {l["effect"]: l for l in score_page_data(river)["score"]["ledger"] if l["item"] == "survey"}
    values = {effect: [e["value"] for e in l["on_file"]["entries"]] for effect, l in lines.items()}
    assert values == {"add": ["24"], "entry replaced": ["24", "27"]}


def test_the_full_form_tells_facts_with_their_values_and_parameters(river):
    text = ledger_text(river, "en", full=True)
    assert "case files[f1]: grave fault = yes" in text
    assert "weight of the survey [Q1] = 30" in text
    assert "(deduction_cap = 10)" in text


def test_a_finding_is_told_as_of_the_due_day_of_the_item(river):
    assert "[violated] (as of 2024-03-31) sch-1-s1" in ledger_text(river, "en")
    assert "(as of" not in ledger_text(river, "en").split("sch-1-s1", 1)[1]


def test_what_the_finding_waits_for_is_told(hill):
    text = ledger_text(hill, "en")
    assert "the finding on sch-1-s2 (opinions answered (published figure))" in text
    assert 'outcome("' not in text


def test_a_missing_fact_names_its_register_and_a_missing_entry_its_bounds(hill):
    text = ledger_text(hill, "en")
    assert "case files[f1]: grave fault (from list of case files)" in text
    assert "entry survey_points (0..30)" in text


def test_open_parameters_bear_their_questions(ruleset):
    text = ledger_text(assessed(ruleset, OPEN, None), "en")
    assert "weight of the survey [Q1]" in text
    assert "cut-offs of the grades [Q2]" in text
    assert "of the other units, to be scored together: total score (touches: rank)" in text


def test_an_item_that_does_not_apply_is_told_apart(river):
    text = ledger_text(river, "en")
    told = "not applicable, out of points got and points possible: online  online lending"
    assert f"{told} (applies where: lends online)" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_finding_tells_the_lines_in_which_it_moved_points(hill, language):
    lines = FindingLines(hill.model, language)
    told = still = 0
    for finding in hill.findings:
        found = [line for line in lines.lines(finding) if line.startswith(f"{lines.say('effects')}: ")]
        moving = [e for e in finding.effects if e.change is None or any(e.change)]
        assert len(found) == len(moving)
        told, still = told + len(found), still + len(finding.effects) - len(moving)
    assert told and still, "there are lines of either kind"


# The top --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_stand_first(river, language):
    words = {"zh": ("参数为示例", "虚构单位"), "en": ("illustrative parameters", "constructed unit")}[
        language
    ]
    text = ledger_text(river, language).splitlines()
    assert text[0].startswith(f"*** {words[0]}")
    assert text[1].startswith(f"*** {words[1]}")
    shown = [t.strip() for t in re.split("<[^>]*>", ledger_html(river, language)) if t.strip()]
    assert shown[0].startswith(words[0])
    assert shown[1].startswith(words[1])


def test_an_objection_without_a_decision_makes_the_result_provisional(river, hill):
    text = ledger_text(hill, "en")
    assert text.index("provisional: objections not decided: 1") < text.index("\nScore ")
    assert text.index("f1没有瑕疵") < text.index("\nScore ")
    assert "provisional" in ledger_html(hill, "en")
    assert score_page_data(hill)["score"]["undecided"][0]["id"] == "h2"
    assert "provisional" not in ledger_text(river, "en") + ledger_html(river, "en")


def test_both_grades_are_told_where_approval_changed_it(river):
    text = ledger_text(river, "en")
    assert "Grade before approval: good\nGrade after approval: pass\n" in text
    data = score_page_data(river)["score"]
    assert (data["before_approval"], data["grades"]) == ({"grades": ["good"]}, ["pass"])


def test_every_word_of_a_sheet_is_told_in_plain_words():
    told = set(STAGES) - {"rounding", "band", "bar", "floor", "cap", "rescale"}
    assert set(LANGUAGE.words) | set(LANGUAGE.endings) <= told
    assert all(zh and en and zh != en for zh, en in STAGES.values())


# HTML -----------------------------------------------------------------------------------------------


def test_the_html_is_well_formed_and_loads_nothing(pages):
    for name, page in pages.items():
        if name.endswith(".html"):
            reader = read(page)
            assert (reader.faults, reader.open) == ([], []), name
            assert not reader.tags & {"script", "img", "iframe", "link", "object", "embed", "style", "form"}
            for attribute, value in reader.attributes:
                assert attribute in {"style", "lang", "colspan", "id", "href"}, (name, attribute)
                assert attribute != "href" or value.startswith("#"), (name, value)


def test_links_lead_to_the_items_that_lost_points(pages):
    for name in ("river", "hill"):
        reader = read(pages[f"{name}.zh.html"])
        ids = [value for attribute, value in reader.attributes if attribute == "id"]
        targets = [value[1:] for attribute, value in reader.attributes if attribute == "href"]
        assert len(ids) == len(set(ids))
        assert targets
        assert set(targets) <= set(ids)


def hostile(unit):
    """The unit with an attack in every text that a person wrote."""
    evil = HOSTILE
    unit = copy.deepcopy(unit)
    unit["unit"]["name"] = evil
    for source in unit.get("sources", {}).values():
        source["title"] = evil
    for row in (*unit["entries"], *unit["exceptions"], *unit["corrections"]):
        for key in {"scorer", "role", "evidence", "reason", "approved_by", "by"} & set(row):
            row[key] = evil
    return unit


def test_words_of_persons_are_escaped(ruleset):
    assessment = assessed(ruleset, hostile(WHOLE))
    population = ranked(ruleset, [hostile(WHOLE), OPEN])
    for page in (
        *(ledger_html(assessment, language) for language in LANGUAGES),
        *(population_html(population, language) for language in LANGUAGES),
        assessment._repr_html_(),
    ):
        reader = read(page)
        assert (reader.faults, reader.open) == ([], [])
        assert not reader.tags & {"script", "img"}
        assert HOSTILE in reader.text


def test_a_notebook_shows_ledger_and_score(river):
    assert '<tr id="ledger-river-libraries-2024-plan">' in river._repr_html_()
    assert "年度服务计划" in river.score._repr_html_()


# Populations ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rank", "zh", "en"),
    [
        (point(3), "第3名", "3rd"),
        (Num(3, 7), "第3至7名", "3rd to 7th"),
        (Num(1, 2, MAYBE), "第1至2名 (可能不排名)", "1st to 2nd (possibly not ranked)"),
        (Num(11, 21), "第11至21名", "11th to 21st"),
        (Num(112, 112), "第112名", "112th"),
        (Num(1, INF), "无法确定", "undetermined"),
        (Num(0, 0, ONLY), "—", "—"),
        (None, "—", "—"),
    ],
)
def test_ranks_in_words(rank, zh, en):
    assert (rank_words(rank, "zh"), rank_words(rank, "en")) == (zh, en)


def test_the_ranking_is_in_order_and_others_stand_apart(pages):
    text = pages["population.en.txt"]
    places = [text.index(name) for name in ("湖畔", "海湾", "山前", "河滨", "磨坊", "东区", "荒原")]
    assert places == sorted(places)
    heads = [text.index(h) for h in ("== Ranking: ", "== Graded only", "== No scoring sheet applies ==")]
    assert heads[0] < places[0]
    assert places[4] < heads[1] < places[5] < heads[2] < places[6]
    assert "libraries-2024: open whether it applies (missing: unit: kind)" in text


def test_an_open_rank_of_a_known_total_waits_for_others(pages):
    (line,) = [l for l in pages["population.en.txt"].splitlines() if "河滨" in l]
    told = "3rd to 5th 河滨图书馆（虚构） 65.2 pass (before approval: good) results of others open"
    assert " ".join(line.split()) == told


def test_consequences_of_each_unit_are_told(pages):
    text = pages["population.en.txt"]
    assert "山前图书馆（虚构）: possible sch-3-s1\n磨坊图书馆（虚构）: certain sch-3-s1\n" in text


def test_consequences_are_those_of_the_full_assessment(ruleset):
    population = ranked(ruleset, [WHOLE, OPEN, *OTHERS])
    quick = {p.unit: population.consequences(p.unit) for p in population.places}
    assert quick == {p.unit: population.assessment(p.unit).consequences for p in population.places}


def test_every_place_is_in_the_json_with_what_leaves_it_open(pages):
    places = {p["unit"]: p for p in json.loads(pages["population.json"])["places"]}
    assert set(places) == {"river", "hill", "lake", "bay", "mill", "arts", "moor"}
    assert places["hill"]["rank"] == {"at_least": "1", "at_most": "6", "undefined": "never"}
    assert places["moor"]["no_sheet"]
    assert places["river"]["before_approval"] == {"grades": ["good"]}


def test_questions_stand_in_the_order_of_their_numbers():
    assert sorted(["P10", "P2", "name", "P1"], key=clause_order) == ["name", "P1", "P2", "P10"]


def test_chinese_and_latin_stand_in_the_same_columns():
    assert list(aligned([("名次", "a"), ("x", "b")])) == ["名次  a", "x     b"]


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.iterdir():
        old.unlink()
    for name, page in shown(the_ruleset()).items():
        (GOLDEN / name).write_text(page, "utf-8")
