"""What an amount is on facts that are known, partly known or missing: `amounts.yaml`, case by case."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.scoring.amounts.amount import amounts_in
from policy_rules.values.known import MAYBE, NULL_NUM, Num
from scoring.world import check_ledger, model, scored, sheet_of

DATA = yaml.load(Path(__file__).with_name("amounts.yaml").read_text("utf-8"), yaml.BaseLoader)
TYPED = yaml.safe_load(Path(__file__).with_name("amounts.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def made():
    return model({name: {"zh": name, "en": name} | kind for name, kind in TYPED["facts"].items()})


def wanted(expect):
    """A number, both ends, or nothing; `undefined` last where there may be nothing."""
    if expect == "undefined":
        return NULL_NUM
    told = [e for e in (expect if isinstance(expect, list) else [expect]) if e != "undefined"]
    ends = [float(e.replace(".", "")) if "inf" in e else Fraction(e) for e in told]
    return Num(min(ends), max(ends), MAYBE if "undefined" in expect else 0)


@pytest.mark.parametrize("number", range(len(DATA["amounts"])), ids=[a["about"] for a in DATA["amounts"]])
def test_amount(made, number):
    written, typed = DATA["amounts"][number], TYPED["amounts"][number]
    values = typed.get("set", {})
    parameters = {
        name: declared | ({"value": values[name]} if name in values else {})
        for name, declared in TYPED["parameters"].items()
    }
    sheet, faults = sheet_of(
        {"sheet": "s", "year": 2024, "parameters": parameters, "steps": {"got": written["amount"]}}, made
    )
    assert sheet is not None, "\n".join(map(str, faults))
    places = [amount.place for root in sheet.amounts() for amount in amounts_in(root)]
    assert all(place.file == "sheet.yaml" and place.line for place in places)
    for (_, expect), (given, _) in zip(written["cases"], typed["cases"], strict=True):
        found = scored(sheet, made, {k: v for k, v in given.items() if k != "entered"}, given.get("entered"))
        assert found.steps["got"] == wanted(expect), given
        check_ledger(found)
