"""A real client: LibreOffice opens a form that was filled in and saves it, as its own and as a workbook."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from forms.elm import cell, column, facts_of, filled, sheet, written

pytestmark = pytest.mark.heavy


def through_office(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice writes it, after it was an OpenDocument sheet."""
    for ending in ("ods", "xlsx"):
        home = f"-env:UserInstallation=file://{folder}/profile"
        command = ["soffice", home, "--headless", "--convert-to", ending, "--outdir", str(folder), str(path)]
        subprocess.run(command, check=True, timeout=300, capture_output=True)
        path = folder / f"{path.stem}.{ending}"
    return path


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: this was not run")
def test_what_libreoffice_saves_is_read_as_it_was(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        cell(book, "values", "unit.id").value = "elm"
        cell(book, "values", "rooms.heated").value = "yes"
        cell(book, "values", "rooms.seats").value = 35
        fines = sheet(book, "list", "fines")
        fines.cell(6, column(fines, "amount")).value = 2
        cell(book, "statements", "fines", "ticked", "complete").value = "yes"
        cell(book, "statements", "fines", "by", "complete").value = "=Ann & co"
        cell(book, "statements", "fines", "by", "complete").data_type = "s"
        cell(book, "statements", "fines", "date", "complete").value = "2025-02-01"

    path = filled(written(tmp_path), fill)
    saved = through_office(path, tmp_path / "office")
    before, after = facts_of(path), facts_of(saved)
    assert after.values.keys() == before.values.keys()
    assert all(after.values[name][0].value == before.values[name][0].value for name in before.values)
    assert [r.values["amount"].value for r in after.lists["fines"]] == [
        r.values["amount"].value for r in before.lists["fines"]
    ]
    assert [(c.list, c.by, c.date) for c in after.complete] == [
        (c.list, c.by, c.date) for c in before.complete
    ]
    book = openpyxl.load_workbook(saved)
    assert sheet(book, "list", "fines").protection.sheet
    assert {v.type for s in book for v in s.data_validations.dataValidation} >= {"list", "whole"}
    assert sheet(book, "choices").sheet_state == "hidden"
