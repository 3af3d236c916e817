"""Whether two units are of one class: their keys compared, as far as they are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from math import prod

from policy_rules.values.known import NEVER, ONLY, TRUE, UNDECIDED, F, Labels, Num, Truth, Value, label

ClassKey = tuple[Value | None, ...]
"""The key of a unit's class, for each way in which open parameters may be set; None is any key at all."""
_MOST_WAYS = 32
"""Ways in which open parameters may be set that are gone through."""


def ways(parameters: Mapping[str, Value]) -> Iterator[Mapping[str, Value]]:
    """The parameters with each of the values that open ones may have, where these are few."""
    each = [list(_values(value)) for value in parameters.values()]
    if prod(map(len, each)) > _MOST_WAYS:
        each = [[value] for value in parameters.values()]
    for values in product(*each):
        yield dict(zip(parameters, values, strict=True))


def _values(value: Value) -> Iterable[Value]:
    if isinstance(value, Truth):
        return [Truth(v, v) for v in range(value.lo, value.hi + 1)]
    if isinstance(value, Labels) and value.members and value.null == NEVER:
        return [label(name) for name in sorted(value.members)]
    return [value]


def equal_keys(a: ClassKey, b: ClassKey) -> Truth:
    """Whether two keys are equal, whatever open parameters are."""
    each = [equal(x, y) for x, y in zip(a, b, strict=True)]
    return Truth(min(t.lo for t in each), max(t.hi for t in each))


def equal(a: Value | None, b: Value | None) -> Truth:
    """Whether two keys are equal, null being equal to null; None is any key at all."""
    if a is None or b is None:
        return UNDECIDED
    if a.settled and b.settled:
        return TRUE if a == b else Truth(F, F)
    return UNDECIDED if _may_meet(a, b) else Truth(F, F)


def _may_meet(a: Value, b: Value) -> bool:
    if isinstance(a, Truth) and isinstance(b, Truth):
        return a.lo <= b.hi and b.lo <= a.hi
    assert isinstance(a, Num | Labels)
    assert isinstance(b, Num | Labels)
    if a.null and b.null:
        return True
    if ONLY in (a.null, b.null):
        return False
    if isinstance(a, Num) and isinstance(b, Num):
        return a.lo <= b.hi and b.lo <= a.hi
    assert isinstance(a, Labels)
    assert isinstance(b, Labels)
    return a.members is None or b.members is None or bool(a.members & b.members)
