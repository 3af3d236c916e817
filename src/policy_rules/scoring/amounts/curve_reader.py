"""Steps and rounding: words that become curves of one amount."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Scalar, describe
from policy_rules.errors import Place, near_miss
from policy_rules.scoring.amounts.amount_words import PARTS
from policy_rules.scoring.amounts.kinds import (
    Amount,
    Combine,
    Constant,
    Curve,
    CurvePiece,
    Interval,
    Named,
    Peers,
    WeightedAmount,
)
from policy_rules.values.exact import ROUNDINGS
from policy_rules.values.intervals import whole
from policy_rules.values.known import Num

if TYPE_CHECKING:
    from policy_rules.scoring.amounts.reader import AmountReader


def number(value: Fraction | int, place: Place = Place()) -> Constant:  # noqa: B008 (immutable)
    """A constant in points."""
    exact = whole(Fraction(value))
    return Constant(value=Num(exact, exact), place=place)


class CurveReader:
    """Reads `each` and `round` for an amount reader."""

    def __init__(self, reader: AmountReader) -> None:
        self.reader, self.faults = reader, reader.faults

    def each(self, node: Mapping, names: Names) -> Amount | None:
        """A price for each step by which something lies over or under another."""
        price, x = self.reader.points_at(node, "each", names), self.reader.points_at(node, "of", names)
        if "over" in node and "under" in node:
            self.faults.append(node.key("under").fault("`over` and `under` stand in one amount"))
            return None
        side = "under" if "under" in node else "over"
        given = node.get(side)
        origin = number(0) if given is None else self.reader.read(given, names)
        step = self.reader.constant(node.get("step"), "step", Fraction(1))
        rounding = self._part(node, "each", x is None or origin is None, _by_ones(x, origin, step))
        if price is None or x is None or origin is None or step is None or rounding is None:
            return None
        if step <= 0:
            self.faults.append(node.key("step").fault("`step` is a positive number"))
            return None
        plus_, minus = (x, origin) if side == "over" else (origin, x)
        distance = Combine(
            how="sum", parts=(WeightedAmount(plus_), WeightedAmount(minus, weight=number(-1))), strict=True
        )
        zero = CurvePiece(Interval(None, Fraction(0), True, False), Fraction(0))
        rising = CurvePiece(
            Interval(Fraction(0), None), Fraction(0), Fraction(1), Fraction(0), step, rounding
        )
        steps = Curve(of=distance, pieces=(zero, rising), place=node.place)
        return Combine(how="sum", parts=(WeightedAmount(steps, weight=price),), strict=True, place=node.place)

    def stepped(self, x: Amount | None, node: Mapping) -> Amount | None:
        """What tiers are of: whole, or with its parts counted as the sheet says."""
        rounding = self._part(node, "tiers", x is None, is_whole(x))
        if x is None or not rounding:
            return x if rounding is not None else None
        piece = CurvePiece(Interval(None, None), Fraction(0), Fraction(1), rounding=rounding)
        return Curve(of=x, pieces=(piece,), place=node.place)

    def _part(self, node: Mapping, word: str, unread: bool, by_ones: bool) -> str | None:
        """How a part of a step counts; asked for wherever it matters."""
        part = node.get("part")
        if isinstance(part, Scalar) and part.text in PARTS:
            return PARTS[part.text]
        if part is not None:
            hint = "parts: " + ", ".join(PARTS)
            self.faults.append(part.fault(f"{describe(part)} is no way to count a part of a step", hint))
            return None
        if by_ones:
            return ""
        if not unread:
            told = "the words leave open how a part of a step counts"
            hint = "of a step and a half, `part: whole` counts 1, `part: started` 2, `part: exact` 1.5"
            self.faults.append(node.key(word).fault(told, hint))
        return None

    def round(self, node: Mapping, names: Names) -> Amount | None:
        """An amount rounded to places, in the way named."""
        x, places = (
            self.reader.points_at(node, "round", names),
            self.reader.constant(node.get("places"), "places"),
        )
        mode = node.get("mode")
        known = {**{name: name for name in ROUNDINGS}, **{w: m for w, m in PARTS.items() if m}}
        if not isinstance(mode, Scalar) or mode.text not in known:
            hint = near_miss(mode.text if isinstance(mode, Scalar) else "", known)
            self.faults.append(node.key("mode").fault("no such way of rounding", hint or ", ".join(known)))
            return None
        if x is None or places is None:
            return None
        unit = Fraction(10) ** -int(places)
        piece = CurvePiece(Interval(None, None), Fraction(0), unit, Fraction(0), unit, known[mode.text])
        return Curve(of=x, pieces=(piece,), place=node.place)


def _by_ones(x: Amount | None, origin: Amount | None, step: Fraction | None) -> bool:
    """Whether steps of 1 are counted between whole numbers."""
    return step == 1 and is_whole(x) and is_whole(origin)


def is_whole(amount: Amount | None) -> bool:
    """Whether the amount is surely a whole number."""
    if amount is not None and amount.undefined is not None and not is_whole(amount.undefined):
        return False
    if isinstance(amount, Constant) and isinstance(amount.value, Num):
        return Fraction(amount.value.lo).denominator == 1
    if isinstance(amount, Peers):
        return amount.how in ("count", "rank")
    return isinstance(amount, Named) and amount.node.type.places == 0
