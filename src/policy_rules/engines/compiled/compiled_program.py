"""The generated module of a program: one function for the outcomes, one for each rule's full result."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import count

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.engines.compiled import lists, missing_facts
from policy_rules.engines.compiled.blocks import Constants, Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.node_text import node_text
from policy_rules.engines.compiled.outcomes_function import Outcomes, executed, function, leave
from policy_rules.engines.compiled.runtime import NAMESPACE, instances_of, tracing
from policy_rules.engines.compiled.shapes import Shapes
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.answers import known_answers
from policy_rules.reference.protocol import carried, unknown
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.vocabulary import Vocabulary

Spans = Mapping[str, tuple[int, int]]


@frozen(eq=False, slots=False)
class CompiledProgram:
    """A program as generated code; immutable, so any number of threads may run it.

    The text of the outcomes and that of the full results are made apart, each when first asked for.
    """

    program: Program = field(repr=False)
    when_hot: bool = False
    _calls: Iterator[int] = field(factory=count, init=False, repr=False)
    _first: list[tuple[UnitView, Spans]] = field(factory=list, init=False, repr=False)
    """The first unit, until the second comes: what silent rules came to need not be found again."""

    @property
    def source(self) -> str:
        """The whole text: readable, the same for the same program, with rule ids in comments."""
        return self._outcomes.text + "\n\n" + self._results[0]

    def outcomes(self, view: UnitView) -> Spans:
        """The findings of every rule. Only findings that other rules read are left on the view."""
        alone = self.when_hot and next(self._calls) == 0  # not worth finding out what rules read
        if not self.reads(view):
            return Tracer(self.program, view).outcomes()
        if alone:
            known = {rule: row[:2] for rule, row in known_answers(self.program, view).items()}
            found = Tracer(self.program, view).outcomes(known)
            self._first.append((view, found))
            return found
        if self._first:
            with suppress(IndexError):  # another thread was sooner
                self._outcomes.learn(*self._first.pop())
        return self._outcomes(view)

    def results(self, view: UnitView) -> Mapping[str, RuleResult]:
        """The full results of every rule, as the reference gives them."""
        if not self.reads(view):
            return Tracer(self.program, view).results()
        return {rule: result(view) for rule, result in self._results[1]}

    def reads(self, view: UnitView) -> bool:
        """Whether the text may read the facts of the view; one with ways of its own is the reference's."""
        own, known = self.program.model.vocabulary, view.vocabulary
        return type(view) is UnitView and own.entities is known.entities and own.measures is known.measures

    @cached_property
    def _outcomes(self) -> Outcomes:
        return Outcomes(self.program, when_hot=self.when_hot)

    @cached_property
    def _results(self) -> tuple[str, tuple[tuple[str, Callable[[UnitView], RuleResult]], ...]]:
        shapes, constants = (
            Shapes(),
            Constants(
                {**NAMESPACE, "missing": tracing(self.program), "instances": instances_of(self.program)}
            ),
        )
        vocabulary = self.program.model.vocabulary
        parts = [_result_text(vocabulary, r, n, shapes, constants) for n, r in enumerate(self.program.rules)]
        text, namespace = executed(parts, constants, self.program)
        return text, tuple((r.id, namespace[f"result_{n}"]) for n, r in enumerate(self.program.rules))


def compile_program(program: Program, *, when_hot: bool = False) -> CompiledProgram:
    """The generated code of the program, one for each; `when_hot`: made while it is used, group by group."""
    key = "compiled when hot" if when_hot else "compiled"
    return program.kept.once(key, lambda: CompiledProgram(carried(program, unknown), when_hot))


def source(program: Program) -> str:
    """The generated text of the program."""
    return compile_program(program).source


# -- full results ------------------------------------------------------------------------------------


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
