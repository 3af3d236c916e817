"""What is wrong with a form that was filled in, written beside its cells."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from policy_rules.documents.workbook_sheets import MARK
from policy_rules.errors import Fault
from policy_rules.report.exchange.workbook import no_openpyxl

_CELL = re.compile(r": (?P<sheet>.+)!(?P<cell>[A-Z]{1,3}[0-9]+)", re.DOTALL)
_RED = "F8CBAD"


def with_others(first: Sequence[Fault], others: Iterable[Fault]) -> list[Fault]:
    """What is wrong with cells, and with what they say besides: of a cell that is wrong only that."""
    wrong = {fault.place.file for fault in first if _CELL.search(fault.place.file)}
    return [*first, *(fault for fault in others if fault.place.file not in wrong)]


def marked(path: Path, faults: Sequence[Fault]) -> bytes:
    """The workbook with each fault as a note on its cell, which is coloured; others on the first sheet.

    Raises:
        PolicyRulesError: the workbook cannot be read, or openpyxl is not installed (extra `forms`).
    """
    try:
        from openpyxl import load_workbook
        from openpyxl.comments import Comment
        from openpyxl.styles import PatternFill
    except ImportError:
        raise no_openpyxl() from None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(path)
    by_cell: dict[tuple[str, str], list[str]] = {}
    others: list[str] = []
    for fault in faults:
        told = "\n".join(text for text in (fault.what, fault.hint) if text)
        found = _CELL.search(fault.place.file)
        if found and found["sheet"] in book.sheetnames:
            by_cell.setdefault((found["sheet"], found["cell"]), []).append(told)
        else:
            others.append(told)
    for (sheet, cell), told_there in by_cell.items():
        at = book[sheet][cell]
        at.comment = Comment("\n\n".join(told_there), "policy-rules", height=160, width=360)
        at.fill = PatternFill("solid", fgColor=_RED)
    _tell_others(book, others)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _tell_others(book: Any, others: Iterable[str]) -> None:
    """What stands at no cell, below the last row of the form's first sheet."""
    for first in [sheet for sheet in book.worksheets if sheet.cell(1, 1).value == MARK][:1]:
        for row, told in enumerate(others, first.max_row + 2):
            first.cell(row, 3, told)
