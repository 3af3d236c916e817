"""Classes by `policy_rules.attributes` are told as those by attrs itself, and the library takes no others."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest

from policy_rules import attributes

ROOT = Path(__file__).parents[2] / "src" / "policy_rules"


def told(by: Any) -> list[str]:
    """What things of classes made by a module are told as."""

    @by.frozen
    class Town:
        name: str
        seat: object = None
        key: str = attrs.field(default="", repr=False)

    @by.define
    class Ring:
        first: object = None

    @by.frozen
    class Named(Town):
        more: tuple[object, ...] = ()

    @by.frozen
    class Own:
        name: str

        def __repr__(self) -> str:
            return "its own"

    @by.frozen(repr=False)
    class Bare(Own):
        more: int = 1

    kinds: Any = (Town, Ring, Named, Own, Bare)
    town, made, named, own, bare = kinds
    ring = made()
    ring.first = [ring, town("a", town("b"))]
    return [repr(thing) for thing in (town("a"), ring, named("n", more=(own("x"),)), bare("b"))]


def test_they_are_told_as_by_attrs() -> None:
    assert told(attributes) == told(attrs)


@pytest.mark.parametrize("name", ["frozen", "define"])
def test_no_module_has_attrs_write_it(name: str) -> None:
    named = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if line.strip().startswith("from attrs import") and name in line.replace(",", " ").split()
    }
    assert named == {"attributes.py"}
