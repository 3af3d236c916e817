"""The text of truths: `and`, `or`, `not`, and `if` on any value."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.engines.compiled.blocks import NO, NULL, UNUSED, YES, Held, Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.shapes import kind_of


def same(a: Held, b: Held) -> bool:
    """Whether the text is the same."""
    return a.kind == b.kind and a.parts == b.parts


def conjunction(g: Generator, node: core.Op, at: Spot, *, least: bool = True) -> Held:
    """`and` (the least of the parts), or `or` (the greatest); settled early in the lazy manner."""
    neutral, final, sign = (YES, NO, "<") if least else (NO, YES, ">")
    result, own = neutral, False
    for arg in g.cheap_first(node.args, at):
        if same(result, final):
            break
        if same(result, neutral):
            result = g.value(arg, at)
        elif g.lazy and g.shapes.dear(arg) and not g.known(arg, at):
            if not own:
                result, own = g.copied(result, at), True
            inner = at.inside(f"if {result.parts[1]} != 0:" if least else f"if {result.parts[0]} != 2:")
            part = g.value(arg, inner)
            inner.block.add(
                *(f"if {y} {sign} {x}: {x} = {y}" for x, y in zip(result.parts, part.parts, strict=True))
            )
            inner.block.close()
        elif not same(part := g.value(arg, at), neutral):
            result, own = _extreme(g, result, part, sign, at), True
    return result


def _extreme(g: Generator, a: Held, b: Held, sign: str, at: Spot) -> Held:
    """The least (or greatest) of two truths, end by end."""
    result = g.fresh("truth")
    rows = zip(result.parts, a.parts, b.parts, strict=True)
    at.block.add("; ".join(f"{t} = {x} if {x} {sign} {y} else {y}" for t, x, y in rows))
    return result


def negation(g: Generator, node: core.Op, at: Spot) -> Held:
    """`not`."""
    return negated(g, g.value(node.args[0], at), at)


def negated(g: Generator, a: Held, at: Spot) -> Held:
    """The other end of the chain, the ends exchanged."""
    for known, other in ((YES, NO), (NO, YES), (NULL, NULL)):
        if same(a, known):
            return other
    result = g.fresh("truth")
    at.block.add(f"{result.parts[0]} = 2 - {a.parts[1]}; {result.parts[1]} = 2 - {a.parts[0]}")
    return result


def without_null(g: Generator, node: core.Op, at: Spot) -> Held:
    """What a value may be besides null; null alone stays."""
    a = g.value(node.args[0], at)
    if a.kind == "truth":
        return _truth_without_null(g, a, at)
    *rest, null = a.parts
    if null in "02":
        return a
    if null == "1":
        return Held(a.kind, (*rest, "0"))
    result = g.fresh(a.kind).parts[-1]
    at.block.add(f"{result} = 2 if {null} == 2 else 0")
    return Held(a.kind, (*rest, result))


def _truth_without_null(g: Generator, a: Held, at: Spot) -> Held:
    lo, hi = a.parts
    if lo == hi:
        return a
    result = g.fresh("truth")
    least, most = result.parts
    at.block.add(
        f"{least} = 2 if {lo} == 1 and {hi} != 1 else {lo}; {most} = 0 if {hi} == 1 and {lo} != 1 else {hi}"
    )
    return result


def choice(g: Generator, node: core.Op, at: Spot) -> Held:
    """`if`: a settled condition takes one branch, an undecided one joins both."""
    condition, kind = g.value(node.args[0], at), kind_of(node)
    lo, hi = condition.parts
    if lo == "2":
        return g.value(node.args[1], at)
    if hi in ("0", "1"):
        return g.value(node.args[2], at)
    then = g.guarded(f"{hi} == 2", UNUSED[kind], node.args[1], at)
    otherwise = g.guarded(f"{lo} != 2", UNUSED[kind], node.args[2], at)
    result = g.fresh(kind)
    if kind == "truth":
        (a, b), (c, d) = then.parts, otherwise.parts
        joined = f"min({a}, {c}), max({b}, {d})"
    else:
        joined = f"join_{'numbers' if kind == 'number' else kind}({', '.join(then.parts + otherwise.parts)})"
    at.block.add(
        f"if {lo} == 2: {g.assign(result, then)}",
        f"elif {hi} != 2: {g.assign(result, otherwise)}",
        f"else: {', '.join(result.parts)} = {joined}",
    )
    return result
