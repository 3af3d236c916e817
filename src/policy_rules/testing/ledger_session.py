"""A session that follows the events of generated cases, one by one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Self

from attrs import field

from policy_rules.attributes import define
from policy_rules.engines.session import Session
from policy_rules.errors import FactsError
from policy_rules.testing.facts import UNIT
from policy_rules.testing.ledger_cases import Case
from policy_rules.testing.ledger_laws import differing_scores
from policy_rules.testing.ledger_truth import unsound
from policy_rules.testing.schemes import Scheme, day
from policy_rules.testing.sheet_words import SCORED
from policy_rules.testing.steps import Step


@define(eq=False)
class Following:
    """A session on the sheet of a scheme; `load`: it takes the first facts all at once."""

    scheme: Scheme
    load: bool = False
    session: Session = field(init=False)

    def __enter__(self) -> Self:
        made, asked = self.scheme, self.scheme.asked
        year = asked.year if asked.year_given else None
        self.session = Session(made.model, made.program, as_of=day(asked), year=year, sheet=made.sheet)
        return self

    def __exit__(self, *_: object) -> None:
        self.session.close()

    def differences(self, case: Case) -> Iterator[tuple[str, str]]:
        """Take the event of the case; where the score that follows is not that of the reference."""
        refused = not self._follow(case)
        if refused != case.state.refused:
            yield "a refusal", f"the session {'refuses' if refused else 'takes'} the event"
        found = self.session.score(UNIT)
        assert found is not None
        yield from differing_scores(case.expected, found)
        yield from unsound(found, case.truths)
        after = self.session.outcomes(UNIT) if SCORED in found.steps else {}
        if after != case.outcomes:
            yield "outcomes", f"reference: {case.outcomes}\nsession:   {after}"

    def _follow(self, case: Case) -> bool:
        """Whether the event was taken; at first all facts are loaded, or asserted one by one."""
        state = case.state
        if state.step is None:
            if self.load:
                self.session.load(state.facts)
            for path, value in () if self.load else state.told.items():
                self.session.assert_fact(UNIT, path, value)
            if UNIT not in self.session.units:
                self.session.add_unit(UNIT)
            return True
        try:
            self._take(state.step)
        except FactsError:
            return False
        return True

    def _take(self, step: Step) -> None:
        if step.action == "retract":
            self.session.retract_fact(UNIT, step.path)
        elif step.action == "assert":
            self.session.assert_fact(UNIT, step.path, step.value)
        else:
            self.session.change_fact(UNIT, step.path, step.value)
