"""Sheets that were once found good are read when a unit needs them; faults are told of all as before."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest

from policy_rules import Ruleset, RulesetError, load_ruleset
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheets.sheet_file import SheetReader

TOWN = {"unit": {"id": "t", "level": "town"}}
ASKED: dict[str, Any] = {"as_of": datetime.date(2025, 3, 1), "year": 2024}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ruleset with a sheet of 2024 and one of 2025, whose cache files are the test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("POLICY_RULES_CACHE", "1")
    return Path(shutil.copytree(Path(__file__).parent / "library", tmp_path / "library"))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The years of the sheets that are read whole, one by one."""
    years, whole = list[int](), SheetReader.sheet

    def noted(reader: SheetReader) -> Sheet | None:
        years.append(reader.year)
        return whole(reader)

    monkeypatch.setattr(SheetReader, "sheet", noted)
    return years


def good(folder: Path) -> Ruleset:
    """The ruleset in a later process: its sheets were read before, and none was at fault."""
    assert len(load_ruleset(folder).sheets) == 2
    return load_ruleset(folder)


def test_the_first_time_all_are_read_and_then_the_one_that_serves(folder: Path, read: list[int]) -> None:
    first = load_ruleset(folder).assess(TOWN, **ASKED)
    assert read == [2024, 2025]
    read.clear()
    again = load_ruleset(folder).assess(TOWN, **ASKED)
    assert read == [2024]
    assert again.score.to_dict() == first.score.to_dict()


def test_other_parameters_have_the_one_that_serves_read_anew(folder: Path, read: list[int]) -> None:
    ruleset = good(folder)
    read.clear()
    for seats in (20, 30):
        ruleset.assess(TOWN, **ASKED, parameters={"seats_needed": seats})
    assert read == [2024, 2024]


def test_each_is_read_once(folder: Path, read: list[int]) -> None:
    ruleset = good(folder)
    read.clear()
    one = ruleset.assess(TOWN, **ASKED)
    assert ruleset.sheets["town-2024"] is ruleset.assess(TOWN, **ASKED).asked.sheet is one.asked.sheet
    assert sorted(ruleset.sheets) == ["town-2024", "town-2025"]
    assert read == [2024, 2025]


@pytest.mark.parametrize("year", [2024, 2025])
def test_a_fault_in_either_is_told_after_a_change(folder: Path, year: int) -> None:
    good(folder)
    file = folder / "sheets" / "town-2025.yaml"
    file.write_text(file.read_text("utf-8").replace("points: 10", "points: -10", 1), "utf-8")
    for _ in range(2):  # what is at fault is never taken for good
        with pytest.raises(RulesetError, match=r"town-2025\.yaml"):
            load_ruleset(folder).assess(TOWN, as_of=ASKED["as_of"], year=year)


def test_two_for_the_same_units_are_told_after_a_change(folder: Path) -> None:
    good(folder)
    file = folder / "sheets" / "town-2025.yaml"
    file.write_text(file.read_text("utf-8").replace("year: 2025", "year: 2024", 1), "utf-8")
    with pytest.raises(RulesetError, match="for the same units"):
        load_ruleset(folder).assess(TOWN, **ASKED)


@pytest.mark.parametrize("name", ["town-2024", "town-2025"])
def test_a_sheet_is_named(folder: Path, name: str) -> None:
    assert good(folder).assess(TOWN, **ASKED, sheet=name).asked.sheet.name == name


def test_a_name_that_no_sheet_has_is_told(folder: Path) -> None:
    with pytest.raises(RulesetError, match="no sheet `town-2026`"):
        good(folder).assess(TOWN, **ASKED, sheet="town-2026")
