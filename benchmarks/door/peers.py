"""The sixty small rules on other engines: each as its own kind of expression, compiled once, given mappings.

Each peer says of each rule what the library does: met, broken, or open where what is missing (None) could turn it.
For that it is asked two things, whether the rule is surely met and whether it is surely broken, in one
expression over all rules where it has such a form. What is not installed is left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from importlib.util import find_spec
from typing import Any

from bench.small_rules import DAYS, LABELS, MEANT, NUMBERS, TRUTHS, Tree

Unit = dict[str, Any]
Answer = Callable[[Unit], list[int]]
NAMES = (*NUMBERS, *TRUTHS, *DAYS, *LABELS)
MET, BROKEN, OPEN = (MEANT[outcome] for outcome in ("satisfied", "violated", "unknown"))
CONTRARY = {"ge": "lt", "le": "gt", "day": "after", "eq": "ne"}
SIGNS = {"ge": ">=", "le": "<=", "day": "<=", "eq": "==", "lt": "<", "gt": ">", "after": ">", "ne": "!="}


def plain(values: Unit) -> Unit:
    """The values as plain data, None for what is missing."""
    told = {
        n: float(v) if isinstance(v, Decimal) else v.toordinal() if isinstance(v, date) else v
        for n, v in values.items()
    }
    return {name: told.get(name) for name in NAMES}


def both(tree: Tree) -> tuple[Tree, Tree]:
    """When the rule is surely met, and when surely broken."""
    match tree:
        case ("and" | "or" as word, *parts):
            each = [both(p) for p in parts]
            other = "or" if word == "and" else "and"
            return (word, *(met for met, _ in each)), (other, *(broken for _, broken in each))
        case ("not", inner):
            met, broken = both(inner)
            return broken, met
        case ("is", name):
            return tree, ("is not", name)
        case ("ratio", over, under, tenths):
            known = ("known", over), ("known", under), ("ne", under, 0)
            return ("and", *known, tree), ("and", *known, ("below", over, under, tenths))
    kind, name, limit = tree
    return ("and", ("known", name), tree), ("and", ("known", name), (CONTRARY[kind], name, limit))


def peers(drawn: list[Tree]) -> Iterator[tuple[str, Answer]]:
    """The peers that are installed, by name, each with what answers."""
    if find_spec("datalogic_py"):
        yield "datalogic-py", _datalogic([_logic_of(tree) for tree in drawn])
    if find_spec("cel"):
        yield "common-expression-language", _cel(drawn)
    if find_spec("zen"):
        yield "zen-engine", _zen(drawn)
    if find_spec("rule_engine"):
        yield "rule-engine", _rule_engine(drawn)


def met_or_not(drawn: list[Tree]) -> Callable[[Unit], list[bool]]:
    """datalogic-py asked for less: whether each rule is met, of units that tell all."""
    return _datalogic([_logic(tree) for tree in drawn])


def _datalogic(rules: list[Any]) -> Callable[[Unit], list[Any]]:
    from datalogic_py import Engine

    rule = Engine().compile(rules)  # one rule: one crossing of the border
    return lambda unit: list(rule.evaluate(unit))


def _cel(drawn: list[Tree]) -> Answer:
    from cel import compile

    program = compile("[" + ", ".join(_choice(tree, _CEL) for tree in drawn) + "]")
    return lambda unit: list(program.execute(unit))


def _zen(drawn: list[Tree]) -> Answer:
    import zen

    program = zen.compile_expression("[" + ", ".join(_choice(tree, _WORDS) for tree in drawn) + "]")
    return lambda unit: list(program.evaluate(unit))


def _rule_engine(drawn: list[Tree]) -> Answer:
    import rule_engine

    rules = [rule_engine.Rule(_choice(tree, _WORDS)) for tree in drawn]
    return lambda unit: [int(rule.evaluate(unit)) for rule in rules]


_CEL = {"and": "&&", "or": "||"}
_WORDS = {"and": "and", "or": "or"}


def _choice(tree: Tree, words: dict[str, str]) -> str:
    met, broken = (_infix(one, words) for one in both(tree))
    return f"({met} ? {MET} : ({broken} ? {BROKEN} : {OPEN}))"


def _infix(tree: Tree, words: dict[str, str]) -> str:
    match tree:
        case ("and" | "or" as word, *parts):
            return "(" + f" {words[word]} ".join(_infix(p, words) for p in parts) + ")"
        case ("is" | "is not" as word, name):
            return f"{name} == {'true' if word == 'is' else 'false'}"
        case ("known", name):
            return f"{name} != null"
        case ("ratio" | "below" as word, over, under, tenths):
            return f"{over} * 10 {'>=' if word == 'ratio' else '<'} {under} * {tenths}"
    kind, name, limit = tree
    shown = str(limit.toordinal() if isinstance(limit, date) else limit)
    shown = f"{limit}.0" if name in _DECIMALS else f'"{limit}"' if name in LABELS else shown
    return f"{name} {SIGNS[kind]} {shown}"


_DECIMALS = {name for name, (_, places) in NUMBERS.items() if places}


def _logic_of(tree: Tree) -> Any:
    met, broken = map(_logic, both(tree))
    return {"if": [met, MET, broken, BROKEN, OPEN]}


def _logic(tree: Tree) -> Any:
    match tree:
        case ("and" | "or" as word, *parts):
            return {word: [_logic(p) for p in parts]}
        case ("not", inner):
            return {"!": [_logic(inner)]}
        case ("is" | "is not" as word, name):
            return {"===": [{"var": name}, word == "is"]}
        case ("known", name):
            return {"!==": [{"var": name}, None]}
        case ("ratio" | "below" as word, over, under, tenths):
            sides = [{"*": [{"var": over}, 10]}, {"*": [{"var": under}, tenths]}]
            return {">=" if word == "ratio" else "<": sides}
    kind, name, limit = tree
    shown = limit.toordinal() if isinstance(limit, date) else limit
    return {SIGNS[kind]: [{"var": name}, shown]}
