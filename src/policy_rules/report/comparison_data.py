"""A comparison of two assessments as plain data: numbers are strings, so that no reader rounds them."""

from __future__ import annotations

from typing import Any

from policy_rules.core.nodes import OUTCOMES
from policy_rules.report.asked_texts import AskedTexts
from policy_rules.report.output_head import labels_of_all, ruleset_head
from policy_rules.report.score_data import end, line_data
from policy_rules.report.value_data import shown_value
from policy_rules.results.asked_otherwise import Why
from policy_rules.results.assessment import Assessment, Comparison
from policy_rules.results.comparison import AmountChange, FindingChange
from policy_rules.scoring.points import Amounted, Grade
from policy_rules.values.known import ONLY, Value
from policy_rules.vocabulary import Type


def comparison_data(found: Comparison) -> dict[str, Any]:
    """The whole comparison as nested mappings and lists of texts, booleans and None."""
    return {
        **labels_of_all((found.before, found.after)),
        **ruleset_head(found.after.model),
        "before": _of(found.before),
        "after": _of(found.after),
        "changed": found.changed,
        "why": [_why(why, found) for why in found.why],
        "findings": [
            {**_finding(f), "by": [{"sort": w.sort, "name": w.name or None} for w in found.by(f.rule)]}
            for f in found.findings
        ],
        "items": [_amount(c, found) for c in found.items],
        "steps": [_amount(c, found) for c in found.steps],
        "lines": [
            {
                "status": change.status,
                "before": change.before and line_data(change.before),
                "after": change.after and line_data(change.after),
            }
            for change in found.lines
        ],
        "total": _amount(found.total, found),
        "grade": {"before": _grades(found.before), "after": _grades(found.after)},
        "consequences": [
            {"rule": c.rule, "before": c.before or None, "after": c.after or None} for c in found.consequences
        ],
    }


def _why(why: Why, found: Comparison) -> dict[str, Any]:
    sides = (("before", why.before, found.before), ("after", why.after, found.after))
    told = {
        side: AskedTexts(assessment.model, exact_text).say(why.sort, why.name, what) or None
        for side, what, assessment in sides
    }
    return {"sort": why.sort, "name": why.name or None, **told, "read_by": _read_by(why, found)}


def _read_by(why: Why, found: Comparison) -> dict[str, Any] | None:
    """How many rules read it, and those of them that came out otherwise."""
    if why.read_by is None:
        return None
    reading = frozenset(why.read_by.rules)
    changed = [change.rule for change in found.findings if change.rule in reading]
    return {"rules": len(reading), "changed": changed, "sheet": why.read_by.sheet}


def exact_text(value: Value, type: Type | None) -> str:
    """A value as one text in which no number is rounded: `2`, `null`, `at_least 2, or_null`."""
    told = shown_value(value, type)
    if isinstance(told, dict):
        return ", ".join(key if given is True else f"{key} {_list(given)}" for key, given in told.items())
    return _list(told)


def _list(told: Any) -> str:
    if isinstance(told, list):
        return " or ".join(map(_list, told))
    return {None: "null", True: "true", False: "false"}.get(told, str(told))


def _of(assessment: Assessment) -> dict[str, Any]:
    return {
        "ruleset": assessment.model.name,
        "ruleset_version": assessment.model.version or None,
        "ruleset_digest": assessment.model.digest,
        "unit": {"id": assessment.unit.id, "name": assessment.unit.name},
        "as_of": assessment.as_of.isoformat(),
        "year": assessment.year,
        "profile": assessment.profile or None,
        "sheet": assessment.score.sheet.name if assessment.score else None,
    }


def _finding(change: FindingChange) -> dict[str, Any]:
    sides = (("before", change.before, change.outcomes[0]), ("after", change.after, change.outcomes[1]))
    told = {
        side: {"outcome": outcome, "possible": list(OUTCOMES[ends[0] : ends[1] + 1])} if ends else None
        for side, ends, outcome in sides
    }
    return {"rule": change.rule, **told}


def _amount(change: AmountChange, found: Comparison) -> dict[str, Any]:
    moved = change.change
    return {
        "name": change.name,
        "before": _value(change.before, found.before),
        "after": _value(change.after, found.after),
        "change": None if moved is None else [end(moved[0]), end(moved[1])],
        "changed": change.changed,
    }


def _value(value: Amounted | None, assessment: Assessment) -> Any:
    if value is None or value.null == ONLY:
        return None
    if isinstance(value, Grade):
        scale = assessment.score.sheet.scale if assessment.score else ()
        return {"grades": [scale[p] for p in sorted(value.places) if 0 <= p < len(scale)]}
    return {"at_least": end(value.lo), "at_most": end(value.hi)}


def _grades(assessment: Assessment) -> list[str] | None:
    if assessment.score is None:
        return None
    return [g for g in assessment.score.sheet.scale if g in assessment.score.grade]
