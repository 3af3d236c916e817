"""The text of comparisons: orders, equality, `in`, `is null`.

A null flag costs one test where it may be set, none where the text knows that it is not.
"""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.engines.compiled.blocks import NO, NULL, YES, ZERO, Held, Spot
from policy_rules.engines.compiled.generator import Form, Generator
from policy_rules.engines.compiled.shapes import kind_of
from policy_rules.engines.compiled.truths import negated
from policy_rules.values.known import NEVER, Labels, Num


def order(swapped: bool, or_equal: bool) -> Form:
    """`<`, `<=`, and with the sides exchanged `>`, `>=`."""

    def form(g: Generator, node: core.Op, at: Spot) -> Held:
        ratio = _ratio_compared(g, node, at)
        if ratio is not None:
            return ratio
        a, b = (g.value(arg, at) for arg in node.args[:2])
        return ordered(g, (b, a) if swapped else (a, b), or_equal, at)

    return form


def ordered(g: Generator, sides: tuple[Held, Held], or_equal: bool, at: Spot) -> Held:
    """The first side less than the second."""
    (al, ah, an), (bl, bh, bn) = sides[0].parts, sides[1].parts
    if "2" in (an, bn):
        return NULL
    result, sign = g.fresh("truth"), "<=" if or_equal else "<"
    lo, hi = result.parts
    if al == ah and bl == bh:
        at.block.add(f"{lo} = {hi} = 2 if {al} {sign} {bl} else 0")
    else:
        at.block.add(f"{lo} = 2 if {ah} {sign} {bl} else 0; {hi} = 2 if {al} {sign} {bh} else 0")
    possible = [n for n in (an, bn) if n != "0"]
    if possible:
        at.block.add(f"if {' or '.join(possible)}: {lo}, {hi} = null_order({lo}, {hi}, {an}, {bn})")
    return result


def _ratio_compared(g: Generator, node: core.Op, at: Spot) -> Held | None:
    """A quotient against a constant: settled whole numbers are multiplied across, exactly.

    Only where the quotient itself is not wanted anywhere else, and never past a null.
    """
    ratio, limit = node.args
    if not (
        g.lazy and isinstance(ratio, core.Op) and ratio.name in ("/", "/ integer") and not g.known(ratio, at)
    ):
        return None
    if not isinstance(limit, core.Const) or not isinstance(limit.value, Num) or limit.value.null != NEVER:
        return None
    if limit.value.lo != limit.value.hi or g.shapes.of(ratio, at.env) in g.shared:
        return None
    over, under = (g.constants.end(n) for n in limit.value.lo.as_integer_ratio())
    a, b = (g.value(arg, at) for arg in ratio.args)
    (al, ah, an), (bl, bh, bn) = a.parts, b.parts
    result = g.fresh("truth")
    tests = [
        f"{al} == {ah}",
        f"{bl} == {bh}",
        f"{bl} {'>= 1' if ratio.name == '/ integer' else '> 0'}",
        *(f"not {n}" for n in (an, bn) if n != "0"),
    ]
    inner = at.inside(
        f"if {' and '.join(tests)}:",
        f"    {result.parts[0]} = {result.parts[1]} = 2 if {al} * {under} {node.name} {over} * {bl} else 0",
        "else:",
    )
    above = g.fresh("number")
    ends = ", ".join((*a.parts, *b.parts, str(ratio.name == "/ integer"), over, under))
    inner.block.add(f"{', '.join(above.parts)} = ratio_against({ends})")
    sides = above, ZERO
    found = ordered(g, sides if node.name[0] == "<" else sides[::-1], node.name.endswith("="), inner)
    inner.block.add(g.assign(result, found))
    inner.block.close()
    return result


def equality(g: Generator, node: core.Op, at: Spot) -> Held | None:
    """`=`, of two numbers or of a label and one that is written out."""
    a, b = node.args
    kinds = kind_of(a), kind_of(b)
    if kinds == ("number", "number"):
        return _equal_numbers(g, g.value(a, at), g.value(b, at), at)
    if kinds != ("labels", "labels"):
        return None
    if isinstance(a, core.Const):
        a, b = b, a
    left, right = g.value(a, at), g.value(b, at)
    known = right.const
    if not (isinstance(known, Labels) and known.settled and known.null == NEVER and known.members):
        result = g.fresh("truth")
        at.block.add(f"{', '.join(result.parts)} = labels_equal({', '.join(left.parts + right.parts)})")
        return result
    return _equal_label(g, left, next(iter(known.members)), right, at)


def _equal_label(g: Generator, a: Held, text: str, other: Held, at: Spot) -> Held:
    result, (members, null) = g.fresh("truth"), a.parts
    lo, hi = result.parts
    at.block.add(
        f"if {null} or {members} is None: "
        f"{lo}, {hi} = labels_equal({members}, {null}, {', '.join(other.parts)})",
        f"elif {g.constants.name(text)} in {members}: {hi} = 2; {lo} = 2 if len({members}) == 1 else 0",
        f"else: {lo} = {hi} = 0",
    )
    return result


def _equal_numbers(g: Generator, a: Held, b: Held, at: Spot) -> Held:
    (al, ah, an), (bl, bh, bn) = a.parts, b.parts
    result = g.fresh("truth")
    lo, hi = result.parts
    at.block.add(
        f"{lo} = 2 if {al} == {ah} == {bl} == {bh} else 0",
        f"{hi} = 0 if {ah} < {bl} or {bh} < {al} else 2",
    )
    possible = [n for n in (an, bn) if n != "0"]
    if possible:
        at.block.add(f"if {' or '.join(possible)}: {lo}, {hi} = null_equal({hi}, {an}, {bn})")
    return result


def inequality(g: Generator, node: core.Op, at: Spot) -> Held | None:
    """`!=`."""
    found = equality(g, node, at)
    return None if found is None else negated(g, found, at)


def membership(g: Generator, node: core.Op, at: Spot) -> Held | None:
    """`in` a list written out, decided as a whole."""
    options = [o.value for o in node.args[1:] if isinstance(o, core.Const) and o.value.settled]
    kind = kind_of(node.args[0])
    if len(options) < len(node.args) - 1 or kind == "truth" or any(_null(o) for o in options):
        return None
    a, result = g.value(node.args[0], at), g.fresh("truth")
    lo, hi = result.parts
    if kind == "labels" and all(isinstance(o, Labels) for o in options):
        named = g.constants.name(
            frozenset().union(*(o.members or () for o in options if isinstance(o, Labels)))
        )
        members, null = a.parts
        at.block.add(
            f"if {members} is not None and not {null} and {members} <= {named}: {lo} = {hi} = 2",
            f"else: {lo} = 0; {hi} = 0 if {null} == 2 or ({members} is not None and "
            f"{named}.isdisjoint({members})) else 2",
        )
    elif kind == "number" and all(isinstance(o, Num) for o in options):
        named = g.constants.name(frozenset(o.lo for o in options if isinstance(o, Num)))
        least, most, null = a.parts
        at.block.add(
            f"if {least} == {most} and not {null}: {lo} = {hi} = 2 if {least} in {named} else 0",
            f"else: {lo}, {hi} = number_in({least}, {most}, {null}, {g.constants.name(tuple(options))})",
        )
    else:
        return None
    return result


def _null(value: object) -> bool:
    return not isinstance(value, Num | Labels) or value.null != NEVER


def null_test(g: Generator, node: core.Op, at: Spot) -> Held | None:
    """`is null`."""
    if kind_of(node.args[0]) == "truth":
        low, high = g.value(node.args[0], at).parts
        result = g.fresh("truth")
        sure, perhaps = f"{low} == 1 == {high}", f"{low} < 2 and {high}"
        at.block.add(f"{result.parts[0]} = 2 if {sure} else 0; {result.parts[1]} = 2 if {perhaps} else 0")
        return result
    null = g.value(node.args[0], at).parts[-1]
    if null in "012":
        return (NO, Held("truth", ("0", "2")), YES)[int(null)]
    result = g.fresh("truth")
    at.block.add(f"{result.parts[0]} = 2 if {null} == 2 else 0; {result.parts[1]} = 2 if {null} else 0")
    return result
