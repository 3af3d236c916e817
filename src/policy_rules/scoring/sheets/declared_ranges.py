"""An evaluator that notes what can go wrong in amounts where nothing is known."""

from __future__ import annotations

from collections.abc import Container, Iterator
from fractions import Fraction

from attrs import define

from policy_rules.errors import Fault, Place
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.curve_reader import is_whole
from policy_rules.scoring.amounts.evaluator import Amounts, touches
from policy_rules.scoring.amounts.kinds import (
    Amount,
    ByRange,
    Combine,
    Constant,
    Named,
    OverRecords,
    Peers,
    Quotient,
    graded,
)
from policy_rules.scoring.amounts.number_intervals import uncovered, words
from policy_rules.scoring.points import Amounted, maybe_undefined
from policy_rules.values.exact import plain
from policy_rules.values.intervals import opposite
from policy_rules.values.known import Num


@define
class _End:
    """A floor or cap: whether it may hold its amount (`bound`), whether it may leave it (`free`)."""

    amount: Combine
    bound: bool = False
    free: bool = False


class Watched(Amounts):
    """An evaluator that notes what can go wrong where nothing is known."""

    faults: list[Fault]
    ends: dict[int, _End]
    """Floors and caps met on the way, by the amount that they hold."""

    def unmoved(self, apart: Container[int]) -> Iterator[Fault]:
        """Floors and caps that nothing can reach, or that hold always; `apart` are told of elsewhere."""
        for key, end in self.ends.items():
            if key not in apart and not (end.free and end.bound):
                what = "cap" if end.amount.how == "least" else "floor"
                told = f"this {what} can't bind" if end.free else f"this {what} always binds"
                yield Fault(told, end.amount.place)

    def _by_range(self, amount: ByRange, scope: Scope) -> Amounted:
        x = self.points(amount.of, scope)
        rows = self.rows(amount)
        for span, _ in amount.rows:
            if x.null < 2 and not touches(span, x):
                self._beyond(amount.place, amount.of, (span.low, span.high), f"the row `{words(span)}`")
        grid = Fraction(1) if is_whole(amount.of) else None
        if rows is not None and x.null < 2 and (gap := uncovered([s for s, _ in rows], x, grid)):
            told = f"no row of the table holds {gap}"
            hint = f"rows cover all that the value can be, each once: say which of them holds {gap}"
            self.faults.append(Fault(told, amount.place, hint))
        return super()._by_range(amount, scope)

    def _ratio(self, amount: Quotient, scope: Scope) -> Num:
        divisor = self.points(amount.to, scope)
        if divisor.lo < 0 and divisor.null < 2:
            told = "the divisor of this ratio may be negative"
            self.faults.append(Fault(told, amount.place, "hold it with `at_least`, or divide something else"))
        return super()._ratio(amount, scope)

    def _combined(self, amount: Combine, scope: Scope) -> Amounted:
        if amount.strict and amount.how in ("best", "least"):
            self._held(amount, scope)
        if amount.strict and amount.how == "sum" and len(amount.parts) == 2:
            for one, other in (amount.parts, amount.parts[::-1]):
                if isinstance(other.of, Constant) and isinstance(other.of.value, Num):
                    at = Fraction(other.of.value.lo)
                    self._beyond(other.of.place, one.of, (at, at), f"`{plain(at)}`")
        if amount.how == "mean":
            for part in amount.parts:
                weight = None if part.weight is None else self.points(part.weight, scope)
                if weight is not None and weight.lo < 0 and weight.null < 2:
                    told = "a weight of this mean may be negative"
                    self.faults.append(Fault(told, amount.place, "give the parameter a range from 0"))
        return super()._combined(amount, scope)

    def _over_records(self, amount: OverRecords, scope: Scope) -> Amounted:
        if amount.key is not None:
            for member in self.reference.members(amount.source, scope):
                value = self.points(amount.part.of, {**scope, amount.var: member.record})
                if value.lo < 0 and value.null < 2:
                    told = "`per` takes amounts of at least 0"
                    self.faults.append(Fault(told, amount.place, "hold them with `at_least: 0`"))
        return super()._over_records(amount, scope)

    def _peers(self, amount: Peers) -> Num:
        """Of units that nobody knows yet: within what the own column can hold."""
        own, keys = self.own(amount)
        for name, key in zip(amount.keys, keys, strict=True):
            if key.null:
                told = f"`{name}`, by which equal units are ranked, may be undefined"
                self.faults.append(Fault(told, amount.place, "say what to take then: `undefined: 0`"))
        if amount.how in ("count", "rank"):
            return super()._peers(amount)
        held = maybe_undefined(own)
        assert isinstance(held, Num)
        return held

    def _held(self, amount: Combine, scope: Scope) -> None:
        """Whether a floor or cap may hold its amount, and whether it may leave it."""
        first, limit = (part.of for part in amount.parts)
        if graded(first) or graded(limit):
            return
        value, end = self.points(first, scope), self.points(limit, scope)
        if amount.how == "best":
            value, end = opposite(value), opposite(end)
        known = self.ends.setdefault(id(amount), _End(amount))
        known.bound |= value.hi > end.lo
        known.free |= value.lo < end.hi or value.lo == value.hi

    def _beyond(
        self, place: Place, of: Amount, ends: tuple[Fraction | None, Fraction | None], what: str
    ) -> None:
        """A number that a share can't reach, where per cent may have been meant."""
        if not isinstance(of, Named) or not of.node.type.percent:
            return
        top = of.node.type.high
        for end in ends:
            if end is not None and top is not None and 1 <= top < end <= 100 * top:
                told = f"a share is read here, which goes up to {plain(top * 100)}%, and {what} lies beyond"
                hint = f"60% is written `60%`, and `60` is 6000%: is `{plain(end)}%` meant?"
                self.faults.append(Fault(told, place, hint))
