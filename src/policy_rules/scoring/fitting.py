"""Whether a sheet is the one for a unit."""

from __future__ import annotations

import datetime

from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.sheet import Sheet, SheetHead
from policy_rules.values.known import T, Truth


def serves(
    sheet: Sheet | SheetHead,
    model: RulesetModel,
    facts: Facts,
    unit: str,
    as_of: datetime.date,
    year: int | None,
) -> bool:
    """Whether the sheet is surely the one for a unit of the facts and the year."""
    day = as_of.toordinal()
    if sheet.year != (model.vocabulary.year.year(day) if year is None else year):
        return False
    view = UnitView(facts, facts.units[unit], model.vocabulary, day, sheet.year, year_given=True)
    return is_for(sheet, view).lo == T


def is_for(sheet: Sheet | SheetHead, view: UnitView) -> Truth:
    """Whether the sheet is the one for the unit."""
    if sheet.applies is None:
        return Truth(T, T)
    found = SheetReference(view, {}, {}).value(sheet.applies, {})
    assert isinstance(found, Truth)
    return found
