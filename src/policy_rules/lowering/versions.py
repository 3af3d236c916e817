"""Which day chooses the version of a rule (docs/versions.md)."""

from __future__ import annotations

from collections.abc import Sequence

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Extent
from policy_rules.lowering.counted import dates_of, last_record
from policy_rules.lowering.given import AS_OF
from policy_rules.vocabulary import BOOLEAN, DATE


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
    if not isinstance(due, core.Node) or not _given_by_words(due):
        return None
    return (
        core.Op(DATE, "if", (core.Op(BOOLEAN, "is null", (due,)), AS_OF, due)) if due.type.nullable else due
    )


def _given_by_words(day: core.Node) -> bool:
    """Whether no fact of a unit is read for it."""
    read = core.Read | core.Reported | core.Agg | core.Field | core.Outcome | core.Graded
    return not any(isinstance(node, read) for node in core.walk(day))
