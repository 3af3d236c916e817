"""One unit of a session: its facts, and what stands on them: findings, score, grade, consequences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import evolve, field

from policy_rules.attributes import define
from policy_rules.engines.session.chain_findings import Outcomes, RuleFacts
from policy_rules.engines.session.chain_rules import chain
from policy_rules.engines.session.chain_score import score_by_chain
from policy_rules.engines.session.kept_findings import Change, Frame, Layer
from policy_rules.engines.session.rule_truths import trigger_of
from policy_rules.engines.session.working_memory import Memory
from policy_rules.facts.bound import UnitFacts
from policy_rules.facts.view import Record, UnitView
from policy_rules.reference.rule_reads import ENTRIES, Read
from policy_rules.reference.trace import RuleResult, Tracer
from policy_rules.scoring.consequences import CERTAIN, EXCLUDED, POSSIBLE
from policy_rules.scoring.ledger import Score


@define(eq=False)
class Unit:
    """A unit's facts with all that follows from them, kept true by the chain of durable rules.

    With a sheet the rules that read what it gives stand in a layer of their own, on the score; the
    score itself reads the layer that does without.
    """

    frame: Frame
    facts: UnitFacts
    memory: Memory = field()
    first: Layer = field(init=False)
    second: Layer = field(init=False)
    score: Score | None = None

    @memory.default
    def _new_memory(self) -> Memory:
        return Memory(chain())

    def __attrs_post_init__(self) -> None:
        chained = RuleFacts(self.memory)
        self.first = Layer(chained)
        self.second = Layer(chained, len(self.frame.program.rules))

    def put_away(self) -> None:
        """Give back what durable holds of it."""
        self.memory.put_away()

    @property
    def settled(self) -> bool:
        """Whether the findings have been come to."""
        scored = self.frame.sheet is None or self.score is not None
        return scored and len(self.first.outcomes) == len(self.frame.program.rules)

    @property
    def outcomes(self) -> dict[str, Outcomes]:
        """The findings, those on the score in place of those without."""
        return {**self.first.outcomes, **self.second.outcomes}

    @property
    def records(self) -> dict[str, Record]:
        """The findings as rules about rules read them."""
        return {**self.first.records, **self.second.records}

    def view(self) -> UnitView:
        """The unit as of the day, with its score and all findings."""
        view = self.frame.view(self.facts, None if self.score is None else self.score.as_measures())
        view.findings = self.records
        return view

    def results(self) -> dict[str, RuleResult]:
        """Findings and instances by the chain; comparisons and missing facts by the reference."""
        view, records = self.view(), self.records
        tracer, found = Tracer(self.frame.program, view), dict[str, RuleResult]()
        for number, rule in enumerate(self.frame.program.rules):
            layer = self.second if rule.id in self.second.outcomes else self.first
            result = tracer.result(rule)
            view.findings[rule.id] = records[rule.id]
            chained = layer.chained.instance_outcomes(layer.base + number)
            instances = result.instances if rule.by_reading else chained
            found[rule.id] = evolve(result, finding=layer.outcomes[rule.id], instances=instances)
        return found

    def settle(self) -> None:
        """Come to the findings, if that has not been done yet."""
        if not self.settled:
            self.conclude(None)

    def conclude(self, reads: Iterable[Read] | None) -> dict[str, Change]:
        """Look again at what reads these facts (None: at everything); what changed of the findings.

        Should a step fail in the middle, the unit is left as it was before.
        """
        told, instances = self.memory.snapshot(), self.first.chained.instances
        first, second, score = self.first.copy(), self.second.copy(), self.score
        try:
            return self._conclude(None if reads is None else self.frame.with_decided(frozenset(reads)))
        except BaseException:
            self.first, self.second, self.score = first, second, score
            self.first.chained.instances = instances
            self.memory.restore(told)
            raise

    def _conclude(self, reads: frozenset[Read] | None) -> dict[str, Change]:
        frame = self.frame
        touched = range(len(frame.program.rules)) if reads is None else frame.touched(reads)
        changed, looked = self.first.conclude(frame, frame.view(self.facts), touched)
        if frame.sheet is not None:
            late = looked & frame.after_score
            if self._score_is_touched(reads, changed) and self._make_score():
                late = set(frame.after_score)
            again, more = self._after_score(late)
            changed = {**{r: c for r, c in changed.items() if r not in self.second.outcomes}, **again}
            looked |= more
        self._look_at_triggers(looked)
        return changed

    def _make_score(self) -> bool:
        """Work the score out; whether it is another than before."""
        frame = self.frame
        assert frame.sheet is not None
        before = None if self.score is None else self.score.steps
        view = frame.view(self.facts)
        view.findings = self.first.records
        self.score = score_by_chain(frame.sheet, view, self.first.outcomes, self.memory, frame.program)
        return before != self.score.steps

    def _score_is_touched(self, reads: frozenset[Read] | None, changed: Mapping[str, Change]) -> bool:
        assert self.frame.sheet is not None
        if self.score is None or reads is None or ENTRIES in reads:
            return True
        if any(item.due is not None for item in self.frame.sheet.items.values()):
            return True  # it reads what was known of the rule on another day
        wanted = self.frame.sheet_reads
        return not wanted.isdisjoint(reads) or any(("finding", rule) in wanted for rule in changed)

    def _after_score(self, touched: set[int]) -> tuple[dict[str, Change], set[int]]:
        if not touched:
            return {}, set()
        assert self.score is not None
        view = self.frame.view(self.facts, self.score.as_measures())
        view.findings = dict(self.first.records)
        return self.second.conclude(self.frame, view, touched)

    # -- consequences ------------------------------------------------------------------------------

    def _look_at_triggers(self, numbers: Iterable[int]) -> None:
        """Tell the triggers of consequences: the role, whether the rule applies, and to any record at all."""
        for number in numbers:
            rule = self.frame.program.rules[number]
            if rule.kind == "consequence":
                truths = self.second.truths.get(number) or self.first.truths[number]
                role, *ends = trigger_of(rule, truths)
                self.memory.put(("trigger", number), tuple(ends) if role else None)

    def consequences(self) -> Iterator[tuple[str, str]]:
        """Each consequence for the unit's roles: whether it is certain, possible or excluded."""
        for number, rule in enumerate(self.frame.program.rules):
            for word in (CERTAIN, POSSIBLE, EXCLUDED):
                if self.memory.admitted(word, number):
                    yield rule.id, word
