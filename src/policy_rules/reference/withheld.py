"""Values that count and are not told: of attributes that the vocabulary redacts, of other units' measures.

What is judged by such a value is told, and so is that a fact is missing; the value itself, and what is
reckoned from it, is not.
"""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.facts.view import UnitView
from policy_rules.values.known import WITHHELD, Value


def value_told(value: Value, node: core.Node, view: UnitView) -> Value:
    """The value of a tree as it is told: WITHHELD in place of one that is not to be seen."""
    if not (view.vocabulary.redacted or view.facts.withheld):
        return value
    seen: dict[int, tuple[bool, core.Node]] = view.kept.once("withheld", dict)
    found = seen.get(id(node))
    if found is None:
        found = seen[id(node)] = _reckoned(node, view), node  # held: its number stays its own
    return WITHHELD if found[0] else value


def _reckoned(node: core.Node, view: UnitView) -> bool:
    """Whether the value is one that is not told, or is reckoned from such.

    A truth that a condition gives is told: it is what the rule says of the value.
    """
    match node:
        case core.Field():
            return node.attribute.redact
        case core.Read():
            return node.path in view.vocabulary.redacted
        case core.Reported():
            return node.measure in view.facts.withheld
        case core.Op() if node.type.kind == "boolean":
            return False
        case core.Agg():
            if node.body is None or node.body.type.kind == "boolean":
                return False
            others = bool(view.facts.handed_to) and _of_units(node.source)
            return others or _reckoned(node.body, view)
    return any(_reckoned(child, view) for child in core.children(node))


def _of_units(source: core.Node) -> bool:
    """Whether a list is one of units: of those below, of which nothing is told to whom this is handed."""
    while isinstance(source, core.Filter):
        source = source.source
    return isinstance(source, core.Under)
