"""What tells that the files of a ruleset, or of the library, are still the same."""

from __future__ import annotations

import marshal
import sys
from functools import cache
from hashlib import sha256
from pathlib import Path

from attrs import frozen

from policy_rules.ruleset.folder import digest_of, files_judged
from policy_rules.values.country_calendar import edition
from policy_rules.version import __version__

FORMAT = 3
"""Raised whenever what a cache file holds changes its form."""
SETTLED = 3_000_000_000
"""Nanoseconds for which a file must have lain untouched: in one tick of the clock it could change unseen."""

Stamp = tuple[tuple[str, int, int], ...]
"""Of each file its path below the folder, its size and the time of its last change."""


def stamp(root: Path, ending: str = "") -> Stamp:
    """The stamp of a ruleset's (or another) folder, or of its files with an ending; raises OSError."""
    found = []
    for name, path in files_judged(root):
        if name.endswith(ending):
            status = path.stat()
            found.append((name, status.st_size, status.st_mtime_ns))
    return tuple(found)


@cache
def library() -> bytes:
    """What the cache file must have been made by: the format, this Python and this library's modules."""
    package = Path(__file__).parents[1]
    python = (sys.implementation.name, sys.version_info[:2], marshal.version)
    modules = (stamp(package, ".py"), stamp(package / "feel", ".lark"))
    return sha256(repr((FORMAT, __version__, python, modules)).encode()).digest()


@frozen
class Origin:
    """What a cache file was made from, and when."""

    files: Stamp
    written: int
    digest: str
    edition: str
    """That of the package of calendars, where the ruleset has a calendar."""

    def stands(self, root: Path) -> bool:
        """Whether the folder still holds the same: by its stamp, or else by the content of every file."""
        if self.edition and self.edition != edition():
            return False
        now = stamp(root)
        if now == self.files and all(changed < self.written - SETTLED for _, _, changed in now):
            return True
        same_names = [name for name, _, _ in now] == [name for name, _, _ in self.files]
        return same_names and digest_of(dict(files_judged(root))) == self.digest
