"""A unit's score, its rows, bands and bars chosen by the chain of durable rules.

Amounts are exact numbers of any size, so they stay in Python: what durable is told of a table is which
outcomes are possible, or whether a row's ends are reached; what it answers is which rows count. Of any
other amount or effect that hangs on a finding (`deduct` … `if`, `points` where, a share of cases) it is told
whether the condition may hold, and answers whether it is priced.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from policy_rules.core import nodes as core
from policy_rules.engines.session.chain_findings import Outcomes
from policy_rules.engines.session.working_memory import Key, Memory, Values
from policy_rules.facts.view import UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.evaluate import Scope
from policy_rules.scoring.amounts.amount import Amount, Amounts
from policy_rules.scoring.amounts.by_label import ByLabel
from policy_rules.scoring.amounts.by_range import ByRange
from policy_rules.scoring.amounts.combined import Combine
from policy_rules.scoring.entries import on_file
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.number_intervals import Interval
from policy_rules.scoring.points import Amounted, Grade
from policy_rules.scoring.score_unit import Scoring
from policy_rules.scoring.sheet import Sheet
from policy_rules.values.known import F, Num, T, Truth

KINDS = frozenset({"effect", "condition", "band", "bar"})


def score_by_chain(
    sheet: Sheet,
    view: UnitView,
    outcomes: Mapping[str, Outcomes],
    memory: Memory,
    program: Program | None = None,
) -> Score:
    """What the sheet gives for the unit; facts of an earlier score that no longer hold are taken back."""
    told = on_file(sheet, view.unit.entries, view.unit.corrections, view.as_of, view)
    scoring = Scoring(sheet, view, outcomes, told, program=program)
    amounts = ChainAmounts(scoring.amounts, memory)
    scoring.read_with(amounts)
    found = scoring.scored()
    for key in [key for key in memory.facts if key[0] in KINDS and key not in amounts.told]:
        memory.put(key, None)
    return found


class ChainAmounts(Amounts):
    """Amounts whose tables of outcomes, grade bands and bars are read by durable's rules."""

    def __init__(self, amounts: Amounts, memory: Memory) -> None:
        super().__init__(amounts.reference, amounts.scale, amounts.entries, amounts.population)
        self.memory, self.told = memory, set[Key]()

    def _admitted(self, into: str, key: Key, values: Values) -> Mapping[int, int]:
        self.memory.put(key, values)
        self.told.add(key)
        return self.memory.admitted(into, *key[1:])

    def truth(self, condition: core.Node | None, scope: Scope) -> Truth:
        """Whether a condition holds; where it reads a finding, whether it is priced."""
        found = super().truth(condition, scope)
        if scope or condition is None or not reads_a_finding(condition):
            return found
        priced = self._admitted("priced", ("condition", condition), (found.lo, found.hi))
        return Truth(T if T in priced and F not in priced else F, T if T in priced else F)

    def touched(self, amount: Amount, scope: Scope) -> Iterable[Amount]:
        """The rows of tables of outcomes and of grade bands that count; others go by what they read."""
        if not scope and isinstance(amount, ByLabel) and isinstance(amount.of, core.Outcome):
            return self._of_outcomes(amount, amount.of)
        if not scope and isinstance(amount, ByRange) and amount.graded:
            return self._of_bands(amount)
        return super().touched(amount, scope)

    def _of_outcomes(self, amount: ByLabel, of: core.Outcome) -> list[Amount]:
        possible = self.reference.value(of, {})
        places = [n for n, name in enumerate(core.OUTCOMES) if name in (possible.members or ())]  # type: ignore[union-attr]
        rows = self._admitted("row", ("effect", amount), (min(places), max(places)))
        return [row for name, row in amount.rows.items() if core.OUTCOMES.index(name) in rows]

    def _of_bands(self, amount: ByRange) -> list[Amount]:
        """The grades of the bands that the total reaches and does not pass."""
        x = self.points(amount.of, {})
        return [
            row
            for n, (span, row) in enumerate(amount.rows or ())
            if self._admitted("grade", ("band", amount, n), place_in(span, x))
        ]

    def image(self, amount: Amount, scope: Scope) -> Amounted:
        """What the amount may be; of the least of grades, each bar lets a grade stand, or lowers it."""
        if scope or not isinstance(amount, Combine) or not amount.graded or amount.how != "least":
            return super().image(amount, scope)
        grades = [v for p in amount.parts if isinstance(v := self.value(p.of, scope), Grade)]
        bare = not any(p.condition or p.weight for p in amount.parts)
        if not bare or len(grades) < len(amount.parts) or any(g.null for g in grades):
            return super().image(amount, scope)
        (places, *_), bars = (g.places for g in grades), grades[1:]
        for n, bar in enumerate(bars):
            admitted = set[int]()
            for grade in places:
                for most in bar.places:
                    key = ("bar", amount, n, grade, most)
                    admitted |= set(self._admitted("barred grade", key, (grade, most, int(grade > most))))
            places = frozenset(admitted)
        return Grade(places)


def place_in(span: Interval, x: Num) -> Values:
    """Whether an interval reaches the row's lower end, and whether it lies beyond the upper: two truths."""
    surely = span.low is None or x.lo > span.low or (x.lo == span.low and span.low_owned)
    reached = span.low is None or x.hi > span.low or (x.hi == span.low and span.low_owned)
    beyond = span.high is not None and (x.lo > span.high or (x.lo == span.high and not span.high_owned))
    passed = span.high is not None and (x.hi > span.high or (x.hi == span.high and not span.high_owned))
    return tuple(T if truth else F for truth in (surely, reached, beyond, passed))


def reads_a_finding(condition: core.Node) -> bool:
    """Whether the outcome of a rule, or the number of such outcomes, is read in it."""
    return any(isinstance(node, core.Outcome | core.Findings) for node in core.walk(condition))
