"""Elm library's form as a workbook, cells in it found by what its hidden rows say, and put."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

import policy_rules as pr
from policy_rules.cli import main
from policy_rules.documents.workbook_sheets import KEYS_ROW
from use.libraries import HERE

LIBRARY = str(HERE / "library")
ON = ["--as-of", "2025-03-01", "--year", "2024", "--lang", "en"]


def written(folder: Path, *facts: str, set: tuple[str, ...] = ("unit.level=town",)) -> Path:
    """The form of a library of a town, as the command writes it."""
    path = folder / "form.xlsx"
    given = [word for text in set for word in ("--set", text)] if not facts else []
    assert main(["form", LIBRARY, *facts, *given, *ON, "-o", str(path)]) == 0
    return path


def filled(path: Path, fill: Callable[[Any], None]) -> Path:
    """The workbook after somebody has filled it in."""
    book = openpyxl.load_workbook(path)
    fill(book)
    book.save(path)
    return path


def sheet(book: Any, kind: str, path: str = "") -> Any:
    """The sheet of a kind and a path."""
    return next(s for s in book if s["B1"].value == kind and (s["C1"].value or "") == path)


def column(sheet: Any, key: str) -> int:
    """The number of the column of a key."""
    return next(n for n in range(1, sheet.max_column + 1) if sheet.cell(KEYS_ROW, n).value == key)


def cell(book: Any, kind: str, key: str, of: str = "value", path: str = "") -> Any:
    """The cell under `of` in the row whose first column is the key; sheets of single records are many."""
    sheets = [s for s in book if s["B1"].value == kind and (s["C1"].value or "") == path]
    for one in sheets:
        for row in range(int(one["D1"].value), one.max_row + 1):
            if one.cell(row, 1).value == key:
                return one.cell(row, column(one, of))
    raise AssertionError(key)


def facts_of(path: Path) -> Any:
    """The facts of the form's unit, bound to the library's ruleset."""
    (unit,) = pr.load_ruleset(LIBRARY).bind(pr.load_facts(path)).units.values()
    return unit
