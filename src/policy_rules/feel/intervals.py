"""How points and ranges lie to each other (DMN 1.5 clause 10.3.4.9, table 78).

Every relation is written as the standard writes it. Null where two ends have no order or are null;
ranges open without end, such as `(< 5)`, are refused, as the standard gives them no relations.
"""

from __future__ import annotations

from collections.abc import Callable

from policy_rules.feel.library import Unfit, builtin
from policy_rules.feel.values import Range, Refused, Value, compare


def _order(a: Value, b: Value) -> int:
    order = compare(a, b)
    if order is None:
        raise Unfit
    return order


def _before_start(a: Range, b: Range) -> bool:
    """A begins before b does, or with it."""
    order = _order(a.low, b.low)
    return order < 0 or (order == 0 and (a.low_closed or not b.low_closed))


def _after_end(a: Range, b: Range) -> bool:
    """A ends after b does, or with it."""
    order = _order(a.high, b.high)
    return order > 0 or (order == 0 and (a.high_closed or not b.high_closed))


def _reaches(a: Range, b: Range) -> bool:
    """A ends after b begins, or on it with both ends closed."""
    order = _order(a.high, b.low)
    return order > 0 or (order == 0 and a.high_closed and b.low_closed)


def _before(a: Value, b: Value) -> bool:
    end, end_in = (a.high, a.high_closed) if isinstance(a, Range) else (a, True)
    start, start_in = (b.low, b.low_closed) if isinstance(b, Range) else (b, True)
    order = _order(end, start)
    return order < 0 or (order == 0 and not (end_in and start_in))


def _meets(a: Range, b: Range) -> bool:
    return a.high_closed and b.low_closed and _order(a.high, b.low) == 0


def _overlaps(a: Range, b: Range) -> bool:
    return _reaches(a, b) and _reaches(b, a)


def _overlaps_before(a: Range, b: Range) -> bool:
    start = _order(a.low, b.low)
    earlier = start < 0 or (start == 0 and a.low_closed and not b.low_closed)
    return earlier and _reaches(a, b) and _after_end(b, a)


def _finishes(a: Value, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.high_closed and _order(b.high, a) == 0
    return a.high_closed == b.high_closed and _order(a.high, b.high) == 0 and _before_start(b, a)


def _starts(a: Value, b: Range) -> bool:
    if not isinstance(a, Range):
        return b.low_closed and _order(b.low, a) == 0
    return a.low_closed == b.low_closed and _order(a.low, b.low) == 0 and _after_end(b, a)


def _includes(a: Range, b: Value) -> bool:
    point = b if isinstance(b, Range) else Range(b, b)
    return _before_start(a, point) and _after_end(a, point)


def _coincides(a: Value, b: Value) -> bool:
    if not isinstance(a, Range):
        return _order(a, b) == 0
    same_ends = _order(a.low, b.low) == 0 and _order(a.high, b.high) == 0
    return same_ends and (a.low_closed, a.high_closed) == (b.low_closed, b.high_closed)


_Relation = Callable[..., bool]


def _flipped(relation: _Relation) -> _Relation:
    return lambda a, b: relation(b, a)


_RELATIONS: dict[str, tuple[_Relation, str]] = {
    "before": (_before, "any any"),
    "after": (_flipped(_before), "any any"),
    "meets": (_meets, "range range"),
    "met by": (_flipped(_meets), "range range"),
    "overlaps": (_overlaps, "range range"),
    "overlaps before": (_overlaps_before, "range range"),
    "overlaps after": (_flipped(_overlaps_before), "range range"),
    "finishes": (_finishes, "any range"),
    "finished by": (_flipped(_finishes), "range any"),
    "includes": (_includes, "range any"),
    "during": (_flipped(_includes), "any range"),
    "starts": (_starts, "any range"),
    "started by": (_flipped(_starts), "range any"),
    "coincides": (_coincides, "same same"),
}


def _admitted(value: Value, shape: str) -> Value:
    if value is None or (shape == "range" and not isinstance(value, Range)):
        raise Unfit
    if isinstance(value, Range) and value.op:
        raise Refused("how a range without an end lies to another")
    return value


def _register(name: str, relation: _Relation, shapes: str) -> None:
    def act(first: Value, second: Value) -> Value:
        one, two = (_admitted(v, s) for v, s in zip((first, second), shapes.split(), strict=True))
        if shapes == "same same" and isinstance(one, Range) != isinstance(two, Range):
            return None
        return relation(one, two)

    builtin(name, "any, any")(act)


for _name, (_relation, _shapes) in _RELATIONS.items():
    _register(_name, _relation, _shapes)
