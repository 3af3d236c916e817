"""A population as plain data; numbers are strings, an interval has both ends."""

from __future__ import annotations

from typing import Any

from policy_rules.report.carried_over import left_out_data
from policy_rules.report.decision_words import score_decision_data
from policy_rules.report.differing_lines import differing_data
from policy_rules.report.output_head import labels_data, ruleset_head
from policy_rules.report.population_parts import STATUSES, result_open, why_none
from policy_rules.report.score_data import UNDEFINED, amount_data, correction_data, end
from policy_rules.results.population import Population, Standing
from policy_rules.values.known import ONLY, Num


def population_data(population: Population) -> dict[str, Any]:
    """The units in the order of the tables, each with rank, total, grades and what leaves them open."""
    made_up = [a.unit for a in population.asked if a.facts.units[a.unit].constructed]
    return {
        **labels_data(illustrative=population.illustrative, constructed=bool(made_up)),
        **ruleset_head(population.model),
        "constructed_units": made_up,
        "year": population.year,
        "as_of": population.as_of.isoformat(),
        "profile": population.profile or None,
        "places": [_place(place, population) for place in population.table()],
        **left_out_data(population.other_years),
        **_handed(population),
    }


def _handed(population: Population) -> dict[str, Any]:
    """For whom it is, where it is for one unit, and what is made public of others."""
    if not population.handed_to:
        return {}
    public = [
        {
            "unit": p.unit,
            "name": p.name,
            "list": p.listed or None,
            "grade": p.grade,
            "rank": _number(p.rank),
            "total": _number(p.total),
            "cites": list(p.sheet.publishes.cites),
        }
        for p in population.published
    ]
    return {"handed_to": population.handed_to, "published": public}


def standing_data(place: Standing) -> dict[str, Any]:
    """Where a unit stands, by itself."""
    return {**_own(place), "grades": sorted(place.grades)}


def _own(place: Standing) -> dict[str, Any]:
    return {
        "unit": place.unit,
        "name": place.name,
        "sheet": place.sheet or None,
        "ranked": place.ranked,
        "list": place.listed or None,
        "rank": _number(place.rank),
        "total": _number(place.total),
    }


def _place(place: Standing, population: Population) -> dict[str, Any]:
    return {
        **_own(place),
        **_scored(place, population),
        "consequences": [
            {"rule": c.rule, "status": c.status, "carried_out": c.carried_out}
            for c in population.consequences(place.unit)
            if c.status in STATUSES
        ],
        "differing": [differing_data(d) for d in population.differing(place.unit)],
        "decisions": [score_decision_data(d) for d in population.decided_in_score(place.unit)],
    }


def _scored(place: Standing, population: Population) -> dict[str, Any]:
    """What its score tells; why there is none, where no sheet is for it."""
    score = population.score(place.unit)
    if score is None:
        return {"grades": [], "no_sheet": why_none(population, place, "en")}
    before = score.before_approval
    return {
        "grades": [g for g in score.sheet.scale if g in place.grades],
        "before_approval": None if before is None else amount_data(before, score),
        "undecided": [correction_data(c) for c in score.undecided],
        "missing": list(score.missing) if result_open(population, place) else [],
        "needs": list(score.needs) if result_open(population, place) else [],
    }


def _number(value: Num | None) -> Any:
    """Both ends, and whether there may be none; None where there is none."""
    if value is None or value.null == ONLY:
        return None
    return {
        "at_least": end(value.lo),
        "at_most": end(value.hi),
        "undefined": UNDEFINED[value.null],
    }
