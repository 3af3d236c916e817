"""FEEL, the condition language: a profile of DMN 1.5 (OMG), clause 10.3.

`evaluate(text, context)` gives the value of an expression on plain data, `parse` its tree, `unparse`
the text of a tree. Importing this package is cheap: the rest is loaded on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from policy_rules.feel.evaluate import evaluate as evaluate
    from policy_rules.feel.parse import parse as parse
    from policy_rules.feel.unparse import unparse as unparse
    from policy_rules.feel.values import Range as Range
    from policy_rules.feel.values import YearsMonths as YearsMonths

_HOMES = {
    "Range": "values",
    "YearsMonths": "values",
    "evaluate": "evaluate",
    "parse": "parse",
    "unparse": "unparse",
}
__all__ = ["Range", "YearsMonths", "evaluate", "parse", "unparse"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
