"""An assessment and what can be asked of it: compared, asked again otherwise, what to find out next."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import frozen

from policy_rules.arguments import Day, Year
from policy_rules.errors import Fault, PolicyRulesError, printed
from policy_rules.results.assessed import Assessed
from policy_rules.results.comparison import Compared
from policy_rules.results.next_facts import NextFact, next_facts
from policy_rules.results.what_if import what_if
from policy_rules.scoring.sheet import Sheet


class Comparison(Compared["Assessment"]):
    """What differs between two assessments, of whichever unit, sheet, year or ruleset."""


def compare(before: Assessment, after: Assessment) -> Comparison:
    """What differs between two assessments, of whichever unit, sheet, year or ruleset.

    Raises:
        PolicyRulesError: one of them is no assessment.
    """
    for given in (before, after):
        if not isinstance(given, Assessed):
            hint = "compare what `ruleset.assess` gives"
            raise PolicyRulesError(Fault(f"`{printed(given)}` is no assessment", hint=hint))
    return Comparison(before, after)


@frozen(eq=False, slots=False)
class Assessment(Assessed):
    """Everything that can be said of one unit as of a day, for a year.

    Immutable; what explains a finding, and all that is asked of it, is computed when asked for.
    """

    def compare(self, other: Assessment) -> Comparison:
        """What differs in another assessment (this one is before), of whichever unit, sheet or year."""
        return compare(self, other)

    def what_if(
        self,
        changes: Mapping[str, object] | None = None,
        *,
        as_of: Day | None = None,
        year: Year | None = None,
        sheet: str | Sheet | None = None,
        profile: str | None = None,
    ) -> Comparison:
        """The same asked again with changes: `.after` is the new assessment, `.before` this one.

        `changes` maps names of facts and parameters, as the library prints them, to values as facts
        files write them; None is null, `UNKNOWN` takes away. All is told by `results.what_if`.

        Raises:
            FactsError: names that nothing declares, values that cannot be.
            RulesetError: no such sheet or profile.
        """
        return compare(self, what_if(self, changes, as_of=as_of, year=year, sheet=sheet, profile=profile))

    def next_facts(self) -> tuple[NextFact, ...]:
        """The missing facts: first those that settle the grade, then by points, then by rules settled."""
        return self._next_facts

    @cached_property
    def _next_facts(self) -> tuple[NextFact, ...]:
        return next_facts(self)
