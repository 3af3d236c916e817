"""A real client: LibreOffice opens a form, changes it as a clerk would and saves it; it opens a letter too.

`just libreoffice` installs it from Debian and runs this.
"""

from __future__ import annotations

import shutil
import subprocess
import xml.sax.saxutils as xml
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from forms.elm import cell, column, facts_of, filled, sheet, written
from office.test_documents import office

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed: not run"),
]

FORMAT = "txt:Text (encoded):UTF8"
MACRO = """Sub TypeIn(source, target, cells)
  On Error Goto Done
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  book = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  typed = Split(cells, ";")
  For n = 0 To UBound(typed)
    parts = Split(typed(n), "|")
    sheet = book.Sheets.getByName(parts(0))
    place = sheet.getCellRangeByName(parts(1))
    If Not (sheet.isProtected() And place.CellProtection.IsLocked) Then place.setFormula(parts(2))
  Next n
  Dim form(0) As New com.sun.star.beans.PropertyValue
  form(0).Name = "FilterName" : form(0).Value = "Calc MS Excel 2007 XML"
  book.storeToURL(target, form())
Done:
  StarDesktop.terminate()
End Sub
"""
_MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1"
 script:language="StarBasic">{code}</script:module>"""


def libreoffice(profile: Path, *command: str) -> None:
    """LibreOffice without a window, in a profile of the test's own."""
    home = f"-env:UserInstallation=file://{profile}"
    subprocess.run(["soffice", home, "--headless", *command], check=True, timeout=120, capture_output=True)


def through_office(path: Path, folder: Path) -> Path:
    """The workbook as LibreOffice writes it, after it was an OpenDocument sheet."""
    for ending in ("ods", "xlsx"):
        libreoffice(folder / "profile", "--convert-to", ending, "--outdir", str(folder), str(path))
        path = folder / f"{path.stem}.{ending}"
    return path


def changed_in_office(path: Path, folder: Path, changes: dict[tuple[str, str], str]) -> Path:
    """The workbook after cells of sheets were typed into by LibreOffice's own macro, which saved it."""
    libreoffice(folder / "profile", "--terminate_after_init")
    module = folder / "profile" / "user" / "basic" / "Standard" / "Module1.xba"
    module.write_text(_MODULE.format(code=xml.escape(MACRO)))
    target = folder / "changed.xlsx"
    typed = ";".join(f"{name}|{place}|{text}" for (name, place), text in changes.items())
    libreoffice(
        folder / "profile",
        f'macro:///Standard.Module1.TypeIn("{path.as_uri()}","{target.as_uri()}","{typed}")',
    )
    return target


def fill(book: Any) -> list[Any]:
    """What a clerk enters, by openpyxl; the cells."""
    entered = {
        ("values", "unit.id", "value", ""): "elm",
        ("values", "rooms.heated", "value", ""): "yes",
        ("values", "rooms.seats", "value", ""): 35,
        ("statements", "fines", "ticked", "complete"): "yes",
        ("statements", "fines", "by", "complete"): "Ann & co",
        ("statements", "fines", "date", "complete"): "2025-02-01",
    }
    cells = [cell(book, *place) for place in entered]
    for one, value in zip(cells, entered.values(), strict=True):
        one.value = value
    fines = sheet(book, "list", "fines")
    amount = fines.cell(6, column(fines, "amount"))
    amount.value = 2
    return [*cells, amount]


def assert_same_facts(path: Path, other: Path) -> None:
    one, two = facts_of(path), facts_of(other)
    assert two.id == one.id == "elm"
    assert two.values.keys() == one.values.keys()
    assert all(two.values[name][0].value == one.values[name][0].value for name in one.values)
    amounts = [[r.values["amount"].value for r in unit.lists["fines"]] for unit in (one, two)]
    assert amounts[0] == amounts[1]
    whole = [[(c.list, c.by, c.date) for c in unit.complete] for unit in (one, two)]
    assert whole[0] == whole[1]


def test_what_libreoffice_saves_is_read_as_it_was(tmp_path: Path) -> None:
    def formula_like(book: Any) -> None:
        fill(book)
        by = cell(book, "statements", "fines", "by", "complete")
        by.value, by.data_type = "=Ann & co", "s"

    path = filled(written(tmp_path), formula_like)
    saved = through_office(path, tmp_path / "office")
    assert_same_facts(path, saved)
    book = openpyxl.load_workbook(saved)
    assert sheet(book, "list", "fines").protection.sheet
    assert {v.type for s in book for v in s.data_validations.dataValidation} >= {"list", "whole"}
    assert sheet(book, "choices").sheet_state == "hidden"


def test_what_is_typed_in_libreoffice_is_read(tmp_path: Path) -> None:
    path = written(tmp_path)
    cells = fill(openpyxl.load_workbook(path))
    typed = {(c.parent.title, c.coordinate): str(c.value) for c in cells}
    heading = cells[-1].offset(row=-1)
    spoilt = {(heading.parent.title, heading.coordinate): "spoilt"}
    saved = changed_in_office(path, tmp_path / "office", typed | spoilt)
    fill(book := openpyxl.load_workbook(path))
    book.save(path)
    assert_same_facts(path, saved)
    told = openpyxl.load_workbook(saved)[heading.parent.title][heading.coordinate]
    assert told.value == heading.value, "a heading is protected"


def test_a_letter_opens_in_libreoffice(tmp_path: Path) -> None:
    document = office().document("after/letter", "ash")
    letter = tmp_path / "letter.docx"
    letter.write_bytes(document.to_docx("en"))
    libreoffice(tmp_path / "profile", "--convert-to", FORMAT, "--outdir", str(tmp_path), str(letter))
    read = " ".join((tmp_path / "letter.txt").read_text(encoding="utf-8-sig").split())
    for line in document.to_text("en").splitlines():
        for word in line.split():
            if word.strip("-─ ").isalnum():
                assert word in read, line
