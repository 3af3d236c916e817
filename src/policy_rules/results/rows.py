"""Results in rows: a tuple that can be searched by what its rows say, and made into a frame."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, Self, SupportsIndex, TypeVar, overload

from policy_rules.arguments import asked_day, name_among
from policy_rules.errors import Fault, PolicyRulesError, near_miss, printed
from policy_rules.shown import Shown

Row_co = TypeVar("Row_co", covariant=True)
FRAMES = ("polars", "pandas", "pyarrow")
"""The libraries of frames."""
_BETWEEN = "; "
_PATH = re.compile(r"complete\((\w+)\)|(\w+)(?:\[[^]]*\])?\.(\w+)", re.ASCII)
"""A list that is complete or not, or an attribute of an entity."""


class Rows(tuple[Row_co, ...], Shown):
    """Rows of one kind; COLUMNS says what each column has of a row: one value, or a tuple of several."""

    __slots__ = ()
    COLUMNS: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    CLOSED: ClassVar[Mapping[str, Collection[str]]] = {}
    """Columns that can have these values and no others."""
    NAMES: ClassVar[Mapping[str, Callable[[Any], Collection[str]]]] = {}
    """Columns of names, with all names that there are, which any row can tell."""
    DAYS: ClassVar[Collection[str]] = ()
    """Columns of days."""
    NUMBERS: ClassVar[Collection[str]] = ()
    """Columns of whole numbers; all others hold texts."""
    FACTS: ClassVar[Collection[str]] = ()
    """Columns of facts by their names, with what is missing of them."""

    @overload
    def __getitem__(self, at: SupportsIndex, /) -> Row_co: ...
    @overload
    def __getitem__(self, at: slice, /) -> Self: ...
    def __getitem__(self, at: SupportsIndex | slice, /) -> Row_co | Self:
        found = super().__getitem__(at)
        return type(self)(found) if isinstance(at, slice) else found  # type: ignore[arg-type,return-value]

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {len(self)}>"

    def where(self, **wanted: object) -> Self:
        """The rows whose columns have these values: each one value, or several of which any will do.

        A column of several (`missing`) has each of them, and all of them as a frame has them (`a; b`).

        Raises:
            PolicyRulesError: there is no such column, or it can have no such value.
        """
        columns = {self._column(name): value for name, value in wanted.items()}
        tests = [(self.COLUMNS[name], self._asked(name, value)) for name, value in columns.items()]
        return type(self)(row for row in self if all(_has(of(row), values) for of, values in tests))

    def _asked(self, column: str, wanted: object) -> list[object]:
        """The values that are asked of a column, each checked to be one that it can have."""
        several = isinstance(wanted, set | frozenset | list | tuple)
        return [self._value(column, value) for value in (wanted if several else (wanted,))]  # type: ignore[attr-defined]

    def _value(self, column: str, value: object) -> object:
        if column in self.CLOSED:
            for each in value.split(_BETWEEN) if isinstance(value, str) else (value,):
                name_among(each, self.CLOSED[column], f"no {column}")
            return value
        if column in self.NAMES and self:
            return name_among(value, self.NAMES[column](self[0]), f"no {column}")
        if column in self.FACTS and self and isinstance(value, str):
            for each in value.split(_BETWEEN):
                _known_fact(each, self[0])
        if value is None:
            return None
        if column in self.DAYS:
            return asked_day(value, column)
        if column in self.NUMBERS:
            fits, kind = isinstance(value, int) and not isinstance(value, bool), "a whole number"
        else:
            fits, kind = isinstance(value, str), "a text"
        if not fits:
            told = f"`{column}` needs {kind}, not `{printed(value)}`"
            raise PolicyRulesError(Fault(told, hint="write it as `to_frame` has it"))
        return value

    def to_frame(self, library: str | None = None) -> Any:
        """A frame with a row for each: of the library named, else of the first that is installed.

        Texts, whole numbers, days; numbers that need not be whole are texts, so that none is rounded. What
        there is several of is joined by `; `.

        Raises:
            PolicyRulesError: no such library, or it is not installed (extra `frames`).
        """
        columns = {name: [_cell(of(row)) for row in self] for name, of in self.COLUMNS.items()}
        kinds = {name: "day" if name in self.DAYS else "number" for name in (*self.DAYS, *self.NUMBERS)}
        return _frame(columns, kinds, library)

    def _column(self, name: str) -> str:
        return name_among(name, self.COLUMNS, "no column")


def _known_fact(value: str, row: Any) -> None:
    """Raises PolicyRulesError where an entity that there is, or that is near, has no such fact."""
    found = _PATH.fullmatch(value)
    if found is None or row.model is None:
        return
    entities = row.model.vocabulary.entities
    whole, entity, attribute = found.groups()
    if whole is None and entity in entities:
        name_among(attribute, entities[entity].attributes, f"`{entity}` has no attribute")
    elif (whole or entity) not in entities and (whole or near_miss(entity, entities)):
        name_among(whole or entity, entities, "no entity")


def _has(cell: object, values: Collection[object]) -> bool:
    """Whether a cell has any of the values; one of several has each, and all of them joined."""
    if isinstance(cell, tuple):
        return _cell(cell) in values or any(each in values for each in cell)
    return cell in values


def _cell(value: object) -> object:
    """One value of a frame."""
    return joined(value) if isinstance(value, tuple) else value


def _frame(columns: Mapping[str, list[Any]], kinds: Mapping[str, str], library: str | None) -> Any:
    """A frame of the columns; `kinds`: those that are no texts, also where no row tells."""
    if library is not None:
        name_among(library, FRAMES, "no library of frames")
    hint = "install one: `pip install 'policy-rules[frames]'`"
    try:
        import narwhals as nw
    except ImportError:
        raise PolicyRulesError(Fault("frames are made with narwhals, which is missing", hint=hint)) from None
    types = {"day": nw.Date, "number": nw.Int64}
    schema = {name: types[kinds[name]] if name in kinds else nw.String for name in columns}
    for name in FRAMES if library is None else (library,):
        try:
            if name != "pandas":
                return nw.from_dict(columns, schema, backend=name).to_native()  # type: ignore[arg-type]
            made = nw.from_dict(columns, backend="pandas").to_native()
        except ImportError:
            continue
        # whole numbers stay whole where one is missing, days are days, and without rows texts are texts
        own = {name: {"day": object, "number": "Int64"}[kind] for name, kind in kinds.items()}
        return made.astype(own if len(made) else {**dict.fromkeys(columns, str), **own})
    if library:
        raise PolicyRulesError(Fault(f"`{library}` is not installed", hint=f"`pip install {library}`"))
    raise PolicyRulesError(Fault(f"none of {', '.join(FRAMES)} is installed", hint=hint))


def joined(texts: Collection[str]) -> str:
    """Several texts in one cell."""
    return _BETWEEN.join(texts)
