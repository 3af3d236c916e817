"""Files of the library as trees, each parsed once."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path


@cache
def parsed(path: Path) -> ast.Module:
    """The tree of a file; what reads it leaves it as it is."""
    return ast.parse(path.read_text("utf-8"))
