"""What items come to, and line by line how: `items.yaml`, case by case."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from scoring.world import check_ledger, model, scored, sheet_of

DATA = yaml.safe_load(Path(__file__).with_name("items.yaml").read_text("utf-8"))


@pytest.fixture(scope="module")
def made():
    return model({name: {"zh": name, "en": name} | kind for name, kind in DATA["facts"].items()})


def ends(both):
    """One number, or both ends."""
    low, high = both
    return f"{low}" if low == high else f"{low}..{high}"


def told(found):
    """The lines of the ledger as text: what moved, from where to where, what held it, what is open."""
    for line in found.ledger:
        held = f" ({line.kept})" if line.kept else ""
        open_ = [*line.missing, *line.needs]
        missing = f"; open: {', '.join(open_)}" if open_ else ""
        moved = f"{ends(line.before)} to {ends(line.after)}, {ends(line.amount)}"
        yield f"{line.item}, {line.effect}: {moved}{held}{missing}"
    for name, value in found.items.items():
        nothing = {0: "", 1: " or none", 2: "none"}[value.null]
        yield f"{name}: {ends((value.lo, value.hi)) if value.null < 2 else ''}{nothing}"


@pytest.mark.parametrize(
    ("written", "case"),
    [(w, c) for w in DATA["items"] for c in w["cases"]],
    ids=lambda x: str(x.get("given", x.get("about"))),
)
def test_item(made, written, case):
    items = [{"component": "c", **item} for item in written["items"]]
    sheet, faults = sheet_of({"sheet": "s", "year": 2024, "items": items}, made)
    assert sheet is not None, "\n".join(map(str, faults))
    found = scored(sheet, made, case["given"])
    assert list(told(found)) == case["told"]
    check_ledger(found)
