"""Writes the tables of keys into `docs/files.md`, from those by which files are read; a test compares."""

from __future__ import annotations

import re
from pathlib import Path

from policy_rules.ruleset.keys import SECTIONS
from policy_rules.ruleset.plain_shapes import TEXTS
from policy_rules.ruleset.shapes import Key, Shape

PAGE = Path(__file__).with_name("files.md")
_MARKED = re.compile(r"(<!-- keys: ([^\n]*) -->\n).*?(<!-- end -->)", re.DOTALL)


def with_tables(page: str) -> str:
    """The page with its tables as they are now."""
    return _MARKED.sub(lambda m: m[1] + "".join(map(_table, m[2].split(", "))) + "\n" + m[3], page)


def sections(page: str) -> list[str]:
    """The sections that the page tells of."""
    return [name for marked in _MARKED.finditer(page) for name in marked[2].split(", ")]


def _table(name: str) -> str:
    about = SECTIONS[name]
    head = "| key | takes | meaning | default |\n|---|---|---|---|\n"
    return f"\n**{name[0].upper()}{name[1:]}**: {about.doc}.\n\n{head}" + "".join(map(_row, about.keys))


def _row(key: Key) -> str:
    name = f"**`{key.name}`**" if key.required else f"`{key.name}`"
    cells = (name, _takes(key.shape), key.doc, key.default)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def _takes(shape: Shape) -> str:
    if shape == TEXTS:
        return "a text, or a list of texts"
    if shape.kind == "expression":
        return "a condition"
    if shape.kind == "section":
        return "one for each language" if shape.section == "a text by language" else shape.section
    inner = ", or ".join(dict.fromkeys(map(_takes, shape.parts)))
    if shape.kind == "list":
        return f"a list, each {inner}"
    if shape.kind == "map":
        return f"names, each with {inner}"
    return inner or shape.noun


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text("utf-8")), "utf-8")
