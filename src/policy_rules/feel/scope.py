"""Names and their values while an expression is evaluated, and the bound on its work."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from fractions import Fraction

from policy_rules.feel.nodes import Span
from policy_rules.feel.values import LONGEST_RANGE, Meter, Range, Refused, Value, adopt
from policy_rules.values.calendar import Calendar


class State:
    """What all scopes of one evaluation share."""

    __slots__ = ("calendar", "meter", "outer", "span")

    def __init__(self, outer: Mapping[str, object], calendar: Calendar | None, meter: Meter) -> None:
        self.span: Span | None = None
        self.outer, self.calendar, self.meter = outer, calendar, meter


class Scope:
    """A chain of frames of names; the innermost frame that has a name gives its value."""

    __slots__ = ("above", "names", "state")

    def __init__(self, state: State, names: dict[str, Value], above: Scope | None = None) -> None:
        self.state, self.names, self.above = state, names, above

    @classmethod
    def outermost(cls, context: Mapping[str, object], calendar: Calendar | None, meter: Meter) -> Scope:
        """The scope of a whole expression; its data are taken in when a name is first read."""
        return cls(State(context, calendar, meter), {})

    def within(self, names: dict[str, Value]) -> Scope:
        """A scope in which these names come first."""
        return Scope(self.state, names, self)

    def of_item(self, item: Value) -> Scope:
        """The scope of a filter's condition: `item`, and the item's attributes where it has some."""
        names = item if isinstance(item, dict) else {}
        return Scope(self.state, names, Scope(self.state, {"item": item}, self))

    def _frame(self, name: str) -> Scope | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope
            scope = scope.above
        return None

    def __contains__(self, name: str) -> bool:
        return self._frame(name) is not None or name in self.state.outer

    def __getitem__(self, name: str) -> Value:
        frame = self._frame(name)
        if frame is not None:
            return frame.names[name]
        root = self
        while root.above is not None:
            root = root.above
        root.names[name] = value = adopt(self.state.outer[name])
        return value

    def counted(self, first: Value, last: Value) -> Iterator[Value] | None:
        """The whole numbers, or days, from first to last, up or down."""
        if isinstance(first, Fraction) and isinstance(last, Fraction):
            if first.denominator != 1 or last.denominator != 1:
                return None
            _room(abs(last - first))
            step = 1 if first <= last else -1
            return (Fraction(i) for i in range(int(first), int(last) + step, step))
        if type(first) is dt.date and type(last) is dt.date:
            days = (last - first).days
            _room(Fraction(abs(days)))
            step = 1 if days >= 0 else -1
            return (first + dt.timedelta(i) for i in range(0, days + step, step))
        return None

    def counted_range(self, area: Range) -> Iterator[Value] | None:
        """The whole numbers, or days, in a range with two ends."""
        low, high = area.low, area.high
        if area.op or type(low) is not type(high):
            return None
        domain = self.counted(low, high)
        if domain is None or low > high:
            return None
        return (v for v in domain if (v != low or area.low_closed) and (v != high or area.high_closed))


def _room(steps: Fraction) -> None:
    if steps > LONGEST_RANGE:
        raise Refused(f"a range of more than {LONGEST_RANGE:,} steps")
