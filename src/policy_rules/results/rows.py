"""Results in rows: a tuple that can be searched by what its rows say, and made into a frame."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar, Self, SupportsIndex, TypeVar, overload

from policy_rules.arguments import name_among
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.shown import Shown

Row_co = TypeVar("Row_co", covariant=True)
FRAMES = ("polars", "pandas", "pyarrow")
"""The libraries of frames."""


class Rows(tuple[Row_co, ...], Shown):
    """Rows of one kind; COLUMNS says what each column has of a row."""

    __slots__ = ()
    COLUMNS: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    CLOSED: ClassVar[Mapping[str, Collection[str]]] = {}
    """Columns that can have these values and no others."""

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

        Raises:
            PolicyRulesError: there is no such column, or it can have no such value.
        """
        tests = [(self.COLUMNS[self._column(name)], _values(value)) for name, value in wanted.items()]
        for name in wanted.keys() & self.CLOSED.keys():
            for value in _values(wanted[name]):
                name_among(value, self.CLOSED[name], f"no {name}")
        return type(self)(row for row in self if all(of(row) in values for of, values in tests))

    def to_frame(self, library: str | None = None) -> Any:
        """A frame with a row for each: of the library named, else of the first that is installed.

        Texts, whole numbers, days; numbers that need not be whole are texts, so that none is rounded. What
        there is several of is joined by `; `.

        Raises:
            PolicyRulesError: no such library, or it is not installed (extra `frames`).
        """
        columns = {name: [of(row) for row in self] for name, of in self.COLUMNS.items()}
        return _frame(columns, library)

    def _column(self, name: str) -> str:
        return name_among(name, self.COLUMNS, "no column")


def _values(wanted: object) -> Collection[object]:
    return wanted if isinstance(wanted, set | frozenset | list | tuple) else (wanted,)


def _frame(columns: Mapping[str, list[Any]], library: str | None) -> Any:
    if library is not None:
        name_among(library, FRAMES, "no library of frames")
    hint = "install one: `pip install 'policy-rules[frames]'`"
    try:
        import narwhals as nw
    except ImportError:
        raise PolicyRulesError(Fault("frames are made with narwhals, which is missing", hint=hint)) from None
    for name in FRAMES if library is None else (library,):
        try:
            return nw.from_dict(columns, backend=name).to_native()  # type: ignore[arg-type]
        except ImportError:
            continue
    if library:
        raise PolicyRulesError(Fault(f"`{library}` is not installed", hint=f"`pip install {library}`"))
    raise PolicyRulesError(Fault(f"none of {', '.join(FRAMES)} is installed", hint=hint))


def joined(texts: Collection[str]) -> str:
    """Several texts in one cell."""
    return "; ".join(texts)
