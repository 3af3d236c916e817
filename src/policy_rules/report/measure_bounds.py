"""What a measure is held against in an item: the rows, ends and divisors beside it in the sheet."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from policy_rules.core import nodes as core
from policy_rules.scoring.amounts.amount import Amount, amounts_in
from policy_rules.scoring.amounts.by_range import ByRange
from policy_rules.scoring.amounts.combined import Combine
from policy_rules.scoring.amounts.constants_and_names import Constant, Named
from policy_rules.scoring.amounts.quotient import Quotient
from policy_rules.scoring.number_intervals import Interval, touches, words
from policy_rules.scoring.sheet import Item
from policy_rules.values.exact import plain
from policy_rules.values.known import NEVER, Num, Value

_REVERSED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}


def bounds_of(item: Item, measure: str, value: Value | None, *, percent: bool) -> tuple[str, ...]:
    """The bounds of a measure in the effects and the condition of an item; of tables its rows."""
    found: list[str] = []
    for effect in item.effects:
        for amount in amounts_in(effect.amount):
            found += _beside(amount, measure, value, percent)
    for tree in (item.applies, *(e.condition for e in item.effects)):
        found += () if tree is None else _compared(tree, measure, percent)
    return tuple(dict.fromkeys(found))


def _beside(amount: Amount, measure: str, value: Value | None, percent: bool) -> Iterator[str]:
    """What one amount holds the measure against."""
    if isinstance(amount, ByRange) and _is(amount.of, measure):
        spans = [span for span, _ in amount.rows or ()]
        if isinstance(value, Num):
            spans = [span for span in spans if touches(span, value)]
        yield from (_span(span, percent) for span in spans)
    elif isinstance(amount, Quotient) and _is(amount.of, measure) and isinstance(amount.to, Constant):
        yield f"/ {_number(amount.to, percent)}"
    elif isinstance(amount, Combine) and amount.strict and len(amount.parts) == 2:
        first, second = amount.parts
        for one, other in ((first, second), (second, first)):
            if _is(one.of, measure) and isinstance(other.of, Constant) and isinstance(other.of.value, Num):
                yield _number(other.of, percent)


def _is(amount: Amount, measure: str) -> bool:
    return (
        isinstance(amount, Named)
        and isinstance(node := amount.node, core.Reported)
        and (node.measure == measure)
    )


def _compared(tree: core.Node, measure: str, percent: bool) -> Iterator[str]:
    """The comparisons of a condition with a number that is written out."""
    for node in core.walk(tree):
        if not isinstance(node, core.Op) or node.name not in core.COMPARISONS or len(node.args) != 2:
            continue
        for (one, other), op in (
            (node.args, node.name),
            (node.args[::-1], _REVERSED.get(node.name, node.name)),
        ):
            read = isinstance(one, core.Reported) and one.measure == measure
            number = other.value if isinstance(other, core.Const) else None
            if read and isinstance(number, Num) and number.settled and number.null == NEVER:
                yield f"{op} {_told(Fraction(number.lo), percent)}"


def _number(amount: Constant, percent: bool) -> str:
    return _told(Fraction(amount.value.lo), percent)  # type: ignore[union-attr]


def _told(number: Fraction, percent: bool) -> str:
    return f"{plain(number * 100)}%" if percent else plain(number)


def _span(span: Interval, percent: bool) -> str:
    if not percent:
        return words(span)
    scaled = Interval(
        None if span.low is None else span.low * 100,
        None if span.high is None else span.high * 100,
        span.low_owned,
        span.high_owned,
    )
    return f"{words(scaled)} %"
