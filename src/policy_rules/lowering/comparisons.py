"""Comparisons, arithmetic and literals of rules: each checked, typed and lowered to the core."""

from __future__ import annotations

import datetime
import re

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Slip, Span
from policy_rules.core.types import arithmetic, check_labels, describe, same_unit
from policy_rules.errors import near_miss
from policy_rules.feel import nodes as feel
from policy_rules.values.known import TRUE, label, point
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER, Type


def not_nullable(node: feel.Node, found: core.Node) -> None:
    """Raises Slip where an order is asked of what may be null: a nullable fact must be guarded first."""
    if found.type.nullable:
        hint = "guard it: `x != null and …`, or say `done_by(x, day)` of a thing to be done by a day"
        raise Slip(node, "this may be null, and null has no order", hint)


def combined(node: feel.Binary, left: core.Node, right: core.Node) -> core.Node:
    """`left op right` with its type."""
    type = arithmetic(node.op, left.type, right.type)
    kinds = (left.type.kind, right.type.kind)
    if "months" in kinds and "date" in kinds:
        date, months = (left, right) if left.type.kind == "date" else (right, left)
        if node.op == "-":
            months = core.Op(months.type, "negate", (months,))
        return core.Op(type, "add months", (date, months))
    name = "/ integer" if node.op == "/" and right.type.places == 0 else node.op
    return core.Op(type, name, (left, right))


def equality(node: feel.Node, left: core.Node, right: core.Node, op: str) -> core.Node:
    """`left = right`; with null, whether the other is null."""
    for a, b in ((left, right), (right, left)):
        if b.type.kind == "null":
            if isinstance(a, core.Field) and not a.attribute.type.nullable:
                raise Slip(node, f"`{a.attribute.name}` is never null", "is it to be `nullable: true`?")
            test = core.Op(BOOLEAN, "is null", (a,)) if a.type.kind != "null" else core.Const(BOOLEAN, TRUE)
            return test if op == "=" else core.Op(BOOLEAN, "not", (test,))
    comparable(node, left, right)
    return core.Op(BOOLEAN, op, (left, right))


def comparable(node: feel.Node, left: core.Node, right: core.Node) -> None:
    """Raises Slip where the two cannot be compared."""
    a, b = left.type, right.type
    texts = ("label", "text")
    if a.kind != b.kind and not (a.kind in texts and b.kind in texts):
        raise Slip(node, f"{describe(a)} and {describe(b)} cannot be compared")
    for x, y in ((left, right), (right, left)):
        stranger = check_labels(x, y.type) if x.type.name == "literal" and y.type.name != "literal" else None
        if stranger is not None:
            hint = near_miss(stranger, y.type.labels) or f"it can be {', '.join(y.type.labels)}"
            raise Slip(node, f'"{stranger}" is none of the values this can have', hint)
        bare = isinstance(x, core.Const) and x.type.kind == "number" and not x.type.percent
        if bare and y.type.percent and x.value.lo > 1:  # type: ignore[attr-defined]
            raise Slip(
                node, "a percent is compared with a bare number", "write the number with `%`: 80 % is 0.8"
            )
        if y.type.percent and y.type.unit is None and x.type.unit and not x.type.percent:
            raise Slip(node, f"{describe(x.type)} is compared with a percent")
    if a.kind == "number":
        same_unit(a, b, "compared")


def order(node: feel.Binary, left: core.Node, right: core.Node, op: str) -> core.Node:
    """`left op right` in an order: numbers, dates, durations, grades of one scale."""
    comparable(node, left, right)
    not_nullable(node.left, left)
    not_nullable(node.right, right)
    return ordered(node, left, right, op)


def ordered(node: feel.Node, left: core.Node, right: core.Node, op: str) -> core.Node:
    """The comparison itself, grades by their places."""
    if left.type.kind in ("label", "text"):
        scale = next((t for t in (left.type, right.type) if t.ordered), None)
        if scale is None:
            raise Slip(node, "these values have no order", "declare a scale, lowest first, to order them")
        order = tuple(core.Const(scale, label(name)) for name in scale.labels)
        left, right = (core.Op(INTEGER, "place", (side, *order)) for side in (left, right))
    elif left.type.kind not in ("number", "date", "days", "months"):
        raise Slip(node, f"{describe(left.type)} has no order")
    return core.Op(BOOLEAN, op, (left, right))


def inside(node: feel.Node, value: core.Node, span: Span) -> core.Node:
    """Whether a value lies in a range."""
    parts = []
    for end, op in (
        (span.low, ">=" if span.low_closed else ">"),
        (span.high, "<=" if span.high_closed else "<"),
    ):
        if end is not None:
            comparable(node, value, end)
            parts.append(ordered(node, value, end, op))
    return core.Op(BOOLEAN, "and", tuple(parts))


def dated(node: feel.Node, text: str) -> core.Const:
    """The constant of a date or duration literal."""
    try:
        return core.Const(DATE, point(datetime.date.fromisoformat(text).toordinal()))
    except ValueError:
        pass
    match = re.fullmatch(r"(-?)P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?", text)
    if match and any(match.groups()[1:]):
        sign = -1 if match[1] else 1
        years, months, days = (int(g or 0) for g in match.groups()[1:])
        if match[4] is None:
            return core.Const(Type("months"), point(sign * (12 * years + months)))
        if match[2] is None and match[3] is None:
            return core.Const(Type("days"), point(sign * days))
    raise Slip(
        node,
        f'`@"{text}"` is no date or number of whole days or months',
        'write `@"2024-12-31"` or `@"P30D"`',
    )
