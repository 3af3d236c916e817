"""The running value of one item: start, effects with their groups' caps, floor, cap, corrections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from itertools import groupby, islice

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.facts.bound import CorrectionRecord
from policy_rules.scoring.amounts.amount import Amounts
from policy_rules.scoring.amounts.scored_lines import got_name
from policy_rules.scoring.corrected import DecidedPoints, Review, asked_of, day_made, orders, reviewed
from policy_rules.scoring.grounds import NO_BASIS, Basis, joined
from policy_rules.scoring.ledger import Both, Ledger
from policy_rules.scoring.points import Amounted, add
from policy_rules.scoring.reasons import BasisFinder
from policy_rules.scoring.sheet import Effect, Item
from policy_rules.values.intervals import opposite, plus, whole
from policy_rules.values.known import INF, MAYBE, NEVER, End, F, Num, T, point


@frozen
class Reviewed:
    """What holds for decisions, with the reasons: of the approval, and of whether a review may worsen.

    `hearing`: why an objection counts or not. `undecided` are the objections that no decision answers.
    """

    holds: Review
    approving: Basis
    worsening: Basis
    hearing: Mapping[str, Basis] = field(factory=dict)
    undecided: tuple[CorrectionRecord, ...] = ()


class Running:
    """The running value of one item; `values` are those of the items before it."""

    def __init__(
        self,
        item: Item,
        ledger: Ledger,
        amounts: Amounts,
        reasons: BasisFinder,
        values: Mapping[str, Amounted],
    ) -> None:
        self.item, self.ledger = item, ledger
        self.amounts, self.reasons, self.values = amounts, reasons, values
        self.at: Both = (0, 0)
        self.basis = NO_BASIS

    def value(self) -> Num:
        """The points of the item where it applies."""
        return self.children() if self.item.children else self.effects()

    def effects(self) -> Num:
        """Start, effects in order with their groups' caps, then floor and cap."""
        item = self.item
        if item.full:
            self._move(
                whole(item.points), whole(item.points), "start", Num(whole(item.points), None), NO_BASIS
            )
        moves = [self._effect(n) for n in range(len(item.effects))]
        room = self._room([m for m, _, _ in moves])
        groups: dict[str, Num] = {}
        for effect, (move, amount, basis) in zip(item.effects, moves, strict=True):
            sign = -1 if effect.word == "deduct" else 1
            most = self._most(effect, room, [m for m, _, _ in moves])
            held = Num(max(move.lo, -room), min(move.hi, most))
            kept = "bounded by what the item can hold" if held != move else ""
            self._shift(held, sign, effect.word, amount, basis, kept)
            if effect.group:
                groups[effect.group] = self._capped(effect, groups.get(effect.group, Num(0, 0)), held, sign)
        return self._within(item.low, item.high, "item floor", "item cap")

    def _effect(self, index: int) -> tuple[Num, Num, Basis]:
        """What an effect moves (0 where it is not taken), its amount, and why."""
        effect = self.item.effects[index]
        truth = effect.taken(self.amounts.truth(effect.condition, {}))
        asked = NO_BASIS if effect.condition is None else self.reasons.node(effect.condition, {})
        if truth.hi == F:
            return Num(0, 0), Num(0, 0), asked
        amount = self.amounts.points(effect.amount, {})
        basis = asked | self.reasons.of(effect.amount, {})
        if truth.lo == T:
            return Num(amount.lo, amount.hi), amount, basis
        return Num(min(amount.lo, 0), max(amount.hi, 0)), amount, basis

    def _capped(self, effect: Effect, before: Num, move: Num, sign: int) -> Num:
        """The group's sum with one more effect; what the group's cap takes of it is a line of its own."""
        limit = self.item.groups[effect.group]
        cap = self.amounts.points(limit, {})
        summed = add(before, move)
        back = tuple(
            0 if after == -INF or most == INF else min(after, most) - min(earlier, most) - moved
            for after, earlier, moved, most in (
                (summed.lo, before.lo, move.lo, cap.lo),
                (summed.hi, before.hi, move.hi, cap.hi),
            )
        )
        if back != (0, 0):
            reason = self.reasons.of(limit, {})
            self._shift_ends((back[0], back[1]), sign, effect.word, cap, reason, "group cap")
        return summed

    def _most(self, effect: Effect, room: End, moves: list[Num]) -> End:
        """More than the effect can matter upwards: what the item has room for, or its group's cap."""
        if not effect.group:
            return room
        cap = self.amounts.points(self.item.groups[effect.group], {})
        return min(room, plus(cap.hi, _finite(moves)))

    def _room(self, moves: list[Num]) -> End:
        """More than any effect can matter, where floor and cap hold the item: bounds unbounded moves."""
        if self.item.low is None or self.item.high is None:
            return INF
        return whole(_finite(moves) + self.item.points + abs(self.item.low) + abs(self.item.high))

    def children(self) -> Num:
        """The sum of the children that apply, at most the item's own cap."""
        for child in self.item.children:
            value = self.values[child]
            assert isinstance(value, Num)
            got = self.amounts.reference.known[got_name(child)]
            assert isinstance(got, Num)
            if value.null == NEVER:
                move = got
            elif value.null == MAYBE:
                move = Num(min(got.lo, 0), max(got.hi, 0))
            else:
                continue
            self._shift(move, 1, child, got, self.reasons.named[child], "")
        return self._within(None, self.item.at_most, "", "children cap")

    def restated(self, later: Running, effect: str, basis: Basis) -> Num:
        """The same item on later knowledge that replaces earlier: the move is a line of its own."""
        value = later.value()
        if (value.lo, value.hi) != self.at:
            now = basis | Basis(missing=later.basis.missing, needs=later.basis.needs)
            after = (value.lo, value.hi)
            self._write(after, effect, value, now.settled() if value.settled else now, effect)
        self.basis = evolve(self.basis, missing=later.basis.missing, needs=later.basis.needs)
        return Num(*self.at)

    def corrected(self, records: tuple[CorrectionRecord, ...], review: Reviewed) -> Num:
        """What followed, in the order of its days, each a line; floor and cap hold each decision."""
        decisions = tuple(r for r in records if r.kind == "decision")
        decided = DecidedPoints(self.item, self.at, decisions, review.holds)
        for day, several in groupby(records, day_made):
            of_day = tuple(several)
            for record in of_day:
                if record.kind != "decision":
                    self._write(self.at, record.kind, point(0), _basis_of((record,)), record.kind)
            if made := tuple(r for r in of_day if r.kind == "decision"):
                self._decided(decided, day, made, review)
        if open_ := [r for r in records if r in review.undecided and review.holds.heard(r).hi == T]:
            after = reviewed(self.item, self.at, len(open_), review.holds.worsens)
            basis = _basis_of(open_, missing=True) | (review.worsening if after[0] < self.at[0] else NO_BASIS)
            basis = joined([basis, *(b for r in open_ if (b := review.hearing.get(r.id)))])
            self._write(after, "undecided", Num(*after), basis, "undecided")
        return Num(*self.at)

    def _decided(
        self, decided: DecidedPoints, day: date, made: tuple[CorrectionRecord, ...], review: Reviewed
    ) -> None:
        """The decisions of one day: one that stands as it is; else all that they may come to."""
        late = [d for d in made if review.holds.heard(d).hi < T]
        for d in late:
            why = review.hearing[d.about].settled()
            self._write(self.at, "decision", point(0), _basis_of((d,)) | why, "late objection")
        made = tuple(d for d in made if d not in late)
        if not made:
            return
        after, decision = decided.until(day), made[0]
        amounts = [a for d in made if (a := d.change if d.value is None else d.value) is not None]
        unsure = not all(a.settled for a in amounts)
        amount = amounts[0] if len(amounts) == 1 else Num(*after)
        if decided.sure(made):
            if any(d.id in decision.supersedes for d in decided.decisions):
                before = decided.without(decision)
                self._write(before, "superseded", Num(*before), _basis_of(made), "superseded")
            asked, basis = asked_of(self.at, decision), _basis_of(made, missing=unsure)
            if decided.held(asked) != after:
                self._write(after, "decision", amount, basis | review.worsening, "review can't worsen")
                return
            self._write(asked, "decision", amount, basis, "decision")
            self._within(self.item.low, self.item.high, "item floor", "item cap")
            return
        after_one = {d.id for d in decided.decisions} & (review.holds.late | review.holds.maybe_late)
        gone = {name for d in decided.decisions for name in d.supersedes}
        in_order = len([*islice(orders(tuple(d for d in made if d.id not in gone)), 2)]) == 1
        basis = _basis_of(made, missing=unsure or not in_order or bool(after_one & review.holds.maybe_late))
        basis = basis | (review.approving if after_one else NO_BASIS) | review.worsening
        doubted = [d.about for d in decided.decisions if not review.holds.heard(d).settled]
        basis = joined([basis, *(review.hearing[name] for name in doubted)])
        several = "decision" if in_order else "no order"
        kept = "after approval" if after_one else "late objection" if doubted else several
        self._write(after, "decision", amount, basis, kept)

    def _shift(self, move: Num, sign: int, effect: str, amount: Num, basis: Basis, kept: str) -> None:
        signed = move if sign > 0 else opposite(move)
        after = (plus(self.at[0], signed.lo), plus(self.at[1], signed.hi))
        self._write(after, effect, amount, basis.settled() if move.settled else basis, kept)

    def _shift_ends(self, back: Both, sign: int, effect: str, amount: Num, basis: Basis, kept: str) -> None:
        low, high = back if sign > 0 else (-back[1], -back[0])
        self._write((self.at[0] + low, self.at[1] + high), effect, amount, basis, kept)

    def _move(self, low: End, high: End, effect: str, amount: Num, basis: Basis) -> None:
        self._write((low, high), effect, Num(low, high) if amount.hi == INF else amount, basis, "")

    def _within(self, low: Fraction | None, high: Fraction | None, floor: str, cap: str) -> Num:
        for limit, name, choose in ((low, floor, max), (high, cap, min)):
            if limit is None:
                continue
            after = (choose(self.at[0], whole(limit)), choose(self.at[1], whole(limit)))
            if after != self.at:
                self._write(after, name, point(whole(limit)), NO_BASIS, name)  # type: ignore[arg-type]
        return Num(*self.at)

    def _write(self, after: Both, effect: str, amount: Num, basis: Basis, kept: str) -> None:
        self.ledger.points(("", self.item.id, effect), self.at, after, amount, basis, kept)
        self.at, self.basis = after, joined([self.basis, basis])


def _basis_of(records: Iterable[CorrectionRecord], *, missing: bool = False) -> Basis:
    names = frozenset(f"corrections[{r.id}]" for r in records)
    return Basis(records=names, missing=names if missing else frozenset())


def _finite(moves: list[Num]) -> Fraction:
    """The sum of all finite ends, whatever their sign."""
    ends = (e for m in moves for e in (m.lo, m.hi) if not isinstance(e, float))
    return Fraction(sum(-e if e < 0 else e for e in ends))
