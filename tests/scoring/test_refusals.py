"""What of entries and corrections a sheet refuses, and says why: `refusals.yaml`, told whole."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from policy_rules.errors import FactsError, Place
from policy_rules.facts.bound import CorrectionRecord, EntryRecord
from policy_rules.scoring.entries import on_file
from policy_rules.values.known import NULL_NUM, Num
from scoring.world import AS_OF, model, sheet_of

HERE = Path(__file__).parent
CASES = yaml.safe_load((HERE / "refusals.yaml").read_text("utf-8"))
CORRECTED = yaml.safe_load((HERE / "corrections.yaml").read_text("utf-8"))
STEP = {"given": "step", "between": [0.5, 2], "by": 0.5}
ITEM = {"component": "all", "start": "zero"}
BESIDE = [
    {**ITEM, "id": "bonus", "points": 2, "within": [-3, 2], "effects": []},
    {**ITEM, "id": "wide", "points": 4, "within": "open", "effects": [{"add": STEP}]},
]


@pytest.fixture(scope="module")
def made():
    return model(CORRECTED["facts"])


def the_sheet(made, changes):
    data = CORRECTED["sheet"]
    changed = {**data, "items": [*data["items"], *BESIDE], **changes}
    found, faults = sheet_of({k: v for k, v in changed.items() if v is not None}, made)
    assert not faults, "\n".join(map(str, faults))
    return found


def number(value):
    if value is None or value == "null_":
        return value and NULL_NUM
    low, high = value if isinstance(value, list) else (value, value)
    return Num(Fraction(str(low)), Fraction(str(high)))


def records(case):
    rows = [*case.get("entries", ()), *case.get("corrections", ())]
    for line, row in enumerate(rows, 1):
        place = Place("facts.yaml", line, 1)
        numbers = {k: number(row[k]) for k in ("value", "change") if k in row}
        if "kind" in row:
            yield CorrectionRecord(**{**row, **numbers}, place=place)
        else:
            yield EntryRecord(**{"entry": "opinion", **row, **numbers}, place=place)


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["told"]))
def test_told(made, case):
    found = list(records(case))
    entries = [r for r in found if isinstance(r, EntryRecord)]
    corrections = [r for r in found if isinstance(r, CorrectionRecord)]
    sheet = the_sheet(made, case.get("sheet", {}))
    if case["told"] == "none":
        assert len(on_file(sheet, entries, corrections, AS_OF.toordinal()).records) <= len(corrections)
        return
    with pytest.raises(FactsError) as caught:
        on_file(sheet, entries, corrections, AS_OF.toordinal())
    told = [" | ".join(filter(None, (f"{f.place.line}: {f.what}", f.hint))) for f in caught.value.faults]
    assert told == case["told"]
