"""A unit's score on a sheet: items, then steps in their order, each change a line of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction

from policy_rules.domain import (
    INF,
    MAYBE,
    NEVER,
    NULL_NUM,
    End,
    F,
    Labels,
    Num,
    T,
    Truth,
    Value,
    meet,
    point,
)
from policy_rules.facts.model import EntryRecord, Facts
from policy_rules.facts.view import UnitView
from policy_rules.ir.intervals import opposite, plus, whole
from policy_rules.ir.trace import RuleResult
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.amount import Amounts, Outcomes, SheetReference, taken
from policy_rules.scoring.basis import Basis, Reasons, joined
from policy_rules.scoring.entries import entered
from policy_rules.scoring.ledger import Both, Ledger, Score
from policy_rules.scoring.model import Effect, Item, Sheet, SheetParameter, Step
from policy_rules.scoring.values import Amounted, Grade, add, as_value, ends, maybe_undefined
from policy_rules.scoring.words import TAILS

Results = Mapping[str, RuleResult] | Outcomes
"""The results of the rules for the unit, or their findings as intervals."""


def score(sheet: Sheet, view: UnitView, results: Results, entries: Iterable[EntryRecord] = ()) -> Score:
    """What the sheet gives for the unit of the view.

    `results` are the findings that `outcome("…")` reads; a rule without one may have any. `entries`
    are what persons have entered; an entry that is missing is anything between its bounds.

    Raises:
        FactsError: an entry lies outside its bounds or off its grid, or no item asks for it.
    """
    return Scoring(sheet, view, results, entered(sheet, entries)).score()


def serves(
    sheet: Sheet, model: RulesetModel, facts: Facts, unit: str, as_of: datetime.date, year: int | None
) -> bool:
    """Whether the sheet is surely the one for a unit of the facts and the year."""
    if sheet.year != (as_of.year if year is None else year):
        return False
    day = as_of.toordinal()
    view = UnitView(facts, facts.units[unit], model.vocabulary, day, sheet.year, year_given=True)
    return is_for(sheet, view).lo == T


def is_for(sheet: Sheet, view: UnitView) -> Truth:
    """Whether the sheet is the one for the unit."""
    if sheet.applies is None:
        return Truth(T, T)
    found = SheetReference(view, {}, {}).value(sheet.applies, {})
    assert isinstance(found, Truth)
    return found


def parameter_value(declared: SheetParameter, view: UnitView) -> Value:
    """What a parameter of the sheet may be: what ruleset or sheet set, within its range."""
    value = declared.value
    if value is None and declared.declared:
        value = view.parameter(declared.name, "", declared.type, point(view.as_of))
    missing = declared.type.missing()
    if value is None:
        return missing
    if isinstance(value, Num) and isinstance(missing, Num):
        return meet(value, missing) or value
    if isinstance(value, Labels) and isinstance(missing, Labels) and value.members and missing.members:
        return Labels(value.members & missing.members or value.members, value.null)
    return value


class Scoring:
    """One run of a sheet over the facts of one unit."""

    def __init__(self, sheet: Sheet, view: UnitView, results: Results, entries: Mapping[str, Num]) -> None:
        self.sheet, self.view = sheet, view
        known = {n: parameter_value(p, view) for n, p in sheet.parameters.items()}
        for name, d in sheet.defined.items():
            known.setdefault(name, view.replaced(d.rule, point(view.as_of), d.value))
        outcomes = {r: f.finding if isinstance(f, RuleResult) else f for r, f in results.items()}
        behind = {r: f.missing for r, f in results.items() if isinstance(f, RuleResult)}
        self.reference = SheetReference(view, known, outcomes, behind)
        self.amounts = Amounts(self.reference, sheet.scale, entries)
        self.named: dict[str, Basis] = {}
        numbers = {name: defined.rule for name, defined in sheet.defined.items()}
        self.reasons = Reasons(self.amounts, self.named, numbers)
        self.ledger = Ledger(sheet)
        self.values: dict[str, Amounted] = {}

    def score(self) -> Score:
        """Work through items and steps."""
        for item in self.sheet.items.values():
            self.item(item)
        for step in self.sheet.steps:
            self.step(step)
        names = [s.name for s in self.sheet.steps]
        return Score(
            self.sheet,
            {n: self.values[n] for n in names},
            {n: self.values[n] for n in self.sheet.items},
            tuple(self.ledger.lines),
            _touched({n: b.missing for n, b in self.named.items()}),
            _touched({n: b.needs for n, b in self.named.items()}),
        )

    # -- items ---------------------------------------------------------------------------------------

    def item(self, item: Item) -> None:
        """Work out an item: its points where it applies, and none where it does not."""
        applies = self.amounts.truth(item.applies, {})
        asked = Basis() if item.applies is None else self.reasons.node(item.applies, {})
        if applies.hi < T:
            self._keep(item.id, NULL_NUM, asked, got=NULL_NUM)
            return
        run = _Running(self, item)
        got = run.children() if item.children else run.effects()
        value = got if applies.lo == T else maybe_undefined(got)
        basis = run.basis | asked
        self._keep(item.id, value, basis.settled() if value.settled else basis, got=got)

    def _keep(self, name: str, value: Amounted, basis: Basis, got: Num | None = None) -> None:
        self.values[name] = value
        self.named[name] = basis
        self.reference.known[name] = as_value(value, self.sheet.scale)
        if got is not None:
            self.reference.known[got_name(name)] = got
            self.named[got_name(name)] = basis.settled() if got.settled else basis

    # -- steps ---------------------------------------------------------------------------------------

    def step(self, step: Step) -> None:
        """Work out a step stage by stage; an unbounded stage is one line with the stage that bounds it."""
        before: Both | frozenset[str] = frozenset() if step.graded else (0, 0)
        value: Amounted = NULL_NUM
        words: list[str] = []
        basis = Basis()
        for stage in step.stages:
            value = self.amounts.value(stage.amount, {})
            words.append(stage.word)
            basis = basis | self.reasons.of(stage.own, {})
            if stage.word in TAILS:
                so_far = self.reasons.of(stage.amount, {})
                basis = basis | Basis(missing=so_far.missing, needs=so_far.needs)
            last = stage is step.stages[-1]
            if isinstance(value, Num) and not last and INF in map(abs, ends(value)):
                continue
            own = basis.settled() if value.settled else basis
            before = self._line(step, words, before, value, own)
            words, basis = [], Basis()
        whole_basis = self.reasons.of(step.amount, {})
        self._keep(step.name, value, whole_basis)

    def _line(
        self, step: Step, words: list[str], before: Both | frozenset[str], value: Amounted, basis: Basis
    ) -> Both | frozenset[str]:
        where = (step.name, "", words[0])
        kept = ", ".join(words[1:]) if len(words) > 1 else _KEPT.get(words[0], "")
        if isinstance(value, Grade):
            assert isinstance(before, frozenset)
            self.ledger.grade(where, before, value, basis, kept)
            return self.ledger.names(value)
        assert isinstance(before, tuple)
        after = ends(value)
        kept = kept if after != before else ""
        self.ledger.points(where, before, after, value, basis, kept, value.null)
        return after


class _Running:
    """The running value of one item."""

    def __init__(self, scoring: Scoring, item: Item) -> None:
        self.scoring, self.item = scoring, item
        self.at: Both = (0, 0)
        self.basis = Basis()

    def effects(self) -> Num:
        """Start, effects in order with their groups' caps, then floor and cap."""
        item = self.item
        if item.full:
            self._move(
                whole(item.points), whole(item.points), "start", Num(whole(item.points), None), Basis()
            )
        moves = [self._effect(n) for n in range(len(item.effects))]
        room = self._room([m for m, _, _ in moves])
        groups: dict[str, Num] = {}
        for effect, (move, amount, basis) in zip(item.effects, moves, strict=True):
            sign = -1 if effect.word == "deduct" else 1
            most = self._most(effect, room, [m for m, _, _ in moves])
            held = Num(max(move.lo, -most), min(move.hi, most))
            kept = "bounded by what the item can hold" if held != move else ""
            self._shift(held, sign, effect.word, amount, basis, kept)
            if effect.group:
                groups[effect.group] = self._capped(effect, groups.get(effect.group, Num(0, 0)), held, sign)
        return self._within(item.low, item.high, "item floor", "item cap")

    def _effect(self, index: int) -> tuple[Num, Num, Basis]:
        """What an effect moves (0 where it is not taken), its amount, and why."""
        effect, scoring = self.item.effects[index], self.scoring
        truth = taken(scoring.amounts.truth(effect.condition, {}), unless=effect.unless)
        asked = Basis() if effect.condition is None else scoring.reasons.node(effect.condition, {})
        if truth.hi == F:
            return Num(0, 0), Num(0, 0), asked
        amount = scoring.amounts.points(effect.amount, {})
        basis = asked | scoring.reasons.of(effect.amount, {})
        if truth.lo == T:
            return Num(amount.lo, amount.hi), amount, basis
        return Num(min(amount.lo, 0), max(amount.hi, 0)), amount, basis

    def _capped(self, effect: Effect, before: Num, move: Num, sign: int) -> Num:
        """The group's sum with one more effect; what the group's cap takes of it is a line of its own."""
        limit = self.item.groups[effect.group]
        cap = self.scoring.amounts.points(limit, {})
        summed = add(before, move)
        back = tuple(
            min(after, most) - min(earlier, most) - moved
            for after, earlier, moved, most in (
                (summed.lo, before.lo, move.lo, cap.lo),
                (summed.hi, before.hi, move.hi, cap.hi),
            )
        )
        if back != (0, 0):
            reason = self.scoring.reasons.of(limit, {})
            self._shift_ends((back[0], back[1]), sign, effect.word, cap, reason, "group cap")
        return summed

    def _most(self, effect: Effect, room: End, moves: list[Num]) -> End:
        """More than the effect can matter: what the item has room for, or its group's cap."""
        if not effect.group:
            return room
        cap = self.scoring.amounts.points(self.item.groups[effect.group], {})
        return min(room, plus(cap.hi, _finite(moves)))

    def _room(self, moves: list[Num]) -> End:
        """More than any effect can matter, where floor and cap hold the item: bounds unbounded moves."""
        if self.item.low is None or self.item.high is None:
            return INF
        return whole(_finite(moves) + self.item.points + abs(self.item.low) + abs(self.item.high))

    def children(self) -> Num:
        """The sum of the children that apply, at most the item's own cap."""
        scoring = self.scoring
        for child in self.item.children:
            value = scoring.values[child]
            assert isinstance(value, Num)
            got = scoring.reference.known[got_name(child)]
            assert isinstance(got, Num)
            if value.null == NEVER:
                move = got
            elif value.null == MAYBE:
                move = Num(min(got.lo, 0), max(got.hi, 0))
            else:
                continue
            self._shift(move, 1, child, got, scoring.named[child], "")
        return self._within(None, self.item.at_most, "", "children cap")

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
                self._write(after, name, point(whole(limit)), Basis(), name)  # type: ignore[arg-type]
        return Num(*self.at)

    def _write(self, after: Both, effect: str, amount: Num, basis: Basis, kept: str) -> None:
        self.scoring.ledger.points(("", self.item.id, effect), self.at, after, amount, basis, kept)
        self.at, self.basis = after, joined([self.basis, basis])


_KEPT = {
    "at_least": "floor",
    "at_most": "cap",
    "round": "rounding",
    "table": "band",
    "least": "bar",
    "undefined": "undefined",
}


def _finite(moves: list[Num]) -> Fraction:
    """The sum of all finite ends, whatever their sign."""
    return sum((abs(Fraction(e)) for m in moves for e in (m.lo, m.hi) if abs(e) != INF), Fraction(0))


def got_name(item: str) -> str:
    """The name of an item's points where it applies."""
    return f"got {item}"


def _touched(sets: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[str, ...]]:
    """From name to facts, to fact to names."""
    found: dict[str, list[str]] = {}
    for name, facts in sets.items():
        for fact in facts if not name.startswith("got ") else ():
            found.setdefault(fact, []).append(name)
    return {fact: tuple(found[fact]) for fact in sorted(found)}
