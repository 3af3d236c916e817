"""Both sides of a comparison, with what is lacking or to spare."""

from __future__ import annotations

import math
from fractions import Fraction

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.core import nodes as core
from policy_rules.core.types import unit_name
from policy_rules.reference.evaluate import Scope
from policy_rules.reference.trace import Tracer
from policy_rules.reference.withheld import value_told
from policy_rules.values.known import INF, NEVER, Num, Value
from policy_rules.vocabulary import Type, Unit


@frozen
class Measured:
    """Both sides of one comparison, with what is lacking or to spare.

    `margin` is left minus right in `unit` (None where a side is not a settled number); `shortfall`
    says how much the measured side falls short, or is over what it may be, a whole number where only
    whole numbers count, with `counted` the measured numerator and denominator of a ratio.
    """

    operator: str
    left: Value
    right: Value
    type: Type
    records: tuple[str, ...]
    node: core.Op = field(repr=False, eq=False)
    margin: Fraction | None = None
    shortfall: Fraction | None = None
    measured_in: Unit = ()
    counted: tuple[Value, Value] | None = None

    @property
    def unit(self) -> str:
        """The unit of measure by its name; "" of a plain number."""
        return unit_name(self.measured_in) if self.measured_in else ""


def measured(tracer: Tracer, node: core.Op, scope: Scope, records: tuple[str, ...] = ()) -> Measured:
    """Both sides of a comparison with the margin in the measure's unit."""
    value = tracer.reference.value
    left, right = (value_told(value(side, scope), side, tracer.view) for side in node.args[:2])
    type = node.args[0].type if node.args[0].type.unit is not None else node.args[1].type
    unit = type.unit or ()
    plain = Measured(node.name, left, right, type, records, node, measured_in=unit)
    if node.args[0].type.kind not in ("number", "days") or not (is_point(left) and is_point(right)):
        return plain
    assert isinstance(left, Num) and isinstance(right, Num)
    margin = Fraction(left.lo) - Fraction(right.lo)
    whole = node.args[0].type.places == 0
    numerator = node.args[0]
    counted = None
    if isinstance(numerator, core.Op) and numerator.name in ("/", "/ integer"):
        top, bottom = (value(a, scope) for a in numerator.args)
        if (
            isinstance(top, Num)
            and isinstance(bottom, Num)
            and is_point(top)
            and is_point(bottom)
            and bottom.lo > 0
        ):
            counted = (top, bottom)
            margin = Fraction(top.lo) - Fraction(right.lo) * Fraction(bottom.lo)
            whole = numerator.args[0].type.places == 0
            unit = numerator.args[0].type.unit or ()
    return Measured(
        node.name,
        left,
        right,
        type,
        records,
        node,
        margin,
        _shortfall(node.name, margin, whole=whole),
        unit,
        counted,
    )


def _shortfall(operator: str, margin: Fraction, *, whole: bool) -> Fraction | None:
    """How much the left side lacks (or has too much) for the comparison to hold; None where it holds."""
    lacking = {">=": -margin, ">": -margin, "<=": margin, "<": margin, "=": abs(margin)}.get(operator)
    if lacking is None or lacking < 0 or (lacking == 0 and operator in (">=", "<=", "=")):
        return None
    if whole and operator in (">", "<"):
        return Fraction(math.floor(lacking) + 1)
    return Fraction(math.ceil(lacking)) if whole else lacking


def is_point(value: Value) -> bool:
    """Whether it is one number."""
    return isinstance(value, Num) and value.null == NEVER and value.lo == value.hi and abs(value.lo) != INF
