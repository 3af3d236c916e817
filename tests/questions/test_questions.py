"""Open questions: worked out by hand, and held to assessments in which a reading was decided."""

from __future__ import annotations

import datetime
import json
from html import unescape
from pathlib import Path

import pytest
import yaml

from policy_rules import FactsError, RulesetError, load_facts, load_ruleset
from policy_rules.cli import main
from policy_rules.core.nodes import OUTCOMES
from policy_rules.documents import Scalar
from policy_rules.report.question_data import questions_html

HERE = Path(__file__).parent
GARDENS, FACTS = load_ruleset(HERE / "gardens"), HERE / "facts.yaml"
ASKED = yaml.safe_load((HERE / "questions.yaml").read_text("utf-8"))
DAY, YEAR = datetime.date(2025, 3, 1), 2024
LETTERS = dict(zip("nespv", OUTCOMES, strict=True))
SOME = ("period", "timely_days", "decision_breach_needs_loss", "intake_split_due", "regression_measure")
TOUR = HERE.parents[1] / "docs" / "tours" / "year-2024"


def outcomes(letters):
    """The outcomes that a table writes as letters."""
    return None if letters == "-" else [LETTERS[letter] for letter in letters]


@pytest.mark.parametrize("of", ASKED)
def test_by_hand(of):
    found = (
        GARDENS.questions(load_facts(FACTS), as_of=DAY, year=YEAR) if of == "units" else GARDENS.questions()
    )
    data = found.to_dict()["questions"]
    assert [q["parameter"] for q in data] == [told["parameter"] for told in ASKED[of]]
    for question, told in zip(data, ASKED[of], strict=True):
        assert question["settles"] == told["settles"], told["parameter"]
        assert question["listed"] is told["listed"]
        assert [r["value"] for r in question["readings"]] == told["readings"]
        cases = {
            case["unit"] if of == "examples" else f"{case['unit']} {case['rule']}": [
                case["now"],
                *case["by_reading"],
            ]
            for case in question["cases"]
        }
        assert cases == {name: [outcomes(o) for o in row] for name, row in told["cases"].items()}
        gains = {
            c["unit"]: [points_told(p) for p in (c["now"], *c["by_reading"])] for c in question["points"]
        }
        assert gains == told.get("points", {}), told["parameter"]
        assert question["together"] == told.get("together", []), told["parameter"]


def points_told(points):
    """The points as the table writes them."""
    return (
        "-" if points is None else " ".join([f"{points['at_least']}..{points['at_most']}", *points["grades"]])
    )


def ends(finding):
    return finding.lo, finding.hi


def decided(ruleset, facts, unit, question, number):
    """The assessment of a unit in which one reading of a question was decided."""
    value = question["readings"][number]["value"]
    mine = {"id": "a", "document": "No. 1", "decided_by": "us", "decided_on": "2020-01-01", "years": "all"}
    settles = {"default": value} if question["per_rule"] else value
    decision = {**mine, "settles": {question["parameter"]: settles}}
    return ruleset.assess(facts, unit, as_of=DAY, year=YEAR, decisions={"decisions": [decision]})


def scored(assessment):
    """The points of an assessment; none without a sheet."""
    score = assessment.score
    grades = score and [g for g in score.sheet.scale if g in score.grade]
    return score and " ".join([f"{score.lo}..{score.hi}", *grades])


@pytest.mark.parametrize("ruleset", ["gardens", pytest.param("henan", marks=pytest.mark.heavy)])
def test_each_case_is_what_the_reading_makes_of_it_and_nothing_else_is_moved(ruleset, request):
    given = GARDENS if ruleset == "gardens" else request.getfixturevalue("henan")
    facts = given.bind(load_facts(FACTS if ruleset == "gardens" else TOUR / "1-yuehu.yaml"))
    found = given.questions(facts, as_of=DAY, year=YEAR)
    now = {unit: given.assess(facts, unit, as_of=DAY, year=YEAR) for unit in facts.units}
    for question in found.to_dict()["questions"]:
        if ruleset == "henan" and question["parameter"] not in SOME:
            continue
        asked = question["rules"] or question["points"]
        for number in range(len(question["readings"]) if asked else 0):
            gains = {c["unit"]: points_told(c["by_reading"][number]) for c in question["points"]}
            cases = {(c["unit"], c["rule"]): c["by_reading"][number] for c in question["cases"]}
            for unit in facts.units:
                if gains.get(unit) == "-":
                    continue  # the sheet leaves no such reading
                then = decided(given, facts, unit, question, number)
                assert gains.get(unit, scored(now[unit])) == scored(then), (question["parameter"], unit)
                for finding in then.findings:
                    told = cases.get((unit, finding.rule.id))
                    if told is None:
                        assert ends(finding) == ends(now[unit].finding(finding.rule.id)), finding.rule.id
                    else:
                        assert list(finding.possible) == told, (question["parameter"], finding.rule.id)


@pytest.mark.heavy
def test_an_example_that_sets_a_reading_comes_out_as_it_tells(henan):
    found = {q["parameter"]: q for q in henan.questions().to_dict()["questions"]}
    seen = 0
    for rule in henan.rules.values():
        for number, example in enumerate(rule.examples, 1):
            for name, node in example.parameters.items():
                question = found.get(name)
                if question is None or not isinstance(example.expect, str) or example.expect == "unknown":
                    continue
                by = next(
                    (c["by_reading"] for c in question["cases"] if c["unit"] == f"{rule.id} #{number}"), None
                )
                values = [str(r["value"]).lower() for r in question["readings"]]
                text = node.text if isinstance(node, Scalar) else ""
                if by is not None and text in values:
                    assert by[values.index(text)] == [example.expect], (rule.id, number, name)
                    seen += 1
    assert seen > 500
    assert (found["due"]["readings"], found["due"]["listed"]) == ([], False)
    assert all(c["settled"] and not c["by_reading"] for c in found["due"]["cases"])  # any day settles it
    assert len(found["due"]["settles"]) > 10


def test_what_is_decided_is_not_asked_and_what_is_left_is():
    usual = {"id": "a", "document": "No. 1", "decided_by": "us", "decided_on": "2020-01-01", "years": "all"}
    decision = {**usual, "settles": {"long_hours": 2, "many": {"at_most": 2}, "in_time": {"at_least": 4}}}
    found = GARDENS.questions(FACTS, as_of=DAY, year=YEAR, decisions={"decisions": [decision]})
    assert "long_hours" not in [q.parameter.name for q in found]
    cases = {(q.parameter.name, c.rule, c.unit): c.by for q in found for c in q.cases}
    assert cases["many", "trees", "ash"] == ((2, 2), (2, 4), None)  # three is not left
    assert ("in_time", "hedges", "oak") not in cases  # four days are enough, so nothing is open


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"facts": FACTS}, "no day to judge the facts by"),
        ({"decisions": {"decisions": []}}, "no facts of units are given"),
        ({"sheet": "gardens-2024"}, "no facts of units are given"),
    ],
)
def test_what_cannot_be_asked_is_told(asked, told):
    with pytest.raises(FactsError, match=told):
        GARDENS.questions(**asked)


def test_one_question_alone():
    assert [q.parameter.name for q in GARDENS.questions().only("many")] == ["many"]
    with pytest.raises(RulesetError, match="did you mean `many`"):
        GARDENS.questions().only("manny")


def test_the_command_says_it_in_both_languages_as_data_and_as_pages(capsys, tmp_path):
    gardens, facts = str(HERE / "gardens"), ["--facts", str(FACTS), "--as-of", "2025-03-01", "--year", "2024"]
    assert main(["questions", gardens]) == 0
    assert "1. how many days are in time (in_time) [Q2]" in capsys.readouterr().out  # its texts are English
    assert main(["questions", gardens, "--lang", "zh"]) == 0
    assert "1. 及时（in_time） [Q2]" in capsys.readouterr().out
    assert main(["questions", gardens, "--lang", "en", "--only", "many", *facts]) == 0
    told = capsys.readouterr().out
    assert "ash trees (now satisfied or pending or violated) → 1: satisfied; 2:" in told
    assert "ash points (now 6..18 points, poor/rich) → 1: 10..18 points, poor/rich; 2:" in told
    assert main(["questions", gardens, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == GARDENS.questions().to_dict()
    assert main(["questions", gardens, *facts, "-o", str(tmp_path)]) == 0
    assert "question-many.html" in capsys.readouterr().out or (tmp_path / "question-many.html").is_file()
    page = (tmp_path / "question-many.html").read_text("utf-8")
    assert "worked out on the units given" in page
    assert "18..27 points, rich" in page
    assert "ash" in page
    assert main(["questions", gardens, "--only", "manny"]) == 2


NO_UNITS = {
    "en": (
        "Examples are no units",
        "--facts FACTS --as-of DAY --year YEAR",
        "questions(facts, as_of=…, year=…)",
    ),
    "zh": (
        "示例并非实际单位",
        "--facts 事实文件 --as-of 日期 --year 年度",
        "questions(facts, as_of=…, year=…)",
    ),
}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_facts_it_says_that_the_cases_are_examples_and_how_to_ask_of_units(
    language, capsys, tmp_path
):
    gardens, facts = str(HERE / "gardens"), ["--facts", str(FACTS), "--as-of", "2025-03-01", "--year", "2024"]
    asked = ["questions", gardens, "--lang", language]

    def told(*more):
        assert main([*asked, *more]) == 0
        text = capsys.readouterr().out
        assert main([*asked, *more, "-o", str(tmp_path)]) == 0
        capsys.readouterr()
        names = ("questions.html", "question-many.html") if language == "en" else ()  # its pages are English
        pages = [tmp_path / name for name in names]
        return [text, *(unescape(page.read_text("utf-8")) for page in pages)]

    words = NO_UNITS[language]
    text, *pages = told()
    for page in (text, questions_html(GARDENS.questions(), language)):
        assert [word for word in words if word not in page] == []
    for page in pages:
        assert words[0] in page
    for page in told(*facts):
        assert words[0] not in page


def test_in_a_notebook():
    assert "how many are many (many)" in GARDENS.questions()._repr_html_()
    assert "readings to choose from" in GARDENS.questions()["many"]._repr_html_()


def test_each_label_of_a_set_and_each_cell_of_a_table_is_a_question(tmp_path, capsys):
    park = HERE.parent / "readings" / "park"
    found = load_ruleset(park).questions()
    assert found["quiet[lawn]"].settles == ("signs",)
    assert main(["docs", str(park), "-o", str(tmp_path)]) == 0
    assert (tmp_path / "question-quiet-lawn.html").is_file()
    assert 'href="question-quiet-lawn.html"' in (tmp_path / "questions.html").read_text("utf-8")
    capsys.readouterr()
