"""Only what is surely whole leaves out the numbers near zero as a divisor."""

from __future__ import annotations

import datetime
from fractions import Fraction

import pytest

from policy_rules.facts.bound import Entry, Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.compile import compile_rules
from policy_rules.reference.evaluate import Reference
from policy_rules.ruleset.model import Rule
from policy_rules.testing.rulesets import model_of
from policy_rules.values.known import Num, Value, point
from policy_rules.vocabulary import Attribute, Entity, Expression, Measure, Type, Vocabulary

WHOLE = Type("number", unit=(), places=0, low=Fraction(0), high=Fraction(100))
ANY = Type("number", unit=(), low=Fraction(0), high=Fraction(100))
VOCABULARY = Vocabulary(
    entities={
        "s": Entity(
            "s",
            {
                "n": Attribute("n", WHOLE),
                "x": Attribute("x", ANY),
                "said": Attribute("said", WHOLE, derived=Expression("x")),
            },
            one=True,
        )
    },
    measures={
        "counted": Measure("counted", WHOLE, Expression("s.n")),
        "said_whole": Measure("said_whole", WHOLE, Expression("s.x")),
        "reported_too": Measure("reported_too", WHOLE, Expression("s.x"), reported=True),
    },
)
QUARTER = point(Fraction(1, 4))


def quotient(divisor: str, x: Value) -> Value:
    rule = Rule("r", "r", "r", "r", "d", "1", "a", "a", requires=Expression(f"1 / {divisor} >= 3"))
    program, faults = compile_rules(model_of(VOCABULARY, (rule,)))
    assert not faults
    unit = UnitFacts("u", "u", values={"s.x": (Entry(x),), "s.n": (Entry(Num(0, 5)),)})
    day = datetime.date(2025, 12, 31).toordinal()
    view = UnitView(Facts({"u": unit}), unit, VOCABULARY, day, 2025, False)
    comparison, _ = program.rules[0].comparisons[0]
    return Reference(view).value(comparison.args[0], {})


@pytest.mark.parametrize("divisor", ["s.x", "s.said", "said_whole", "reported_too", "min(s.x, 3)"])
def test_what_is_called_whole_may_be_near_zero(divisor: str) -> None:
    assert quotient(divisor, QUARTER) == point(4)


@pytest.mark.parametrize("divisor", ["s.n", "counted", "max(s.n, 0)"])
def test_what_is_whole_leaves_them_out(divisor: str) -> None:
    found = quotient(divisor, QUARTER)
    assert isinstance(found, Num) and (found.lo, found.hi) == (Fraction(1, 5), 1)
