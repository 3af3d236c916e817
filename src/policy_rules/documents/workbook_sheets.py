"""The sheets of a form that is a workbook: what their hidden rows say, and which cells a reader sees."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from policy_rules.attributes import frozen

MARK = "policy-rules form 1"
KEYS_ROW, TYPES_ROW = 2, 3
_TICKS = frozenset(["√", "✓", "✔", "☑", "x", "true", "yes", "y", "1", "是", "对"])
_NO_TICKS = frozenset(["☐", "false", "no", "n", "0", "否"])


@frozen
class FormSheet:
    """A sheet of a form: its kind, its path, and the rows of data with the keys and types of columns."""

    cells: Any
    kind: str
    path: str
    first: int
    needs: str
    columns: dict[str, int]
    types: dict[str, str]
    hidden: frozenset[int]
    """The columns that are not shown."""

    def rows(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """The rows in which something stands under a key, each with its cells by key."""
        for row in range(self.first, self.cells.max_row + 1):
            held = {key: self.cells.cell(row, column) for key, column in self.columns.items()}
            held = {key: cell for key, cell in held.items() if not empty(cell.value)}
            if held:
                yield row, held

    def shown(self, row: int, column: int) -> str:
        """The cell that a reader sees: this one, or the next that is shown in its row."""
        last = self.cells.max_column + 1
        at = next((n for n in range(column, last) if n not in self.hidden), column)
        return str(self.cells.cell(row, at).coordinate)


def form_sheet(sheet: Any) -> FormSheet | None:
    """A sheet by what its hidden rows say; None of one that is not the form's."""
    if sheet.cell(1, 1).value != MARK:
        return None
    width = range(1, sheet.max_column + 1)
    columns = {str(key): n for n in width if not empty(key := sheet.cell(KEYS_ROW, n).value)}
    types = {key: str(sheet.cell(TYPES_ROW, n).value or "") for key, n in columns.items()}
    first = str(sheet.cell(1, 4).value)
    about = (str(sheet.cell(1, 2).value), str(sheet.cell(1, 3).value or ""))
    begins = int(first) if first.isascii() and first.isdigit() else TYPES_ROW + 1
    hidden = frozenset(n for n in width if any(_hides(d, n) for d in sheet.column_dimensions.values()))
    return FormSheet(sheet, *about, begins, str(sheet.cell(1, 5).value or ""), columns, types, hidden)


def _hides(dimension: Any, column: int) -> bool:
    """Whether a column is hidden; what is said of columns may be said of several at once."""
    return bool(dimension.hidden) and dimension.min <= column <= dimension.max


def empty(value: object) -> bool:
    """Whether nothing stands in a cell."""
    return value is None or (isinstance(value, str) and not value.strip())


def ticked(value: object) -> bool | None:
    """Whether a cell is ticked, by whatever mark people use; None where it cannot be told."""
    word = str(value).strip().casefold()
    return True if word in _TICKS else False if word in _NO_TICKS else None
