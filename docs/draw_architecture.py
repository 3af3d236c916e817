"""Draws `docs/architecture.md`'s picture and table from the imports and the docstrings of the packages.

`python docs/draw_architecture.py` (or `just architecture`) writes them anew; a test compares.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = "policy_rules"
PAGE = ROOT / "docs" / "architecture.md"

Edges = Mapping[str, frozenset[str]]


def layers(root: Path = ROOT) -> list[str]:
    """The names of the layers from the top down, as the linter holds them."""
    told = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    contracts = told["tool"]["importlinter"]["contracts"]
    (whole,) = (c for c in contracts if c.get("containers") == [PACKAGE])
    return [name.strip() for line in whole["layers"] for name in line.split("|")]


def edges(root: Path = ROOT) -> Edges:
    """Which layers the files of each layer import, wherever in the file."""
    top = root / "src" / PACKAGE
    found: dict[str, set[str]] = {}
    for path in sorted(top.rglob("*.py")):
        layer = path.relative_to(top).with_suffix("").parts[0]
        if layer == "__init__":
            continue  # the public names: they are of every layer
        found.setdefault(layer, set()).update(set(_imported(path, top)) - {layer})
    return {layer: frozenset(to) for layer, to in found.items()}


def _imported(path: Path, top: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            package, _, inside = node.module.partition(".")
            if package == PACKAGE:
                yield from [inside.partition(".")[0]] if inside else [a.name for a in node.names]


def reduced(found: Edges) -> Edges:
    """Without the imports that others imply: what remains shows the way."""

    def below(layer: str) -> frozenset[str]:
        to = found.get(layer, frozenset())
        return to.union(*map(below, to))

    return {layer: to - frozenset().union(*map(below, to)) for layer, to in found.items()}


def picture(names: list[str], found: Edges) -> Iterator[str]:
    """The layers with an arrow from each to those whose results it takes first."""
    ways = reduced(found)
    yield "```mermaid"
    yield "flowchart TD"
    for name in names:
        for to in sorted(ways.get(name, ()), key=names.index):
            yield f"    {name} --> {to}"
    yield "```"


def table(names: list[str], root: Path = ROOT) -> Iterator[str]:
    """What each layer and each package inside it holds, takes and gives, in the words of its docstring."""
    yield "| layer | what it holds | in | out |"
    yield "|---|---|---|---|"
    top = root / "src" / PACKAGE
    for name in names:
        inner = sorted(p.parent.name for p in (top / name).glob("*/__init__.py"))
        for shown, path in ((name, top / name), *((f"{name}.{i}", top / name / i) for i in inner)):
            first, taken, given = words_of(path)
            yield f"| `{shown}` | {first} | {taken} | {given} |"


def words_of(path: Path) -> tuple[str, str, str]:
    """The first line of a docstring, and what it says after `In:` and `Out:`."""
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    told = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    first, _, rest = told.partition("\n")
    found = re.search(r"^In: (.*?)\.\s+Out: (.*?)(?:\n\n|\Z)", rest, re.DOTALL | re.MULTILINE)
    return first.rstrip("."), *(
        " ".join(w.split()).rstrip(".") for w in (found.groups() if found else ("", ""))
    )


def drawn(page: str, root: Path = ROOT) -> str:
    """The page with its picture and its table as they are now."""
    names = [name for name in layers(root) if not name.startswith("__")]
    for mark, lines in (("picture", picture(names, edges(root))), ("table", table(names, root))):
        between = rf"(<!-- {mark}: [^\n]*-->\n).*?(<!-- end -->)"
        told = "\n".join(lines)
        page, number = re.subn(between, lambda m, t=told: f"{m[1]}{t}\n{m[2]}", page, flags=re.DOTALL)
        if number != 1:
            sys.exit(f"{PAGE.name} has {number} places for the {mark}")
    return page


if __name__ == "__main__":
    PAGE.write_text(drawn(PAGE.read_text("utf-8")), "utf-8")
