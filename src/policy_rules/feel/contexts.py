"""Built-in functions on contexts (DMN 1.5 clause 10.3.4.10)."""

from __future__ import annotations

from typing import Any

from policy_rules.feel.library import Unfit, builtin
from policy_rules.feel.values import Value, spend


@builtin("get value", "context, string", "context, list")
def get_value(context: dict[str, Value], key: str | list[Value]) -> Value:
    """The value of a key, or at a path of keys; null if there is none."""
    if isinstance(key, str):
        return context.get(key)
    value: Any = context
    for part in key:
        if not isinstance(value, dict) or not isinstance(part, str):
            return None
        value = value.get(part)
    return value if key else None


@builtin("get entries", "context")
def get_entries(context: dict[str, Value]) -> Value:
    """A list of contexts with `key` and `value`, one for each entry."""
    spend(5 * len(context))
    return [{"key": k, "value": v} for k, v in context.items()]


@builtin("context", "list")
def from_entries(entries: list[Value]) -> Value:
    """The context with these entries, each `{key: ..., value: ...}`; null if a key repeats."""
    result: dict[str, Value] = {}
    for entry in entries:
        if not isinstance(entry, dict) or not {"key", "value"} <= entry.keys():
            return None
        key = entry["key"]
        if not isinstance(key, str) or key in result:
            return None
        result[key] = entry["value"]
    return result


@builtin("context put", "context, string, any", "context, list, any")
def context_put(context: dict[str, Value], keys: str | list[Value], value: Value) -> Value:
    """The context with one entry added or replaced, at a key or at a path of keys."""
    path = [keys] if isinstance(keys, str) else keys
    if not path or not isinstance(path[0], str):
        raise Unfit
    spend(2 * len(context) + len(path))
    if len(path) == 1:
        return {**context, path[0]: value}
    inner = context.get(path[0])
    if not isinstance(inner, dict):
        raise Unfit
    return {**context, path[0]: context_put(inner, path[1:], value)}


@builtin("context merge", "list")
def context_merge(contexts: list[Value]) -> Value:
    """One context with the entries of all; the last one wins."""
    result: dict[str, Value] = {}
    for context in contexts:
        if not isinstance(context, dict):
            return None
        spend(2 * len(context))
        result.update(context)
    return result
