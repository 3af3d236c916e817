"""The text that collects what is missing: the undecided leaves below undecided nodes (`ir.trace`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy_rules.engines.compiled import lists
from policy_rules.engines.compiled.text import At, Block
from policy_rules.ir import nodes as ir

if TYPE_CHECKING:
    from policy_rules.engines.compiled.generate import Generator

DEEPEST = 30
"""Blocks within blocks, after which the tracer goes on."""


def collect(g: Generator, node: ir.Node, at: At, into: str) -> None:
    """Add the names of the facts that keep the node undecided to the set `into`."""
    key = g.keys.of(node, at.env)
    if isinstance(node, ir.Const | ir.Input) or _noted(key, at, into):
        return
    at.block.noted.add((key, into))
    held = g.value(node, at)
    if held.kind == "truth" and held.parts[0] == held.parts[1]:
        return
    inner = at.inside(f"if {held.unsettled}:")
    if inner.block.depth > DEEPEST or inner.block.loops > g.most_loops - 1:
        scope = ", ".join(f"{v!r}: {at.env[v].record}" for v in sorted(g.keys.free(node)))
        inner.block.add(f"{into} |= missing(view, {g.constants.name(node)}, {{{scope}}})  # too deep")
    else:
        _below(g, node, inner, into)
    inner.block.close()


def _noted(key: int, at: At, into: str) -> bool:
    """Whether the node was collected on every way to here."""
    block: Block | None = at.block
    while block is not None and (key, into) not in block.noted:
        block = block.parent
    return block is not None


def _below(g: Generator, node: ir.Node, at: At, into: str) -> None:
    """What an undecided node lacks."""
    add = at.block.add
    match node:
        case ir.Agg():
            _records(g, node, at, into)
        case ir.Field():
            add(
                f"{into}.add({at.env[node.var].record}.fact({g.constants.name(node.attribute.name, 'name')}))"
            )
        case ir.Outcome():
            text = f'outcome("{node.rule}")'
            add(f"{into}.add({_name(g, text)})")
        case ir.Param():
            of = f" of {node.rule}" if node.rule else ""
            text = f"parameters.{node.name}{of}"
            add(f"{into}.add({_name(g, text)})")
        case ir.Read() | ir.Reported():
            name = _name(g, node.path if isinstance(node, ir.Read) else node.measure)
            own = f"{at.env[node.unit].record}.fact({name})" if node.unit else name
            add(f"{into}.add({own})")
            collect(g, node.day, at, into)
        case ir.Graded():
            ids = ", ".join(f"{at.env[v].record}.id" for v in node.vars)
            rule = g.constants.name(node.rule, "rule")
            add(f"{into}.add(grading_name({rule}, ({ids}{',' if ids else ''})))")
            collect(g, node.day, at, into)
        case _:
            for child in ir.children(node):
                collect(g, child, at, into)


def _name(g: Generator, text: str) -> str:
    return g.constants.name(text, "name")


def _records(g: Generator, node: ir.Agg, at: At, into: str) -> None:
    """What leaves open which records there are, and what is open in those that may be there."""
    _, filters = lists.chain(node.source)
    inner, loop = lists.opened(g, node.source, node.var, at, filtered=False)
    open_ = into
    if filters:
        open_ = f"open{g.counter.next()}"
        inner.block.add(f"{open_} = set()")
    inner.block.add(f"if {loop.least} != {loop.most}: {open_}.add(m{loop.number}.why)")
    for kept in filters:
        within = At({**at.env, kept.var: loop}, inner.block)
        hi = g.value(kept.condition, within).parts[1]
        if hi != "2":
            inner.block.add(f"if {hi} != 2: continue")
        collect(g, kept.condition, within, open_)
    if filters:
        inner.block.add(f"{into} |= {open_}")
    if node.body is not None:
        collect(g, node.body, inner, into)
    inner.block.close()
