"""What to find out next: each missing fact with the rules and the points that hang on it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, ClassVar, Literal, get_args

from attrs import asdict, field

from policy_rules.arguments import name_among
from policy_rules.attributes import frozen
from policy_rules.facts.bound import OF_OTHERS
from policy_rules.facts.printed import register_of
from policy_rules.results.assessed import Assessed
from policy_rules.results.awaited import awaited
from policy_rules.results.finding import Finding
from policy_rules.results.fragments import fragment
from policy_rules.results.rows import Rows
from policy_rules.results.years_asked import years_asked
from policy_rules.ruleset.model import RulesetModel
from policy_rules.shown import Shown
from policy_rules.values.exact import plain
from policy_rules.values.known import INF

By = Literal["points", "findings"]
"""By what the list is ordered: the points at stake, or the findings settled."""


@frozen
class NextFact(Shown):
    """A missing fact: the rules that it would help to settle, those it alone would settle, and its points.

    settles: whatever it turns out to be; `excludes`: those that one answer makes not applicable. `due`: the
    soonest day, not yet past, by which one of its rules must be met.

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
    excludes: tuple[str, ...] = ()
    due: datetime.date | None = None
    write: Callable[[], Mapping[str, Any]] = field(default=dict, eq=False, repr=False)
    """What makes `written`, when it is first looked at."""
    model: RulesetModel | None = field(default=None, eq=False, repr=False)
    """The ruleset, by whose labels it is told."""

    @cached_property
    def written(self) -> Mapping[str, Any]:
        """What a facts file says it by, `fragments.BLANK` where the answer goes; {}: not to be told alone."""
        return self.write()

    @property
    def about_unit(self) -> bool:
        """Whether it is a question about the unit itself: an answer sends rules away."""
        return bool(self.excludes)


class NextFactRows(Rows[NextFact]):
    """Missing facts, those first that matter most."""

    __slots__ = ()
    COLUMNS: ClassVar[Mapping[str, Callable[[Any], Any]]] = {
        "fact": lambda f: f.name,
        "register": lambda f: f.register or None,
        "settles": lambda f: f.settles,
        "rules": lambda f: f.rules,
        "excludes": lambda f: f.excludes,
        "items": lambda f: f.items,
        "points": lambda f: None if f.points is None else plain(f.points),
        "at_stake": lambda f: None if f.at_stake is None else plain(f.at_stake),
        "due": lambda f: f.due,
    }
    DAYS = ("due",)
    FACTS = ("fact",)


def next_facts(assessment: Assessed) -> NextFactRows:
    """The missing facts, in the order that is usual for them (`usual_order`)."""
    rules: dict[str, list[str]] = {}
    alone: dict[str, list[str]] = {}
    away: dict[str, list[str]] = {}
    due: dict[str, datetime.date] = {}
    waiting: dict[str, list[Finding]] = {}
    for finding in assessment.findings:
        if finding.outcome != "unknown":
            continue
        ahead = finding.due if finding.due is not None and finding.due >= assessment.as_of else None
        missing, needs = awaited(finding, assessment)
        for name in missing:
            rules.setdefault(name, []).append(finding.rule.id)
            waiting.setdefault(name, []).append(finding)
            if len(missing) == 1 and not needs:
                alone.setdefault(name, []).append(finding.rule.id)
            if ahead is not None:
                due[name] = min(ahead, due.get(name, ahead))
        for name in finding.sent_away_by:
            away.setdefault(name, []).append(finding.rule.id)
    points = _points(assessment)
    found = []
    for name in dict.fromkeys((*rules, *points)):
        if name == OF_OTHERS:
            continue
        found.append(
            NextFact(
                name,
                tuple(rules.get(name, ())),
                tuple(alone.get(name, ())),
                register_of(assessment.model, name),
                excludes=tuple(away.get(name, ())),
                due=due.get(name),
                write=partial(_written, name, waiting.get(name, ()), assessment, scored=name in points),
                model=assessment.model,
                **points.get(name, {}),
            )
        )
    return as_asked(NextFactRows(found), usual_order(found))


def _written(
    name: str, waiting: Sequence[Finding], assessment: Assessed, *, scored: bool
) -> Mapping[str, Any]:
    return fragment(name, assessment, years_asked(name, waiting, assessment, scored=scored))


def _points(assessment: Assessed) -> Mapping[str, Mapping[str, Any]]:
    """By name what the sheet says of a fact; nothing without one."""
    if assessment.score is None:
        return {}
    from policy_rules.results.points_at_stake import stakes

    return {name: asdict(stake, recurse=False) for name, stake in stakes(assessment).items()}


def usual_order(facts: Iterable[NextFact]) -> By:
    """By points where some are at stake, else by findings."""
    return "points" if any(f.settles_grade or f.at_stake != 0 for f in facts) else "findings"


def as_asked(facts: NextFactRows, by: By | None) -> NextFactRows:
    """The facts in this order, as they are where none is named.

    Raises:
        PolicyRulesError: there is no such order.
    """
    if by is None:
        return facts
    key = {"points": _by_points, "findings": _by_findings}[name_among(by, get_args(By), "no order")]
    return NextFactRows(sorted(facts, key=key))


def _by_points(fact: NextFact) -> tuple[object, ...]:
    """The grade, then sure points, those at stake, then as by findings."""
    sure, stake = (-INF if p is None else -p for p in (fact.points, fact.at_stake))
    return (not fact.settles_grade, sure, stake, *_by_findings(fact))


def _by_findings(fact: NextFact) -> tuple[object, ...]:
    """The rules that one answer settles or sends away, the rules that it helps, the points at stake."""
    settled = len({*fact.settles, *fact.excludes})
    stake = -INF if fact.at_stake is None else -fact.at_stake
    return -settled, not fact.about_unit, -len(fact.rules), stake, fact.name
