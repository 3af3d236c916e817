"""Tables as a workbook for people: a sheet each, its heads in words; what is no number is a text."""

from __future__ import annotations

import io
from collections.abc import Sequence

from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.report.exchange.tables import HEADS, NUMBERS, ONE_NUMBER, ResultTable, in_xml
from policy_rules.wording import Language

_WIDEST = 60
"""The widest column, in characters."""
_DIGITS = 15
"""So many digits a workbook holds of a number; one of more stays a text."""
_LONGEST = 32_767
"""What a cell of a workbook holds."""


def book_of(tables: Sequence[ResultTable], language: Language) -> bytes:
    """Tables as the sheets of a workbook.

    Raises:
        PolicyRulesError: openpyxl is not installed (extra `forms`).
    """
    try:
        from openpyxl import Workbook
    except ImportError:
        raise no_openpyxl() from None
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.active)
    wrapped, bold = Alignment(wrap_text=True, vertical="top"), Font(bold=True)
    for table in tables:
        sheet = book.create_sheet(HEADS[table.name][language == "en"])
        rows = [tuple(map(_in_cell, row)) for row in (table.heads(language), *table.with_numbers())]
        for number, row in enumerate(rows, 1):
            for column, (name, text) in enumerate(zip(table.columns, row, strict=True), 1):
                counts = name in NUMBERS and ONE_NUMBER.fullmatch(text) and len(text) <= _DIGITS
                cell = sheet.cell(number, column, float(text) if counts else text)
                cell.data_type, cell.alignment = "n" if counts else "s", wrapped  # never a formula
                if number == 1:
                    cell.font = bold
        for column, texts in enumerate(zip(*rows, strict=True), 1):
            sheet.column_dimensions[get_column_letter(column)].width = min(max(map(len, texts)) + 4, _WIDEST)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def no_openpyxl() -> PolicyRulesError:
    """What is told where workbooks cannot be written."""
    hint = "install the extra: `pip install 'policy-rules[forms]'`"
    return PolicyRulesError(Fault("workbooks are written with openpyxl, which is missing", hint=hint))


def _in_cell(text: str) -> str:
    return in_xml(text)[:_LONGEST]
