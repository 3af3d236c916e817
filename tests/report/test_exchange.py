"""Results for other programs: CSV, workbooks, SARIF, JUnit say what findings say, nothing more."""

from __future__ import annotations

import csv
import io
import json
from xml.etree import ElementTree as Xml

import pytest

from policy_rules.cli import main
from policy_rules.report.exchange.junit import junit_text
from policy_rules.report.exchange.sarif import sarif_data
from policy_rules.report.exchange.tables import (
    NUMBERS,
    ResultTable,
    assessment_tables,
    findings_table,
    harmless,
    items_table,
    next_table,
    places_table,
)
from policy_rules.report.exchange.workbook import book_of
from policy_rules.report.score_data import as_number
from report.test_ledger import OPEN, OTHERS, WHOLE, ranked, the_ruleset
from report.test_pages_to_hand_on import ASSESSED, FACTS, ON
from use.libraries import elm

SARIF_KINDS = {
    "satisfied": ("pass", "none"),
    "violated": ("fail", "error"),
    "unknown": ("open", "none"),
    "pending": ("open", "none"),
    "not_applicable": ("notApplicable", "none"),
    "excepted": ("notApplicable", "none"),
}
WELL_FORMED = {
    "type": "object",
    "required": ["$schema", "version", "runs"],
    "additionalProperties": False,
    "properties": {
        "$schema": {"type": "string"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool", "results"],
                "properties": {
                    "tool": {
                        "type": "object",
                        "required": ["driver"],
                        "properties": {"driver": {"type": "object", "required": ["name", "rules"]}},
                    },
                    "results": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "required": ["ruleId", "ruleIndex", "kind", "level", "message", "locations"],
                            "properties": {
                                "message": {"type": "object", "required": ["text"]},
                                "ruleIndex": {"type": "integer", "minimum": 0},
                            },
                        },
                    },
                },
            },
        },
    },
}
"""What SARIF 2.1.0 asks of a log, as far as one is written here."""


@pytest.mark.parametrize("name", ASSESSED)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_sarif_tells_each_finding_as_what_it_is(name, language) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    assessment = ASSESSED[name]
    log = json.loads(json.dumps(sarif_data(assessment, language)))
    jsonschema.validate(log, WELL_FORMED)
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == [f.rule.id for f in assessment.findings]
    for finding, result in zip(assessment.findings, run["results"], strict=True):
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == finding.rule.id
        assert (result["kind"], result["level"]) == SARIF_KINDS[finding.outcome]
        assert result["properties"]["outcome"] == finding.outcome
        assert set(result["properties"]["missing"]) == set(finding.missing)


@pytest.mark.parametrize("name", ASSESSED)
def test_junit_passes_what_is_satisfied_and_fails_what_is_violated(name) -> None:
    assessment = ASSESSED[name]
    suites = Xml.fromstring(junit_text(assessment, "en"))
    (suite,) = suites
    cases = suite.findall("testcase")
    assert [c.get("name", "").split()[0] for c in cases] == [f.rule.id for f in assessment.findings]
    for finding, case in zip(assessment.findings, cases, strict=True):
        inside = [child.tag for child in case]
        told = {"satisfied": [], "violated": ["failure"]}.get(finding.outcome, ["skipped"])
        assert inside == told, finding.rule.id
    tally = {key: int(suite.get(key, "")) for key in ("tests", "failures", "skipped", "errors")}
    assert tally == {
        "tests": len(cases),
        "failures": len(suite.findall("testcase/failure")),
        "skipped": len(suite.findall("testcase/skipped")),
        "errors": 0,
    }


def test_every_form_says_what_decides_nothing() -> None:
    labels = elm().to_dict()
    for key in ("illustrative", "constructed"):
        assert sarif_data(elm(), "en")["runs"][0]["properties"][key] == labels[key]
        assert labels[key] in junit_text(elm(), "en")
        for table in assessment_tables(elm(), "en"):
            assert all(labels[key] in row[table.columns.index("labels")] for row in table.rows), table.name


@pytest.mark.parametrize("name", ASSESSED)
def test_csv_has_a_row_for_each_finding_by_the_names_of_json(name) -> None:
    assessment = ASSESSED[name]
    text = findings_table(assessment, "zh", coded=True).csv()
    rows = list(csv.DictReader(io.StringIO(text)))
    for row, finding in zip(rows, assessment.to_dict()["findings"], strict=True):
        assert {k: row[k] for k in ("rule", "outcome", "kind", "due")} == {
            **{k: finding[k] for k in ("rule", "outcome", "kind")},
            "due": finding["due"] or "",
        }
        assert row["possible"].split("、") == (finding["possible"] if len(finding["possible"]) > 1 else [""])


def test_tables_of_a_score_and_of_what_is_next() -> None:
    found = ASSESSED["open"]
    items = items_table(found, "en")
    assert [row[0] for row in items.rows if row[0]] == list(found.score.sheet.items)
    steps = {row[5]: row[6] for row in items.rows if row[5]}
    assert steps.keys() == found.score.steps.keys()
    lo, hi = (as_number(e) for e in (found.score.lo, found.score.hi))
    assert steps[found.score.sheet.total] == (str(lo) if lo == hi else f"{lo}..{hi}")
    assert len(next_table(found, "en").rows) == len(found.next_facts())
    assert len(next_table(found, "en", 1).rows) == 1


def test_places_stand_in_the_order_of_the_ranking() -> None:
    population = ranked(the_ruleset(), [WHOLE, OPEN, *OTHERS])
    table = places_table(population, "en")
    at = table.columns.index("unit")
    assert [row[at] for row in table.rows] == [place.unit for place in population.table()]
    ends = [tuple(row[table.columns.index(name)] for name in ("best", "worst")) for row in table.rows]
    places = [place.rank if place.ranked else None for place in population.table()]
    assert ends == [("", "") if p is None else (str(int(p.lo)), str(int(p.hi))) for p in places]
    assert any(best != worst for best, worst in ends) and {"best", "worst"} <= NUMBERS


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_workbook_holds_the_tables_as_texts(language) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    tables = [
        ResultTable("findings", ("rule", "words"), (("r", "=1+1"), ("s", "a\x07b"), ("t", "x" * 40_000)))
    ]
    book = openpyxl.load_workbook(io.BytesIO(book_of(tables, language)))
    (sheet,) = book
    assert [c.value for c in sheet[1]] == list(tables[0].heads(language))
    told = [row[1] for row in sheet.iter_rows(min_row=2)]
    assert [c.data_type for c in told] == ["s", "s", "s"]
    assert [c.value for c in told] == ["=1+1", "a\ufffdb", "x" * 32_767]


def test_numbers_of_a_workbook_can_be_summed_and_codes_stay_texts() -> None:
    openpyxl = pytest.importorskip("openpyxl")
    rows = (("41", "-0.25", "3"), ("00", "1..2", "0.1234567890123456789"), ("41", "", "-3"))
    book = openpyxl.load_workbook(
        io.BytesIO(book_of([ResultTable("items", ("item", "got", "value"), rows)], "en"))
    )
    told = [tuple(c.value for c in row) for row in book["items"].iter_rows(min_row=2)]
    assert told == [("41", -0.25, 3), ("00", "1..2", "0.1234567890123456789"), ("41", None, -3)]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"), ("+86", "'+86"), ("@a", "'@a"), ("-x", "'-x"), ("\tx", "'\tx"),
        ("-3", "-3"), ("-0.5", "-0.5"), ("-3..-1", "'-3..-1"), ("3", "3"), ("a=b", "a=b"), ("", ""),
    ],
)  # fmt: skip
def test_no_cell_of_csv_begins_a_formula(cell, written) -> None:
    assert harmless(cell) == written


FORMS = {"json": '"findings"', "sarif": '"2.1.0"', "junit": "<testsuites", "csv": "rule,"}


@pytest.mark.parametrize("form", FORMS)
def test_a_form_is_printed_and_written_alike(form, tmp_path, capsys) -> None:
    assert main(["assess", FACTS, *ON, "--format", form]) == 0
    told = capsys.readouterr().out
    assert FORMS[form] in told
    file = tmp_path / f"report.{'xml' if form == 'junit' else form}"
    assert main(["assess", FACTS, *ON, "-o", str(file)]) == 0
    assert file.read_text("utf-8-sig") == told


@pytest.mark.parametrize("command", ["assess", "score", "next", "rank"])
def test_a_workbook_is_written(command, tmp_path) -> None:
    openpyxl = pytest.importorskip("openpyxl")
    assert main([command, FACTS, *ON, "-o", str(tmp_path / "report.xlsx")]) == 0
    assert openpyxl.load_workbook(tmp_path / "report.xlsx").sheetnames


@pytest.mark.parametrize("more", [["--json"], ["-o", "report.csv"]])
def test_two_forms_at_once_are_refused(more, tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["assess", FACTS, *ON, "--format", "csv", *more]) == 2
    assert "`--format` is given beside" in capsys.readouterr().err
