"""What can be told of a sheet before any facts: the evaluator run where nothing is known."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction

from policy_rules.domain import INF, NEVER, Num, T, Truth
from policy_rules.errors import Fault
from policy_rules.facts.model import Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.ir import nodes as ir
from policy_rules.ir.evaluate import Scope
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.amount import Amounts, SheetReference
from policy_rules.scoring.curve_reader import is_whole
from policy_rules.scoring.evaluate import Scoring
from policy_rules.scoring.model import (
    Amount,
    ByLabel,
    ByRange,
    Combine,
    Item,
    OverRecords,
    Ratio,
    Sheet,
    Step,
    amounts_in,
    nodes_of,
)
from policy_rules.scoring.rows import uncovered
from policy_rules.scoring.values import Amounted, Grade


def check_sheet(sheet: Sheet, model: RulesetModel) -> tuple[list[Fault], list[Fault]]:
    """What is wrong with a sheet, and remarks that do not stop it."""
    unit = UnitFacts("", "")
    day = datetime.date(sheet.year, 12, 31).toordinal()
    view = UnitView(Facts({"": unit}), unit, model.vocabulary, day, sheet.year, year_given=True)
    return _Checks(sheet, view).run()


class _Watched(Amounts):
    """An evaluator that notes what can go wrong where nothing is known."""

    faults: list[Fault]

    def _by_range(self, amount: ByRange, scope: Scope) -> Amounted:
        x = self.points(amount.of, scope)
        rows = self.rows(amount)
        grid = Fraction(1) if is_whole(amount.of) else None
        if rows is not None and x.null < 2 and (gap := uncovered([s for s, _ in rows], x, grid)):
            told = f"no row of the table holds {gap}"
            self.faults.append(Fault(told, amount.place, "rows cover all that the value can be, each once"))
        return super()._by_range(amount, scope)

    def _ratio(self, amount: Ratio, scope: Scope) -> Num:
        divisor = self.points(amount.to, scope)
        if divisor.lo < 0 and divisor.null < 2:
            told = "the divisor of this ratio may be negative"
            self.faults.append(Fault(told, amount.place, "hold it with `at_least`, or divide something else"))
        return super()._ratio(amount, scope)

    def _combined(self, amount: Combine, scope: Scope) -> Amounted:
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


class _Checks:
    def __init__(self, sheet: Sheet, view: UnitView) -> None:
        self.sheet, self.view = sheet, view
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        scoring = Scoring(sheet, view, {})
        watched = _Watched(scoring.reference, sheet.scale, {})
        watched.faults = self.faults
        scoring.read_with(watched)
        self.scoring, self.amounts = scoring, watched

    def run(self) -> tuple[list[Fault], list[Fault]]:
        """Items and steps in their order, each looked at before it is worked out."""
        for item in self.sheet.items.values():
            self._item(item)
            self.scoring.item(item)
        for step in self.sheet.steps:
            self.scoring.step(step)
            self._step(step)
        self._unused()
        return list(dict.fromkeys(self.faults)), list(dict.fromkeys(self.notes))

    def _item(self, item: Item) -> None:
        for effect in item.effects:
            value = self.amounts.points(effect.amount, {})
            if value.null != NEVER:
                told = f"an amount of `{item.id}` may be undefined"
                hint = "say what to take then: `undefined: 0`"
                self.faults.append(Fault(told, effect.place, hint))
            if value.lo == value.hi == 0 or self.amounts.truth(effect.condition, {}).hi < T:
                self.notes.append(Fault(f"this effect of `{item.id}` never moves it", effect.place))
            if value.lo < 0:
                told = f"an amount of `{item.id}` may be negative, and `{effect.word}` then turns round"
                self.notes.append(Fault(told, effect.place))
            for amount in amounts_in(effect.amount):
                self._outcomes(item, amount)
        for name, cap in item.groups.items():
            top = self._group_top(item, name)
            if top <= self.amounts.points(cap, {}).lo:
                self.notes.append(
                    Fault(f"the cap of the group `{name}` of `{item.id}` can't bind", item.place)
                )

    def _group_top(self, item: Item, name: str) -> Fraction | float | int:
        ends = [self.amounts.points(e.amount, {}).hi for e in item.effects if e.group == name]
        return INF if INF in ends else sum((Fraction(e) for e in ends), Fraction(0))

    def _outcomes(self, item: Item, amount: Amount) -> None:
        """A rule that may not apply needs a row, or an `applies` that leaves the item out."""
        if not isinstance(amount, ByLabel) or not isinstance(amount.of, ir.Outcome):
            return
        if ir.OUTCOMES[ir.NOT_APPLICABLE] in amount.rows:
            return
        rule = amount.of.rule
        known = dict(self.scoring.reference.known)
        reference = SheetReference(self.view, known, {rule: (ir.NOT_APPLICABLE, ir.NOT_APPLICABLE)})
        truth = Truth(T, T) if item.applies is None else reference.value(item.applies, {})
        if isinstance(truth, Truth) and truth.hi == T:
            told = f"`{rule}` may be not applicable, and `{item.id}` does not say what holds then"
            hint = f'applies: \'outcome("{rule}") != "not_applicable"\', or give `not_applicable` a row'
            self.faults.append(Fault(told, amount.place, hint))

    def _step(self, step: Step) -> None:
        value = self.scoring.values[step.name]
        if isinstance(value, Grade):
            if any(not 0 <= p < len(self.sheet.scale) for p in value.places):
                told = f"the grade `{step.name}` may leave the scale"
                self.faults.append(Fault(told, step.place, "hold it with `at_least` or `at_most`"))
        elif step.name == self.sheet.total and INF in (-value.lo, value.hi):
            told = f"nothing bounds the total `{step.name}`"
            self.notes.append(Fault(told, step.place, "hold it with `limit`, or give parameters a range"))
        for amount in amounts_in(step.amount):
            outcome = isinstance(amount, ByLabel) and isinstance(amount.of, ir.Outcome)
            if outcome and ir.OUTCOMES[ir.NOT_APPLICABLE] not in amount.rows:  # type: ignore[attr-defined]
                told = f"the rows of `{step.name}` say nothing of `not_applicable`"
                self.faults.append(Fault(told, amount.place, "only an item can leave a rule out"))
        self._caps(step)

    def _caps(self, step: Step) -> None:
        """Caps that nothing can reach, and caps that are always reached."""
        for before, stage in zip(step.stages, step.stages[1:], strict=False):
            if stage.word != "at_most" or step.graded:
                continue
            value, cap = self.amounts.points(before.amount, {}), self.amounts.points(stage.own, {})
            if value.hi <= cap.lo:
                self.notes.append(Fault(f"the cap of `{step.name}` can't bind", step.place))
            elif value.lo >= cap.hi:
                self.notes.append(Fault(f"the cap of `{step.name}` always binds", step.place))

    def _unused(self) -> None:
        """Components that no step reads, and steps that nothing reads or reports."""
        read = set(_names_read(self.sheet))
        held = {self.sheet.total, self.sheet.grade}
        for item in self.sheet.items.values():
            grouped = any(item.id in other.children for other in self.sheet.items.values())
            if (
                item.component
                and not grouped
                and not {item.id, f"got {item.id}"} & read
                and not item.children
            ):
                self.notes.append(Fault(f"no step reads `{item.id}`", item.place))
        for step in self.sheet.steps:
            if step.name not in read | held and step.name not in self.view.vocabulary.measures:
                self.notes.append(Fault(f"no later step reads `{step.name}`", step.place))


def _names_read(sheet: Sheet) -> Iterator[str]:
    for root in sheet.amounts():
        for amount in amounts_in(root):
            for node in nodes_of(amount):
                yield from (n.name for n in ir.walk(node) if isinstance(n, ir.Input))
