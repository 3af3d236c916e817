"""Every operator's table: what the standard, or the extension's definition, says of it.

A table is `tables/<group>/<operator>.yaml`: the operator's name and its cases. A case is an expression
and `is`, its value as another expression made of literals, or `refused`, words of the error; what takes
seconds is `heavy`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from feel.china import CHINA
from policy_rules import feel
from policy_rules.errors import ExpressionError
from policy_rules.feel.table import FeelOnly, feel_only
from policy_rules.operators.model import Operator
from policy_rules.operators.table import WRITTEN

OPERATORS: dict[str, FeelOnly | Operator] = {
    **feel_only(),
    **{name: o for name, o in WRITTEN.items() if not o.only_in_rules},
}
TABLES = {
    table["operator"]: (path.parent.name, table["cases"])
    for path in sorted((Path(__file__).parent / "tables").rglob("*.yaml"))
    for table in [yaml.safe_load(path.read_text("utf-8"))]
}
CASES = [
    pytest.param(case, id=f"{name}: {case['expr']}", marks=[pytest.mark.heavy] if "heavy" in case else [])
    for name, (_, cases) in TABLES.items()
    for case in cases
]


def shape(value: Any) -> Any:
    """A value together with its types, so that 1 and true, or two kinds of dates, differ."""
    if isinstance(value, list):
        return [shape(item) for item in value]
    if isinstance(value, dict):
        return {key: shape(item) for key, item in value.items()}
    return (type(value), value)


@pytest.mark.parametrize("case", CASES)
def test_case(case: dict[str, str]) -> None:
    if "refused" in case:
        with pytest.raises(ExpressionError) as caught:
            feel.evaluate(case["expr"], calendar=CHINA)
        assert case["refused"] in str(caught.value)
        assert caught.value.faults[0].place.column >= 1
    else:
        found = feel.evaluate(case["expr"], calendar=CHINA)
        assert shape(found) == shape(feel.evaluate(case["is"]))


def test_every_operator_has_a_table_in_its_group() -> None:
    assert {name: group for name, (group, _) in TABLES.items()} == {
        name: operator.group for name, operator in OPERATORS.items()
    }


@pytest.mark.parametrize("name", TABLES)
def test_a_table_holds_a_null_case(name: str) -> None:
    operator = OPERATORS[name]
    if operator.form in ("function", "infix") and name not in ("now", "today"):
        assert any("null" in case["expr"] for case in TABLES[name][1]), name


@pytest.mark.parametrize(
    "name", [n for n, o in OPERATORS.items() if o.group == "list" or n in ("some", "every", "filter", "for")]
)
def test_a_table_of_lists_holds_an_empty_list_and_one_item(name: str) -> None:
    texts = [case["expr"] for case in TABLES[name][1]]
    assert any("[]" in text for text in texts), name
    assert len(texts) >= 4, name
