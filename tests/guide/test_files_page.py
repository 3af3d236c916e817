"""The page `docs/files.md`: its tables are those of the loader, and its example is run.

`python tests/guide/test_files_page.py` renews what its commands print, and the tables.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).parents[1]))

from guide.pages import follow, printed_anew
from guide.test_guide import ROOT
from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.office_keys import OFFICE
from policy_rules.ruleset.reading_keys import READING_SECTIONS

PAGE = ROOT / "docs" / "files.md"
ELSEWHERE = {
    "a text by language",
    "what it replaces",
    "names that are gone",
    "the facts of an example",
    "the unit of an example",
}
"""Sections that pages of their own, or those around them, tell of."""


def tables() -> ModuleType:
    spec = importlib.util.spec_from_file_location("key_tables", ROOT / "docs/key_tables.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_its_tables_are_those_of_the_loader() -> None:
    assert tables().with_tables(PAGE.read_text("utf-8")) == PAGE.read_text("utf-8")


def test_every_section_is_told_of() -> None:
    others = {each.name for each in (*OFFICE, *READING_SECTIONS)} | ELSEWHERE
    assert set(tables().sections(PAGE.read_text("utf-8"))) == set(SECTIONS) - others


def test_whoever_follows_the_page_sees_what_it_shows(tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = list(follow(PAGE.read_text("utf-8")))
    assert found
    for block, printed in found:
        assert printed == block[4]
    spec = importlib.util.spec_from_file_location("properties", tmp_path / "properties.py")
    assert spec is not None
    assert spec.loader is not None
    properties = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(properties)
    properties.test_a_complaint_is_answered_in_time()
    properties.test_nine_teachers_in_ten()


if __name__ == "__main__":
    PAGE.write_text(printed_anew(tables().with_tables(PAGE.read_text("utf-8"))), "utf-8")
