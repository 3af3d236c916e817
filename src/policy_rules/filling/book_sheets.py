"""The sheets of a workbook that is filled in: hidden rows that say how it is read, cells open or closed."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from typing import Any

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.documents.workbook_sheets import KEYS_ROW, MARK, TYPES_ROW
from policy_rules.report.exchange.workbook import no_openpyxl
from policy_rules.vocabulary import Type

TITLE_ROW, HEADS_ROW = 4, 5
FIRST_ROW = HEADS_ROW + 1
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_LONGEST_TITLE = 31
_LONGEST_PROMPT = 250
_FORMATS = {"date": "yyyy-mm-dd", "percent": "0.00%", "text": "@", "list": "@"}
_PALE, _DARK = "FFFBE6", "1F4E79"


@frozen
class BookColumn:
    """A column: its key ("" for people only), its width, its type, whether its cells may be filled in."""

    key: str
    width: int
    kind: str = ""
    open: bool = False
    hidden: bool = False


@define(eq=False)
class Book:
    """A workbook being made; `ranges` are the cells in which the words of each choice stand."""

    ranges: dict[str, str] = field(factory=dict)
    sheets: list[BookSheet] = field(factory=list)
    _made: Any = None

    def sheet(self, title: str, about: tuple[str, str, str]) -> BookSheet:
        """A new sheet: its title, and the kind, path and needed key that its first row tells."""
        if self._made is None:
            self._made = _new_book()
        taken = {sheet.title.lower() for sheet in self.sheets}
        plain = _FORBIDDEN.sub(" ", title).strip()[:_LONGEST_TITLE] or "sheet"
        name, number = plain, 1
        while name.lower() in taken:
            number += 1
            mark = f" {number}"
            name = plain[: _LONGEST_TITLE - len(mark)] + mark
        found = BookSheet(self._made.create_sheet(name), name, about)
        self.sheets.append(found)
        return found

    def bytes(self) -> bytes:
        """The workbook, with its checks and drop-downs."""
        for sheet in self.sheets:
            sheet.finish(self.ranges)
        stream = io.BytesIO()
        self._made.save(stream)
        return stream.getvalue()


def _new_book() -> Any:
    try:
        from openpyxl import Workbook
    except ImportError:
        raise no_openpyxl() from None
    from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill

    book = Workbook()
    book.remove(book.active)
    heading = NamedStyle("heading", Font(bold=True, color="FFFFFF"), PatternFill("solid", fgColor=_DARK))
    heading.alignment = Alignment(wrap_text=True, vertical="center")
    book.add_named_style(heading)
    book.add_named_style(NamedStyle("title", Font(bold=True)))
    return book


@define(eq=False)
class BookSheet:
    """One sheet of a workbook being made."""

    cells: Any
    title: str
    about: tuple[str, str, str]
    first: int = FIRST_ROW
    _checks: list[tuple[str, Type, str, str]] = field(factory=list)

    def put(
        self,
        told: str,
        columns: Sequence[BookColumn],
        heads: Sequence[str],
        rows: Sequence[Sequence[Any]],
        open_from: int | None = None,
    ) -> None:
        """Write the hidden rows, the title, the headings and the rows; freeze what stands above them."""
        from openpyxl.utils import get_column_letter

        sheet = self.cells
        kind, path, needs = self.about
        for place, text in enumerate((MARK, kind, path, str(self.first), needs), 1):
            sheet.cell(1, place, text or None).number_format = "@"  # else a client may read a day
        for number, column in enumerate(columns, 1):
            if kind != "told":
                sheet.cell(KEYS_ROW, number, column.key or None)
                sheet.cell(TYPES_ROW, number, column.kind or None)
            dimension = sheet.column_dimensions[get_column_letter(number)]
            dimension.width, dimension.hidden = column.width, column.hidden
            self._dress(dimension, column.kind, open=column.open)
            sheet.cell(HEADS_ROW, number, heads[number - 1] or None).style = "heading"
            sheet.cell(TITLE_ROW, number).style = "title"
        for hidden in (1, KEYS_ROW, TYPES_ROW):
            sheet.row_dimensions[hidden].hidden = True
        shown = next((n for n, c in enumerate(columns, 1) if not c.hidden), 1)
        sheet.cell(TITLE_ROW, shown, told[:2000] or None)
        for at, row in enumerate(rows):
            for number, (column, value) in enumerate(zip(columns, row, strict=False), 1):
                opened = column.open or (open_from is not None and column.key == "value" and at >= open_from)
                if value in (None, "") and column.open and not any(row):
                    continue
                cell = sheet.cell(self.first + at, number)
                self._dress(cell, column.kind, open=opened)
                self._write(cell, value)
        sheet.freeze_panes = sheet.cell(self.first, shown + 1)
        sheet.protection.sheet = True
        sheet.protection.formatColumns = sheet.protection.formatRows = False

    @staticmethod
    def _dress(cell: Any, kind: str, *, open: bool) -> None:
        """Show whether a cell, or all empty ones of a column, may be filled in, and with what."""
        from openpyxl.styles import Alignment, PatternFill, Protection

        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if open:
            cell.protection = Protection(locked=False)
            cell.fill = PatternFill("solid", fgColor=_PALE)
            cell.number_format = _FORMATS.get(kind.removesuffix("?"), "General")

    @staticmethod
    def _write(cell: Any, value: Any) -> None:
        """A value as it is: what begins like a formula is a text."""
        if value is None or value == "":
            return
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
            cell.quotePrefix = value[:1] in "=+-@"
        elif isinstance(value, datetime.datetime):
            cell.number_format = _FORMATS["date"]

    def check(self, column: int, row: int, count: int, type: Type, kind: str, means: str) -> None:
        """Let a column's rows take what the type allows: words from a list, numbers in a range, days."""
        from openpyxl.utils import get_column_letter

        letter = get_column_letter(column)
        self._checks.append((f"{letter}{row}:{letter}{row + count - 1}", type, kind, means))
        if count == 1 and (found := _FORMATS.get(kind.removesuffix("?"))):
            self.cells.cell(row, column).number_format = found

    def date_check(self, column: int, row: int) -> None:
        """Let one cell take a day."""
        self.check(column, row, 1, Type("date"), "date", "")

    def note(self, column: int, text: str) -> None:
        """A note beside a heading."""
        from openpyxl.comments import Comment

        if text:
            self.cells.cell(HEADS_ROW, column).comment = Comment(text, "policy-rules", height=120, width=320)

    def link(self, column: int, row: int, title: str) -> None:
        """Lead from a cell to another sheet."""
        cell = self.cells.cell(row, column)
        cell.hyperlink, cell.style = f"#'{title}'!A{HEADS_ROW}", "Hyperlink"

    def hide(self) -> None:
        """Hide the sheet."""
        self.cells.sheet_state = "hidden"

    def finish(self, ranges: dict[str, str]) -> None:
        """Put the checks in; what is partly known may stand in a cell all the same."""
        from openpyxl.worksheet.datavalidation import DataValidation

        for cells, type, kind, means in self._checks:
            found = _rule(type, kind, ranges)
            if found is None:
                continue
            check = DataValidation(allow_blank=True, errorStyle="warning", showErrorMessage=True, **found)
            if means:
                check.prompt, check.showInputMessage = means[:_LONGEST_PROMPT], True
            check.add(cells)
            self.cells.add_data_validation(check)


def _rule(type: Type, kind: str, ranges: dict[str, str]) -> dict[str, Any] | None:
    """What a cell may hold, as a workbook says it; None where it may hold anything."""
    base, _, choice = kind.removesuffix("?").partition(":")
    if base == "choice":
        return {"type": "list", "formula1": f"={ranges[choice]}"}
    if base == "date":
        return {"type": "date", "operator": "greaterThanOrEqual", "formula1": "1"}
    if base not in ("number", "percent"):
        return None
    name = "whole" if type.places == 0 and base == "number" else "decimal"
    low, high = (None if end is None else str(float(end)) for end in (type.low, type.high))
    if low is not None and high is not None:
        return {"type": name, "operator": "between", "formula1": low, "formula2": high}
    if low is not None or high is not None:
        operator = "greaterThanOrEqual" if high is None else "lessThanOrEqual"
        return {"type": name, "operator": operator, "formula1": low or high}
    return {"type": name, "operator": "between", "formula1": "-1E15", "formula2": "1E15"}
