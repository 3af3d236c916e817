"""The invented ordinance on parks, and the sources of its facts."""

from __future__ import annotations

import datetime
from pathlib import Path

import policy_rules as pr

HERE = Path(__file__).parent
PARKS = pr.load_ruleset(HERE / "parks")
DAY, YEAR = datetime.date(2024, 12, 31), 2024
SOURCES = {
    "survey": {"title": "Survey", "register": "land_register", "date": "2024-05-01", "by": "the surveyor"},
    "resurvey": {"title": "Second survey", "register": "land_register", "date": "2024-06-01"},
    "yearbook": {"title": "Yearbook", "register": "yearbook", "date": "2024-11-30"},
    "gazette": {"title": "Gazette", "register": "press", "date": "2024-12-01"},
    "letter": {"title": "Letter", "date": "2024-12-02"},
    "rumour": {},
}


def park(facts, id="north"):
    """The facts of a park as a file with all sources would have them."""
    return {"unit": {"id": id}, "sources": SOURCES, "source": "survey", **facts}


def assessed(*facts, precedence=None, **more):
    """The assessment of the park."""
    loaded = pr.load_facts(*facts, precedence=precedence)
    return PARKS.assess(loaded, more.pop("unit", None), as_of=DAY, year=YEAR, **more)
