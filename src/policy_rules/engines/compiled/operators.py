"""The inline text of the common operators; each form may decline (None) and leave the reference's."""

from __future__ import annotations

from collections.abc import Mapping

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import comparisons, numbers, truths
from policy_rules.engines.compiled.blocks import NO, ZERO, Held, Spot
from policy_rules.engines.compiled.generator import Form, Generator


def outcome(g: Generator, node: core.Op, at: Spot) -> Held:
    """One instance, from a table: `late` is mostly settled, `lifted` mostly false."""
    lifted, requires, late, waiting = (g.value(a, at).parts for a in node.args)
    result = g.fresh("number")
    lo, hi, _ = result.parts
    if waiting != NO.parts:
        ends = ", ".join((*lifted, *requires, *late, *waiting))
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


def finding(g: Generator, node: core.Op, at: Spot) -> Held:
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


def worst_of(g: Generator, node: core.Op, at: Spot) -> Held:
    """The worst of several findings, end by end."""
    parts = [g.value(a, at).parts for a in node.args]
    result = g.fresh("number")
    lo, hi, _ = result.parts
    least, most = (", ".join(p[end] for p in parts) for end in (0, 1))
    if len(parts) > 1:
        at.block.add(f"{lo} = max({least}); {hi} = max({most})")
        return Held("number", (lo, hi, "0"))
    return Held("number", (least, most, "0"))


def _if_true(at: Spot, t: Held, lo: str, hi: str) -> None:
    """Not applicable where the condition is not true; only possibly so where it may be."""
    low, high = t.parts
    if low != "2":
        at.block.add(f"if {low} != 2:", f"    {lo} = 0", f"    if not {high}: {hi} = 0")


FORMS: Mapping[str, Form] = {
    "and": truths.conjunction,
    "or": lambda g, node, at: truths.conjunction(g, node, at, least=False),
    "not": truths.negation,
    "if": truths.choice,
    "not null": truths.without_null,
    "<": comparisons.order(swapped=False, or_equal=False),
    "<=": comparisons.order(swapped=False, or_equal=True),
    ">": comparisons.order(swapped=True, or_equal=False),
    ">=": comparisons.order(swapped=True, or_equal=True),
    "=": comparisons.equality,
    "!=": comparisons.inequality,
    "in": comparisons.membership,
    "is null": comparisons.null_test,
    "+": numbers.addition,
    "-": lambda g, node, at: numbers.addition(g, node, at, minus=True),
    "*": numbers.product,
    "/": numbers.quotient,
    "/ integer": numbers.quotient,
    "cap": numbers.cap,
    "both": numbers.both,
    "add months": numbers.monotone("add_months"),
    "year": numbers.monotone("year_of"),
    "year start": numbers.monotone("year_start"),
    "year end": numbers.monotone("year_end"),
    "period start": numbers.monotone("period_start"),
    "period end": numbers.monotone("period_end"),
    "working days after": numbers.working_day_after,
    "outcome": outcome,
    "finding": finding,
    "worst of": worst_of,
}
