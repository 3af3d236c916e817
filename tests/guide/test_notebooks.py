"""The notebooks of `docs/notebooks`, run from top to bottom: each cell shows what stands below it.

Jupyter is not needed for it: a cell's last expression is shown as in a notebook, as text and as HTML. When an
output has changed on purpose, `python -m guide.test_notebooks`, in the folder `tests`, puts the new ones in.
"""

from __future__ import annotations

import ast
import contextlib
import io
import json
import os
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def run_again(notebook: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """The outputs of the cells with code, in the folder of the notebook."""
    names: dict[str, Any] = {"__name__": "__main__"}
    code = (cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    with contextlib.chdir(FOLDER):
        return [shown("".join(cell["source"]), names, number) for number, cell in enumerate(code, 1)]


def shown(source: str, names: dict[str, Any], number: int) -> list[dict[str, Any]]:
    """What a cell prints, and its last expression."""
    tree = ast.parse(source)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    printed, value = io.StringIO(), None
    with contextlib.redirect_stdout(printed):
        exec(compile(tree, "cell", "exec"), names)
        if isinstance(last, ast.Expr):
            value = eval(compile(ast.Expression(last.value), "cell", "eval"), names)
    told = printed.getvalue()
    found: list[dict[str, Any]] = []
    if told:
        found.append({"name": "stdout", "output_type": "stream", "text": told.splitlines(keepends=True)})
    if value is not None:
        data = {"text/plain": repr(value).splitlines(keepends=True)}
        html = value._repr_html_() if hasattr(value, "_repr_html_") else ""
        data |= {"text/html": html.splitlines(keepends=True)} if html else {}
        result = {"data": data, "execution_count": number, "metadata": {}, "output_type": "execute_result"}
        found.append(result)
    return found


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_tells_no_place_of_the_machine(path: Path) -> None:
    assert "Place(file=" not in path.read_text("utf-8")


@pytest.mark.heavy
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_shows_what_stands_in_it(path: Path) -> None:
    notebook = json.loads(path.read_text("utf-8"))
    kept = [cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert run_again(notebook) == kept


def test_there_is_one_of_each() -> None:
    assert [path.stem for path in NOTEBOOKS] == ["assess", "population", "score"]
    for path in NOTEBOOKS:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        drawn = [cell for cell in cells if "<svg" in json.dumps(cell.get("outputs", ""))]
        assert drawn, path.stem


if __name__ == "__main__":
    for each in NOTEBOOKS:
        told = json.loads(each.read_text("utf-8"))
        outputs = iter(run_again(told))
        for number, cell in enumerate((c for c in told["cells"] if c["cell_type"] == "code"), 1):
            cell |= {"outputs": next(outputs), "execution_count": number}
        each.write_text(json.dumps(told, ensure_ascii=False, indent=1) + os.linesep, "utf-8")
