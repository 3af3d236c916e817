"""The table of operators against parser and evaluator."""

from __future__ import annotations

import pytest

from policy_rules import feel
from policy_rules.feel import nodes
from policy_rules.feel.call import INTRINSIC
from policy_rules.feel.library import IMPLEMENTATIONS
from policy_rules.operators import OPERATORS, Operator
from policy_rules.values.calendar import calendar_of

WEEKENDS = calendar_of("weekends", range(2024, 2025), ())
"""Only Saturdays and Sundays are off."""
FUNCTIONS = {name: op for name, op in OPERATORS.items() if op.form == "function"}
IN_RULES = (
    *("and", "or", "not", "if", "some", "every", "=", "!=", "<", "<=", ">", ">=", "in", "between"),
    *("+", "-", "*", "/", "unary minus", "%", "abs", "floor", "ceiling", "decimal"),
    *("round half up", "round up", "round down", "round half down"),
    *("min", "max", "mean", "count", "total", "share", "filter", "path"),
    *("date", "@", "year", "month", "day", "done_by", "working_days_after", "working_days_between"),
)


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda op: op.name)
def test_example_is_true(operator: Operator) -> None:
    assert feel.evaluate(operator.example, {}, calendar=WEEKENDS) is True


def test_every_function_has_an_implementation_and_no_other_is_there() -> None:
    assert set(FUNCTIONS) - {"share", "not"} - set(IMPLEMENTATIONS) == set()
    assert set(IMPLEMENTATIONS) | INTRINSIC == set(FUNCTIONS)


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
def test_every_overload_has_kinds_for_its_parameters(name: str) -> None:
    shapes = [len(params) for params in OPERATORS[name].params]
    assert [len(kinds) for kinds in IMPLEMENTATIONS[name].kinds] == [
        n - (params[-1:] == ("...",) and n > 1 and kinds[0] != "list")
        for n, params, kinds in zip(shapes, OPERATORS[name].params, IMPLEMENTATIONS[name].kinds, strict=True)
    ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_name_reads_as_one_name_before_its_bracket(name: str) -> None:
    spaced = name.replace(" ", " \n ")
    assert feel.parse(f"{spaced} (x)") == nodes.Call(nodes.Name(name), (nodes.Name("x"),))


def test_the_core_of_rules() -> None:
    assert sorted(n for n, op in OPERATORS.items() if op.in_rules) == sorted(IN_RULES)


@pytest.mark.parametrize("operator", OPERATORS.values(), ids=lambda op: op.name)
def test_words(operator: Operator) -> None:
    assert operator.doc.endswith((".", ")"))
    assert operator.signature
    assert operator.source == "extension" or operator.source.startswith("DMN 1.5, 10.3.")
    assert operator.params or operator.form == "function"


def test_table_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        OPERATORS["x"] = OPERATORS["and"]  # type: ignore[index]
