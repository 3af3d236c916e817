"""What has been made of an object, and is kept with it instead of in a module: it goes with the object."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import Any, TypeVar

Made = TypeVar("Made")


def told_state(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """What of a thing travels to other processes: what it was made from; the rest is made there again."""
    return {name: thing.__dict__[name] for name in names}


class Memo:
    """Things made of one object that does not change, one for each key; copies of the object begin anew."""

    def __init__(self) -> None:
        self._made: dict[Hashable, Any] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """The thing; of two threads that make it at once both get the first."""
        if key not in self._made:
            self._made.setdefault(key, make())
        found: Made = self._made[key]
        return found

    def __reduce__(self) -> tuple[type[Memo], tuple[()]]:
        return Memo, ()
