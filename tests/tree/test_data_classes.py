"""Classes of data are what attrs would have made of them: each class of the library, and what objects do."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
import subprocess
import sys
import weakref
from functools import cached_property
from typing import Any

import attrs
import pytest

from policy_rules import data_classes

OWN, THEIRS = data_classes, attrs
BOTH = pytest.mark.parametrize("made_by", [OWN, THEIRS], ids=["own", "attrs"])

# run twice, in processes of their own: with the library's decorators, and with those of attrs in their place
CLASSES = """
import sys, json, pkgutil, inspect, importlib
import attrs
if sys.argv[1] == "attrs":
    sys.modules["policy_rules.data_classes"] = attrs
import policy_rules

def of(kind):
    told = [(f.name, f.alias, f.init, bool(f.repr), bool(f.eq), bool(f.eq if f.hash is None else f.hash),
             f.kw_only, hasattr(f.default, "factory") or repr(f.default).partition(" at 0x")[0])
            for f in kind.__attrs_attrs__]
    same = [name for name in ("__eq__", "__hash__", "__repr__", "__init__", "__lt__", "__getstate__")
            if getattr(kind, name, None) is getattr(object, name, None)]
    converted = {f.alias for f in kind.__attrs_attrs__ if f.converter}
    signature = "" if "__init__" in same else [
        (p.name, str(p.kind), p.default is p.empty, p.name in converted or str(p.annotation))
        for p in inspect.signature(kind).parameters.values()]
    slots = sorted(kind.__dict__["__slots__"]) if "__slots__" in kind.__dict__ else None
    frozen = "_" in kind.__setattr__.__name__.strip("_")
    return [told, same, signature, slots, frozen, kind.__match_args__, kind.__hash__ is None,
            kind.__qualname__, kind.__doc__, sorted(n for n in dir(kind) if not n.startswith("__"))]

found = {}
for module in pkgutil.walk_packages(policy_rules.__path__, "policy_rules."):
    if not module.name.endswith(("__main__", "class_maker", "data_classes")):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and "__attrs_attrs__" in kind.__dict__:
                found[f"{kind.__module__}.{kind.__qualname__}"] = of(kind)
print(json.dumps(found, default=repr))
"""


def test_each_class_of_the_library_is_as_attrs_makes_it() -> None:
    command = [sys.executable, "-c", CLASSES]
    runs = [subprocess.run([*command, by], capture_output=True, check=True).stdout for by in ("own", "attrs")]
    own, theirs = map(json.loads, runs)
    assert len(own) > 300
    assert own.keys() == theirs.keys()
    assert {name: told for name, told in own.items() if told != theirs[name]} == {}


def classes(by: Any) -> dict[str, Any]:
    """Classes by the decorators of one of both."""

    @by.frozen
    class Point:
        x: int
        y: int = 2
        note: str = by.field(default="", eq=False, repr=False)

        def moved(self) -> Any:
            return by.evolve(self, x=self.x + 1)

        @cached_property
        def far(self) -> list[int]:
            return [self.x, self.y]

    @by.frozen
    class Named(Point):
        _name: str = "n"
        tags: list[str] = by.field(factory=list, kw_only=True, hash=False)

        def moved(self) -> Any:
            return super().moved()

        @property
        def kind(self) -> Any:
            return __class__  # type: ignore[name-defined]

        @cached_property
        def near(self) -> str:
            return "near"

    @by.frozen(eq=False, slots=False)
    class Open:
        a: int
        b: int = by.field(init=False, default=7)

        @cached_property
        def twice(self) -> int:
            return 2 * self.a

    @by.define
    class Changing:
        a: int
        doubled: int = by.field()
        words: str = by.field(converter=str, default=3)

        @doubled.default  # type: ignore[attr-defined]
        def _(self) -> int:
            return 2 * self.a

        def __attrs_post_init__(self) -> None:
            self.a += 1

    @by.frozen(order=True)
    class Place:
        n: int
        m: int = 0

    @by.frozen
    class Typed:
        value: object = by.field(eq=lambda value: (type(value), value))

    @by.define(unsafe_hash=True)
    class Hashed:
        a: int

    return {kind.__name__: kind for kind in (Point, Named, Open, Changing, Place, Typed, Hashed)}


def tried(call: Any) -> Any:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - which it is is what is compared
        return next(k.__name__ for k in type(error).__mro__ if k.__module__ == "builtins")


def told(by: Any) -> list[Any]:
    """What objects of the classes do."""
    c = classes(by)
    point, named, changing = c["Point"](1), c["Named"](1, tags=["t"]), c["Changing"](4)
    loose = c["Open"](3)
    return [
        *(repr(o) for o in (point, named, loose, changing, c["Place"](1))),
        *(point == other for other in (c["Point"](1, 2, "other"), c["Point"](2), named, 1, loose)),
        hash(point) == hash(c["Point"](1, 2, "other")),
        tried(lambda: hash(named)) == hash(c["Named"](1, tags=[])),
        tried(lambda: hash(changing)),
        tried(lambda: setattr(point, "x", 3)),
        tried(lambda: setattr(point, "new", 3)),
        tried(lambda: delattr(point, "x")),
        tried(lambda: setattr(loose, "a", 3)),
        tried(lambda: setattr(changing, "new", 3)),
        tried(c["Point"]),
        tried(lambda: c["Point"](1, z=2)),
        tried(lambda: c["Named"](1, 2, "", "n", [])),
        tried(lambda: point.nothing),
        tried(lambda: named.nothing),
        point.far is point.far,
        (named.near, named.far, loose.twice, loose.b),
        (repr(point.moved()), repr(named.moved()), named.kind is c["Named"], named._name),
        repr(by.evolve(named, name="m", y=5)),
        (changing.a, changing.doubled, changing.words),
        c["Place"](1, 2) < c["Place"](1, 3) <= c["Place"](1, 3),
        tried(lambda: c["Place"](1) < 1),
        c["Typed"](1) == c["Typed"](1.0),
        c["Typed"](1) == c["Typed"](1),
        {c["Hashed"](1): 2}.get(c["Hashed"](1)),
        [f.name for f in by.fields(c["Named"])],
        (by.has(c["Named"]), by.has(int), by.asdict(named)),
        copy.copy(named) == named,
        copy.copy(point).far is point.far,
        copy.deepcopy(named).tags is named.tags,
        weakref.ref(point)() is point,
        (str(inspect.signature(c["Named"])), named.__getstate__()),
        (c["Point"].__match_args__, c["Named"].__match_args__),
    ]


def test_objects_do_what_those_of_attrs_do() -> None:
    assert told(OWN) == told(THEIRS)


@OWN.frozen
class Travelling:
    """What can be pickled is found by its name."""

    a: int
    b: str = ""

    @cached_property
    def c(self) -> list[int]:
        """Made where it is asked for."""
        return [self.a]


def test_an_object_travels_without_what_was_made_of_it() -> None:
    one = Travelling(1, b="b")
    assert one.c == [1]
    other = pickle.loads(pickle.dumps(one))
    assert other == one
    assert other.c == one.c
    assert other.c is not one.c
