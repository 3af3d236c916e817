"""The text of the functions for full results: one for each rule, as the reference gives them."""

from __future__ import annotations

from collections.abc import Callable

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import lists, missing_facts
from policy_rules.engines.compiled.blocks import Constants, Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.node_text import node_text
from policy_rules.engines.compiled.outcomes_function import executed, function, leave
from policy_rules.engines.compiled.runtime import NAMESPACE, instances_of, tracing
from policy_rules.engines.compiled.shapes import Shapes
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.trace import RuleResult
from policy_rules.vocabulary import Vocabulary


def results_functions(
    program: Program,
) -> tuple[str, tuple[tuple[str, Callable[[UnitView], RuleResult]], ...]]:
    """The text, and the function of each rule by its id."""
    shapes = Shapes()
    constants = Constants({**NAMESPACE, "missing": tracing(program), "instances": instances_of(program)})
    vocabulary = program.model.vocabulary
    parts = [_result_text(vocabulary, r, n, shapes, constants) for n, r in enumerate(program.rules)]
    text, namespace = executed(parts, constants, program)
    return text, tuple((r.id, namespace[f"result_{n}"]) for n, r in enumerate(program.rules))


def _result_text(
    vocabulary: Vocabulary, rule: core.RuleProgram, n: int, shapes: Shapes, constants: Constants
) -> str:
    g = Generator(node_text, vocabulary, shapes, constants, lazy=False)
    at = Spot({}, g.root)
    lo, hi, _ = g.value(rule.finding, at).parts
    leave(g, rule, at, lo, hi)
    instances, sides = _explained(g, rule, at)
    at.block.add("lacking = NOTHING")
    inner = at.inside(f"if {lo} != {hi}:")
    inner.block.add("lacking = set()")
    missing_facts.collect(g, rule.finding, inner, "lacking")
    inner.block.add("lacking = frozenset(lacking)")
    inner.block.close()
    last = [f"return RuleResult(SPANS[{lo}][{hi}], {instances}, {sides}, lacking)"]
    return function(f"result_{n}(view)", f'"""Rule {n}."""\n# {rule.id!a}', g, last)


def _looped(g: Generator, binders: core.Binders, at: Spot) -> tuple[Spot, list[Spot]]:
    """Loops over every combination of records, outermost first."""
    opened = []
    for var, node in binders:
        at, _ = lists.opened(g, node, var, at)
        opened.append(at)
    return at, opened


def _explained(g: Generator, rule: core.RuleProgram, at: Spot) -> tuple[str, str]:
    """Expressions for the instances and the sides of comparisons; one loop for all of the same records."""
    instances = "()"
    if rule.by_reading:
        instances = f"instances(view, {g.constants.name(rule)})"
    elif rule.parts:
        ends = [(part.name, *g.value(part.finding, at).parts[:2]) for part in rule.parts]
        instances = f"({' '.join(f'({name!r}, {lo}, {hi}, True),' for name, lo, hi in ends)})"
    if rule.instance is not None and not rule.each:
        lo, hi, _ = g.value(rule.instance, at).parts
        instances = f"(('', {lo}, {hi}, True),)"
    groups: dict[tuple[tuple[str, int], ...], tuple[core.Binders, list[int]]] = {}
    if rule.instance is not None and rule.each:
        at.block.add("instances = []")
        instances = "tuple(instances)"
        groups[_which(rule.each)] = (rule.each, [])
    for index, (_, binders) in enumerate(rule.comparisons):
        groups.setdefault(_which(binders), (binders, []))[1].append(index)
    at.block.add(*(f"compared{index} = {{}}" for index in range(len(rule.comparisons))))
    for binders, indexes in groups.values():
        inner, opened = _looped(g, binders, at)
        if rule.instance is not None and rule.each and _which(binders) == _which(rule.each):
            _instance(g, rule.instance, rule.each, inner)
        for index in indexes:
            _compared(g, rule.comparisons[index][0], index, binders, inner)
        for each in reversed(opened):
            each.block.close()
    return instances, "{" + ", ".join(f"**compared{i}" for i in range(len(rule.comparisons))) + "}"


def _which(binders: core.Binders) -> tuple[tuple[str, int], ...]:
    return tuple((var, id(node)) for var, node in binders)


def _instance(g: Generator, node: core.Op, each: core.Binders, at: Spot) -> None:
    """The outcome of one instance, with its name and whether its records are surely there."""
    loops = [at.env[v] for v, _ in each]
    lo, hi, _ = g.value(node, at).parts
    names = "".join(f"{loop.record}.id, " for loop in loops).rstrip()
    sure = " and ".join(f"{loop.least} > 0" for loop in loops)
    at.block.add(f"instances.append(('/'.join(({names})), {lo}, {hi}, {sure}))")


def _compared(g: Generator, node: core.Op, index: int, binders: core.Binders, at: Spot) -> None:
    """The sides of one comparison."""
    left, right = (g.value(a, at) for a in node.args[:2])
    path = "".join(f"{at.env[v].record}.path, " for v, _ in binders).rstrip()
    at.block.add(f"compared{index}[{index}, ({path})] = {left.box}, {right.box}  # {node.name}")
