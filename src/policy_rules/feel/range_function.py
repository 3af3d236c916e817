"""`range("[1..3]")`: a range from its text (DMN 1.5 clause 10.3.4.1)."""

from __future__ import annotations

from policy_rules.errors import ExpressionError
from policy_rules.feel import nodes, temporal
from policy_rules.feel.library import IMPLEMENTATIONS, Unfit, builtin
from policy_rules.feel.nodes import Node
from policy_rules.feel.parse import parse
from policy_rules.feel.values import Range, Refused, Value, compare, spend

_CONSTRUCTORS = frozenset(("date", "time", "date and time", "duration"))
LONGEST = 4_000
_A_CHARACTER = 20
"""Steps of reading one."""


@builtin("range", "string")
def from_text(text: str) -> Value:
    """The range with two literal ends that a text means; null for any other text."""
    if len(text) > LONGEST:
        raise Refused(f"a range in a text of more than {LONGEST:,} characters")
    spend(_A_CHARACTER * len(text))
    try:
        tree = parse(text)
    except ExpressionError:
        return None
    if not isinstance(tree, nodes.Range) or tree.low is None or tree.high is None:
        return None
    low, high = _literal(tree.low), _literal(tree.high)
    order = compare(low, high)
    return None if order is None or order > 0 else Range(low, high, tree.low_closed, tree.high_closed)


def _literal(node: Node) -> Value:
    """The value of a literal, with a sign or as the text of a date, time or duration."""
    if isinstance(node, nodes.Literal):
        return node.value
    if isinstance(node, nodes.At):
        return temporal.literal(node.text)
    if isinstance(node, nodes.Unary) and isinstance(node.operand, nodes.Literal):
        number = node.operand.value
        return None if number is None or isinstance(number, str | bool) else -number
    if isinstance(node, nodes.Call) and isinstance(node.function, nodes.Name) and len(node.args) == 1:
        name, text = node.function.name, _literal(node.args[0])
        if name in _CONSTRUCTORS and isinstance(node.args[0], nodes.Literal) and isinstance(text, str):
            return IMPLEMENTATIONS[name].act(text)
    raise Unfit
