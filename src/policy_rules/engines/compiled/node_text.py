"""From nodes of the core to text: which lines compute a node, or the reference for what goes too deep."""

from __future__ import annotations

from contextlib import suppress

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import fact_reads, lists, numbers, operators
from policy_rules.engines.compiled.blocks import Held, Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.shapes import kind_of
from policy_rules.reference.evaluate import OPERATORS

DEEPEST_NODE, DEEPEST_BLOCK, MOST_LOOPS = 60, 50, lists.MOST_LOOPS
"""Python takes 20 nested loops and 100 indentations; what goes deeper is left to the reference."""


def node_text(g: Generator, node: core.Node, at: Spot) -> Held:
    """Add the lines that compute a node which is no constant."""
    block = at.block
    if g.level > DEEPEST_NODE or block.depth > DEEPEST_BLOCK or block.loops > MOST_LOOPS:
        return _by_reference(g, node, at)
    if isinstance(node, core.Op):
        form = operators.FORMS.get(node.name)
        found = form(g, node, at) if form else None
        return _called(g, node, at) if found is None else found
    if isinstance(node, core.Agg):
        return lists.aggregate(g, node, at)
    return fact_reads.fact(g, node, at)


def _called(g: Generator, node: core.Op, at: Spot) -> Held:
    """A rare operator: the reference's function on value objects, or a constant."""
    args = [g.value(a, at) for a in node.args]
    if all(a.const is not None for a in args):
        with suppress(ArithmeticError, ValueError):
            return g.constants.held(OPERATORS[node.name](*(a.const for a in args), *node.by))
    return g.fresh_box(f"{numbers.reference_call(g, node, args)}  # {node.name}", kind_of(node), at)


def _by_reference(g: Generator, node: core.Node, at: Spot) -> Held:
    scope = ", ".join(f"{v!r}: {at.env[v].record}" for v in sorted(g.shapes.free(node)))
    call = f"by_reference(view, {g.constants.name(node)}, {{{scope}}})  # too deep"
    return g.fresh_box(call, kind_of(node), at)
