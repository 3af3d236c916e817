"""Whatever stands in a sheet, it is read or told with its place; nothing is refused without a word."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from policy_rules.scoring.amounts.amount import amounts_in
from scoring.test_faults import VOCABULARY
from scoring.world import model, sheet_of
from thinned import heavy

HERE = Path(__file__).parent
AMOUNTS, SHEETS, TOLD, TOLD_OF_SHEETS = (
    yaml.safe_load((HERE / f"{name}.yaml").read_text("utf-8"))
    for name in ("any_amounts", "any_sheets", "told_of_amounts", "told_of_sheets")
)
ITEM = {"id": "i", "points": 5, "component": "c", "start": "full"}
ROWS = {"pledge": {"none": 0, "poor": 1, "good": 2}, "n": {">= 5": 1, "< 5": 0}}
PARAMETERS = {
    "tariff": {"range": "[0..5]", "places": 0, "value": ROWS["pledge"]},
    "cutoffs": {"range": "[0..5]", "places": 0, "value": ROWS["n"]},
    "short": {"range": "[0..5]", "places": 0, "value": {"none": 1}},
    "gappy": {"range": "[0..5]", "places": 0, "value": {"< 5": 1, "> 5": 2}},
}


OF_THE_RULESET = {
    "weight": {"question": "P1", "zh": "w", "en": "w", "type": "integer", "range": "[1..9]", "values": {}},
    "cap": {"zh": "c", "en": "c", "type": "integer", "range": "[1..9]", "values": {"2020-01-01": 5}},
    "route": {
        "zh": "y",
        "en": "y",
        "type": "choice",
        "one_of": ["x", "y", "z"],
        "values": {"2020-01-01": "y"},
    },
    "order": {"question": "P8", "zh": "o", "en": "o", "type": "choice", "one_of": ["first", "second"]}
    | {"values": {}},
}


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY, OF_THE_RULESET)


def with_amount(amount, parameters=None):
    """A sheet with the amount as its last step, and with further parameters."""
    data = {"sheet": "s", "year": 2024, "scale": ["low", "high"]}
    data |= {"parameters": PARAMETERS | (parameters or {}), "items": [ITEM]}
    grade = {"cases": [["flag", "high"]], "else": "low"}
    before = {"x": {"read": "n"}, "y": {"read": "n"}, "open_one": {"ratio": "n", "to": "n"}, "grade": grade}
    return {**data, "steps": {**before, "a": amount}}


def replaced(data, strange):
    """The data with each of its parts replaced by each of the others."""
    yield from strange
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, part in inner:
        for other in replaced(part, strange):
            if isinstance(data, dict):
                yield data | {key: other}
            else:
                yield [*data[:key], other, *data[key + 1 :]]


def check(written, made):
    """It is a sheet with all that is written, or it has faults, each with its place."""
    sheet, faults = sheet_of(written, made)
    assert (sheet is None) == bool(faults), written
    if sheet is not None and isinstance(written.get("steps"), dict):
        assert [step.name for step in sheet.steps] == list(written["steps"]), written
        assert {*sheet.items} == {item["id"] for item in written.get("items") or ()}, written
    for fault in faults:
        assert fault.what.strip(), written
        assert fault.place.file == "sheet.yaml", written
        assert fault.place.line, written


EACH = pytest.mark.parametrize("each", [4, heavy(1)])
"""Of what is put in another's place each fourth here, all of it in the heavy run."""


@EACH
@pytest.mark.parametrize("amount", AMOUNTS["amounts"], ids=str)
def test_an_amount_is_read_or_told_with_its_place(made, amount, each):
    sheet, faults = sheet_of(with_amount(amount), made)
    assert sheet is not None, "\n".join(map(str, faults))
    places = [below.place for root in sheet.amounts() for below in amounts_in(root)]
    assert all(place.file == "sheet.yaml" and place.line for place in places)
    for other in list(replaced(amount, AMOUNTS["strange"]))[::each]:
        check(with_amount(other), made)


@EACH
@pytest.mark.parametrize(
    ("sheet", "key"),
    [(s, key) for s in SHEETS["sheets"] for key in s],
    ids=lambda x: x if isinstance(x, str) else "a",
)
def test_a_sheet_is_read_or_told_with_its_place(made, sheet, key, each):
    head = {"sheet": "s", "year": 2024}
    found, faults = sheet_of(head | sheet, made)
    assert found is not None, "\n".join(map(str, faults))
    for other in list(replaced(sheet[key], SHEETS["strange"]))[::each]:
        check(head | sheet | {key: other}, made)


@pytest.mark.parametrize("case", TOLD, ids=lambda case: str(case["amount"]))
def test_what_is_told_of_an_amount(made, case):
    sheet, faults = sheet_of(with_amount(case["amount"], case.get("parameters")), made)
    assert sheet is None
    assert "\n".join(map(str, faults)) == case["told"].strip()


@pytest.mark.parametrize("case", TOLD_OF_SHEETS, ids=lambda case: str(case["sheet"]))
def test_what_is_told_of_a_sheet(made, case):
    sheet, faults = sheet_of({"sheet": "s", "year": 2024, "scale": ["low", "high"]} | case["sheet"], made)
    assert (sheet is None) == ("told" in case)
    told = faults if sheet is None else sheet.notes
    assert "\n".join(map(str, told)) == case.get("told", case.get("noted")).strip()


@pytest.mark.parametrize(("text", "told"), [("just words", "sheet.yaml:1:1"), ("- a", "sheet.yaml:1:1")])
def test_a_file_of_another_form_is_no_sheet(made, text, told):
    sheet, faults = sheet_of(text, made)
    assert sheet is None
    assert [(f.what, str(f.place)) for f in faults] == [("a sheet needs keys with values", told)]
