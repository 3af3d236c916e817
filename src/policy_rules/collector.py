"""Python's collector of cycles at rest while many objects are made, none of which can be garbage yet."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_resting = 0
_enabled = False


def _in_child() -> None:
    """Threads that had asked for rest when the process was forked are not there to end it."""
    global _LOCK, _resting  # noqa: PLW0603
    _LOCK = Lock()
    if _resting and _enabled:
        gc.enable()
    _resting = 0


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


@contextmanager
def quiet(*, old: bool = False) -> Iterator[None]:
    """The collector rests until the last thread that asked for it is done; reading is a third faster.

    With `old`, for what is made once and stays, all that there is is then old at once (frozen and unfrozen),
    so that it is not gone through again as young; a full collection finds what of it has become garbage.
    That counts what the process has frozen itself, one by one: not for what is done again and again.
    """
    global _resting, _enabled  # noqa: PLW0603 (the collector is the process's)
    with _LOCK:
        if not _resting:
            _enabled = gc.isenabled()
            gc.disable()
        _resting += 1
    try:
        yield
    finally:
        with _LOCK:
            _resting = max(_resting - 1, 0)  # below none: asked for before a fork
            if not _resting and _enabled:
                if old and not gc.get_freeze_count():  # else the process keeps some apart, and means to
                    gc.freeze()
                    gc.unfreeze()
                gc.enable()
