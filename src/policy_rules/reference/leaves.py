"""The facts on which a rule stands: the leaves of its tree, as names with values and sources."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.facts.bound import Entry
from policy_rules.facts.view import UnitView
from policy_rules.reference.evaluate import Scope, instance
from policy_rules.reference.trace import NOTHING, Tracer
from policy_rules.reference.withheld import value_told
from policy_rules.values.known import WITHHELD, Num, Value
from policy_rules.vocabulary import Type

MOST_RECORDS = 200
"""Facts of single records are listed up to this number of records a list."""


@frozen
class FactUsed:
    """A fact that a rule read: its name, what is known of it, the sources, whether it is given at all.

    Of a published figure what the sources said; `reckoned` is what a sheet gave beside it.
    """

    name: str
    value: Value
    type: Type
    sources: tuple[str, ...]
    given: bool
    reckoned: Value | None = None

    @property
    def of_unit(self) -> bool:
        """Whether it tells what the unit is (`unit.level`), and not what it did."""
        return ".unit." in f".{self.name}"


def facts_used(tracer: Tracer, rule: core.RuleProgram) -> tuple[FactUsed, ...]:
    """Every fact that the rule's tree reads, each once, in the order of the tree."""
    found: dict[str, FactUsed] = {}
    for fact in _leaves(tracer, rule.finding, NOTHING, set()):
        found.setdefault(fact.name, fact)
    return tuple(found.values())


def _leaves(tracer: Tracer, node: core.Node, scope: Scope, seen: set[tuple[int, str]]) -> Iterator[FactUsed]:
    place = (id(node), "/".join(r.path for r in scope.values()))
    if place in seen:
        return
    seen.add(place)
    for one in _below(tracer, node):
        if not isinstance(one, core.Agg | core.Filter):
            leaf = _leaf(tracer, one, scope)
            if leaf is not None:
                yield leaf
            continue
        yield from _leaves(tracer, one.source, scope, seen)
        body = one.body if isinstance(one, core.Agg) else one.condition
        if body is not None:
            for m in tracer.reference.members(one.source, scope)[:MOST_RECORDS]:
                if not (m.record.generic or m.record.of_others):
                    yield from _leaves(tracer, body, tracer.reference.inner(scope, one.var, m), seen)


def _below(tracer: Tracer, root: core.Node) -> tuple[core.Node, ...]:
    """The leaves of a tree and its loops, each once and in order; not what stands in loops."""
    kept: dict[int, tuple[tuple[core.Node, ...], core.Node]] = tracer.program.kept.once("leaves", dict)
    found = kept.get(id(root))
    if found is None:
        found = kept[id(root)] = tuple(_leaves_and_loops(root)), root  # held: its number stays its own
    return found[0]


def _leaves_and_loops(root: core.Node) -> Iterator[core.Node]:
    seen, stack = set[int](), [root]
    while stack:
        node = stack.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, core.Agg | core.Filter):
            yield node
            continue
        if isinstance(node, core.Read | core.Reported | core.Field | core.Graded):
            yield node
        stack.extend(reversed(core.children(node)))


def _leaf(tracer: Tracer, node: core.Node, scope: Scope) -> FactUsed | None:
    """The fact that a leaf is, or None for what is no fact of a unit."""

    def value(node: core.Node, scope: Scope) -> Value:
        return value_told(tracer.reference.value(node, scope), node, tracer.view)

    match node:
        case core.Read():
            view = tracer.reference.unit(node.unit, scope)
            name = node.path if not node.unit else scope[node.unit].fact(node.path)
            entries = view.unit.values.get(node.path, ()) if view else ()
            return _fact(name, value(node, scope), node.type, entries)
        case core.Reported():
            view = tracer.reference.unit(node.unit, scope)
            name = node.measure if not node.unit else scope[node.unit].fact(node.measure)
            day = tracer.reference.value(node.day, scope)
            reports = _reports(view, node, day)
            found = _fact(name, value(node, scope), node.type, reports)
            return _apart(found, node, view, day) if view is not None and reports else found
        case core.Field():
            record = scope[node.var]
            if record.unit is not None or record.generic:
                return None
            entry = record.facts.values.get(node.attribute.name) if record.facts else None
            sources = entry.sources if entry else ()
            if entry and not sources and record.facts and record.facts.source:
                sources = (record.facts.source,)
            name = record.fact(node.attribute.name)
            return FactUsed(name, value(node, scope), node.type, sources, entry is not None)
        case core.Graded():
            name = instance(node.vars, scope)
            sources = tuple(
                t.source
                for g in tracer.view.unit.gradings
                if g.rule == node.rule and g.instance == name
                for t in g.told or (g,)
                if t.source
            )
            return FactUsed(f"grading({node.rule})", value(node, scope), node.type, sources, bool(sources))
    return None


def _fact(name: str, value: Value, type: Type, entries: tuple[Entry, ...]) -> FactUsed:
    return FactUsed(
        name, value, type, tuple(dict.fromkeys(s for e in entries for s in e.sources)), bool(entries)
    )


def _apart(fact: FactUsed, node: core.Reported, view: UnitView, day: Value) -> FactUsed:
    """What was published by itself, beside what a sheet gave for the year: nobody published that."""
    given, years = view.scored.get(node.measure), view.vocabulary.year
    if given is None or not isinstance(day, Num) or fact.value == WITHHELD:
        return fact
    of_year = years.first_day(view.year) <= day.hi and years.last_day(view.year) >= day.lo
    reckoned = given if of_year else None
    return evolve(fact, value=view.published(node.measure, day), reckoned=reckoned)


def _reports(view: UnitView | None, node: core.Reported, day: Value) -> tuple[Entry, ...]:
    if view is None or not isinstance(day, Num):
        return ()
    years = view.vocabulary.year
    return tuple(
        Entry(t.value, t.source)
        for r in view.unit.reported
        for t in r.told or (r,)
        if r.measure == node.measure
        and years.first_day(r.year) <= day.hi
        and years.last_day(r.year) >= day.lo
    )
