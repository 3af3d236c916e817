"""What can be told of a sheet before any facts: the evaluator run where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from attrs import evolve

from policy_rules.core import nodes as core
from policy_rules.errors import Fault
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.view import UnitView
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.amounts.amount import Amount, amounts_in
from policy_rules.scoring.amounts.by_label import ByLabel
from policy_rules.scoring.amounts.entered import Entered
from policy_rules.scoring.amounts.peers import Peers
from policy_rules.scoring.amounts.scored_lines import possible_points
from policy_rules.scoring.named_values import SheetReference
from policy_rules.scoring.points import Grade
from policy_rules.scoring.score_unit import Scoring
from policy_rules.scoring.sheet import Effect, Item, Sheet, Step
from policy_rules.scoring.sheets.declared_ranges import Watched
from policy_rules.values.exact import plain
from policy_rules.values.intervals import opposite
from policy_rules.values.known import ANYTHING, INF, NEVER, F, Num, T, Truth, point


def check_sheet(sheet: Sheet, model: RulesetModel) -> tuple[list[Fault], list[Fault]]:
    """What is wrong with a sheet, and remarks that do not stop it."""
    unit = UnitFacts("", "")
    day = model.vocabulary.year.last_day(sheet.year)
    view = UnitView(Facts({"": unit}), unit, model.vocabulary, day, sheet.year, year_given=True)
    return _Checks(sheet, view).run()


def possible_total(model: RulesetModel, sheet: Sheet, given: UnitView | None) -> Num:
    """What the total may be before any facts.

    With the parameters as they are set in the view given, and the exceptions to numbers that are on file
    there; without one whatever they are, and whenever it is asked.
    """
    unit = UnitFacts("", "")
    day = model.vocabulary.year.last_day(sheet.year)
    vocabulary, set_ = model.vocabulary if given is None else given.vocabulary, sheet.parameters
    if given is None:
        unset = {n: evolve(p, values=(), rule_values={}) for n, p in vocabulary.parameters.items()}
        vocabulary = vocabulary.with_parameters(unset)
        set_ = {n: evolve(p, value=None) for n, p in set_.items()}
    view = UnitView(Facts({"": unit}), unit, vocabulary, day, sheet.year, year_given=True)
    sides = {True: Num(0, INF), False: Num(-INF, 0)}  # an exception keeps a number on its side of zero
    defined = {}
    for name, d in sheet.defined.items():
        now = sides[d.value.lo >= 0] if given is None else given.replaced(d.rule, point(given.as_of), d.value)
        defined[name] = evolve(d, value=now) if isinstance(now, Num) else d
    scoring = Scoring(evolve(sheet, parameters=set_, defined=defined), view, {})
    scoring.read_with(Watched(scoring.reference, sheet.scale, []))
    scoring.run()
    found = scoring.values.get(sheet.total)
    return ANYTHING if not isinstance(found, Num) or found.null else Num(found.lo, found.hi)


class _Checks:
    def __init__(self, sheet: Sheet, view: UnitView) -> None:
        self.sheet, self.view = sheet, view
        self.faults: list[Fault] = []
        self.notes: list[Fault] = []
        self.told_apart: set[Amount] = set()
        scoring = Scoring(sheet, view, {})
        watched = Watched(scoring.reference, sheet.scale, self.faults)
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
        self.notes += self.amounts.unmoved(self.told_apart)
        return list(dict.fromkeys(self.faults)), list(dict.fromkeys(self.notes))

    def _item(self, item: Item) -> None:
        for effect in item.effects:
            value = self.amounts.points(effect.amount, {})
            self._condition(item, effect, value)
            self._entries(item, effect)
            if value.null != NEVER:
                told = f"an amount of `{item.id}` may be undefined"
                hint = "say what to take then: `undefined: 0`"
                self.faults.append(Fault(told, effect.place, hint))
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

        if item.at_most is not None and item.at_most >= sum(
            (possible_points(self.sheet.items[child]) for child in item.children), Fraction(0)
        ):
            self.notes.append(Fault(f"the cap of `{item.id}` can't bind", item.place))

    def _condition(self, item: Item, effect: Effect, value: Num) -> None:
        """Whether an effect can fire, whether it can fail to, and whether it takes more than there is."""
        fires = effect.taken(self.amounts.truth(effect.condition, {}))
        if value.lo == value.hi == 0 or fires.hi == F:
            self.notes.append(Fault(f"this effect of `{item.id}` never moves it", effect.place))
        elif effect.condition is not None and fires.lo == T:
            told = f"the condition of this effect of `{item.id}` always holds"
            self.notes.append(Fault(told, effect.place, "leave it out, or correct it"))
        elif (room := _room(item)) is not None and value.lo > room and not effect.group:
            told = f"this effect alone moves `{item.id}` by {plain(Fraction(value.lo))} of its {plain(room)}"
            self.notes.append(Fault(told, effect.place, "correct the amount or the points of the item"))

    def _entries(self, item: Item, effect: Effect) -> None:
        """What a person enters for an item may not go beyond the item's points."""
        room = _room(item)
        for given in entered(effect.amount):
            if room is not None and given.high > room:
                high, most = plain(given.high), plain(room)
                told = f"the entry `{given.entry}` goes up to {high}, and `{item.id}` holds {most}"
                hint = f"between: [{plain(given.low)}, {most}], or scale it with `ratio`"
                self.faults.append(Fault(told, given.place, hint))

    def _group_top(self, item: Item, name: str) -> Fraction | float | int:
        ends = [self.amounts.points(e.amount, {}).hi for e in item.effects if e.group == name]
        return INF if INF in ends else sum((Fraction(e) for e in ends), Fraction(0))

    def _outcomes(self, item: Item, amount: Amount) -> None:
        """A rule that may not apply needs a row, or an `applies` that leaves the item out."""
        if not isinstance(amount, ByLabel) or not isinstance(amount.of, core.Outcome):
            return
        if core.OUTCOMES[core.NOT_APPLICABLE] in amount.rows:
            return
        rule = amount.of.rule
        known = dict(self.scoring.reference.known)
        reference = SheetReference(self.view, known, {rule: (core.NOT_APPLICABLE, core.NOT_APPLICABLE)})
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
            outcome = isinstance(amount, ByLabel) and isinstance(amount.of, core.Outcome)
            if outcome and core.OUTCOMES[core.NOT_APPLICABLE] not in amount.rows:  # type: ignore[attr-defined]
                told = f"the rows of `{step.name}` say nothing of `not_applicable`"
                self.faults.append(Fault(told, amount.place, "only an item can leave a rule out"))
        self._caps(step)

    def _caps(self, step: Step) -> None:
        """Floors and caps that nothing can reach, and those that are always reached."""
        for before, stage in zip(step.stages, step.stages[1:], strict=False):
            if stage.word not in ("at_least", "at_most") or step.graded:
                continue
            self.told_apart.add(stage.amount)
            value, end = self.amounts.points(before.amount, {}), self.amounts.points(stage.own, {})
            what = "cap" if stage.word == "at_most" else "floor"
            if what == "floor":
                value, end = opposite(value), opposite(end)
            if value.hi <= end.lo:
                self.notes.append(Fault(f"the {what} of `{step.name}` can't bind", step.place))
            elif value.lo >= end.hi:
                self.notes.append(Fault(f"the {what} of `{step.name}` always binds", step.place))

    def _unused(self) -> None:
        """Components that no step reads, and steps that nothing reads or reports."""
        read = set(_names_read(self.sheet))
        held = {self.sheet.total, self.sheet.grade, self.sheet.rank}
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


def _room(item: Item) -> Fraction | None:
    """By how much an item can move, from its floor to its cap; None where one of them is open."""
    return None if item.low is None or item.high is None else item.high - item.low


def entered(amount: Amount) -> Iterator[Entered]:
    """The entries whose number an amount takes as it is, or takes the best, least or sum of."""
    if isinstance(amount, Entered):
        yield amount
    for inner in amount.as_it_is():
        yield from entered(inner)


def _names_read(sheet: Sheet) -> Iterator[str]:
    for remark in sheet.remarks:
        yield from remark.shows
        yield from (n.name for n in core.walk(remark.condition) if isinstance(n, core.Input))
    for root in sheet.amounts():
        for amount in amounts_in(root):
            if isinstance(amount, Peers):
                yield from (amount.of, *amount.keys)
            for node in amount.trees:
                yield from (n.name for n in core.walk(node) if isinstance(n, core.Input))
