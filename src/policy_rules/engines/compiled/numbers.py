"""The text of numbers and dates: settled whole numbers first, null where an argument is null."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial

from policy_rules.core import nodes as core
from policy_rules.engines.compiled.blocks import PARTS, Held, Spot
from policy_rules.engines.compiled.generator import Form, Generator
from policy_rules.reference.evaluate import OPERATORS
from policy_rules.values import workdays
from policy_rules.values.calendar import Calendar
from policy_rules.values.known import ANYTHING, UNDECIDED, End, Num, point


def _lifted(g: Generator, a: Held, b: Held, at: Spot, lines: Callable[[Held], list[str]]) -> Held:
    """Ends by `lines`, with null where an argument is null."""
    possible = [n for n in (a.parts[2], b.parts[2]) if n != "0"]
    result = g.fresh("number")
    lo, hi, null = result.parts
    if not possible:
        at.block.add(*lines(result))
        return Held("number", (lo, hi, "0"))
    tests = [f"{n} == 2" for n in possible]
    at.block.add(
        f"if {' or '.join(tests)}: {lo} = NINF; {hi} = INF; {null} = 2",
        "else:",
        *(f"    {line}" for line in lines(result)),
        f"    {null} = 1 if {' or '.join(possible)} else 0",
    )
    return result


def addition(g: Generator, node: core.Op, at: Spot, *, minus: bool = False) -> Held:
    """`+` and `-`, end by end."""
    a, b = (g.value(arg, at) for arg in node.args)
    (al, ah, _), (bl, bh, _) = a.parts, b.parts
    if minus:
        bl, bh = f"-{bh}", f"-{bl}"
    return _lifted(
        g, a, b, at, lambda r: [f"{r.parts[0]} = add({al}, {bl})", f"{r.parts[1]} = add({ah}, {bh})"]
    )


def product(g: Generator, node: core.Op, at: Spot) -> Held:
    """`*`, by corners."""
    a, b = (g.value(arg, at) for arg in node.args)
    ends = ", ".join((*a.parts[:2], *b.parts[:2]))
    return _lifted(g, a, b, at, lambda r: [f"{r.parts[0]}, {r.parts[1]} = multiplied({ends})"])


def quotient(g: Generator, node: core.Op, at: Spot) -> Held:
    """`/`, null where the divisor is 0."""
    a, b = (g.value(arg, at) for arg in node.args)
    return _divided(g, node, a, b, at)


def _divided(g: Generator, node: core.Op, a: Held, b: Held, at: Spot) -> Held:
    result = g.fresh("number")
    integer = node.name == "/ integer"
    at.block.add(f"{', '.join(result.parts)} = divided({', '.join(a.parts + b.parts)}, {integer})")
    return result


def cap(g: Generator, node: core.Op, at: Spot) -> Held:
    """`cap`: the least of two, where the second is not null."""
    a, b = (g.value(arg, at) for arg in node.args)
    (al, ah, _), (bl, bh, bn) = a.parts, b.parts
    if bn == "2":
        return a
    result = g.fresh("number")
    lo, hi, null = result.parts
    least = f"{lo} = {al} if {al} <= {bl} else {bl}; {hi} = {ah} if {ah} <= {bh} else {bh}"
    if bn == "0":
        at.block.add(least)
        return Held("number", (lo, hi, "0"))
    at.block.add(
        f"if {bn}: {lo}, {hi}, {null} = capped({', '.join(a.parts + b.parts)})", f"else: {least}; {null} = 0"
    )
    return result


def monotone(function: str) -> Form:
    """A function of settled whole numbers; anything else is left to the reference."""
    return lambda g, node, at: _of_settled(g, node, at, function, "{0} = {1} = {call}; {2} = 0")


def working_day_after(g: Generator, node: core.Op, at: Spot) -> Held | None:
    """The same of a day and a number, whose result may be open; records often share them, so it is kept."""
    (calendar,) = node.by
    after = g.constants.made(calendar, lru_cache(maxsize=4096)(partial(_day_after, calendar)))
    return _of_settled(g, node, at, after, "{0}, {1}, {2} = {call}")


def _day_after(calendar: Calendar, day: int, number: int) -> tuple[End, End, int]:
    found = workdays.after(point(day), point(number), calendar)
    return found.lo, found.hi, found.null


def _of_settled(g: Generator, node: core.Op, at: Spot, function: str, result_of: str) -> Held | None:
    args = [g.value(a, at) for a in node.args]
    tests = [t for a in args for t in _settled_int(a)]
    if all(a.const is not None for a in args):
        return None
    result = g.fresh("number")
    call = f"{function}({', '.join(a.parts[0] for a in args)})"
    settled = result_of.format(*result.parts, call=call)
    if tests:
        other = _by_operator(g, node, args, result)
        at.block.add(f"if {' and '.join(tests)}: {settled}", f"else: {other}")
    else:
        at.block.add(settled)
    return result


def _by_operator(g: Generator, node: core.Op, args: list[Held], result: Held) -> str:
    """One line that calls the reference's operator and takes the parts of what it gives."""
    parts = "; ".join(f"{to} = x.{part}" for to, part in zip(result.parts, PARTS[result.kind], strict=True))
    return f"x = {reference_call(g, node, args)}; {parts}"


def reference_call(g: Generator, node: core.Op, args: list[Held]) -> str:
    """The reference's operator called on value objects, and on what it counts by."""
    operator = g.constants.name(OPERATORS[node.name], "operator")
    return f"{operator}({', '.join((*(a.box for a in args), *map(g.constants.name, node.by)))})"


def _settled_int(a: Held) -> list[str]:
    if isinstance(a.const, Num) and type(a.const.lo) is int and a.const.settled:
        return []
    lo, hi, null = a.parts
    if lo in ("as_of", "year"):
        return []
    tests = [f"{lo} == {hi}"] if lo != hi else []
    return [*tests, *([f"not {null}"] if null != "0" else []), f"type({lo}) is int"]


def both(g: Generator, node: core.Op, at: Spot) -> Held | None:
    """What computation and report allow; a report that is not there allows anything."""
    a, b = (g.value(arg, at) for arg in node.args)
    report = node.args[1]
    if not isinstance(report, core.Reported) or not b.boxed or a.kind == "labels":
        return None
    result = g.fresh(a.kind)
    anything = g.constants.name(ANYTHING if a.kind == "number" else UNDECIDED)
    at.block.add(
        f"if {b.boxed} is {anything}: {g.assign(result, a)}",
        f"else: {_by_operator(g, node, [a, b], result)}",
    )
    return result
