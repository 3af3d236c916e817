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
_aged, _gone_through = 0, -1
MOST_AGED = 500_000
"""Objects that are made old at once between two full collections."""


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
    That counts what the process has frozen itself, one by one: not for what is done again and again. And it
    sets back what brings on a full collection: where much was made old since the last one, what is made
    does not stay, and ages as all does.
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
                if old and not gc.get_freeze_count() and _may_age():  # else the process keeps some apart
                    gc.freeze()
                    gc.unfreeze()
                gc.enable()


def _may_age() -> bool:
    """Whether what was made while the collector was at rest is made old at once."""
    global _aged, _gone_through  # noqa: PLW0603 (the collector is the process's)
    collections = gc.get_stats()[2]["collections"]
    if collections != _gone_through:
        _aged, _gone_through = 0, collections
    _aged += gc.get_count()[0]
    return _aged <= MOST_AGED
