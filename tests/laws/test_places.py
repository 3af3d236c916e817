"""Places: what is told of one holds whatever the facts turn out to be, and learning only narrows it.

The truth is worked out here, on towns of which everything is known, from the words alone: the worst of what
the organs that count came to.
"""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy_rules as pr
from policy_rules.engines.compiled import CompiledEngine
from policy_rules.reference.places import outcomes_of
from policy_rules.reference.protocol import ReferenceEngine
from thinned import examples

TOWNS = pr.load_ruleset(Path(__file__).parents[1] / "use" / "towns")
DAY, YEAR = datetime.date(2025, 3, 1), 2024
NOT_APPLICABLE, SATISFIED, VIOLATED = 0, 2, 4
ORDER = ["rude", "plain", "warm"]
KINDS = ["library", "council"]

organ = st.fixed_dictionaries(
    {"kind": st.sampled_from(KINDS), "hours": st.sampled_from([19, 20]), "grade": st.sampled_from(ORDER)}
)
towns = st.fixed_dictionaries(
    {
        "organs": st.lists(organ, min_size=0, max_size=3),
        "grade": st.sampled_from(ORDER),
        "drawn": st.lists(st.integers(0, 3), max_size=2, unique=True),
        "counted": st.sampled_from(["all", "sample"]),
        "gradings": st.sampled_from(["each", "place"]),
    }
)
"""Everything there is to know of a town; of who was drawn, those that it has."""


def truth(town):
    """What the words come to: opening hours, and how friendly staff is; both bind libraries."""
    counted = town["organs"]
    if town["counted"] == "sample":
        counted = [town["organs"][n] for n in town["drawn"] if n < len(town["organs"])]
    libraries = [o for o in counted if o["kind"] == "library"]
    hours = [SATISFIED if o["hours"] >= 20 else VIOLATED for o in libraries]
    grades = [town["grade"] if town["gradings"] == "place" else o["grade"] for o in libraries]
    friendly = [SATISFIED if ORDER.index(g) >= ORDER.index("plain") else VIOLATED for g in grades]
    return max(hours, default=NOT_APPLICABLE), max(friendly, default=NOT_APPLICABLE)


def told(town, known):
    """The facts and parameters of the town, as far as `known` says of each piece that it is known.

    An organ that is not known of is left out of the facts, where the list of organs is not said to be whole.
    """
    of_organs, (grade, whole, drawn, counted, gradings, last) = known[:9], known[9:]
    units = []
    for n, o in enumerate(town["organs"]):
        kind, hours, graded = of_organs[3 * n : 3 * n + 3]
        unit = {"id": f"o{n}", "organ_of": "town", **({"kind": o["kind"]} if kind else {})}
        facts = {"opening": {"hours": o["hours"]}} if hours else {}
        units.append({"unit": unit, **facts, **(_graded(o["grade"]) if graded else {})})
    units = units if whole or last else units[:-1]
    place = {"unit": {"id": "town", "place": True, "kind": "town", "level": "town"}, "units": units}
    place |= _graded(town["grade"]) if grade else {}
    place |= {"complete": [{"list": "organs", "by": "x", "date": "2025-03-01"}]} if whole else {}
    ids = [f"o{n}" for n in town["drawn"] if n < len(town["organs"])]
    place |= {"samples": [{"for": YEAR, "organs": ids, "by": "x"}]} if drawn else {}
    decided = {"pass_mark": {"friendly": "plain"}}
    decided |= {"organs_counted": town["counted"]} if counted else {}
    decided |= {"whose_gradings": town["gradings"]} if gradings else {}
    return place, decided


def _graded(grade):
    return {"gradings": [{"rule": "friendly", "for": YEAR, "value": grade}]}


def found(town, known, engine):
    """What is told of the town on the two rules."""
    facts, decided = told(town, known)
    usual = {"id": "a", "document": "No. 1", "decided_by": "us", "decided_on": "2020-01-01", "years": "all"}
    decisions = {"decisions": [{**usual, "settles": decided}]}
    assessment = TOWNS.assess(facts, "town", as_of=DAY, year=YEAR, decisions=decisions, engine=engine)
    return [(f.lo, f.hi) for f in map(assessment.finding, ("opens", "friendly"))]


PIECES = 3 * 3 + 6


@pytest.mark.parametrize("engine", ["reference", "compiled"])
@given(
    town=towns,
    known=st.lists(st.booleans(), min_size=PIECES, max_size=PIECES),
    learnt=st.lists(st.booleans(), min_size=PIECES, max_size=PIECES),
)
@examples(20, 60)
def test_what_is_told_holds_and_learning_narrows(engine, town, known, learnt):
    everything = [True] * PIECES
    exact, before = found(town, everything, engine), found(town, known, engine)
    after = found(town, [a or b for a, b in zip(known, learnt, strict=True)], engine)
    assert exact == [(outcome, outcome) for outcome in truth(town)]
    for (low, high), (lower, higher), outcome in zip(after, before, truth(town), strict=True):
        assert lower <= low <= outcome <= high <= higher


def test_engines_agree_on_places():
    facts, _ = told(
        {
            "organs": [{"kind": "library", "hours": 19, "grade": "warm"}],
            "grade": "rude",
            "drawn": [0],
            "counted": "all",
            "gradings": "each",
        },
        [True] * PIECES,
    )
    view = TOWNS.assess(facts, "town", as_of=DAY, year=YEAR).view
    one, other = (
        list(outcomes_of(TOWNS.program, [view], e.outcomes)) for e in (ReferenceEngine(), CompiledEngine())
    )
    assert one == other
