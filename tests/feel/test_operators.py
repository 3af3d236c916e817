"""The table of operators against parser and evaluator."""

from __future__ import annotations

import pytest

from policy_rules import feel
from policy_rules.feel import nodes
from policy_rules.feel.call import INTRINSIC
from policy_rules.feel.library import IMPLEMENTATIONS
from policy_rules.feel.table import FeelOnly, feel_only, parameters
from policy_rules.operators.model import Operator
from policy_rules.operators.table import TABLE, WRITTEN
from policy_rules.values.calendar import calendar_of

WEEKENDS = calendar_of("weekends", range(2024, 2025), ())
"""Only Saturdays and Sundays are off."""
IN_EVALUATE = {name: o for name, o in WRITTEN.items() if not o.only_in_rules}
ALL: tuple[FeelOnly | Operator, ...] = (*IN_EVALUATE.values(), *feel_only().values())
EXAMPLES = [e for o in IN_EVALUATE.values() for e in o.examples] + [f.example for f in feel_only().values()]
FUNCTIONS = parameters()
IN_RULES = (
    *("and", "or", "not", "if", "some", "every", "=", "!=", "<", "<=", ">", ">=", "in", "between"),
    *("+", "-", "*", "/", "unary minus", "%", "abs", "floor", "ceiling", "decimal"),
    *("round half up", "round up", "round down", "round half down"),
    *("min", "max", "mean", "count", "total", "share", "filter", "path"),
    *("for", "holds_of", "median", "weekday"),
    *("date", "@", "year", "month", "day", "done_by", "working_days_after", "working_days_between"),
)


@pytest.mark.parametrize("example", EXAMPLES)
def test_example_is_true(example: str) -> None:
    assert feel.evaluate(example, {}, calendar=WEEKENDS) is True


def test_every_function_has_an_implementation_and_no_other_is_there() -> None:
    assert set(FUNCTIONS) - {"share", "not"} - set(IMPLEMENTATIONS) == set()
    assert set(IMPLEMENTATIONS) | INTRINSIC == set(FUNCTIONS)


@pytest.mark.parametrize("name", IMPLEMENTATIONS)
def test_every_overload_has_kinds_for_its_parameters(name: str) -> None:
    shapes = [len(params) for params in parameters()[name]]
    assert [len(kinds) for kinds in IMPLEMENTATIONS[name].kinds] == [
        n - (params[-1:] == ("...",) and n > 1 and kinds[0] != "list")
        for n, params, kinds in zip(shapes, parameters()[name], IMPLEMENTATIONS[name].kinds, strict=True)
    ]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_name_reads_as_one_name_before_its_bracket(name: str) -> None:
    spaced = name.replace(" ", " \n ")
    assert feel.parse(f"{spaced} (x)") == nodes.Call(nodes.Name(name), (nodes.Name("x"),))


def test_the_core_of_rules() -> None:
    assert sorted(IN_EVALUATE) == sorted(IN_RULES)


@pytest.mark.parametrize("operator", ALL, ids=lambda op: op.name)
def test_words(operator: FeelOnly | Operator) -> None:
    assert operator.doc.endswith((".", ")"))
    assert operator.signature
    assert operator.source == "extension" or operator.source.startswith("DMN 1.5, 10.3.")
    assert operator.form != "function" or isinstance(operator, Operator) or operator.params


def test_tables_cannot_be_changed() -> None:
    for table in (WRITTEN, feel_only(), parameters()):
        with pytest.raises(TypeError):
            table["x"] = next(iter(table.values()))  # type: ignore[index]
    assert isinstance(TABLE, tuple)
