"""The ledger of a score: one line for each thing that moved it, and nothing that no line shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property

from attrs import evolve, field

from policy_rules.attributes import frozen
from policy_rules.collector import quiet
from policy_rules.facts.bound import CorrectionRecord
from policy_rules.scoring.amounts.scored_lines import APPLIES
from policy_rules.scoring.grounds import Basis
from policy_rules.scoring.points import Amounted, Grade, as_value, ends
from policy_rules.scoring.sheet import Remark, Sheet
from policy_rules.shown import ShownAsChart
from policy_rules.values.known import INF, NEVER, End, Num, Truth, Value

Both = tuple[End, End]
"""The lower and the upper end."""


@frozen
class Line:
    """One line: an item's effect, or a stage of a step.

    In points `before`, `change` and `after` hold both ends, and after = before + change on each: the
    change is the move of each end, not an interval. In grades they hold labels, and no change.
    `amount` is what the words gave before any cap; `kept` says why it moved less, or what held it:
    group cap, item floor, item cap, children cap, or the word of the stage. `undefined`: the amount
    after may be none (0 never, 1 maybe, 2 only).
    """

    seq: int
    step: str
    item: str
    effect: str
    before: Both | frozenset[str]
    change: Both | None
    after: Both | frozenset[str]
    amount: Both | frozenset[str]
    basis: Basis = field(repr=False)
    clause: tuple[str, ...] = ()
    kept: str = ""
    undefined: int = NEVER

    @property
    def because(self) -> Mapping[str, tuple[str, ...]]:
        """The reasons by their sort: findings, records, entries, parameters, rules."""
        names = ("findings", "records", "entries", "parameters", "rules")
        return {n: tuple(sorted(getattr(self.basis, n))) for n in names if getattr(self.basis, n)}

    @property
    def facts(self) -> tuple[str, ...]:
        """The known facts that were read."""
        return tuple(sorted(self.basis.facts))

    @property
    def missing(self) -> tuple[str, ...]:
        """The facts that leave the line open."""
        return tuple(sorted(self.basis.missing))

    @property
    def needs(self) -> tuple[str, ...]:
        """The open parameters that leave the line open."""
        return tuple(sorted(self.basis.needs))


class Ledger:
    """Writes lines; it is told the running value of the item or step, and works out the change."""

    def __init__(self, sheet: Sheet) -> None:
        self.lines: list[Line] = []
        self.sheet = sheet

    def points(
        self,
        where: tuple[str, str, str],
        before: Both,
        after: Both,
        amount: Num,
        basis: Basis,
        kept: str = "",
        undefined: int = NEVER,
    ) -> None:
        """A line in points; `where` is step, item and effect."""
        change = (_moved(before[0], after[0]), _moved(before[1], after[1]))
        self._write(where, before, change, after, ends(amount), basis, kept, undefined)

    def grade(
        self, where: tuple[str, str, str], before: frozenset[str], after: Grade, basis: Basis, kept: str
    ) -> None:
        """A line in grades."""
        names = self.names(after)
        self._write(where, before, None, names, names, basis, kept, after.null)

    def names(self, grade: Grade) -> frozenset[str]:
        """The labels of a grade."""
        return frozenset(self.sheet.scale[p] for p in grade.places if 0 <= p < len(self.sheet.scale))

    def _write(
        self,
        where: tuple[str, str, str],
        before: Both | frozenset[str],
        change: Both | None,
        after: Both | frozenset[str],
        amount: Both | frozenset[str],
        basis: Basis,
        kept: str,
        undefined: int,
    ) -> None:
        step, item, effect = where
        cited = self.sheet.cites.get(step or item)
        if cited:
            basis = basis | Basis(rules=frozenset(cited))
        clauses, rules = self.sheet.clauses, basis.findings | basis.rules
        clause = tuple(dict.fromkeys(clauses[r] for r in sorted(rules) if r in clauses)) if rules else ()
        seq = len(self.lines) + 1
        self.lines.append(
            Line(seq, step, item, effect, before, change, after, amount, basis, clause, kept, undefined)
        )


def _moved(before: End, after: End) -> End:
    """The move of one end; one that is not finite stays, or is set by a line that comes later."""
    if after == before:
        return 0
    if after in (INF, -INF):
        return after
    return after - before


class NoLedger(Ledger):
    """Takes no lines: for a run that asks for values only."""

    def _write(self, *_: object) -> None:
        pass


@frozen
class Explained:
    """The lines of a score; which items and steps each missing fact and each open parameter touches."""

    lines: tuple[Line, ...]
    missing: Mapping[str, tuple[str, ...]]
    needs: Mapping[str, tuple[str, ...]]


@frozen(slots=False)
class Score(ShownAsChart):
    """What a sheet gives for a unit.

    `steps` holds the value of every step, `items` of every item. The ledger, and what is missing, are
    worked out when first looked at. `before_approval`: the grade as it stood before approval was
    recorded. `undecided`: the objections on which no decision is on file. `remarks` of the sheet that
    concern the unit, each with whether it surely does. `applies`: whether each item does.
    """

    sheet: Sheet = field(repr=False)
    steps: Mapping[str, Amounted]
    items: Mapping[str, Amounted]
    before_approval: Amounted | None = None
    undecided: tuple[CorrectionRecord, ...] = ()
    remarks: tuple[tuple[Remark, bool], ...] = ()
    applies: Mapping[str, Truth] = field(factory=dict, repr=False)
    explain: Callable[[], Explained] = field(default=lambda: Explained((), {}, {}), eq=False, repr=False)

    @cached_property
    def _explained(self) -> Explained:
        with quiet():
            return self.explain()

    @property
    def ledger(self) -> tuple[Line, ...]:
        """A line for each change."""
        return self._explained.lines

    @property
    def missing(self) -> Mapping[str, tuple[str, ...]]:
        """Each missing fact with the items and steps that it touches."""
        return self._explained.missing

    @property
    def needs(self) -> Mapping[str, tuple[str, ...]]:
        """Each open parameter with the items and steps that it touches."""
        return self._explained.needs

    @property
    def total(self) -> Num | None:
        """The total; None where the sheet has no step in points."""
        found = self.steps.get(self.sheet.total)
        return found if isinstance(found, Num) else None

    @property
    def lo(self) -> End:
        """The least total possible."""
        return -INF if self.total is None else self.total.lo

    @property
    def hi(self) -> End:
        """The greatest total possible."""
        return INF if self.total is None else self.total.hi

    @property
    def grade(self) -> frozenset[str]:
        """The grades possible; all of the scale where the sheet has no step that grades."""
        found = self.steps.get(self.sheet.grade)
        if not isinstance(found, Grade):
            return frozenset(self.sheet.scale)
        return frozenset(self.sheet.scale[p] for p in found.places)

    @property
    def settled(self) -> bool:
        """Whether total and grade (those that the sheet has) can only be one thing."""
        held = [self.steps[n] for n in (self.sheet.total, self.sheet.grade) if n]
        return all(value.settled for value in held)

    def as_measures(self) -> Mapping[str, Value]:
        """The steps as values of measures of the same names, and what its units are without: null."""
        steps = {name: as_value(value, self.sheet.scale) for name, value in self.steps.items()}
        return {**self.sheet.without, **steps}

    def without_others(self) -> Score:
        """The same without the steps that hold what other units have, and without their lines."""
        hidden = self.sheet.of_others
        if not hidden:
            return self

        def explain() -> Explained:
            lines = tuple(line for line in self.ledger if line.step not in hidden)
            return Explained(lines, self.missing, self.needs)

        steps = {name: value for name, value in self.steps.items() if name not in hidden}
        return evolve(self, steps=steps, explain=explain)

    def effects_of(self, rule: str) -> tuple[Line, ...]:
        """The lines that rest on the finding of a rule, or on a number that it defines."""
        return self._effects.get(rule, ())

    @cached_property
    def _effects(self) -> Mapping[str, tuple[Line, ...]]:
        found: dict[str, list[Line]] = {}
        for line in self.ledger:
            for rule in line.basis.findings | line.basis.rules:
                found.setdefault(rule, []).append(line)
        return {rule: tuple(lines) for rule, lines in found.items()}

    def lines_of(self, name: str) -> tuple[Line, ...]:
        """The lines of an item or step."""
        return tuple(l for l in self.ledger if name in (l.item, l.step))


def names_by_fact(sets: Mapping[str, frozenset[str]]) -> Mapping[str, tuple[str, ...]]:
    """From name to facts, to fact to names."""
    found: dict[str, list[str]] = {}
    for name, facts in sets.items():
        for fact in facts if not name.startswith(("got ", APPLIES)) else ():
            found.setdefault(fact, []).append(name)
    return {fact: tuple(found[fact]) for fact in sorted(found)}
