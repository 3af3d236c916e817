"""The files of a ruleset's folder, in order of their names."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

READINGS = "readings"
"""The folder of the double readings: no part of what is judged, and so of no digest and no cache file."""
ENDINGS = (".yaml", ".yml", ".json")
"""Of the files that are read as rulesets' are."""
MUTANTS = "mutants"
"""The name, without its ending, of the file there on mutants of rules that are held equivalent."""


def files_below(root: Path) -> list[tuple[str, Path]]:
    """The files below a folder, hidden ones apart, by their path with `/`, in order."""
    return sorted((name, root / name) for name in _names(str(root), ""))


def files_judged(root: Path) -> list[tuple[str, Path]]:
    """The files of a ruleset's folder, as `files_below` has them, without its double readings."""
    return [(name, root / name) for name in names_judged(root)]


def names_judged(root: Path) -> list[str]:
    """The paths of the same below the folder, in order."""
    return sorted(_names(str(root), "", READINGS))


def _names(folder: str, lead: str, apart: str = "") -> Iterator[str]:
    try:
        entries = list(os.scandir(folder))
    except PermissionError:
        return
    for entry in entries:
        if entry.name.startswith((".", "__")) or entry.name == apart:
            continue
        if entry.is_dir(follow_symlinks=False):
            yield from _names(entry.path, f"{lead}{entry.name}/")
        elif _is_file(entry):
            yield lead + entry.name


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:  # links that lead to each other
        return False


def digest_of(paths: Mapping[str, Path]) -> str:
    """SHA-256 over the names and bytes of files, in order of the names."""
    total = hashlib.sha256()
    for file, path in paths.items():
        try:
            content = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError:
            content = "unread"
        total.update(f"{file}\n{content}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()
