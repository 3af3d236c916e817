"""What a person may enter for an item is no more than it holds, where it counts as it is; shares in rows."""

from __future__ import annotations

import pytest

from scoring.test_faults import VOCABULARY
from scoring.world import model, sheet_of

SIX = {"given": "typed", "between": [0, 6]}
AS_IT_IS = [
    SIX,
    {"sum": [1, SIX]},
    {"best": [SIX, 1]},
    {"least": [SIX, 1]},
    {"sum": [{"best": [{"sum": [SIX]}, 0]}, 1]},
    {"sum": [{"of": SIX, "if": "flag"}, 1]},
    {"limit": SIX, "at_least": 0},
    {"cases": [["flag", SIX]], "else": 0},
    {"cases": [["flag", 0]], "else": SIX},
    {"table": "n", "rows": {">= 5": SIX, "< 5": 0}},
    {"table": "pledge", "rows": {"none": 0, "poor": SIX, "good": 1}},
    {"for": "e in events", "sum": SIX},
    {"for": "e in events", "best": SIX, "undefined": 0},
]
SCALED = [
    {"sum": [{"of": SIX, "weight": 0.5}, 1]},
    {"ratio": SIX, "to": 10, "undefined": 0},
    {"each": 1, "of": SIX, "step": 2, "part": "exact"},
    {"for": "e in events", "sum": {"each": 1, "of": SIX, "step": 2, "part": "exact"}},
]


@pytest.fixture(scope="module")
def made():
    return model(VOCABULARY)


def told(made, amount, **more):
    item = {"id": "i", "points": 5, "component": "c", "start": "zero", "effects": [{"add": amount}]}
    steps = {"total": {"share_of": "c"}}
    text = str(amount)
    item["reads"] = [name for name in ("flag", "n", "pledge") if f"'{name}'" in text]
    _, faults = sheet_of({"sheet": "s", "year": 2024, "items": [item | more], "steps": steps}, made)
    return [(f.what, f.hint) for f in faults]


BEYOND = ("the entry `typed` goes up to 6, and `i` holds 5", "between: [0, 5], or scale it with `ratio`")


@pytest.mark.parametrize("amount", AS_IT_IS, ids=str)
def test_an_entry_that_counts_as_it_is(made, amount):
    assert told(made, amount) == [BEYOND]


@pytest.mark.parametrize("amount", SCALED, ids=str)
def test_an_entry_that_is_scaled(made, amount):
    assert told(made, amount) == []


def test_what_an_item_holds_is_from_its_floor_to_its_cap(made):
    assert told(made, SIX, within=[-1, 5]) == []
    assert told(made, SIX, within="open") == []
    assert told(made, SIX | {"between": [0, 5]}) == []
    assert told(made, SIX | {"between": [-2, 6]}, within=[-2, 3]) == [
        ("the entry `typed` goes up to 6, and `i` holds 5", "between: [-2, 5], or scale it with `ratio`")
    ]


LIES_BEYOND = "a share is read here, which goes up to {}%, and {} lies beyond"
# told of the row that no share can reach
SHARES = [
    ("share", {">= 100%": 1, "< 100%": 0}, []),
    ("share", {">= 1": 1, "< 1": 0}, []),
    ("share", {"> 100%": 1, "<= 100%": 0}, []),
    ("share", {">= 100": 1, "< 100": 0}, [(100, "the row `>= 100`", "100")]),
    ("share", {">= 101": 1, "< 101": 0}, []),
    ("twice", {">= 2": 1, "< 2": 0}, []),
    ("twice", {">= 200": 1, "< 200": 0}, [(200, "the row `>= 200`", "200")]),
    ("half", {">= 30": 1, "< 30": 0}, []),
    ("n", {">= 15": 1, "< 15": 0}, []),
]


@pytest.mark.parametrize(("read", "rows", "expected"), SHARES)
def test_per_cent_or_a_number(read, rows, expected):
    shares = {"twice": "[0%..200%]", "half": "[0%..50%]"}
    made = model(VOCABULARY | {n: {"type": "percent", "range": span} for n, span in shares.items()})
    steps = {"a": {"table": read, "rows": rows}}
    _, faults = sheet_of({"sheet": "s", "year": 2024, "steps": steps}, made)
    lies = [(f.what, f.hint) for f in faults if "a share is read" in f.what]
    assert lies == [
        (LIES_BEYOND.format(top, what), f"60% is written `60%`, and `60` is 6000%: is `{end}%` meant?")
        for top, what, end in expected
    ]
