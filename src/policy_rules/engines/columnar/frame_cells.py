"""Frames as users give them, checked column by column and laid down as integer columns.

What each column may be named and hold is told in the package's docstring. All faults of all frames
are collected before any is raised.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import narwhals as nw
import polars as pl
from attrs import field

from policy_rules.attributes import frozen
from policy_rules.engines.columnar.day_arithmetic import EPOCH
from policy_rules.engines.columnar.integer_cells import IntegerCells, labels_in_cells, wide
from policy_rules.errors import Fault
from policy_rules.values.known import MAYBE, NEVER, ONLY, F, T
from policy_rules.vocabulary import Type

ENDS = ("lo", "hi", "none")
LARGEST = 2**127 - 1
"""The largest number of the widest integer type."""


@frozen
class ColumnName:
    """What a column is named after: a fact, an end of it (or ""), and a year (or None)."""

    fact: str
    end: str = ""
    year: int | None = None


def split_name(column: str) -> ColumnName:
    """The parts of a column's name: `staffing.posts.lo@2024`."""
    fact, at, year = column.rpartition("@")
    if not at or not year.isdecimal():
        fact, year = column, ""
    head, _, tail = fact.rpartition(".")
    end = tail if head and tail in ENDS else ""
    return ColumnName(head if end else fact, end, int(year) if year else None)


@frozen
class Faults:
    """Collects what is wrong with one frame."""

    frame: str
    found: list[Fault]
    ids: pl.Series | None = field(default=None)

    def add(self, what: str, hint: str = "") -> None:
        """Note a fault of the frame."""
        self.found.append(Fault(f"frame `{self.frame}`: {what}", hint=hint))

    def column(self, name: str, what: str, hint: str = "") -> None:
        """Note a fault of a column."""
        self.add(f"column `{name}`: {what}", hint)

    def rows(self, name: str, wrong: pl.Series, tell: Callable[[int], str], hint: str = "") -> bool:
        """Tell the first row that is wrong, and how many are; whether there are any."""
        bad = wrong.fill_null(value=False).arg_true()
        if not len(bad):
            return False
        first = int(bad[0])
        of = f" (`{self.ids[first]}`)" if self.ids is not None else ""
        more = f", and {len(bad) - 1} more" if len(bad) > 1 else ""
        self.column(name, f"row {first}{of}{more}: {tell(first)}", hint)
        return True


def as_polars(frame: Any) -> pl.DataFrame:
    """A frame of Polars, pandas or PyArrow, lazy or not, as a Polars frame."""
    held = nw.from_native(frame)
    if isinstance(held, nw.LazyFrame):
        held = held.collect()
    found: pl.DataFrame = held.to_polars()
    return found


def lay_down(name: str, type: Type, cells: Mapping[str, pl.Series], faults: Faults) -> IntegerCells | None:
    """The cells of a fact (by end, "" for the value itself), or None with the fault noted."""
    reader = {"boolean": _truths, "label": _labels, "text": _texts}.get(type.kind, _numbers)
    plain = dict(cells)
    none = plain.pop("none", None)
    if none is not None and not _is_none_column(name, type, none, faults):
        return None
    return reader(name, type, plain, none, faults)


def _is_none_column(name: str, type: Type, none: pl.Series, faults: Faults) -> bool:
    if not type.nullable:
        faults.column(f"{name}.none", "this fact is never none")
    elif none.dtype != pl.Boolean:
        faults.column(f"{name}.none", f"holds {none.dtype}, where true or false is needed")
    else:
        return True
    return False


def _flag(none: pl.Series | None, rows: int) -> pl.Series:
    if none is None:
        return pl.Series([False], dtype=pl.Boolean).new_from_index(0, rows)
    return none.fill_null(value=False)


def _pick(
    where: pl.Series, then: pl.Series | int | None, otherwise: pl.Series | int | None, dtype: Any
) -> pl.Series:
    """One of two in each row."""
    data = pl.DataFrame({"w": where})
    sides = [
        side.cast(dtype) if isinstance(side, pl.Series) else pl.lit(side, dtype=dtype)
        for side in (then, otherwise)
    ]
    return data.select(pl.when(pl.col("w")).then(sides[0]).otherwise(sides[1])).to_series()


def _clashes(name: str, cells: Mapping[str, pl.Series], none: pl.Series, faults: Faults) -> bool:
    """Whether some row gives a value and an end of it, or a value and none."""
    hint = "give the value, or its ends, or none"
    value = cells.get("")
    given = [c.is_not_null() for end, c in cells.items()]
    ends = [c.is_not_null() for end, c in cells.items() if end]
    wrong = none & _any(given, len(none))
    if value is not None and ends:
        wrong = wrong | (value.is_not_null() & _any(ends, len(none)))
    return faults.rows(name, wrong, lambda _: "is given twice over", hint)


def _any(flags: Iterable[pl.Series], rows: int) -> pl.Series:
    found = _flag(None, rows)
    for flag in flags:
        found = found | flag
    return found


def _numbers(
    name: str, type: Type, cells: dict[str, pl.Series], none: pl.Series | None, faults: Faults
) -> IntegerCells | None:
    exact = {end: _exact(_titled(name, end), type, c, faults) for end, c in cells.items()}
    found = {end: e for end, e in exact.items() if e is not None}
    if len(found) < len(cells):
        return None
    rows = len(next(iter(cells.values()))) if cells else len(_flag(none, 0))
    nothing = _flag(none, rows)
    if _clashes(name, cells, nothing, faults):
        return None
    over = 10 ** max((places for _, places in found.values()), default=0)
    for bound in (type.low, type.high):
        over = over if bound is None else over * (bound * over).denominator
    scaled: dict[str, pl.Series] = {}
    for end, (column, places) in found.items():
        by = over // 10**places
        if _beyond(column, by):
            faults.column(_titled(name, end), "holds a number beyond 128 bits")
            return None
        scaled[end] = column.cast(pl.Int128) * wide(by)
    beyond = [
        _out_of_range(_titled(name, end), type, c, over, cells[end], faults) for end, c in scaled.items()
    ]
    if any(beyond):
        return None
    low, high = (None if b is None else int(b * over) for b in (type.low, type.high))
    value = scaled.get("", pl.Series([None], dtype=pl.Int128).new_from_index(0, rows))
    ends = [_end(value, scaled.get(end), bound) for end, bound in (("lo", low), ("hi", high))]
    if faults.rows(name, ends[0] > ends[1], lambda _: "the lower end lies above the upper one"):
        return None
    given = _any([c.is_not_null() for c in cells.values()], rows)
    null = _pick(nothing, ONLY, _pick(given, NEVER, MAYBE if type.nullable else NEVER, pl.Int8), pl.Int8)
    first, second = (_pick(nothing, None, end, pl.Int128) for end in ends)
    return IntegerCells(type, first, second, null, given | nothing, over)


def _beyond(cells: pl.Series, by: int) -> bool:
    """Whether the cells times a factor exceed 128 bits."""
    ends = [e for e in (cells.min(), cells.max()) if isinstance(e, int)]
    return any(abs(end) * by > LARGEST for end in ends)


def _titled(name: str, end: str) -> str:
    return f"{name}.{end}" if end else name


def _end(value: pl.Series, end: pl.Series | None, bound: int | None) -> pl.Series:
    """The end of an interval: the value, or the end given, or the declared bound."""
    data = pl.DataFrame({"v": value})
    parts: list[Any] = [pl.col("v")]
    if end is not None:
        parts.append(pl.lit(end))
    return data.select(pl.coalesce(*parts, pl.lit(bound, dtype=pl.Int128))).to_series()


def _exact(name: str, type: Type, cells: pl.Series, faults: Faults) -> tuple[pl.Series, int] | None:
    """The cells as whole numbers, and the decimal places that they stand for."""
    dtype = cells.dtype
    if type.kind == "date":
        if dtype == pl.Date:
            return cells.to_physical() + EPOCH, 0
        if isinstance(dtype, pl.Datetime) and dtype.time_zone is None:  # as pandas holds days
            hint = "give days, or midnights without a time zone"
            if faults.rows(
                name,
                cells.dt.time() != datetime.time.min,
                lambda row: f"holds `{cells[row]}`, where a day is needed",
                hint,
            ):
                return None
            return cells.dt.date().to_physical() + EPOCH, 0
        faults.column(name, f"holds {dtype}, where dates are needed", "convert it to whole days (Date)")
        return None
    if dtype.is_integer():
        return cells, 0
    if isinstance(dtype, pl.Decimal):
        return cells.to_physical(), dtype.scale
    if dtype == pl.Null:
        return cells.cast(pl.Int128), 0
    hint = "give whole numbers (of pandas `Int64`, which knows missing ones) or Decimals"
    if dtype.is_float():
        hint += ": a float has already lost what was written"
    faults.column(name, f"holds {dtype}, where exact numbers are needed", hint)
    return None


def _out_of_range(
    name: str, type: Type, scaled: pl.Series, over: int, cells: pl.Series, faults: Faults
) -> bool:
    hint = "80 % is given as 0.8" if type.percent else ""
    wrong = []
    for bound, word, beyond in ((type.low, "below", scaled.__lt__), (type.high, "above", scaled.__gt__)):
        if bound is not None:
            at = int(bound * over)
            found = beyond(wide(at))
            tell = f"lies {word} {bound}, the end of the range declared"
            wrong.append(faults.rows(name, found, lambda r, t=tell: f"{cells[r]} {t}", hint))  # type: ignore[misc]
    if type.places is not None and over > 10**type.places:
        step = over // 10**type.places
        tell = f"has more than {type.places} decimal places"
        wrong.append(faults.rows(name, scaled % wide(step) != wide(0), lambda r: f"{cells[r]} {tell}"))
    return any(wrong)


def _truths(
    name: str, type: Type, cells: dict[str, pl.Series], none: pl.Series | None, faults: Faults
) -> IntegerCells | None:
    rows = len(next(iter(cells.values()))) if cells else 0
    value = cells.get("")
    if set(cells) - {""}:
        faults.column(name, "true or false has no lower or upper end")
        return None
    value = pl.Series([None], dtype=pl.Boolean).new_from_index(0, rows) if value is None else value
    value = value.cast(pl.Boolean) if value.dtype == pl.Null else value
    if value.dtype != pl.Boolean:
        faults.column(name, f"holds {value.dtype}, where true or false is needed")
        return None
    lo = _pick(value.fill_null(value=False), T, F, pl.Int8)
    hi = _pick(value.fill_null(value=True), T, F, pl.Int8)
    never = pl.Series([NEVER], dtype=pl.Int8).new_from_index(0, rows)
    return IntegerCells(type, lo, hi, never, value.is_not_null())


def _labels(
    name: str, type: Type, cells: dict[str, pl.Series], none: pl.Series | None, faults: Faults
) -> IntegerCells | None:
    if set(cells) - {""}:
        faults.column(name, "a label has no lower or upper end")
        return None
    value = cells.get(
        "", pl.Series([None], dtype=pl.String).new_from_index(0, 0 if none is None else len(none))
    )
    if value.dtype not in (pl.String, pl.Categorical, pl.Enum, pl.Null):
        faults.column(name, f"holds {value.dtype}, where texts are needed")
        return None
    value = value.cast(pl.String)
    wrong = value.is_not_null() & ~value.is_in(list(type.labels))
    hint = "it can be " + ", ".join(type.labels[:8])
    nothing = _flag(none, len(value))
    clash = _clashes(name, {"": value}, nothing, faults)
    if faults.rows(name, wrong, lambda r: f"`{value[r]}` is none of its labels", hint) or clash:
        return None
    # one mask a label, then that of all of them, where none is given, and that of none
    each = {label: n for n, label in enumerate(type.labels)}
    masks = [*(1 << n for n in each.values()), (1 << len(each)) - 1, 0]
    rows = value.replace_strict(each, default=None, return_dtype=pl.Int64).fill_null(len(each))
    rows = _pick(nothing, len(each) + 1, rows, pl.Int64)
    missing = MAYBE if type.nullable else NEVER
    null = _pick(nothing, ONLY, _pick(value.is_not_null(), NEVER, missing, pl.Int8), pl.Int8)
    return labels_in_cells(type, masks, null, value.is_not_null() | nothing, rows)


def _texts(
    name: str, type: Type, cells: dict[str, pl.Series], none: pl.Series | None, faults: Faults
) -> IntegerCells | None:
    """Free texts are only looked at: rules that read them are not carried."""
    value = cells.get("")
    if value is not None and value.dtype not in (pl.String, pl.Categorical, pl.Null):
        faults.column(name, f"holds {value.dtype}, where texts are needed")
    return None
