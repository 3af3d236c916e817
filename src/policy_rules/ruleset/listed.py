"""The readings of a parameter: the values between which an office could decide."""

from __future__ import annotations

from policy_rules.attributes import frozen
from policy_rules.ruleset.typed_values import null_of
from policy_rules.values.known import FALSE, TRUE, Value, label, point
from policy_rules.vocabulary import Parameter, Type

MOST_LISTED = 16
"""A range of whole numbers or days with more values than these has no list of readings, only ends."""


@frozen
class Choices:
    """The values of a parameter that can be named.

    `whole`: these are all that the words leave open; else they are the ends of what is possible, and there
    may be none.
    """

    values: tuple[Value, ...]
    whole: bool


def readings_of(parameter: Parameter, type: Type) -> Choices:
    """The readings of a parameter that has the type (a pass mark has that of its rule's scale)."""
    null = (null_of(type),) if type.nullable else ()
    if type.kind == "boolean":
        return Choices((TRUE, FALSE, *null), whole=True)
    if type.kind == "label" and type.labels:
        return Choices((*(label(name) for name in type.labels), *null), whole=True)
    if parameter.one_of:
        return Choices((*parameter.one_of, *null), whole=True)
    if type.kind not in ("number", "date"):
        return Choices((), whole=False)
    low, high = type.low, type.high
    counted = type.kind == "date" or type.places == 0
    if counted and low is not None and high is not None and high - low < MOST_LISTED:
        numbers = tuple(point(n) for n in range(int(low), int(high) + 1))
        return Choices((*numbers, *null), whole=True)
    ends = (type.low, type.high)
    told = (point(e.numerator if e.denominator == 1 else e) for e in ends if e is not None)
    return Choices((*told, *null), whole=False)
