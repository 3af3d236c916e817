"""The library ruleset beside this file, and assessments of Elm library with more or fewer facts."""

from __future__ import annotations

import datetime
from pathlib import Path

import policy_rules as pr

HERE = Path(__file__).parent
DAY = datetime.date(2025, 3, 1)
RULESET = pr.load_ruleset(HERE / "library")


def elm(profile="usual", year=2024, **more):
    """Elm library: 10 for heat, 20 for seats, 6 for manners, 8 of 10 for fines: 44, good."""
    return RULESET.assess(
        pr.load_facts(HERE / "elm-library.yaml"), as_of=DAY, year=year, profile=profile, **more
    )


def elm_without(*names, **more):
    """Elm library with these facts not known."""
    return elm(**more).what_if(dict.fromkeys(names, pr.UNKNOWN)).after
