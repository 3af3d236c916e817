"""The amount of the row in which a number lies; rows are written in the sheet or held by a parameter."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core.meanings import Names
from policy_rules.documents import Mapping, Node, Scalar, describe
from policy_rules.errors import Fault, near_miss
from policy_rules.reference.evaluate import Scope
from policy_rules.ruleset.shapes import read_day
from policy_rules.scoring.amounts.amount import Amount, Amounts, Look, is_whole
from policy_rules.scoring.amounts.constants_and_names import beyond_a_share
from policy_rules.scoring.amounts.reader import AmountReader
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.number_intervals import Interval, overlap, read_row, touches, uncovered, words
from policy_rules.scoring.points import Amounted, Grade, hull_all, maybe_undefined
from policy_rules.values.exact import plain
from policy_rules.values.known import NULL_NUM, ONLY, Num

Rows = tuple[tuple[Interval, Amount], ...]


@frozen(eq=False, kw_only=True)
class ByRange(Amount):
    """The amount of the row in which `of` lies.

    Of a table parameter (`table`) the rows are those that stand at the end of the sheet's year; while it has
    none (`rows` is None) the amount may be anything of `unset`.
    """

    of: Amount
    rows: Rows | None
    table: str = ""
    unset: Amounted | None = None

    def image(self, run: Amounts, scope: Scope) -> Amounted:
        """The hull of the rows that the number may lie in."""
        x = run.points(self.of, scope)
        if x.null == ONLY:
            return NULL_NUM
        if self.rows is None:
            assert self.unset is not None
            return maybe_undefined(self.unset) if x.null else self.unset
        touched = [run.value(row, scope) for row in run.touched(self, scope)]
        if not touched:
            return NULL_NUM
        return maybe_undefined(hull_all(touched)) if x.null else hull_all(touched)

    def touched(self, run: Amounts, scope: Scope) -> Iterable[Amount]:
        """The amounts of the rows that the number may lie in."""
        x = run.points(self.of, scope)
        return [row for span, row in self.rows or () if touches(span, x)]

    def looked_at(self, run: Amounts, scope: Scope) -> Iterator[Look]:
        """The number, the parameter that holds the rows, and all rows."""
        yield self.of, scope
        if self.table:
            name = frozenset((self.table,))
            yield Basis(parameters=name, needs=name if self.rows is None else frozenset()), scope
        yield from ((row, scope) for _, row in self.rows or ())

    def check(self, run: Amounts, scope: Scope) -> Iterator[Fault]:
        """Rows beyond what a share can be, and numbers that no row holds."""
        x, rows = run.points(self.of, scope), self.rows
        if x.null == ONLY or rows is None:
            return
        for span, _ in () if self.table else rows:
            if not touches(span, x):
                ends = (span.low, span.high)
                yield from beyond_a_share(self.of, ends, f"the row `{words(span)}`", self.place)
        grid = Fraction(1) if is_whole(self.of) else None
        if gap := uncovered([span for span, _ in rows], x, grid):
            hint = f"rows cover all that the value can be, each once: say which of them holds {gap}"
            yield Fault(f"no row of the table holds {gap}", self.place, hint)

    def as_it_is(self) -> Iterable[Amount]:
        """The amounts of its rows."""
        return (amount for _, amount in self.rows or ())

    @property
    def graded(self) -> bool:
        """Whether it is a grade, not points."""
        return self.rows[0][1].graded if self.rows else not isinstance(self.unset, Num)


# -- reading -----------------------------------------------------------------------------------------


def read_rows(reader: AmountReader, rows: Node, names: Names) -> Rows:
    """The rows of a table by range; overlaps are told."""
    if not isinstance(rows, Mapping):
        reader.faults.append(rows.fault(f"`rows` needs `range: amount`, not {describe(rows)}"))
        return ()
    found: list[tuple[Interval, Amount]] = []
    broken = False
    for key, value in rows.entries:
        span, amount = read_row(key, reader.faults), reader.read(value, names)
        if span is None or amount is None:
            broken = True
            continue
        for other, _ in found:
            if overlap(span, other):
                told = f"this row and `{words(other)}` hold a value twice"
                reader.faults.append(key.fault(told, _whose(span, other)))
                broken = True
        found.append((span, amount))
    return () if broken or not of_one_kind(reader, rows, [a for _, a in found]) else tuple(found)


def of_one_kind(reader: AmountReader, rows: Mapping, amounts: list[Amount]) -> bool:
    """Whether there are amounts, all of them points or all of them grades."""
    if len({a.graded for a in amounts}) > 1:
        reader.faults.append(rows.fault("the rows mix points and grades"))
        return False
    if not amounts:
        reader.faults.append(rows.fault("`rows` has no row"))
    return bool(amounts)


def _whose(span: Interval, other: Interval) -> str:
    """Which readings there are of a value that two rows hold."""
    low, high = (span, other) if span.high is not None and span.high == other.low else (other, span)
    if low.high is None or low.high != high.low:
        return "open one end: `[80..90)` does not hold 90"
    at = plain(low.high)
    lower, higher = evolve(low, high_owned=False), evolve(high, low_owned=False)
    asked = f"does {at} belong to `{words(high)}`, or to `{words(low)}`?"
    return f"{asked} write `{words(lower)}` for the one, `{words(higher)}` for the other"


def read_parameter(
    reader: AmountReader, node: Mapping, x: Amount, rows: Scalar, names: Names
) -> Amount | None:
    """A table whose rows a parameter holds."""
    declared = of_parameter(reader, rows)
    if declared is None:
        return None
    trees, unset = declared
    dated = [(start, read_rows(reader, tree, names)) for start, tree in trees]
    if any(not read for _, read in dated):
        return None
    return ByRange(of=x, rows=in_force(reader, dated), table=rows.text, unset=unset, place=node.place)


def in_force(reader: AmountReader, dated: Iterable[tuple[int, Rows]]) -> Rows | None:
    """Of the rows by first day those that stand at the end of the sheet's year; None while there are none."""
    begun = [rows for start, rows in dated if start <= reader.scope.last_day]
    return begun[-1] if begun else None


def of_parameter(reader: AmountReader, rows: Scalar) -> tuple[list[tuple[int, Node]], Amounted] | None:
    """The dated trees of a table parameter, and what it may give while it is open."""
    scope = reader.scope
    parameter = scope.model.vocabulary.parameters.get(rows.text)
    local = scope.tables.get(rows.text)
    if local is None:
        hint = near_miss(rows.text, [*scope.tables]) or "declare it under `parameters` of the sheet"
        reader.faults.append(rows.fault(f"no table parameter `{rows.text}`", hint))
        return None
    if local.type.low is not None or local.type.high is not None or not scope.scale:
        unset: Amounted = Num(local.type.low, local.type.high)
    else:
        unset = Grade(frozenset(range(len(scope.scale))))
    tree = parameter.table if parameter is not None else scope.table_values.get(rows.text)
    return _by_date(tree), unset


def _by_date(tree: object) -> list[tuple[int, Node]]:
    """Rows by the first day of force; bare rows stand at all times, none where the table is open."""
    if not isinstance(tree, Mapping) or not len(tree):
        return []
    days = [(read_day(key.text), value) for key, value in tree.entries]
    if all(day is not None for day, _ in days):
        return sorted(((day.toordinal(), value) for day, value in days if day), key=lambda d: d[0])
    return [(0, tree)]
