"""Sixty rules on single values, drawn by a seed: as a ruleset, and as one generated function of Python.

The function says met, broken or open for each rule on a plain mapping. It knows no interval: `open` is what
Python's `and` and `or` leave where a value is missing.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

AS_OF, YEAR = datetime.date(2026, 1, 1), 2025
NUMBERS = {f"n{i}": (50 if 4 <= i < 8 else 100, i >= 8) for i in range(12)}
"""The greatest number, and whether it has a decimal place."""
DIVISORS = ("n4", "n5", "n6", "n7")
TRUTHS, DAYS = [f"b{i}" for i in range(6)], [f"d{i}" for i in range(4)]
LABELS = {"s0": ("state", "county", "city", "town", "tribal", "special"), "s1": ("small", "medium", "large")}
FIRST = datetime.date(2021, 8, 1)
RULES = 60
MEANT = {"satisfied": 1, "violated": 0, "unknown": 2}
"""What the function gives for an outcome."""

Tree = tuple[Any, ...]


def rules(random: Random) -> list[Tree]:
    """The conditions."""
    drawn = [_least(random) for _ in range(20)] + [_ratio(random) for _ in range(10)]
    drawn += [_day(random) for _ in range(10)] + [("is", random.choice(TRUTHS)) for _ in range(10)]
    return drawn + [_compound(random) for _ in range(10)]


def _least(random: Random) -> Tree:
    name = random.choice(list(NUMBERS))
    return ("ge", name, random.randint(15, 60) * NUMBERS[name][0] // 100)


def _ratio(random: Random) -> Tree:
    return ("ratio", f"n{random.randint(0, 3)}", f"n{random.randint(4, 7)}", random.randint(5, 12))


def _day(random: Random) -> Tree:
    return ("day", random.choice(DAYS), FIRST + datetime.timedelta(random.randint(150, 330)))


def _atom(random: Random) -> Tree:
    label = random.choice(list(LABELS))
    most = ("le", *_least(random)[1:])
    kinds = (_least(random), most, ("is", random.choice(TRUTHS)), _day(random))
    made: Tree = random.choice((*kinds, ("eq", label, random.choice(LABELS[label]))))
    return ("not", made) if random.random() < 0.3 else made


def _compound(random: Random) -> Tree:
    a, b, c, d = (_atom(random) for _ in range(4))
    shapes = (("or", a, b), ("and", a, b, c), ("or", a, b, c), ("or", ("and", a, b), ("not", ("or", c, d))))
    made: Tree = random.choice(shapes)
    return made


# -- as a ruleset ----------------------------------------------------------------------------------


def feel(tree: Tree) -> str:
    """The condition in FEEL."""
    match tree:
        case ("and" | "or" as word, *parts):
            return "(" + f" {word} ".join(f"({feel(p)})" for p in parts) + ")"
        case ("not", inner):
            return f"not({feel(inner)})"
        case ("is", name):
            return f"data.{name}"
        case ("eq", name, text):
            return f'data.{name} = "{text}"'
        case ("day", name, day):
            return f'data.{name} <= @"{day}"'
        case ("ratio", over, under, tenths):
            return f"data.{over} / data.{under} >= {tenths / 10}"
    return f"data.{tree[1]} {'>=' if tree[0] == 'ge' else '<='} {tree[2]}"


def written(folder: Path, drawn: list[Tree]) -> Path:
    """The files of the ruleset, in a folder that is made."""
    for name, text in _files(drawn):
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
    return folder


def _files(drawn: list[Tree]) -> Iterator[tuple[str, str]]:
    yield (
        "ruleset.yaml",
        (
            "name: bench\ntitle: bench\nlanguage: 1\ndocuments:\n"
            "  reg: {source: sources/reg.md, in_force: 2010-01-01}\n"
            f"examples: {{as_of: {AS_OF}, year: {YEAR}}}\n"
        ),
    )
    yield "vocabulary/registers.yaml", "reg: {zh: 登记, en: register, kept_by: office}\n"
    yield "vocabulary/roles.yaml", "anyone: {zh: 单位, en: unit, when: unit.in_scope}\n"
    yield "parameters.yaml", "{}\n"
    yield "vocabulary/entities.yaml", "\n".join(_entities()) + "\n"
    words = "\n".join(f"第r{n}项应当办理。" for n in range(len(drawn)))
    yield "sources/reg.md", f"# Bench\n\n## 第一条 规则\n\n{words}\n"
    yield (
        "reg/1-rules.yaml",
        "clause: 第一条\ntitle: Rules\nrules:\n" + "".join(map(_rule, range(RULES), drawn)),
    )
    yield "coverage/reg.yaml", f"norms: [{', '.join(f'r{n}' for n in range(len(drawn)))}]\nno_norm: []\n"


def _entities() -> Iterator[str]:
    yield "unit: {zh: 单位, en: unit, one: true}"
    yield "unit.in_scope: {type: boolean, zh: 在册, en: in scope, register: reg, control: other}"
    yield "data: {zh: 数据, en: data, one: true, register: reg}"
    types = {name: f"[{', '.join(texts)}]" for name, texts in LABELS.items()}
    types |= dict.fromkeys(TRUTHS, "boolean") | dict.fromkeys(DAYS, "date")
    for name, (most, places) in NUMBERS.items():
        types[name] = f'{"decimal, places: 1" if places else "integer"}, range: "[0..{most}]"'
    yield from (f"data.{n}: {{type: {kind}, zh: {n}, en: {n}, control: unit}}" for n, kind in types.items())


def _rule(number: int, tree: Tree) -> str:
    return (
        f"  - id: r{number}\n    text: 第r{number}项应当办理\n    title: r{number}\n    gloss: r{number}\n"
        f"    kind: duty\n    bearer: anyone\n    requires: >-\n      {feel(tree)}\n    due: 2025-01-01\n"
        "    examples:\n      - {given: {unit: {in_scope: true}}, expect: unknown}\n"
    )


# -- as a function ---------------------------------------------------------------------------------


def function(drawn: list[Tree]) -> Callable[[dict[str, Any]], tuple[int, ...]]:
    """The function of Python."""
    space: dict[str, Any] = {}
    lines = ["def evaluate(u):"]
    lines += [f"    {name} = u.get({name!r})" for name in (*NUMBERS, *TRUTHS, *DAYS, *LABELS)]
    for number, tree in enumerate(drawn):
        met, broken = _both(tree, space)
        lines.append(f"    r{number} = 1 if {met} else 0 if {broken} else 2")
    lines.append(f"    return ({', '.join(f'r{n}' for n in range(len(drawn)))})")
    exec("\n".join(lines), space)
    made: Callable[[dict[str, Any]], tuple[int, ...]] = space["evaluate"]
    return made


def _both(tree: Tree, space: dict[str, Any]) -> tuple[str, str]:
    """When it is surely true, and when surely false."""
    match tree:
        case ("and" | "or" as word, *parts):
            each = [_both(p, space) for p in parts]
            other = "or" if word == "and" else "and"
            met, broken = (f" {w} ".join(e[n] for e in each) for n, w in enumerate((word, other)))
            return f"({met})", f"({broken})"
        case ("not", inner):
            met, broken = _both(inner, space)
            return broken, met
        case ("is", name):
            return f"{name} is True", f"{name} is False"
        case ("ratio", over, under, tenths):
            known = f"{over} is not None and {under} and {over} * 10"
            return f"({known} >= {under} * {tenths})", f"({known} < {under} * {tenths})"
    kind, name, limit = tree
    text = repr(limit)
    if kind == "day":
        text = f"DAY{limit.toordinal()}"
        space[text] = limit
    yes, no = {"ge": (">=", "<"), "le": ("<=", ">"), "day": ("<=", ">"), "eq": ("==", "!=")}[kind]
    return f"({name} is not None and {name} {yes} {text})", f"({name} is not None and {name} {no} {text})"


def unit(random: Random, missing: float = 0.08) -> dict[str, Any]:
    """The values of a unit, of which some are missing."""
    told: dict[str, Any] = {}
    for name, (most, places) in NUMBERS.items():
        drawn = random.randint(0, most * 10 if places else most)
        told[name] = Decimal(drawn) / 10 if places else drawn
    told |= {name: random.random() < 0.7 for name in TRUTHS}
    told |= {name: FIRST + datetime.timedelta(random.randint(0, 365)) for name in DAYS}
    told |= {name: random.choice(texts) for name, texts in LABELS.items()}
    return {name: value for name, value in told.items() if random.random() >= missing}


def facts(values: dict[str, Any], number: int = 0) -> dict[str, Any]:
    """The facts of a unit as the ruleset has them."""
    return {"unit": {"id": f"u{number}", "in_scope": True}, "data": values}
