"""The value of an expression on plain data: `evaluate(text, context)`.

One function per kind of node, dispatched by type. Null for what the standard answers with null; what
the profile cannot carry exactly is `Refused` and becomes an `ExpressionError` with its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from policy_rules.arguments import asked_count, mapping_of
from policy_rules.errors import ExpressionError
from policy_rules.feel import nodes
from policy_rules.feel.arithmetic import binary as arithmetic
from policy_rules.feel.arithmetic import negative
from policy_rules.feel.call import INTRINSIC, call_builtin, is_builtin
from policy_rules.feel.instances import instance_of
from policy_rules.feel.nodes import Node
from policy_rules.feel.parse import fault_at, parse
from policy_rules.feel.properties import attribute
from policy_rules.feel.scope import Scope
from policy_rules.feel.temporal import literal as temporal_literal
from policy_rules.feel.unparse import unparse
from policy_rules.feel.values import (
    METER,
    MOST_STEPS,
    Closure,
    Meter,
    Range,
    Refused,
    Value,
    beyond,
    both,
    compare,
    contains,
    either,
    equal,
    held,
    kind,
    negated,
    release,
    spend,
)
from policy_rules.values.calendar import Calendar


def evaluate(
    expression: str | Node,
    context: Mapping[str, object] | None = None,
    *,
    exact: bool = False,
    calendar: Calendar | None = None,
    budget: int | None = None,
) -> Any:
    """The value of an expression on plain data; see `policy_rules.feel.evaluate`."""
    text, tree = ("", expression) if isinstance(expression, Node) else (expression, parse(expression))
    meter = Meter(MOST_STEPS if budget is None else asked_count(budget, "budget"))
    scope = Scope.outermost(mapping_of(context, "context", "names to values"), calendar, meter)
    running = METER.set(meter)
    try:
        found = value_of(tree, scope)
        return found if exact else release(found)
    except Refused as refusal:
        span = scope.state.span or tree.span
        text = text or unparse(tree)
        raise ExpressionError(fault_at(text, span, refusal.what, refusal.hint)) from None
    except (RecursionError, MemoryError) as error:
        if isinstance(error, MemoryError):
            raise ExpressionError(fault_at(text, tree.span, "the expression needs more memory")) from None
        raise ExpressionError(fault_at(text, tree.span, "the expression recurses too deeply")) from None
    finally:
        METER.reset(running)


def value_of(node: Node, scope: Scope) -> Value:
    """The value of a node; a `Refused` that passes is told the innermost node it came from."""
    meter = scope.state.meter
    meter.left -= 1
    if meter.left < 0:
        raise beyond(meter)
    try:
        return _VALUE[type(node)](node, scope)
    except Refused:
        if scope.state.span is None:
            scope.state.span = node.span
        raise


def _made(value: Value) -> Value:
    """The value, which is new: what it holds is counted."""
    spend(held(value))
    return value


def _literal(node: nodes.Literal, scope: Scope) -> Value:
    return node.value


def _percent(node: nodes.Percent, scope: Scope) -> Value:
    return _made(node.value / 100)


def _at(node: nodes.At, scope: Scope) -> Value:
    spend(8)
    return temporal_literal(node.text)


def _name(node: nodes.Name, scope: Scope) -> Value:
    if node.name in scope:
        return scope[node.name]
    if is_builtin(node.name):
        raise Refused(f"the built-in `{node.name}` is used as a value", f"call it: `{node.name}(...)`")
    return None


def _list(node: nodes.ListOf, scope: Scope) -> Value:
    spend(2)
    return [value_of(item, scope) for item in node.items]


def _range(node: nodes.Range, scope: Scope) -> Value:
    low = value_of(node.low, scope) if node.low else None
    high = value_of(node.high, scope) if node.high else None
    spend()
    if low is not None and high is not None and (kind(low) != kind(high) or compare(low, high) is None):
        return None
    return Range(low, high, node.low_closed, node.high_closed)


def _unary_test(node: nodes.UnaryTest, scope: Scope) -> Value:
    end = value_of(node.operand, scope)
    if node.op in ("=", "!="):
        return Range(end, end, node.op == "=", node.op == "=", node.op)
    if end is None:
        return None
    closed = node.op in ("<=", ">=")
    if node.op in ("<", "<="):
        return Range(None, end, False, closed, node.op)
    return Range(end, None, closed, False, node.op)


def _context(node: nodes.Context, scope: Scope) -> Value:
    spend(4)
    result: dict[str, Value] = {}
    inner = scope.within(result)
    for key, entry in node.entries:
        if key in result:
            return None
        result[key] = value_of(entry, inner)
    return result


def _unary(node: nodes.Unary, scope: Scope) -> Value:
    return _made(negative(value_of(node.operand, scope)))


def _binary(node: nodes.Binary, scope: Scope) -> Value:
    left = value_of(node.left, scope)
    if node.op in ("and", "or"):
        join, settled = (both, False) if node.op == "and" else (either, True)
        if left is settled:
            return settled
        return join(_truth(left), _truth(value_of(node.right, scope)))
    right = value_of(node.right, scope)
    if node.op in _COMPARISON:
        return _COMPARISON[node.op](left, right)
    return _made(arithmetic(node.op, left, right))


def _truth(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _order(holds: Callable[[int], bool]) -> Callable[[Value, Value], bool | None]:
    def test(a: Value, b: Value) -> bool | None:
        order = compare(a, b)
        return None if order is None else holds(order)

    return test


_COMPARISON: dict[str, Callable[[Value, Value], bool | None]] = {
    "=": equal,
    "!=": lambda a, b: negated(equal(a, b)),
    "<": _order(lambda order: order < 0),
    "<=": _order(lambda order: order <= 0),
    ">": _order(lambda order: order > 0),
    ">=": _order(lambda order: order >= 0),
}


def _between(node: nodes.Between, scope: Scope) -> Value:
    value, low, high = (value_of(n, scope) for n in (node.value, node.low, node.high))
    return both(_COMPARISON[">="](value, low), _COMPARISON["<="](value, high))


def _in(node: nodes.In, scope: Scope) -> Value:
    value = value_of(node.value, scope)
    result: bool | None = False
    for test in node.tests:
        result = either(result, _passes(value, value_of(test, scope), test))
    return result


def _passes(value: Value, test: Value, node: Node | None = None) -> bool | None:
    """Whether a value satisfies one unary test (DMN 1.5 clause 10.3.2.8 and table 55)."""
    if isinstance(test, Range):
        within = contains(test, value)
        return equal(value, test) if within is None and isinstance(value, Range) else within
    if isinstance(test, list):
        spend(len(test))
        result: bool | None = equal(value, test) if isinstance(value, list) else False
        for item in test:
            same = equal(value, item) is True
            result = either(result, same or (isinstance(item, Range) and _passes(value, item)))
        return result
    if test is None and isinstance(node, nodes.UnaryTest):
        return None
    return equal(value, test)


def _instance(node: nodes.InstanceOf, scope: Scope) -> Value:
    return instance_of(value_of(node.value, scope), node.type)


def _if(node: nodes.If, scope: Scope) -> Value:
    chosen = node.then if value_of(node.condition, scope) is True else node.otherwise
    return value_of(chosen, scope)


def _domain(iterator: nodes.Iterator, scope: Scope) -> Iterator[Value] | None:
    """The values that an iterator runs through; None if it has no domain."""
    first = value_of(iterator.source, scope)
    if iterator.stop is not None:
        return scope.counted(first, value_of(iterator.stop, scope))
    if isinstance(first, Range):
        return scope.counted_range(first)
    if first is None:
        return None
    return iter(first if isinstance(first, list) else [first])


def _combinations(iterators: tuple[nodes.Iterator, ...], scope: Scope) -> Iterator[Scope | None]:
    """A scope for every combination of the iterators' values; None where a domain is null."""
    domain = _domain(iterators[0], scope)
    if domain is None:
        yield None
        return
    for value in domain:
        spend()
        inner = scope.within({iterators[0].name: value})
        if len(iterators) == 1:
            yield inner
        else:
            yield from _combinations(iterators[1:], inner)


def _for(node: nodes.For, scope: Scope) -> Value:
    results: list[Value] = []
    for inner in _combinations(node.iterators, scope.within({"partial": results})):
        if inner is None:
            return None
        results.append(value_of(node.body, inner))
    return list(results)


def _quantified(node: nodes.Quantified, scope: Scope) -> Value:
    join, settled = (either, True) if node.kind == "some" else (both, False)
    result: bool | None = not settled
    for inner in _combinations(node.iterators, scope):
        if inner is None:
            return None
        result = join(result, _truth(value_of(node.body, inner)))
        if result is settled:
            break
    return result


def _path(node: nodes.Path, scope: Scope) -> Value:
    return attribute(value_of(node.source, scope), node.name)


def _filter(node: nodes.Filter, scope: Scope) -> Value:
    source = value_of(node.source, scope)
    if isinstance(source, Range):
        source = list(scope.counted_range(source) or [])
        spend(2 * len(source))
    items = source if isinstance(source, list) else [] if source is None else [source]
    kept: list[Value] = []
    for item in items:
        spend()
        verdict = value_of(node.condition, scope.of_item(item))
        if isinstance(verdict, Fraction):
            return _position(items, verdict)
        if verdict is True:
            kept.append(item)
    return None if not items and _is_position(node.condition, scope) else kept


def _is_position(condition: nodes.Node, scope: Scope) -> bool:
    """Whether the condition is a number without any item; what needs an item for its names is none."""
    try:
        return isinstance(value_of(condition, scope), Fraction)
    except Refused:
        return False


def _position(items: list[Value], position: Fraction) -> Value:
    if position.denominator != 1 or position == 0 or abs(position) > len(items):
        return None
    at = int(position)
    return items[at - 1 if at > 0 else at]


def _call(node: nodes.Call, scope: Scope) -> Value:
    """A call. Data named like a built-in (`date`, `count`) do not hide it; functions do."""
    name = node.function.name if isinstance(node.function, nodes.Name) else ""
    if is_builtin(name) and not (name in scope and isinstance(scope[name], Closure)):
        if name in INTRINSIC:
            return _share(node, scope)
        args = [value_of(a, scope) for a in node.args]
        named = {key: value_of(a, scope) for key, a in node.named}
        return call_builtin(name, args, named, scope.state.calendar)
    closure = value_of(node.function, scope)
    if not isinstance(closure, Closure):
        return None
    spend()
    args = [value_of(a, scope) for a in node.args]
    if node.named:
        given = {name: value_of(a, scope) for name, a in node.named}
        if set(given) - set(closure.params):
            return None
        args = [given.get(name) for name in closure.params]
    return closure.body(*args) if len(args) == len(closure.params) else None


def _share(node: nodes.Call, scope: Scope) -> Value:
    """`share(list, condition)`: the condition is read once per item, as in a filter."""
    parts = dict(node.named) or dict(zip(("list", "condition"), node.args, strict=False))
    if set(parts) != {"list", "condition"} or len(node.args) not in (0, 2):
        return None
    items = value_of(parts["list"], scope)
    if items is None or items == []:
        return None
    items = items if isinstance(items, list) else [items]
    true = 0
    for item in items:
        spend()
        true += value_of(parts["condition"], scope.of_item(item)) is True
    return Fraction(true, len(items))


def _function(node: nodes.Function, scope: Scope) -> Value:
    spend(20)

    def body(*args: Value) -> Value:
        spend(4)
        return value_of(node.body, scope.within(dict(zip(node.params, args, strict=True))))

    return Closure(node.params, body)


_VALUE: dict[type[Node], Callable[[Any, Scope], Value]] = {
    nodes.Literal: _literal,
    nodes.Percent: _percent,
    nodes.At: _at,
    nodes.Name: _name,
    nodes.ListOf: _list,
    nodes.Range: _range,
    nodes.UnaryTest: _unary_test,
    nodes.Context: _context,
    nodes.Unary: _unary,
    nodes.Binary: _binary,
    nodes.Between: _between,
    nodes.In: _in,
    nodes.InstanceOf: _instance,
    nodes.If: _if,
    nodes.For: _for,
    nodes.Quantified: _quantified,
    nodes.Path: _path,
    nodes.Filter: _filter,
    nodes.Call: _call,
    nodes.Function: _function,
}
