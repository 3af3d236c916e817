"""The text that collects what is missing: the undecided leaves below undecided nodes (`reference.trace`)."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import lists
from policy_rules.engines.compiled.blocks import Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.narrowing import chain
from policy_rules.operators.rules import taken
from policy_rules.ruleset.parameter_names import name_for


def collect(g: Generator, root: core.Node, at: Spot, into: str) -> None:
    """Add the names of the facts that keep the node undecided to the set `into`.

    Parents come before children and flag those that matter, so a node that stands in many places is
    looked at once; lists open a loop of their own.
    """
    nodes = _parents_first(g, root, at)
    flags = {key: f"open{g.counter.next()}" for key in list(nodes)[1:]}
    if flags:
        at.block.add(f"{' = '.join(flags.values())} = False")
    for key, node in nodes.items():
        held = g.value(node, at)
        if held.kind == "truth" and held.parts[0] == held.parts[1]:
            continue
        inner = at.inside(
            f"if {flags[key]} and ({held.unsettled}):" if key in flags else f"if {held.unsettled}:"
        )
        below = _below(node)
        if isinstance(node, core.Op) and node.name == "case":
            half = 1 + len(node.args) // 2
            subject = g.value(node.args[0], at).box
            listed = g.constants.name(tuple(x.value for x in node.args[1:half] if isinstance(x, core.Const)))
            inner.block.add(f"left = {g.constants.name(taken, 'operator')}({subject}, {listed})")
            for n, result in enumerate(node.args[half:]):
                if (k := g.shapes.of(result, at.env)) in flags:
                    inner.block.add(f"if {n} in left: {flags[k]} = True")
            below = node.args[:1]
        raised = sorted({flags[k] for c in below if (k := g.shapes.of(c, at.env)) in flags})
        if raised:
            inner.block.add(f"{' = '.join(raised)} = True")
        _named(g, node, inner, into)
        inner.block.close()


def _below(node: core.Node) -> tuple[core.Node, ...]:
    """The nodes of the same records that may leave the node undecided."""
    return () if isinstance(node, core.Agg) else core.children(node)


def _parents_first(g: Generator, root: core.Node, at: Spot) -> dict[int, core.Node]:
    """The nodes that the root depends on, of the same records, by shape."""
    done: dict[int, core.Node] = {}
    seen: set[int] = set()

    def visit(node: core.Node) -> None:
        key = g.shapes.of(node, at.env)
        if key not in seen and not isinstance(node, core.Const | core.Input):
            seen.add(key)
            for child in reversed(_below(node)):
                visit(child)
            done[key] = node

    visit(root)
    return dict(reversed(done.items()))


def _named(g: Generator, node: core.Node, at: Spot, into: str) -> None:
    """The fact that an undecided leaf is; what is open in a list."""
    add = at.block.add
    match node:
        case core.Agg():
            if at.block.loops < lists.MOST_LOOPS:
                _records(g, node, at, into)
            else:
                scope = ", ".join(f"{v!r}: {at.env[v].record}" for v in sorted(g.shapes.free(node)))
                add(f"{into} |= missing(view, {g.constants.name(node)}, {{{scope}}})  # too deep")
        case core.Field():
            add(f"{into}.add({at.env[node.var].record}.fact({_name(g, node.attribute.name)}))")
        case core.Outcome():
            text = f'outcome("{node.rule}")'
            add(f"{into}.add({_name(g, text)})")
        case core.Param():
            text = f"parameters.{name_for(node.name, node.rule)}"
            day = g.value(node.day, at).box
            known = "" if isinstance(node.day, core.Input) else f"if {day}.settled: "
            add(f"{known}{into}.add({_name(g, text)})")
        case core.Read() | core.Reported():
            name = _name(g, node.path if isinstance(node, core.Read) else node.measure)
            own = f"{at.env[node.unit].record}.fact({name})" if node.unit else name
            add(f"{into}.add({own})")
        case core.Graded():
            ids = ", ".join(f"{at.env[v].record}.id" for v in node.vars)
            rule = g.constants.name(node.rule, "rule")
            add(f"{into}.add(grading_name({rule}, ({ids}{',' if ids else ''})))")


def _name(g: Generator, text: str) -> str:
    return g.constants.name(text, "name")


def _records(g: Generator, node: core.Agg, at: Spot, into: str) -> None:
    """What leaves open which records there are, and what is open in those that may be there."""
    _, filters = chain(node.source)
    inner, loop = lists.opened(g, node.source, node.var, at, filtered=False)
    open_ = into
    if filters:
        open_ = f"open{g.counter.next()}"
        inner.block.add(f"{open_} = set()")
    inner.block.add(f"if {loop.least} != {loop.most}: {open_}.add(m{loop.number}.why)")
    for kept in filters:
        within = Spot({**at.env, kept.var: loop}, inner.block)
        hi = g.value(kept.condition, within).parts[1]
        if hi != "2":
            inner.block.add(f"if {hi} != 2: continue")
        collect(g, kept.condition, within, open_)
    if filters:
        inner.block.add(f"{into} |= {open_}")
    if node.body is not None:
        collect(g, node.body, inner, into)
    inner.block.close()
