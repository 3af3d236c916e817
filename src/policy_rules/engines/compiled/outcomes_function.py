"""The outcomes alone of all rules: one generated function, run for the rules of whose facts a unit tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from policy_rules.core import nodes as core
from policy_rules.engines.compiled import fact_reads
from policy_rules.engines.compiled.blocks import Constants, Spot
from policy_rules.engines.compiled.generator import Generator
from policy_rules.engines.compiled.narrowing import Narrowing
from policy_rules.engines.compiled.node_text import node_text
from policy_rules.engines.compiled.runtime import FindingRecords
from policy_rules.engines.compiled.shapes import Body, Shapes
from policy_rules.engines.compiled.untold_rules import Span, UntoldRules
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.values.known import NULL_NUM

Function = Callable[[UnitView, Iterable[int], dict[str, Span]], None]


class OutcomesText:
    """The text of the function, and the tests in it that each rule needs to pass."""

    def __init__(self, program: Program, constants: Constants) -> None:
        shapes = Shapes()
        bodies = [shapes.body(rule) for rule in program.rules]
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
        self.untold = UntoldRules(bodies)
        read = frozenset().union(*map(_rules_read, bodies))
        for number, rule in enumerate(program.rules):
            block = g.begin(number)
            _add(g, rule, Spot({}, block), leaves=rule.id in read)
            block.close()
        comment = '"""The findings, (least, greatest), of the rules for which there are tests in `run`."""'
        self.text = function("outcomes(view, run, found)", comment, g, ["return found"])
        self.tests: list[set[int]] = [set() for _ in program.rules]
        for rules, test in g.guards.items():
            for number in rules:
                self.tests[number].add(test)


class Outcomes:
    """Runs the function, and learns from it what rules come to of whose facts nothing is told."""

    def __init__(self, text: OutcomesText, function: Function) -> None:
        self._untold = text.untold
        self._function = function
        self._tests = text.tests
        self._all_tests = frozenset().union(*text.tests)

    def __call__(self, view: UnitView) -> dict[str, Span]:
        """The findings of every rule; those that other rules read are left on the view."""
        untold, key = self._untold, self._untold.key(view)
        known, told = untold.known(key), untold.told(view)
        rules = told | known.unknown
        every = len(rules) == len(self._tests)
        run = self._all_tests if every else set().union(*[self._tests[n] for n in rules])
        found = dict(known.found)
        view.findings.update(known.findings)
        self._function(view, run, found)
        silent = known.unknown - told
        if silent:
            untold.learn(key, silent, found, view.findings)
        return found


def function(header: str, comment: str, g: Generator, last: list[str]) -> str:
    """The text of one function."""
    lines = [*comment.splitlines(), *fact_reads.head(g), *g.root.lines, *last]
    return "\n".join([f"def {header}:", *(f"    {line}" for line in lines)])


def leave(g: Generator, rule: core.RuleProgram, at: Spot, lo: str, hi: str) -> None:
    """Leave the finding on the view, for rules about rules."""
    known = rule.due is not None and not g.shapes.free(rule.due)
    due = g.value(rule.due, at) if rule.due is not None and known else g.constants.held(NULL_NUM)
    record = g.constants.made(("record", rule.id), FindingRecords(rule))
    name, parts = g.constants.name(rule.id, "rule"), ", ".join((lo, hi, *due.parts))
    at.block.add(f"{g.need('findings')}[{name}] = {record}({parts})")


def _add(g: Generator, rule: core.RuleProgram, at: Spot, *, leaves: bool) -> None:
    at.block.add(f"# rule {rule.id!a}")
    lo, hi, _ = g.value(rule.finding, at).parts
    at.block.add(f"found[{g.constants.name(rule.id, 'rule')}] = SPANS[{lo}][{hi}]")
    g.found.add(rule.id)
    if leaves:
        leave(g, rule, at, lo, hi)


def _rules_read(body: Body) -> frozenset[str]:
    """The rules whose findings this one reads."""
    read = set(body.rule.after)
    for node in body.nodes:
        match node:
            case core.Outcome():
                read.add(node.rule)
            case core.Findings():
                read.update(node.rules)
    return frozenset(read)
