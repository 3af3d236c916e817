"""A place of a session: what its organs came to, joined above the chain of durable rules.

The findings of places are joined above every engine (`reference.places`). A place looks again, at all rules,
when anything was touched of it or of one of its organs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from attrs import field

from policy_rules.attributes import define
from policy_rules.engines.session.chain_findings import Outcomes
from policy_rules.engines.session.kept_findings import Change, Frame
from policy_rules.errors import EngineError, Fault
from policy_rules.facts.bound import UnitFacts
from policy_rules.reference.places import judge_place
from policy_rules.reference.protocol import ReferenceEngine
from policy_rules.reference.rule_reads import Read
from policy_rules.reference.trace import RuleResult
from policy_rules.scoring.consequences import consequences_of
from policy_rules.scoring.ledger import Score
from policy_rules.scoring.score_unit import score as make_score


@define(eq=False)
class PlaceInSession:
    """A place's facts with its findings, its score, and what follows."""

    frame: Frame
    facts: UnitFacts
    outcomes: Mapping[str, Outcomes] = field(factory=dict)
    score: Score | None = None
    follows: Mapping[str, str] = field(factory=dict)

    @property
    def settled(self) -> bool:
        """Whether the findings have been come to."""
        return bool(self.outcomes) or not self.frame.program.rules

    def settle(self) -> None:
        """Come to the findings, if that has not been done yet."""
        if not self.settled:
            self.conclude(None)

    def conclude(self, reads: Iterable[Read] | None) -> dict[str, Change]:
        """Look again at all rules; what changed of the findings."""
        frame, before, score = self.frame, self.outcomes, None
        run, view = ReferenceEngine().outcomes, frame.view(self.facts)
        found = judge_place(frame.program, view, run)
        if frame.sheet is not None:
            told = (self.facts.entries, self.facts.corrections)
            score = make_score(frame.sheet, view, found.joined, *told, program=frame.program)
            view = frame.view(self.facts, score.as_measures())
            found = judge_place(frame.program, view, run, found.organs)
        follow = consequences_of(frame.model, frame.program, view, found.own)
        self.outcomes, self.score = dict(found.joined), score
        self.follows = {c.rule: c.status for c in follow}
        return {r: (before.get(r), ends) for r, ends in self.outcomes.items() if before.get(r) != ends}

    def results(self) -> dict[str, RuleResult]:
        """Nothing that a session could tell: its organs have results, a place has their worst."""
        told = f"a session tells what the place `{self.facts.id}` came to, and not by what"
        raise EngineError(Fault(told, hint="assess its facts, or ask for the results of its organs"))

    def consequences(self) -> Iterator[tuple[str, str]]:
        """Each consequence for the place: whether it is certain, possible or excluded."""
        yield from self.follows.items()

    def put_away(self) -> None:
        """Nothing is held for it."""
