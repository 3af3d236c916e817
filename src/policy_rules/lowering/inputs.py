"""What every rule is given: the day and the year asked for, and the constants of conditions."""

from __future__ import annotations

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Meaning
from policy_rules.values.known import ANY_NUM, FALSE, TRUE
from policy_rules.vocabulary import BOOLEAN, DATE, INTEGER

AS_OF, YEAR, YEAR_GIVEN = (
    core.Input(DATE, "as_of"),
    core.Input(INTEGER, "year"),
    core.Input(BOOLEAN, "year_given"),
)
YES, NO = core.Const(BOOLEAN, TRUE), core.Const(BOOLEAN, FALSE)
UNKNOWN_DATE = core.Const(DATE, ANY_NUM)
"""A day that nothing tells."""


def both(*parts: core.Node) -> core.Node:
    """All of the conditions, without those that are always true."""
    kept = tuple(p for p in parts if p is not YES)
    return YES if not kept else kept[0] if len(kept) == 1 else core.Op(BOOLEAN, "and", kept)


@frozen
class EachStep:
    """One step of `for each` once resolved: its list, its variable, what the variable stands for."""

    source: core.Node
    var: str
    body: Meaning
