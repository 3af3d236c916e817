"""One unit of a session: its facts, and the findings that stand on them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import define, field, frozen

from policy_rules.domain import Num
from policy_rules.engines.session.chain import chain
from policy_rules.engines.session.findings import Outcomes, RuleFacts
from policy_rules.engines.session.memory import Memory
from policy_rules.engines.session.reads import BELOW, Read, readers
from policy_rules.engines.session.states import states_of
from policy_rules.engines.session.truths import RuleTruths, truths_of
from policy_rules.facts.model import Facts, UnitFacts
from policy_rules.facts.view import Record, UnitView
from policy_rules.ir.program import Program
from policy_rules.ir.trace import Tracer
from policy_rules.ruleset.model import RulesetModel


@frozen(eq=False, slots=False)
class Frame:
    """What all units of a session share: the rules, the day, the year, the facts of all units."""

    model: RulesetModel
    program: Program
    as_of: int
    year: int
    year_given: bool
    facts: Facts

    @cached_property
    def readers(self) -> Mapping[Read, tuple[int, ...]]:
        """The numbers of the rules that read a fact."""
        return readers(self.program)

    @cached_property
    def reads_below(self) -> bool:
        """Whether any rule looks at the units below."""
        return bool(self.readers.get(BELOW))

    def view(self, unit: UnitFacts) -> UnitView:
        """The unit's facts as of the day."""
        return UnitView(self.facts, unit, self.model.vocabulary, self.as_of, self.year, self.year_given)

    def touched(self, reads: Iterable[Read]) -> set[int]:
        """The numbers of the rules that read any of these."""
        return {number for read in reads for number in self.readers.get(read, ())}


@define(eq=False)
class Unit:
    """A unit's facts with the outcome of every rule, kept true by the chain of durable rules."""

    frame: Frame
    facts: UnitFacts
    chained: RuleFacts = field()
    truths: dict[int, RuleTruths] = field(factory=dict)
    outcomes: dict[str, Outcomes] = field(factory=dict)
    records: dict[str, Record] = field(factory=dict)
    """The findings as rules about rules read them."""

    @chained.default
    def _new(self) -> RuleFacts:
        return RuleFacts(Memory(chain(), states_of(chain().book)))

    def settle(self) -> None:
        """Come to the findings, if that has not been done yet."""
        if not self.outcomes and self.frame.program.rules:
            self.conclude(range(len(self.frame.program.rules)))

    def conclude(self, touched: Iterable[int]) -> dict[str, tuple[Outcomes | None, Outcomes]]:
        """Look at the rules touched, and at those that read their findings; what changed.

        Should a step fail in the middle, what stood before is told again.
        """
        before = dict(self.truths), dict(self.outcomes), dict(self.records)
        seen = list[int]()
        try:
            return self._conclude(set(touched), seen)
        except BaseException:
            self.put_away()
            self.truths, self.outcomes, self.records = before
            for number in seen:
                self.chained.restore(number, self.truths.get(number))
            raise

    def _conclude(self, ahead: set[int], seen: list[int]) -> dict[str, tuple[Outcomes | None, Outcomes]]:
        view = self.frame.view(self.facts)
        view.findings = self.records
        tracer = Tracer(self.frame.program, view)
        changed: dict[str, tuple[Outcomes | None, Outcomes]] = {}
        while ahead:
            number = min(ahead)
            ahead.discard(number)
            rule = self.frame.program.rules[number]
            seen.append(number)
            self.truths[number] = truths_of(rule, tracer)
            found = self.chained.conclude(number, self.truths[number])
            record = tracer.record(rule, Num(*found))
            before, known = self.outcomes.get(rule.id), self.records.get(rule.id)
            self.outcomes[rule.id], self.records[rule.id] = found, record
            if found != before:
                changed[rule.id] = (before, found)
            if known is None or known.values != record.values:
                ahead |= self.frame.touched({("finding", rule.id)})
        return changed

    def put_away(self) -> None:
        """Give the state of durable back; it is told anew when the unit is touched again."""
        memory = self.chained.memory
        memory.states.put_away(memory)
