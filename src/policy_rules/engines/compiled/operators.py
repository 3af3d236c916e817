"""The inline text of the common operators; each form may decline (None) and leave the reference's.

The settled case comes first and stays in whole numbers; a null flag costs one test where it may be
set, none where the text knows that it is not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from policy_rules.domain import ANYTHING, NEVER, UNDECIDED, Labels, Num
from policy_rules.engines.compiled.keys import kind_of
from policy_rules.engines.compiled.text import NO, NULL, PARTS, UNUSED, YES, At, Held
from policy_rules.ir import nodes as ir
from policy_rules.ir.evaluate import OPERATORS

if TYPE_CHECKING:
    from policy_rules.engines.compiled.generate import Generator

Form = Callable[["Generator", ir.Op, At], Held | None]
ZERO = Held("number", ("0", "0", "0"))


def same(a: Held, b: Held) -> bool:
    """Whether the text is the same."""
    return a.kind == b.kind and a.parts == b.parts


# -- truth -------------------------------------------------------------------------------------------


def conjunction(g: Generator, node: ir.Op, at: At, *, least: bool = True) -> Held:
    """`and` (the least of the parts), or `or` (the greatest); settled early in the lazy manner."""
    neutral, final, sign = (YES, NO, "<") if least else (NO, YES, ">")
    result, own = neutral, False
    for arg in g.cheap_first(node.args, at):
        if same(result, final):
            break
        if same(result, neutral):
            result = g.value(arg, at)
        elif g.lazy and g.keys.dear(arg) and not g.known(arg, at):
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


def _extreme(g: Generator, a: Held, b: Held, sign: str, at: At) -> Held:
    """The least (or greatest) of two truths, end by end."""
    result = g.fresh("truth")
    rows = zip(result.parts, a.parts, b.parts, strict=True)
    at.block.add("; ".join(f"{t} = {x} if {x} {sign} {y} else {y}" for t, x, y in rows))
    return result


def negation(g: Generator, node: ir.Op, at: At) -> Held:
    """`not`."""
    return negated(g, g.value(node.args[0], at), at)


def negated(g: Generator, a: Held, at: At) -> Held:
    """The other end of the chain, the ends exchanged."""
    for known, other in ((YES, NO), (NO, YES), (NULL, NULL)):
        if same(a, known):
            return other
    result = g.fresh("truth")
    at.block.add(f"{result.parts[0]} = 2 - {a.parts[1]}; {result.parts[1]} = 2 - {a.parts[0]}")
    return result


def choice(g: Generator, node: ir.Op, at: At) -> Held:
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


# -- comparison --------------------------------------------------------------------------------------


def order(swapped: bool, or_equal: bool) -> Form:
    """`<`, `<=`, and with the sides exchanged `>`, `>=`."""

    def form(g: Generator, node: ir.Op, at: At) -> Held:
        ratio = _ratio_compared(g, node, at)
        if ratio is not None:
            return ratio
        a, b = (g.value(arg, at) for arg in node.args[:2])
        return ordered(g, (b, a) if swapped else (a, b), or_equal, at)

    return form


def ordered(g: Generator, sides: tuple[Held, Held], or_equal: bool, at: At) -> Held:
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
    _with_nulls(at, result, "null_order", (an, bn))
    return result


def _with_nulls(at: At, result: Held, function: str, nulls: tuple[str, str]) -> None:
    possible = [n for n in nulls if n != "0"]
    if possible:
        names = ", ".join(result.parts)
        at.block.add(f"if {' or '.join(possible)}: {names} = {function}({names}, {', '.join(nulls)})")


def _ratio_compared(g: Generator, node: ir.Op, at: At) -> Held | None:
    """A quotient against a constant: settled whole numbers are multiplied across, exactly.

    Only where the quotient itself is not wanted anywhere else, and never past a null.
    """
    ratio, limit = node.args
    if not (
        g.lazy and isinstance(ratio, ir.Op) and ratio.name in ("/", "/ integer") and not g.known(ratio, at)
    ):
        return None
    if not isinstance(limit, ir.Const) or not isinstance(limit.value, Num) or limit.value.null != NEVER:
        return None
    if limit.value.lo != limit.value.hi or g.keys.of(ratio, at.env) in g.shared:
        return None
    over, under = (g.constants.end(n) for n in limit.value.lo.as_integer_ratio())
    a, b = (g.value(arg, at) for arg in ratio.args)
    (al, ah, an), (bl, bh, bn) = a.parts, b.parts
    result = g.fresh("truth")
    tests = [f"{al} == {ah}", f"{bl} == {bh}", f"{bl} > 0", *(f"not {n}" for n in (an, bn) if n != "0")]
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


def equality(g: Generator, node: ir.Op, at: At) -> Held | None:
    """`=`, of two numbers or of a label and one that is written out."""
    a, b = node.args
    kinds = kind_of(a), kind_of(b)
    if kinds == ("number", "number"):
        return _equal_numbers(g, g.value(a, at), g.value(b, at), at)
    if kinds != ("labels", "labels"):
        return None
    if isinstance(a, ir.Const):
        a, b = b, a
    left, right = g.value(a, at), g.value(b, at)
    known = right.const
    if not (isinstance(known, Labels) and known.settled and known.null == NEVER and known.members):
        result = g.fresh("truth")
        at.block.add(f"{', '.join(result.parts)} = labels_equal({', '.join(left.parts + right.parts)})")
        return result
    return _equal_label(g, left, next(iter(known.members)), right, at)


def _equal_label(g: Generator, a: Held, text: str, other: Held, at: At) -> Held:
    result, (members, null) = g.fresh("truth"), a.parts
    lo, hi = result.parts
    at.block.add(
        f"if {null} or {members} is None: {lo}, {hi} = labels_equal({members}, {null}, {', '.join(other.parts)})",
        f"elif {g.constants.name(text)} in {members}: {hi} = 2; {lo} = 2 if len({members}) == 1 else 0",
        f"else: {lo} = {hi} = 0",
    )
    return result


def _equal_numbers(g: Generator, a: Held, b: Held, at: At) -> Held:
    (al, ah, an), (bl, bh, bn) = a.parts, b.parts
    result = g.fresh("truth")
    lo, hi = result.parts
    at.block.add(
        f"{lo} = 2 if {al} == {ah} == {bl} == {bh} else 0",
        f"{hi} = 0 if {ah} < {bl} or {bh} < {al} else 2",
    )
    _with_nulls(at, result, "null_equal", (an, bn))
    return result


def inequality(g: Generator, node: ir.Op, at: At) -> Held | None:
    """`!=`."""
    found = equality(g, node, at)
    return None if found is None else negated(g, found, at)


def membership(g: Generator, node: ir.Op, at: At) -> Held | None:
    """`in` a list written out, decided as a whole."""
    options = [o.value for o in node.args[1:] if isinstance(o, ir.Const) and o.value.settled]
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


def null_test(g: Generator, node: ir.Op, at: At) -> Held | None:
    """`is null`."""
    if kind_of(node.args[0]) == "truth":
        return None
    null = g.value(node.args[0], at).parts[-1]
    if null in "012":
        return (NO, Held("truth", ("0", "2")), YES)[int(null)]
    result = g.fresh("truth")
    at.block.add(f"{result.parts[0]} = 2 if {null} == 2 else 0; {result.parts[1]} = 2 if {null} else 0")
    return result


# -- numbers -----------------------------------------------------------------------------------------


def _lifted(g: Generator, a: Held, b: Held, at: At, lines: Callable[[Held], list[str]]) -> Held:
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


def addition(g: Generator, node: ir.Op, at: At, *, minus: bool = False) -> Held:
    """`+` and `-`, end by end."""
    a, b = (g.value(arg, at) for arg in node.args)
    (al, ah, _), (bl, bh, _) = a.parts, b.parts
    if minus:
        bl, bh = f"-{bh}", f"-{bl}"
    return _lifted(
        g, a, b, at, lambda r: [f"{r.parts[0]} = add({al}, {bl})", f"{r.parts[1]} = add({ah}, {bh})"]
    )


def product(g: Generator, node: ir.Op, at: At) -> Held:
    """`*`, by corners."""
    a, b = (g.value(arg, at) for arg in node.args)
    ends = ", ".join((*a.parts[:2], *b.parts[:2]))
    return _lifted(g, a, b, at, lambda r: [f"{r.parts[0]}, {r.parts[1]} = multiplied({ends})"])


def quotient(g: Generator, node: ir.Op, at: At) -> Held:
    """`/`, null where the divisor is 0."""
    a, b = (g.value(arg, at) for arg in node.args)
    return _divided(g, node, a, b, at)


def _divided(g: Generator, node: ir.Op, a: Held, b: Held, at: At) -> Held:
    result = g.fresh("number")
    integer = node.name == "/ integer"
    at.block.add(f"{', '.join(result.parts)} = divided({', '.join(a.parts + b.parts)}, {integer})")
    return result


def cap(g: Generator, node: ir.Op, at: At) -> Held:
    """`cap`: the least of two, where the second is not null."""
    a, b = (g.value(arg, at) for arg in node.args)
    (al, ah, an), (bl, bh, bn) = a.parts, b.parts
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


def monotone(function: str, result_of: str = "{0} = {1} = {call}; {2} = 0") -> Form:
    """A function of settled whole numbers; anything else is left to the reference."""

    def form(g: Generator, node: ir.Op, at: At) -> Held | None:
        args = [g.value(a, at) for a in node.args]
        tests = [t for a in args for t in _settled_int(a)]
        if all(a.const is not None for a in args):
            return None
        result = g.fresh("number")
        call = f"{function}({', '.join(a.parts[0] for a in args)})"
        settled = result_of.format(*result.parts, call=call)
        if tests:
            other = _by_operator(g, node.name, args, result)
            at.block.add(f"if {' and '.join(tests)}: {settled}", f"else: {other}")
        else:
            at.block.add(settled)
        return result

    return form


def _by_operator(g: Generator, name: str, args: list[Held], result: Held) -> str:
    """One line that calls the reference's operator and takes the parts of what it gives."""
    operator = g.constants.name(OPERATORS[name], "operator")
    parts = "; ".join(f"{to} = x.{part}" for to, part in zip(result.parts, PARTS[result.kind], strict=True))
    return f"x = {operator}({', '.join(a.box for a in args)}); {parts}"


def _settled_int(a: Held) -> list[str]:
    if isinstance(a.const, Num) and type(a.const.lo) is int and a.const.settled:
        return []
    lo, hi, null = a.parts
    if lo in ("as_of", "year"):
        return []
    tests = [f"{lo} == {hi}"] if lo != hi else []
    return [*tests, *([f"not {null}"] if null != "0" else []), f"type({lo}) is int"]


def both(g: Generator, node: ir.Op, at: At) -> Held | None:
    """What computation and report allow; a report that is not there allows anything."""
    a, b = (g.value(arg, at) for arg in node.args)
    report = node.args[1]
    if not isinstance(report, ir.Reported) or not b.boxed or a.kind == "labels":
        return None
    result = g.fresh(a.kind)
    anything = g.constants.name(ANYTHING if a.kind == "number" else UNDECIDED)
    at.block.add(
        f"if {b.boxed} is {anything}: {g.assign(result, a)}",
        f"else: {_by_operator(g, 'both', [a, b], result)}",
    )
    return result


# -- outcomes ----------------------------------------------------------------------------------------


def outcome(g: Generator, node: ir.Op, at: At) -> Held:
    """One instance, from a table: `late` is mostly settled, `lifted` mostly false."""
    lifted, requires, late, *waiting = (g.value(a, at).parts for a in node.args)
    result = g.fresh("number")
    lo, hi, _ = result.parts
    if waiting:
        ends = ", ".join((*lifted, *requires, *late, *waiting[0]))
        at.block.add(f"{lo}, {hi} = instance({ends})")
        return Held("number", (lo, hi, "0"))
    row = f"{_code(lifted)} * 9 + {_code(late)}"
    if all(p in "012" for p in (*lifted, *late)):
        row = str(code_of(lifted) * 9 + code_of(late))
    at.block.add(f"{lo}, {hi} = INSTANCES[{row}][{_code(requires)}]")
    return Held("number", (lo, hi, "0"))


def code_of(parts: tuple[str, ...]) -> int:
    """The number of a settled pair of literals in the table."""
    return 3 * int(parts[0]) + int(parts[1])


def _code(parts: tuple[str, ...]) -> str:
    if all(p in "012" for p in parts):
        return str(code_of(parts))
    return f"({parts[0]} * 3 + {parts[1]})"


def finding(g: Generator, node: ir.Op, at: At) -> Held:
    """The unit's finding: the role, an exception, the trigger, then the instances."""
    role = g.value(node.args[0], at)
    lifted = g.value(node.args[1], at)
    applies = g.guarded(f"{role.parts[1]}", NO, node.args[2], at)
    tests = [t for t in (role.parts[1], applies.parts[1]) if t not in "12"]
    if lifted.parts[0] not in "01":
        tests.append(f"{lifted.parts[0]} != 2")
    worst = g.guarded(" and ".join(tests) or "True", ZERO, node.args[3], at)
    result = g.fresh("number")
    lo, hi, _ = result.parts
    at.block.add(f"{lo} = {worst.parts[0]}; {hi} = {worst.parts[1]}")
    _if_true(at, applies, lo, hi)
    if lifted.parts[1] not in "01":
        low, high = lifted.parts
        at.block.add(
            f"if {low} == 2: {lo} = {hi} = 1",
            f"elif {high} == 2: {lo} = 1 if {lo} > 1 else {lo}; {hi} = {hi} or 1",
        )
    _if_true(at, role, lo, hi)
    return Held("number", (lo, hi, "0"))


def _if_true(at: At, t: Held, lo: str, hi: str) -> None:
    """Not applicable where the condition is not true; only possibly so where it may be."""
    low, high = t.parts
    if low != "2":
        at.block.add(f"if {low} != 2:", f"    {lo} = 0", f"    if not {high}: {hi} = 0")


FORMS: Mapping[str, Form] = {
    "and": conjunction,
    "or": lambda g, node, at: conjunction(g, node, at, least=False),
    "not": negation,
    "if": choice,
    "<": order(swapped=False, or_equal=False),
    "<=": order(swapped=False, or_equal=True),
    ">": order(swapped=True, or_equal=False),
    ">=": order(swapped=True, or_equal=True),
    "=": equality,
    "!=": inequality,
    "in": membership,
    "is null": null_test,
    "+": addition,
    "-": lambda g, node, at: addition(g, node, at, minus=True),
    "*": product,
    "/": quotient,
    "/ integer": quotient,
    "cap": cap,
    "both": both,
    "outcome": outcome,
    "finding": finding,
    "add months": monotone("add_months"),
    "year": monotone("year_of"),
    "year start": monotone("year_start"),
    "year end": monotone("year_end"),
    "working days after": monotone("working_day_after", "{0}, {1}, {2} = {call}"),
}
