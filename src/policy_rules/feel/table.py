"""The table of FEEL's built-ins: their names and parameters, and all about those that rules do not have.

The table itself is data: `table.toml` beside this module, in the order in which docs list it. What rules
may use too is documented by `policy_rules.operators`; here stand only its names and parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from policy_rules.attributes import frozen

Form = Literal["infix", "prefix", "function", "syntax"]
Params = tuple[tuple[str, ...], ...]
"""For each overload the names of its parameters; a last name of `...` stands for any number of values."""


@frozen
class FeelOnly:
    """An operator, built-in function or piece of syntax that `feel.evaluate` has and rules do not.

    `params` has one entry for the operands of what is no function. `example` is an expression that is true.
    """

    name: str
    group: str
    form: Form
    params: Params
    signature: str
    doc: str
    example: str
    source: str


@cache
def feel_only() -> Mapping[str, FeelOnly]:
    """What only FEEL has, by name, in the order of the documentation."""
    found: dict[str, FeelOnly] = {}
    for group, entries in _read().items():
        for name, row in entries.items():
            if isinstance(row, dict):
                params = _params(row["params"])
                whole = {"source": entries["source"], "form": "function", **row, "params": params}
                found[name] = FeelOnly(name=name, group=group, **whole)
    return MappingProxyType(found)


@cache
def parameters() -> Mapping[str, Params]:
    """The parameters of every built-in function, by its name."""
    own = {name: entry.params for name, entry in feel_only().items() if entry.form == "function"}
    shared = {name: _params(texts) for name, texts in _read()["documented_with_rules"].items()}
    return MappingProxyType({**own, **shared})


def multi_word_names() -> list[str]:
    """Names of built-ins with several words, the longest first."""
    return sorted((name for name in parameters() if " " in name), key=len, reverse=True)


@cache
def _read() -> dict[str, Any]:
    import tomllib  # who reads a loaded ruleset needs no table

    return tomllib.loads(Path(__file__).with_name("table.toml").read_text("utf-8"))


def _params(texts: list[str]) -> Params:
    return tuple(tuple(filter(None, text.split(", "))) for text in texts)
