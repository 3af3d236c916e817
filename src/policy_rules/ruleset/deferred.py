"""Values that are made when they are first asked for, and then stay."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from threading import RLock
from typing import Generic, TypeVar

T = TypeVar("T")
_LOCK = RLock()


def _in_child() -> None:
    """A thread that held the lock when the process was forked is not there to give it back."""
    global _LOCK  # noqa: PLW0603
    _LOCK = RLock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


class Deferred(Generic[T]):
    """A value that is made once, by whichever thread asks first."""

    __slots__ = ("_make", "_value")

    def __init__(self, make: Callable[[], T]) -> None:
        self._make: Callable[[], T] | None = make

    def get(self) -> T:
        """The value."""
        if self._make is not None:
            with _LOCK:
                if self._make is not None:
                    self._value = self._make()
                    self._make = None
        return self._value

    def __reduce__(self) -> tuple[object, ...]:
        return _made, (self.get(),)


def _made(value: T) -> Deferred[T]:
    found = Deferred(lambda: value)
    found.get()
    return found


def made(value: T | Deferred[T]) -> T:
    """The value, made now where it was deferred."""
    return value.get() if isinstance(value, Deferred) else value


class DeferredMapping(Mapping[str, T]):
    """A mapping whose keys are known and whose values are made when one of them is asked for."""

    def __init__(self, keys: tuple[str, ...], make: Callable[[str], T]) -> None:
        self._values = {key: Deferred(lambda key=key: make(key)) for key in keys}  # type: ignore[misc]

    def __getitem__(self, key: str) -> T:
        return self._values[key].get()

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[object, ...]:
        return dict, (dict(self),)
