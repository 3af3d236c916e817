"""A number priced piece by piece, as income is taxed: the word `tiers`."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, describe
from policy_rules.scoring.amounts.amount import Amount
from policy_rules.scoring.amounts.curves import PART, Curve, CurvePiece, stepped
from policy_rules.scoring.amounts.reader import AmountReader, Word, WordKey
from policy_rules.scoring.number_intervals import Interval, overlap, read_row, uncovered
from policy_rules.values.known import INF, Num

_EVERYTHING = Num(None, None)


def _tiers(reader: AmountReader, node: Mapping, names: Names) -> Amount | None:
    x = stepped(reader, reader.points_at(node, "tiers", names), node)
    pieces = _pieces(reader, node)
    return Curve(of=x, pieces=pieces, place=node.place) if x is not None and pieces else None


def _pieces(reader: AmountReader, node: Mapping) -> tuple[CurvePiece, ...]:
    """The integral of the prices from 0, in pieces; empty where the rows could not be read."""
    rows = node.get("rows")
    if not isinstance(rows, Mapping):
        if rows is not None:
            reader.faults.append(rows.fault(f"`rows` needs `range: price`, not {describe(rows)}"))
        return ()
    prices: list[tuple[Interval, Fraction]] = []
    for key, value in rows.entries:
        span, price = read_row(key, reader.faults), reader.constant(value, "rows")
        if span is None or price is None:
            return ()
        prices.append((span, price))
    if not prices:
        reader.faults.append(rows.fault("`rows` has no row"))
        return ()
    prices.sort(key=lambda p: -INF if p[0].low is None else p[0].low)
    gap = uncovered([s for s, _ in prices], _EVERYTHING, None)
    twice = any(overlap(a, b) for (a, _), (b, _) in pairwise(prices))
    if gap or twice:
        told = "the tiers hold a value twice" if twice else f"no tier holds {gap}"
        reader.faults.append(node.key("rows").fault(told, "tiers cover all numbers, each once"))
        return ()
    return _integral(prices)


def _integral(prices: list[tuple[Interval, Fraction]]) -> tuple[CurvePiece, ...]:
    """The pieces of the integral; each is anchored at its end that lies nearer to 0."""
    pieces: list[CurvePiece] = []
    for span, price in prices:
        if (span.low is None or span.low <= 0) and (span.high is None or span.high >= 0):
            anchor = Fraction(0)
        else:
            anchor = span.low if span.low is not None and span.low > 0 else span.high or Fraction(0)
        pieces.append(CurvePiece(span, _area(prices, anchor), price, anchor))
    return tuple(pieces)


def _area(prices: list[tuple[Interval, Fraction]], x: Fraction) -> Fraction:
    """The integral of the prices from 0 to x."""
    low, high = min(x, Fraction(0)), max(x, Fraction(0))
    area = Fraction(0)
    for span, price in prices:
        left = low if span.low is None else max(low, span.low)
        right = high if span.high is None else min(high, span.high)
        area += price * max(Fraction(0), right - left)
    return area if x >= 0 else -area


TIERS = Word(
    "tiers",
    _tiers,
    doc="A number priced piece by piece, as income is taxed: each piece at the price of its row.",
    takes="an amount in points",
    example='{tiers: workload, rows: {"< 0": 0.5, "[0..100)": 1, "[100..200)": 1.5, ">= 200": -2}}',
    kind=59,
    keys=(
        WordKey("rows", "`range: price`; they cover all numbers, each once", required=True),
        WordKey(
            "part", "how a part of one counts, a word or a parameter; asked for unless the number is whole"
        ),
    ),
    values=PART,
)
