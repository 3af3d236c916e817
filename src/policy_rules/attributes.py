"""Classes by attrs whose `repr` is made when it is asked for, and not written for each of them.

To write and compile that of some 300 classes took a third of the time of all imports.
"""

from __future__ import annotations

from collections.abc import Callable
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

import attrs

if TYPE_CHECKING:
    from attrs import define, frozen
else:

    def _by(attrs_made: Callable[..., Any]) -> Callable[..., Any]:
        def decorate(kind: type | None = None, /, **how: Any) -> Any:
            if kind is None:
                return lambda kind: decorate(kind, **how)
            if how.get("repr", True) and "__repr__" not in vars(kind):
                kind.__repr__ = _told
            return attrs_made(kind, **how)

        return decorate

    define, frozen = _by(attrs.define), _by(attrs.frozen)


@recursive_repr("...")
def _told(thing: Any) -> str:
    shown = (a.name for a in attrs.fields(type(thing)) if a.repr)
    told = ", ".join(f"{name}={getattr(thing, name)!r}" for name in shown)
    return f"{type(thing).__qualname__.rsplit('>.', 1)[-1]}({told})"


__all__ = ["define", "frozen"]
