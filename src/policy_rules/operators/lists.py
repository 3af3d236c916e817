"""Lists: one value from records, each of which may be there so many times; and how lists are typed."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from policy_rules.core import nodes as core
from policy_rules.core.meanings import (
    FindingsOf,
    Items,
    Many,
    Meaning,
    Misuse,
    Names,
    RecordOf,
    UnitOf,
    sort_of,
)
from policy_rules.core.types import arithmetic, branch_type, describe
from policy_rules.feel import nodes as feel
from policy_rules.operators.model import Build, Elaborating, Operator, Part, Words
from policy_rules.values.intervals import (
    added,
    by_corners,
    lifted,
    low_mean,
    low_median,
    median,
    opposite,
    whole,
)
from policy_rules.values.known import (
    ANY_NUM,
    INF,
    MAYBE,
    NEVER,
    NULL_NUM,
    ONLY,
    End,
    F,
    Num,
    T,
    Truth,
    point,
    truth,
)
from policy_rules.vocabulary import BOOLEAN, Type

SOURCE = "DMN 1.5, 10.3.4.4"


# -- meaning ---------------------------------------------------------------------------------------

_ADDED, _TIMES, _OPPOSITE = lifted(added), lifted(by_corners), lifted(opposite)


def count(parts: list[Part]) -> Num:
    return Num(sum(lo for lo, _, _ in parts), sum(hi for _, hi, _ in parts))


def total(parts: list[Part]) -> Num:
    """The sum, 0 without records; a null of a record that may not be there leaves null possible."""
    result = point(0)
    for lo, hi, value in parts:
        absent_or_null = not lo and value.null == ONLY
        one = Num(0, 0, MAYBE) if absent_or_null else value
        result = _ADDED(result, _TIMES(one, Num(lo, hi)))
    return result


def smallest(parts: list[Part]) -> Num:
    """The least; null possible where there may be no record, null where a record's value is."""
    sure = [v for lo, _, v in parts if lo]
    if not parts or any(v.null == ONLY for v in sure):
        return NULL_NUM
    known = [v for _, _, v in parts if v.null != ONLY]
    if not known:
        return NULL_NUM
    null = MAYBE if not sure or any(v.null for _, _, v in parts) else NEVER
    hi = min(v.hi for v in sure) if sure else max(v.hi for v in known)
    return Num(min(v.lo for v in known), hi, null)


def largest(parts: list[Part]) -> Num:
    turned = [(lo, hi, _OPPOSITE(v)) for lo, hi, v in parts]
    return _OPPOSITE(smallest(turned))


def _average(least: Callable[[list[tuple[int, float, End]]], End]) -> Callable[[list[Part]], Num]:
    """An average of numbers, from the least that it may be of lower ends; null as for the least."""

    def hull(parts: list[Part]) -> Num:
        low, high = smallest(parts), largest(parts)
        if low.null == ONLY:
            return NULL_NUM
        known = [p for p in parts if p[2].null != ONLY]
        ends = [least([(a, b, v.lo) for a, b, v in known]), -least([(a, b, -v.hi) for a, b, v in known])]
        return Num(ends[0], ends[1], max(low.null, high.null))

    return hull


def share(parts: list[Part]) -> Num:
    """The part of the records for which the condition is true; null without records."""
    yes, no = sum(lo for lo, _, v in parts if v.lo == T), sum(lo for lo, _, v in parts if v.hi < T)
    top_yes, top_no = sum(hi for _, hi, v in parts if v.hi == T), sum(hi for _, hi, v in parts if v.lo < T)
    if not parts:
        return NULL_NUM
    low = 0 if top_no == INF else Fraction(yes, yes + int(top_no)) if yes + top_no else 1
    high = 1 if top_yes == INF else Fraction(int(top_yes), int(top_yes) + no) if top_yes + no else 0
    return Num(whole(low), whole(high), NEVER if any(lo for lo, _, _ in parts) else MAYBE)


def every(parts: list[Part]) -> Truth:
    sure = [v.hi for lo, _, v in parts if lo]
    return Truth(min((v.lo for _, _, v in parts), default=T), min(sure, default=T))


def some(parts: list[Part]) -> Truth:
    sure = [v.lo for lo, _, v in parts if lo]
    return Truth(max(sure, default=F), max((v.hi for _, _, v in parts), default=F))


def worst(parts: list[Part]) -> Num:
    """The greatest outcome, end by end; without a record there is nothing to check."""
    sure = [v.lo for lo, _, v in parts if lo]
    return Num(max(sure, default=0), max((v.hi for _, _, v in parts), default=0))


def _numbers(of: Callable[[list[Any]], Any], empty: Any = None) -> Callable[[list[Any]], Any]:
    """A function of numbers: null where one is null; what it is without any."""
    return lambda items: empty if not items else None if None in items else of(items)


# -- typing ----------------------------------------------------------------------------------------


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
        raise Misuse(node, f"`{name}` takes a list, and this is {sort_of(found)}")
    if isinstance(found.body, Many):
        inner = aggregate(name, found.body, node)
        outer = {"count": "total"}.get(name, name)
        if outer not in ("total", "every", "some"):
            raise Misuse(
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
        raise Misuse(
            node,
            f"`{name}` takes a list of {'conditions' if wanted == 'boolean' else 'numbers'}, not of {sort}",
        )
    if name == "total" and body.type.nullable:
        raise Misuse(
            node, "some of these may be null, and null has no sum", "filter them first: `[x != null]`"
        )
    places = None if name in ("mean", "median") else body.type.places
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
        raise Misuse(node, f"`{name}` of an empty list")
    if name in ("min", "max"):
        type = parts[0].type
        for part in parts[1:]:
            type = branch_type(core.Const(type, ANY_NUM), part)
        return core.Op(type, "least" if name == "min" else "greatest", tuple(parts))
    if name != "total":
        raise Misuse(node, f"`{name}` of a list written out is not admitted")
    result = parts[0]
    for part in parts[1:]:
        result = core.Op(arithmetic("+", result.type, part.type), "+", (result, part))
    return result


def _aggregate(name: str) -> Build:
    def build(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
        found = el.visit(node.args[0], names)
        if len(node.args) > 1 or (name in ("min", "max") and isinstance(found, core.Node)):
            found = Items((found, *(el.one(a, names) for a in node.args[1:])))
        found = el.findings() if isinstance(found, FindingsOf) else found
        return aggregate(name, found, node)

    return build


def _share(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
    found = el.visit(node.args[0], names)
    if not isinstance(found, Many) or not isinstance(found.body, RecordOf | UnitOf):
        raise Misuse(node, "`share` takes a list of records and a condition on one of them")
    test = el.one(node.args[1], names.inside(found.body), "boolean")
    return core.Agg(Type("number", unit=(), percent=True), "share", found.source, found.var, test)


# -- the operators ---------------------------------------------------------------------------------

_PLAIN = (("list",),)


def _median(items: list[Any]) -> Any:
    return median([(v, 1) for v in sorted(items)])


LIST_OPERATORS = (
    Operator(
        name="count", feel="count", group="list", source=SOURCE, over="records",
        signature="count(list) -> number", doc="The number of items.", examples=("count([]) = 0",),
        build=_aggregate("count"), point=len, hull=count, null="never", gives="number", draws="true",
        words=Words("count({list})", "the number of {list}", "{list}的数量"),
    ),
    Operator(
        name="total", feel="total", group="list", source="extension", over="records",
        signature="total(list<number>) -> number",
        doc="The sum of a list of numbers, 0 for an empty list (`sum` gives null there). Null if an item "
        "is null or no number, or if the list is null.",
        examples=("total([]) = 0",),
        build=_aggregate("total"), point=_numbers(lambda items: whole(sum(items)), 0), hull=total,
        gives="number", draws="number",
        words=Words("total({list}.{body})", "the sum of {body} over {list}", "{list}的{body}之和"),
    ),
    Operator(
        name="share", feel="share", group="list", source="extension", over="records",
        signature="share(list, boolean) -> number",
        doc="The number of items for which the condition is true, divided by the number of all items, "
        "exactly; null for an empty list or null. The condition is read once per item, with `item` and the "
        "item's attributes in scope, as in a filter; an item for which it is false or null counts in the "
        "divisor only.",
        examples=("share([{a: 1}, {a: 2}, {a: 3}], a >= 2) = 2 / 3",),
        build=_share,
        point=lambda items: whole(Fraction(sum(i is True for i in items), len(items))) if items else None,
        hull=share, null="empty", gives="number", draws="truth",
        words=Words("share({list}, {body})", "the share of {list} for which {body}", "{list}中{body}的比例"),
    ),
    Operator(
        name="min", feel="min", group="list", source=SOURCE, over="records",
        signature="min(list) -> any; min(any, ...) -> any",
        doc="The least of the values; null for an empty list and for values without an order.",
        examples=("min([2, 1, 3]) = 1",),
        build=_aggregate("min"), point=_numbers(min), hull=smallest, null="empty", gives="number",
        draws="number",
        words=Words("min({list}.{body})", "the least {body} of {list}", "{list}中最小的{body}"),
    ),
    Operator(
        name="max", feel="max", group="list", source=SOURCE, over="records",
        signature="max(list) -> any; max(any, ...) -> any",
        doc="The greatest of the values; null for an empty list and for values without an order.",
        examples=("max(1, 3, 2) = 3",),
        build=_aggregate("max"), point=_numbers(max), hull=largest, null="empty", gives="number",
        draws="number",
        words=Words("max({list}.{body})", "the greatest {body} of {list}", "{list}中最大的{body}"),
    ),
    Operator(
        name="mean", feel="mean", params=_PLAIN, group="list", source=SOURCE, over="records",
        signature="mean(list<number>) -> number",
        doc="The exact mean of numbers; null for an empty list. `mean(number, ...)` is for FEEL alone.",
        examples=("mean([1, 2]) = 1.5",),
        build=_aggregate("mean"), point=_numbers(lambda items: whole(Fraction(sum(items)) / len(items))),
        hull=_average(low_mean), null="empty", gives="number", draws="number",
        words=Words("mean({list}.{body})", "the mean {body} of {list}", "{list}的{body}平均值"),
    ),
    Operator(
        name="median", feel="median", params=_PLAIN, group="list", source=SOURCE, over="records",
        signature="median(list<number>) -> number",
        doc="The middle of the ordered numbers, or the mean of the two in the middle; null for an empty "
        "list. `median(number, ...)` is for FEEL alone.",
        examples=("median([6, 1, 2, 3]) = 2.5", "median([5, 1, 9]) = 5", "median([]) = null"),
        build=_aggregate("median"), point=_numbers(_median), hull=_average(low_median), null="empty",
        gives="number", draws="number", drawn=(("number", "median({numbers})"),),
        words=Words("median({list}.{body})", "the median {body} of {list}", "{list}的{body}中位数"),
    ),
    Operator(
        name="worst", group="list", over="records",
        point=lambda items: max(items, default=0), hull=worst, null="never", gives="number",
        draws="outcome",
        words=Words("worst({list}.{body})", "for each of {list}: {body}", "对{list}逐一：{body}"),
    ),
)  # fmt: skip
