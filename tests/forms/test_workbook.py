"""A form as a workbook: what it asks, how it looks, what is read of it, what is told of wrong cells."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

import policy_rules as pr
from forms.elm import LIBRARY, ON, cell, column, facts_of, filled, sheet, written
from policy_rules.cli import main
from policy_rules.values.known import TRUE, point
from use.libraries import HERE

BAD = yaml.safe_load((Path(__file__).parent / "bad_cells.yaml").read_text("utf-8"))
CLERK = {"by": "Ann", "date": datetime.date(2025, 2, 1), "signed_by": "Bert"}


def test_a_form_asks_what_the_rules_and_the_sheet_read(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(written(tmp_path))
    assert cell(book, "values", "rooms.heated").value is None
    assert cell(book, "values", "unit.level").value == "town"
    assert cell(book, "statements", "fines", "ticked", "complete").value is None
    fines = sheet(book, "list", "fines")
    assert fines.cell(5, column(fines, "amount")).value
    assert fines.freeze_panes is not None
    assert fines.protection.sheet
    assert fines.cell(5, 1).protection.locked
    assert not fines.column_dimensions["A"].protection.locked
    kinds = {v.type for s in book for v in s.data_validations.dataValidation}
    assert {"list", "whole"} <= kinds


def test_what_is_filled_in_is_read_with_its_cells_as_sources(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        for key, value in CLERK.items():
            cell(book, "about", key).value = value
        cell(book, "values", "unit.id").value = "elm"
        cell(book, "values", "rooms.heated").value = "yes"
        cell(book, "values", "rooms.seats").value = "{at_least: 30}"
        fines = sheet(book, "list", "fines")
        fines.cell(6, column(fines, "amount")).value = 2
        cell(book, "statements", "fines", "ticked", "complete").value = "yes"

    unit = facts_of(filled(written(tmp_path), fill))
    (heated,) = unit.values["rooms.heated"]
    assert heated.value == TRUE
    assert str(heated.place).endswith(f"form.xlsx: {heated.source}")
    source = unit.sources[heated.source]
    assert (source.by, source.date) == ("Ann / Bert", datetime.date(2025, 2, 1))
    (seats,) = unit.values["rooms.seats"]
    assert seats.value.lo == 30 and not seats.value.settled
    (fine,) = unit.lists["fines"]
    assert fine.values["amount"].value == point(2)
    (whole,) = unit.complete
    assert (whole.list, whole.by, whole.date) == ("fines", "Ann", datetime.date(2025, 2, 1).toordinal())


def test_a_list_that_is_not_ticked_is_not_whole(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        cell(book, "values", "unit.id").value = "elm"
        cell(book, "statements", "fines", "ticked", "complete").value = "no"

    assert facts_of(filled(written(tmp_path), fill)).complete == ()
    path = filled(
        written(tmp_path),
        lambda book: setattr(cell(book, "statements", "fines", "by", "complete"), "value", "Ann"),
    )
    with pytest.raises(pr.FactsError, match="not said whether the list is whole"):
        pr.load_facts(path)


@pytest.mark.parametrize("case", BAD.values(), ids=BAD)
def test_a_wrong_cell_is_told_with_its_place_and_beside_it(
    tmp_path: Path, case: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    where = {}

    def fill(book: Any) -> None:
        cell(book, "values", "unit.id").value = "elm"
        if case["kind"] == "values":
            at = cell(book, "values", case["key"])
        else:
            one = sheet(book, "list", case["path"])
            at = one.cell(6, column(one, case["column"]))
        at.value = case["put"]
        where["sheet"], where["cell"] = at.parent.title, at.coordinate

    path = filled(written(tmp_path), fill)
    assert main(["form", LIBRARY, "--check", str(path), *ON]) == 2
    told = capsys.readouterr().out
    assert f"form.xlsx: {where['sheet']}!{where['cell']}" in told
    assert case["says"] in told
    checked = openpyxl.load_workbook(tmp_path / "form-checked.xlsx")
    assert case["says"] in checked[where["sheet"]][where["cell"]].comment.text


def test_all_that_is_wrong_is_told_in_one_round(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A tick that says nothing, YAML that is none, and values of a wrong type: each at its cell."""
    put = {"rooms.seats": "{at_least: 3", "rooms.heated": "perhaps", "unit.level": "hamlet"}

    def fill(book: Any) -> None:
        cell(book, "values", "unit.id").value = "elm"
        cell(book, "statements", "fines", "by", "complete").value = "Ann"
        for key, value in put.items():
            cell(book, "values", key).value = value

    path = filled(written(tmp_path), fill)
    assert main(["form", LIBRARY, "--check", str(path), *ON]) == 2
    told = capsys.readouterr().out
    for says in (
        "not said whether the list is whole",
        "not YAML",
        "`perhaps` is none of",
        "`hamlet` is none of",
    ):
        assert told.count(says) == 1
    assert "hint: choose one of: town, county\n" in told
    assert told.count("form.xlsx: ") == 6  # how many the form asks, the four, and the row's day


def test_a_row_with_a_wrong_tick_is_told_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The tick, the year that is missing at its own cell, and the day: all at once, none at a hidden cell."""
    put = {"ticked": "perhaps", "by": "Ann", "date": "2025/11/30"}

    def fill(book: Any) -> None:
        cell(book, "values", "unit.id").value = "elm"
        for key, value in put.items():
            cell(book, "statements", "complaints", key, "complete").value = value

    path = filled(written(tmp_path), fill)
    assert main(["form", LIBRARY, "--check", str(path), *ON]) == 2
    told = capsys.readouterr().out
    book = openpyxl.load_workbook(path)
    lists = sheet(book, "statements", "complete").title
    for key, says in (
        ("ticked", "not said whether"),
        ("for", "`for` is missing"),
        ("date", "write `2025-11-30`"),
    ):
        at = cell(book, "statements", "complaints", key, "complete").coordinate
        assert told.count(f"{lists}!{at}: ") == 1
        assert says in told.partition(f"{lists}!{at}: ")[2].partition(f": {lists}!")[0]


@pytest.mark.parametrize("mark", ["√", "✓", "x", "X", "是", "yes", 1, True])
def test_any_mark_is_a_tick(tmp_path: Path, mark: object) -> None:
    def fill(book: Any) -> None:
        for key, value in CLERK.items():
            cell(book, "about", key).value = value
        cell(book, "values", "unit.id").value = "elm"
        cell(book, "statements", "fines", "ticked", "complete").value = mark

    assert [whole.list for whole in facts_of(filled(written(tmp_path), fill)).complete] == ["fines"]


def test_a_source_may_be_told_in_words(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        cell(book, "about", "by").value = "Ann"
        cell(book, "values", "unit.id").value = "elm"
        cell(book, "values", "rooms.heated").value = "yes"
        cell(book, "values", "rooms.heated", "source").value = "letter of the town, no. 7"

    unit = facts_of(filled(written(tmp_path), fill))
    source = unit.sources[unit.values["rooms.heated"][0].source]
    assert (source.title, source.by) == ("letter of the town, no. 7", "Ann")


@pytest.mark.parametrize("department", [None, "town hall"])
def test_what_a_superior_decides_is_marked_and_never_closed(tmp_path: Path, department: str | None) -> None:
    """Its decision stands in a register, whose keeper gets the form: without it nothing can be settled."""
    rules = tmp_path / "rules"
    shutil.copytree(HERE / "library", rules)
    entities = rules / "vocabulary" / "entities.yaml"
    told = entities.read_text("utf-8")
    told = told.replace("{zh: 座位, ", "{zh: 座位, control: parent, register: plan, ")
    entities.write_text(told, "utf-8")
    registers = rules / "vocabulary" / "registers.yaml"
    registers.write_text("plan: {zh: 方案, en: plan, kept_by: town hall}\n", "utf-8")
    given = ["--set", "unit.level=town", *ON, "-o"]
    path = tmp_path / "town-hall.xlsx"
    if department:
        assert main(["form", str(rules), *given, str(tmp_path), "--split-by", "department"]) == 0
    else:
        assert main(["form", str(rules), *given, str(path)]) == 0
    at = cell(openpyxl.load_workbook(path), "values", "rooms.seats")
    assert not at.protection.locked
    marked = any("decided by a superior" in str(c.value) for c in at.parent[at.row])
    assert marked is (department is None)


@pytest.mark.parametrize(
    ("most", "asked"),
    [
        ("1", ["rooms.seats"]),
        ("3", ["rooms.seats", "rooms.heated", "fines"]),
        ("7", ["rooms.seats", "rooms.heated", "rooms.talked_to", "fines", "complaints", "grade"]),
    ],
)
def test_a_short_form_asks_what_comes_first_and_says_how_much_it_leaves_out(
    tmp_path: Path, most: str, asked: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    path, given = tmp_path / "form.yaml", ["--set", "unit.level=town", *ON, "--most", most]
    assert main(["form", LIBRARY, *given, "-o", str(path)]) == 0
    assert main(["form", LIBRARY, *given, "-o", str(path.with_suffix(".xlsx"))]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[0] == f"{path}: {len(asked)}"
    left = f"facts and lists that are not asked here: {6 - len(asked)}"
    assert (left in told) is (len(asked) < 6)
    assert (f"# {left}" in path.read_text("utf-8").splitlines()) is (len(asked) < 6)
    book = openpyxl.load_workbook(path.with_suffix(".xlsx"))
    keys = {s.cell(row, 1).value for s in book for row in range(int(s["D1"].value or 1), s.max_row + 1)}
    everything = {"rooms.seats", "rooms.heated", "rooms.talked_to", "fines", "complaints", "grade"}
    assert everything & keys == set(asked)


def test_a_chinese_form_is_chinese(tmp_path: Path) -> None:
    """No meanings in English, departments by their Chinese names; who is nobody by name is none."""
    rules, out = tmp_path / "rules", tmp_path / "parts"
    shutil.copytree(HERE / "library", rules)
    entities = rules / "vocabulary" / "entities.yaml"
    told = entities.read_text("utf-8")
    told = told.replace("{zh: 座位, ", "{zh: 座位, means: chairs, register: plan, ")
    told = told.replace("{zh: 供暖, ", "{zh: 供暖, means: 有暖气, register: stove, ")
    entities.write_text(told, "utf-8")
    registers = rules / "vocabulary" / "registers.yaml"
    registers.write_text(
        "plan: {zh: 方案, kept_by: {zh: 市政厅, en: town hall}}\n"
        "stove: {zh: 炉子, kept_by: {zh: 生火的人, en: who heats}, department: null}\n",
        "utf-8",
    )
    line = ["form", str(rules), "--set", "unit.level=town", *ON[:-1], "zh"]
    assert main([*line, "-o", str(out), "--split-by", "department"]) == 0
    assert sorted(path.stem for path in out.glob("*.xlsx")) == ["others", "town-hall"]
    book = openpyxl.load_workbook(out / "town-hall.xlsx")
    about = sheet(book, "about")
    assert "市政厅" in [about.cell(row, 4).value for row in range(6, 12)]
    assert not any("chairs" in str(c.value) for one in book for row in one for c in row)
    heated = cell(openpyxl.load_workbook(out / "others.xlsx"), "values", "rooms.heated")
    assert "有暖气" in [c.value for c in heated.parent[heated.row]]
    assert main([*line, "-o", str(tmp_path / "form.yaml")]) == 0
    assert "chairs" not in (tmp_path / "form.yaml").read_text("utf-8")


def test_a_form_of_a_ruleset_in_english_alone_is_english(tmp_path: Path) -> None:
    """No words of another language stand among its choices; the long name of a list stands whole."""
    rules = tmp_path / "rules"
    shutil.copytree(HERE / "library", rules)
    head = rules / "ruleset.yaml"
    head.write_text(head.read_text("utf-8") + "languages: [en]\n", "utf-8")
    long = "fines that readers were told of by letter"
    entities = rules / "vocabulary" / "entities.yaml"
    entities.write_text(entities.read_text("utf-8").replace("en: fines}", f"en: {long}}}"), "utf-8")
    line = ["form", str(rules), "--set", "unit.level=town", *ON]
    assert main([*line, "-o", str(tmp_path / "form.xlsx")]) == 0
    book = openpyxl.load_workbook(tmp_path / "form.xlsx")
    shown = {row[1].value for row in sheet(book, "choices").iter_rows(min_row=6) if row[0].value == "null"}
    assert shown == {"(none)"}
    assert long in {row[1].value for row in sheet(book, "statements", "complete").iter_rows(min_row=6)}
    assert main([*line, "-o", str(tmp_path / "form.yaml")]) == 0
    text = (tmp_path / "form.yaml").read_text("utf-8")
    assert "cells" not in text
    assert "# Fill in without the `#`;" in text


def test_what_is_computed_counts_by_its_value_or_is_told(tmp_path: Path) -> None:
    def fill(book: Any) -> None:
        cell(book, "values", "unit.id").value = "elm"
        cell(book, "values", "rooms.seats").value = "=3*10"

    with pytest.raises(pr.FactsError, match="computed, and its value was not saved"):
        pr.load_facts(filled(written(tmp_path), fill))


def test_a_form_without_faults_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = written(tmp_path, str(HERE / "elm-library.yaml"))
    assert main(["form", LIBRARY, "--check", str(path), *ON]) == 0
    assert "1 unit" in capsys.readouterr().out
    assert not (tmp_path / "form-checked.xlsx").exists()


def test_a_form_is_checked_by_the_ruleset_that_it_was_made_for(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, str(HERE / "elm-library.yaml"))
    monkeypatch.chdir(tmp_path)
    assert main(["form", "--check", str(path), "--lang", "en"]) == 2
    told = "".join(capsys.readouterr())
    assert "the form was made for the ruleset `library 3`, and none of that name is found" in told
    assert "name it, or its folder: `policy-rules form RULESET --check FILE`" in told
    shutil.copytree(LIBRARY, tmp_path / "library")
    assert main(["form", "--check", str(path), "--lang", "en"]) == 0
    assert "1 unit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("name", "bytes", "says"),
    [("a.xlsx", b"no zip", "no workbook that can be read"), ("b.xlsx", None, "no such file")],
)
def test_what_is_no_form_is_told(tmp_path: Path, name: str, bytes: bytes | None, says: str) -> None:
    if bytes is not None:
        (tmp_path / name).write_bytes(bytes)
    with pytest.raises(pr.FactsError, match=says):
        pr.load_facts(tmp_path / name)


def test_any_workbook_is_no_form(tmp_path: Path) -> None:
    openpyxl.Workbook().save(tmp_path / "other.xlsx")
    with pytest.raises(pr.FactsError, match="the workbook is no form"):
        pr.load_facts(tmp_path)


def test_each_department_has_its_own_and_they_are_joined(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules, folder = str(tmp_path / "rules"), tmp_path / "parts"
    assert main(["new", rules]) == 0
    given = ["--set", "unit.id=oak", "--set", "unit.name=Oak", "--as-of", "2025-03-01", "--year", "2024"]
    assert main(["form", rules, *given, "--split-by", "department", "-o", str(folder), "--lang", "en"]) == 0
    written = sorted(folder.glob("*.xlsx"))
    assert [p.stem for p in written if p.stem != "others"] == ["establishment-office", "the-library"]
    asked = [_asked(path) for path in written]
    assert all(asked) and not set.intersection(*asked)
    capsys.readouterr()
    assert main(["merge", str(folder), "-o", str(tmp_path / "all.yaml"), "--ruleset", rules]) == 0
    assert pr.load_ruleset(rules).bind(pr.load_facts(tmp_path / "all.yaml")).units.keys() == {"oak"}


def test_two_departments_never_share_a_file(tmp_path: Path) -> None:
    """Names that a folder takes for one, and one that is longer than a file's may be."""
    rules, folder = tmp_path / "rules", tmp_path / "parts"
    assert main(["new", str(rules)]) == 0
    registers = rules / "vocabulary" / "registers.yaml"
    told = registers.read_text("utf-8")
    assert "establishment office" in told
    registers.write_text(told.replace("establishment office", "The/Library"), "utf-8")
    given = ["form", str(rules), "--set", "unit.id=oak", "--as-of", "2025-03-01", "--split-by", "department"]
    assert main([*given, "-o", str(folder)]) == 0
    assert sorted(p.stem.casefold() for p in folder.glob("*ibrary*")) == ["the-library", "the-library-2"]
    registers.write_text(told.replace("establishment office", "部" * 300), "utf-8")
    assert main([*given, "-o", str(tmp_path / "long")]) == 0


def _asked(path: Path) -> set[str]:
    """The facts for which a workbook has a place, the unit's header apart."""
    found = set()
    for one in openpyxl.load_workbook(path):
        if one["B1"].value in ("values", "statements"):
            found |= {str(one.cell(row, 1).value) for row in range(int(one["D1"].value), one.max_row + 1)}
    return {name for name in found if name not in ("unit.id", "unit.name", "None")}
