"""Arithmetic: exact sums, products and quotients, rounding, the least and the greatest of some values."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Meaning, Misuse, Names
from policy_rules.core.types import arithmetic, describe
from policy_rules.feel import nodes as feel
from policy_rules.operators.model import Build, Elaborating, Operator, Words
from policy_rules.values.exact import rounded
from policy_rules.values.intervals import (
    added,
    by_corners,
    cap,
    least,
    lifted,
    magnitude,
    monotone,
    opposite,
    plus,
    quotient,
    whole,
)
from policy_rules.values.known import Exact, Num, point
from policy_rules.vocabulary import INTEGER, Type

SOURCE = "DMN 1.5, 10.3.2.10, tables 56 to 59"
NUMERIC = "DMN 1.5, 10.3.4.5"


# -- typing ----------------------------------------------------------------------------------------


def _combined(el: Elaborating, node: feel.Binary, names: Names) -> Meaning:
    """`left op right` with its type."""
    left, right = el.one(node.left, names), el.one(node.right, names)
    type = arithmetic(node.op, left.type, right.type)
    kinds = (left.type.kind, right.type.kind)
    if "months" in kinds and "date" in kinds:
        date, months = (left, right) if left.type.kind == "date" else (right, left)
        if node.op == "-":
            months = core.Op(months.type, "negate", (months,))
        return core.Op(type, "add months", (date, months))
    name = "/ integer" if node.op == "/" and right.type.places == 0 else node.op
    return core.Op(type, name, (left, right))


def _negated(el: Elaborating, node: feel.Unary, names: Names) -> Meaning:
    operand = el.one(node.operand, names)
    if operand.type.kind not in ("number", "days", "months"):
        raise Misuse(node, f"`-` does not take {describe(operand.type)}")
    if isinstance(operand, core.Const):
        return core.Const(operand.type, point(-operand.value.lo))  # type: ignore[union-attr,arg-type]
    return core.Op(operand.type, "negate", (operand,))


def _percent(el: Elaborating, node: feel.Percent, names: Names) -> Meaning:
    return core.Const(Type("number", percent=True), point(whole(node.value / 100)))  # type: ignore[arg-type]


def _numeric(name: str) -> Build:
    """A function of a number, and of a number of decimal places where it takes one."""

    def build(el: Elaborating, node: feel.Call, names: Names) -> Meaning:
        value = el.one(node.args[0], names)
        if value.type.kind != "number" and not (name == "abs" and value.type.kind in ("days", "months")):
            raise Misuse(node.args[0], f"`{name}` takes a number, and this is {describe(value.type)}")
        if name == "abs":
            return core.Op(evolve(value.type, low=None, high=None), "abs", (value,))
        places = (
            el.one(node.args[1], names, "number") if len(node.args) > 1 else core.Const(INTEGER, point(0))
        )
        if not isinstance(places, core.Const) or places.type.places != 0:
            raise Misuse(node.args[1], "the number of decimal places is written out as a whole number")
        no_fraction = places.value.lo <= 0  # type: ignore[union-attr]
        type = evolve(value.type, places=0 if no_fraction else None, low=None, high=None)
        return core.Op(type, name, (value, places))

    return build


# -- the operators ---------------------------------------------------------------------------------


def _quotient(a: Exact | None, b: Exact | None) -> Any:
    return whole(Fraction(a) / b) if b and a is not None else None


def _rounding(name: str, how: str, signature: str, doc: str, example: str, en: str, zh: str) -> Operator:
    def at(value: Exact, places: Exact) -> Any:
        return whole(rounded(Fraction(value), int(places), how))

    return Operator(
        name=name, feel=name, group="numeric", source=NUMERIC, signature=signature, doc=doc,
        examples=(example,), build=_numeric(name), point=at, hull=monotone(at), gives="number",
        draws="number places",
        words=Words(f"{name}({{0}}, {{1}})", f"{{0}} {en} to {{1}} places", f"{{0}}{zh}至{{1}}位小数"),
    )  # fmt: skip


def _binary(
    name: str,
    signature: str,
    doc: str,
    example: str,
    at: Callable[..., Any],
    hull: Callable[[Num, Num], Num],
    words: Words,
    binds: int = 5,
    null: Any = "strict",
) -> Operator:
    return Operator(
        name=name, feel=name, form="infix", group="arithmetic", source=SOURCE, signature=signature, doc=doc,
        examples=(example,), build=_combined, point=at, hull=hull, gives="number", draws="number number",
        words=words, binds=binds, null=null,
    )  # fmt: skip


ARITHMETIC_OPERATORS = (
    _binary(
        "+",
        "number + number -> number; string + string -> string; date + duration -> date; duration + "
        "duration -> duration",
        "The exact sum; strings are joined. A years-and-months duration keeps the day of the month, or "
        "takes the month's last.",
        '@"2024-01-31" + @"P1M" = @"2024-02-29"',
        lambda a, b: whole(a + b), lifted(added), Words("+", "+", "+"), binds=4,
    ),
    _binary(
        "-",
        "number - number -> number; date - date -> days and time duration; date - duration -> date",
        "The exact difference; of two dates, the days and time between them. Before one operand: its "
        "negation.",
        '@"2024-03-01" - @"2024-02-28" = @"P2D"',
        lambda a, b: whole(a - b), lifted(lambda a, b: Num(plus(a.lo, -b.hi), plus(a.hi, -b.lo))),
        Words("-", "-", "-"), binds=4,
    ),
    _binary(
        "*", "number * number -> number; duration * number -> duration",
        "The exact product.", "0.1 * 3 = 0.3",
        lambda a, b: whole(a * b), lifted(by_corners), Words("*", "×", "×"),
    ),
    _binary(
        "/", "number / number -> number; duration / number -> duration; duration / duration -> number",
        "The exact quotient; null for a divisor of 0.", "1 / 3 * 3 = 1",
        _quotient, lifted(quotient), Words("/", "/", "/"), null="own",
    ),
    Operator(
        name="/ integer", group="arithmetic",
        point=_quotient, hull=lifted(lambda a, b: quotient(a, b, integer=True)), null="own", gives="number",
        draws="number integer", words=Words("/", "/", "/"), form="infix", binds=5,
    ),
    Operator(
        name="negate", feel="unary minus", form="prefix", group="arithmetic", source=SOURCE,
        signature="-number -> number; -duration -> duration",
        doc="The negation of a number or a duration. It binds closer than `**`.",
        examples=("-2 ** 2 = 4",),
        build=_negated, point=lambda a: -a, hull=lifted(opposite), gives="number", draws="number",
        words=Words("-{0}", "-{0}", "-{0}"),
    ),
    Operator(
        name="%", feel="%", form="syntax", group="arithmetic", source="extension",
        signature="number% -> number",
        doc="A hundredth of the number written: `80%` is 4/5, exactly.",
        examples=("80% = 0.8",),
        build=_percent,
    ),
    Operator(
        name="abs", feel="abs", group="numeric", source=NUMERIC,
        signature="abs(number) -> number; abs(duration) -> duration",
        doc="The value without its sign.", examples=("abs(-10) = 10",),
        build=_numeric("abs"), point=abs, hull=lifted(magnitude), gives="number", draws="number",
        words=Words("abs({0})", "the size of {0}", "{0}的绝对值"),
    ),
    _rounding(
        "decimal", "half even", "decimal(number, number) -> number",
        "The number rounded to so many decimal places, halves to even; a negative scale rounds to tens, "
        "hundreds.",
        "decimal(2.5, 0) = 2", "rounded, halves to even,", "四舍六入五成双",
    ),
    _rounding(
        "floor", "floor", "floor(number, number?) -> number",
        "The greatest number of so many places (0 without scale) that is at most the number.",
        "floor(-1.56, 1) = -1.6", "rounded down", "向下取",
    ),
    _rounding(
        "ceiling", "ceiling", "ceiling(number, number?) -> number",
        "The least number of so many places (0 without scale) that is at least the number.",
        "ceiling(1.5) = 2", "rounded up", "向上取",
    ),
    _rounding(
        "round up", "up", "round up(number, number) -> number",
        "The number rounded away from zero to so many places.",
        "round up(-1.121, 2) = -1.13", "rounded away from zero", "进位",
    ),
    _rounding(
        "round down", "down", "round down(number, number) -> number",
        "The number rounded towards zero to so many places.",
        "round down(-5.5, 0) = -5", "cut", "舍去",
    ),
    _rounding(
        "round half up", "half up", "round half up(number, number) -> number",
        "The number rounded to so many places, halves away from zero.",
        "round half up(-5.5, 0) = -6", "rounded", "四舍五入",
    ),
    _rounding(
        "round half down", "half down", "round half down(number, number) -> number",
        "The number rounded to so many places, halves towards zero.",
        "round half down(5.5, 0) = 5", "rounded, halves towards zero,", "五舍六入",
    ),
    Operator(
        name="least", group="numeric",
        point=lambda *a: min(a), hull=lifted(least), gives="number", draws="number*",
        words=Words("min({*})", "the least of {*}", "{*}中最小者"),
    ),
    Operator(
        name="greatest", group="numeric",
        point=lambda *a: max(a), hull=lifted(lambda *a: opposite(least(*map(opposite, a)))), gives="number",
        draws="number*",
        words=Words("max({*})", "the greatest of {*}", "{*}中最大者"),
    ),
    Operator(
        name="cap", group="numeric",
        point=lambda a, b: a if a is None or b is None else min(a, b), hull=cap, null="own", gives="number",
        draws="set_day day",
        words=Words("{0}", "{0}", "{0}"),
    ),
)  # fmt: skip
