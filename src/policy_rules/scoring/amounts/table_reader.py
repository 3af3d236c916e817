"""Tables and tiers: rows by label, by range, or of a table parameter."""

from __future__ import annotations

from collections.abc import Mapping as AbstractMapping
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Node, Scalar, describe
from policy_rules.errors import near_miss
from policy_rules.ruleset.shapes import read_day
from policy_rules.scoring.amounts.kinds import (
    Amount,
    ByLabel,
    ByRange,
    CurvePiece,
    Interval,
    Named,
    Rows,
    graded,
)
from policy_rules.scoring.amounts.number_intervals import overlap, read_constant, read_span, uncovered, words
from policy_rules.scoring.points import Amounted, Grade
from policy_rules.values.exact import plain
from policy_rules.values.known import INF, NEVER, Num, label
from policy_rules.vocabulary import INTEGER

if TYPE_CHECKING:
    from policy_rules.scoring.amounts.reader import AmountReader

_EVERYTHING = Num(None, None)


class TableReader:
    """Reads the rows of tables for an amount reader."""

    def __init__(self, reader: AmountReader) -> None:
        self.reader, self.scope, self.faults = reader, reader.scope, reader.faults

    def table(self, node: Mapping, names: Names) -> Amount | None:
        """A table by label where its subject has labels, else by range."""
        subject, rows = node.get("table"), node.get("rows")
        if isinstance(subject, Scalar) and read_constant(subject.text) is None and not subject.null:
            found = self.scope.value(subject, names)
            if found is None:
                return None
            if found.type.kind in ("label", "boolean"):
                return self._labels(node, found, rows, names)
            if found.type.kind != "number":
                self.faults.append(subject.fault("a table reads a number, a label or a condition"))
                return None
        x = None if subject is None else self.reader.read(subject, names)
        if x is None or rows is None:
            return None
        if graded(x):
            self.faults.append(node.key("table").fault("put a grade into a step, and read the step"))
            return None
        if isinstance(rows, Scalar):
            return self._of_parameter(node, x, rows, names)
        read = self._ranges(rows, names)
        return ByRange(of=x, rows=read, place=node.place) if read else None

    # -- by label ---------------------------------------------------------------------------------------

    def _labels(self, node: Mapping, of: core.Node, rows: Node | None, names: Names) -> Amount | None:
        if isinstance(rows, Scalar):
            return self._labels_of_parameter(node, of, rows, names)
        labels = ("false", "true") if of.type.kind == "boolean" else of.type.labels
        read = self._label_rows(rows, labels, names)
        if read is None:
            return None
        optional = {core.OUTCOMES[core.NOT_APPLICABLE]} if isinstance(of, core.Outcome) else set()
        left = [name for name in labels if name not in read and name not in optional]
        if left:
            told = "the rows say nothing of " + ", ".join(f"`{name}`" for name in left)
            self.faults.append(node.key("rows").fault(told, "every value that is possible needs a row"))
            return None
        return ByLabel(of=of, rows=read, place=node.place)

    def _label_rows(
        self, rows: Node | None, labels: tuple[str, ...], names: Names
    ) -> AbstractMapping[str, Amount] | None:
        if not isinstance(rows, Mapping):
            if rows is not None:
                self.faults.append(rows.fault(f"`rows` needs `label: amount`, not {describe(rows)}"))
            return None
        found: dict[str, Amount] = {}
        broken = False
        for key, value in rows.entries:
            amount = self.reader.read(value, names)
            if key.text not in labels:
                hint = near_miss(key.text, labels) or "it can be " + ", ".join(labels)
                if key.text == "unknown":
                    hint = "what is not known is every outcome still possible, and needs no row"
                self.faults.append(key.fault(f"`{key.text}` is none of the values this can have", hint))
                broken = True
            elif amount is None:
                broken = True
            else:
                found[key.text] = amount
        return None if broken or not self._of_one_kind(rows, tuple(found.values())) else found

    def _labels_of_parameter(self, node: Mapping, of: core.Node, rows: Scalar, names: Names) -> Amount | None:
        """A tariff by label held by a table parameter: a range over the places of the labels."""
        labels = ("false", "true") if of.type.kind == "boolean" else of.type.labels
        declared = self._declared(rows)
        if declared is None or of.type.kind == "boolean":
            if declared is not None:
                self.faults.append(rows.fault("a table parameter by label needs a label to read"))
            return None
        trees, unset = declared
        dated = []
        for start, tree in trees:
            read = self._label_rows(tree, labels, names)
            if read is None or set(labels) - set(read):
                if read is not None:
                    told = "the table says nothing of " + ", ".join(sorted(set(labels) - set(read)))
                    self.faults.append(tree.fault(told))
                return None
            spans = tuple((Interval(Fraction(n), Fraction(n)), read[name]) for n, name in enumerate(labels))
            dated.append((start, spans))
        order = tuple(core.Const(of.type, label(name)) for name in labels)
        place = core.Op(INTEGER, "place", (of, *order))
        return ByRange(
            of=Named(node=place, place=node.place),
            table=rows.text,
            dated=tuple(dated),
            unset=unset,
            place=node.place,
        )

    # -- by range ---------------------------------------------------------------------------------------

    def _ranges(self, rows: Node, names: Names) -> Rows:
        """The rows of a table by range; overlaps are told."""
        if not isinstance(rows, Mapping):
            self.faults.append(rows.fault(f"`rows` needs `range: amount`, not {describe(rows)}"))
            return ()
        found: list[tuple[Interval, Amount]] = []
        broken = False
        for key, value in rows.entries:
            span, amount = self._span(key), self.reader.read(value, names)
            if span is None or amount is None:
                broken = True
                continue
            for other, _ in found:
                if overlap(span, other):
                    told = f"this row and `{words(other)}` hold a value twice"
                    self.faults.append(key.fault(told, _whose(span, other)))
                    broken = True
            found.append((span, amount))
        if broken or not self._of_one_kind(rows, tuple(a for _, a in found)):
            return ()
        return tuple(found)

    def _span(self, key: Scalar) -> Interval | None:
        span = read_span(key.text)
        if span is None:
            self.faults.append(
                key.fault(f"`{key.text}` is no range", "write `>= 90`, `[80..90)`, `< 60` or `3`")
            )
        return span

    def _of_one_kind(self, rows: Mapping, amounts: tuple[Amount, ...]) -> bool:
        if len({graded(a) for a in amounts}) > 1:
            self.faults.append(rows.fault("the rows mix points and grades"))
            return False
        return bool(amounts)

    def _of_parameter(self, node: Mapping, x: Amount, rows: Scalar, names: Names) -> Amount | None:
        declared = self._declared(rows)
        if declared is None:
            return None
        trees, unset = declared
        dated = [(start, self._ranges(tree, names)) for start, tree in trees]
        if any(not read for _, read in dated):
            return None
        return ByRange(of=x, table=rows.text, dated=tuple(dated), unset=unset, place=node.place)

    def _declared(self, rows: Scalar) -> tuple[list[tuple[int, Node]], Amounted] | None:
        """The dated trees of a table parameter, and what it may give while it is open."""
        parameter = self.scope.model.vocabulary.parameters.get(rows.text)
        local = self.scope.tables.get(rows.text)
        if local is None:
            known = [*self.scope.tables]
            hint = near_miss(rows.text, known) or "declare it under `parameters` of the sheet"
            self.faults.append(rows.fault(f"no table parameter `{rows.text}`", hint))
            return None
        if local.type.low is not None or local.type.high is not None or not self.scope.scale:
            unset: Amounted = Num(local.type.low, local.type.high)
        else:
            unset = Grade(frozenset(range(len(self.scope.scale))), NEVER)
        tree = parameter.table if parameter is not None else self.scope.table_values.get(rows.text)
        return _by_date(tree), unset

    # -- tiers --------------------------------------------------------------------------------------------

    def tiers(self, node: Mapping) -> tuple[CurvePiece, ...]:
        """The integral of the prices from 0, in pieces; empty where the rows could not be read."""
        rows = node.get("rows")
        if not isinstance(rows, Mapping):
            if rows is not None:
                self.faults.append(rows.fault(f"`rows` needs `range: price`, not {describe(rows)}"))
            return ()
        prices: list[tuple[Interval, Fraction]] = []
        for key, value in rows.entries:
            span, price = self._span(key), self.reader.constant(value, "rows")
            if span is None or price is None:
                return ()
            prices.append((span, price))
        prices.sort(key=lambda p: -INF if p[0].low is None else p[0].low)
        gap = uncovered([s for s, _ in prices], _EVERYTHING, None)
        twice = any(overlap(a, b) for (a, _), (b, _) in pairwise(prices))
        if gap or twice:
            told = "the tiers hold a value twice" if twice else f"no tier holds {gap}"
            self.faults.append(node.key("rows").fault(told, "tiers cover all numbers, each once"))
            return ()
        return _integral(prices)


def _whose(span: Interval, other: Interval) -> str:
    """Which readings there are of a value that two rows hold."""
    low, high = (span, other) if span.high is not None and span.high == other.low else (other, span)
    if low.high is None or low.high != high.low:
        return "open one end: `[80..90)` does not hold 90"
    at = plain(low.high)
    lower, higher = evolve(low, high_owned=False), evolve(high, low_owned=False)
    asked = f"does {at} belong to `{words(high)}`, or to `{words(low)}`?"
    return f"{asked} write `{words(lower)}` for the one, `{words(higher)}` for the other"


def _integral(prices: list[tuple[Interval, Fraction]]) -> tuple[CurvePiece, ...]:
    """The pieces of the integral; each is anchored at its end that lies nearer to 0."""
    pieces: list[CurvePiece] = []
    for span, price in prices:
        if (span.low is None or span.low <= 0) and (span.high is None or span.high >= 0):
            anchor = Fraction(0)
        else:
            anchor = span.low if span.low is not None and span.low > 0 else span.high or Fraction(0)
        base = _area(prices, anchor)
        pieces.append(CurvePiece(span, base, price, anchor))
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


def _by_date(tree: object) -> list[tuple[int, Node]]:
    """Rows by the first day of force; bare rows stand at all times, none where the table is open."""
    if not isinstance(tree, Mapping) or not len(tree):
        return []
    days = [(read_day(key.text), value) for key, value in tree.entries]
    if all(day is not None for day, _ in days):
        return sorted(((day.toordinal(), value) for day, value in days if day), key=lambda d: d[0])
    return [(0, tree)]
