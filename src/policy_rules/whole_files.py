"""Files written whole or not at all: beside their place, then renamed into it.

Whoever reads at any moment, after a kill too, finds the file as it was or as it is to be.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from policy_rules.errors import Fault, Place, PolicyRulesError

HEADER = "ruleset.yaml"
"""The file that makes a folder a ruleset's."""
_READ = (".yaml", ".yml", ".json", ".xlsx")
"""What is read of a folder that is named as an input."""


def write_whole(path: str | Path, data: bytes, inputs: Iterable[str | Path] = ()) -> None:
    """Write a file that a person asked for, and put it on the disk.

    What is no file of its own (a pipe, a terminal, `/dev/stdout`) is written to as it is. A link stays one:
    what it leads to is written.

    Raises:
        PolicyRulesError: it is one of the inputs, would be read with them, or lies in a ruleset's folder.
        OSError: it cannot be written.
    """
    check_output(path, inputs)
    file, mode = Path(os.path.realpath(path)), None
    with suppress(FileNotFoundError):
        status = Path(path).stat()
        if not stat.S_ISREG(status.st_mode):
            Path(path).write_bytes(data)
            return
        mode = stat.S_IMODE(status.st_mode)
    put_file(file, data, mode, durable=True)


def check_output(path: str | Path, inputs: Iterable[str | Path] = ()) -> None:
    """See to it that an output touches neither what it is made from nor a ruleset.

    Raises:
        PolicyRulesError: it is one of the inputs, would be read with them, or lies in a ruleset's folder.
    """
    file = Path(os.path.realpath(path))
    hint = "name another file, elsewhere"
    for given in inputs:
        one = Path(os.path.realpath(given))
        if file == one or _same(file, one):
            raise PolicyRulesError(Fault("this is read, and would be written over", Place(str(path)), hint))
        if one in file.parents and file.suffix in _READ and one.is_dir():
            told = f"what stands in `{given}` is read with the facts, and this is none of them"
            raise PolicyRulesError(Fault(told, Place(str(path)), hint))
    for folder in (file, *file.parents):
        if (folder / HEADER).is_file():
            told = f"`{folder}` is the folder of a ruleset, and nothing is written into it"
            raise PolicyRulesError(Fault(told, Place(str(path)), hint))


def _same(one: Path, other: Path) -> bool:
    """Whether both are one regular file by two names; a pipe or terminal may be read and written to."""
    try:
        return one.is_file() and one.samefile(other)
    except OSError:
        return False


def put_file(
    file: Path, data: bytes, mode: int | None = None, *, durable: bool = False, new: bool = False
) -> None:
    """Write a file beside its place and rename it into it, or leave all as it was.

    `mode` are its permissions, else those that the process gives to new files; `durable` waits until it is
    on the disk; with `new` nothing is written over.

    Raises:
        FileExistsError: there is one, and it was to be new.
        OSError: it cannot be written.
    """
    beside = file.with_name(f".{os.urandom(8).hex()}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(beside, flags, 0o666 if mode is None else mode)
        with os.fdopen(handle, "wb") as stream:
            if mode is not None:
                beside.chmod(mode)  # what the process takes from new files is not taken here
            stream.write(data)
            stream.flush()
            if durable:
                os.fsync(stream.fileno())
        if not new or not _linked(beside, file):
            beside.replace(file)
    except BaseException as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename, error.filename2 = str(file), None  # what was asked for
        raise
    if durable:
        _folder_to_disk(file.parent)


def _linked(beside: Path, file: Path) -> bool:
    """Give it the name `file`, which must be new, for that beside it; False where the system cannot."""
    try:
        file.hardlink_to(beside)
    except FileExistsError:
        raise
    except OSError:
        if os.path.lexists(file):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(file)) from None
        return False
    beside.unlink()
    return True


def _folder_to_disk(folder: Path) -> None:
    """Put the name on the disk too, where the system can."""
    with suppress(OSError, AttributeError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
