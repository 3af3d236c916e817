"""A person's score without who, when or on what evidence stands, and is told of in one note."""

from __future__ import annotations

from typing import Any

import pytest

from facts.town import read_town
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.reference.remarks import unattested
from policy_rules.values.periods import CALENDAR_YEAR

WHOLE = {"scorer": "an inspector", "date": "2024-05-01", "evidence": "note 1"}


def notes(*entries: dict[str, Any]) -> tuple[str, ...]:
    town = read_town()
    given = [{"entry": f"e{n}", "for": 2024, "value": 1, **e} for n, e in enumerate(entries, 1)]
    facts = bind(load_facts({"unit": {"id": "u"}, "entries": given}), town)
    return unattested(
        UnitView(facts, facts.units["u"], town.vocabulary, CALENDAR_YEAR.first_day(2025), 2024, True)
    )


def test_entries_that_say_all_three_are_not_told_of() -> None:
    assert notes(WHOLE) == ()
    assert notes() == ()


@pytest.mark.parametrize("left_out", ["scorer", "date", "evidence"])
def test_what_an_entry_lacks_is_named(left_out: str) -> None:
    lacking = {key: value for key, value in WHOLE.items() if key != left_out}
    assert notes(WHOLE, {**lacking, "instance": "b1"}) == (
        f"entries that do not say who gave them, when or on what evidence: `e2(b1)` (`{left_out}`)",
    )


def test_one_note_tells_of_all_that_are_on_file() -> None:
    (note,) = notes(*[{}] * 10, {"for": 2023}, {"date": "2025-06-01"})
    assert note.endswith("`e8` (`scorer`, `date`, `evidence`), … 2")
