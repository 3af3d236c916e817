"""Values as plain data: numbers are texts, so that no reader rounds them."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from policy_rules.values.exact import plain
from policy_rules.values.known import INF, MAYBE, ONLY, Labels, Truth, Value, Withheld
from policy_rules.vocabulary import Type


def shown_value(value: Value, type: Type | None = None) -> Any:
    """A value: a text where it is settled, None for null, else what it may be, or that it is withheld."""
    if isinstance(value, Withheld):
        return {"withheld": True}
    if isinstance(value, Truth):
        return (False, None, True)[value.lo] if value.settled else {"any_of": _truths(value)}
    if value.null == ONLY:
        return None
    null = {"or_null": True} if value.null == MAYBE else {}
    if isinstance(value, Labels):
        if value.members is None:
            return {"any": True, **null}
        members = sorted(value.members)
        return members[0] if len(members) == 1 and not null else {"one_of": members, **null}
    ends = {k: _end(e, type) for k, e in (("at_least", value.lo), ("at_most", value.hi)) if abs(e) != INF}
    if value.lo == value.hi and not null:
        return ends["at_least"]
    return {**ends, **null} or {"any": True}


def _truths(value: Truth) -> list[bool | None]:
    return [(False, None, True)[v] for v in range(value.lo, value.hi + 1)]


def _end(end: Fraction | float, type: Type | None) -> str:
    if type is not None and type.kind == "date" and 1 <= end <= datetime.date.max.toordinal():
        return datetime.date.fromordinal(int(end)).isoformat()
    return plain(Fraction(end))
