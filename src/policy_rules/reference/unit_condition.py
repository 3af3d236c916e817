"""Conditions on a unit that stand outside rules: whom a decision means, who has a role."""

from __future__ import annotations

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.errors import Fault
from policy_rules.lowering.elaborate import Elaborator
from policy_rules.lowering.inputs import AS_OF, YEAR
from policy_rules.vocabulary import BOOLEAN, Expression, Vocabulary


def unit_condition(told: Expression, vocabulary: Vocabulary, faults: list[Fault]) -> core.Node | None:
    """The condition as a tree, for the day and the year asked about; None where it has faults."""
    elaborator = Elaborator(vocabulary)
    given = {"as_of": AS_OF, "year": YEAR, "day": AS_OF}
    elaborator.give(given)
    found = elaborator.value(told, Names(given), BOOLEAN)
    faults += elaborator.faults
    return found
