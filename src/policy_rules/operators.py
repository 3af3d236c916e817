"""The operators of FEEL, each as one value that parser, evaluator, type checker and docs read.

The table itself is data: `operators.toml` beside this module, in the order in which docs list it.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from importlib import resources
from types import MappingProxyType
from typing import Literal, get_args

from attrs import frozen

Form = Literal["infix", "prefix", "function", "syntax"]


@frozen
class Operator:
    """One operator, built-in function or piece of syntax.

    `params` holds, for each overload of a function, the names of its parameters (a last name of
    `...` stands for any number of arguments); other forms have one entry for their operands.
    `example` is an expression that is true. `in_rules` tells that rules may use it, not only
    `feel.evaluate`.
    """

    name: str
    form: Form
    params: tuple[tuple[str, ...], ...]
    signature: str
    doc: str
    example: str
    source: str
    group: str
    in_rules: bool = False


def _read() -> Mapping[str, Operator]:
    text = resources.files("policy_rules").joinpath("operators.toml").read_text("utf-8")
    table: dict[str, Operator] = {}
    for group, entries in tomllib.loads(text).items():
        clause = entries.pop("source")
        for name, row in entries.items():
            row.setdefault("source", clause)
            row.setdefault("form", "function")
            params = tuple(tuple(filter(None, p.split(", "))) for p in row.pop("params"))
            assert row["form"] in get_args(Form), name
            table[name] = Operator(name=name, group=group, params=params, **row)
    return MappingProxyType(table)


OPERATORS: Mapping[str, Operator] = _read()
"""All operators by name, in the order of the documentation."""
