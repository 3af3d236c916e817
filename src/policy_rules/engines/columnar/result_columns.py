"""From columns back to answers: the results of rules, unit by unit, as the reference gives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from policy_rules.attributes import frozen
from policy_rules.engines.columnar import columns
from policy_rules.engines.columnar.columns import Columns, LabelColumns, NumberColumns, TruthColumns
from policy_rules.engines.columnar.flags import Flag
from policy_rules.engines.columnar.integers import Int
from policy_rules.engines.columnar.missing_facts import Leaf
from policy_rules.engines.columnar.plan import UNITS, Frame
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.facts.view import Member
from policy_rules.reference.trace import RuleResult, Sides
from policy_rules.values.intervals import whole
from policy_rules.values.known import ONLY, End, Labels, Num, Truth, Value


@frozen(eq=False)
class InstanceColumns:
    """What the instances of a rule are.

    `each`: their frame, which may be there, which surely are, and their outcomes. `parts`: of each part of
    the rule its name and finding. `readings`: where the parts are readings, of each whether it is left, and
    its own instances.
    """

    each: tuple[str, Flag, Flag, NumberColumns] | None = None
    parts: tuple[tuple[str, NumberColumns], ...] = ()
    readings: tuple[tuple[Flag, InstanceColumns], ...] = ()

    def columns(self) -> Iterator[tuple[str, Columns | Flag]]:
        """All columns, each with its frame."""
        yield from ((UNITS, found) for _, found in self.parts)
        if self.each is not None:
            frame, kept, sure, value = self.each
            yield from ((frame, kept), (frame, sure), (frame, value))
        for left, of in self.readings:
            yield UNITS, left
            yield from of.columns()


@frozen(eq=False)
class ResultColumns:
    """What a rule's answer is made of, in columns of the frames named.

    `sides`: for each comparison its frame, the rows where it is looked at, and its two sides.
    """

    rule: str
    finding: NumberColumns
    instances: InstanceColumns
    sides: tuple[tuple[str, Flag, Columns, Columns], ...]
    missing: Mapping[Leaf, Flag]

    def wanted(self) -> dict[str, set[str]]:
        """The columns that must be there, by frame."""
        found: dict[str, set[str]] = defaultdict(set)
        asked: list[tuple[str, Columns]] = [(UNITS, self.finding)]
        flags = [(leaf.frame, flag) for leaf, flag in self.missing.items()]
        for frame, one in self.instances.columns():
            if isinstance(one, Flag):
                flags.append((frame, one))
            else:
                asked.append((frame, one))
        for frame, kept, left, right in self.sides:
            asked += [(frame, left), (frame, right)]
            flags.append((frame, kept))
        for frame, value_ in asked:
            found[frame] |= {p.name for p in columns.parts(value_) if p.name}
        for frame, flag in flags:
            found[frame] |= {flag.name} - {""}
        return found


class RuleResults:
    """Reads results off the frames that a plan has computed."""

    def __init__(
        self, frames: Mapping[str, Frame], records: Mapping[str, Sequence[tuple[int, Member]]], units: int
    ) -> None:
        self._records, self._units = records, units
        self._columns: dict[str, list[Any]] = {}
        for frame in frames.values():
            self._columns.update({name: frame[name].to_list() for name in frame.columns})
        self._rows: dict[str, list[list[int]]] = {}
        for name, found in records.items():
            rows: list[list[int]] = [[] for _ in range(units)]
            for row, (unit, _) in enumerate(found):
                rows[unit].append(row)
            self._rows[name] = rows

    def result(self, asked: ResultColumns, unit: int) -> RuleResult:
        """The answer on one rule for one unit."""
        return RuleResult(
            self.interval(asked.finding, unit),
            tuple(self._instances(asked.instances, unit)),
            self._comparisons(asked, unit),
            frozenset(self._missing(asked, unit)),
        )

    def interval(self, found: NumberColumns, row: int) -> tuple[int, int]:
        """The least and the greatest outcome."""
        low, high = self._number(found.lo.num, row), self._number(found.hi.num, row)
        assert low is not None and high is not None
        return low, high

    def _instances(self, of: InstanceColumns, unit: int) -> list[tuple[str, int, int, bool]]:
        left = [n for n, (flag, _) in enumerate(of.readings) if self._flag(flag, unit)]
        if len(of.readings) == 1 or len(left) == 1:
            return self._instances(of.readings[left[0] if left else 0][1], unit)
        if of.each is None:
            parts = [of.parts[n] for n in left] or of.parts
            return [(name, *self.interval(part, unit), True) for name, part in parts]
        frame, kept, sure, value = of.each
        if frame == UNITS:
            return [("", *self.interval(value, unit), True)]
        return [
            (self._records[frame][row][1].record.id, *self.interval(value, row), self._flag(sure, row))
            for row in self._rows[frame][unit]
            if self._flag(kept, row)
        ]

    def _comparisons(self, asked: ResultColumns, unit: int) -> dict[Sides, tuple[Value, Value]]:
        found: dict[Sides, tuple[Value, Value]] = {}
        for index, (frame, kept, left, right) in enumerate(asked.sides):
            if frame == UNITS:
                found[index, ()] = (self.value(left, unit), self.value(right, unit))
                continue
            for row in self._rows[frame][unit]:
                if self._flag(kept, row):
                    path = self._records[frame][row][1].record.path
                    found[index, (path,)] = (self.value(left, row), self.value(right, row))
        return found

    def _missing(self, asked: ResultColumns, unit: int) -> list[str]:
        names = []
        for leaf, flag in asked.missing.items():
            if leaf.frame == UNITS:
                names += [leaf.name] if self._flag(flag, unit) else []
                continue
            for row in self._rows[leaf.frame][unit]:
                if self._flag(flag, row):
                    names.append(self._name(leaf, self._records[leaf.frame][row][1]))
        return names

    @staticmethod
    def _name(leaf: Leaf, member: Member) -> str:
        if leaf.kind == "why":
            return member.why
        if leaf.kind == "grading":
            return f"grading({leaf.name}, {member.record.id})"
        return member.record.fact(leaf.name) if leaf.kind == "attribute" else leaf.name

    # -- cells -------------------------------------------------------------------------------------

    def value(self, value: Columns, row: int) -> Value:
        """The abstract value in a row."""
        match value:
            case TruthColumns():
                lo, hi = self._number(value.lo, row), self._number(value.hi, row)
                assert lo is not None and hi is not None
                return Truth(lo, hi)
            case NumberColumns():
                null = self._number(value.null, row) or 0
                if null == ONLY:
                    return Num(None, None, ONLY)
                return Num(self._end(value.lo, row), self._end(value.hi, row), null)
            case LabelColumns():
                return Labels(self._names(value, row), self._number(value.null, row) or 0)

    def _names(self, value: LabelColumns, row: int) -> frozenset[str] | None:
        words = [self._number(word, row) for word in value.words]
        if words[0] is None:
            return None
        mask = sum((word or 0) << at * columns.WORD for at, word in enumerate(words))
        return frozenset(name for bit, name in enumerate(value.universe) if mask >> bit & 1)

    def _end(self, end: Ratio, row: int) -> End | None:
        num, den = self._number(end.num, row), self._number(end.den, row)
        if num is None:
            return None
        assert den is not None
        return whole(Fraction(num, den))

    def _number(self, a: Int, row: int) -> int | None:
        if a.name:
            found: int | None = self._columns[a.name][row]
            return found
        assert a.expr is None or isinstance(a.expr, int)
        return a.expr

    def _flag(self, flag: Flag, row: int) -> bool:
        return bool(self._columns[flag.name][row]) if flag.name else flag.expr is True
