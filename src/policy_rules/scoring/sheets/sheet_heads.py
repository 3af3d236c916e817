"""The heads of sheets: whether one may be that of a unit, before all of them are read."""

from __future__ import annotations

import datetime

from policy_rules.documents import Mapping, Scalar
from policy_rules.ruleset.model import RulesetModel
from policy_rules.ruleset.shapes import YEAR


def some_not_illustrative(model: RulesetModel) -> bool:
    """Whether a sheet is, or may be, no illustrative one."""
    return not all(map(_illustrative, model.sheets.values()))


def may_serve(model: RulesetModel, as_of: datetime.date, year: int | None, *, illustrative: bool) -> bool:
    """Whether a sheet may be the one for a unit; `illustrative`: those that are count too."""
    of_year = model.vocabulary.year.year(as_of.toordinal()) if year is None else year
    return any(
        (illustrative or not _illustrative(tree)) and _year(tree) in (None, of_year)
        for tree in model.sheets.values()
    )


def _illustrative(tree: object) -> bool:
    given = tree.get("illustrative") if isinstance(tree, Mapping) else None
    return isinstance(given, Scalar) and given.text == "true" and not given.quoted


def _year(tree: object) -> int | None:
    """The year; None where it is not plainly told."""
    given = tree.get("year") if isinstance(tree, Mapping) else None
    return int(given.text) if isinstance(given, Scalar) and YEAR.fullmatch(given.text) else None
