"""The names of cache files, and what reading one that something has damaged may raise."""

from __future__ import annotations

import sys
from hashlib import sha256
from pathlib import Path

from policy_rules.cache.seal import folder

BROKEN = (
    *(OSError, ValueError, EOFError, TypeError, LookupError, AttributeError, RuntimeError),
    *(ArithmeticError, MemoryError),
)
"""What reading a cache file that something has damaged may raise."""


def file_of(root: Path, ending: str = "ruleset") -> Path | None:
    """A cache file of a ruleset: places in it are told as its path is written."""
    where = folder()
    if where is None:
        return None
    python = f"{sys.implementation.name} {sys.version_info[:2]}"
    name = sha256(f"{root.absolute()}\n{root}\n{python}".encode("utf-8", "surrogateescape"))
    return where / f"{name.hexdigest()[:40]}.{ending}"
