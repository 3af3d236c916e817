"""What a command writes to its standard output and error, and the exit codes.

The output of a command is held until the command is done, so that an exit code is told of the whole.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO

from policy_rules.errors import CannotWriteError, Fault, visible

DONE, FOUND, BAD_INPUT, UNSETTLED, DEFECT, CANNOT_WRITE, INTERRUPTED = 0, 1, 2, 3, 70, 74, 130
EXIT_CODES = {
    DONE: "done",
    FOUND: "found what the command looks for: `assess --strict` a violation, `replay` a difference, "
    "`office --verify` a snapshot that does not stand, `coverage` words left over or readings that do not "
    "stand, `mutate` too little noticed or stale lines",
    BAD_INPUT: "bad input: options, files, rulesets (`check`: a fault), told on the standard error",
    UNSETTLED: "`assess --strict`: nothing is violated, and something is unknown",
    DEFECT: "a defect of this program, told on the standard error with where it is",
    CANNOT_WRITE: "the output, or a file asked for, cannot be written",
    INTERRUPTED: "interrupted (Ctrl-C)",
}
"""What each exit code means; a pipe that is closed at the other end changes none."""


def prepare() -> None:
    """Let both streams write UTF-8, whatever the locale, and any name of a file."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def put_out(text: str) -> None:
    """Write the output of a command.

    Raises:
        CannotWriteError: it cannot be written. Where nobody reads it any more nothing is raised.
    """
    if not text:
        return
    if sys.stdout is None:
        raise CannotWriteError(Fault("cannot write the output: it is closed"))
    try:
        sys.stdout.write(visible(text))
        sys.stdout.flush()
    except BrokenPipeError:
        _turn_away(sys.stdout)
    except OSError as error:
        _turn_away(sys.stdout)
        raise CannotWriteError(Fault(f"cannot write the output: {error.strerror or error}")) from error


def complain(text: str) -> None:
    """Write lines to the standard error, where there is one."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(visible(text) + "\n")
            sys.stderr.flush()


def say_written(what: str, size: int, *, quiet: bool = False) -> None:
    """Tell a person at a terminal what was written, and how much; nobody else."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        return
    told = f"{size / 1_000_000:.1f} MB" if size >= 1_000_000 else f"{max(1, size // 1000)} kB"
    complain(f"{what}: {told}")


def _turn_away(stream: TextIO) -> None:
    """Let what is left in the stream go nowhere, so that nothing fails when the process ends."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
