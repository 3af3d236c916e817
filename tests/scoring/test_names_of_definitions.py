"""What a measure, a derived attribute or a defined name reads is the ruleset's, whatever a sheet names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import policy_rules as pr
from scoring.world import write_ruleset

VOCABULARY: dict[str, Any] = {
    "letters": {"type": "integer", "range": "[0..100]"},
    "double": {"type": "integer", "range": "[0..1000]", "is": "letters * 2"},
    "desks": {"zh": "d", "en": "d"},
    "desks.seats": {"type": "integer", "range": "[0..100]", "zh": "s", "en": "s"},
    "desks.all_seats": {
        "type": "integer",
        "range": "[0..1000]",
        "zh": "a",
        "en": "a",
        "is": "seats + letters",
    },
}
RULE = {
    "id": "triple",
    "text": "信件加倍。",
    "title": "t",
    "gloss": "g",
    "bearer": "any",
    "requires": "triple > 0",
    "defines": {"triple": "letters * 3"},
    "examples": [{"given": {}, "expect": "unknown"}],
}
FACTS = {
    "unit": {"id": "u"},
    "reported": [{"measure": "letters", "for": 2024, "value": 3}],
    "desks": [{"id": "one", "seats": 4}],
    "complete": [{"list": "desks", "by": "u", "date": "2025-01-01"}],
}


def sheet_with(own: str) -> dict[str, Any]:
    """A sheet in which an item of ten points has this id; its steps read what the ruleset defines."""
    item = {"id": own, "points": 10, "component": "all", "start": "full", "effects": [{"deduct": 0}]}
    steps = {
        "of_measure": {"read": "double"},
        "of_rule": {"read": "triple"},
        "of_record": {"for": "d in desks", "sum": "d.all_seats", "undefined": 0},
        "total": {"sum": [own]},
    }
    return {"sheet": "s", "year": 2024, "scale": ["low"], "items": [item], "steps": steps}


@pytest.mark.parametrize("own", ["other", "letters", "seats"])
def test_a_definition_reads_the_facts_of_the_ruleset(tmp_path: Path, own: str) -> None:
    write_ruleset(tmp_path, VOCABULARY, rules=[RULE], sheets=[sheet_with(own)], header={"language": 2})
    score = pr.load_ruleset(tmp_path).assess(FACTS, as_of="2025-01-01", year=2024).score
    assert score is not None
    steps = {name: score.steps[name] for name in ("of_measure", "of_rule", "of_record", "total")}
    assert {name: (value.lo, value.hi) for name, value in steps.items()} == {  # type: ignore[union-attr]
        "of_measure": (6, 6),
        "of_rule": (9, 9),
        "of_record": (7, 7),
        "total": (10, 10),
    }
