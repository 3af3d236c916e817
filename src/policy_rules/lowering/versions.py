"""The day that counts in time: by it a version is chosen, and parameters with values by day are read.

docs/versions.md tells it in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Protocol

from policy_rules.core import nodes as core
from policy_rules.core.meanings import IN_FORCE_ON, Extent, Meaning, RecordOf
from policy_rules.lowering.counted import dates_of, last_record
from policy_rules.lowering.inputs import AS_OF
from policy_rules.operators.periods import Span
from policy_rules.vocabulary import BOOLEAN, DATE


class Giving(Protocol):
    """What holds the names that a rule gives."""

    given: Mapping[str, Meaning]


def version_day(bodies: Sequence[object], due: object, period: object) -> core.Node | None:
    """The record's day, else the due day or the period's end that the words give, else that of assessment.

    `bodies`: what `for each` goes through. None where the day is worked out from facts: by such a day, which
    a version says, two versions could hold, or none.
    """
    dated = last_record(bodies, lambda entity: entity.dates)
    if dated is not None:
        return dates_of(dated[1])[0]
    if due is None and period is None:
        return AS_OF
    if due is None and isinstance(period, Extent):
        due = period.high
    if not isinstance(due, core.Node) or not given_by_words(due, period):
        return None
    return or_today(due)


def given_by_words(day: core.Node, period: object) -> bool:
    """Whether no fact of a unit is read for it; which of the year's periods it is is none."""
    read = core.Read | core.Reported | core.Agg | core.Field | core.Outcome | core.Graded
    which = core.free_vars(period.high) if isinstance(period, Span) and period.high else frozenset()
    return not any(
        isinstance(node, read) and not (isinstance(node, core.Field) and node.var in which)
        for node in core.walk(day)
    )


def or_today(day: core.Node) -> core.Node:
    """The day, or that of assessment where there is none."""
    null = core.Op(BOOLEAN, "is null", (day,))
    return core.Op(DATE, "if", (null, AS_OF, day)) if day.type.nullable else day


def day_of_values(bodies: Sequence[object], due: object, period: object, looked_at: core.Node) -> core.Node:
    """The day on which parameters with values by day are read: as for versions, else the one looked at."""
    found = version_day(bodies, due, period)
    return looked_at if found is None else or_today(found)


@contextmanager
def by_the_day_of(giving: Giving, record: object) -> Iterator[None]:
    """Parameters are read on the day that dates the record, where one does."""
    given = giving.given
    if isinstance(record, RecordOf) and record.var and record.entity.dates:
        giving.given = {**given, IN_FORCE_ON: or_today(dates_of(record)[0])}
    try:
        yield
    finally:
        giving.given = given
