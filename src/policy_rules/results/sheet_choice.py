"""Which sheet is a unit's: the one that surely serves it in the year, or of each why it is not."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import TypeVar

from policy_rules.attributes import frozen
from policy_rules.errors import Fault, RulesetError
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.fitting import is_for, serves
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.reasons import missing_in
from policy_rules.scoring.sheet import Sheet, SheetHead
from policy_rules.values.known import T

AnySheet = TypeVar("AnySheet", Sheet, SheetHead)
_WORDS: Mapping[str, tuple[str, str]] = {
    "year": ("是{year}年度的计分表", "it is of {year}"),
    "profile": (
        "示例计分表，未选参数组合时不采用",
        "illustrative, and taken with a profile only, or by its name",
    ),
    "others": ("不适用于本单位：{condition}", "it is for others: {condition}"),
    "not known": ("是否适用于本单位尚不能确定，缺：{missing}", "it may be the unit's; missing: {missing}"),
    "its own": ("适用于本单位", "it is the unit's"),
}


@frozen
class SheetReason:
    """Why a sheet is not taken for a unit: `why` is a key of the words, `missing` the facts that decide."""

    sheet: str
    why: str
    year: int
    condition: str = ""
    missing: tuple[str, ...] = ()

    def told(self, language: str = "en") -> str:
        """The reason in Chinese (`zh`) or English."""
        words = _WORDS[self.why][0 if language == "zh" else 1]
        listed = ("、" if language == "zh" else ", ").join(self.missing)
        return words.format(year=self.year, condition=self.condition, missing=listed)

    def __str__(self) -> str:
        return f"{self.sheet}: {self.told()}"


def reasons_for_sheets(
    sheets: Iterable[Sheet],
    model: RulesetModel,
    facts: Facts,
    unit: str,
    as_of: datetime.date,
    year: int | None,
    *,
    illustrative: bool,
) -> tuple[SheetReason, ...]:
    """Of each sheet, in their order, whether it is the unit's, or why it is not."""
    day = as_of.toordinal()
    asked = model.vocabulary.year.year(day) if year is None else year
    found = []
    for sheet in sheets:
        view = UnitView(facts, facts.units[unit], model.vocabulary, day, sheet.year, year_given=True)
        holds = is_for(sheet, view)
        missing: tuple[str, ...] = ()
        if sheet.year != asked:
            why = "year"
        elif holds.hi < T:
            why = "others"
        elif holds.lo < T and sheet.applies is not None:
            why, missing = "not known", tuple(sorted(missing_in(sheet.applies, SheetReference(view, {}, {}))))
        else:
            why = "its own" if illustrative or not sheet.illustrative else "profile"
        found.append(SheetReason(sheet.name, why, sheet.year, sheet.written_for, missing))
    return tuple(found)


def serving_sheet(
    sheets: Iterable[AnySheet],
    model: RulesetModel,
    facts: Facts,
    unit: str,
    as_of: datetime.date,
    year: int | None,
    *,
    illustrative: bool,
) -> AnySheet | None:
    """The one sheet, or the head of one, that surely serves the unit and year; None where none does.

    Raises:
        RulesetError: several do.
    """
    found = [
        s
        for s in sheets
        if (illustrative or not s.illustrative) and serves(s, model, facts, unit, as_of, year)
    ]
    if len(found) > 1:
        names = ", ".join(f"`{s.name}`" for s in found)
        told = f"several sheets of {found[0].year} are for the unit `{unit}`: {names}"
        hint = "tell them apart in `for`, or name one (`--sheet`, `sheet=`, `sheets=`)"
        raise RulesetError(Fault(told, found[1].place, hint))
    return found[0] if found else None
