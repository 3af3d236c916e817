"""The findings of one unit on a set of rules, kept as facts change. A unit has one or two such layers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property

from attrs import field

from policy_rules.attributes import define, frozen
from policy_rules.engines.session.chain_findings import Outcomes, RuleFacts
from policy_rules.engines.session.rule_truths import RuleTruths, truths_of
from policy_rules.facts.bound import Facts, UnitFacts
from policy_rules.facts.view import Record, UnitView
from policy_rules.lowering.program import Program
from policy_rules.reference.decided import conditions, decided
from policy_rules.reference.rule_reads import BELOW, Read, downstream, readers, reads_in
from policy_rules.reference.trace import Tracer
from policy_rules.ruleset.decisions import Decisions
from policy_rules.ruleset.model import RulesetModel
from policy_rules.scoring.sheet import Sheet
from policy_rules.scoring.sheet_reads import reads_of_sheet
from policy_rules.values.known import Num, Value

Change = tuple[Outcomes | None, Outcomes]
"""A finding before and after."""


@frozen(eq=False, slots=False)
class Frame:
    """What all units of a session share: the rules, the day, the year, the facts of all units."""

    model: RulesetModel
    program: Program
    as_of: int
    year: int
    year_given: bool
    facts: Facts
    sheet: Sheet | None = None
    decisions: Decisions | None = None

    @cached_property
    def readers(self) -> Mapping[Read, tuple[int, ...]]:
        """The numbers of the rules that read a fact."""
        return readers(self.program)

    @cached_property
    def reads_below(self) -> bool:
        """Whether any rule looks at the units below."""
        return bool(self.readers.get(BELOW))

    @cached_property
    def after_score(self) -> frozenset[int]:
        """The rules that read what the sheet gives, and those that read their findings."""
        sheet = self.sheet
        given = () if sheet is None else (*(step.name for step in sheet.steps), *sheet.without)
        first = self.touched(("figure", name) for name in given)
        return downstream(self.program, self.readers, first)

    @cached_property
    def sheet_reads(self) -> frozenset[Read]:
        """Everything that the score may depend on."""
        return frozenset() if self.sheet is None else reads_of_sheet(self.sheet)

    def view(self, unit: UnitFacts, scored: Mapping[str, Value] | None = None) -> UnitView:
        """The unit's facts as of the day."""
        vocabulary = self.model.vocabulary
        about = (self.as_of, self.year, self.year_given)
        if self.decisions is not None:
            plain, year = (
                UnitView(self.facts, unit, vocabulary, *about),
                self.year if self.year_given else None,
            )
            vocabulary = decided(self.decisions, plain, year=year).vocabulary
        return UnitView(self.facts, unit, vocabulary, *about, scored)

    @cached_property
    def read_by_decisions(self) -> frozenset[Read]:
        """The facts on which it hangs whether a decision is about the unit."""
        found = () if self.decisions is None else conditions(self.decisions, self.model.vocabulary)
        return frozenset(read for node in found for read in reads_in(node))

    def with_decided(self, reads: frozenset[Read]) -> frozenset[Read]:
        """What was touched, and the parameters that may be decided otherwise for it."""
        if self.decisions is None or self.read_by_decisions.isdisjoint(reads):
            return reads
        return reads | {("parameter", name) for d in self.decisions.decisions for name in d.settles}

    def touched(self, reads: Iterable[Read]) -> set[int]:
        """The numbers of the rules that read any of these."""
        return {number for read in reads for number in self.readers.get(read, ())}


@define(eq=False)
class Layer:
    """Findings with the truths they stand on. Rules go by their number in the program plus `base`."""

    chained: RuleFacts
    base: int = 0
    truths: dict[int, RuleTruths] = field(factory=dict)
    outcomes: dict[str, Outcomes] = field(factory=dict)
    records: dict[str, Record] = field(factory=dict)
    """The findings as rules about rules read them."""

    def conclude(
        self, frame: Frame, view: UnitView, touched: Iterable[int]
    ) -> tuple[dict[str, Change], set[int]]:
        """Look at the rules touched and at those on their findings; what changed, and all looked at."""
        tracer = Tracer(frame.program, view)
        view.findings = {**view.findings, **self.records}
        ahead, changed, looked = set(touched), dict[str, Change](), set[int]()
        while ahead:
            number = min(ahead)
            ahead.discard(number)
            looked.add(number)
            rule = frame.program.rules[number]
            self.truths[number] = truths_of(rule, tracer)
            found = self.chained.conclude(self.base + number, self.truths[number])
            before, known = self.outcomes.get(rule.id), self.records.get(rule.id)
            self.outcomes[rule.id] = found
            self.records[rule.id] = view.findings[rule.id] = record = tracer.record(rule, Num(*found))
            if found != before:
                changed[rule.id] = (before, found)
            if known is None or known.values != record.values:
                ahead |= frame.touched({("finding", rule.id)})
        return changed, looked

    def copy(self) -> Layer:
        """The layer as it stands, not to be changed by later steps."""
        return Layer(self.chained, self.base, dict(self.truths), dict(self.outcomes), dict(self.records))
