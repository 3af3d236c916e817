"""Functions of one amount in pieces: steps and rounding, the words `each` and `round`."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Node, Scalar, describe
from policy_rules.errors import Place
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look, is_whole
from policy_rules.scoring.amounts.chosen import (
    ChosenRounding,
    ChosenSteps,
    word_or_parameter,
    word_written,
    written_word,
)
from policy_rules.scoring.amounts.combined import Combine, WeightedAmount
from policy_rules.scoring.amounts.constants_and_names import Constant, bare_beside_a_share, number
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.scoring.number_intervals import Interval, touches
from policy_rules.values.exact import ROUNDINGS
from policy_rules.values.intervals import whole
from policy_rules.values.known import INF, NULL_NUM, ONLY, End, Num


@frozen(eq=False)
class CurvePiece:
    """On its span `base + slope * steps((x - origin) / step)`; `rounding` makes the steps whole."""

    span: Interval
    base: Fraction
    slope: Fraction = Fraction(0)
    origin: Fraction = Fraction(0)
    step: Fraction = Fraction(1)
    rounding: str = ""

    def at(self, x: End) -> End:
        """Its value at a number, or its limit."""
        if x in (INF, -INF):
            if self.slope == 0:
                return whole(self.base)
            return INF if (x > 0) == (self.slope > 0) else -INF
        steps = (Fraction(x) - self.origin) / self.step
        if self.rounding:
            steps = Fraction(ROUNDINGS[self.rounding](steps))
        return whole(self.base + self.slope * steps)


@frozen(eq=False, kw_only=True)
class Curve(Amount):
    """A function of one amount in pieces, each of them monotone."""

    of: Amount
    pieces: tuple[CurvePiece, ...]

    def image(self, run: Amounts, scope: Scope) -> Num:
        """The image of an interval: each piece is monotone, so its ends are at the cuts."""
        x = run.points(self.of, scope)
        if x.null == ONLY:
            return NULL_NUM
        found: list[End] = []
        for piece in self.pieces:
            if touches(piece.span, x):
                low = x.lo if piece.span.low is None else max(x.lo, piece.span.low)
                high = x.hi if piece.span.high is None else min(x.hi, piece.span.high)
                found += [piece.at(low), piece.at(high)]
        return Num(min(found), max(found), x.null)

    def looked_at(self, run: Amounts, scope: Scope) -> Iterable[Look]:
        """What it is a function of."""
        return ((self.of, scope),)


# -- reading -----------------------------------------------------------------------------------------

PARTS = {"exact": "", "whole": "floor", "started": "ceiling", "half up": "half up"}
"""How a number of steps becomes whole."""
PART = {
    "part": {
        "exact": "a step and a half is 1.5",
        "whole": "it is 1",
        "started": "it is 2",
        "half up": "it is 2, and a step and a third is 1",
    }
}


def _each(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    """A price for each step by which something lies over or under another."""
    price, x = reader.points_at(node, "each", names), reader.points_at(node, "of", names)
    if "over" in node and "under" in node:
        reader.faults.append(node.key("under").fault("`over` and `under` stand in one amount"))
        return None
    side = "under" if "under" in node else "over"
    origin = reader.points_at(node, side, names) if side in node else number(0, node.place)
    step = _constant_or_parameter(reader, node.get("step"), "step", names, Fraction(1))
    reader.faults += bare_beside_a_share(x, node.get(side))
    reader.faults += bare_beside_a_share(x, node.get("step"), step=True)
    by_ones = _fixed(step) == 1 and is_whole(x) and is_whole(origin)
    part = _part(reader, node, "each", x is None or origin is None, by_ones)
    if price is None or x is None or origin is None or step is None or part is None:
        return None
    if (length := _fixed(step)) is not None and length <= 0:
        reader.faults.append(node.key("step").fault("`step` is a positive number"))
        return None
    plus, minus = (x, origin) if side == "over" else (origin, x)
    parts = (WeightedAmount(plus), WeightedAmount(minus, weight=number(-1, node.place)))
    distance = Combine(how="sum", parts=parts, strict=True, place=node.place)
    steps = _steps_over_0(distance, step, part)
    return Combine(how="sum", parts=(WeightedAmount(steps, weight=price),), strict=True, place=node.place)


def _steps_over_0(distance: Amount, step: Amount, part: core.Node) -> Amount:
    """How many steps an amount lies over 0; none where it lies below."""
    length, word = _fixed(step), word_written(part)
    if length is None or word is None:
        return ChosenSteps(of=distance, step=step, part=part, parts=PARTS, place=distance.place)
    zero = CurvePiece(Interval(None, Fraction(0), True, False), Fraction(0))
    above = Interval(Fraction(0), None)
    rising = CurvePiece(above, Fraction(0), Fraction(1), Fraction(0), length, PARTS[word])
    return Curve(of=distance, pieces=(zero, rising), place=distance.place)


def stepped(reader: AmountReader, x: Amount | None, node: Mapping) -> Amount | None:
    """What tiers are of: whole, or with its parts counted as the sheet says."""
    part = _part(reader, node, "tiers", x is None, is_whole(x))
    if x is None or part is None:
        return None
    if (word := word_written(part)) is None:
        one = number(1, node.place)
        return ChosenSteps(of=x, step=one, part=part, parts=PARTS, signed=True, place=node.place)
    if not PARTS[word]:
        return x
    piece = CurvePiece(Interval(None, None), Fraction(0), Fraction(1), rounding=PARTS[word])
    return Curve(of=x, pieces=(piece,), place=node.place)


def _part(reader: AmountReader, node: Mapping, word: str, unread: bool, by_ones: bool) -> core.Node | None:
    """How a part of a step counts; asked for wherever it matters."""
    part = node.get("part")
    if isinstance(part, Scalar):
        return word_or_parameter(reader, part, PARTS, "is no way to count a part of a step")
    if part is not None:
        hint = "parts: " + ", ".join(PARTS)
        reader.faults.append(part.fault(f"{describe(part)} is no way to count a part of a step", hint))
        return None
    if by_ones:
        return written_word("exact", PARTS)
    if not unread:
        told = "the words leave open how a part of a step counts"
        hint = "of a step and a half, `part: whole` counts 1, `part: started` 2, `part: exact` 1.5"
        reader.faults.append(node.key(word).fault(told, hint))
    return None


def _constant_or_parameter(
    reader: AmountReader, node: Node | None, what: str, names: Names, default: Fraction | None = None
) -> Amount | None:
    """A number written out or that a rule defines, or a parameter of the sheet in numbers."""
    if isinstance(node, Scalar) and node.text in reader.scope.parameters:
        found = reader.read(node, names)
        if found is not None and found.graded:
            reader.faults.append(node.fault(f"`{what}` needs a number, and `{node.text}` is none"))
            return None
        return found
    fixed = reader.constant(node, what, default)
    return None if fixed is None else number(fixed, node.place if node is not None else Place())


def _fixed(amount: Amount | None) -> Fraction | None:
    """The number of a constant."""
    fixed = isinstance(amount, Constant) and isinstance(amount.value, Num)
    return Fraction(amount.value.lo) if fixed else None  # type: ignore[union-attr]


_MODES = {"none": "", **{name: name for name in ROUNDINGS}, **{w: m for w, m in PARTS.items() if m}}
"""How a number is rounded, by the word for it."""


def _round(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    """An amount rounded to places, in the way named; either may be a parameter."""
    x = reader.points_at(node, "round", names)
    places = _constant_or_parameter(reader, node.get("places"), "places", names)
    written = node.get("mode")
    if not isinstance(written, Scalar):
        told = f"{describe(written)} is no way of rounding" if written else "no such way of rounding"
        reader.faults.append(node.key("mode").fault(told, ", ".join(_MODES)))
        return None
    mode = word_or_parameter(reader, written, _MODES, "is no way of rounding")
    if x is None or places is None or mode is None:
        return None
    fixed, word = _fixed(places), word_written(mode)
    if fixed is not None and fixed.denominator != 1:
        reader.faults.append(node.key("places").fault("`places` is a whole number of decimals"))
        return None
    if fixed is None or word is None:
        return ChosenRounding(of=x, places=places, mode=mode, modes=_MODES, place=node.place)
    unit = Fraction(10) ** -int(fixed)
    piece = CurvePiece(Interval(None, None), Fraction(0), unit, Fraction(0), unit, _MODES[word])
    return Curve(of=x, pieces=(piece,), place=node.place)


EACH = Word(
    "each",
    _each,
    doc="A price for each step by which a number lies over or under another; 0 on the other side.",
    takes="the price, an amount",
    example="{each: 2, of: coverage, under: 60%, step: 1%, part: started}",
    kind=5,
    keys=(
        WordKey("of", "the number", required=True, ask="name what is read or compared"),
        WordKey("over", "counted from here upwards (default 0)"),
        WordKey("under", "counted from here downwards, instead of `over`"),
        WordKey("step", "how much one step is (default 1); a number or a parameter"),
        WordKey(
            "part",
            "how a part of a step counts, a word or a parameter; asked for unless whole numbers are counted "
            "by ones",
        ),
    ),
    values=PART,
)
ROUND = Word(
    "round",
    _round,
    doc="A number rounded. Nothing else rounds.",
    takes="an amount in points",
    example="{round: total, places: 1, mode: half up}",
    kind=0,
    keys=(
        WordKey(
            "places", "decimals kept; negative for tens, hundreds; a number or a parameter", required=True
        ),
        WordKey(
            "mode",
            "the way of rounding, a word or a parameter",
            required=True,
            ask="say how it is rounded: half up, half even, up, down, floor, ceiling, …",
        ),
    ),
    values={
        "mode": {
            "none": "not rounded, whatever the places",
            "half up": "halves away from zero",
            "half down": "halves towards zero",
            "half even": "halves to the even number",
            "up": "away from zero",
            "down": "towards zero",
            "floor": "to the number below",
            "ceiling": "to the number above",
            "whole": "as `floor`",
            "started": "as `ceiling`",
        }
    },
)
