"""A new ruleset to start from: a tiny one, whole and without a fault, copied into an empty folder."""

from __future__ import annotations

import json
import re
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from policy_rules.errors import CannotWriteError, Fault, Place, RulesetError
from policy_rules.whole_files import put_file

FACTS_FILE = "sources/riverside-library.yaml"
"""The facts of the template's invented unit."""

_HEADER = "ruleset.yaml"
_NAME = re.compile(r"\w[\w.-]*")
_NAME_LINE = re.compile(r"^name: .*$", re.MULTILINE)


def new_ruleset(folder: str | Path, name: str = "") -> tuple[Path, ...]:
    """Write a tiny ruleset into a folder that is empty or not there; gives the files, in order.

    `name` is by default the folder's. Nothing is ever overwritten.

    Raises:
        RulesetError: the folder holds something, or the name is none.
        CannotWriteError: it cannot be written to.
    """
    root = Path(folder)
    name = name or root.resolve().name
    if not _NAME.fullmatch(name):
        hint = "use letters, digits, `-`, `_` and `.`, as in `--name my-policy`"
        raise RulesetError(Fault(f"`{name}` is no name for a ruleset", hint=hint))
    _check_empty(root)
    written: list[Path] = []
    try:
        for parts, content in _files(resources.files("policy_rules") / "ruleset" / "template"):
            path = root.joinpath(*parts)
            path.parent.mkdir(parents=True, exist_ok=True)
            put_file(path, (_named(content, name) if parts == (_HEADER,) else content).encode(), new=True)
            written.append(path)
    except OSError as error:
        told = f"cannot be written: {error.strerror or error}"
        raise CannotWriteError(Fault(told, Place(str(error.filename or root)))) from error
    return tuple(written)


def next_steps(folder: str | Path) -> str:
    """What to do with a ruleset that was just written, line by line."""
    shown = Path(folder).as_posix()
    if re.search(r"[^\w./:-]", shown):
        shown = f'"{shown}"'
    facts, sources, header = (_within(shown, file) for file in (FACTS_FILE, "sources/", _HEADER))
    return f"""\
next steps:
  policy-rules check {shown}
  policy-rules assess {facts} --ruleset {shown} --as-of 2026-01-01 --year 2025 --lang en
  put the text of your policy into {sources} and name it in {header}
  write a rule for each sentence, one clause a file, and check again after each"""


def _named(header: str, name: str) -> str:
    return _NAME_LINE.sub(lambda _: f"name: {json.dumps(name, ensure_ascii=False)}", header, count=1)


def _within(shown: str, file: str) -> str:
    return f'{shown[:-1]}/{file}"' if shown.endswith('"') else f"{shown}/{file}"


def _check_empty(root: Path) -> None:
    place = Place(str(root))
    if root.exists() and not root.is_dir():
        raise RulesetError(Fault("this is a file, and a ruleset is a folder", place, "give another name"))
    try:
        held = sorted(p.name for p in root.iterdir()) if root.is_dir() else []
    except OSError as error:
        raise RulesetError(Fault(f"cannot be read: {error.strerror or error}", place)) from error
    if held:
        some = ", ".join(f"`{n}`" for n in held[:3]) + (", …" if len(held) > 3 else "")
        raise RulesetError(Fault(f"the folder is not empty: it holds {some}", place, "give a new folder"))


def _files(folder: Traversable, above: tuple[str, ...] = ()) -> list[tuple[tuple[str, ...], str]]:
    """The template's files below a folder, each with its path and its text."""
    found: list[tuple[tuple[str, ...], str]] = []
    for entry in sorted(folder.iterdir(), key=lambda e: (e.is_dir(), e.name != _HEADER, e.name)):
        path = (*above, entry.name)
        if entry.is_dir():
            found += _files(entry, path)
        else:
            found.append((path, entry.read_text("utf-8")))
    return found
