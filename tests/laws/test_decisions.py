"""Decisions on readings: what is told holds whichever way the unit's facts turn out, and learning narrows it.

The truth is worked out here, from what the decisions say: an opinion was answered on the fifth working day.
"""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from policy_rules import load_ruleset
from policy_rules.ruleset.new import new_ruleset
from thinned import examples

DAY, YEAR, RULE = datetime.date(2026, 1, 1), 2025, "reg-1-s2"
NOT_APPLICABLE, SATISFIED, VIOLATED = 0, 2, 4
BUSY = "opening.hours_per_week >= 40"
FACTS = {
    "unit": {"id": "library", "is_public_library": True},
    "opinions": [{"id": "o1", "received_on": "2025-03-03", "answered_on": "2025-03-10"}],
    "complete": [{"list": "opinions", "for": list(range(2023, 2027)), "by": "x", "date": "2026-01-01"}],
}
decision = st.fixed_dictionaries(
    {
        "years": st.sampled_from(["all", "all", 2025, 2024]),
        "busy": st.sampled_from([None, True, False]),
        "least": st.integers(3, 7),
        "width": st.sampled_from([0, 0, 2]),
        "named": st.booleans(),
        "supersedes": st.sampled_from([set(), set(), {0}, {1}]),
    }
)
"""What a decision says; `busy`: it is for libraries that are open for long, for others, or for all."""


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    folder = tmp_path_factory.mktemp("laws") / "library"
    new_ruleset(folder)
    return load_ruleset(folder)


def written(decisions):
    """The decisions as a file has them."""
    found = []
    for n, d in enumerate(decisions):
        value = {"at_least": d["least"], "at_most": d["least"] + d["width"]} if d["width"] else d["least"]
        one: dict[str, Any] = {
            "id": f"d{n}",
            "document": f"No. {n}",
            "decided_by": "us",
            "decided_on": "2020-01-01",
        }
        one |= {"years": d["years"], "settles": {"timely_days": {RULE if d["named"] else "default": value}}}
        one |= {} if d["busy"] is None else {"units": BUSY if d["busy"] else f"not({BUSY})"}
        earlier = [f"d{other}" for other in sorted(d["supersedes"]) if other < n]
        found.append(one | ({"supersedes": earlier} if earlier else {}))
    return {"decisions": found}


def truth(decisions, hours):
    """The finding on a library of which everything is known."""
    meant = {
        n: d
        for n, d in enumerate(decisions)
        if d["years"] in ("all", YEAR) and d["busy"] in (None, hours >= 40)
    }
    fallen = {other for n, d in meant.items() for other in d["supersedes"] if other < n}
    standing = [d for n, d in meant.items() if n not in fallen]
    nearest = [d for d in standing if d["named"]] or standing
    if not nearest:
        return NOT_APPLICABLE, VIOLATED  # in good time may be a day of another year, where it counts
    least, most = min(d["least"] for d in nearest), max(d["least"] + d["width"] for d in nearest)
    return (SATISFIED if most >= 5 else VIOLATED), (VIOLATED if least < 5 else SATISFIED)


PERHAPS_SUPERSEDED = [
    {"years": "all", "busy": None, "least": 3, "width": 0, "named": True, "supersedes": set()},
    {"years": "all", "busy": False, "least": 5, "width": 0, "named": False, "supersedes": {0}},
]
"""The first stands only where the second is not about the unit."""


@given(decisions=st.lists(decision, min_size=1, max_size=3), hours=st.sampled_from([39, 40]))
@example(decisions=PERHAPS_SUPERSEDED, hours=39)
@examples(60, 300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_told_holds_and_learning_narrows(library, decisions, hours):
    def told(**more):
        found = library.assess(FACTS | more, as_of=DAY, year=YEAR, decisions=written(decisions))
        return found.finding(RULE).lo, found.finding(RULE).hi

    exact, before = told(opening={"hours_per_week": hours}), told()
    assert exact == truth(decisions, hours)
    assert before[0] <= exact[0] <= exact[1] <= before[1]
    assert NOT_APPLICABLE <= before[0] <= before[1] <= VIOLATED  # a decision only narrows what is open
