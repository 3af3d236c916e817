"""The text of lists: loops over records, filters as tests that go on to the next, aggregates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policy_rules.domain import TRUE, label
from policy_rules.engines.compiled.text import At, Block, Held, Loop
from policy_rules.facts.view import Member, Record
from policy_rules.ir import nodes as ir
from policy_rules.ir.evaluate import AGGREGATES

if TYPE_CHECKING:
    from policy_rules.engines.compiled.generate import Generator


def aggregate(g: Generator, node: ir.Agg, at: At) -> Held:
    """One value from a list."""
    return _FORMS.get(node.name, _of_parts)(g, node, at)


# -- loops -------------------------------------------------------------------------------------------


def chain(node: ir.Node) -> tuple[ir.Node, list[ir.Filter]]:
    """A list as what it starts from and the filters it goes through, the first first."""
    filters: list[ir.Filter] = []
    while isinstance(node, ir.Filter):
        filters.insert(0, node)
        node = node.source
    return node, filters


def source(g: Generator, node: ir.Node, at: At) -> str:
    """An expression for the members of a list that is not filtered."""
    match node:
        case ir.Records():
            if not node.var:
                return f"view.records({g.constants.name(node.entity, 'name')})"
            return f"records_of({at.env[node.var].record}, {g.constants.name(node.entity, 'name')})"
        case ir.Under():
            levels = g.constants.name(node.levels)
            if not node.var:
                return f"view.under({levels})"
            unit = f"{at.env[node.var].record}.unit"
            return f"(() if {unit} is None else {unit}.under({levels}))"
        case ir.Findings():
            return f"finding_members({g.need('findings')}, {g.constants.name(node.rules)})"
        case ir.Listed():
            items = tuple(Member(Record(i, i, {"value": label(i)}), 1, 1) for i in node.items)
            return g.constants.made(node.items, items)
    raise TypeError(f"no list: {node}")


def members(g: Generator, node: ir.Node, at: At) -> str:
    """The name of a list's members; several loops over one list share it."""
    key = g.keys.of(node, at.env)
    found = at.block.find(key)
    if found is None:
        home = g.home(node, key, at)
        found = Held("list", (f"list{g.counter.next()}",))
        home.add(f"{found.parts[0]} = {source(g, node, At(at.env, home))}  # {_what(node)!a}")
        home.known[key] = found
    return found.parts[0]


def _what(node: ir.Node) -> str:
    return node.entity if isinstance(node, ir.Records) else type(node).__name__.lower()


def opened(g: Generator, node: ir.Node, var: str, at: At, *, filtered: bool = True) -> tuple[At, Loop]:
    """A loop over the records that may be there; the caller closes its block."""
    base, filters = chain(node)
    loop = Loop(g.counter.next())
    name = members(g, base, at)
    block = Block(at.block, (f"for m{loop.number} in {name}:",), binds=loop)
    n = loop.number
    block.add(f"{loop.record} = m{n}.record; {loop.values} = {loop.record}.values")
    block.add(f"{loop.least} = m{n}.lo; {loop.most} = m{n}.hi")
    if isinstance(base, ir.Records):
        block.add(f"if not {loop.most}: continue")
    if filtered:
        for kept in filters:
            keep(g, kept, At({**at.env, kept.var: loop}, block), loop)
    return At({**at.env, var: loop}, block), loop


def keep(g: Generator, node: ir.Filter, at: At, loop: Loop) -> None:
    """Go on to the next record unless the condition may hold; where it need not, neither need the record."""
    lo, hi = g.value(node.condition, at).parts
    if hi != "2":
        at.block.add(f"if {hi} != 2: continue")
    if lo != "2":
        at.block.add(f"if {lo} != 2: {loop.least} = 0")


# -- aggregates --------------------------------------------------------------------------------------


def _count(g: Generator, node: ir.Agg, at: At) -> Held:
    result = g.fresh("number")
    lo, hi, _ = result.parts
    at.block.add(f"{lo} = {hi} = 0")
    inner, loop = opened(g, node.source, node.var, at)
    inner.block.add(f"{lo} += {loop.least}; {hi} += {loop.most}")
    inner.block.close()
    return Held("number", (lo, hi, "0"))


def _body(g: Generator, node: ir.Agg, at: At) -> Held:
    return g.constants.held(TRUE) if node.body is None else g.value(node.body, at)


def _quantified(g: Generator, node: ir.Agg, at: At) -> Held:
    """`every`: sure records bound both ends, others the lower; `some` is the dual."""
    every = node.name == "every"
    lo, hi = g.fresh("truth").parts
    at.block.add(f"{lo} = {hi} = {2 if every else 0}")
    inner, loop = opened(g, node.source, node.var, at)
    low, high = _body(g, node, inner).parts
    if every:
        inner.block.add(
            f"if {low} < {lo}: {lo} = {low}",
            f"if {loop.least} and {high} < {hi}:",
            f"    {hi} = {high}",
            f"    if not {hi}: break",
        )
    else:
        inner.block.add(
            f"if {high} > {hi}: {hi} = {high}",
            f"if {loop.least} and {low} > {lo}:",
            f"    {lo} = {low}",
            f"    if {lo} == 2: break",
        )
    inner.block.close()
    return Held("truth", (lo, hi))


def _worst(g: Generator, node: ir.Agg, at: At) -> Held:
    lo, hi, _ = g.fresh("number").parts
    at.block.add(f"{lo} = {hi} = 0")
    inner, loop = opened(g, node.source, node.var, at)
    low, high, _ = _body(g, node, inner).parts
    inner.block.add(f"if {loop.least} and {low} > {lo}: {lo} = {low}", f"if {high} > {hi}: {hi} = {high}")
    inner.block.close()
    return Held("number", (lo, hi, "0"))


def _total(g: Generator, node: ir.Agg, at: At) -> Held:
    """Settled whole numbers of sure records are summed apart from the rest."""
    result = g.fresh("number")
    lo, hi, null = result.parts
    known = f"sum{g.counter.next()}"
    at.block.add(f"{known} = {lo} = {hi} = {null} = 0")
    inner, loop = opened(g, node.source, node.var, at)
    low, high, none = _body(g, node, inner).parts
    inner.block.add(
        f"if {low} == {high} and type({low}) is int and {loop.least} == 1 == {loop.most} and not {none}: "
        f"{known} += {low}",
        f"else: {lo}, {hi}, {null} = add_part({lo}, {hi}, {null}, {low}, {high}, {none}, "
        f"{loop.least}, {loop.most})",
    )
    inner.block.close()
    at.block.add(f"if {null} != 2: {lo} = add({lo}, {known}); {hi} = add({hi}, {known})")
    return result


def _of_parts(g: Generator, node: ir.Agg, at: At) -> Held:
    """A rarer aggregate: the reference's function on the parts."""
    parts, box = f"parts{g.counter.next()}", f"x{g.counter.next()}"
    at.block.add(f"{parts} = []")
    inner, loop = opened(g, node.source, node.var, at)
    inner.block.add(f"{parts}.append(({loop.least}, {loop.most}, {_body(g, node, inner).box}))")
    inner.block.close()
    at.block.add(f"{box} = {g.constants.name(AGGREGATES[node.name], 'aggregate')}({parts})  # {node.name}")
    return g.unboxed("number", box, at)


_FORMS = {
    "count": _count,
    "total": _total,
    "every": _quantified,
    "some": _quantified,
    "worst": _worst,
}
