"""Access: attributes by their path, lists filtered and gone through; the elaborator knows what they mean."""

from __future__ import annotations

from policy_rules.core.meanings import Meaning, Names
from policy_rules.feel import nodes as feel
from policy_rules.operators.model import Elaborating, Operator

SOURCE = "DMN 1.5, 10.3.2.5, table 62"


def _for(el: Elaborating, node: feel.For, names: Names) -> Meaning:
    return el.iterated(node.iterators, names, lambda inner: el.visit(node.body, inner))


ACCESS_OPERATORS = (
    Operator(
        name="path", feel="path", form="syntax", group="access", source=SOURCE,
        signature="context.name -> any; list.name -> list",
        doc="An attribute of a context, or that of each item of a list; null where there is none.",
        examples=("[{a: 1}, {a: 2}].a = [1, 2]",),
        build=lambda el, node, names: el.path(node, names),
    ),
    Operator(
        name="filter", feel="filter", form="syntax", group="access", source=SOURCE,
        signature="list[boolean] -> list; list[number] -> any",
        doc="The items for which the condition is true, with `item` and the item's attributes in scope; or "
        "the item at a position, 1-based, negative from the end.",
        examples=("[1, 2, 3][item > 1] = [2, 3]",),
        build=lambda el, node, names: el.filter(node, names),
    ),
    Operator(
        name="for", feel="for", form="syntax", group="access", source="DMN 1.5, 10.3.2.14",
        signature="for name in list, ... return any -> list",
        doc="The results for every combination of items, the last iterator running fastest; `partial` is "
        "the list so far. `1..n` runs through whole numbers, up or down.",
        examples=("(for i in 1..3 return i * i) = [1, 4, 9]",),
        build=_for,
    ),
)  # fmt: skip
