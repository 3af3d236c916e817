"""The page `docs/periods.md`, followed to the letter; `python tests/guide/test_periods_page.py` renews it."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from guide.pages import follow, printed_anew
from guide.test_guide import ROOT

PAGE = ROOT / "docs" / "periods.md"


def test_whoever_follows_the_page_sees_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = list(follow(PAGE.read_text("utf-8")))
    assert len(found) >= 3
    assert not [block[4] for block, _ in found if " fault" in block[4]]
    for block, printed in found:
        assert printed == block[4]


if __name__ == "__main__":
    PAGE.write_text(printed_anew(PAGE.read_text("utf-8")), "utf-8")
