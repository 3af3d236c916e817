"""`value instance of type` (DMN 1.5 clause 10.3.2.9.4): built-in types, and lists, ranges, contexts."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from policy_rules.feel.values import Closure, Range, Refused, Value, kind, spend

_TOKEN = re.compile(r"<|>|,|:|->|[^<>,:\-]+")
_ALIASES = {
    "days and time duration": "days and time duration",
    "years and months duration": "years and months duration",
    "dayTimeDuration": "days and time duration",
    "yearMonthDuration": "years and months duration",
}
_SIMPLE = frozenset(
    (
        *("number", "string", "boolean", "date", "time", "date and time"),
        *("days and time duration", "years and months duration"),
    )
)


def instance_of(value: Value, type_text: str) -> bool | None:
    """Whether a value is of a type; null is of no type but `Null`."""
    return _fits(value, _parse(type_text))


@lru_cache(maxsize=512)
def _parse(text: str) -> tuple[str, Any]:
    tokens = [t.strip() for t in _TOKEN.findall(text)]
    return _read_type([t for t in tokens if t])


def _read_type(tokens: list[str]) -> tuple[str, Any]:
    name = tokens.pop(0)
    if not tokens or tokens[0] != "<":
        return (_ALIASES.get(name, name), None)
    tokens.pop(0)
    inner: list[tuple[str, tuple[str, Any]]] = []
    while tokens[0] != ">":
        label = ""
        if len(tokens) > 1 and tokens[1] == ":":
            label = tokens.pop(0)
            tokens.pop(0)
        inner.append((label, _read_type(tokens)))
        if tokens[0] == ",":
            tokens.pop(0)
    tokens.pop(0)
    if tokens and tokens[0] == "->":
        tokens.pop(0)
        inner.append(("->", _read_type(tokens)))
    return (name, inner)


def _fits(value: Value, of_type: tuple[str, Any]) -> bool | None:
    name, inner = of_type
    if name == "Null":
        return value is None
    if name == "Any":
        return value is not None
    if name in _SIMPLE and inner is None:
        return kind(value) == name
    if name in ("list", "range", "context", "function"):
        return _fits_compound(value, name, inner)
    raise Refused(f"the type `{name}` is not built in")


def _fits_compound(value: Value, name: str, inner: Any) -> bool | None:
    if inner is None:
        raise Refused(f"`{name}` without its parameters is no type", f"write `{name}<...>`")
    if isinstance(value, list | dict):
        spend(len(value))
    if name == "list":
        return isinstance(value, list) and all(item is None or _fits(item, inner[0][1]) for item in value)
    if name == "context":
        return isinstance(value, dict) and all(
            label in value and (value[label] is None or _fits(value[label], t)) for label, t in inner
        )
    if name == "range":
        return isinstance(value, Range) and all(
            end is None or _fits(end, inner[0][1]) for end in (value.low, value.high)
        )
    if isinstance(value, Closure):
        raise Refused("the type of a function")
    return False
