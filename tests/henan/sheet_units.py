"""The constructed units of `sheets.yaml`: one for each sheet, all facts that it reads known."""

from __future__ import annotations

import datetime
from pathlib import Path

import yaml

DATA = yaml.safe_load(Path(__file__).with_name("sheets.yaml").read_text("utf-8"))
CASES, COMMON, POINTS, YEARS, ADJUSTED = (
    DATA[key] for key in ("cases", "common", "points", "years", "adjusted")
)
AS_OF, YEAR = datetime.date(2025, 6, 1), 2024
_MERGED = {"gradings": "rule", "reported": "measure", "entries": "entry"}


def case_of(category):
    """The first case of a category."""
    return next(case for case in CASES if case["unit"]["category"] == category)


def name_of(case):
    """The name of the sheet that the case is of."""
    return f"illustrative-2024-category-{case['unit']['category']}"


def facts_of(model, case, unit="u", **changes):
    """The facts of a case with those of all, and with changes; every list that is given is whole.

    Of gradings, figures and entries, what is changed takes the place of what is of the same name.
    """
    given = {**COMMON, **case["given"], **changes}
    for key, name in _MERGED.items():
        parts = (COMMON.get(key, []), case["given"].get(key, []), changes.get(key, []))
        given[key] = list({told[name]: told for part in parts for told in part}.values())
    entities = model.vocabulary.entities
    complete = [
        {"list": name, "by": "x", "date": AS_OF} | ({"for": "all"} if entities[name].dated_by else {})
        for name, value in given.items()
        if isinstance(value, list) and name not in _MERGED
    ]
    return {"unit": {"id": unit, "constructed": True, **case["unit"]}, **given, "complete": complete}
