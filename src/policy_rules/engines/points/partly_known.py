"""Partly known values in slots: `{at_least: …, at_most: …}` as two ends, `{one_of: …}` as what is known.

As with single values, what is not taken exactly is left to `facts.bind`.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from policy_rules.documents.data import from_data
from policy_rules.ruleset.typed_values import PARTLY, read_value
from policy_rules.values.intervals import whole
from policy_rules.values.known import INF, Labels, Num, Truth
from policy_rules.vocabulary import Type


class KnownEnds(NamedTuple):
    """What is known of a number or a day: its ends, as slots hold them, or infinite."""

    low: int | float
    high: int | float

    def value(self, places: int) -> Num:
        """The interval, of a number with so many decimals."""
        low, high = (end if isinstance(end, float) else whole(Fraction(end, 10**places)) for end in self)
        return Num(low, high)


Known = KnownEnds | Truth | Labels
CLASSES = frozenset((KnownEnds, Truth, Labels))


def ordered(kind: Type) -> bool:
    """Whether two ends say what is known of a value of the type."""
    return kind.kind in ("number", "date")


def known(kind: Type, told: dict[Any, Any]) -> Known | None:
    """What binding takes keys with values for; None for what it refuses, and for what is not taken here."""
    if not told or not told.keys() <= PARTLY:
        return None
    by = 10 ** (kind.places or 0)
    if ordered(kind) and "one_of" not in told:
        low, high = _end(kind, told, "at_least", by), _end(kind, told, "at_most", by)
        if low is not None and high is not None:
            return KnownEnds(low, high) if low <= high else None
    node, faults = from_data(told, "", facts=True)
    found = None if node is None or faults else read_value(node, kind, "")
    if isinstance(found, Num):
        ends = [end if isinstance(end, float) else whole(end * by) for end in (found.lo, found.hi)]
        kept = [end for end in ends if not isinstance(end, Fraction)]
        return KnownEnds(*kept) if len(kept) == len(ends) and not found.null else None
    return found if isinstance(found, Truth | Labels) else None


def _end(kind: Type, told: Mapping[str, Any], key: str, by: int) -> int | float | None:
    """An end of the plainest classes, or the type's own; None for what is to be read with more care."""
    low = -INF if kind.low is None else kind.low * by
    high = INF if kind.high is None else kind.high * by
    end: Any = None
    if key not in told:
        end = low if key == "at_least" else high
        return end if isinstance(end, float) else end.numerator if end.denominator == 1 else None
    value = told[key]
    if kind.kind == "date":
        end = value.toordinal() if type(value) is datetime.date else None
    elif type(value) is int:
        end = value * by
    elif type(value) is Decimal and kind.places and -20 < value.adjusted() < 20:
        end = Fraction(value) * by
        end = end.numerator if end.denominator == 1 else None
    return end if end is not None and low <= end <= high else None
