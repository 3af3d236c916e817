"""The user's folder for cache files, whether it may be trusted, and the seal that its files bear.

A cache file is believed where it was written by this user: the folder, its key and the file belong to the
user (or to the system's administrator) and nobody else may write to them, and the file is sealed with the
key, which nobody else may read. What comes from elsewhere (another user, another machine, a prepared file)
bears no such seal, and is not even decoded. Against whoever can act as the user nothing here helps.
"""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from hashlib import blake2b, sha256
from pathlib import Path

from policy_rules.cache.stamp import library
from policy_rules.whole_files import put_file

SWITCH = "POLICY_RULES_CACHE"
KEY, KEY_SIZE = "key", 32
LARGEST = 64 * 1024 * 1024
"""The largest cache file read, in bytes."""
_PRIVATE = 0o600
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS_READ = stat.S_IRGRP | stat.S_IROTH


def folder() -> Path | None:
    """The user's folder for cache files; None where the cache is turned off."""
    if os.environ.get(SWITCH, "1") == "0":
        return None
    given = os.environ.get("XDG_CACHE_HOME", "")
    if given and Path(given).is_absolute():
        return Path(given) / "policy_rules"
    if sys.platform == "win32" and (local := os.environ.get("LOCALAPPDATA")):
        return Path(local) / "policy_rules"
    try:
        home = Path.home()
    except RuntimeError:
        return None
    return home / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "policy_rules"


def refusal(where: Path) -> str:
    """Why a folder that is there is not used, in words; empty where it is."""
    try:
        status = where.stat()
    except OSError:
        return ""
    if not stat.S_ISDIR(status.st_mode):
        return "it is no folder"
    if not _own(status):
        return "it belongs to another user"
    return "others can write to it" if _others(status, _OTHERS_WRITE) else ""


def sealed(file: Path) -> memoryview | None:
    """What a cache file holds, where its seal is good; raises OSError."""
    key = _key(file.parent)
    data = None if key is None else _read(file, LARGEST)
    if key is None or data is None:
        return None
    body = memoryview(data)[64:]
    return body if data[:64] == _head(file, key, body) else None


def seal(file: Path, body: bytes) -> None:
    """Write a cache file with its seal, whole or not at all; raises OSError."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if refusal(file.parent):
        return
    if not (file.parent / KEY).exists():
        with suppress(FileExistsError):  # another process was first
            put_file(file.parent / KEY, os.urandom(KEY_SIZE), _PRIVATE, new=True)
    key = _key(file.parent)
    if key is not None:
        put_file(file, _head(file, key, body) + body, _PRIVATE)


def _head(file: Path, key: bytes, body: bytes | memoryview) -> bytes:
    """By what a file was made, and its seal, which is good for a file of this name alone."""
    made_by, name = library(), sha256(file.name.encode()).digest()[:16]
    return made_by + blake2b(body, key=key, salt=made_by[:16], person=name, digest_size=32).digest()


def _key(where: Path) -> bytes | None:
    """The key of a folder, where both may be trusted."""
    if refusal(where):
        return None
    key = _read(where / KEY, KEY_SIZE, _OTHERS_WRITE | _OTHERS_READ)
    return key if key is not None and len(key) == KEY_SIZE else None


def _read(file: Path, most: int, others: int = _OTHERS_WRITE) -> bytes | None:
    """The bytes of a regular file of the user's that is not too long; None where there is none."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        handle = os.open(file, flags)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as stream:
        status = os.fstat(handle)
        usable = stat.S_ISREG(status.st_mode) and _own(status) and not _others(status, others)
        return stream.read() if usable and status.st_size <= most else None


def _own(status: os.stat_result) -> bool:
    return sys.platform == "win32" or status.st_uid in (0, os.geteuid())


def _others(status: os.stat_result, rights: int) -> bool:
    """Whether others have these rights; folders of a user of Windows are the user's own by their lists."""
    return sys.platform != "win32" and bool(status.st_mode & rights)
