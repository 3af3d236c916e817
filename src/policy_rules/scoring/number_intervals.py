"""Intervals of numbers, the rows of tables: `[80..90)`, `>= 90`; whether they meet, and what none holds."""

from __future__ import annotations

import re
from fractions import Fraction

from policy_rules.attributes import frozen
from policy_rules.documents import Scalar
from policy_rules.errors import Fault
from policy_rules.values.exact import NotANumber, parse_number, parse_percent, plain
from policy_rules.values.known import INF, End, Num

_SIDED = re.compile(r"(>=|<=|>|<|≥|≤)\s*(.+)")
_RANGED = re.compile(r"([\[(\]])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])\[])")


@frozen(eq=False)
class Interval:
    """Numbers from `low` to `high`, each end owned or not; None is no end."""

    low: Fraction | None
    high: Fraction | None
    low_owned: bool = True
    high_owned: bool = True


def touches(span: Interval, x: Num) -> bool:
    """Whether a number that may be lies in the interval."""
    below = span.high is not None and (x.lo > span.high or (x.lo == span.high and not span.high_owned))
    above = span.low is not None and (x.hi < span.low or (x.hi == span.low and not span.low_owned))
    return not (below or above)


def read_constant(text: str) -> Fraction | None:
    """The number of `5`, `0.5`, `60%` or `1/2`, or None."""
    text = text.strip()
    try:
        if text.endswith(("%", "％")):
            return parse_percent(text)
        top, slash, bottom = text.partition("/")
        if slash:
            divisor = parse_number(bottom.strip())
            return parse_number(top.strip()) / divisor if divisor else None
        return parse_number(text)
    except NotANumber:
        return None


def read_span(text: str) -> Interval | None:
    """The span of `>= 90`, `[80..90)`, `(60..70]`, `]60..70]` or `3`, or None."""
    text = text.strip()
    if match := _SIDED.fullmatch(text):
        end = read_constant(match[2])
        sign = match[1].replace("≥", ">=").replace("≤", "<=")
        if end is None:
            return None
        owned = sign.endswith("=")
        return Interval(end, None, owned) if sign[0] == ">" else Interval(None, end, True, owned)
    if match := _RANGED.fullmatch(text):
        low, high = read_constant(match[2]), read_constant(match[3])
        if low is None or high is None or low > high:
            return None
        return Interval(low, high, match[1] == "[", match[4] == "]")
    at = read_constant(text)
    return None if at is None else Interval(at, at)


def read_row(key: Scalar, faults: list[Fault]) -> Interval | None:
    """The interval that a row is for, or None with the fault noted."""
    span = read_span(key.text)
    if span is None:
        told = f"`{key.text}` is no range"
        faults.append(key.fault(told, "write `>= 90`, `[80..90)`, `< 60` or `3`"))
    return span


def words(span: Interval) -> str:
    """The span as it would be written."""
    if span.low is None:
        return "any" if span.high is None else f"{'<=' if span.high_owned else '<'} {plain(span.high)}"
    if span.high is None:
        return f"{'>=' if span.low_owned else '>'} {plain(span.low)}"
    if span.low == span.high:
        return plain(span.low)
    left, right = "[" if span.low_owned else "(", "]" if span.high_owned else ")"
    return f"{left}{plain(span.low)}..{plain(span.high)}{right}"


def overlap(a: Interval, b: Interval) -> bool:
    """Whether a number lies in both rows."""
    low, low_owned = _higher(a, b)
    high, high_owned = _lower(a, b)
    return low < high or (low == high and low_owned and high_owned)


def _higher(a: Interval, b: Interval) -> tuple[End, bool]:
    ends = [(-INF if s.low is None else s.low, not s.low_owned) for s in (a, b)]
    low, unowned = max(ends)
    return low, not unowned


def _lower(a: Interval, b: Interval) -> tuple[End, bool]:
    ends = [(INF if s.high is None else s.high, s.high_owned) for s in (a, b)]
    return min(ends)


def uncovered(spans: list[Interval], x: Num, grid: Fraction | None) -> str:
    """A number or gap of the interval that no row holds, or an empty text; on a grid only its numbers."""
    reached: End = x.lo
    closed = False  # whether `reached` itself is held already
    for span in sorted(spans, key=lambda s: (-INF if s.low is None else s.low, not s.low_owned)):
        if not touches(span, x):
            continue
        low: End = -INF if span.low is None else span.low
        gap = low > reached or (low == reached and not span.low_owned and not closed)
        if gap and (told := _gap(reached, closed, low, span.low_owned, grid)):
            return told
        high: End = INF if span.high is None else span.high
        if high > reached or (high == reached and span.high_owned):
            reached, closed = high, span.high_owned
        if reached > x.hi or (reached == x.hi and (closed or x.hi in (INF, -INF))):
            return ""
    return _gap(reached, closed, x.hi, False, grid, last=True)


def _gap(low: End, held: bool, high: End, high_held: bool, grid: Fraction | None, last: bool = False) -> str:
    """The gap from `low` (held already or not) to `high`, if a number lies in it."""
    if grid is not None and INF not in (abs(low), abs(high)):
        first = -(-Fraction(low) // grid) * grid
        if held and first == low:
            first += grid
        if first > high or (first == high and (high_held and not last)):
            return ""
        return plain(first)
    if low == high:
        return "" if held or high_held or abs(low) == INF else plain(Fraction(low))
    left = "below" if low == -INF else plain(Fraction(low))
    right = "above" if high == INF else plain(Fraction(high))
    return f"what lies between {left} and {right}" if "below" not in left else f"what lies below {right}"
