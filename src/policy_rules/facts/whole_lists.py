"""For which days or years a list is whole, and what it may lack: the gaps that statements leave open.

A list is whole by the days of its records. Where it tells the year that a record is about, it is whole by
those years: feedback of January on the assessment of the year before belongs to that year.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from policy_rules.attributes import frozen
from policy_rules.facts.bound import Completeness
from policy_rules.values.days import FIRST
from policy_rules.values.known import INF
from policy_rules.values.periods import Periods
from policy_rules.vocabulary import Entity

Span = tuple[float, float]
"""The first and the last day, or year, of a stretch; ends may be infinite."""


@frozen
class Gap:
    """What a list may lack: records dated in `days`, about the `years`; None where it has no such thing."""

    days: Span | None = None
    years: Span | None = None


def goes_by(entity: Entity | None) -> tuple[str, ...]:
    """The attributes by which a list is whole for a time; () where it is whole as of a day."""
    if entity is None:
        return ()
    return (entity.told_year,) if entity.told_year else entity.dated_by


def whole_on(told: Iterable[Completeness], as_of: int) -> bool:
    """Whether a list is whole as of the day of assessment, whatever its records are."""
    return any(not c.years and c.since is None and (c.date is None or c.date >= as_of) for c in told)


def gaps_of_days(told: Iterable[Completeness], as_of: int, years: Periods) -> list[Gap]:
    """The days of which a list may lack records that have begun by the day of assessment."""
    searched = [(c, INF if c.date is None else c.date) for c in told]
    spans: list[Span] = [
        (years.first_day(year), min(years.last_day(year), date)) for c, date in searched for year in c.years
    ]
    spans += [(_begin(c.since), date) for c, date in searched if c.since is not None]
    gaps: list[Span] = []
    start: float = -INF
    for lo, hi in sorted(spans):
        if lo > start:
            gaps.append((start, lo - 1))
        start = max(start, hi + 1)
    gaps.append((start, INF))
    return [Gap((a, b)) for a, b in gaps if a <= min(b, as_of)]


def gaps_of_years(told: Sequence[Completeness], as_of: int, of: Periods, *, dated: bool) -> list[Gap]:
    """The years about which a list may lack records; of a search before `as_of`, those dated after it."""
    spans: list[tuple[float, float, float]] = [
        (year, year, INF if c.date is None else c.date) for c in told for year in c.years
    ]
    for c in told:
        if c.since is not None:
            year = of.year(c.since)
            first = -INF if c.since <= FIRST else year + (c.since > of.first_day(year))
            spans.append((first, INF, INF if c.date is None else c.date))
    starts = sorted({-INF, INF, *(lo for lo, _, _ in spans), *(hi + 1 for _, hi, _ in spans)})
    found: list[tuple[Span, float]] = []
    for lo, after in pairwise(starts):
        searched = max((date for a, b, date in spans if a <= lo and b >= after - 1), default=-INF)
        searched = searched if dated or searched >= as_of else -INF
        begin = found.pop()[0][0] if found and found[-1][1] == searched else lo
        found.append(((begin, after - 1), searched))
    return [
        Gap((searched + 1, as_of) if dated else None, years) for years, searched in found if searched < as_of
    ]


def _begin(since: int) -> float:
    return -INF if since <= FIRST else since
