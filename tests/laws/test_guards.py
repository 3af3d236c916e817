"""Narrowing after a guard loses nothing: where a fact may be null, a condition is the hull of its points.

The points are tried one by one, by `feel.evaluate` on plain data. Each condition speaks of a fact once beside
its guard, since the operators take their arguments as independent.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from policy_rules import feel
from policy_rules.core import nodes as core
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.facts.bound import Completeness, Entry, Facts, RecordFacts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.lowering.definite import may_be_undefined
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Reference
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.model import Document, Rule, RulesetModel
from policy_rules.values.known import (
    MAYBE,
    NEVER,
    NULL_LABEL,
    NULL_NUM,
    ONLY,
    F,
    Labels,
    N,
    Num,
    T,
    Truth,
    Value,
)
from policy_rules.vocabulary import (
    BOOLEAN,
    Attribute,
    Entity,
    Expression,
    Measure,
    Role,
    Type,
    Vocabulary,
)
from thinned import thinned

WHOLE = Type("number", places=0, nullable=True)
KIND = Type("label", labels=("park", "pond"), nullable=True)
FIELDS = {"x": WHOLE, "y": WHOLE, "k": KIND, "b": Type("boolean", nullable=True), "c": BOOLEAN}
ATTRIBUTES = {name: Attribute(name, type) for name, type in FIELDS.items()}
COMPUTED = {"half": "s.x / 2", "shifted": "s.x + s.y", "largest": "max(list[c].x)"}
"""Measures that are computed alone; null where a fact is, or where there is nothing to look at."""
VOCABULARY = Vocabulary(
    entities={"s": Entity("s", ATTRIBUTES, one=True), "list": Entity("list", ATTRIBUTES)},
    roles={"anyone": Role("anyone")},
    measures={
        name: Measure(name, Type("number", nullable=True), derived=Expression(text))
        for name, text in COMPUTED.items()
    },
)
VALUES: dict[str, tuple[Value, ...]] = {
    "x": (
        NULL_NUM, *(Num(a, b, null) for a in (-1, 0, 1) for b in range(a, 3) for null in (NEVER, MAYBE))
    ),
    "y": (NULL_NUM, *(Num(a, a + 1, null) for a in (0, 1) for null in (NEVER, MAYBE))),
    "k": (
        NULL_LABEL,
        *(Labels(frozenset(of), null) for of in (["park"], ["park", "pond"]) for null in (NEVER, MAYBE)),
    ),
    "b": tuple(Truth(a, b) for a in (F, N, T) for b in range(a, T + 1)),
    "c": (Truth(F, F), Truth(T, T), Truth(F, T)),
}  # fmt: skip
BODIES = ("s.x > 0", "s.x + 1 <= 1", "not(s.x >= 1)", "s.x in [0..1]", "s.x between 0 and 1")
GUARDED = (
    "s.x = null or {}",
    "not(s.x != null) or {}",
    "s.x != null and {}",
    "not(s.x = null) and {}",
    "not(s.x != null and {})",
    "not(s.x = null or {})",
    "if s.x = null then s.c else {}",
    "if s.x != null then {} else s.c",
    "if not(s.x = null) then {} else true",
    "(s.x = null or s.c) or {}",
    "(s.x != null and s.c) and {}",
    "if s.x = null or s.c then s.y = 1 else {}",
    "if s.x != null and s.c then {} else s.y = 1",
    "s.c and (s.x = null or {})",
    "not(not(s.x = null) and not(s.c)) or {}",
)
OTHERS = (
    "(s.x = null or s.y = null) or s.x + s.y > 1",
    "s.x != null and s.y != null and s.x < s.y",
    "(if s.x = null then 0 else s.x) >= 0",
    "(if s.x = null then null else s.x) = null",
    '(if s.k = null then "pond" else s.k) = "park"',
    "s.b = null or s.b",
    "s.b != null and not(s.b)",
    "not(s.b != null and s.b)",
    "if s.b = null then s.c else s.b",
)
"""What is exact: the guard says only whether there is a value, and the facts stand there once beside it."""
SOUND = (
    "s.x in (0, 1) and s.x > 0",
    "s.x = 1 and s.x >= 0",
    "not(s.x != 1) and s.x < 1",
    '(s.k = "park" or s.k = null) or s.k = "pond"',
    "(s.b = null and s.c) or s.b",
    "(s.b = null or s.c) and s.b",
    "(s.x = null and s.c) or (s.x != null and s.x > 0)",
    "if s.b then s.c else s.b = null or s.b",
)
"""What is only sound: a guard that says more than that there is a value, or a fact in several places."""


def points(value: Value) -> Iterator[Any]:
    """All that a fact may be, as plain data."""
    if isinstance(value, Truth):
        yield from (None if v == N else v == T for v in range(value.lo, value.hi + 1))
        return
    if value.null != ONLY:
        found = range(int(value.lo), int(value.hi) + 1) if isinstance(value, Num) else value.members or ()
        yield from found
    if value.null != NEVER:
        yield None


def used(text: str) -> list[str]:
    return [name for name in FIELDS if f"s.{name}" in text]


def units(names: list[str]) -> list[UnitFacts]:
    """A unit for each combination of what may be known of the facts."""
    return [
        UnitFacts(str(n), "", values={f"s.{k}": (Entry(v),) for k, v in zip(names, values, strict=True)})
        for n, values in enumerate(product(*(VALUES[name] for name in names)))
    ]


def image(text: str, unit: UnitFacts, names: list[str]) -> set[int]:
    """The truths that the condition has on the points."""
    held = [list(points(unit.values[f"s.{name}"][0].value)) for name in names]
    found = (
        feel.evaluate(text, {"s": dict(zip(names, case, strict=True))}, exact=True) for case in product(*held)
    )
    return {N if v is None else T if v else F for v in found}


def program_of(text: str) -> Program:
    """One rule that applies on the condition, and is then met."""
    rule = Rule(
        "r", "", "", "", "d", "1", "anyone", "anyone",
        applies=Expression(text), requires=Expression("true"),
    )  # fmt: skip
    model = RulesetModel(
        "guards", 1, Path(), {"d": Document("d", "D", "", "x")}, (), {"r": rule}, VOCABULARY, {}, {}
    )
    program, faults = compile_rules(model)
    assert faults == [], text
    return program


def view_of(unit: UnitFacts) -> UnitView:
    return UnitView(Facts({unit.id: unit}), unit, VOCABULARY, 739251, 2025, False)


def condition_of(program: Program) -> core.Node:
    finding = program.rules[0].finding
    assert isinstance(finding, core.Op)
    return finding.args[2]


OF_COMPUTED = (
    "half != null and half > 0",
    "half = null or half <= 0",
    "not(half != null and half > 0)",
    "if half = null then s.c else half >= 1",
    "shifted != null and shifted >= 2",
    "shifted = null or s.c or shifted < 1",
    "half + 1 != null and half + 1 > 1",
)


def written_out(text: str) -> str:
    for name, expression in COMPUTED.items():
        text = text.replace(name, f"({expression})")
    return text


EXACT = (*(guard.format(f"({body})") for guard in GUARDED for body in BODIES), *OTHERS)


@pytest.mark.parametrize("text", [*thinned(EXACT, 3), *SOUND])
def test_a_guarded_condition_is_the_hull_of_its_points(text: str) -> None:
    program, names = program_of(text), used(text)
    condition = condition_of(program)
    for unit in units(names):
        found = Reference(view_of(unit)).value(condition, {})
        truths = image(text, unit, names)
        assert found.lo <= min(truths) and max(truths) <= found.hi, (unit.values, found, truths)
        if text in EXACT:
            assert found == Truth(min(truths), max(truths)), (unit.values, found, truths)


@pytest.mark.parametrize("text", [*EXACT[::4], *OTHERS, *SOUND, *OF_COMPUTED])
def test_engines_agree_on_what_is_guarded(text: str) -> None:
    columnar = pytest.importorskip("policy_rules.engines.columnar")
    program, given = program_of(text), units(used(written_out(text)))
    expected = [Tracer(program, view_of(unit)).results() for unit in given]
    for engine in (CompiledEngine(), columnar.ColumnarEngine()):
        assert engine.lacks(program, program.rules[0]) is None
        assert list(engine.run(program, [view_of(u) for u in given])) == expected


@pytest.mark.parametrize("text", OF_COMPUTED)
def test_a_guard_on_a_computed_value_loses_nothing(text: str) -> None:
    plain = written_out(text)
    program, names = program_of(text), used(plain)
    condition = condition_of(program)
    for unit in units(names):
        truths = image(plain, unit, names)
        found = Reference(view_of(unit)).value(condition, {})
        assert found == Truth(min(truths), max(truths)), (unit.values, found, truths)


@pytest.mark.parametrize(
    "text",
    [
        *OF_COMPUTED,
        "s.x / s.y = null or s.x / s.y >= 1",
        "largest = null or largest > 0",
        "max(list[c].x) != null and max(list[c].x) > 0",
    ],
)
def test_what_is_guarded_is_never_undefined(text: str) -> None:
    assert not may_be_undefined(condition_of(program_of(text)), lambda node: node.type.nullable)


@pytest.mark.parametrize(
    "text", ["half != null and shifted > 0", "half != null and s.x * 2 > 0", "half != null or half > 0"]
)
def test_another_value_is_not_guarded(text: str) -> None:
    with pytest.raises(AssertionError, match="this may be null, and null has no order"):
        program_of(text)


@pytest.mark.parametrize("other", ["max(list[not(c)].x)", "min(list[c].x)", "max(list[c].y)", "max(list.x)"])
def test_another_list_is_not_guarded(other: str) -> None:
    condition = condition_of(program_of(f"largest != null and {other} > 0"))
    assert may_be_undefined(condition, lambda node: node.type.nullable)


LISTS = (
    "every r in list[x != null] satisfies r.x > 0",
    "some r in list[x != null] satisfies r.x > 0",
    "count(list[x = null or x > 0]) >= 2",
    "count(list[not(x != null and x > 0)]) >= 2",
    "min(list[x != null].x) > 0",
    "every r in list[x != null and c] satisfies r.x > 0",
    "largest != null and largest > 0",
    "largest = null or largest > 0",
)
"""What a filter says of its records is known of each that it keeps."""


@pytest.mark.parametrize("text", LISTS)
def test_a_filter_narrows_its_records(text: str) -> None:
    condition = condition_of(program_of(text))
    for first, second, c in product(VALUES["x"][::2], VALUES["x"][1::3], VALUES["c"]):
        records = [{"x": first, "c": c}, {"x": second, "c": Truth(T, T)}]
        held = tuple(
            RecordFacts(str(n), {k: Entry(v) for k, v in values.items()}) for n, values in enumerate(records)
        )
        unit = UnitFacts("u", "", lists={"list": held}, complete=(Completeness("list"),))
        cases = product(*(points(v) for values in records for v in values.values()))
        truths = set()
        for a, c1, b, c2 in cases:
            if None in (c1, c2):
                continue
            value = feel.evaluate(
                written_out(text), {"list": [{"x": a, "c": c1}, {"x": b, "c": c2}]}, exact=True
            )
            truths.add(N if value is None else T if value else F)
        found = Reference(view_of(unit)).value(condition, {})
        assert found == Truth(min(truths), max(truths)), (records, found, truths)
