"""The outcomes alone of all rules: generated functions, run for the rules of whose facts a unit tells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from threading import Lock
from time import thread_time
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.joins import default_finding
from policy_rules.engines.compiled import fact_reads
from policy_rules.engines.compiled.blocks import Constants, Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.narrowing import Narrowing
from policy_rules.engines.compiled.node_text import node_text
from policy_rules.engines.compiled.runtime import NAMESPACE, FindingRecords
from policy_rules.engines.compiled.shapes import Body, Shapes
from policy_rules.engines.compiled.told_answers import Key, ToldAnswers, ToldOfUnit
from policy_rules.engines.compiled.untold_rules import Span, UntoldRules
from policy_rules.facts.view import Record, UnitView
from policy_rules.lowering.program import Program
from policy_rules.lowering.static_facts import static_facts
from policy_rules.reference.trace import LEFT, Tracer, settled
from policy_rules.values.known import NULL_NUM, Num

Function = Callable[[UnitView, Collection[int], dict[str, Span]], None]
NODES_A_GROUP = 150
"""A function is made for rules of so many nodes: some milliseconds' work."""
RUNS_BEFORE = 1
"""How often a group is run by the reference first: to make a function costs as much as many runs."""
SECONDS_A_CALL = 0.01
"""How long one call makes functions and asks the reference, if it makes more than one function."""


@frozen(eq=False)
class Group:
    """Rules that follow each other, and the function of their outcomes.

    A rule, by its place in the group, is run where one of its `tests` is among those asked for.
    """

    text: str
    tests: tuple[frozenset[int], ...]
    run: Function

    def asked(self, places: Collection[int]) -> frozenset[int]:
        """The tests of the rules at these places."""
        return frozenset().union(*[self.tests[n] for n in places])


def group_of(program: Program, bodies: Sequence[Body], before: Iterable[str], read: frozenset[str]) -> Group:
    """The function for some rules, given the findings of those `before`; others read those in `read`."""
    shapes, constants = Shapes(), Constants(dict(NAMESPACE))
    g = Generator(
        node_text,
        program.model.vocabulary,
        shapes,
        constants,
        lazy=True,
        shared=shapes.shared(bodies),
        narrowing=Narrowing(shapes, (body.nodes for body in bodies)),
        rules=program.by_id,
    )
    g.found.update(before)
    for number, body in enumerate(bodies):
        block = g.begin(number)
        _add(g, body.rule, Spot({}, block), leaves=body.rule.id in read)
        block.close()
    comment = '"""The findings, (least, greatest), of the rules for which there are tests in `run`."""'
    text, namespace = executed(
        [function("outcomes(view, run, found)", comment, g, ["return"])], constants, program
    )
    tests: list[set[int]] = [set() for _ in bodies]
    for rules, test in g.guards.items():
        for number in rules:
            tests[number].add(test)
    return Group(text, tuple(map(frozenset, tests)), namespace["outcomes"])


class Outcomes:
    """The findings of all rules of a program; the functions for them are made when they are hot, or at once.

    Rules of whose facts a unit tells nothing come to what they came to before. A group of rules that
    is run again gets its function, but a call makes no second one that would take it too long; until
    then, and where another thread is making one, the reference is asked.
    """

    def __init__(self, program: Program, *, when_hot: bool) -> None:
        known = static_facts(program)
        self._program = program
        self._untold = UntoldRules((rule.id for rule in program.rules), known)
        self._answers = ToldAnswers(known)
        self._read = frozenset[str]().union(*(of.rules for of in known.rules))
        readers = (rule for rule, of in zip(program.rules, known.rules, strict=True) if of.rules)
        self._left_read = frozenset().union(*map(_left_that_are_read, readers))
        self._spans = tuple(_cut([of.nodes for of in known.rules]))
        self._nodes = tuple(sum(known.rules[n].nodes for n in span) for span in self._spans)
        self._coded, self._seconds = 1, 0.0
        self._group = tuple(n for n, span in enumerate(self._spans) for _ in span)
        self._runs = [0] * len(self._spans)
        self._lock = Lock()
        self._made: list[Group | None] = [None if when_hot else self._make(span) for span in self._spans]

    @property
    def groups(self) -> int:
        """How many groups of rules there are."""
        return len(self._made)

    @property
    def made(self) -> int:
        """How many of them have their function."""
        return sum(group is not None for group in self._made)

    @property
    def text(self) -> str:
        """The text of all functions."""
        groups = zip(self._made, self._spans, strict=True)
        return "\n\n".join((group or self._make(span)).text for group, span in groups)

    def __call__(self, view: UnitView) -> dict[str, Span]:
        """The findings of every rule; those that other rules read are left on the view."""
        untold, key = self._untold, self._untold.key(view)
        known, told = untold.known(key), untold.told(view)
        found = dict(known.found)
        view.findings.update(known.findings)
        of_unit = self._answers.of(view)
        new = self._not_found_before(view, of_unit, told, found)
        silent = known.unknown - told
        self._run(view, silent.union(new), found)
        if of_unit is not None:
            self._keep(view, of_unit, new, found)
        if silent:
            untold.learn(key, silent, found, view.findings)
        return found

    def _not_found_before(
        self, view: UnitView, of_unit: ToldOfUnit | None, told: Iterable[int], found: dict[str, Span]
    ) -> dict[int, Key | None]:
        """The rules of which the unit tells what is new, with their keys; the others are answered."""
        if of_unit is None:
            return dict.fromkeys(told)
        new: dict[int, Key | None] = {}
        for number in told:
            key = self._answers.key(number, of_unit)
            answer = None if key is None else self._answers.known(of_unit, number, key)
            if answer is None:
                new[number] = key
                continue
            rule = self._program.rules[number].id
            found[rule], record = answer
            if record is not None:
                view.findings[rule] = record
        return new

    def _keep(
        self, view: UnitView, of_unit: ToldOfUnit, new: Mapping[int, Key | None], found: Mapping[str, Span]
    ) -> None:
        for number, key in new.items():
            if key is not None:
                rule = self._program.rules[number].id
                record = self._settled(view, rule) if rule in self._read else None
                self._answers.keep(of_unit, number, key, (found[rule], record))

    def _run(self, view: UnitView, rules: Iterable[int], found: dict[str, Span]) -> None:
        """Run rules by their functions, of which some are made, and by the reference where they have none."""
        asked: dict[int, list[int]] = {}
        for number in sorted(rules):
            asked.setdefault(self._group[number], []).append(number)
        made, begun = False, 0.0
        for n, numbers in asked.items():
            group = self._made[n]
            if group is None:
                begun = begun or thread_time()
                self._runs[n] += 1
                if self._runs[n] > RUNS_BEFORE and (not made or self._in_time(n, begun)):
                    group = self._hot(n)
                    made = True
            if group is None:
                self._by_reference(view, numbers, found)
            else:
                first = self._spans[n].start
                group.run(view, group.asked([number - first for number in numbers]), found)

    def learn(self, view: UnitView, found: Mapping[str, Span]) -> None:
        """Keep what silent rules came to for a unit that was the reference's alone."""
        told, rules = self._untold.told(view), self._program.rules
        silent = [n for n in range(len(rules)) if n not in told]
        read = self._read.intersection(rules[n].id for n in silent)
        records = {rule: self._settled(view, rule) for rule in read}
        self._untold.learn(self._untold.key(view), silent, found, records)
        of_unit = self._answers.of(view)
        if of_unit is not None:
            self._keep(view, of_unit, {n: self._answers.key(n, of_unit) for n in told}, found)

    def _settled(self, view: UnitView, rule: str) -> Record:
        """The record of a finding, to be kept; to find its due day its tree would have to be read."""
        return settled(view.findings[rule], self._left_read)

    def _in_time(self, n: int, begun: float) -> bool:
        """Whether the function of a group would be made in time, as those before it were."""
        return thread_time() - begun + self._nodes[n] * self._seconds / self._coded < SECONDS_A_CALL

    def _hot(self, n: int) -> Group | None:
        """The function of a group that has become hot, unless another thread is making one."""
        if not self._lock.acquire(blocking=False):
            return None
        try:
            if self._made[n] is None:
                begun = thread_time()
                self._made[n] = self._make(self._spans[n])
                self._seconds += thread_time() - begun
                self._coded += self._nodes[n]
            return self._made[n]
        finally:
            self._lock.release()

    def _make(self, span: range) -> Group:
        before = (rule.id for rule in self._program.rules[: span.start])
        shapes = Shapes()
        bodies = [shapes.body(rule) for rule in self._program.rules[span.start : span.stop]]
        return group_of(self._program, bodies, before, self._read)

    def _by_reference(self, view: UnitView, numbers: Iterable[int], found: dict[str, Span]) -> None:
        tracer = Tracer(self._program, view)
        for number in numbers:
            rule = self._program.rules[number]
            ends = found[rule.id] = tracer.ends(rule)
            if rule.id in self._read:
                view.findings[rule.id] = tracer.record(rule, Num(*ends))


def _left_that_are_read(rule: core.RuleProgram) -> frozenset[str]:
    """What a rule may read of findings that is found only then."""
    read = (node.attribute.name for node in core.walk(rule.finding) if isinstance(node, core.Field))
    return frozenset(LEFT).intersection(read)


def _cut(sizes: Sequence[int]) -> Iterator[range]:
    """The rules in groups of about so many nodes."""
    start = size = 0
    for number, nodes in enumerate(sizes):
        if size and size + nodes > NODES_A_GROUP:
            yield range(start, number)
            start = number
            size = 0
        size += nodes
    if sizes:
        yield range(start, len(sizes))


def executed(parts: list[str], constants: Constants, program: Program) -> tuple[str, dict[str, Any]]:
    """A text with its constants, and the names that it defines."""
    text = "\n\n\n".join([constants.listing(), *parts]) + "\n"
    namespace: dict[str, Any] = dict(constants.namespace)
    exec(compile(text, f"<rules of {program.model.name!a}>", "exec"), namespace)  # noqa: S102 - text of our own making
    return text, namespace


def function(header: str, comment: str, g: Generator, last: list[str]) -> str:
    """The text of one function."""
    lines = [*comment.splitlines(), *fact_reads.head(g), *g.root.lines, *last]
    return "\n".join([f"def {header}:", *(f"    {line}" for line in lines)])


def leave(g: Generator, rule: core.RuleProgram, at: Spot, lo: str, hi: str) -> None:
    """Leave the finding on the view, for rules about rules."""
    known = rule.due is not None and not g.shapes.free(rule.due)
    due = g.value(rule.due, at) if rule.due is not None and known else g.constants.held(NULL_NUM)
    record = g.constants.made(("record", rule.id), FindingRecords(rule))
    root = default_finding(rule)
    by_default = (lo, hi) if root is rule.finding else g.value(root, at).parts[:2]
    name, parts = g.constants.name(rule.id, "rule"), ", ".join((lo, hi, *by_default, *due.parts))
    at.block.add(f"{g.need('findings')}[{name}] = {record}({parts})")


def _add(g: Generator, rule: core.RuleProgram, at: Spot, *, leaves: bool) -> None:
    at.block.add(f"# rule {rule.id!a}")
    lo, hi, _ = g.value(rule.finding, at).parts
    at.block.add(f"found[{g.constants.name(rule.id, 'rule')}] = SPANS[{lo}][{hi}]")
    g.found.add(rule.id)
    if leaves:
        leave(g, rule, at, lo, hi)
