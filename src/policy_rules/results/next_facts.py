"""What to find out next: each missing fact with the rules and the points that hang on it."""

from __future__ import annotations

from fractions import Fraction

from attrs import frozen

from policy_rules.facts.printed import register_of
from policy_rules.results.assessed import Assessed
from policy_rules.results.points_at_stake import Stake, stakes
from policy_rules.shown import Shown
from policy_rules.values.known import INF


@frozen
class NextFact(Shown):
    """A missing fact: the rules that it would help to settle, those it alone would settle, and its points.

    items: the items and steps of the sheet that it touches. `points`: by how much the interval of the
    total is sure to become narrower once the fact is known; `at_stake`: the most by which an end of it
    can move (None: without bound). `settles_grade`: the grade is open, and known once the fact is.
    `exact`: `points` holds whatever the fact turns out to be, else it is what it may be at most, and
    `at_stake` an estimate. `points_at_stake.Stake` tells how they are worked out.
    """

    name: str
    rules: tuple[str, ...]
    settles: tuple[str, ...]
    register: str = ""
    items: tuple[str, ...] = ()
    points: Fraction | None = Fraction(0)
    at_stake: Fraction | None = Fraction(0)
    settles_grade: bool = False
    exact: bool = True


def next_facts(assessment: Assessed) -> tuple[NextFact, ...]:
    """The missing facts: first those that settle the grade, then by points, then by rules settled."""
    rules: dict[str, list[str]] = {}
    alone: dict[str, list[str]] = {}
    for finding in assessment.findings:
        if finding.outcome != "unknown":
            continue
        for name in finding.missing:
            rules.setdefault(name, []).append(finding.rule.id)
            if len(finding.missing) == 1 and not finding.needs:
                alone.setdefault(name, []).append(finding.rule.id)
    none, points = Stake(), stakes(assessment)
    found = []
    for name in dict.fromkeys((*rules, *points)):
        held = points.get(name, none)
        found.append(
            NextFact(
                name,
                tuple(rules.get(name, ())),
                tuple(alone.get(name, ())),
                register_of(assessment.model, name),
                held.items,
                held.points,
                held.at_stake,
                held.settles_grade,
                held.exact,
            )
        )
    return tuple(sorted(found, key=_order))


def _order(fact: NextFact) -> tuple[object, ...]:
    """The grade first, then the points that are sure, those at stake, the rules settled and helped."""
    sure, stake = (-INF if p is None else -p for p in (fact.points, fact.at_stake))
    return not fact.settles_grade, sure, stake, -len(fact.settles), -len(fact.rules), fact.name
