"""From the rules of a ruleset to its program, in an order in which each comes after those it reads."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter
from itertools import chain

from policy_rules.core.nodes import RuleProgram
from policy_rules.errors import ExpressionError, Fault
from policy_rules.feel.nodes import names_of
from policy_rules.feel.parse import parse
from policy_rules.lowering.join import lower_rule
from policy_rules.lowering.program import Program
from policy_rules.lowering.resolve import defined_names
from policy_rules.lowering.told_names import circle_of_rules
from policy_rules.ruleset.model import Rule, RulesetModel


def compile_rules(model: RulesetModel) -> tuple[Program, list[Fault]]:
    """The program of a ruleset, with all faults of its expressions; with faults it is not to be run."""
    first = rules_in_findings(model)
    defines = defined_names(model)
    faults: list[Fault] = []
    programs: dict[str, RuleProgram] = {}
    for rule in model.rules.values():
        made, wrong = lower_rule(model, rule, first, defines)
        faults += wrong
        if made is not None:
            programs[rule.id] = made
    try:
        order = tuple(TopologicalSorter({p.id: p.after for p in programs.values()}).static_order())
    except CycleError as cycle:
        faults.append(circle_of_rules([model.rules[id_] for id_ in cycle.args[1]]))
        order = tuple(programs)
    ranked = {rule: n for n, rule in enumerate(model.rules)}
    depth: dict[str, int] = {}
    for id_ in order:
        if id_ in programs:
            depth[id_] = 1 + max((depth.get(r, 0) for r in programs[id_].after), default=0)
    rules = tuple(programs[r] for r in sorted(depth, key=lambda r: (depth[r], ranked[r])))
    return Program(model, rules, programs), list(dict.fromkeys(faults))


def rules_in_findings(model: RulesetModel) -> tuple[str, ...]:
    """The rules whose findings a rule that speaks of `findings` reads: those that do not speak of them."""
    return tuple(r.id for r in model.rules.values() if not _speaks_of_findings(r))


def _speaks_of_findings(rule: Rule) -> bool:
    texts = [(norm.applies, norm.requires, *(i.source for i in norm.for_each)) for norm in rule.norms]
    for expression in chain.from_iterable(texts):
        if expression is not None:
            try:
                if "findings" in names_of(parse(expression.text)):
                    return True
            except ExpressionError:
                continue
    return False
