"""To which units a document speaks: the ruleset `library`, cases by hand in `cases.yaml`."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import policy_rules as pr
from policy_rules.examples import check_examples
from policy_rules.report.pages.site import pages

HERE = Path(__file__).parent
LIBRARY = pr.load_ruleset(HERE / "library")
CASES = yaml.safe_load((HERE / "cases.yaml").read_text("utf-8"))
BOOK = {"days_open": 59, "catalogue": False, "free_for_children": True, "sold": True}
EXCEPTION = {"rule": "opening", "reason": "burnt", "approved_by": "council", "date": "2025-01-01"}


def finding(case: dict[str, Any], engine: str) -> pr.Finding:
    unit = {"id": "u", "keeper": case.get("keeper", True)} | (
        {"kind": case["kind"]} if "kind" in case else {}
    )
    facts = {"unit": unit, "year_book": BOOK} | ({"exceptions": [EXCEPTION]} if "excepted" in case else {})
    set_ = {"schools_meant": case["meant"]} if "meant" in case else {}
    found = LIBRARY.assess(facts, as_of="2025-06-01", year=2025, engine=engine, parameters=set_)
    return found.finding(case["rule"])


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_by_hand(case: dict[str, Any], engine: str) -> None:
    found = finding(case, engine)
    assert [found.possible[0], found.possible[-1]] == [case["possible"][0], case["possible"][-1]]
    assert list(found.missing) == case.get("missing", [])


def test_its_examples_come_out_as_told() -> None:
    assert check_examples(LIBRARY).faults == ()


def test_two_limbs_that_ask_it_alike_are_one_question() -> None:
    assert not LIBRARY.program.by_id["lending"].by_reading


def test_the_pages_say_to_whom_it_speaks() -> None:
    told = pages(LIBRARY.model, LIBRARY.program)
    assert "schools_meant" in told["index.html"]


@pytest.mark.parametrize(
    ("said", "what"),
    [("unit.colour", "`colour`"), ("year_book.days_open", "true or false is needed"), ("unit.kind =", "")],
)
def test_what_is_wrong_with_it_is_told_at_its_place(tmp_path: Path, said: str, what: str) -> None:
    shutil.copytree(HERE / "library", tmp_path / "library")
    file = tmp_path / "library" / "ruleset.yaml"
    text = file.read_text("utf-8")
    start = text.index("applies_to: ") + len("applies_to: ")
    file.write_text(f"{text[:start]}{said}{text[text.index(chr(10), start) :]}", "utf-8")
    with pytest.raises(pr.PolicyRulesError) as told:
        pr.load_ruleset(tmp_path / "library")
    assert len(told.value.faults) == 1
    assert told.value.faults[0].place.file.endswith("ruleset.yaml")
    assert told.value.faults[0].place.line == 10
    assert what in told.value.faults[0].what
