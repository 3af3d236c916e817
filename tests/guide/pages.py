"""A page that shows commands and what they print, followed to the letter, and printed anew."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from guide.test_guide import FENCE, ROOT, apply, run


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
            Path(second).parent.mkdir(parents=True, exist_ok=True)
            with Path(second).open("w" if first == "write" else "a", encoding="utf-8") as file:
                file.write(content)


def printed_anew(page: str) -> str:
    """The page with what its commands print now."""
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        for block, printed in reversed(list(follow(page))):
            page = page[: block.start(4)] + printed + page[block.end(4) :]
        os.chdir(ROOT)
    return page
