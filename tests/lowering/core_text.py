"""Trees of the core as text: `(name arguments)`, facts with the day on which they are read, lists.

Variables are numbered in the order in which the text names them: v1, v2, …
"""

from __future__ import annotations

import datetime
import re

from policy_rules.core import nodes as core
from policy_rules.core.types import describe
from policy_rules.values.known import F, Labels, T, Truth
from policy_rules.vocabulary import Type


def in_text(node: core.Node) -> str:
    """The tree, its variables numbered anew."""
    numbers: dict[str, str] = {}
    return re.sub(r"\bv\d{3}\b", lambda m: numbers.setdefault(m[0], f"v{len(numbers) + 1}"), _text(node))


def type_in_text(type: Type) -> str:
    """The type in words: `a number (case), whole, or null`."""
    whole = ", whole" if type.places == 0 else ""
    return describe(type) + whole + (", or null" if type.nullable else "")


def _text(node: core.Node) -> str:
    match node:
        case core.Const():
            return _value(node)
        case core.Input():
            return node.name
        case core.Read():
            return f"{node.path}{_of(node.unit)}@{_text(node.day)}"
        case core.Field():
            return f"{node.var}.{node.attribute.name}"
        case core.Outcome():
            return f"outcome[{node.rule}]"
        case core.Param():
            return f"{node.name}[{node.rule}]@{_text(node.day)}"
        case core.Reported():
            return f"figure[{node.measure}]{_of(node.unit)}@{_text(node.day)}"
        case core.Graded():
            return f"graded[{' '.join((node.rule, *node.vars))}]@{_text(node.day)}"
        case core.Excepted():
            spoken = " ".join((node.rule, *node.vars, *([node.instance] if node.instance else [])))
            return f"excepted[{spoken}]@{_text(node.day)}"
        case core.Replaced():
            return f"(replaced[{node.rule}]@{_text(node.day)} {_text(node.default)})"
        case core.Op():
            return f"({' '.join((node.name, *map(_text, node.args)))})"
        case core.Records():
            return f"{node.entity}{_of(node.var)}"
        case core.Under():
            return f"under[{' '.join(node.levels)}]{_of(node.var)}"
        case core.Findings():
            return f"findings[{' '.join(node.rules)}]"
        case core.Listed():
            return f"list[{' '.join(node.items)}]"
        case core.Filter():
            return f"{_text(node.source)} where {node.var} {_text(node.condition)}"
        case core.Agg():
            body = f" gives {_text(node.body)}" if node.body is not None else ""
            return f"({node.name} of {_text(node.source)} each {node.var}{body})"
    raise TypeError(node)


def _of(var: str) -> str:
    return f" of {var}" if var else ""


def _value(node: core.Const) -> str:
    value = node.value
    if isinstance(value, Truth):
        return {(F, F): "false", (T, T): "true"}.get((value.lo, value.hi), "null")
    if isinstance(value, Labels):
        return f'"{min(value.members)}"' if value.members else "null"
    if not value.settled:
        return "any"
    if value.null:
        return "null"
    return datetime.date.fromordinal(int(value.lo)).isoformat() if node.type.kind == "date" else str(value.lo)
