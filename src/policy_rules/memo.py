"""What has been made of an object, and is kept with it instead of in a module: it goes with the object."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

Made = TypeVar("Made")
Thing = TypeVar("Thing", bound="MadeLater")
Kind = TypeVar("Kind", bound="Folded")


def told_state(thing: object, names: Iterable[str]) -> dict[str, Any]:
    """What of a thing travels to other processes: what it was made from; the rest is made there again."""
    return {name: getattr(thing, name) for name in names}


class MadeLater:
    """What is made of a thing when it is first asked for, by the maker that `with_later` put into it."""

    if not TYPE_CHECKING:  # else every name would be an attribute

        def __getattr__(self, name: str) -> Any:
            later = self.__dict__.get("_later")
            if later is None or name not in later.makes:
                raise AttributeError(f"`{type(self).__name__}` has no attribute `{name}`")
            made = self.__dict__[name] = getattr(later, name)
            return made


def with_later(kind: Callable[..., Thing], later: Any, known: Mapping[str, Any]) -> Thing:
    """A thing of which some attributes are known and those that `later.makes` names are its attributes."""
    thing: Thing = object.__new__(kind)  # type: ignore[arg-type]
    thing.__dict__.update(known, _later=later)
    return thing


class Folded:
    """What may lack attributes (`unfolding`) until one that it lacks is asked for; then all are there."""

    __slots__ = ("_unfold",)
    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            try:
                unfold = object.__getattribute__(self, "_unfold")
            except AttributeError:
                unfold = dict
            made = unfold()
            if name not in made:
                raise AttributeError(f"`{type(self).__name__}` has no attribute `{name}`")
            for key, value in made.items():
                object.__setattr__(self, key, value)
            return made[name]


def unfolding(kind: type[Kind], known: Mapping[str, Any], unfold: Callable[[], Mapping[str, Any]]) -> Kind:
    """A thing of which some attributes are known; `unfold` gives all, the same whenever it is asked."""
    thing = object.__new__(kind)
    for name, value in (*known.items(), ("_unfold", unfold)):
        object.__setattr__(thing, name, value)
    return thing


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
