"""Which year a figure is of, as its tree says: a fixed one, or so many before the one that is looked at."""

from __future__ import annotations

from typing import Any

from policy_rules.core import nodes as core
from policy_rules.operators.table import CORE
from policy_rules.values.known import Num
from policy_rules.values.periods import Periods

_LOOKED_AT = 3000
"""Any year, as the one that is looked at."""


def other_year(day: core.Node, years: Periods) -> tuple[int, bool] | None:
    """A year and True, or how many years before and False; None of the year looked at, or of none told."""
    found = [_year(day, years, given) for given in (_LOOKED_AT, _LOOKED_AT + 1)]
    first, second = found
    if first is None or second is None:
        return None
    if first == second:
        return first, True
    back = _LOOKED_AT - first
    return (back, False) if second == first + 1 and back else None


def figure_year_said(day: core.Node, years: Periods, *, chinese: bool) -> str:
    """The other year in brackets, as it follows the name of a figure; "" of the year looked at."""
    year = other_year(day, years)
    if year is None:
        return ""
    number, fixed = year
    if chinese:
        return f"（{number if fixed else f'{number}年前'}）"
    before = "1 year before" if number == 1 else f"{number} years before"
    return f" ({number if fixed else before})"


def _year(day: core.Node, years: Periods, given: int) -> int | None:
    """The year of the day, where a year is looked at."""
    try:
        found = _point(day, given)
    except _OpenError:
        return None
    return years.year(int(found)) if isinstance(found, int) else None


class _OpenError(Exception):
    """Something else than the year is read."""


def _point(node: core.Node, given: int) -> Any:
    match node:
        case core.Const(value=Num() as value) if value.lo == value.hi and not value.null:
            return value.lo
        case core.Input(name="year"):
            return given
        case core.Op(name=name, args=args) if name in CORE and (meant := CORE[name].point) is not None:
            return meant(*(_point(arg, given) for arg in args))
    raise _OpenError
