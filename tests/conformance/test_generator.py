"""The generator meets everything that a rule and its facts can be."""

from __future__ import annotations

from collections import Counter

import pytest
from attrs import evolve

from conformance.planted_shared import DATED
from policy_rules.core import nodes as core
from policy_rules.reference.evaluate import AGGREGATES, OPERATORS, Reference
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.ruleset.model import KINDS
from policy_rules.testing import Batch, batch
from policy_rules.testing.calendars import MOVED
from policy_rules.testing.choices import Seeded
from policy_rules.testing.facts import FactsWriter, view_of
from policy_rules.testing.rulesets import ruleset
from policy_rules.testing.thresholds import AS_OF, Duration, ordinal, thresholds
from policy_rules.values.known import MAYBE, ONLY, N, Num, Truth
from thinned import few

BATCHES = few(25, 60)
ABSTRACT = {core.Node}
"""Node classes that stand in no tree."""


@pytest.fixture(scope="module", params=BATCHES)
def batches(request: pytest.FixtureRequest) -> list[Batch]:
    return [batch(f"variety {seed}", 15, 3) for seed in range(request.param)]


def test_every_node_and_operator(batches: list[Batch]) -> None:
    nodes = [n for b in batches for r in b.program.rules for n in core.walk(r.finding)]
    classes = {c for c in vars(core).values() if isinstance(c, type) and issubclass(c, core.Node)} - ABSTRACT
    assert classes == {type(n) for n in nodes}
    assert {n.name for n in nodes if isinstance(n, core.Op | core.Agg)} == {*OPERATORS, *AGGREGATES}


def test_every_sort_of_rule(batches: list[Batch]) -> None:
    rules = [r for b in batches for r in b.program.model.rules.values()]
    programs = [p for b in batches for p in b.program.rules]
    assert {r.kind for r in rules} == set(KINDS)
    assert {len(p.each) for p in programs} >= {0, 1, 2}
    assert {r.period.text for r in rules if r.period} >= {"year", "open"}
    assert any(r.period and r.period.text.startswith("[o.") for r in rules)
    assert {r.due.text for r in rules if r.due} >= {"default", "open"}
    classes = {"by date", "recurring", "per term", "triggered", "standing", "prohibition in a window", "open"}
    assert {p.time_class for p in programs} >= {*classes, "several"}
    assert {len(p.parts) for p in programs} >= {0, 1, 2, 3}
    assert max(len(p.parts) for p in programs) <= 16
    assert any(v.status for r in rules for v in r.versions) and any(
        n.version_on for r in rules for n in r.norms
    )
    assert any(part.each for p in programs for part in p.parts)
    assert any(p.by_reading for p in programs) and any(r.readings for r in rules)
    assert any(r.grading and r.requires is None for r in rules)
    assert any(r.applies for r in rules) and any(p.after for p in programs)


def test_rules_of_many_parts() -> None:
    """Versions of a rule with limbs; too few for each run's batches, so programs alone are drawn."""
    drawn = (ruleset(Seeded(f"parts {seed}"), 30)[1] for seed in range(200))
    assert any(len(p.parts) >= 4 for program in drawn for p in program.rules)


def test_every_sort_of_fact(batches: list[Batch]) -> None:
    units = [u for b in batches for facts, _ in b.facts for u in facts.units.values()]
    values = [e.value for u in units for entries in u.values.values() for e in entries]
    numbers = [v for v in values if isinstance(v, Num)]
    assert any(v.null == MAYBE for v in numbers) and any(v.null == ONLY for v in numbers)
    assert any(v.lo != v.hi for v in numbers) and any(v.lo == 0 == v.hi for v in numbers)
    assert any(v.lo < 0 for v in numbers) and any(v.lo >= 10**12 for v in numbers)
    assert {len(rs) for u in units for rs in u.lists.values()} == {0, 1, 2, 3}
    assert {(bool(e.instance), e.value is None) for u in units for e in u.exceptions} >= {
        (True, True), (False, True), (False, False)}  # fmt: skip
    assert {bool(g.instance) for u in units for g in u.gradings} == {True, False}
    assert {bool(c.years) for u in units for c in u.complete} == {True, False}
    assert any(c.of for u in units for c in u.complete) and any(c.date for u in units for c in u.complete)
    assert any(u.reported for u in units) and any(u.parent for u in units)


def test_days_on_which_rules_turn() -> None:
    """Ends of the periods that are declared, and days as far apart as rules reckon."""
    for seed in range(5):
        program = ruleset(Seeded(f"turns {seed}"), 1, more=DATED)[1]
        near, vocabulary = thresholds(program), program.model.vocabulary
        for kind in (vocabulary.year, *vocabulary.periods.values()):
            number = kind.holding(ordinal(2025, 6, 15))
            assert {kind.start(number), kind.end(number)} <= set(near.days), kind.name
        assert Duration(30) in near.durations  # of the rule `received`
        writer = FactsWriter(Seeded("apart"), program, evolve(near, durations=(Duration(30),)))
        drawn = [writer.record(vocabulary.entities["complaints"], "c").values for _ in range(400)]
        numbers = [{n: e.value.lo for n, e in d.items() if isinstance(e.value, Num)} for d in drawn]
        days = [d for d in numbers if {"handled_on", "received_on"} <= set(d)]
        assert 30 in {d["handled_on"] - d["received_on"] for d in days}
        assert 30 in {as_of - d["received_on"] for d in days for as_of in AS_OF}


def test_durations() -> None:
    day = ordinal(2024, 2, 29)
    assert Duration(12, "months").from_day(day) == ordinal(2025, 2, 28)
    assert Duration(12, "months").from_day(day, -1) == ordinal(2023, 2, 28)
    friday, monday = ordinal(2024, 3, 8), ordinal(2024, 3, 11)
    assert Duration(1, "working days", MOVED).from_day(friday) == monday
    assert Duration(1, "working days", MOVED).from_day(monday, -1) == friday
    assert Duration(1, "working days", MOVED).from_day(ordinal(1990, 1, 1)) == ordinal(1990, 1, 1)


def test_every_sort_of_answer(batches: list[Batch]) -> None:
    findings: Counter[tuple[int, int]] = Counter()
    instances: set[tuple[int, int]] = set()
    for made in batches:
        for results in ReferenceEngine().run(made.program, [view_of(made.program, *f) for f in made.facts]):
            findings.update(r.finding for r in results.values())
            instances |= {i[1:3] for r in results.values() for i in r.instances}
    assert {(n, n) for n in range(5)} <= set(findings) | instances
    assert len(findings) >= 12
    assert sum(n for (lo, hi), n in findings.items() if lo != hi) / findings.total() >= 0.3


def test_undefined_requirements(batches: list[Batch]) -> None:
    """FEEL's null stands alone somewhere: zero denominators, empty lists, null dates."""
    undefined = 0
    for made in batches:
        for facts, asked in made.facts:
            reference = Reference(view_of(made.program, facts, asked))
            for rule in (p for whole in made.program.rules for p in (whole, *whole.parts)):
                if rule.instance is not None and not rule.each and not rule.after:
                    requires = reference.value(rule.instance.args[1], {})
                    undefined += isinstance(requires, Truth) and requires.lo == requires.hi == N
    assert undefined > len(batches) / 6
