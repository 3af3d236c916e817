"""Exact: no threshold is met or missed by rounding, on the reference and on every engine."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from fractions import Fraction

import pytest

from policy_rules import feel
from policy_rules.core.nodes import SATISFIED, VIOLATED
from policy_rules.engines.columnar import ColumnarEngine
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.engines.session import SessionEngine
from policy_rules.errors import EngineError
from policy_rules.facts.bound import Entry, Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.ruleset.model import Rule
from policy_rules.testing.rulesets import model_of
from policy_rules.values.known import point
from policy_rules.vocabulary import Attribute, Entity, Expression, Type, Vocabulary

HUGE = 10**40
NUMBERS = ("part", "whole")
ENGINES: tuple[Callable[[], Engine], ...] = (ReferenceEngine, CompiledEngine, ColumnarEngine, SessionEngine)


def finding(engine: Engine, requires: str, part: Fraction | int, whole: Fraction | int) -> tuple[int, int]:
    bound = max(abs(Fraction(part)), abs(Fraction(whole)), Fraction(1))
    exact = Type("number", unit=(), places=4, low=-bound, high=bound)
    vocabulary = Vocabulary(entities={"s": Entity("s", {n: Attribute(n, exact) for n in NUMBERS}, one=True)})
    rule = Rule("r", "r", "r", "r", "d", "1", "anyone", "anyone", requires=Expression(requires))
    program, faults = compile_rules(model_of(vocabulary, (rule,)))
    assert not faults
    if (why := engine.lacks(program, program.rules[0])) is not None:
        pytest.skip(f"{engine.name} declines, as it may: {why}")
    values = {f"s.{n}": (Entry(point(v)),) for n, v in zip(NUMBERS, (part, whole), strict=True)}
    unit = UnitFacts("u", "u", values=values)
    day = datetime.date(2025, 12, 31).toordinal()
    view = UnitView(Facts({"u": unit}), unit, vocabulary, day, 2025, False)
    try:
        return engine.outcomes(program, [view])[0]["r"]
    except EngineError as told:
        pytest.skip(f"{engine.name} declines, as it may: {told}")


CASES = (
    ("s.part / s.whole >= 80%", 80, 100, True),
    ("s.part / s.whole >= 80%", Fraction("79.999"), 100, False),
    ("s.part / s.whole >= 80%", 8 * 10**39 - 1, HUGE, False),
    ("s.part / s.whole >= 80%", 8 * 10**39, HUGE, True),
    ("s.part / s.whole <= 1 / 3", 1, 3, True),
    ("s.part / s.whole * s.whole = s.part", 1, 3, True),
    ("s.part + s.whole = 0.3", Fraction("0.1"), Fraction("0.2"), True),
    ("0.1 + 0.2 = 0.3 and s.part = s.whole", 1, 1, True),
    ("round half up(s.part / s.whole, 2) >= 80%", Fraction("79.4999"), 100, False),
    ("round half up(s.part / s.whole, 2) >= 80%", Fraction("79.5"), 100, True),
)


@pytest.mark.parametrize("make", ENGINES)
@pytest.mark.parametrize(("requires", "part", "whole", "met"), CASES)
def test_thresholds(
    make: Callable[[], Engine], requires: str, part: Fraction | int, whole: Fraction | int, met: bool
) -> None:
    expected = SATISFIED if met else VIOLATED
    assert finding(make(), requires, part, whole) == (expected, expected)


@pytest.mark.parametrize(("requires", "part", "whole", "met"), CASES)
def test_thresholds_of_evaluate(
    requires: str, part: Fraction | int, whole: Fraction | int, met: bool
) -> None:
    assert feel.evaluate(requires, {"s": {"part": part, "whole": whole}}) is met
