"""The heads of sheets: whether one may be that of a unit, before all of them are read."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as AbstractMapping

from policy_rules.ruleset.deferred import DeferredMapping
from policy_rules.ruleset.model import RulesetModel

Head = tuple[bool, int | None]
"""Whether a sheet plainly is an illustrative one, and its year, None where that is not plainly told."""


class HeadedSheets(DeferredMapping[object]):
    """Sheets that are read when one is asked for, and whose heads are known."""

    def __init__(self, keys: tuple[str, ...], make: Callable[[str], object], known: tuple[Head, ...]) -> None:
        super().__init__(keys, make)
        self.heads = known


def heads_of(sheets: AbstractMapping[str, object]) -> Iterable[Head]:
    """The heads of sheets, in their order."""
    return sheets.heads if isinstance(sheets, HeadedSheets) else map(_head, sheets.values())


def some_not_illustrative(model: RulesetModel) -> bool:
    """Whether a sheet is, or may be, no illustrative one."""
    return not all(illustrative for illustrative, _ in heads_of(model.sheets))


def may_serve(model: RulesetModel, as_of: datetime.date, year: int | None, *, illustrative: bool) -> bool:
    """Whether a sheet may be the one for a unit; `illustrative`: those that are count too."""
    return any(True for _ in that_may_serve(model, as_of, year, illustrative=illustrative))


def that_may_serve(
    model: RulesetModel, as_of: datetime.date, year: int | None, *, illustrative: bool
) -> Iterator[str]:
    """The files of the sheets that may be the one for a unit."""
    of_year = model.vocabulary.year.year(as_of.toordinal()) if year is None else year
    for file, (is_illustrative, its_year) in zip(model.sheets, heads_of(model.sheets), strict=True):
        if (illustrative or not is_illustrative) and its_year in (None, of_year):
            yield file


def _head(tree: object) -> Head:
    from policy_rules.documents import Mapping, Scalar
    from policy_rules.ruleset.shapes import YEAR

    if not isinstance(tree, Mapping):
        return False, None
    told, year = tree.get("illustrative"), tree.get("year")
    return (
        isinstance(told, Scalar) and told.text == "true" and not told.quoted,
        int(year.text) if isinstance(year, Scalar) and YEAR.fullmatch(year.text) else None,
    )
