"""The sixty small rules on other engines: each as its own kind of expression, compiled once, given mappings.

Each peer gets complete units of plain data (numbers, texts, truths; days as their ordinals) and says met or not for
each rule. What is not installed is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from bench.small_rules import Tree

Unit = dict[str, Any]
Answer = Callable[[Unit], list[bool]]


def plain(values: Unit) -> Unit:
    """The values as plain data, a divisor of nothing left out of question."""
    told = {
        n: float(v) if isinstance(v, Decimal) else v.toordinal() if isinstance(v, date) else v
        for n, v in values.items()
    }
    return {n: v or 1 if n in ("n4", "n5", "n6", "n7") else v for n, v in told.items()}


def peers(drawn: list[Tree]) -> Iterator[tuple[str, Answer]]:
    """The peers that are installed, by name, each with what answers."""
    if find_spec("datalogic_py"):
        yield "datalogic-py", _datalogic(drawn)
    if find_spec("cel"):
        yield "common-expression-language", _cel(drawn)
    if find_spec("zen"):
        yield "zen-engine", _zen(drawn)
    if find_spec("rule_engine"):
        yield "rule-engine", _rule_engine(drawn)


def _datalogic(drawn: list[Tree]) -> Answer:
    from datalogic_py import Engine

    rule = Engine().compile([_logic(tree) for tree in drawn])  # one rule: one crossing of the border
    return lambda unit: list(rule.evaluate(unit))


def _cel(drawn: list[Tree]) -> Answer:
    from cel import compile

    program = compile("[" + ", ".join(_infix(t, "&&", "||", "!({})", '"{}"') for t in drawn) + "]")
    return lambda unit: list(program.execute(unit))


def _zen(drawn: list[Tree]) -> Answer:
    import zen

    program = zen.compile_expression(
        "[" + ", ".join(_infix(t, "and", "or", "not ({})", '"{}"') for t in drawn) + "]"
    )
    return lambda unit: list(program.evaluate(unit))


def _rule_engine(drawn: list[Tree]) -> Answer:
    import rule_engine

    rules = [rule_engine.Rule(_infix(t, "and", "or", "not ({})", '"{}"')) for t in drawn]
    return lambda unit: [rule.matches(unit) for rule in rules]


def _infix(tree: Tree, both: str, either: str, no: str, text: str) -> str:
    match tree:
        case ("and" | "or" as word, *parts):
            return (
                "("
                + f" {both if word == 'and' else either} ".join(
                    _infix(p, both, either, no, text) for p in parts
                )
                + ")"
            )
        case ("not", inner):
            return no.format(_infix(inner, both, either, no, text))
        case ("is", name):
            return f"{name} == true"
        case ("ratio", over, under, tenths):
            return f"{over} * 10 >= {under} * {tenths}"
    kind, name, limit = tree
    sign = {"ge": ">=", "le": "<=", "day": "<=", "eq": "=="}[kind]
    shown = f"{limit}.0" if name in _DECIMALS else str(limit.toordinal() if kind == "day" else limit)
    shown = text.format(limit) if kind == "eq" else shown
    return f"{name} {sign} {shown}"


_DECIMALS = {f"n{i}" for i in range(8, 12)}


def _logic(tree: Tree) -> Any:
    match tree:
        case ("and" | "or" as word, *parts):
            return {word: [_logic(p) for p in parts]}
        case ("not", inner):
            return {"!": [_logic(inner)]}
        case ("is", name):
            return {"==": [{"var": name}, True]}
        case ("ratio", over, under, tenths):
            return {">=": [{"*": [{"var": over}, 10]}, {"*": [{"var": under}, tenths]}]}
    kind, name, limit = tree
    shown = limit.toordinal() if kind == "day" else limit
    return {{"ge": ">=", "le": "<=", "day": "<=", "eq": "=="}[kind]: [{"var": name}, shown]}
