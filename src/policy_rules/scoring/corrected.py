"""What decisions make of an item's points: one after the other, and all that they may come to.

Of one day the order may not be known, of one that came after an approval whether it counts: then the
points are whatever some order, or some of them, would give.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, groupby, permutations
from typing import TypeVar

from attrs import field

from policy_rules.attributes import frozen
from policy_rules.facts.bound import CorrectionRecord
from policy_rules.facts.corrections_in_order import before
from policy_rules.scoring.sheet import Item
from policy_rules.values.intervals import plus, whole
from policy_rules.values.known import TRUE, End, F, T, Truth

MOST_OF_A_DAY = 5
"""So many decisions of one day on one item may be without an order."""
Records = tuple[CorrectionRecord, ...]
Thing = TypeVar("Thing")
Ends = tuple[End, End]
"""The least and the greatest points possible."""


@frozen
class Review:
    """What holds for the decisions of a unit.

    `late`: the decisions that came after an approval, and that none takes up; `maybe_late`: those of which
    nothing says whether they did. `may`: whether an approval may change the result: one that does leaves a
    late decision without effect. `answers`: the decisions on an objection; `worsens`: whether such a one
    may take points. `counts`: for an objection that may be late, whether a decision on it counts.
    """

    late: frozenset[str]
    maybe_late: frozenset[str]
    answers: frozenset[str]
    may: Truth
    worsens: Truth
    counts: Mapping[str, Truth] = field(factory=dict)

    def heard(self, record: CorrectionRecord) -> Truth:
        """Whether an objection, or a decision by what it answers, counts."""
        return self.counts.get(record.id if record.kind == "objection" else record.about, TRUE)


def day_made(record: CorrectionRecord) -> datetime.date:
    """The day of a record; one without a day comes first."""
    return record.date or datetime.date.min


@frozen
class DecidedPoints:
    """The points of an item after its decisions, which stand in the order of their days."""

    item: Item
    start: Ends
    decisions: Records
    review: Review

    def counted(self) -> Iterator[Records]:
        """The decisions that may be those that count: all of them but what came late, in every way."""
        heard = {d.about: self.review.heard(d) for d in self.decisions}
        for without in _some_of([name for name, counts in heard.items() if not counts.settled]):
            left = {n for n, counts in heard.items() if counts.hi == T and n not in without}
            yield from self._approved(tuple(d for d in self.decisions if d.about in left))

    def _approved(self, decisions: Records) -> Iterator[Records]:
        """Of these the ones that may count: all, and where some came after an approval those before."""
        late = [d for d in decisions if d.id in self.review.late]
        unsure = [d for d in decisions if d.id in self.review.maybe_late]
        may = self.review.may
        if may.lo < T or not (late or unsure):
            yield decisions
        if may.hi == T and (late or unsure):
            for some in _some_of(unsure):
                yield tuple(d for d in decisions if d not in late and (d not in unsure or d in some))

    def until(self, last: datetime.date) -> Ends:
        """What the item may have after the decisions up to a day."""
        ends = [self._after(tuple(d for d in some if day_made(d) <= last)) for some in self.counted()]
        return _hull(ends)

    def sure(self, of_day: Records) -> bool:
        """Whether one decision is alone on its day, and nothing leaves open which ones count."""
        return len(of_day) == 1 and len(list(self.counted())) == 1 and of_day[0] in next(self.counted())

    def without(self, record: CorrectionRecord) -> Ends:
        """What the item has just before a decision that counts, when what it supersedes is gone."""
        earlier = tuple(d for d in next(self.counted()) if day_made(d) < day_made(record))
        return self._after(tuple(d for d in earlier if d.id not in record.supersedes))

    def _after(self, counted: Records) -> Ends:
        gone = {name for d in counted for name in d.supersedes}
        at = self.start
        for _, of_day in groupby((d for d in counted if d.id not in gone), day_made):
            at = _hull(self._in_turn(at, order) for order in orders(tuple(of_day)))
        return at

    def _in_turn(self, at: Ends, order: Sequence[CorrectionRecord]) -> Ends:
        for decision in order:
            at = self.moved(at, decision)
        return at

    def moved(self, at: Ends, decision: CorrectionRecord) -> Ends:
        """What one decision makes of the points, held by floor and cap."""
        after = self.held(asked_of(at, decision))
        worsens = self.review.worsens
        if decision.id not in self.review.answers or worsens.lo == T:
            return after
        kept = (max(at[0], after[0]), max(at[1], after[1]))
        return kept if worsens.hi < T else (after[0], kept[1])

    def held(self, at: Ends) -> Ends:
        """The points held by floor and cap."""
        low, high = self.item.low, self.item.high
        lo, hi = at if low is None else (max(at[0], whole(low)), max(at[1], whole(low)))
        return (lo, hi) if high is None else (min(lo, whole(high)), min(hi, whole(high)))


def asked_of(at: Ends, decision: CorrectionRecord) -> Ends:
    """What a decision asks for, from what there is."""
    if decision.value is not None:
        return decision.value.lo, decision.value.hi
    if decision.change is not None:
        return plus(at[0], decision.change.lo), plus(at[1], decision.change.hi)
    return at


def orders(of_day: Records) -> Iterator[Records]:
    """The orders in which the decisions of a day may have come."""
    for order in permutations(of_day):
        if not any(before(later, earlier) for earlier, later in combinations(order, 2)):
            yield order


def reviewed(item: Item, at: Ends, objections: int, worsens: Truth) -> Ends:
    """What decisions on open objections could give: to the item's cap, and down where a review may worsen.

    Where floor or cap is open each moves it by the item's points at most.
    """
    points, (low, high) = item.points * objections, at
    top = plus(max(high, 0), whole(points)) if item.high is None else whole(item.high)
    bottom = plus(min(low, 0), whole(-points)) if item.low is None else whole(item.low)
    return (min(low, bottom) if worsens.hi == T else low), max(high, top)


def _some_of(things: Sequence[Thing]) -> Iterator[tuple[Thing, ...]]:
    """Every selection of the things."""
    for size in range(len(things) + 1):
        yield from combinations(things, size)


def _hull(ends: Iterable[Ends]) -> Ends:
    lows, highs = zip(*ends, strict=True)
    return min(lows), max(highs)


NEVER_WORSE = Truth(F, F)
"""A review by which no points are lost."""
