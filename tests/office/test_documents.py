"""Documents of an office that looks at libraries: each as a reader sees it, worked out by hand, and as data.

`documents.yaml` holds them: what is asked, and the whole text.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import policy_rules as pr
from policy_rules.report.output_schemas import schema

HERE = Path(__file__).parent
COUNCIL = pr.load_ruleset(HERE / "council")
TOLD = yaml.safe_load((HERE / "documents.yaml").read_text("utf-8"))
HAN = re.compile("[\u4e00-\u9fff]")


def office(as_of="2025-01-10", facts=HERE / "facts.yaml", ruleset=COUNCIL, **more):
    return pr.office_of(ruleset.assess_population(pr.load_facts(facts), as_of=as_of, year=2024, **more))


def cells(document, show, letter=0):
    """The rows of a part, as data."""
    (part,) = [p for p in document.to_dict()["letters"][letter]["parts"] if p["show"] == show]
    return part["rows"]


@pytest.mark.parametrize("case", TOLD, ids=[f"{c['document']} {c['language']}" for c in TOLD])
def test_a_document_is_as_it_was_worked_out(case):
    document = office(case["as_of"]).document(case["document"], case.get("for"))
    assert document.to_text(case["language"]) == case["text"]


def test_every_document_is_told_in_each_language_and_in_one_at_a_time():
    told = {(c["document"], c["language"]) for c in TOLD}
    archive = {"after/archive"}  # its digests are those of files
    assert told >= {(name, "en") for name in set(COUNCIL.model.office.documents) - archive}
    assert len([c for c in TOLD if c["language"] == "zh"]) >= 3
    for case in TOLD:
        if case["language"] == "en":  # the names and words of this council are English
            assert not HAN.search(case["text"])


@pytest.mark.parametrize("name", list(COUNCIL.model.office.documents))
def test_text_page_and_data_are_of_the_same_rows(name):
    document = office().document(name)
    data = json.loads(json.dumps(document.to_dict()))
    assert not list(Draft202012Validator(schema("office-document")).iter_errors(data))
    for language in ("zh", "en"):
        page = document.to_html(language)
        assert not re.search(r"<(script|link|img)|https?://", page)
        for letter in document.letters:
            for part in letter.parts:
                for row in part.rows:
                    for cell in row:
                        told = cell.said(language).replace("&", "&amp;").replace("'", "&#x27;")
                        assert told.replace('"', "&quot;").replace("<", "&lt;").replace(">", "&gt;") in page
    assert data["constructed"]
    assert [len(p["rows"]) for one in data["letters"] for p in one["parts"]] == [
        len(p.rows) for one in document.letters for p in one.parts
    ]


def test_what_is_missing_is_told_with_its_name_and_nothing_stands_for_it():
    (ash, elm) = cells(office().document("during/desk"), "records")
    assert ash["answered_on"] == "2025-01-06"
    assert elm["answered_on"] == {"missing": "elm.issues[i1].answered_on"}
    (_, _, mill) = cells(office().document("before/roster"), "roster")
    assert mill["unit.kind"] == {"missing": "mill.unit.kind"}
    assert mill["on_roster"] == {"possible": "yes or no"}


def test_what_lies_after_the_day_is_not_there_yet():
    before = office("2025-01-05")
    assert [row["record"] for row in cells(before.document("during/desk"), "records")] == ["i1"]
    assert cells(before.document("during/desk"), "corrections") == []
    (row,) = cells(before.document("during/desk"), "records")
    assert row["answered_on"] is None  # on 5 January it was known of as not answered yet


def test_a_sample_is_that_of_the_lot_and_of_nothing_else():
    rows = cells(office().document("before/sample"), "sample")
    by_hand = sorted((hashlib.sha256(f"7 31 12 {id_}".encode()).hexdigest(), id_) for id_ in ("ash", "elm"))
    assert [(r["digest"], r["unit"]) for r in rows] == by_hand
    assert [r["drawn"] for r in rows] == [True, False]
    assert cells(office("2025-03-01").document("before/sample"), "sample") == rows


def test_an_objection_is_open_until_a_decision_about_it():
    def state(day):
        rows = cells(office(day).document("during/desk"), "corrections")
        return {r["record"]: r["state"] for r in rows}

    assert state("2025-01-19") == {"k2": "undecided"}
    assert state("2025-01-20") == {"k2": {"decided_by": ["k3"]}, "k3": None}


def test_an_archive_lists_every_other_document_with_the_digest_of_its_data():
    rows = cells(office().document("after/archive"), "documents")
    assert [r["document"] for r in rows] == [
        n for n in COUNCIL.model.office.documents if n != "after/archive"
    ]
    for row in rows:
        data = office().document(row["document"]).to_dict()
        plain = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        assert row["digest"] == hashlib.sha256(plain.encode()).hexdigest()
        assert row["letters"] == len(data["letters"])


def test_a_letter_is_of_one_unit_and_a_document_of_all_is_none():
    document = office().document("after/letter", "elm")
    assert [letter.unit for letter in document.letters] == ["elm"]
    assert "Ash" not in document.to_text("en")
    with pytest.raises(pr.PolicyRulesError, match="one document of all units"):
        office().document("after/ranking", "elm")
    with pytest.raises(pr.PolicyRulesError, match="the roster has no unit"):
        office().document("after/letter", "hall")
    with pytest.raises(pr.PolicyRulesError, match="did you mean `after/letter`"):
        office().document("after/lettr")


def test_a_letter_is_made_for_those_for_whom_it_follows_or_may():
    found = {l.unit: l.state for l in office().document("after/talk").letters}
    assert found == {"elm": "possible", "mill": "possible"}


def test_a_letter_that_is_not_written_says_nothing_of_others():
    """Others are concerned, and whoever asks for one unit is told of that one alone."""
    document = office().document("after/talk", "ash")
    assert not document.letters
    assert "this unit is not concerned" in document.to_text("en")
    assert "该单位" in document.to_html("zh")
    assert "nobody" not in document.to_text("en")


def test_a_ruleset_without_an_office_says_so():
    library = pr.load_ruleset(HERE.parent / "use" / "towns")
    found = pr.office_of(library.assess_population([{"unit": {"id": "a"}}], as_of="2025-01-01"))
    with pytest.raises(pr.RulesetError, match="declares no office"):
        _ = found.documents


def write() -> None:
    """The documents as they are now: `python -m office.test_documents`, in `tests`; read the difference."""
    for case in TOLD:
        case["text"] = (
            office(case["as_of"]).document(case["document"], case.get("for")).to_text(case["language"])
        )
    yaml.SafeDumper.add_representer(
        str,
        lambda dumper, text: dumper.represent_scalar(
            "tag:yaml.org,2002:str", text, style="|" if "\n" in text else None
        ),
    )
    text = yaml.safe_dump(TOLD, allow_unicode=True, sort_keys=False, width=10**6)
    (HERE / "documents.yaml").write_text(text, "utf-8")


if __name__ == "__main__":
    write()


LETTERS = [path for path, declared in COUNCIL.model.office.documents.items() if declared.each]
NAMES = {"ash": "Ash library", "elm": "Elm library", "mill": "The mill"}


@pytest.mark.parametrize("to", ["ash", "elm"])
@pytest.mark.parametrize("name", LETTERS)
def test_a_letter_to_one_unit_holds_nothing_of_the_others(name, to):
    document = office().document(name, to)
    texts = [form(language) for form in (document.to_text, document.to_html) for language in ("zh", "en")]
    for text in (*texts, json.dumps(document.to_dict(), ensure_ascii=False)):
        for other in NAMES.keys() - {to}:
            assert f'"{other}"' not in text
            assert NAMES[other] not in text
