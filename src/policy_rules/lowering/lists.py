"""Lists of rules: aggregates over records, over records of records, and over lists written out."""

from __future__ import annotations

from collections.abc import Callable

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Items, Many, Meaning, Slip, sort_of
from policy_rules.core.types import arithmetic, branch_type, describe
from policy_rules.feel import nodes as feel
from policy_rules.values.known import ANY_NUM, point, truth
from policy_rules.vocabulary import BOOLEAN, Type


def over(source: Many, body: Callable[[Meaning], Meaning]) -> Many:
    """The list with another body for each of its innermost records."""
    inner = over(source.body, body) if isinstance(source.body, Many) else body(source.body)
    return Many(source.source, source.var, inner)


def aggregate(name: str, found: Meaning, node: feel.Node) -> core.Node:
    """One value from a list: inner lists first, written-out lists by their items."""
    kinds = {"every": "boolean", "some": "boolean"}
    if isinstance(found, Items):
        parts = tuple(aggregate(name, i, node) if isinstance(i, Items | Many) else i for i in found.items)
        return _of_items(name, [p for p in parts if isinstance(p, core.Node)], node)
    if not isinstance(found, Many):
        raise Slip(node, f"`{name}` takes a list, and this is {sort_of(found)}")
    if isinstance(found.body, Many):
        inner = aggregate(name, found.body, node)
        outer = {"count": "total"}.get(name, name)
        if outer not in ("total", "every", "some"):
            raise Slip(
                node,
                f"`{name}` over a list of lists is not admitted",
                "take it for each record, or use `total`",
            )
        return core.Agg(inner.type, outer, found.source, found.var, inner)
    if name == "count":
        return core.Agg(Type("number", places=0), "count", found.source, found.var, None)
    body = found.body
    wanted = kinds.get(name, "number")
    if not isinstance(body, core.Node) or (
        body.type.kind != wanted and not (name in ("min", "max") and body.type.kind == "date")
    ):
        sort = describe(body.type) if isinstance(body, core.Node) else sort_of(body)
        raise Slip(
            node,
            f"`{name}` takes a list of {'conditions' if wanted == 'boolean' else 'numbers'}, not of {sort}",
        )
    if name == "total" and body.type.nullable:
        raise Slip(node, "some of these may be null, and null has no sum", "filter them first: `[x != null]`")
    places = body.type.places if name != "mean" else None
    type = (
        BOOLEAN
        if wanted == "boolean"
        else Type(body.type.kind, unit=body.type.unit, places=places, percent=body.type.percent)
    )
    return core.Agg(type, name, found.source, found.var, body)


def _of_items(name: str, parts: list[core.Node], node: feel.Node) -> core.Node:
    if name in ("every", "some"):
        return (
            core.Op(BOOLEAN, "and" if name == "every" else "or", tuple(parts))
            if parts
            else core.Const(BOOLEAN, truth(name == "every"))
        )
    if name == "count":
        return core.Const(Type("number", places=0), point(len(parts)))
    if not parts:
        raise Slip(node, f"`{name}` of an empty list")
    if name in ("min", "max"):
        type = parts[0].type
        for part in parts[1:]:
            type = branch_type(core.Const(type, ANY_NUM), part)
        return core.Op(type, "least" if name == "min" else "greatest", tuple(parts))
    if name != "total":
        raise Slip(node, f"`{name}` of a list written out is not admitted")
    result = parts[0]
    for part in parts[1:]:
        result = core.Op(arithmetic("+", result.type, part.type), "+", (result, part))
    return result
