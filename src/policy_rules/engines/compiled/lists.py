"""The text of lists: loops over records, filters as tests that go on to the next, aggregates."""

from __future__ import annotations

from collections.abc import Iterable

from policy_rules.core import nodes as core
from policy_rules.engines.compiled.blocks import Block, Held, Loop, Spot
from policy_rules.engines.compiled.finding_filters import counted
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.narrowing import Condition, Narrowed, chain, conditions
from policy_rules.facts.view import Member, Record
from policy_rules.reference.evaluate import AGGREGATES
from policy_rules.values.known import TRUE, label

MOST_LOOPS = 12
"""Loops nested in one another; deeper ones are left to the reference."""


def aggregate(g: Generator, node: core.Agg, at: Spot) -> Held:
    """One value from a list."""
    return _FORMS.get(node.name, _of_parts)(g, node, at)


# -- loops -------------------------------------------------------------------------------------------


def source(g: Generator, node: core.Node, at: Spot) -> str:
    """An expression for the members of a list that is not filtered."""
    match node:
        case core.Records():
            if not node.var:
                return f"view.records({g.constants.name(node.entity, 'name')})"
            return f"records_of({at.env[node.var].record}, {g.constants.name(node.entity, 'name')})"
        case core.Under():
            levels = g.constants.name(node.levels)
            if not node.var:
                return f"view.under({levels})"
            unit = f"{at.env[node.var].record}.unit"
            return f"(() if {unit} is None else {unit}.under({levels}))"
        case core.Findings():
            return f"finding_members({g.need('findings')}, {g.constants.name(node.rules)})"
        case core.Listed():
            items = tuple(Member(Record(i, i, {"value": label(i)}), 1, 1) for i in node.items)
            return g.constants.made(node.items, items)
    raise TypeError(f"no list: {node}")


def members(g: Generator, node: core.Node, at: Spot) -> str:
    """The name of a list's members; several loops over one list share it."""

    def text(home: Spot) -> Held:
        found = Held("list", (f"list{g.counter.next()}",))
        home.block.add(f"{found.parts[0]} = {source(g, node, home)}  # {_what(node)!a}")
        return found

    return g.once(node, at, text).parts[0]


def _what(node: core.Node) -> str:
    return node.entity if isinstance(node, core.Records) else type(node).__name__.lower()


def opened(g: Generator, node: core.Node, var: str, at: Spot, *, filtered: bool = True) -> tuple[Spot, Loop]:
    """A loop over the records that may be there; the caller closes its block."""
    base, filters = chain(node)
    if not g.lazy:
        name = members(g, base, at)
        block, loop = _loop(g, name, at, sparse=isinstance(base, core.Records))
        tests = [Condition(f.condition, f.var) for f in filters] if filtered else []
    elif isinstance(base, core.Findings):
        block, loop, tests = _over_findings(g, base, filters, at)
    else:
        lists, tests = g.narrowing.of(base, conditions(filters))
        name = members(g, base, at)
        for n, narrowed in enumerate(lists):
            name = _narrowed(g, narrowed, name, at, sparse=not n and isinstance(base, core.Records))
        block, loop = _loop(g, name, at, sparse=not lists and isinstance(base, core.Records))
    _keep(g, tests, Spot(at.env, block), loop)
    return Spot({**at.env, var: loop}, block), loop


def _loop(g: Generator, name: str, at: Spot, *, sparse: bool) -> tuple[Block, Loop]:
    """A loop over members; `sparse` ones may be of a record that is never there."""
    loop = Loop(g.counter.next())
    n = loop.number
    block = Block(at.block, (f"for m{n} in {name}:",), binds=loop)
    block.add(f"{loop.record} = m{n}.record; {loop.values} = {loop.record}.values")
    block.add(f"{loop.least} = m{n}.lo; {loop.most} = m{n}.hi")
    if sparse:
        block.add(f"if not {loop.most}: continue")
    return block, loop


def _over_findings(
    g: Generator, base: core.Findings, filters: list[core.Filter], at: Spot
) -> tuple[Block, Loop, list[Condition]]:
    """A loop over findings, which are all there; what is fixed for a rule is tested beforehand."""
    rules, left = counted(g.rules, base.rules, filters)
    loop, findings = Loop(g.counter.next()), g.need("findings")
    each = f"for {loop.record} in map({findings}.__getitem__, {g.constants.name(rules)}):"
    block = Block(at.block, (each,), binds=loop)
    block.add(f"{loop.values} = {loop.record}.values; {loop.least} = {loop.most} = 1")
    return block, loop, conditions(left)


def _narrowed(g: Generator, narrowed: Narrowed, source: str, at: Spot, *, sparse: bool) -> str:
    """The name of a list's members that meet conditions which several rules make."""

    def text(home: Spot) -> Held:
        name = f"list{g.counter.next()}"
        home.block.add(f"{name} = []")
        block, loop = _loop(g, source, home, sparse=sparse)
        _keep(g, narrowed.met, Spot({}, block), loop)
        m = f"m{loop.number}"
        block.add(
            f"{name}.append({m} if {loop.least} == {m}.lo else "
            f"Member({loop.record}, {loop.least}, {loop.most}))"
        )
        block.close()
        return Held("list", (name,))

    return g.for_several(narrowed.key, narrowed.rules, at, text).parts[0]


def _keep(g: Generator, tests: Iterable[Condition], at: Spot, loop: Loop) -> None:
    """Go on to the next record unless the conditions may hold; else neither need the record."""
    ordered = sorted(tests, key=lambda test: g.lazy and g.shapes.dear(test.node))
    for test in ordered:
        lo, hi = g.value(test.node, Spot({**at.env, test.var: loop}, at.block)).parts
        if hi != "2":
            at.block.add(f"if {hi} != 2: continue")
        if lo != "2":
            at.block.add(f"if {lo} != 2: {loop.least} = 0")


# -- aggregates --------------------------------------------------------------------------------------


def _count(g: Generator, node: core.Agg, at: Spot) -> Held:
    result = g.fresh("number")
    lo, hi, _ = result.parts
    at.block.add(f"{lo} = {hi} = 0")
    inner, loop = opened(g, node.source, node.var, at)
    inner.block.add(f"{lo} += {loop.least}; {hi} += {loop.most}")
    inner.block.close()
    return Held("number", (lo, hi, "0"))


def _body(g: Generator, node: core.Agg, at: Spot) -> Held:
    return g.constants.held(TRUE) if node.body is None else g.value(node.body, at)


def _quantified(g: Generator, node: core.Agg, at: Spot) -> Held:
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


def _worst(g: Generator, node: core.Agg, at: Spot) -> Held:
    lo, hi, _ = g.fresh("number").parts
    at.block.add(f"{lo} = {hi} = 0")
    inner, loop = opened(g, node.source, node.var, at)
    low, high, _ = _body(g, node, inner).parts
    inner.block.add(f"if {loop.least} and {low} > {lo}: {lo} = {low}", f"if {high} > {hi}: {hi} = {high}")
    inner.block.close()
    return Held("number", (lo, hi, "0"))


def _total(g: Generator, node: core.Agg, at: Spot) -> Held:
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


def _of_parts(g: Generator, node: core.Agg, at: Spot) -> Held:
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
