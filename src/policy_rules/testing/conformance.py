"""Whether an engine answers as the reference does, on generated cases: `check_engine`.

A case is one rule on one set of facts. Cases come in batches, each a program of some rules on some
sets of facts, and each batch is made again from its seed alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import define, field, frozen

from policy_rules.core import nodes as core
from policy_rules.errors import EngineError
from policy_rules.facts.bound import Facts
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS
from policy_rules.reference.protocol import Engine, ReferenceEngine
from policy_rules.reference.trace import RuleResult
from policy_rules.testing.choices import Seeded
from policy_rules.testing.comparing import Difference, case_text, differing, rule_lines
from policy_rules.testing.facts import FactsWriter, Question, question, thresholds, view_of
from policy_rules.testing.rulesets import ruleset

RULES, SETS = 15, 30
"""Rules of a batch, and sets of facts on which it runs."""
KEPT = 5
"""Differences that a report tells in full."""


@frozen
class Batch:
    """A program with sets of facts, each with the question put to it."""

    seed: str
    program: Program
    facts: tuple[tuple[Facts, Question], ...]

    @property
    def size(self) -> int:
        """The number of cases."""
        return len(self.program.rules) * len(self.facts)


def batch(seed: int | str, rules: int = RULES, sets: int = SETS) -> Batch:
    """The batch of a seed."""
    choices = Seeded(f"batch {seed}")
    _, program = ruleset(choices, rules)
    near = thresholds(program)
    gaps = choices.pick((25, 10, 0, 45))
    writer = FactsWriter(choices, program, near, gaps)
    return Batch(str(seed), program, tuple((writer.facts(), question(choices)) for _ in range(sets)))


@define
class Report:
    """What was checked, and what was found."""

    cases: int = 0
    """Cases on which the reference answered."""
    rules: set[str] = field(factory=set)
    """The distinct rules, as their files would say them."""
    findings: Counter[tuple[int, int]] = field(factory=Counter)
    operators: Counter[str] = field(factory=Counter)
    """For each operator and aggregate of the core, in how many rules it stands."""
    checked: Counter[str] = field(factory=Counter)
    """For each engine, the cases on which it answered."""
    declined: dict[str, Counter[str]] = field(factory=dict)
    """For each engine, why it declined rules, and for how many cases."""
    differences: list[Difference] = field(factory=list)
    differing: Counter[str] = field(factory=Counter)
    """For each engine, the cases on which it answered otherwise."""

    @property
    def unsettled(self) -> float:
        """The share of outcomes that the facts leave open."""
        open_ = sum(n for (low, high), n in self.findings.items() if low != high)
        return open_ / max(1, self.findings.total())

    @property
    def uncovered(self) -> frozenset[str]:
        """The operators and aggregates that no rule holds."""
        return frozenset((*OPERATORS, *AGGREGATES)) - frozenset(self.operators)

    def add(self, other: Report) -> None:
        """Take in another report."""
        self.cases += other.cases
        self.rules |= other.rules
        for mine, others in (
            (self.findings, other.findings),
            (self.operators, other.operators),
            (self.checked, other.checked),
            (self.differing, other.differing),
        ):
            mine.update(others)  # type: ignore[arg-type]
        for engine, reasons in other.declined.items():
            self.declined.setdefault(engine, Counter()).update(reasons)
        for difference in other.differences:
            self.tell(difference)

    def tell(self, difference: Difference) -> None:
        """Keep the difference, if it is one of the first."""
        if len(self.differences) < KEPT:
            self.differences.append(difference)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        known = len({*OPERATORS, *AGGREGATES})
        yield f"cases               {self.cases:>9,}"
        yield f"distinct rules      {len(self.rules):>9,}"
        yield f"operators covered   {known - len(self.uncovered):>6} of {known}" + (
            f" (not: {', '.join(sorted(self.uncovered))})" if self.uncovered else ""
        )
        yield f"unsettled outcomes  {self.unsettled:>9.1%}"
        for engine in self.checked:
            declined = self.declined.get(engine, Counter())
            yield (
                f"{engine}: {self.checked[engine]:,} checked, {declined.total():,} declined, "
                f"{self.differing[engine]:,} differ"
            )
            yield from (f"  declined {n:,}: {why}" for why, n in declined.most_common(8))
        yield from (f"\n{difference}" for difference in self.differences)


def check_engine(
    engine: Engine, *, cases: int = 1000, seed: int = 0, rules: int = RULES, sets: int = SETS
) -> Report:
    """Run generated cases on an engine and on the reference; the report holds every difference.

    The same seed gives the same cases. An engine that conforms leaves `report.differences` empty.
    """
    return check_engines([engine], cases=cases, seed=seed, rules=rules, sets=sets)


def check_engines(
    engines: Iterable[Engine], *, cases: int = 1000, seed: int = 0, rules: int = RULES, sets: int = SETS
) -> Report:
    """Run the same generated cases on several engines and on the reference."""
    report, named = Report(), list(engines)
    for number in range(10**9):
        if report.cases >= cases:
            break
        report.add(check_batch(named, batch(f"{seed}.{number}", rules, sets)))
    return report


def check_batch(engines: Sequence[Engine], made: Batch) -> Report:
    """The report on one batch."""
    report = Report(cases=made.size)
    expected = ReferenceEngine().run(made.program, _views(made, range(len(made.facts))))
    for rule in made.program.rules:
        report.rules.add(
            "\n".join(rule_lines(made.program.model.rules[rule.id])).replace(f"id: {rule.id} ", "")
        )
        report.operators.update(
            {n.name for n in core.walk(rule.finding) if isinstance(n, core.Op | core.Agg)}
        )
    for results in expected:
        report.findings.update(result.finding for result in results.values())
    for engine in engines:
        _check(engine, made, expected, report)
    return report


def _views(made: Batch, sets: Iterable[int]) -> list[UnitView]:
    return [view_of(made.program, *made.facts[at]) for at in sets]


def _check(engine: Engine, made: Batch, expected: Sequence[Mapping[str, RuleResult]], report: Report) -> None:
    """Hold one engine to the reference's results."""
    lacking = {r.id: why for r in made.program.rules if (why := engine.lacks(made.program, r)) is not None}
    declined = report.declined.setdefault(engine.name, Counter())
    for why in lacking.values():
        declined[why] += len(made.facts)
    carried = len(made.program.rules) - len(lacking)
    for at, answer in _answers(engine, made, range(len(made.facts))):
        if isinstance(answer, EngineError):
            declined["these facts"] += carried
        elif isinstance(answer, Exception):
            report.checked[engine.name] += carried
            report.differing[engine.name] += carried
            told = f"{type(answer).__name__}: {answer}"
            report.tell(Difference(engine.name, f"{made.seed}, set {at}", "*", "a raised error", told))
        else:
            given, found = answer
            for rule, result in expected[at].items():
                if rule not in lacking:
                    faults = _differences(result, given.get(rule), found.get(rule))
                    _count(engine.name, made, at, rule, faults, report)


def _count(
    engine: str, made: Batch, at: int, rule: str, faults: list[tuple[str, str]], report: Report
) -> None:
    """Count one case, and tell what differs in it."""
    report.checked[engine] += 1
    if faults:
        report.differing[engine] += 1
        facts, asked = made.facts[at]
        told = f"{case_text(made.program, rule, facts, asked)}\n" + "\n".join(t for _, t in faults)
        what = ", ".join(what for what, _ in faults)
        report.tell(Difference(engine, f"{made.seed}, set {at}", rule, what, told))


Answer = tuple[Mapping[str, RuleResult], Mapping[str, tuple[int, int]]]


def _answers(engine: Engine, made: Batch, sets: Sequence[int]) -> Iterator[tuple[int, Answer | Exception]]:
    """What an engine answers on each set of facts; those it declines are sought out."""
    try:
        given = engine.run(made.program, _views(made, sets))
        found = engine.outcomes(made.program, _views(made, sets))
    except Exception as error:  # noqa: BLE001 - whatever an engine raises is told
        if len(sets) == 1 or not isinstance(error, EngineError):
            yield from ((at, error) for at in sets)
            return
        half = len(sets) // 2
        yield from _answers(engine, made, sets[:half])
        yield from _answers(engine, made, sets[half:])
        return
    for at, results, outcomes in zip(sets, given, found, strict=True):
        yield at, (results, outcomes)


def _differences(
    expected: RuleResult, given: RuleResult | None, found: tuple[int, int] | None
) -> list[tuple[str, str]]:
    if given is None:
        return [("the answer", "the engine gave none, and does not say that it lacks anything")]
    faults = list(differing(expected, given))
    if found is None or tuple(found) != expected.finding:
        faults.append(("outcomes", f"reference: {expected.finding}; engine: {found}"))
    return faults
