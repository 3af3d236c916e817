"""Fact columns without facts: what may come by declared types alone, to tell beforehand what is lacking."""

from __future__ import annotations

import datetime
from fractions import Fraction

from policy_rules.core import nodes as core
from policy_rules.engines.columnar.aggregates import Members
from policy_rules.engines.columnar.columns import (
    Columns,
    LabelColumns,
    NumberColumns,
    TruthColumns,
    constant,
    words_of,
)
from policy_rules.engines.columnar.dated_columns import NEVER_ENDS, DatedColumns, DatedValue
from policy_rules.engines.columnar.fact_columns import OF_NO_UNIT, universe_of
from policy_rules.engines.columnar.flags import YES
from policy_rules.engines.columnar.integers import Int, whole
from policy_rules.engines.columnar.plan import UNITS, column, flag_column
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.timeline import anything
from policy_rules.facts.view import UnitView
from policy_rules.values.known import NEVER, ONLY, T, Truth
from policy_rules.vocabulary import Attribute, Type, Vocabulary

LARGEST = 10**15
"""Numbers without a declared range are taken to lie within this; the run looks at the facts themselves."""
PLACES = 4
"""The decimals of numbers that declare none."""
DAYS = datetime.date(1900, 1, 1).toordinal(), datetime.date(2150, 12, 31).toordinal()
ROWS = 10**6
"""The records of one list of one unit."""


class DeclaredFactColumns:
    """Columns that no frame holds, as wide as declared types let facts be."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        today = datetime.date(2026, 1, 1).toordinal()
        nobody = UnitFacts("", "")
        self.constants = UnitView(Facts({"": nobody}), nobody, vocabulary, today, 2025, True)
        self._count = 0

    def _int(self, low: int, high: int, gaps: bool = False) -> Int:
        self._count += 1
        return column(f"f{self._count}", low, high, gaps)

    def _any(self, type: Type) -> Columns:
        """Whatever a fact of the type can be."""
        null = self._int(NEVER, ONLY) if type.nullable else whole(NEVER)
        if type.kind == "boolean":
            return TruthColumns(self._int(0, T), self._int(0, T))
        if type.kind in ("label", "text", "null"):
            universe = universe_of(type)
            tops = words_of((1 << len(universe)) - 1, universe)
            return LabelColumns(tuple(self._int(0, top or 0, True) for top in tops), universe, null)
        if type.kind == "date":
            low, high, over = *DAYS, 1
        else:
            over = 10 ** (PLACES if type.places is None else type.places)
            low = int((Fraction(-LARGEST) if type.low is None else type.low) * over)
            high = int((Fraction(LARGEST) if type.high is None else type.high) * over)
        open_low = type.low is None or type.nullable
        open_high = type.high is None or type.nullable
        lo = Ratio(self._int(low, high, open_low), whole(over))
        return NumberColumns(lo, Ratio(self._int(low, high, open_high), whole(over)), null)

    def _dated(self, type: Type, frame: str, missing: Columns) -> DatedColumns:
        spans = tuple(self._span(self._any(type)) for _ in range(2))
        return DatedColumns(None, spans, missing, in_units=frame == UNITS)

    def _span(self, value: Columns) -> DatedValue:
        self._count += 1
        present = flag_column(f"f{self._count}")
        ends = [self._int(-NEVER_ENDS, NEVER_ENDS) for _ in range(2)]
        return DatedValue(ends[0], ends[1], self._int(-NEVER_ENDS, NEVER_ENDS + 1), present, value)

    def told(self, node: core.Node) -> bool:
        """Whether a unit may tell what the node reads."""
        return not isinstance(node, OF_NO_UNIT)

    def read(self, path: str) -> DatedColumns:
        """Any attribute of a unit."""
        attribute = self.constants.vocabulary.attribute(path)
        assert attribute is not None, path
        return self._dated(attribute.type, UNITS, constant(attribute.type.missing()))

    def reported(self, measure: str) -> DatedColumns:
        """Any published figure."""
        declared = self.constants.vocabulary.measures[measure]
        missing = declared.type.missing() if declared.derived is None else anything(declared.type)
        return self._dated(declared.type, UNITS, constant(missing))

    def graded(self, rule: str, scale: Type, frame: str) -> DatedColumns:
        """Any grading."""
        return self._dated(scale, frame or UNITS, constant(scale.missing()))

    def excepted(self, rule: str, instance: str, frame: str) -> tuple[DatedValue, ...]:
        """Two exceptions that may be in force."""
        return tuple(self._span(constant(Truth(0, 0))) for _ in range(2))

    def replaced(self, rule: str) -> tuple[DatedValue, ...]:
        """Two numbers that exceptions may put in place."""
        return tuple(self._span(self._any(Type("number"))) for _ in range(2))

    def field(self, frame: str, attribute: Attribute) -> Columns:
        """Any attribute of a record."""
        return self._any(attribute.type)

    def members(self, frame: str) -> Members:
        """Any records, some of them generic."""
        self._count += 2
        sure, unbounded = (flag_column(f"f{self._count - n}") for n in range(2))
        return Members(frame, YES, sure, unbounded, ROWS)
