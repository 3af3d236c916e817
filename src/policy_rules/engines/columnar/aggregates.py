"""One value a unit from the records of a list, by one grouping, as the reference takes them.

A record is *kept* where it may be in the list and *sure* where it surely is; the unbounded ones are
the generic rows of incomplete lists, which stand for any number of records. Frame libraries skip
null cells, so what has no end is counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from attrs import evolve

from policy_rules.attributes import frozen
from policy_rules.core.nodes import NOT_APPLICABLE
from policy_rules.engines.columnar import integers as ints
from policy_rules.engines.columnar import ratios
from policy_rules.engines.columnar.columns import Columns, NumberColumns, TruthColumns, constant, pick
from policy_rules.engines.columnar.flags import Flag, all_of, any_of, no
from policy_rules.engines.columnar.integers import Int, Lack, whole
from policy_rules.engines.columnar.logic import negation, of_kind
from policy_rules.engines.columnar.plan import Plan
from policy_rules.engines.columnar.ratios import Ratio
from policy_rules.values.known import MAYBE, NEVER, NULL_NUM, ONLY, T


@frozen(eq=False)
class Members:
    """The records of a list in its frame; `rows` is the greatest number of them in one unit."""

    frame: str
    kept: Flag
    sure: Flag
    unbounded: Flag
    rows: int

    @property
    def known(self) -> bool:
        """Whether every record is surely there, once, in every unit."""
        return self.sure is self.kept and all_of(self.kept, self.unbounded).never


class Grouping:
    """The members of a list with the ways to take one number a unit from them."""

    def __init__(self, plan: Plan, members: Members) -> None:
        self.plan, self.of = plan, members

    def number(self, where: Flag) -> Int:
        """In how many records of the unit the flag is set."""
        return self.plan.group(self.of.frame, ints.number_of(where, 1, 0), "sum", 0, self.of.rows, 0)

    def any(self, where: Flag) -> Flag:
        """Whether the flag is set in some record of the unit."""
        return self.plan.some_row(self.of.frame, where)

    def total(self, a: Int) -> Int:
        """The sum over the records of the unit."""
        rows = self.of.rows
        low, high = min(0, a.low) * rows, max(0, a.high) * rows
        return self.plan.group(self.of.frame, a, "sum", low, high, 0)

    def least(self, where: Flag, a: Int) -> Int:
        """The least where the flag is set, null cells left out; null where there is none."""
        return self.plan.group(self.of.frame, ints.blank(no(where), a), "min", a.low, a.high, None)

    def greatest(self, where: Flag, a: Int) -> Int:
        """The greatest where the flag is set, null cells left out; null where there is none."""
        return self.plan.group(self.of.frame, ints.blank(no(where), a), "max", a.low, a.high, None)

    def settled(self, a: Int) -> Int:
        """A number of the unit as a column of its own."""
        return self.plan.keep("units", a)


def count(g: Grouping, _: Columns | None) -> Columns:
    """How many records there are."""
    low = Ratio(g.number(g.of.sure))
    if g.of.known:
        return NumberColumns(low, low, whole(NEVER))
    endless = g.any(all_of(g.of.kept, g.of.unbounded))
    return NumberColumns(low, Ratio(ints.blank(endless, g.number(g.of.kept))), whole(NEVER))


def every(g: Grouping, body: Columns | None) -> TruthColumns:
    """Whether the condition holds for all records."""
    test = _truth(body)
    true = whole(T)
    low = g.plan.group(g.of.frame, ints.pick(g.of.kept, test.lo, true), "min", 0, T, T)
    if g.of.known and test.settled:
        return TruthColumns(low, low)
    return TruthColumns(low, g.plan.group(g.of.frame, ints.pick(g.of.sure, test.hi, true), "min", 0, T, T))


def some(g: Grouping, body: Columns | None) -> Columns:
    """Whether the condition holds for a record."""
    return negation(every(g, negation(_truth(body))))


def worst(g: Grouping, body: Columns | None) -> Columns:
    """The greatest outcome, end by end."""
    found = _number(body)
    nothing = whole(NOT_APPLICABLE)
    low = g.plan.group(g.of.frame, ints.pick(g.of.sure, found.lo.num, nothing), "max", 0, 4, NOT_APPLICABLE)
    high = g.plan.group(g.of.frame, ints.pick(g.of.kept, found.hi.num, nothing), "max", 0, 4, NOT_APPLICABLE)
    return NumberColumns(Ratio(low), Ratio(high), whole(NEVER))


def total(g: Grouping, body: Columns | None) -> Columns:
    """The sum; a record that may be missing adds nothing, or its value."""
    value, over = _aligned(body)
    is_only = ints.is_number(value.null, ONLY)
    low = _added(g, value.lo.num, is_only)
    null = _sum_null(g, value)
    if g.of.known and value.settled:
        lo = Ratio(ints.blank(ints.is_number(null, ONLY), low), over)
        return NumberColumns(lo, lo, null)
    high = ints.opposite(_added(g, ints.opposite(value.hi.num), is_only))
    gone = ints.is_number(null, ONLY)
    return NumberColumns(Ratio(ints.blank(gone, low), over), Ratio(ints.blank(gone, high), over), null)


def _added(g: Grouping, a: Int, is_only: Flag) -> Int:
    """The least sum of lower ends."""
    zero = whole(0)
    if_there = ints.smallest([a, zero], skip=False)
    endless = all_of(g.of.unbounded, ints.less(a, zero, True))
    part = ints.pick(g.of.sure, a, ints.blank(endless, if_there))
    counts = all_of(g.of.kept, no(is_only))
    part = g.plan.keep(g.of.frame, ints.pick(counts, part, zero))
    found = g.total(ints.filled(part, 0))
    return ints.blank(g.any(ints.is_open(part)), found)


def _sum_null(g: Grouping, value: NumberColumns) -> Int:
    is_only, is_maybe = ints.is_number(value.null, ONLY), ints.is_number(value.null, MAYBE)
    only = g.any(all_of(g.of.sure, is_only))
    maybe = g.any(all_of(g.of.kept, any_of(is_maybe, all_of(is_only, no(g.of.sure)))))
    return ints.pick(only, whole(ONLY), ints.number_of(maybe, MAYBE, NEVER))


def smallest(g: Grouping, body: Columns | None) -> NumberColumns:
    """The least; null possible where there may be no record, null where a record's value is."""
    value, over = _aligned(body)
    of = g.of
    is_only = ints.is_number(value.null, ONLY)
    known = g.plan.keep_flag(of.frame, all_of(of.kept, no(is_only)))
    any_sure = g.any(of.sure)
    nothing = any_of(no(g.any(known)), g.any(all_of(of.sure, is_only)))
    doubtful = any_of(no(any_sure), g.any(all_of(of.kept, no(ints.is_number(value.null, NEVER)))))
    low = ints.blank(g.any(all_of(known, ints.is_open(value.lo.num))), g.least(known, value.lo.num))
    most = g.greatest(known, value.hi.num)
    most = ints.blank(g.any(all_of(known, ints.is_open(value.hi.num))), most)
    high = ints.pick(any_sure, g.least(of.sure, value.hi.num), most)
    null = ints.pick(nothing, whole(ONLY), ints.number_of(doubtful, MAYBE, NEVER))
    blanked = [Ratio(ints.blank(nothing, end), over) for end in (low, high)]
    return NumberColumns(blanked[0], blanked[1], null)


def turned(value: NumberColumns) -> NumberColumns:
    """The opposite interval."""
    lo = ratios.opposite(value.hi)
    return evolve(value, lo=lo, hi=lo if value.settled else ratios.opposite(value.lo))


def greatest(g: Grouping, body: Columns | None) -> Columns:
    """The greatest; null as for the least."""
    return turned(smallest(g, turned(_number(body))))


def mean(g: Grouping, body: Columns | None) -> Columns:
    """The mean; null as for the least."""
    value, _ = _aligned(body)
    low = smallest(g, value)
    lo = _low_mean(g, value, low.lo)
    opposite_low = smallest(g, turned(value))
    hi = ratios.opposite(_low_mean(g, turned(value), opposite_low.lo))
    gone = ints.is_number(low.null, ONLY)
    return NumberColumns(ratios.blank(gone, lo), ratios.blank(gone, hi), low.null)


def _low_mean(g: Grouping, value: NumberColumns, lowest: Ratio) -> Ratio:
    """Every sure record counts, and the lowest possible ones as long as they lower the mean.

    The records in the order of their values, it is the one before which the mean is still above it:
    that many are taken; a generic record below the mean takes it down to its own value.
    """
    of, plan = g.of, g.plan
    known = all_of(of.kept, no(ints.is_number(value.null, ONLY)))
    sure = all_of(of.sure, known)
    a = plan.keep(of.frame, ints.filled(value.lo.num, 0))
    zero = whole(0)
    possible = all_of(known, no(of.sure), no(of.unbounded))
    total_before = plan.window(of.frame, ints.pick(sure, a, zero), of.rows)
    count_before = plan.window(of.frame, ints.number_of(sure, 1, 0), of.rows)
    optional, here = ints.pick(possible, a, zero), ints.number_of(possible, 1, 0)
    running = ints.subtract(plan.window(of.frame, optional, of.rows, order=a), optional)
    number = ints.subtract(plan.window(of.frame, here, of.rows, order=a), here)
    reached, by = ints.add(total_before, running), ints.add(count_before, number)
    taken = plan.keep_flag(of.frame, all_of(possible, ints.less(ints.multiply(a, by), reached, False)))
    kept = any_of(sure, taken)
    den = ints.largest([g.number(kept), whole(1)], skip=False)
    den = Int(den.expr, 1, max(1, den.high), False, den.uses, den.dtype)
    num = g.total(ints.pick(kept, a, zero))
    found = Ratio(num, ints.multiply(den, value.lo.den))
    endless = Ratio(g.least(all_of(known, of.unbounded), a), value.lo.den)
    found = ratios.pick(ratios.less(endless, found, False), endless, found)
    none_sure = no(g.any(of.sure))
    return ratios.pick(any_of(none_sure, lowest.open), lowest, found)


def share(g: Grouping, body: Columns | None) -> Columns:
    """The part of the records for which the condition is true; null without records."""
    test, of = _truth(body), g.of
    below = no(test.surely)
    yes, not_ = g.number(all_of(of.sure, test.surely)), g.number(all_of(of.sure, no(test.possibly)))
    most_yes, most_no = g.number(all_of(of.kept, test.possibly)), g.number(all_of(of.kept, below))
    endless_yes = g.any(all_of(of.kept, of.unbounded, test.possibly))
    endless_no = g.any(all_of(of.kept, of.unbounded, below))
    low = ratios.pick(endless_no, ratios.ZERO, _part(yes, most_no, ratios.UNIT))
    high = ratios.pick(endless_yes, ratios.UNIT, _part(most_yes, not_, ratios.ZERO))
    null = ints.number_of(g.any(of.sure), NEVER, MAYBE)
    value = NumberColumns(low, low if of.known and test.settled else high, null)
    return pick(g.any(of.kept), value, constant(NULL_NUM))


def _part(a: Int, rest: Int, if_none: Ratio) -> Ratio:
    """A / (a + rest), or what holds where both are 0."""
    both = ints.add(a, rest)
    den = ints.largest([both, whole(1)], skip=False)
    den = den if den.constant is not None else Int(den.expr, 1, den.high, False, den.uses, den.dtype)
    return ratios.pick(ints.is_number(both, 0), if_none, Ratio(a, den))


def _truth(body: Columns | None) -> TruthColumns:
    assert body is not None
    return of_kind(body, TruthColumns)


def _number(body: Columns | None) -> NumberColumns:
    assert body is not None
    return of_kind(body, NumberColumns)


def _aligned(body: Columns | None) -> tuple[NumberColumns, Int]:
    """The number with both ends over one denominator, the same in all rows, and that."""
    value = _number(body)
    same = ratios.alike((value.lo, value.hi))
    if same is None or same[1].constant is None:
        raise Lack("an aggregate of quotients, record by record")
    lo = Ratio(same[0][0], same[1])
    return NumberColumns(lo, lo if value.settled else Ratio(same[0][1], same[1]), value.null), same[1]


AGGREGATES: Mapping[str, Callable[[Grouping, Columns | None], Columns]] = {
    "count": count,
    "total": total,
    "min": smallest,
    "max": greatest,
    "mean": mean,
    "share": share,
    "every": every,
    "some": some,
    "worst": worst,
}
