"""Classes by attrs whose `repr`, `==` and hash are made when they are asked for, and not written for each.

To write and compile those of some 300 classes took half of the time of all imports.
"""

from __future__ import annotations

from collections.abc import Callable
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from attrs import define, frozen
else:
    _PLAIN = frozenset({"slots", "init", "repr", "kw_only"})

    def _by(attrs_made: Callable[..., Any], *, hashed: bool) -> Callable[..., Any]:
        def decorate(kind: type | None = None, /, **how: Any) -> Any:
            if kind is None:
                return lambda kind: decorate(kind, **how)
            own = vars(kind)
            if how.get("repr", True) and "__repr__" not in own:
                kind.__repr__ = _told
            if not hashed or how.keys() - _PLAIN or {"__eq__", "__hash__", "__ne__"} & own.keys():
                return attrs_made(kind, **how)
            made = attrs_made(kind, eq=False, **how)
            _compared_later(made)
            return made

        return decorate

    define, frozen = _by(attrs.define, hashed=False), _by(attrs.frozen, hashed=True)


def _compared_later(kind: Any) -> None:
    """Give a frozen class `==` and a hash as attrs writes them, written when two are first compared."""

    def write() -> None:
        made: dict[str, Any] = {"kind": kind.__qualname__}

        def value(of: str, a: Any) -> str:
            if a.eq_key is None:
                return f"{of}.{a.name}"
            made[f"key_{a.name}"] = a.eq_key
            return f"key_{a.name}({of}.{a.name})"

        told = attrs.fields(kind)
        same = " and ".join(f"{value('self', a)} == {value('other', a)}" for a in told if a.eq) or "True"
        hashed = "".join(f"{value('self', a)}, " for a in told if (a.eq if a.hash is None else a.hash))
        text = (
            "def __eq__(self, other):\n"
            f"    return ({same}) if other.__class__ is self.__class__ else NotImplemented\n"
            "def __hash__(self):\n"
            f"    return hash((kind, {hashed}))\n"
        )
        exec(text, made)  # noqa: S102 - names of attributes alone
        kind.__eq__, kind.__hash__ = made["__eq__"], made["__hash__"]

    def equal(self: Any, other: object) -> Any:
        write()
        return kind.__eq__(self, other)

    def hashed(self: Any) -> int:
        write()
        return int(kind.__hash__(self))

    kind.__eq__, kind.__hash__ = equal, hashed


@recursive_repr("...")
def _told(thing: Any) -> str:
    shown = (a.name for a in attrs.fields(type(thing)) if a.repr)
    told = ", ".join(f"{name}={getattr(thing, name)!r}" for name in shown)
    return f"{type(thing).__qualname__.rsplit('>.', 1)[-1]}({told})"


__all__ = ["define", "frozen"]
