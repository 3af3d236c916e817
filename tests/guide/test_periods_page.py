"""The page `docs/periods.md`, followed to the letter; `python tests/guide/test_periods_page.py` renews it."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from guide.test_guide import FENCE, ROOT, apply, run

PAGE = ROOT / "docs" / "periods.md"


def follow(page: str) -> Iterator[tuple[re.Match[str], str]]:
    """Do in the current folder what the page says; each block of commands with what it comes to."""
    for block in FENCE.finditer(page):
        kind, first, second, content = block.groups()
        if kind == "console":
            lines = re.findall(r"^\$ (.*)$", content, re.MULTILINE)
            yield block, "".join(f"$ {line}\n{run(line)}" for line in lines)
        elif kind == "diff":
            apply(first, content)
        elif first in ("write", "add"):
            with Path(second).open("w" if first == "write" else "a", encoding="utf-8") as file:
                file.write(content)


def test_whoever_follows_the_page_sees_what_it_shows(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = list(follow(PAGE.read_text("utf-8")))
    assert len(found) >= 3
    for block, printed in found:
        assert printed == block[4]


if __name__ == "__main__":
    now = PAGE.read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for block, printed in reversed(list(follow(now))):
            now = now[: block.start(4)] + printed + now[block.end(4) :]
        os.chdir(ROOT)
    PAGE.write_text(now, "utf-8")
