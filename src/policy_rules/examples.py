"""The examples of a ruleset's rules: cases that each rule must decide as told, on any engine."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.core import nodes as core
from policy_rules.errors import Fault, RulesetError, near_miss
from policy_rules.facts.view import UnitView
from policy_rules.lowering.alike import alike
from policy_rules.lowering.program import Program
from policy_rules.policy import Ruleset, load_ruleset
from policy_rules.reference.evaluate import Remembered, RememberedTogether
from policy_rules.reference.part_instances import instances_within
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.report.deciding import why_lines
from policy_rules.report.finding_lines import FindingLines
from policy_rules.results.example_views import example_view, program_of, role_is_told, with_role
from policy_rules.results.limbs_finding import finding_class
from policy_rules.ruleset.double_reading import DoubleReadings
from policy_rules.ruleset.model import Example, Rule, RulesetModel
from policy_rules.ruleset.reading_standing import witnesses_that_stand
from policy_rules.wording import Language

NO_INSTANCE = "no such instance"
"""What an instance comes to that the rule does not have."""
WORTH_A_PROCESS = 2000
"""So many examples take longer than a process of their own, which loads the ruleset for itself."""
_MOST_NAMED = 12
Case = tuple[Example, Remembered]
"""An example, and the reference that finds once what its role, its outcome and its instances rest on."""


@frozen
class ExampleReport:
    """How many examples there are, and those that come out otherwise."""

    count: int
    faults: tuple[Fault, ...]


def rules_meant(model: RulesetModel, only: Sequence[str]) -> list[str]:
    """The rules whose ids begin with one of `only`, or all; raises RulesetError where one begins no id."""
    lost = [start for start in only if not any(id_.startswith(start) for id_ in model.rules)]
    if lost:
        told = "no id of a rule begins with `{}`"
        raise RulesetError(Fault(told.format(start), hint=near_miss(start, model.rules)) for start in lost)
    return [id_ for id_ in model.rules if not only or id_.startswith(tuple(only))]


def check_examples(
    ruleset: Ruleset,
    engine: Engine | None = None,
    only: str | Sequence[str] = "",
    language: Language = "en",
    jobs: int = 1,
) -> ExampleReport:
    """Run the examples of the rules (whose ids begin so) on an engine, by default the reference.

    What came out otherwise is told with why, in the language. Where there are many, so many processes as
    `jobs` share those that the reference runs, each of which loads the ruleset of the same folder.
    """
    starts = only if isinstance(only, str) else tuple(only) or ""
    told = {r.id: r.examples for r in ruleset if r.id.startswith(starts)}
    if engine is not None:
        return _checked(ruleset, engine, told, language)
    shares = _shares(told, jobs)
    if len(shares) == 1:
        return _by_reference(ruleset, shares[0], language)
    model = ruleset.model
    with ProcessPoolExecutor(min(jobs, len(shares))) as pool:
        found = [*pool.map(partial(_share, str(model.root), model.digest, language), shares)]
    return ExampleReport(sum(one.count for one in found), tuple(f for one in found for f in one.faults))


def _shares(told: Mapping[str, tuple[Example, ...]], jobs: int) -> list[list[str]]:
    """The rules in their order, in shares of some thousand examples; one where one process is enough."""
    if jobs == 1:
        return [[*told]]
    shares: list[list[str]] = [[]]
    count = 0
    for id_, examples in told.items():
        if count >= WORTH_A_PROCESS:
            shares.append([])
            count = 0
        shares[-1].append(id_)
        count += len(examples)
    return shares


def _share(root: str, digest: str, language: Language, rules: list[str]) -> ExampleReport:
    """What a process of its own finds of its share."""
    return _by_reference(load_ruleset(root, digest=digest), rules, language)


def _by_reference(ruleset: Ruleset, rules: Iterable[str], language: Language) -> ExampleReport:
    with quiet():
        told = {id_: ruleset.rules[id_].examples for id_ in rules}
        return _checked(ruleset, ReferenceEngine(), told, language)


def check_witnesses(
    ruleset: Ruleset, readings: DoubleReadings, language: Language = "en", only: Sequence[str] = ()
) -> ExampleReport:
    """Run the witnesses of second readings that stand: each rule must land where its witness says."""
    told = witnesses_that_stand(ruleset.model, readings)
    cases = {id_: told[id_] for id_ in rules_meant(ruleset.model, only) if id_ in told}
    with quiet():
        return _checked(ruleset, ReferenceEngine(), cases, language)


def _checked(
    ruleset: Ruleset, engine: Engine, cases: Mapping[str, tuple[Example, ...]], language: Language
) -> ExampleReport:
    count, faults = 0, list[Fault]()
    for rule in (ruleset.rules[id_] for id_, own in cases.items() if own):
        program = program_of(ruleset.program, rule.id)
        if any(engine.lacks(program, r) for r in program.rules):
            continue
        views = [example_view(ruleset.model, rule, e, faults) for e in cases[rule.id]]
        seen = [(e, v) for e, v in zip(cases[rule.id], views, strict=True) if v is not None]
        told = list(_remembered(program, seen))
        count += len(told)
        own = program.by_id[rule.id]
        by_role: dict[bool, list[Case]] = {True: [], False: []}
        for case in told:
            by_role[role_is_told(own, case[1])].append(case)
        faults += _otherwise(program, rule, engine, by_role[True], language)
        if by_role[False]:
            program = with_role(program, rule.id)
            cases_of_role = list(_remembered(program, ((e, known.view) for e, known in by_role[False])))
            faults += _otherwise(program, rule, engine, cases_of_role, language)
    return ExampleReport(count, tuple(faults))


def _remembered(program: Program, views: Iterable[tuple[Example, UnitView]]) -> Iterator[Case]:
    """Examples, each with a reference for which trees of the program that say the same are the same."""
    known = alike(program)
    for rule in program.rules:
        known.learn(rule)
    return ((example, RememberedTogether(view, known.said)) for example, view in views)


def _otherwise(
    program: Program,
    rule: Rule,
    engine: Engine,
    told: list[Case],
    language: Language,
) -> Iterator[Fault]:
    """What is to be told of the examples that come out otherwise."""
    results = _results(program, rule, engine, told)
    for (example, reference), result in zip(told, results, strict=True):
        if example_fault(rule, example, result) is not None:
            view = reference.view
            whole = _down_to_records(program, rule, view, engine.run(program, [view])[0][rule.id], example)
            found = example_fault(rule, example, whole)
            if found is not None:
                unnamed = NO_INSTANCE in found.what
                why = "" if unnamed else _why(program, rule, view, whole, language)
                yield evolve(found, hint=why or found.hint)


def _why(program: Program, rule: Rule, view: UnitView, result: RuleResult, language: Language) -> str:
    """Why the rule came out so, as a finding tells it."""
    tracer = Tracer(program, view)
    tracer.outcomes()  # left on the view for rules about rules
    own = program.by_id[rule.id]
    day = datetime.date.fromordinal(view.as_of)
    found = finding_class(own)(
        rule, own, view.unit.id, day, view.year, *result.finding, view=view, tracer=tracer
    )
    return "; ".join(why_lines(found, FindingLines(program.model, language)))


def told_outcome(lo: int, hi: int) -> str:
    """The name of an outcome interval: `unknown` while several are possible."""
    return core.OUTCOMES[lo] if lo == hi else "unknown"


def _results(program: Program, rule: Rule, engine: Engine, told: list[Case]) -> Iterator[RuleResult]:
    """The result of the rule on each example; from the reference only as much of it as is compared."""
    if not isinstance(engine, ReferenceEngine):
        found = engine.run(program, [reference.view for _, reference in told])
        for (example, reference), results in zip(told, found, strict=True):
            yield _down_to_records(program, rule, reference.view, results[rule.id], example)
        return
    own = program.by_id[rule.id]
    for example, reference in told:
        tracer = Tracer(program, reference.view, reference)
        outcomes = tracer.outcomes()
        instances = () if isinstance(example.expect, str) else tuple(instances_within(tracer, own))
        yield RuleResult(outcomes[rule.id], instances, {}, frozenset())


def _down_to_records(
    program: Program, rule: Rule, view: UnitView, result: RuleResult, example: Example
) -> RuleResult:
    """The result with the records that the parts of its rule look at, if the example speaks of instances.

    No engine tells them; what the rule and its parts come to is the engine's.
    """
    if isinstance(example.expect, str) or set(example.expect) <= {id_ for id_, *_ in result.instances}:
        return result
    tracer = Tracer(program, view)
    tracer.outcomes()
    told = {id_ for id_, *_ in result.instances}
    rows = instances_within(tracer, program.by_id[rule.id])
    return evolve(result, instances=(*result.instances, *(row for row in rows if row[0] not in told)))


def example_fault(rule: Rule, example: Example, result: RuleResult) -> Fault | None:
    """What is to be told where a result is not what the example tells; None where it is."""
    if isinstance(example.expect, str):
        outcome = told_outcome(*result.finding)
        if outcome == example.expect:
            return None
        got, wanted = outcome, example.expect
    else:
        instances = {id_: told_outcome(lo, hi) for id_, lo, hi, _ in result.instances}
        found = {id_: instances.get(id_, NO_INSTANCE) for id_ in example.expect}
        if found == dict(example.expect):
            return None
        got, wanted = _in_braces(found), _in_braces(example.expect)
        if NO_INSTANCE in found.values():
            named = [id_ for id_, _, _, sure in result.instances if sure and "/" not in id_]
            there = ", ".join(named[:_MOST_NAMED])
            hint = f"instances: {there}" if there else "there is no instance"
            told = f"this example of `{rule.id}` comes out `{got}`, not `{wanted}`"
            return Fault(told, example.place, hint)
    missing = f"missing: {', '.join(sorted(result.missing)[:8])}" if result.missing else ""
    return Fault(f"this example of `{rule.id}` comes out `{got}`, not `{wanted}`", example.place, missing)


def _in_braces(told: Mapping[str, str]) -> str:
    return "{" + ", ".join(f"{id_}: {outcome}" for id_, outcome in told.items()) + "}"
