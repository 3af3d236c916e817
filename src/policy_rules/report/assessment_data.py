"""Assessments as plain data for JSON: numbers are strings, so that no reader rounds them."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection
from typing import Any

from policy_rules.report.carried_over import other_years_data
from policy_rules.report.decision_words import decision_data, decision_taken_data
from policy_rules.report.differing_lines import differing_data
from policy_rules.report.next_facts_list import next_facts_data
from policy_rules.report.output_head import head_data
from policy_rules.report.score_data import both_data, consequences_data, line_data, own_score_data
from policy_rules.report.value_data import shown_value
from policy_rules.results.assessment import PARTS, Assessment
from policy_rules.results.finding import OUTCOMES, Finding, InstanceFinding, told_together
from policy_rules.results.limbs_finding import JoinedFinding, LimbsFinding
from policy_rules.results.measured import Measured
from policy_rules.values.exact import plain
from policy_rules.wording import Language


def assessment_data(
    assessment: Assessment,
    rules: Collection[str] | None = None,
    outcomes: Collection[str] = OUTCOMES,
    parts: Collection[str] = PARTS,
    why: Language | None = None,
) -> dict[str, Any]:
    """The assessment as nested mappings and lists of texts, integers, booleans and None.

    `rules` and `outcomes` choose the findings, `parts` what is told, `why` the language of reasons; only
    that is made.
    """

    def findings() -> list[dict[str, Any]]:
        asked = (f for f in assessment.findings if rules is None or f.rule.id in rules)
        return [f.to_dict(why=why) for f in asked if f.outcome in outcomes]

    made: dict[str, Callable[[], Any]] = {
        "counts": lambda: dict(assessment.counts),
        "findings": findings,
        "score": lambda: own_score_data(assessment),
        "consequences": lambda: consequences_data(assessment),
        "next_facts": lambda: next_facts_data(assessment),
        "differing": lambda: [differing_data(d) for d in assessment.differing],
        "notes": lambda: list(assessment.notes),
    }
    told: dict[str, Any] = {}
    with told_together(assessment.findings):
        for name in PARTS:
            if name in parts:
                told |= {name: made[name]()} if name in made else other_years_data(assessment)
    decisions = [decision_taken_data(taken) for taken in assessment.decisions_taken]
    return {**head_data(assessment), "decisions": decisions, **told}


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding."""
    rule = finding.rule
    return {
        "rule": rule.id,
        "document": rule.document,
        "clause": rule.clause,
        "words": rule.text,
        "title": rule.title,
        "kind": rule.kind,
        "bearer": rule.bearer,
        "about": rule.about,
        "time_class": finding.program.time_class,
        "outcome": finding.outcome,
        "possible": list(finding.possible),
        "undefined": finding.undefined,
        **period_data(finding.period),
        "due": _iso(finding.due),
        "days_left": finding.days,
        **degree_data(finding.degrees),
        "measured": [measured_data(m) for m in finding.measured],
        "instances": [_instance(i) for i in finding.instances],
        "instance_counts": dict(finding.counts),
        **_parts(finding.told),
        **({"doubt": dict(rule.doubt)} if rule.doubt else {}),
        "facts": [
            {"fact": f.name, "value": shown_value(f.value, f.type), "sources": list(f.sources)}
            for f in finding.facts
            if f.given
        ],
        "missing": list(finding.missing),
        "needs": list(finding.needs),
        "asked": finding.asked,
        "asked_by": list(finding.asked_by),
        "points_lost": None if finding.points_lost is None else both_data(finding.points_lost),
        "decisions": [decision_data(d) for d in finding.decisions],
        "differing": [differing_data(d) for d in finding.differing],
        "effects": [line_data(line) for line in finding.effects],
    }


def _parts(finding: Finding) -> dict[str, Any]:
    """The limbs, the versions that may hold, or the readings that are left, each with its instances."""
    if not isinstance(finding, JoinedFinding):
        return {}
    rule = finding.rule
    by = {version.name: version.by or None for version in rule.versions}
    part = "version" if rule.in_versions else "limb"
    key = part if isinstance(finding, LimbsFinding) else "reading"
    told = [
        {
            key: name,
            **({"by": by[name]} if key == "version" else {}),
            "kind": limb.rule.kind,
            "time_class": limb.program.time_class,
            "outcome": limb.outcome,
            "possible": list(limb.possible),
            **period_data(limb.period),
            **degree_data(limb.degrees),
            "due": _iso(limb.due),
            "days_left": limb.days,
            "measured": [measured_data(m) for m in limb.measured],
            "instances": [_instance(i) for i in limb.instances],
            **_parts(limb.told),
        }
        for name, limb in finding.parts
    ]
    return {f"{key}s": told}


def period_data(period: tuple[datetime.date, datetime.date] | None) -> dict[str, Any]:
    """The days of a period that the ruleset declares, or of a rolling window; nothing for another."""
    return {} if period is None else {"period": [day.isoformat() for day in period]}


def degree_data(possible: tuple[str, ...]) -> dict[str, Any]:
    """The degrees of a rule's own scale that are possible (null: none of them); nothing without a scale."""
    return {"degree": [name or None for name in possible]} if possible else {}


def measured_data(m: Measured) -> dict[str, Any]:
    """Both sides of a comparison."""
    return {
        "operator": m.operator,
        "left": shown_value(m.left, m.node.args[0].type),
        "right": shown_value(m.right, m.node.args[1].type),
        "records": list(m.records),
        "margin": None if m.margin is None else plain(m.margin),
        "shortfall": None if m.shortfall is None else plain(m.shortfall),
        "unit": m.unit or None,
    }


def _instance(i: InstanceFinding) -> dict[str, Any]:
    return {
        "id": i.id,
        **({"name": i.name} if i.name else {}),
        "outcome": i.outcome,
        "possible": list(i.possible),
        "certain": i.certain,
        **period_data(i.period),
        "due": _iso(i.due),
        "days_left": i.days,
        "undefined": i.undefined,
        **degree_data(i.degrees),
        "measured": [measured_data(m) for m in i.measured],
    }


def _iso(day: datetime.date | None) -> str | None:
    return None if day is None else day.isoformat()
