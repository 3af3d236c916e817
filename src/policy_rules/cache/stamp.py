"""What tells that the files of a ruleset, or of the library, are still the same.

A file is the one that was read where it is still the same inode, of the same size, and was changed last
when it had been: in its content (`mtime`, which anybody may set) and in anything at all (`ctime`, which
the system alone sets, whenever one writes, renames over it or sets the other), both long before it was
read. Where anything of that is otherwise, or the system has no such time (Windows), the bytes of all
files are hashed again. Trusted is so the system's clock, not to be set back to the very nanosecond, and
that the file system keeps both times; no name, no size, and no time that a program can set. A store into
a mapped file shows in both when the system writes it back: a ruleset is not to be edited so while it is
loaded.

The library's own modules are told by size and time of change, as Python itself tells whether what it has
compiled of them is still theirs: what this takes for the same, Python runs as the same.
"""

from __future__ import annotations

import marshal
import os
import sys
import time
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.ruleset.folder import digest_of, files_judged, names_judged
from policy_rules.values.country_calendar import edition
from policy_rules.version import __version__

FORMAT = 15
"""Raised whenever what a cache file holds changes its form."""
SETTLED = 3_000_000_000
"""Nanoseconds for which a file must have lain untouched: in one tick of the clock it could change unseen."""
TELLS_CHANGES = sys.platform != "win32"
"""Whether `ctime` is the time of the last change: of Windows it is that of the making."""


@frozen
class Stamp:
    """What was seen of a folder's files, and when: equal where the same was seen."""

    files: tuple[tuple[str, int, int, int, int, int], ...]
    """Of each file its path below the folder, its size, `mtime`, `ctime`, device and inode."""
    taken: int = field(eq=False)
    """In nanoseconds, before the first file was looked at."""

    @property
    def settled(self) -> bool:
        """Whether each file had lain untouched for so long that it can't change unseen any more."""
        before = self.taken - SETTLED
        return TELLS_CHANGES and all(max(file[2:4]) < before for file in self.files)


def stamp(root: Path) -> Stamp:
    """The stamp of a ruleset's folder; raises OSError."""
    taken = time.time_ns()
    found = ((n, s.st_size, s.st_mtime_ns, s.st_ctime_ns, s.st_dev, s.st_ino) for n, s in _looked_at(root))
    return Stamp(tuple(found), taken)


def _looked_at(folder: Path, endings: tuple[str, ...] = ("",)) -> Iterator[tuple[str, os.stat_result]]:
    """The files below a folder whose names end so, each with what the system says of it."""
    for name in names_judged(folder):
        if name.endswith(endings):
            yield name, os.stat(f"{folder}/{name}")  # noqa: PTH116 - paths take thrice the time


def _modules(package: Path) -> list[tuple[str, int, int]]:
    """The modules of the library and its grammars, each with its size and the time of its change."""
    return [(name, s.st_size, s.st_mtime_ns) for name, s in _looked_at(package, (".py", ".lark"))]


@cache
def library() -> bytes:
    """What the cache file must have been made by: the format, this Python and this library's modules."""
    package = Path(__file__).parents[1]
    python = (sys.implementation.name, sys.version_info[:2], marshal.version)
    return sha256(repr((FORMAT, __version__, python, _modules(package))).encode()).digest()


@frozen
class Origin:
    """What a cache file was made from."""

    files: Stamp
    """As they were before they were read."""
    digest: str
    edition: str
    """That of the package of calendars, where the ruleset has a calendar."""

    def stands(self, root: Path) -> Stamp | None:
        """By which stamp the folder still holds the same: its own, or that of now if bytes are the same."""
        if self.edition and self.edition != edition():
            return None
        now = stamp(root)
        if now == self.files and self.files.settled:
            return self.files
        same_names = [file[0] for file in now.files] == [file[0] for file in self.files.files]
        return now if same_names and digest_of(dict(files_judged(root))) == self.digest else None
