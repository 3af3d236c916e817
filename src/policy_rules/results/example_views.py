"""The units of which the examples of rules tell, as views, and the programs that decide them."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.joins import with_parts
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Remembered
from policy_rules.reference.trace import NOTHING
from policy_rules.ruleset.model import Example, Rule, RulesetModel
from policy_rules.ruleset.profile import set_parameters
from policy_rules.values.known import TRUE
from policy_rules.vocabulary import BOOLEAN


def example_view(
    model: RulesetModel, rule: Rule, example: Example, faults: list[Fault], left_open: str = ""
) -> UnitView | None:
    """The unit of an example as of its day; None, and what is wrong, where it cannot be looked at.

    `left_open` is a parameter that stays as the ruleset has it, whatever the example sets.
    """
    settings = example.parameters
    if left_open in settings:
        settings = {name: value for name, value in settings.items() if name != left_open}
    model, wrong = set_parameters(model, settings, rule.id)
    faults += wrong
    try:
        facts = bind(load_facts(example.given), model, lenient=True)  # type: ignore[arg-type]
    except PolicyRulesError as error:
        faults += error.faults
        return None
    as_of = example.as_of or model.examples_as_of
    year = None if example.no_year else example.year or model.examples_year
    if as_of is None:
        faults.append(
            Fault("no day to judge this example by", example.place, "give `as_of` here or in ruleset.yaml")
        )
        return None
    unit = next(iter(facts.units.values()))
    given_year = model.vocabulary.year.year(as_of.toordinal()) if year is None else year
    return UnitView(facts, unit, model.vocabulary, as_of.toordinal(), given_year, year is not None)


def role_is_told(rule: core.RuleProgram, reference: Remembered) -> bool:
    """Whether the example itself says enough of its unit to tell the role; else it is taken to have it.

    Where a parameter alone leaves it open, it says enough.
    """
    roles = {id(role): role for role in _roles(rule)}
    return all(_no_fact_is_lacking(role, reference) for role in roles.values())


def _no_fact_is_lacking(node: core.Node, reference: Remembered) -> bool:
    if reference.value(node, NOTHING).settled or isinstance(node, core.Param):
        return True
    return isinstance(node, core.Op) and all(_no_fact_is_lacking(one, reference) for one in node.args)


def _roles(rule: core.RuleProgram) -> Iterator[core.Node]:
    """What the rule, or each of its parts, asks of the unit before all else."""
    for part in rule.parts:
        yield from _roles(part)
    root = rule.finding
    if not rule.parts and isinstance(root, core.Op) and root.name == "finding":
        yield root.args[0]


def with_role(program: Program, rule: str) -> Program:
    """The program where the unit has the role that the rule is about."""
    changed = having_role(program.by_id[rule])
    rules = tuple(changed if r.id == rule else r for r in program.rules)
    return Program(program.model, rules, {r.id: r for r in rules})


def having_role(own: core.RuleProgram) -> core.RuleProgram:
    """The program of a rule where the unit has the role that the rule is about."""
    parts = tuple(map(having_role, own.parts))
    changed = {id(old.finding): new.finding for old, new in zip(own.parts, parts, strict=True)}
    root = with_parts(own.finding, changed)
    if not parts:
        assert isinstance(own.finding, core.Op)
        root = evolve(own.finding, args=(core.Const(BOOLEAN, TRUE), *own.finding.args[1:]))
    return evolve(own, finding=root, parts=parts)


def program_of(program: Program, rule: str) -> Program:
    """The program of one rule with those it reads."""
    needed: set[str] = set()
    queue = [rule]
    while queue:
        id_ = queue.pop()
        if id_ not in needed:
            needed.add(id_)
            queue.extend(program.by_id[id_].after)
    alone = len(needed) == 1
    rules = (program.by_id[rule],) if alone else tuple(r for r in program.rules if r.id in needed)
    return Program(program.model, rules, {r.id: r for r in rules})
