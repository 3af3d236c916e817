"""The examples of a ruleset's rules: cases that each rule must decide as told, on any engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from attrs import evolve, frozen

from policy_rules.collector import quiet
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, PolicyRulesError
from policy_rules.facts.bind import bind
from policy_rules.facts.facts_file import load_facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.policy import Ruleset
from policy_rules.reference.evaluate import Reference
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.ruleset.model import Example, Rule
from policy_rules.ruleset.profile import set_parameters
from policy_rules.values.known import TRUE
from policy_rules.vocabulary import BOOLEAN


@frozen
class ExampleReport:
    """How many examples there are, and those that come out otherwise."""

    count: int
    faults: tuple[Fault, ...]


def check_examples(ruleset: Ruleset, engine: Engine | None = None, only: str = "") -> ExampleReport:
    """Run the examples of the rules (whose ids begin with `only`) on an engine, by default the reference."""
    if engine is not None:
        return _checked(ruleset, engine, only)
    with quiet():
        return _checked(ruleset, ReferenceEngine(), only)


def _checked(ruleset: Ruleset, engine: Engine, only: str) -> ExampleReport:
    count, faults = 0, list[Fault]()
    for rule in ruleset.rules.values():
        if not rule.examples or not rule.id.startswith(only):
            continue
        program = program_of(ruleset.program, rule.id)
        if any(engine.lacks(program, r) for r in program.rules):
            continue
        views = [_view(ruleset, rule, e, faults) for e in rule.examples]
        told = [(e, v) for e, v in zip(rule.examples, views, strict=True) if v is not None]
        count += len(told)
        own = program.by_id[rule.id]
        by_role: dict[bool, list[tuple[Example, UnitView]]] = {True: [], False: []}
        for case in told:
            by_role[_role_is_told(own, case[1])].append(case)
        faults += _otherwise(program, rule, engine, by_role[True])
        if by_role[False]:
            faults += _otherwise(with_role(program, rule.id), rule, engine, by_role[False])
    return ExampleReport(count, tuple(faults))


def _role_is_told(rule: core.RuleProgram, view: UnitView) -> bool:
    """Whether the example itself says enough of its unit to tell the role; else it is taken to have it."""
    root = rule.finding
    if rule.parts:
        return all(_role_is_told(part, view) for part in rule.parts)
    if not isinstance(root, core.Op) or root.name != "finding":
        return True
    if isinstance(root.args[0], core.Const):
        return True
    settled: bool = Reference(view).value(root.args[0], {}).settled
    return settled


def with_role(program: Program, rule: str) -> Program:
    """The program where the unit has the role that the rule is about."""
    changed = _with_role(program.by_id[rule])
    rules = tuple(changed if r.id == rule else r for r in program.rules)
    return Program(program.model, rules, {r.id: r for r in rules})


def _with_role(own: core.RuleProgram) -> core.RuleProgram:
    parts = tuple(map(_with_role, own.parts))
    assert isinstance(own.finding, core.Op)
    changed = {id(old.finding): new.finding for old, new in zip(own.parts, parts, strict=True)}
    args = (
        tuple(changed.get(id(arg), arg) for arg in own.finding.args)
        if parts
        else (core.Const(BOOLEAN, TRUE), *own.finding.args[1:])
    )
    root = evolve(own.finding, args=args)
    return evolve(own, finding=root, comparisons=core.comparisons_of(root), parts=parts)


def _otherwise(
    program: Program, rule: Rule, engine: Engine, told: list[tuple[Example, UnitView]]
) -> Iterator[Fault]:
    """What is to be told of the examples that come out otherwise."""
    results = _results(program, rule, engine, told)
    for (example, view), result in zip(told, results, strict=True):
        if _compare(rule, example, result) is not None:
            whole = engine.run(program, [view])[0][rule.id]
            yield from filter(None, [_compare(rule, example, whole)])


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


def _view(ruleset: Ruleset, rule: Rule, example: Example, faults: list[Fault]) -> UnitView | None:
    model, wrong = set_parameters(ruleset.model, example.parameters, rule.id)
    faults += wrong
    try:
        facts = bind(load_facts(example.given), model, lenient=True)  # type: ignore[arg-type]
    except PolicyRulesError as error:
        faults += error.faults
        return None
    as_of, year = example.as_of or model.examples_as_of, example.year or model.examples_year
    if as_of is None:
        faults.append(
            Fault("no day to judge this example by", example.place, "give `as_of` here or in ruleset.yaml")
        )
        return None
    unit = next(iter(facts.units.values()))
    given_year = as_of.year if year is None else year
    return UnitView(facts, unit, model.vocabulary, as_of.toordinal(), given_year, year is not None)


def outcome_of(lo: int, hi: int) -> str:
    """The name of an outcome interval: `unknown` while several are possible."""
    return core.OUTCOMES[lo] if lo == hi else "unknown"


def _results(
    program: Program, rule: Rule, engine: Engine, told: list[tuple[Example, UnitView]]
) -> Iterator[RuleResult]:
    """The result of the rule on each example; from the reference only as much of it as is compared."""
    if not isinstance(engine, ReferenceEngine):
        yield from (results[rule.id] for results in engine.run(program, [v for _, v in told]))
        return
    own = program.by_id[rule.id]
    for example, view in told:
        tracer = Tracer(program, view)
        outcomes = tracer.outcomes()
        instances = () if isinstance(example.expect, str) else tuple(tracer.instances(own))
        yield RuleResult(outcomes[rule.id], instances, {}, frozenset())


def _compare(rule: Rule, example: Example, result: RuleResult) -> Fault | None:
    if isinstance(example.expect, str):
        got: str | Mapping[str, str] = outcome_of(*result.finding)
        wanted: str | Mapping[str, str] = example.expect
    else:
        instances = {id_: outcome_of(lo, hi) for id_, lo, hi, _ in result.instances}
        got = {id_: instances.get(id_, "no such instance") for id_ in example.expect}
        wanted = dict(example.expect)
    if got == wanted:
        return None
    missing = f"missing: {', '.join(sorted(result.missing)[:8])}" if result.missing else ""
    return Fault(f"this example of `{rule.id}` comes out `{got}`, not `{wanted}`", example.place, missing)
