"""Score and consequences as plain data; numbers are strings."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from policy_rules.domain import INF, ONLY, End
from policy_rules.quantities import plain
from policy_rules.scoring.ledger import Line, Score
from policy_rules.scoring.values import Amounted, Grade

if TYPE_CHECKING:
    from policy_rules.assessment import Assessment


def score_data(assessment: Assessment) -> dict[str, Any] | None:
    """The score with steps and ledger; None where no sheet applies."""
    score = assessment.score
    if score is None:
        return None
    return {
        "sheet": score.sheet.name,
        "illustrative": score.sheet.illustrative,
        "at_least": end(score.lo),
        "at_most": end(score.hi),
        "settled": score.settled,
        "grades": [g for g in score.sheet.scale if g in score.grade],
        "steps": {name: amount(value, score) for name, value in score.steps.items()},
        "ledger": [line_data(line) for line in score.ledger],
        "missing": {name: list(where) for name, where in score.missing.items()},
        "needs": {name: list(where) for name, where in score.needs.items()},
    }


def amount(value: Amounted, score: Score) -> Any:
    """An amount: its two ends, or the grades possible."""
    if isinstance(value, Grade):
        return {"grades": [score.sheet.scale[p] for p in sorted(value.places)]}
    if value.null == ONLY:
        return None
    return {"at_least": end(value.lo), "at_most": end(value.hi)}


def line_data(line: Line) -> dict[str, Any]:
    """One line of the ledger."""
    return {
        "seq": line.seq,
        "step": line.step or None,
        "item": line.item or None,
        "effect": line.effect or None,
        "before": _both(line.before),
        "change": _both(line.change),
        "after": _both(line.after),
        "amount": _both(line.amount),
        "because": {k: list(v) for k, v in line.because.items()},
        "facts": list(line.facts),
        "missing": list(line.missing),
        "needs": list(line.needs),
        "clause": list(line.clause),
        "kept": line.kept or None,
    }


def _both(value: tuple[End, End] | frozenset[str] | None) -> Any:
    if value is None:
        return None
    return sorted(value) if isinstance(value, frozenset) else [end(value[0]), end(value[1])]


def end(value: End) -> str | None:
    """An end as an exact text; None where there is none."""
    return None if abs(value) == INF else plain(Fraction(value))


def consequences_data(assessment: Assessment) -> list[dict[str, Any]]:
    """The consequences."""
    return [
        {
            "rule": c.rule,
            "status": c.status,
            "addressee": c.addressee or None,
            "carried_out": c.carried_out,
            "words": c.words,
            "missing": list(c.missing),
        }
        for c in assessment.consequences
    ]
