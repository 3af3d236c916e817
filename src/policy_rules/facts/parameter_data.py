"""What parameters are set to, as plain data: digests of it say whether two rulesets ask alike."""

from __future__ import annotations

from typing import Any

from policy_rules.documents import Mapping, Node, Scalar, Sequence
from policy_rules.facts.plain_data import value_data
from policy_rules.vocabulary import Parameter


def parameter_data(parameter: Parameter) -> dict[str, Any]:
    """The values of a parameter by day and by rule, and its table."""
    return {
        "values": [[start, value_data(value)] for start, value in parameter.values],
        "rules": {rule: value_data(value) for rule, value in parameter.rule_values.items()},
        "table": _tree(parameter.table),
    }


def _tree(node: Node | object) -> Any:
    """A tree as read, or plain data, as data that a digest can be made of."""
    if isinstance(node, Mapping):
        return [[key.text, _tree(value)] for key, value in node.entries]
    if isinstance(node, Sequence):
        return [_tree(item) for item in node]
    if isinstance(node, Scalar):
        return None if node.null else node.text
    return None if node is None else repr(node)
