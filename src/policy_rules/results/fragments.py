"""What a facts file says a missing fact by: a fragment of it, with blanks where the answers go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from policy_rules.errors import FactsError
from policy_rules.facts.naming import slot_of
from policy_rules.facts.printed import path_of, whose
from policy_rules.facts.slots import CompleteSlot, StatementSlot
from policy_rules.results.assessed import Assessed

BLANK = "…"
"""Stands where the answer goes."""
_SAID: Mapping[str, tuple[str, ...]] = {
    "gradings": ("grader", "role", "date", "reason"),
    "entries": ("scorer", "date"),
    "reported": (),
}
"""What is told beside the value of a statement."""


def fragment(
    name: str, assessment: Assessed, years: tuple[int, ...] | Literal["all"] = ()
) -> Mapping[str, Any]:
    """A fragment of a facts file that tells the fact of that name; {} where it cannot be told alone.

    `years`: those of which it is to be told, where it is not the year that is assessed.
    """
    asked, model = assessment.asked, assessment.model
    owner, bare = whose(name, asked.facts, asked.unit, model)
    sheet = asked.sheet
    entries = () if sheet is None else tuple(sheet.entries())
    try:
        path = path_of(bare, model, assessment.year, entries, 0 if sheet is None else sheet.year)
        slot = slot_of(path, model)
        blank: object = BLANK
        if isinstance(slot, CompleteSlot):
            blank = {"by": BLANK, "date": BLANK}
        elif isinstance(slot, StatementSlot) and slot.section in _SAID:
            blank = {"value": BLANK, **dict.fromkeys(_SAID[slot.section], BLANK)}
        found = dict(slot.written(blank))
    except FactsError:
        return {}
    if isinstance(slot, CompleteSlot):
        (statement,) = found["complete"]
        order = ("list", "of", "for", "by", "date")
        if years and "for" in statement:
            statement = {**statement, "for": years if isinstance(years, str) else list(years)}
        found["complete"] = [{key: statement[key] for key in order if key in statement}]
    elif years and "reported" in found:
        (statement,) = found["reported"]
        found["reported"] = [{**statement, "for": year} for year in years]
    if owner == asked.unit:
        return found
    unit = {"id": owner, **found.pop("unit", {})}
    return {"units": [{"unit": unit, **found}]}
