"""The table of operators: all of them, by what authors write, and by what the core calls them."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from policy_rules.feel import nodes as feel
from policy_rules.operators.access import ACCESS_OPERATORS
from policy_rules.operators.arithmetic import ARITHMETIC_OPERATORS
from policy_rules.operators.comparison import COMPARISON_OPERATORS
from policy_rules.operators.days import DAY_OPERATORS
from policy_rules.operators.lists import LIST_OPERATORS
from policy_rules.operators.logic import LOGIC_OPERATORS
from policy_rules.operators.model import Operator
from policy_rules.operators.periods import PERIOD_OPERATORS
from policy_rules.operators.rules import RULE_OPERATORS

TABLE: tuple[Operator, ...] = (
    *LOGIC_OPERATORS,
    *COMPARISON_OPERATORS,
    *ARITHMETIC_OPERATORS,
    *ACCESS_OPERATORS,
    *LIST_OPERATORS,
    *DAY_OPERATORS,
    *PERIOD_OPERATORS,
    *RULE_OPERATORS,
)
"""Every operator, in the order of the documentation."""


def _by(key: str, operators: tuple[Operator, ...]) -> Mapping[str, Operator]:
    found = {getattr(o, key): o for o in operators}
    if len(found) < len(operators):
        raise TypeError(f"two operators have one {key}")
    return MappingProxyType(found)


WRITTEN = _by("feel", tuple(o for o in TABLE if o.feel))
"""What authors write, by the name that they write."""
FUNCTIONS = tuple(o.feel for o in TABLE if o.form == "function" and o.feel)
"""The functions that authors may call."""
CORE = _by("name", tuple(o for o in TABLE if o.hull is not None))
"""What stands in trees of the core (`Op` over values, `Agg` over records), by its name there."""

SYNTAX: Mapping[type[feel.Node], str] = {
    feel.Unary: "unary minus",
    feel.If: "if",
    feel.Between: "between",
    feel.In: "in",
    feel.For: "for",
    feel.Filter: "filter",
    feel.Path: "path",
    feel.Percent: "%",
    feel.At: "@",
}
"""What is written with words or signs of its own."""


def written(node: feel.Node) -> Operator | None:
    """The operator that a written node is; None for a call, a name, or what rules do not admit."""
    if isinstance(node, feel.Binary):
        return WRITTEN.get(node.op)
    if isinstance(node, feel.Quantified):
        return WRITTEN.get(node.kind)
    return WRITTEN.get(SYNTAX.get(type(node), ""))
