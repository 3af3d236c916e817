"""What a finding waits for: facts and parameters alone.

A rule may read the findings on others. That one of these is open is no fact that anybody could find out: what
it waits for itself stands in its place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from policy_rules.results.assessed import Assessed
from policy_rules.results.finding import Finding
from policy_rules.results.place_finding import PlaceFinding

NAME_OF_FINDING = re.compile(r'(?:(?P<unit>.+)\.)?(?:outcome\("(?P<rule>.+)"\)|findings\[(?P<of>[^\]]+)\].*)')
"""The name of a finding among what is missing; before it stands the organ that it is of."""


def awaited(finding: Finding, assessment: Assessed) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The facts and the parameters that a finding waits for, by name."""
    ahead, seen = [*finding.missing, *finding.needs], set[str]()
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            ahead += _behind(name, assessment)
    named = sorted(name for name in seen if _finding_named(name) is None)
    parameters = tuple(name for name in named if name.startswith("parameters."))
    return tuple(name for name in named if name not in parameters), parameters


def _finding_named(name: str) -> re.Match[str] | None:
    """The parts of the name of a finding; None for a fact, which mostly is told at a glance."""
    return NAME_OF_FINDING.fullmatch(name) if 'outcome("' in name or "findings[" in name else None


def _behind(name: str, assessment: Assessed) -> Iterable[str]:
    """What the finding of this name waits for; nothing behind a fact."""
    read = _finding_named(name)
    if read is None:
        return ()
    found = assessment.finding(read["rule"] or read["of"])
    if not read["unit"]:
        return (*found.missing, *found.needs)
    return found.lacking_of(read["unit"]) if isinstance(found, PlaceFinding) else ()
